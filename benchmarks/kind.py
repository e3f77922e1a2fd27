"""Rulesets of the follow-up ruleset's kind, at any size, and situations for them.

Fifty rules: 20 given facts (choices with and without an order, yes or no, numbers, a time of
day), 4 concluded ones, and 5 decisions on three levels, each reading those before it, one of
them choosing many of 8 options. A rule makes one to four tests; some have alternatives, every
sixth has an ``unless``, and three are exceptions that override the rule they are about. All
stances occur. About a third of the rules fire. Larger rulesets repeat these proportions. The
same seed gives the same ruleset.
"""

from __future__ import annotations

from datetime import time
from random import Random

from tactful.language import operators
from tactful.language.model import (
    USUAL_WEIGHTS,
    Argument,
    Conclusion,
    Decision,
    Fact,
    Option,
    Rule,
    Ruleset,
    Stance,
)
from tactful.language.operators import Operator
from tactful.language.terms import Condition, Group, Join, Test
from tactful.language.values import Kind, Value, ValueType

LEVELS = ("none", "some", "much", "most")
FIELDS = ("law", "tech", "arts", "care", "shop", "farm")

ORDERED = ValueType(Kind.CHOICE, choices={name: name for name in LEVELS}, ordered=True)
UNORDERED = ValueType(Kind.CHOICE, choices={name: name for name in FIELDS})
YES_NO = ValueType(Kind.YES_NO)
NUMBER = ValueType(Kind.NUMBER, minimum=0, maximum=100)
TIME = ValueType(Kind.TIME)

GIVEN = [ORDERED] * 6 + [UNORDERED] * 4 + [YES_NO] * 6 + [NUMBER] * 3 + [TIME]
"""The types of twenty given facts."""

USUALLY = (Stance.STRONGLY_FOR, Stance.FOR, Stance.SLIGHTLY_FOR)
STANCES = [*USUALLY * 3, *(stance for stance in Stance if stance not in USUALLY)]
"""A deck from which stances are dealt: mostly for something, and every kind in it."""

KNOWN = 0.85
"""How likely it is that a situation gives a fact."""


def ruleset(rules: int = 50, seed: int = 3) -> Ruleset:
    """A ruleset with so many rules, its facts and decisions in proportion."""
    return _Maker(Random(seed), rules).make()


def situation(rng: Random, made: Ruleset) -> dict[str, Value]:
    """A situation in which about one given fact in seven is not known."""
    return {
        fact.id: _value(rng, fact.type)
        for fact in made.facts.values()
        if fact.id.startswith("given") and rng.random() < KNOWN
    }


def _value(rng: Random, type_: ValueType) -> Value:
    match type_.kind:
        case Kind.CHOICE:
            return rng.choice(list(type_.choices))
        case Kind.NUMBER:
            return rng.randint(0, 100)
        case Kind.TIME:
            return time(rng.randint(0, 23), rng.randint(0, 59))
        case _:
            return rng.random() < 0.5


