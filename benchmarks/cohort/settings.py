"""How much a benchmark of cohorts measures: for a figure to quote, or only to see that it runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple


class Settings(NamedTuple):
    """How much of what is measured. The folder takes up to 8 GB."""

    folder: Path
    rounds: int = 5
    files: tuple[int, ...] = (100_000, 1_000_000, 10_000_000)
    in_memory: int = 1_000_000
    rules: tuple[int, ...] = (125, 250, 500, 1_000, 2_000)
    csv: int = 1_000_000
    windows: int = 100_000
    explained: int = 500
    kills: int = 50
    compared: int = 100_000
    on_spark: int = 300_000


def quick(folder: Path) -> Settings:
    """So little that no figure means anything."""
    return Settings(
        folder,
        rounds=1,
        files=(2_000,),
        in_memory=2_000,
        rules=(50,),
        csv=2_000,
        windows=1_000,
        explained=10,
        kills=2,
        compared=500,
        on_spark=2_000,
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as Markdown, to be pasted into a page."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
