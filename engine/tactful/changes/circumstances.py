"""Circumstances in words: "whenever the rapport is at least “warm”, unless they wrote back"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from tactful.cases.detached import as_number, as_value, compared, in_numbers
from tactful.cases.representatives import OTHER_WORDS
from tactful.changes.narrowed import Circumstance, Circumstances
from tactful.changes.necessary import Necessary
from tactful.explanation.wording import Wording, joined
from tactful.language.conditions import every_test, truth
from tactful.language.model import Ruleset
from tactful.language.operators import (
    AFTER,
    AT_LEAST,
    AT_MOST,
    BEFORE,
    BETWEEN,
    EQUAL,
    LESS_THAN,
    MORE_THAN,
    NONE_OF,
    NOT,
    ONE_OF,
    Operator,
)
from tactful.language.terms import FactRef, Test
from tactful.language.values import NONE, Kind, Value

MOST_NAMED = 3
"""Facts that are named as unknown; more are counted."""

UNLESS = "unless "
"""How a clause begins that must not be so."""

NAMED = (Kind.YES_NO, Kind.CHOICE, Kind.TEXT)
"""The kinds of facts whose cases are named by a value."""


def said(
    where: Circumstances | None, rulesets: Sequence[Ruleset], *, most: int | None = None
) -> str:
    """Circumstances as clauses, in the words of the last of some rulesets that tell cases apart.

    "always" where there are none, and nothing where they could not be told. Of what has to be so
    ``most`` is told, and the rest counted.
    """
    if where is None:
        return ""
    known, unknown, excepted = _apart(where, rulesets)
    parts = []
    if most is not None and len(known) > most + 1:  # one is as short as its being counted
        known = [*known[:most], f"{len(known) - most} more things are so"]
    if known:
        parts.append("whenever " + joined(known))
    if unknown:
        named = unknown[:MOST_NAMED]
        if len(unknown) > MOST_NAMED:
            named.append(f"{len(unknown) - MOST_NAMED} more")
        lead = "while nothing is known of" if parts else "whenever nothing is known of"
        parts.append(f"{lead} {joined(named)}")
    if excepted:
        parts.append("unless " + joined(excepted, "or"))
    return ", ".join(parts) or "always"


def listed(where: Circumstances | None, rulesets: Sequence[Ruleset]) -> list[str] | None:
    """The same one by one: all of them must hold; ``None`` where they could not be told."""
    if where is None:
        return None
    known, unknown, excepted = _apart(where, rulesets)
    return [
        *known,
        *(f"nothing is known of {name}" for name in unknown),
        *(f"{UNLESS}{clause}" for clause in excepted),
    ]


def besides(where: Circumstances | None, core: Necessary | None) -> Circumstances | None:
    """Circumstances without those that what all changes have in common has said already."""
    if where is None or core is None:
        return where
    said_already = {one.fact: {*one.cases} for one in core.where}
    return tuple(
        one
        for one in where
        if one.fact not in said_already or not said_already[one.fact] <= {*one.cases}
    )


def in_common(core: Necessary, rulesets: Sequence[Ruleset]) -> list[str]:
    """What all changes have in common, in clauses that all must hold."""
    ruleset = rulesets[-1]
    clauses = listed(core.where, rulesets) or []
    wording = Wording(ruleset, {})
    told = [
        wording.says(test, True) if holds else f"{UNLESS}{wording.says(test, True)}"
        for test, holds in core.tests
        if test.subject in {*ruleset.facts, *ruleset.decisions}
    ]
    return [*dict.fromkeys((*clauses, *told))]


def _apart(
    where: Circumstances, rulesets: Sequence[Ruleset]
) -> tuple[list[str], list[str], list[str]]:
    """What has to be so, what must not be known, and what must not be so."""
    words = _Words(rulesets)
    told = [one for one in where if one.fact in words.ruleset.facts]
    unknown = [words.named(one.fact) for one in told if set(one.cases) == {None}]
    known = [one for one in told if None not in one.cases]
    excepted = [
        Circumstance(one.fact, run, _values(v for v in (*one.cases, *one.others) if v not in run))
        for one in told
        if None in one.cases and set(one.cases) != {None}
        for run in words.runs(one)
    ]
    return (
        [*words.clauses(known)],
        unknown,
        [*words.clauses(excepted)],
    )


def _values(cases: Iterable[Value | None]) -> tuple[Value, ...]:
    return tuple(value for value in cases if value is not None)


class _Words:
    """The words for the cases of one ruleset's facts."""

    def __init__(self, rulesets: Sequence[Ruleset]) -> None:
        self.ruleset = rulesets[-1]
        self._rulesets = rulesets
        self._wording = Wording(self.ruleset, {})
        self._tests = [t for ruleset in rulesets for t in every_test(ruleset)]

    def named(self, fact: str) -> str:
        """A fact that is not known."""
        return self._wording.what_to_know(fact)

    def clauses(self, known: Sequence[Circumstance]) -> Iterator[str]:
        """How facts that are compared lie to each other, and then where each lies."""
        # Of several cases of facts that are compared none says how they lie to each other.
        single = (one for one in known if len(one.cases) == 1)
        values = {one.fact: value for one in single for value in _values(one.cases)}
        related: dict[tuple[str, ...], list[Test]] = {}
        for test in self._tests:
            others = [o.fact for o in test.operands if isinstance(o, FactRef)]
            if others and {test.subject, *others} <= values.keys():
                related.setdefault((test.subject, *others), []).append(test)
        for asked in related.values():
            # One test that holds says less than all of them, so each is told that says more.
            truths = {t: bool(truth(in_numbers(t), values, self.ruleset.type_of)) for t in asked}
            yield from dict.fromkeys(self._wording.says(t, so) for t, so in truths.items())
        for one in known:
            if not any(one.fact in facts for facts in related) or self._limits(one.fact):
                yield self.lies(one)

    def runs(self, one: Circumstance) -> Iterator[tuple[Value, ...]]:
        """The other cases of a fact, in stretches that each can be told in one clause."""
        type_ = self.ruleset.facts[one.fact].type
        if not (type_.ordered or type_.kind not in NAMED):
            if one.others:
                yield one.others
            return
        if NONE in one.others:
            yield (NONE,)
        inside = _values(one.cases)
        some = (value for value in (*inside, *one.others) if value is not NONE)
        every: list[Value] = sorted(some, key=type_.rank)  # type: ignore[arg-type]
        for is_inside, run in groupby(every, key=lambda value: value in inside):
            if not is_inside:
                yield tuple(run)

    def lies(self, one: Circumstance) -> str:
        """A clause that says where a known fact lies."""
        fact, type_ = one.fact, self.ruleset.facts[one.fact].type
        cases = [c for c in one.cases if c is not None]
        if not one.others:
            return f"{self.named(fact)} is known"
        if NONE in cases or NONE in one.others:
            return self._or_none(one)
        if type_.ordered or type_.kind not in NAMED:
            return self._stretch(fact, cases, one.others)
        if len(cases) == 1 and not _is_other(cases[0]):
            return self._wording.states(fact, cases[0])
        named = [value for value in one.others if not _is_other(value)]
        if not named:  # whichever word it is: how it lies to other facts is told of both
            return f"{self.named(fact)} is known"
        if any(map(_is_other, cases)) or len(named) < len(cases):
            return self._wording.says(Test(fact, NONE_OF, tuple(named)))
        return self._wording.says(Test(fact, ONE_OF, tuple(cases)))

    def _or_none(self, one: Circumstance) -> str:
        """A clause for a fact of which there may be none."""
        cases, others = ([v for v in vs if v is not NONE] for vs in (one.cases, one.others))
        if not cases or (not others and NONE not in one.cases):
            return self._wording.says(Test(one.fact, EQUAL if not cases else NOT, (NONE,)))
        rest = self.lies(Circumstance(one.fact, tuple(cases), _values(others)))
        if NONE not in one.cases:
            return rest
        return joined([self._wording.says(Test(one.fact, EQUAL, (NONE,))), rest], "or")

    def _stretch(self, fact: str, cases: Sequence[Value], others: Sequence[Value]) -> str:
        """A clause for neighbouring cases of a fact with an order: from here to there."""
        type_ = self.ruleset.facts[fact].type
        listed: list[Value] = sorted((*cases, *others), key=type_.rank)  # type: ignore[arg-type]
        inside = [value for value in listed if value in cases]
        first, last = inside[0], inside[-1]
        limits = listed if type_.kind is Kind.CHOICE else self._marks(fact)
        if not limits:
            return f"{self.named(fact)} is known"
        if first == last and first in limits:
            return self._wording.states(fact, as_value(first, type_))
        inner = listed[0] != first != last != listed[-1]
        if inner and type_.kind is not Kind.CHOICE and {first, last} <= {*limits}:
            ends = tuple(as_value(one, type_) for one in (first, last))
            return self._wording.says(Test(fact, BETWEEN, ends))
        parts = []
        if first != listed[0]:
            below = [o for o in limits if o < first]  # type: ignore[operator]
            reached = first in limits or not below
            limit = first if reached else max(below, key=type_.rank)  # type: ignore[arg-type]
            parts.append(self._bound(fact, limit, reached, AT_LEAST, MORE_THAN, BEFORE, AFTER))
        if last != listed[-1]:
            above = [o for o in limits if o > last]  # type: ignore[operator]
            reached = last in limits or not above
            limit = last if reached else min(above, key=type_.rank)  # type: ignore[arg-type]
            parts.append(self._bound(fact, limit, reached, AT_MOST, LESS_THAN, AFTER, BEFORE))
        lead = f"{self.named(fact)} "
        if len(parts) == 2 and all(part.startswith(lead) for part in parts):
            verb, _, rest = parts[1].removeprefix(lead).partition(" ")
            if parts[0].startswith(f"{lead}{verb} "):
                parts[1] = rest
        return " and ".join(parts)  # one stretch, however long its words

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
            if test.subject == fact and operand is not NONE and not isinstance(operand, FactRef)
        }

    def _marks(self, fact: str) -> Collection[Value]:
        """What a fact's cases are told apart by: also what it is compared with by way of others."""
        facts = self.ruleset.facts
        known = (t for t in self._tests if {t.subject, *_others(t)} <= facts.keys())
        alike = compared(self.ruleset, known)[fact]
        marks: set[Value] = {limit for name in alike for limit in self._limits(name)}
        for ruleset in self._rulesets:
            marks |= {as_number(v) for n in alike for _, v in ruleset.concluding.get(n, ())}
        if len(alike) > 1:
            marks |= {as_number(d) for n in alike if (d := facts[n].default) is not None}
        return marks - {NONE}


def _others(test: Test) -> Iterator[str]:
    return (operand.fact for operand in test.operands if isinstance(operand, FactRef))


def _is_other(value: Value) -> bool:
    """Whether a case stands for all words that no condition names."""
    return isinstance(value, str) and value.startswith(OTHER_WORDS)
