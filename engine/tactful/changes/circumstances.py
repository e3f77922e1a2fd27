"""Circumstances in words: "whenever the rapport is at least “warm”, unless they wrote back"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tactful.explanation.wording import Wording, joined
from tactful.language.conditions import truth
from tactful.language.model import Ruleset, every_test
from tactful.language.operators import (
    AFTER,
    AT_LEAST,
    AT_MOST,
    BEFORE,
    LESS_THAN,
    MORE_THAN,
    NONE_OF,
    ONE_OF,
    Operator,
)
from tactful.language.terms import FactRef, Test
from tactful.language.values import Kind, Value
from tactful.proofs.circumstances import Circumstance, Circumstances
from tactful.proofs.detached import as_number, as_value
from tactful.proofs.representatives import OTHER_WORDS

MOST_NAMED = 3
"""Facts that are named as unknown; more are counted."""

NAMED = (Kind.YES_NO, Kind.CHOICE, Kind.TEXT)
"""The kinds of facts whose cases are named by a value."""


def said(where: Circumstances, rulesets: Sequence[Ruleset]) -> str:
    """Circumstances as clauses, in the words of the last of some rulesets that tell cases apart."""
    words = _Words(rulesets)
    listed = [one for one in where if one.fact in words.ruleset.facts]
    unknown = [one.fact for one in listed if set(one.cases) == {None}]
    known = [one for one in listed if None not in one.cases]
    excepted = [
        Circumstance(one.fact, one.others, tuple(v for v in one.cases if v is not None))
        for one in listed
        if None in one.cases and one.fact not in unknown
    ]
    parts = []
    if known:
        parts.append("whenever " + joined(words.clauses(known)))
    if unknown:
        named = [words.named(name) for name in unknown[:MOST_NAMED]]
        if len(unknown) > MOST_NAMED:
            named.append(f"{len(unknown) - MOST_NAMED} more")
        lead = "while nothing is known of" if parts else "whenever nothing is known of"
        parts.append(f"{lead} {joined(named)}")
    if excepted:
        parts.append("unless " + joined(words.clauses(excepted), "or"))
    return ", ".join(parts)


class _Words:
    """The words for the cases of one ruleset's facts."""

    def __init__(self, rulesets: Sequence[Ruleset]) -> None:
        self.ruleset = rulesets[-1]
        self._wording = Wording(self.ruleset, {})
        self._tests = [t for ruleset in rulesets for t in every_test(ruleset)]

    def named(self, fact: str) -> str:
        """A fact that is not known."""
        return self._wording.what_to_know(fact)

    def clauses(self, known: Sequence[Circumstance]) -> Iterator[str]:
        """How facts that are compared lie to each other, and then where each lies."""
        values = {one.fact: one.cases[0] for one in known if one.cases[0] is not None}
        related: dict[tuple[str, ...], list[Test]] = {}
        for test in self._tests:
            others = [o.fact for o in test.operands if isinstance(o, FactRef)]
            if others and {test.subject, *others} <= values.keys():
                related.setdefault((test.subject, *others), []).append(test)
        for asked in related.values():
            holding = [t for t in asked if truth(t, values, self.ruleset.type_of)]
            yield self._wording.says((holding or asked)[0], bool(holding))
        for one in known:
            if not any(one.fact in facts for facts in related) or self._limits(one.fact):
                yield self.lies(one)

    def lies(self, one: Circumstance) -> str:
        """A clause that says where a known fact lies."""
        fact, type_ = one.fact, self.ruleset.facts[one.fact].type
        cases = [c for c in one.cases if c is not None]
        if not one.others:
            return f"{self.named(fact)} is known"
        if type_.ordered or type_.kind not in NAMED:
            return self._stretch(fact, cases, one.others)
        if len(cases) == 1 and not _is_other(cases[0]):
            return self._wording.states(fact, cases[0])
        named = [value for value in one.others if not _is_other(value)]
        if any(map(_is_other, cases)) or len(named) < len(cases):
            return self._wording.says(Test(fact, NONE_OF, tuple(named)))
        return self._wording.says(Test(fact, ONE_OF, tuple(cases)))

    def _stretch(self, fact: str, cases: Sequence[Value], others: Sequence[Value]) -> str:
        """A clause for neighbouring cases of a fact with an order: from here to there."""
        type_ = self.ruleset.facts[fact].type
        listed: list[Value] = sorted((*cases, *others), key=type_.rank)  # type: ignore[arg-type]
        inside = [value for value in listed if value in cases]
        first, last = inside[0], inside[-1]
        limits = listed if type_.kind is Kind.CHOICE else self._limits(fact)
        if not limits:
            return f"{self.named(fact)} is known"
        if first == last and first in limits:
            return self._wording.states(fact, as_value(first, type_))
        parts = []
        if first != listed[0]:
            reached = first in limits
            limit = first if reached else max(o for o in limits if o < first)  # type: ignore[operator]
            parts.append(self._bound(fact, limit, reached, AT_LEAST, MORE_THAN, BEFORE, AFTER))
        if last != listed[-1]:
            reached = last in limits
            limit = last if reached else min(o for o in limits if o > last)  # type: ignore[operator]
            parts.append(self._bound(fact, limit, reached, AT_MOST, LESS_THAN, AFTER, BEFORE))
        return joined(parts)

    def _bound(self, fact: str, limit: Value, reached: bool, *operators: Operator) -> str:
        """A clause for one bound: by two operators for amounts, and two that suit a calendar."""
        type_ = self.ruleset.facts[fact].type
        within, beyond, other_side, this_side = operators
        operand = (as_value(limit, type_),)
        if type_.kind in (Kind.NUMBER, Kind.CHOICE):
            return self._wording.says(Test(fact, within if reached else beyond, operand))
        return self._wording.says(
            Test(fact, other_side if reached else this_side, operand), not reached
        )

    def _limits(self, fact: str) -> Collection[Value]:
        """What conditions compare a fact with, moments as numbers."""
        return {
            as_number(operand)
            for test in self._tests
            for operand in test.operands
            if test.subject == fact and not isinstance(operand, FactRef)
        }


def _is_other(value: Value) -> bool:
    """Whether a case stands for all words that no condition names."""
    return isinstance(value, str) and value.startswith(OTHER_WORDS)
