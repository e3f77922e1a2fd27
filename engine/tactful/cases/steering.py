"""Worlds drawn so that a rule fires in them, and often others that it has to do with.

In worlds that are drawn at random a rule of three tests seldom fires, and what it says decides
even less often. A world is a byte for each open fact: the place of its case, or ``UNKNOWN``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from random import Random
from typing import TypeAlias

from tactful.cases.cases import Cases
from tactful.language.conditions import Truth, truth
from tactful.language.model import Rule, Ruleset
from tactful.language.terms import Condition, FactRef, Group, Join, Test, tests_in
from tactful.language.values import Value

World: TypeAlias = bytes

UNKNOWN = 255
"""The byte of a fact that nobody knows; cases from there on are in no world."""

KNOWN_IN_HUNDRED = (0, 10, 25, 50)
"""How many of the facts are known in one world and the next."""

COMPANY = 4
"""Of so many worlds in turn none, one, two and three other rules are made to fire as well."""

MOST_AIMS = 12
"""Facts past which no more rules are made to fire for the sake of a decision."""

_Aims: TypeAlias = dict[str, frozenset[int]]


class Steering:
    """Draws worlds for the rules of a ruleset, the same ones each time.

    Attributes:
        names: The open facts, in the order of a world's bytes.
    """

    def __init__(self, ruleset: Ruleset, known: Cases) -> None:
        """Draw worlds of these cases."""
        self.ruleset = ruleset
        self.names = [*known.values]
        self._cases = {name: values[:UNKNOWN] for name, values in known.values.items()}
        self._at = {name: place for place, name in enumerate(self.names)}
        self._rng = Random(len(self.names))  # noqa: S311 - the same worlds each time are wanted
        self._ways: dict[tuple[int, bool], frozenset[int]] = {}
        self._rules: dict[tuple[int, bool], Sequence[str]] = {}
        self._testing: dict[str, list[tuple[Rule, Test]]] = {}
        for rule in ruleset.rules.values():
            for test in (*tests_in(rule.when), *tests_in(rule.unless)):
                self._testing.setdefault(test.subject, []).append((rule, test))

    def plain(self, count: int) -> list[World]:
        """Worlds drawn for no rule, in some of which little is known."""
        rng, sizes = self._rng, [len(self._cases[name]) for name in self.names]
        shares = [KNOWN_IN_HUNDRED[n % len(KNOWN_IN_HUNDRED)] / 100 for n in range(count)]
        return [
            bytes(int(rng.random() * size) if rng.random() < share else UNKNOWN for size in sizes)
            for share in shares
        ]

    def steered(self, name: str, bases: Sequence[World], kinds: int, alone: bool) -> list[World]:
        """Some worlds, changed so that a rule may fire in them.

        Args:
            name: The rule.
            bases: The worlds to change.
            kinds: In how many ways they are changed, as many worlds in each.
            alone: Whether only this rule is to fire rather than others too, in turn.
        """
        rule = self.ruleset.rules[name]
        near, far = self._company(rule)
        found = []
        for kind in range(kinds):
            aims = self._aims(rule)
            for _ in range(0 if alone and kind % 2 else kind // 2 % COMPANY):
                pool = near if near and self._rng.random() < 0.6 else far
                if pool:
                    self._fire(self._rng.choice(pool), aims)
            changes = [(self._at[fact], sorted(ways)) for fact, ways in aims.items()]
            for base in bases[kind::kinds]:
                world = bytearray(base)
                for place, ways in changes:
                    world[place] = ways[int(self._rng.random() * len(ways))]
                found.append(bytes(world))
        return found

    def bits(self, worlds: Iterable[World]) -> dict[str, list[int]]:
        """For each fact and each of its cases, and last for its being unknown, a bit a world."""
        # The first world has the lowest bit, and the last digit.
        joined, count = b"".join(worlds)[::-1], len(self.names)
        found = {}
        for place, name in enumerate(reversed(self.names)):
            column = joined[place::count]
            ways = (*range(len(self._cases[name])), UNKNOWN)
            found[name] = [int(column.translate(_only(way)) or b"0", 2) for way in ways]
        return found

    def _company(self, rule: Rule) -> tuple[Sequence[Rule], Sequence[Rule]]:
        """The rules that speak of the same option, and all that have to do with a rule."""
        ruleset = self.ruleset
        near: dict[str, Rule] = {}
        far: dict[str, Rule] = {name: ruleset.rules[name] for name in rule.overrides}
        for argument in rule.arguments:
            about = ruleset.arguing_about[argument.decision, argument.option]
            near |= {one.rule: ruleset.rules[one.rule] for one in about}
            others = ruleset.arguing[argument.decision]
            far |= {one.rule: ruleset.rules[one.rule] for one in others}
        for conclusion in rule.conclusions:
            tests = self._testing.get(conclusion.fact, ())
            both = [(o, self._says(t, conclusion.value), self._says(t, None)) for o, t in tests]
            turned = [one for one, said, unsaid in both if (said is True) is not (unsaid is True)]
            far |= {one.id: one for one in turned or [one for one, *_ in both]}
        near.pop(rule.id, None)
        far.pop(rule.id, None)
        return [*near.values()], [*far.values()]

    def _aims(self, rule: Rule) -> _Aims:
        """What is to be so that a rule fires and counts: it concludes nothing that is given."""
        aims: _Aims = {}
        self._fire(rule, aims)
        for conclusion in rule.conclusions:
            if conclusion.fact in self._at:
                aims.setdefault(conclusion.fact, frozenset({UNKNOWN}))
        return aims

    def _fire(self, rule: Rule, aims: _Aims) -> None:
        self._steer(rule.when, True, aims)
        if rule.arguments:
            about = self.ruleset.decisions[self._rng.choice(rule.arguments).decision]
            self._steer(about.applies_when, True, aims)

    def _steer(self, condition: Condition | None, wanted: bool, aims: _Aims) -> None:
        """Narrow down what facts are to be, so that a condition is true, or is false.

        As far as constants tell: the rest is left to chance, and so is what cannot be both.
        """
        if condition is None or (isinstance(condition, Group) and not condition.parts):
            return  # there is nothing to steer in what never holds, or always does
        if isinstance(condition, Test):
            self._put(condition, wanted, aims)
            return
        each = wanted is not (condition.join is Join.NONE)
        parts: Sequence[Condition] = condition.parts
        if condition.join is Join.AT_LEAST:
            needed = condition.count if wanted else len(parts) - condition.count + 1
            parts = self._rng.sample(parts, needed)
        elif wanted is (condition.join is Join.ANY):
            parts = [self._rng.choice(parts)]
        for part in parts:
            self._steer(part, each, aims)

    def _put(self, test: Test, wanted: bool, aims: _Aims) -> None:
        if test.subject in self.ruleset.decisions:
            speaking = self._speaking(test, wanted) if len(aims) < MOST_AIMS else ()
            if speaking:
                self._fire(self.ruleset.rules[self._rng.choice(speaking)], aims)
            return
        others = [operand.fact for operand in test.operands if isinstance(operand, FactRef)]
        ways = {test.subject: self._answering(test, wanted)}
        if others:  # how they compare is left to chance, if only they are known
            names = [name for name in (test.subject, *others) if name in self._at]
            ways = {name: frozenset(range(len(self._cases[name]))) for name in names}
        for name, either in ways.items():
            both = either & aims.get(name, either)
            if both and name in self._at:
                aims[name] = both

    def _speaking(self, test: Test, wanted: bool) -> Sequence[str]:
        """The rules that speak for what a test of a decision asks, or against it."""
        key = (id(test), wanted)
        if key not in self._rules:
            about = self.ruleset.arguing_about
            said = [a for o in test.operands for a in about.get((test.subject, str(o)), ())]
            for_ = wanted is not test.operator.outside
            self._rules[key] = [one.rule for one in said if one.is_for is for_]
        return self._rules[key]

    def _answering(self, test: Test, wanted: bool) -> frozenset[int]:
        """The cases of a test's subject with which it is true, or is false."""
        key = (id(test), wanted)  # the ruleset keeps its tests
        if key not in self._ways:
            cases = self._cases.get(test.subject, ())
            ways = [n for n, value in enumerate(cases) if self._says(test, value) is wanted]
            unknown = [UNKNOWN] if self._says(test, None) is wanted else []
            self._ways[key] = frozenset([*ways, *unknown])
        return self._ways[key]

    def _says(self, test: Test, value: Value | None) -> Truth:
        """What a test says of its subject's value, when nothing else is known."""
        known = {} if value is None else {test.subject: value}
        return truth(test, known, self.ruleset.type_of)


@lru_cache(maxsize=256)
def _only(way: int) -> bytes:
    """A table that makes a one of a byte, and noughts of all others."""
    return b"0" * way + b"1" + b"0" * (255 - way)
