"""A timeline as Markdown, and as one web page with the timeline drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.explanation.wording import counted
from tactful.pages.html import rendered
from tactful.pages.markdown import escaped
from tactful.plans.drawing import TOP, drawing
from tactful.plans.timeline import Entry, Timeline


def timelines_as_markdown(timelines: Iterable[Timeline]) -> str:
    """The timelines one after the other, without a final line feed."""
    return "\n\n".join("\n".join(_lines(timeline)) for timeline in timelines)


def _lines(timeline: Timeline) -> Iterator[str]:
    yield f"# {escaped(timeline.title)}"
    yield ""
    yield escaped(timeline.holds)
    yield ""
    yield "## The plan"
    yield ""
    for number, entry in enumerate(timeline.entries, 1):
        yield f"{number}. {_entry(entry)}"
    if timeline.turns:
        yield ""
        yield "## If you do nothing"
        yield ""
        for turn in timeline.turns:
            why = " ".join(f"{lead} {reason.because}".strip() for lead, reason in turn.why)
            yield f"- **{escaped(turn.when)}:** {escaped(turn.what)} {escaped(why)}".rstrip()
    yield from _section("How it ends", timeline.endings)
    yield from _section("Taken for granted", timeline.notes)


def _entry(entry: Entry) -> str:
    parts = [f"**{escaped(entry.when)}:**", escaped(entry.what)]
    parts += [escaped(line) for line in entry.more]
    parts += [f"{escaped(reason.because)} *({escaped(reason.credit)})*" for reason in entry.why[:1]]
    return " ".join(parts)


def _section(heading: str, points: Iterable[str]) -> Iterator[str]:
    listed = list(points)
    if listed:
        yield ""
        yield f"## {heading}"
        yield ""
        yield from (f"- {escaped(point)}" for point in listed)


# A timeline as one web page with the timeline drawn: it needs nothing else, not even a network.
#
# It looks as the pages of ``html`` do, and its words are those of every other rendering.


def timelines_as_html(timelines: Iterable[Timeline]) -> str:
    """The timelines on one page, without a final line feed."""
    listed = list(timelines)
    title = listed[0].title if len(listed) == 1 else counted(len(listed), "plan").capitalize()
    return rendered("plan.html", timelines=listed, title=title, drawing=drawing, top=TOP)
