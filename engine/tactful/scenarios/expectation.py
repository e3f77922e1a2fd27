"""One thing that a scenario expects of its conclusions: a closed list of kinds."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from tactful.language.conclusions import Status
from tactful.language.terms import NOWHERE, Test
from tactful.text.diagnostic import Span


class Holds(NamedTuple):
    """A test of a fact, or of a decision's choice, is true."""

    test: Test
    span: Span = NOWHERE


class Differs(NamedTuple):
    """A test is not true: the fact or choice is something else, or there is none."""

    test: Test
    span: Span = NOWHERE


class ComesOut(NamedTuple):
    """A decision comes out without a choice, in this way; or (``wanted`` false) does not."""

    decision: str
    status: Status
    wanted: bool = True
    span: Span = NOWHERE


How: TypeAlias = Literal["exactly", "includes", "excludes"]


class Chooses(NamedTuple):
    """A decision that chooses many chooses exactly these, these among others, or none of these."""

    decision: str
    how: How
    options: tuple[str, ...]
    span: Span = NOWHERE


Fate: TypeAlias = Literal["fired", "not fired", "set aside", "assumes"]


class Fares(NamedTuple):
    """A rule fired, did not, was set aside, or fired on an assumption."""

    rule: str
    fate: Fate
    span: Span = NOWHERE


class Conflicts(NamedTuple):
    """Rules disagree about this fact or decision."""

    about: str
    span: Span = NOWHERE


class Opens(NamedTuple):
    """The window opens and closes at these local moments; ``None`` for one that may be any.

    With ``wanted`` false there is none.
    """

    start: datetime | None
    end: datetime | None
    wanted: bool = True
    span: Span = NOWHERE


Expectation: TypeAlias = Holds | Differs | ComesOut | Chooses | Fares | Conflicts | Opens
