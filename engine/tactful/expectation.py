"""One thing that a scenario expects of its conclusions: a closed list of kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tactful.conclusions import Status
from tactful.diagnostic import Span
from tactful.model import NOWHERE, Test


@dataclass(frozen=True)
class Holds:
    """A test of a fact, or of a decision's choice, is true."""

    test: Test
    span: Span = NOWHERE


@dataclass(frozen=True)
class Differs:
    """A test is not true: the fact or choice is something else, or there is none."""

    test: Test
    span: Span = NOWHERE


@dataclass(frozen=True)
class ComesOut:
    """A decision comes out without a choice, in this way; or (``wanted`` false) does not."""

    decision: str
    status: Status
    wanted: bool = True
    span: Span = NOWHERE


How: TypeAlias = Literal["exactly", "includes", "excludes"]


@dataclass(frozen=True)
class Chooses:
    """A decision that chooses many chooses exactly these, these among others, or none of these."""

    decision: str
    how: How
    options: tuple[str, ...]
    span: Span = NOWHERE


Fate: TypeAlias = Literal["fired", "not fired", "set aside", "assumes"]


@dataclass(frozen=True)
class Fares:
    """A rule fired, did not, was set aside, or fired on an assumption."""

    rule: str
    fate: Fate
    span: Span = NOWHERE


@dataclass(frozen=True)
class Conflicts:
    """Rules disagree about this fact or decision."""

    about: str
    span: Span = NOWHERE


Expectation: TypeAlias = Holds | Differs | ComesOut | Chooses | Fares | Conflicts
