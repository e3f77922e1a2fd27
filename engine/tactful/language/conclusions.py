"""What every reading of a ruleset returns for a scenario: one shape, so readings can be compared.

Named tuples, not dataclasses: a cohort makes millions of them, and they cost half as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import NamedTuple, TypeAlias

from tactful.language.model import Argument, Ruleset
from tactful.language.values import Value


class Origin(Enum):
    """Where a fact's value came from, strongest first."""

    GIVEN = "given"
    CONCLUDED = "concluded"
    COMPUTED = "computed"
    DEFAULT = "default"


class Known(NamedTuple):
    """A known value. ``rules`` are those that concluded it.

    ``outweighed`` are fired rules that concluded a value for a fact that was given: the given
    value stands, whatever they say, and an explanation should mention it where they differ.
    """

    value: Value
    origin: Origin
    rules: tuple[str, ...] = ()
    outweighed: tuple[str, ...] = ()


class Status(Enum):
    """How a decision came out."""

    CHOSEN = "chosen"
    FALLBACK = "fallback"
    NONE = "none"
    CONFLICT = "conflict"
    NOT_APPLICABLE = "not applicable"


class Weighed(NamedTuple):
    """One option with everything that was said about it.

    ``score`` is the net support. ``settled_by`` and ``vetoed_by`` are the rules that said
    ``always`` and ``never``. ``arguments`` are in the order of the rules.
    """

    score: int
    settled_by: tuple[str, ...]
    vetoed_by: tuple[str, ...]
    arguments: tuple[Argument, ...]


class Settled(NamedTuple):
    """A decision's outcome.

    ``choices`` are the chosen options, best first: at most one unless the decision chooses many.
    ``runner_up`` is the best of the other options that nothing rules out and that has support.
    ``margin`` is how far the choice is ahead of the runner-up, or of no support at all where
    there is none: what it could lose before the advice would change. Both are ``None`` unless
    the choice was made by weighing one option against others.
    """

    status: Status
    choices: tuple[str, ...]
    runner_up: str | None
    margin: int | None
    tie: bool
    options: Mapping[str, Weighed]

    @property
    def choice(self) -> str | None:
        """The first choice, or ``None``."""
        return self.choices[0] if self.choices else None


Outcome: TypeAlias = "str | Status"
"""What a decision may come to: an option, or a status without one."""


def outcome(settled: Settled) -> frozenset[Outcome]:
    """A decision's outcome as far as a client would notice: the options chosen, or why none is."""
    return frozenset(settled.choices) if settled.choices else frozenset((settled.status,))


class SetAside(NamedTuple):
    """A rule that would have fired, and a firing rule that overrides it."""

    rule: str
    by: str


class Conflict(NamedTuple):
    """Rules that fired and cannot all be right about one fact or decision.

    ``rules`` pairs each with what it says: a fact's value or a decision's option.
    """

    about: str
    rules: tuple[tuple[str, Value], ...]


class Conclusions(NamedTuple):
    """Everything that follows from one scenario.

    ``facts`` holds the known facts only, in the ruleset's order; ``fired`` and ``set_aside``
    are in the ruleset's order too; ``conflicts`` list facts first, then decisions.
    """

    facts: Mapping[str, Known]
    decisions: Mapping[str, Settled]
    fired: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    conflicts: tuple[Conflict, ...]


def known_values(ruleset: Ruleset, conclusions: Conclusions) -> Mapping[str, Value]:
    """What conditions could read in the end: the known facts and the settled decisions."""
    values: dict[str, Value] = {name: known.value for name, known in conclusions.facts.items()}
    for name, settled in conclusions.decisions.items():
        if ruleset.decisions[name].many:
            if settled.status is not Status.NOT_APPLICABLE:
                values[name] = frozenset(settled.choices)
        elif settled.choice is not None:
            values[name] = settled.choice
    return values


def situation(
    ruleset: Ruleset, conclusions: Conclusions
) -> tuple[dict[str, Value], datetime | None]:
    """What was given to an evaluation, and the moment that the clock gave, from what came out."""
    given = {n: k.value for n, k in conclusions.facts.items() if k.origin is Origin.GIVEN}
    moment = ruleset.clock.now
    known = conclusions.facts.get(moment) if moment is not None else None
    if known is None or known.origin is not Origin.DEFAULT:
        return given, None
    return given, known.value if isinstance(known.value, datetime) else None


# What a client is told, and nothing of the reasons: what two rulesets are compared by.


Told: TypeAlias = tuple[Status, tuple[str, ...]]


def told(settled: Settled) -> Told:
    """How a decision came out: the options chosen, best first, or why there are none.

    An option is the same advice whether it was argued for or is the fallback.
    """
    if settled.status is Status.FALLBACK:
        return Status.CHOSEN, settled.choices
    return settled.status, settled.choices


def advice(conclusions: Conclusions) -> dict[str, Told]:
    """How every decision came out."""
    return {name: told(settled) for name, settled in conclusions.decisions.items()}
