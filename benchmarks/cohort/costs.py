"""What makes advice dear: text, broken rows, windows, and reasons in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from breaking import lines
from cohort.child import medians
from cohort.settings import Settings, table


def costs(settings: Settings) -> str:
    """Processor time of follow-up clients in CSV: with and without what is dear, in turn."""
    names = ("broken", "plain", "few", "clean", "words")
    broken, plain, few, clean, words = (settings.folder / f"{name}.csv" for name in names)
    write(broken, Random(1), settings.csv, 0.01)
    write(plain, Random(2), settings.windows, 0)
    write(few, Random(3), settings.explained, 0)
    write(clean, Random(4), settings.csv, 0)
    in_words(clean, words)
    out = settings.folder / "advice.parquet"
    bare = "follow-up without windows"
    jobs = {
        "broken": ("advise", "follow-up", broken, out),
        "windows": ("advise", "follow-up", plain, out),
        "no windows": ("advise", bare, plain, out),
        "few": ("advise", "follow-up", few, out),
        "clean": ("advise", "follow-up", clean, out),
        "words": ("advise", "follow-up", words, out),
        "explain": ("explain", "follow-up", few, out),
    }
    found = medians(jobs, settings.rounds)
    for path in (broken, plain, few, clean, words, out):
        path.unlink(missing_ok=True)

    def row(what: str, job: str, clients: int) -> Iterator[str]:
        yield what
        yield f"{clients:,}"
        yield f"{found[job]['seconds']:.1f} s"
        yield f"{found[job]['cpu']:.1f} s"
        yield f"{clients / found[job]['cpu']:,.0f}"
        yield f"{found[job]['MiB']:,.0f} MiB"

    more = (found["explain"]["cpu"] - found["few"]["cpu"]) / settings.explained
    return "\n".join(
        (
            table(
                (
                    "CSV, follow-up",
                    "clients",
                    "time",
                    "processor time",
                    "clients a core-second",
                    "peak memory",
                ),
                [
                    tuple(row("one row in a hundred broken", "broken", settings.csv)),
                    tuple(row("no row broken", "clean", settings.csv)),
                    tuple(row("the same in people's words", "words", settings.csv)),
                    tuple(row("no row broken", "windows", settings.windows)),
                    tuple(row("the same, no windows placed", "no windows", settings.windows)),
                ],
            ),
            "",
            f"People's words take {found['words']['cpu'] / found['clean']['cpu']:.2f} times the "
            "processor time of what an author would write.",
            "",
            f"`--explain`: {more * 1e3:.1f} ms of processor time for each of "
            f"{settings.explained:,} clients who all differ, beyond their advice.",
        )
    )


def in_words(clean: Path, path: Path) -> None:
    """Write a cohort once more, its cells as people write them and meaning the same."""
    labels = {"cold": "It stayed stiff", "warm": "Friendly", "hit_it_off": "You hit it off"}
    said = {"yes": ("Yes", "y", "x", "TRUE"), "no": ("No", "n", "0", "FALSE")}
    with clean.open(encoding="utf-8") as lines_, path.open("w", encoding="utf-8") as stream:
        stream.write(next(lines_))
        for number, line in enumerate(lines_):
            cells = line.rstrip("\n").split(",")
            cells[1] = labels.get(cells[1], cells[1].upper())
            cells[2] = cells[2].title()
            for place in (3, 7):
                cells[place] = said[cells[place]][number % 4] if cells[place] else "?"
            for place in (4, 5, 8):
                cells[place] = re.sub("(....)-(..)-(..)T?", r"\3.\2.\1 ", cells[place]).strip()
            cells[6] = f"${cells[6]}" if cells[6] else ""
            stream.write(",".join(cells) + "\n")


def write(path: Path, rng: Random, rows: int, broken: float) -> list[str | None]:
    """Write a cohort as CSV; how each row is broken."""
    kinds = []
    with path.open("wb") as stream:
        for line, kind in lines(rng, rows, broken):
            stream.write(line)
            kinds.append(kind)
    return kinds[1:]
