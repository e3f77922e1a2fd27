"""A timeline as lines of text along a rail, for terminals, pipes and files."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

import click

from tactful.plans.timeline import Entry, Timeline, Turn

WIDTH = 80
_ACT, _WAIT, _RAIL, _END = "●", "○", "│", "■"


def rail(timelines: Iterable[Timeline], *, colour: bool = False, width: int = WIDTH) -> str:
    """The timelines one after the other, without a final line feed."""
    return "\n\n\n".join("\n".join(_lines(t, _Paint(colour), width)) for t in timelines)


class _Paint:
    """Colours a text, or leaves it alone."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, **style: bool | str) -> str:
        return click.style(text, **style) if self.on and text else text  # type: ignore[arg-type]


def _lines(timeline: Timeline, paint: _Paint, width: int) -> Iterator[str]:
    for line in textwrap.wrap(timeline.title, width):
        yield paint(line, bold=True)
    yield paint("=" * min(len(timeline.title), width), dim=True)
    yield ""
    yield from textwrap.wrap(timeline.holds, width)
    yield ""
    for number, entry in enumerate(timeline.entries):
        last = number == len(timeline.entries) - 1
        yield from _entry(entry, last, paint, width)
    yield from _turns(timeline, paint, width)
    yield from _section("How it ends", timeline.endings, paint, width)
    yield from _section("Taken for granted", timeline.notes, paint, width)


def _entry(entry: Entry, last: bool, paint: _Paint, width: int) -> Iterator[str]:
    sign = _ACT if entry.act else _END if last else _WAIT
    tint = "green" if entry.act else "cyan"
    margin = f"  {paint(' ' if last else _RAIL, dim=True)}  "
    room = width - 5
    for number, line in enumerate(textwrap.wrap(entry.when, room)):
        start = f"  {paint(sign, fg=tint, bold=True)}  " if number == 0 else margin
        yield start + paint(line, fg=tint, bold=True)
    for line in textwrap.wrap(entry.what, room):
        yield margin + paint(line, bold=entry.act)
    for text in entry.more:
        yield from (margin + line for line in textwrap.wrap(text, room))
    for reason in entry.why[:1]:
        text = f"{reason.because} [{reason.credit}]"
        wrapped = textwrap.wrap(text, room, initial_indent="- ", subsequent_indent="  ")
        yield from (margin + paint(line, dim=True) for line in wrapped)
    if not last:
        yield margin.rstrip() if not paint.on else margin


def _turns(timeline: Timeline, paint: _Paint, width: int) -> Iterator[str]:
    if not timeline.turns and timeline.lesser is None:
        return
    yield from _heading("If you do nothing", paint)
    for turn in timeline.turns:
        yield from _turn(turn, paint, width)
    if timeline.lesser is not None:
        yield from _point(timeline.lesser, width)


def _turn(turn: Turn, paint: _Paint, width: int) -> Iterator[str]:
    yield from _point(f"{turn.when}: {turn.what}", width)
    for lead, reason in turn.why[:1]:
        text = f"{lead} {reason.because} [{reason.credit}]".strip()
        wrapped = textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="    ")
        yield from (paint(line, dim=True) for line in wrapped)


def _section(heading: str, points: Iterable[str], paint: _Paint, width: int) -> Iterator[str]:
    listed = list(points)
    if listed:
        yield from _heading(heading, paint)
        for point in listed:
            yield from _point(point, width)


def _heading(heading: str, paint: _Paint) -> Iterator[str]:
    yield ""
    yield ""
    yield paint(heading, fg="cyan", bold=True) if paint.on else heading.upper()
    yield ""


def _point(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="  - ", subsequent_indent="    ")
