"""A page on a terminal: the same words as plain text, with colour, weight and small bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from tactful.pages.page import Bar, Page, Point, Section, Topic
from tactful.pages.plain import score_of
from tactful.pages.tree import Branch, BranchKind
from tactful.pages.visible import visible_in
from tactful.pages.words import bare
from tactful_cli.screen.saying import console

_STYLES: Mapping[BranchKind, str] = {"given": "green", "taken": "yellow", "unknown": "yellow"}
BAR = 12
"""How many columns the longest bar takes."""


def show(pages: Iterable[Page], *, scores: bool = False) -> None:
    """Print pages on the terminal, as wide as it is but never too wide to read."""
    drawn_on = console()
    for number, page in enumerate(pages):
        if number:
            drawn_on.rule(style="dim")
        drawn_on.print(rendered(page, scores=scores))


def rendered(page: Page, *, scores: bool = False) -> RenderableType:
    """A page for rich to print."""
    page = visible_in(page)
    headline = Text("\n".join(page.headline), style="bold")
    parts: list[RenderableType] = [
        "",
        Panel(headline, title=Text(page.title), title_align="left", padding=(1, 2), style="green"),
    ]
    parts += [_section(section, scores) for section in page.sections]
    return Group(*parts, "")


def _section(section: Section, scores: bool) -> RenderableType:
    parts: list[RenderableType] = ["", Text(bare(section.heading), style="bold cyan")]
    parts += [part for said in section.intro for part in ("", Text(said))]
    for topic in section.topics:
        parts += ["", _topic(topic, scores)]
    if section.points:
        parts += ["", _points(section.points)]
    return Padding(Group(*parts), (0, 1))


def _topic(topic: Topic, scores: bool) -> RenderableType:
    parts: list[RenderableType] = [
        Text.assemble((topic.question, "italic"), " ", (topic.answer, "bold"))
    ]
    if topic.points:
        parts.append(_points(topic.points))
    if topic.trees:
        parts.append(_listed(map(_tree, topic.trees)))
    if len(topic.bars) > 1 or scores:
        parts.append(Padding(_bars(topic.bars, scores), (1, 0, 0, 2)))
    return Group(*parts)


def _listed(items: Iterable[RenderableType]) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=3, justify="right")
    grid.add_column(ratio=1)
    for item in items:
        grid.add_row("•", item)
    return grid


def _points(points: Iterable[Point]) -> RenderableType:
    return _listed(map(_point, points))


def _point(point: Point) -> Text:
    text = Text()
    if point.lead:
        text.append(point.lead, style="bold")
        text.append(" ")
    text.append(point.text)
    if point.credit:
        text.append(f" [{point.credit}]", style="dim")
    return text


def _tree(branch: Branch) -> Tree:
    tree = Tree(_said(branch), guide_style="dim")
    todo = [(tree, inner) for inner in reversed(branch.behind)]
    while todo:
        above, inner = todo.pop()
        node = above.add(_said(inner))
        todo += [(node, deeper) for deeper in reversed(inner.behind)]
    return tree


def _said(branch: Branch) -> Text:
    text = Text()
    if branch.lead:
        text.append(branch.lead, style="bold")
        text.append(" ")
    text.append(branch.text, style=_STYLES.get(branch.kind, ""))
    if branch.note:
        text.append(f" {branch.note}")
    if branch.source:
        text.append(f" [{branch.source}]", style="dim")
    return text


def _bars(bars: tuple[Bar, ...], scores: bool) -> RenderableType:
    longest = max((abs(bar.score) for bar in bars if not bar.ruled_out), default=0) or 1
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(max_width=44, no_wrap=True, overflow="ellipsis")
    grid.add_column(no_wrap=True)
    for bar in bars:
        style = "green" if bar.chosen else "dim"
        grid.add_row(Text(bar.label, style=style), _bar(bar, longest, style, scores))
    return grid


def _bar(bar: Bar, longest: int, style: str, scores: bool) -> Text:
    if bar.ruled_out:
        return Text("ruled out", style="red")
    length = max(round(abs(bar.score) / longest * BAR), 1 if bar.score else 0)
    length = BAR if bar.settled else length
    against = bar.score < 0 and not bar.settled
    text = Text("░" * length, style="red") if against else Text("█" * length, style=style)
    if against:
        text.append(" against", style="red")
    if scores:
        text.append(f" {score_of(bar)}", style="dim")
    return text
