"""Parquet in, Parquet out, next to merely scanning a cohort and writing an output of that size."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from cohort import cohorts
from cohort.child import SETS, measured, medians
from cohort.settings import Settings, table
from tactful.language.model import Ruleset

PIECE = 500_000
NAMES = {"kind": "50 rules", "follow-up": "follow-up"}


def make(ruleset: Ruleset, rows: int, path: Path) -> None:
    """Write a random cohort, a piece at a time."""
    writer = None
    for start in range(0, rows, PIECE):
        piece = cohorts.draw(ruleset, min(PIECE, rows - start), seed=start)
        numbered = piece.with_columns(pl.int_range(start, start + piece.height).alias("client"))
        made = numbered.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(path, made.schema, compression="zstd")
        writer.write_table(made, row_group_size=PIECE)
    if writer is not None:
        writer.close()


def files(settings: Settings) -> str:
    """The 50-rule set at every size, and the follow-up ruleset at the largest."""
    sizes = [*(("kind", size) for size in settings.files), ("follow-up", max(settings.files))]
    return table(
        (
            "",
            "tactful",
            "scan",
            "write",
            "ratio",
            "ratio of processor time",
            "µs a client",
            "clients a core-second",
            "peak memory",
        ),
        [_row(settings, name, size) for name, size in sizes],
    )


def _row(settings: Settings, name: str, size: int) -> tuple[str, ...]:
    path = settings.folder / f"{name}{size}.parquet"
    out = path.with_suffix(".advice.parquet")
    make(SETS[name](), size, path)
    measured("advise", name, path, out)
    jobs = {what: (what, name, path, out) for what in ("advise", "scan", "write", "rescan")}
    found = medians(jobs, settings.rounds)
    # An output that is no longer in memory has to be read again before it is written: that is not
    # part of writing it, and is taken off.
    write = {
        part: max(found["write"][part] - found["rescan"][part], 0.0) for part in ("seconds", "cpu")
    }
    ours, scan = found["advise"], found["scan"]
    for made in (path, out, out.with_suffix(".copy")):
        made.unlink(missing_ok=True)
    return (
        f"{NAMES[name]}, {size:,} clients",
        f"{ours['seconds']:.1f} s",
        f"{scan['seconds']:.1f} s",
        f"{write['seconds']:.1f} s",
        f"{ours['seconds'] / (scan['seconds'] + write['seconds']):.2f}",
        f"{ours['cpu'] / (scan['cpu'] + write['cpu']):.2f}",
        f"{ours['seconds'] / size * 1e6:.1f}",
        f"{size / ours['cpu']:,.0f}",
        f"{ours['MiB']:,.0f} MiB",
    )
