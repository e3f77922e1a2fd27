"""The sweep: every moment at which the advice changes while time passes and nothing else happens.

The moments at which it can change come from ``crossings``; whether it does is asked of the
evaluator. Between two of them the advice is the same at every second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from tactful.language.calendar import Setting, existing
from tactful.language.conclusions import (
    Conclusions,
    Evaluate,
    Outcome,
    Status,
    changed_decisions,
    known_values,
    outcome,
)
from tactful.language.model import Ruleset
from tactful.language.values import YEARS, Value
from tactful.plans.crossings import Crossings, Signature

LAST_MOMENT = datetime(YEARS[-1], 12, 31, 23, 59, 59)
"""The last second that a fact can hold."""


class Cause(NamedTuple):
    """A rule that makes the advice change: from that moment on it counts, or no longer does."""

    rule: str
    begins: bool


class AdviceChange(NamedTuple):
    """A moment at which the advice changes.

    Attributes:
        moment: The first second at which the new advice holds, local to the employer.
        conclusions: The advice from then on. It may have been worked out for an earlier moment
            that is alike in all that rules look at, so facts that run with time can be older.
        decisions: The decisions that come out otherwise than before, in the ruleset's order.
        causes: The rules that make the first of them change.
        rules: All rules about them that count from then on or no longer do, and those that
            conclude facts, in the ruleset's order.
    """

    moment: datetime
    conclusions: Conclusions
    decisions: tuple[str, ...]
    causes: tuple[Cause, ...]
    rules: tuple[Cause, ...] = ()


class TimelessRuleset(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a ruleset whose clock names no fact for the present moment."""


def sweep(
    ruleset: Ruleset,
    evaluate: Evaluate,
    given: Mapping[str, Value],
    start: datetime,
    end: datetime,
) -> Iterator[AdviceChange]:
    """Each change of the advice after ``start`` up to and including ``end``, in order.

    They are found as they are asked for, so that whoever needs only the first pays for no more.

    Args:
        ruleset: The rules.
        evaluate: An evaluator of them.
        given: What is given; the clock's moment in it is not looked at.
        start: The local moment to begin at.
        end: The last local moment.

    Raises:
        TimelessRuleset: if the ruleset has no fact for the present moment.
    """
    moment = ruleset.clock.now
    if moment is None:
        raise TimelessRuleset("the ruleset names no fact that holds the present moment")

    at = _at(evaluate, given, moment)
    before = at(start)
    zone = Setting.of(ruleset.clock, known_values(ruleset, before)).timezone
    if zone is not None and existing(start, zone) != start:
        start = existing(start, zone)  # the clocks went past it
        before = at(start)
    crossings = Crossings(ruleset, given, moment, zone, at)
    here = crossings.signature(start)
    seen: dict[Signature, Conclusions] = {here: before}
    # Most days are like other days: what has been compared once is not compared again.
    compared: dict[tuple[Signature, Signature], _Difference] = {}
    for crossing in crossings.between(start, end):
        there = crossing.signature
        difference = compared.get((here, there))
        if difference is None:
            if there not in seen:
                seen[there] = at(crossing.moment)
            difference = _difference(ruleset, seen[here], seen[there])
            compared[here, there] = difference
        if difference.decisions:
            yield AdviceChange(crossing.moment, seen[there], *difference)
        here = there


def _at(
    evaluate: Evaluate, given: Mapping[str, Value], moment: str
) -> Callable[[datetime], Conclusions]:
    """What follows at a moment, worked out once for each."""
    evaluated: dict[tuple[datetime, int], Conclusions] = {}

    def at(when: datetime) -> Conclusions:
        key = when, when.fold  # an hour that comes twice has equal moments
        if key not in evaluated:
            evaluated[key] = evaluate({**given, moment: when})
        return evaluated[key]

    return at


def horizon(start: datetime, days: int) -> datetime:
    """The moment so many days later; no later than the last year that calendars here reach."""
    reached = min(days, (LAST_MOMENT - start).days + 1)
    return min(start + timedelta(days=reached), LAST_MOMENT)


class _Difference(NamedTuple):
    decisions: tuple[str, ...]
    causes: tuple[Cause, ...]
    rules: tuple[Cause, ...]


def _difference(ruleset: Ruleset, before: Conclusions, after: Conclusions) -> _Difference:
    changed = changed_decisions(before, after)
    if not changed:
        return _Difference((), (), ())
    causes = _causes(ruleset, before, after, changed)
    return _Difference(changed, causes, tuple(_rules(ruleset, before, after, changed)))


def _rules(
    ruleset: Ruleset, before: Conclusions, after: Conclusions, changed: tuple[str, ...]
) -> Iterator[Cause]:
    """The rules that begin to count or no longer do, and bear on some decisions."""
    turning = {*before.fired} ^ {*after.fired}
    for name, rule in ruleset.rules.items():
        if name in turning:
            bears = any(argument.decision in changed for argument in rule.arguments)
            if bears or rule.conclusions:
                yield Cause(name, name in after.fired)


def _causes(
    ruleset: Ruleset, before: Conclusions, after: Conclusions, changed: tuple[str, ...]
) -> tuple[Cause, ...]:
    """The rules that make the first of some decisions change for which there are any.

    A decision that merely begins or ceases to apply is explained by what comes before it.
    """
    began = [rule for rule in after.fired if rule not in set(before.fired)]
    ended = [rule for rule in before.fired if rule not in set(after.fired)]
    for decision in changed:
        was, is_ = before.decisions[decision], after.decisions[decision]
        if Status.NOT_APPLICABLE in (was.status, is_.status):
            continue
        new, old = outcome(is_) - outcome(was), outcome(was) - outcome(is_)
        found = (
            _speaking(ruleset, began, decision, new, in_favour=True)
            or _speaking(ruleset, began, decision, old, in_favour=False)
            or _speaking(ruleset, ended, decision, old, in_favour=True)
            or _speaking(ruleset, ended, decision, new, in_favour=False)
        )
        if found:
            return tuple(Cause(rule, rule in began) for rule in found)
    concluding = [rule for rule in (*began, *ended) if ruleset.rules[rule].conclusions]
    return tuple(Cause(rule, rule in began) for rule in concluding)


def _speaking(
    ruleset: Ruleset,
    rules: list[str],
    decision: str,
    options: frozenset[Outcome],
    *,
    in_favour: bool,
) -> list[str]:
    """The rules that speak for, or against, any of these options of a decision."""
    return [
        rule
        for rule in rules
        if any(
            argument.decision == decision
            and argument.option in options
            and argument.is_for is in_favour
            for argument in ruleset.rules[rule].arguments
        )
    ]
