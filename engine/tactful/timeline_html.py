"""A timeline as one web page with the timeline drawn: it needs nothing else, not even a network.

The drawing is SVG made here: a row for each step along an axis of days, weekends shaded. The
words below it are those of every other rendering. Colours follow the reader's light or dark mode.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from html import escape
from typing import NamedTuple

from tactful.timeline import Entry, Timeline
from tactful.wording import MONTHS, counted

_WIDTH, _ROW, _TOP = 960, 34, 30
_LEAST = 6.0
"""Pixels. A window of an hour would be too thin to see in a plan of two months."""

_MOST_LABELS = 14
_DAY = timedelta(days=1)

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2433; --soft: #5c6577; --line: #c9cfda;
  --paper: #ffffff; --shade: #eef1f6; --act: #1a7f4b; --wait: #9db8dd; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf2; --soft: #a3acbd; --line: #475063;
  --paper: #161a22; --shade: #202633; --act: #4cc38a; --wait: #46628c; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
figure { margin: 1.5rem 0; overflow-x: auto; } svg { width: 100%; min-width: 40rem; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); }
svg text.number { fill: var(--ink); }
svg .grid { stroke: var(--line); } svg .off { fill: var(--shade); }
svg .act { fill: var(--act); } svg .wait { fill: var(--wait); } svg .now { stroke: var(--ink); }
.holds { font-size: 1.1rem; } ol { padding-left: 1.5rem; } ol > li { margin: 0 0 1.2rem; }
.when { font-weight: 600; } .act .when { color: var(--act); } .act .what { font-weight: 600; }
.why, .more { color: var(--soft); } p { margin: 0.2rem 0; }
@media print { body { margin: 0; max-width: none; } }
"""


def timelines_as_html(timelines: Iterable[Timeline]) -> str:
    """The timelines on one page, without a final line feed."""
    listed = list(timelines)
    title = listed[0].title if len(listed) == 1 else counted(len(listed), "plan").capitalize()
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style></head>",
        "<body>",
    ]
    for timeline in listed:
        lines += ["<article>", *_article(timeline), "</article>"]
    return "\n".join([*lines, "</body>", "</html>"])


def _article(timeline: Timeline) -> Iterator[str]:
    yield f"<h1>{escape(timeline.title)}</h1>"
    yield f'<p class="holds">{escape(timeline.holds)}</p>'
    yield "<figure>"
    yield from _Drawing.of(timeline).svg()
    yield "</figure>"
    yield "<h2>The plan</h2>"
    yield "<ol>"
    for entry in timeline.entries:
        yield from _entry(entry)
    yield "</ol>"
    if timeline.turns or timeline.lesser is not None:
        yield "<h2>If you do nothing</h2>"
        yield "<ul>"
        for turn in timeline.turns:
            why = " ".join(f"{lead} {reason.because}".strip() for lead, reason in turn.why)
            said = f"{escape(turn.when)}: {escape(turn.what)}"
            yield f'<li>{said} <span class="why">{escape(why)}</span></li>'
        if timeline.lesser is not None:
            yield f"<li>{escape(timeline.lesser)}</li>"
        yield "</ul>"
    yield from _section("How it ends", timeline.endings)
    yield from _section("Taken for granted", timeline.notes)


def _entry(entry: Entry) -> Iterator[str]:
    yield f'<li class="{"act" if entry.act else "wait"}">'
    yield f'<p class="when">{escape(entry.when)}</p>'
    yield f'<p class="what">{escape(entry.what)}</p>'
    for line in entry.more:
        yield f'<p class="more">{escape(line)}</p>'
    for reason in entry.why[:1]:
        said, credit = escape(reason.because), escape(reason.credit)
        yield f'<p class="why">{said} <small>({credit})</small></p>'
    yield "</li>"


def _section(heading: str, points: Iterable[str]) -> Iterator[str]:
    listed = list(points)
    if listed:
        yield f"<h2>{heading}</h2>"
        yield "<ul>"
        yield from (f"<li>{escape(point)}</li>" for point in listed)
        yield "</ul>"


class _Drawing(NamedTuple):
    """The steps along an axis of days that begins with the day of the plan."""

    timeline: Timeline
    first: datetime
    days: int

    @classmethod
    def of(cls, timeline: Timeline) -> _Drawing:
        first = timeline.now.replace(hour=0, minute=0, second=0, microsecond=0)
        ends = [entry.end or entry.start for entry in timeline.entries]
        return cls(timeline, first, (max(ends) - first).days + 3)

    def x(self, moment: datetime) -> float:
        """Where a moment is, in pixels. Days are equally wide, whatever the clocks do in them."""
        local = moment.replace(tzinfo=None) - self.first.replace(tzinfo=None)
        return min(max(local / _DAY, 0.0), self.days) * _WIDTH / self.days

    @property
    def height(self) -> int:
        return _TOP + _ROW * len(self.timeline.entries) + 6

    def svg(self) -> Iterator[str]:
        label = escape(f"Timeline of {counted(self.days, 'day')}", quote=True)
        yield f'<svg viewBox="-4 0 {_WIDTH + 44} {self.height}" role="img" aria-label="{label}">'
        yield from self.axis()
        for number, entry in enumerate(self.timeline.entries):
            yield from self.row(number, entry)
        now = self.x(self.timeline.now)
        yield f'<line class="now" x1="{now:.1f}" x2="{now:.1f}" y1="{_TOP}" y2="{self.height}"/>'
        yield "</svg>"

    def axis(self) -> Iterator[str]:
        wide = _WIDTH / self.days
        every = -(-self.days // _MOST_LABELS)
        for number in range(self.days):
            day, left = self.first + number * _DAY, number * wide
            if day.weekday() >= 5:
                yield (
                    f'<rect class="off" x="{left:.1f}" y="{_TOP}" width="{wide:.1f}" '
                    f'height="{self.height - _TOP}"/>'
                )
            if number % every == 0:
                yield (
                    f'<line class="grid" x1="{left:.1f}" x2="{left:.1f}" y1="{_TOP - 6}" '
                    f'y2="{self.height}"/>'
                )
                name = f"{day.day} {MONTHS[day.month - 1][:3]}"
                yield f'<text x="{left:.1f}" y="{_TOP - 12}">{name}</text>'

    def row(self, number: int, entry: Entry) -> Iterator[str]:
        top = _TOP + number * _ROW
        left = self.x(entry.start)
        right = self.x(entry.end) if entry.end is not None else float(_WIDTH)
        wide = max(right - left, _LEAST)
        kind, high = ("act", 20) if entry.act else ("wait", 8)
        said = escape(f"{entry.when}: {entry.what}")
        y = top + (_ROW - high) / 2
        yield (
            f'<rect class="{kind}" x="{left:.1f}" y="{y:.1f}" width="{wide:.1f}" '
            f'height="{high}" rx="3"><title>{said}</title></rect>'
        )
        x = left + wide + 6 if left + wide < _WIDTH - 40 else left - 18
        y = top + _ROW / 2 + 4
        yield f'<text class="number" x="{x:.1f}" y="{y:.1f}">{number + 1}</text>'
