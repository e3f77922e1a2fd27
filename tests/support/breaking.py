"""Cohorts with broken rows: ten ways in which a line of a real spreadsheet goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

NAMES = (
    "client",
    "rapport",
    "industry",
    "email_known",
    "interview_ended",
    "now",
    "gift_value",
    "thank_you_sent",
    "decision_due",
    "nudges_sent",
)

BREAKS: dict[str, tuple[Callable[[list[str]], bytes], str]] = {
    "too few cells": (lambda c: ",".join(c[:4]).encode(), "the row has 4 cells"),
    "too many cells": (lambda c: ",".join([*c, "x", "y"]).encode(), "the row has 12 cells"),
    "a wrong choice": (lambda c: joined(c, 1, "lukewarm"), "`lukewarm` is not one of the choices"),
    "neither yes nor no": (lambda c: joined(c, 3, "maybe"), "`maybe` is neither yes nor no"),
    "no number": (lambda c: joined(c, 6, "about 20"), "`about 20` is not a number"),
    "out of range": (lambda c: joined(c, 9, "-1"), "`-1` is below the least this can be, 0"),
    "an impossible date": (lambda c: joined(c, 8, "2026-02-30"), "is a date that does not exist"),
    "an impossible moment": (lambda c: joined(c, 5, "2026-11-20T25:00"), "does not exist"),
    "other letters": (lambda c: joined(c, 0, "Ren\xe9", "latin-1"), "this is not UTF-8"),
    "a lost quotation mark": (lambda c: joined(c, 2, '"law'), "a quotation mark is not closed"),
    "a huge cell": (lambda c: joined(c, 2, "x" * 2_000_000), "the line is longer than"),
}
"""What can be wrong with a row, with what breaks its cells so and what is said of it."""


def joined(cells: list[str], place: int, cell: str, encoding: str = "utf-8") -> bytes:
    """The cells as a line, one of them another."""
    return ",".join([*cells[:place], cell, *cells[place + 1 :]]).encode(encoding)


def client(rng: Random, number: int) -> list[str]:
    """A client's cells; about a quarter of them are empty."""
    cells = [
        rng.choice(("cold", "neutral", "warm", "hit_it_off")),
        rng.choice(("technology", "law", "government", "creative", "retail")),
        rng.choice(("yes", "no")),
        f"2026-11-{rng.randint(1, 20):02}T{rng.randint(8, 17):02}:{rng.choice(('00', '30'))}",
        f"2026-11-{rng.randint(20, 28):02}T{rng.randint(8, 20):02}:{rng.randint(0, 59):02}",
        str(rng.choice((0, 5, 12.5, 40, 100))),
        rng.choice(("yes", "no")),
        f"2026-{rng.randint(11, 12)}-{rng.randint(1, 30):02}",
        str(rng.randint(0, 3)),
    ]
    return [f"client-{number}", *("" if rng.random() < 0.25 else cell for cell in cells)]


def lines(
    rng: Random, count: int, broken: float, huge: float = 0.1
) -> Iterator[tuple[bytes, str | None]]:
    """The lines of a CSV cohort, header first, each with how it is broken.

    ``huge`` is the share of the huge cells drawn that are really written: they take room.
    """
    yield ",".join(NAMES).encode() + b"\n", None
    kinds = list(BREAKS)
    for number in range(1, count + 1):
        cells = client(rng, number)
        kind = rng.choice(kinds) if rng.random() < broken else None
        if kind == "a huge cell" and rng.random() > huge:
            kind = "too few cells"
        line = ",".join(cells).encode() if kind is None else BREAKS[kind][0](cells)
        yield line + b"\n", kind
