"""What every reading of a ruleset returns for a scenario: one shape, so readings can be compared.

Named tuples, not dataclasses: a cohort makes millions of them, and they cost half as much.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import NamedTuple, TypeAlias

from tactful.language.model import Argument, Decision, Ruleset
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


class WithoutOption(NamedTuple):
    """What is said of a decision that came to no option, in each form that a text needs.

    Attributes:
        answer: To the decision's question, a sentence.
        headline: Where it is all that there is to say of a client, a sentence.
        phrase: Within a sentence: "becomes ...".
        changed: The same, where it was changed to see what would come of it.
        counted: On a line that counts the clients of whom it is so.
        found: After the decision's name, in a message about what a scenario came to.
        expected: In such a message, after "to come out as".
        written: As an author writes it under ``expect``.
    """

    answer: str
    headline: str
    phrase: str
    changed: str
    counted: str
    found: str
    expected: str
    written: str


NOTHING_CHOSEN = "nothing in particular"
"""What a decision that chooses many comes to where it applies and chooses none, as a phrase."""

NOTHING_TO_DECIDE = "nothing to decide any more"
"""What there is of a decision that no longer comes up, as a phrase."""

WITHOUT_OPTION: Mapping[Status, WithoutOption] = {
    Status.NONE: WithoutOption(
        answer="No recommendation.",
        headline="No recommendation: what is known so far does not point anywhere.",
        phrase="no recommendation",
        changed="no recommendation",
        counted="no recommendation",
        found="there is no recommendation",
        expected="no recommendation",
        written="no recommendation",
    ),
    Status.CONFLICT: WithoutOption(
        answer="No recommendation, because the rules disagree.",
        headline="No recommendation: the rules disagree.",
        phrase="no recommendation, because the rules disagree",
        changed="no recommendation, because the rules disagree",
        counted="no recommendation: the rules disagree",
        found="rules disagree about it",
        expected="a conflict",
        written="conflict",
    ),
    Status.NOT_APPLICABLE: WithoutOption(
        answer="There is nothing to decide here.",
        headline="No recommendation: there is nothing to decide here.",
        phrase="nothing to decide",
        changed=NOTHING_TO_DECIDE,
        counted="nothing to decide for them",
        found="it is not applicable",
        expected="not applicable",
        written="not applicable",
    ),
}
"""The ways to come to no option; ``NONE`` as of a decision that chooses one."""


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


def changed_decisions(before: Conclusions, after: Conclusions) -> tuple[str, ...]:
    """The decisions that come out otherwise, in the ruleset's order."""
    return tuple(
        name
        for name, settled in after.decisions.items()
        if outcome(settled) != outcome(before.decisions[name])
    )


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
    are in the ruleset's order too; ``conflicts`` list facts first, then decisions. ``broken`` are
    the constraints that the situation breaks: what is concluded is worth as much as its facts.
    """

    facts: Mapping[str, Known]
    decisions: Mapping[str, Settled]
    fired: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    conflicts: tuple[Conflict, ...]
    broken: tuple[str, ...] = ()

    def conflict_about(self, name: str) -> Conflict | None:
        """How rules disagree about a fact or decision; ``None`` if they do not."""
        return next((conflict for conflict in self.conflicts if conflict.about == name), None)

    def breaks_more_than(self, other: Conclusions) -> bool:
        """Whether a constraint is broken that another situation keeps: then it cannot be."""
        return not set(other.broken).issuperset(self.broken)

    def set_aside_by(self, rule: str) -> tuple[str, ...]:
        """The firing rules that set a rule aside; none if nothing did."""
        return tuple(aside.by for aside in self.set_aside if aside.rule == rule)


def value_of_decision(decision: Decision, settled: Settled) -> Value | None:
    """What conditions read: its choice, or the set of them; ``None`` if there is nothing to read.

    One that chooses many may have chosen none, which is a set too.
    """
    if not decision.many:
        return settled.choice
    return None if settled.status is Status.NOT_APPLICABLE else frozenset(settled.choices)


def known_values(ruleset: Ruleset, conclusions: Conclusions) -> Mapping[str, Value]:
    """What conditions could read in the end: the known facts and the settled decisions."""
    values: dict[str, Value] = {name: known.value for name, known in conclusions.facts.items()}
    for name, settled in conclusions.decisions.items():
        value = value_of_decision(ruleset.decisions[name], settled)
        if value is not None:
            values[name] = value
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


Evaluate: TypeAlias = Callable[[Mapping[str, Value]], Conclusions]
"""Evaluates what is given by a ruleset, at the moment at hand."""
