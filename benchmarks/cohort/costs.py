"""What makes advice dear: text, broken rows, windows, and reasons in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from breaking import lines
from cohort.child import medians
from cohort.settings import Settings, table


def costs(settings: Settings) -> str:
    """Processor time of follow-up clients in CSV: with and without what is dear, in turn."""
    broken, plain, few = (settings.folder / f"{name}.csv" for name in ("broken", "plain", "few"))
    write(broken, Random(1), settings.csv, 0.01)
    write(plain, Random(2), settings.windows, 0)
    write(few, Random(3), settings.explained, 0)
    out = settings.folder / "advice.parquet"
    bare = "follow-up without windows"
    jobs = {
        "broken": ("advise", "follow-up", broken, out),
        "windows": ("advise", "follow-up", plain, out),
        "no windows": ("advise", bare, plain, out),
        "few": ("advise", "follow-up", few, out),
        "explain": ("explain", "follow-up", few, out),
    }
    found = medians(jobs, settings.rounds)
    for path in (broken, plain, few, out):
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
                    tuple(row("no row broken", "windows", settings.windows)),
                    tuple(row("the same, no windows placed", "no windows", settings.windows)),
                ],
            ),
            "",
            f"`--explain`: {more * 1e3:.1f} ms of processor time for each of "
            f"{settings.explained:,} clients who all differ, beyond their advice.",
        )
    )


def write(path: Path, rng: Random, rows: int, broken: float) -> list[str | None]:
    """Write a cohort as CSV; how each row is broken."""
    kinds = []
    with path.open("wb") as stream:
        for line, kind in lines(rng, rows, broken):
            stream.write(line)
            kinds.append(kind)
    return kinds[1:]