class _Maker:
    def __init__(self, rng: Random, rules: int) -> None:
        self.rng = rng
        self.count = rules
        self.given = [f"given{n}" for n in range(max(20, 20 * rules // 50))]
        self.concluded = [f"concluded{n}" for n in range(max(4, 4 * rules // 50))]
        types = {name: GIVEN[n % len(GIVEN)] for n, name in enumerate(self.given)}
        types |= dict.fromkeys(self.concluded, ORDERED)
        self.facts = {name: Fact(name, type_, name) for name, type_ in types.items()}
        self.unordered = [name for name in self.given if types[name] is UNORDERED]
        self.decisions: dict[str, Decision] = {}
        self.rules: dict[str, Rule] = {}
        self.about: dict[str, list[Rule]] = {}
        self.deck: list[Stance] = []

    def make(self) -> Ruleset:
        share = range(max(1, round(self.count / 50)))
        first = [self.decision(f"first{n}", 5) for n in share]
        second = [
            self.decision(f"second{n}", 5, fallback=n % 2 == 0) for n in range(2 * len(share))
        ]
        third = [
            self.decision(f"{name}{n}", 8 if name == "many" else 5, many=name == "many")
            for n in share
            for name in ("third", "many")
        ]
        facts = [*self.given, *self.concluded]
        for number in range(self.count):
            part = number / self.count
            if part < 0.2:
                self.conclude(number)
            elif part < 0.4:
                self.argue(number, first, facts)
            elif part < 0.7:
                self.argue(number, second, facts + _often(first))
            else:
                self.argue(number, third, facts + _often(first) + _often(second))
        return Ruleset("kind", "Of its kind", self.facts, self.decisions, self.rules)

    def decision(
        self, name: str, options: int, *, many: bool = False, fallback: bool = False
    ) -> Decision:
        ids = [f"{name}o{n}" for n in range(options)]
        type_ = ValueType(Kind.CHOICE, choices={o: o for o in ids}, many=many)
        listed = {o: Option(o, o) for o in ids}
        made = Decision(name, name, listed, type_, fallback=ids[0] if fallback else None)
        self.decisions[name] = made
        return made

    def conclude(self, number: int) -> None:
        """A rule for one half of the values of a fact that decides, so that none contradict."""
        about = number % len(self.concluded)
        fact, decisive = self.concluded[about], self.unordered[about % len(self.unordered)]
        turn = len(self.about.get(fact, ()))
        place = about + turn % 2 + 2 * _is_exception(number)
        half = FIELDS[:3] if turn % 2 == 0 else FIELDS[3:]
        first = Test(decisive, operators.ONE_OF, half)
        others = [name for name in self.given if name != decisive]
        conclusion = Conclusion(fact, LEVELS[place % len(LEVELS)])
        self.add(number, fact, others, [first], int(turn > 1), conclusions=(conclusion,))

    def argue(self, number: int, decisions: list[Decision], readable: list[str]) -> None:
        about = decisions[number % len(decisions)]
        arguments = []
        for option in self.rng.sample(list(about.options), self.rng.randint(1, 2)):
            stance = self.stance()
            weight = USUAL_WEIGHTS.get(stance, 0)
            arguments.append(Argument(f"r{number}", about.id, option, stance, weight))
        tests = self.rng.choices((1, 2, 3, 4), (0.42, 0.33, 0.17, 0.08))[0]
        self.add(number, about.id, readable, [], tests, arguments=tuple(arguments))

    def stance(self) -> Stance:
        if not self.deck:
            self.deck = self.rng.sample(STANCES, len(STANCES))
        return self.deck.pop()

    def add(
        self,
        number: int,
        about: str,
        readable: list[str],
        parts: list[Condition],
        more: int,
        *,
        conclusions: tuple[Conclusion, ...] = (),
        arguments: tuple[Argument, ...] = (),
    ) -> None:
        """Add a rule with ``more`` tests. An exception first tests what the general rule does."""
        overrides: tuple[str, ...] = ()
        earlier = self.about.setdefault(about, [])
        if earlier and _is_exception(number):
            general = earlier[-1]
            overrides = (general.id,)
            parts = list(general.when.parts[:1]) if isinstance(general.when, Group) else parts
        subjects = self.subjects(readable, more + 1)
        parts = parts + [self.test(subject) for subject in subjects[:more]]
        if len(parts) > 2 and number % 2 == 0:
            parts = [*parts[:-2], Group(Join.ANY, tuple(parts[-2:]))]
        unless = self.test(subjects[-1]) if number % 6 == 1 else None
        when = Group(Join.ALL, tuple(parts))
        rule = Rule(
            f"r{number}", ("It is so.",), "house", when, unless, conclusions, arguments, overrides
        )
        self.rules[rule.id] = rule
        earlier.append(rule)

    def subjects(self, readable: list[str], count: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            found[self.rng.choice(readable)] = None
        return list(found)

    def test(self, subject: str) -> Test:
        """A test that about two in three values pass."""
        rng = self.rng
        if subject in self.decisions:
            operator = rng.choice((operators.EQUAL, operators.ONE_OF, operators.NOT))
            return self.among(subject, operator, list(self.decisions[subject].options), 3)
        type_ = self.facts[subject].type
        if type_ is YES_NO:
            return Test(subject, operators.EQUAL, (rng.random() < 0.5,))
        if type_ is UNORDERED:
            operator = rng.choice((operators.ONE_OF, operators.NOT, operators.NONE_OF))
            return self.among(subject, operator, list(FIELDS), 4)
        above, below = operators.AT_LEAST, operators.AT_MOST
        if type_ is ORDERED:
            return self.bounded(subject, above, below, "some", "much")
        low, high = rng.randint(10, 45), rng.randint(55, 90)
        if type_ is NUMBER:
            return self.bounded(subject, above, below, low, high)
        early, late = time(low // 4), time(high // 4, 30)
        return self.bounded(subject, operators.AFTER, operators.BEFORE, early, late)

    def among(self, subject: str, operator: Operator, values: list[str], most: int) -> Test:
        count = 1
        if operator.takes_list:
            count = len(values) - most if operator.outside else most
        return Test(subject, operator, tuple(self.rng.sample(values, count)))

    def bounded(
        self, subject: str, above: Operator, below: Operator, low: Value, high: Value
    ) -> Test:
        match self.rng.randrange(4):
            case 0:
                return Test(subject, operators.BETWEEN, (low, high))
            case 1:
                return Test(subject, below, (high,))
            case _:
                return Test(subject, above, (low,))


def _often(decisions: list[Decision]) -> list[str]:
    """Decisions that later rules read, each as often as eight facts."""
    return [decision.id for decision in decisions] * 8


def _is_exception(number: int) -> bool:
    return number % 16 == 8
