"""A plan as lines of text along a rail, for terminals, pipes and files."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from tactful.pages.page import Page, Section
from tactful.pages.paint import Paint, unpainted
from tactful.pages.steps import ShownStep, ShownTurn, Steps, Turns
from tactful.pages.words import bare

_ACT, _WAIT, _RAIL, _END = "●", "○", "│", "■"


def rail_lines(page: Page, paint: Paint, width: int) -> Iterator[str]:
    """The lines of a page that tells a plan, so wide at most."""
    for line in textwrap.wrap(page.title, width):
        yield paint(line, bold=True)
    yield paint("=" * min(len(page.title), width), dim=True)
    yield ""
    for line in page.headline:
        yield from textwrap.wrap(line, width)
    for section in page.sections:
        yield from _section(section, paint, width)


def _section(section: Section, paint: Paint, width: int) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, Steps):  # what a plan is about needs no heading
            yield ""
            for number, step in enumerate(block.steps, 1):
                yield from _step(step, number == len(block.steps), paint, width)
        elif isinstance(block, Turns):
            yield from _heading(bare(section.heading), paint)
            for turn in block.turns:
                yield from _turn(turn, paint, width)
            if block.lesser is not None:
                yield from _point(block.lesser, width)
    if section.points:
        yield from _heading(bare(section.heading), paint)
        for point in section.points:
            yield from _point(point.text, width)


def _step(step: ShownStep, last: bool, paint: Paint, width: int) -> Iterator[str]:
    sign = _ACT if step.act else _END if last else _WAIT
    tint = "green" if step.act else "cyan"
    margin = f"  {paint(' ' if last else _RAIL, dim=True)}  "
    room = width - 5
    for number, line in enumerate(textwrap.wrap(step.when, room)):
        start = f"  {paint(sign, fg=tint, bold=True)}  " if number == 0 else margin
        yield start + paint(line, fg=tint, bold=True)
    for line in textwrap.wrap(step.what, room):
        yield margin + paint(line, bold=step.act)
    for text in step.more:
        yield from (margin + line for line in textwrap.wrap(text, room))
    for point in step.why[:1]:
        text = f"{point.text} [{point.credit}]"
        wrapped = textwrap.wrap(text, room, initial_indent="- ", subsequent_indent="  ")
        yield from (margin + paint(line, dim=True) for line in wrapped)
    if not last:
        yield margin.rstrip() if paint is unpainted else margin


def _turn(turn: ShownTurn, paint: Paint, width: int) -> Iterator[str]:
    yield from _point(f"{turn.when}: {turn.what}", width)
    for point in turn.why[:1]:
        text = f"{point.lead} {point.text} [{point.credit}]".strip()
        wrapped = textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="    ")
        yield from (paint(line, dim=True) for line in wrapped)


def _heading(heading: str, paint: Paint) -> Iterator[str]:
    yield ""
    yield ""
    yield heading.upper() if paint is unpainted else paint(heading, fg="cyan", bold=True)
    yield ""


def _point(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="  - ", subsequent_indent="    ")
