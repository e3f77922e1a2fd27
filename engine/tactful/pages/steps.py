"""The blocks of a plan: its steps, each on a drawn line of days, and how advice turns by itself.

They stand on pages whose layout is a plan's.
"""

from __future__ import annotations

from typing import NamedTuple


class Why(NamedTuple):
    """A reason of a step or a turn, what leads in to it if anything does, and its source."""

    text: str
    lead: str
    credit: str


class ShownStep(NamedTuple):
    """Something to do or a time to wait: when, what, the rest of the advice, and why."""

    act: bool
    when: str
    what: str
    more: tuple[str, ...]
    why: tuple[Why, ...]


class Day(NamedTuple):
    """A day of the axis. ``name`` is ``None`` where there is no room for one."""

    left: float
    width: float
    off: bool
    name: str | None


class Row(NamedTuple):
    """A step: its stretch, the number beside it, and what it says when pointed at."""

    kind: str
    left: float
    top: float
    width: float
    height: int
    number: int
    number_left: float
    number_baseline: float
    says: str


class Drawing(NamedTuple):
    """Steps laid out along an axis of days.

    Attributes:
        title: What it shows, for those who cannot see it.
        width: Pixels from the left edge of the axis to the right of the last number.
        height: Pixels from top to bottom.
        top: Pixels above the first row.
        now: Where the present moment is.
        days: The days of the axis.
        rows: The steps.
    """

    title: str
    width: int
    height: int
    top: int
    now: float
    days: tuple[Day, ...]
    rows: tuple[Row, ...]


class Steps(NamedTuple):
    """The steps of a plan, in order, with a drawing for formats that have any."""

    steps: tuple[ShownStep, ...]
    drawing: Drawing


class ShownTurn(NamedTuple):
    """When advice changes by itself, to what, and why."""

    when: str
    what: str
    why: tuple[Why, ...]


class Stripe(NamedTuple):
    """A stretch of a strip: its share of the whole in hundredths, and what it says."""

    act: bool
    share: float
    says: str


class Strip(NamedTuple):
    """A line of time, coloured by what is advised; ``title`` is for those who cannot see it."""

    title: str
    first: str
    last: str
    stripes: tuple[Stripe, ...]


class Turns(NamedTuple):
    """How advice changes by itself; ``lesser`` is what is left out of it, for want of room.

    ``strip`` draws it, for formats that have drawings.
    """

    turns: tuple[ShownTurn, ...]
    lesser: str | None
    strip: Strip | None = None
