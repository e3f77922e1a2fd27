"""A timeline as one web page with the timeline drawn: it needs nothing else, not even a network.

It looks as the pages of ``html`` do, and its words are those of every other rendering.
"""

from __future__ import annotations

from collections.abc import Iterable

from tactful.html import rendered
from tactful.timeline import Timeline
from tactful.timeline_drawing import TOP, drawing
from tactful.wording import counted


def timelines_as_html(timelines: Iterable[Timeline]) -> str:
    """The timelines on one page, without a final line feed."""
    listed = list(timelines)
    title = listed[0].title if len(listed) == 1 else counted(len(listed), "plan").capitalize()
    return rendered("plan.html", timelines=listed, title=title, drawing=drawing, top=TOP)
