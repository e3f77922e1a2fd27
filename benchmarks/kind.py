"""Rulesets of the follow-up ruleset's kind, at any size, and situations for them.

Fifty rules: 20 given facts, 4 concluded ones, and decisions on two further levels, the first of
which the others read. A rule makes one to three tests; some have an alternative, an ``unless``
or an override. Larger ones repeat that proportion. The same seed gives the same ruleset.
"""

from __future__ import annotations

from random import Random

from tactful import operators
from tactful.model import (
    USUAL_WEIGHTS,
    Argument,
    Conclusion,
    Condition,
    Decision,
    Fact,
    Group,
    Join,
    Option,
    Rule,
    Ruleset,
    Stance,
    Test,
)
from tactful.values import Kind, Value, ValueType

LEVELS = {name: name for name in ("none", "some", "much", "most")}
FIELDS = {name: name for name in ("law", "tech", "arts", "care", "shop", "farm")}

ORDERED = ValueType(Kind.CHOICE, choices=LEVELS, ordered=True)
UNORDERED = ValueType(Kind.CHOICE, choices=FIELDS)
YES_NO = ValueType(Kind.YES_NO)
NUMBER = ValueType(Kind.NUMBER, minimum=0, maximum=100)

SUPPORT = [s for s in Stance if not s.settles]


def ruleset(rules: int = 50, seed: int = 1) -> Ruleset:
    """A ruleset with so many rules, its facts and decisions in proportion."""
    return _Maker(Random(seed), rules).make()


def situation(rng: Random, made: Ruleset) -> dict[str, Value]:
    """A situation in which about one given fact in seven is not known."""
    return {
        fact.id: _value(rng, fact.type)
        for fact in made.facts.values()
        if fact.id.startswith("given") and rng.random() < 0.85
    }


def _value(rng: Random, type_: ValueType) -> Value:
    match type_.kind:
        case Kind.CHOICE:
            return rng.choice(list(type_.choices))
        case Kind.NUMBER:
            return rng.randint(0, 100)
        case _:
            return rng.random() < 0.5


class _Maker:
    def __init__(self, rng: Random, rules: int) -> None:
        self.rng = rng
        self.share = max(1, rules // 50)
        self.count = rules
        types = [ORDERED] * 6 + [UNORDERED] * 4 + [YES_NO] * 6 + [NUMBER] * 4
        self.facts = {
            f"given{n}": Fact(f"given{n}", types[n % 20], f"given{n}")
            for n in range(20 * self.share)
        }
        self.given = list(self.facts)
        self.decisions: dict[str, Decision] = {}
        self.rules: dict[str, Rule] = {}

    def make(self) -> Ruleset:
        concluded = [f"concluded{n}" for n in range(4 * self.share)]
        for name in concluded:
            self.facts[name] = Fact(name, ORDERED, name)
        first = [self.decision(f"first{n}", 5) for n in range(self.share)]
        then = [
            self.decision(f"then{n}", 8 if n % 4 == 3 else 5, many=n % 4 == 3)
            for n in range(4 * self.share)
        ]
        for n in range(self.count):
            part = n / self.count
            if part < 0.2:
                self.conclude(concluded[n % len(concluded)], self.given)
            elif part < 0.4:
                self.argue(first[n % len(first)], self.given + concluded)
            else:
                readable = self.given + concluded + [d.id for d in first] * 8
                self.argue(then[n % len(then)], readable)
        return Ruleset("kind", "Of its kind", self.facts, self.decisions, self.rules)

    def decision(self, name: str, options: int, many: bool = False) -> Decision:
        ids = [f"{name}o{n}" for n in range(options)]
        type_ = ValueType(Kind.CHOICE, choices={o: o for o in ids}, many=many)
        made = Decision(name, name, {o: Option(o, o) for o in ids}, type_)
        self.decisions[name] = made
        return made

    def conclude(self, fact: str, readable: list[str]) -> None:
        name = f"r{len(self.rules)}"
        # Whatever else a fact's rules test, they never disagree: each concludes one value.
        value = list(LEVELS)[int(fact.removeprefix("concluded")) % len(LEVELS)]
        self.add(name, readable, conclusions=(Conclusion(fact, value),))

    def argue(self, about: Decision, readable: list[str]) -> None:
        name = f"r{len(self.rules)}"
        options = self.rng.sample(list(about.options), self.rng.randint(1, 2))
        arguments = tuple(
            Argument(name, about.id, option, stance, USUAL_WEIGHTS[stance])
            for option in options
            for stance in (self.rng.choice(SUPPORT),)
        )
        before = self.rules[f"r{len(self.rules) - 1}"]
        level = about.id.rstrip("0123456789")
        alike = any(argument.decision.startswith(level) for argument in before.arguments)
        overrides = (before.id,) if alike and self.rng.random() < 0.08 else ()
        self.add(name, readable, arguments=arguments, overrides=overrides)

    def add(
        self,
        name: str,
        readable: list[str],
        conclusions: tuple[Conclusion, ...] = (),
        arguments: tuple[Argument, ...] = (),
        overrides: tuple[str, ...] = (),
    ) -> None:
        subjects = list(dict.fromkeys(self.rng.choices(readable, k=self.rng.randint(1, 3) + 1)))
        *tested, excepted = subjects if len(subjects) > 1 else [subjects[0], subjects[0]]
        parts: list[Condition] = [self.test(subject) for subject in tested]
        if len(parts) == 3 and self.rng.random() < 0.5:
            parts = [parts[0], Group(Join.ANY, tuple(parts[1:]))]
        unless = self.test(excepted) if len(subjects) > 1 and self.rng.random() < 0.2 else None
        when = Group(Join.ALL, tuple(parts))
        self.rules[name] = Rule(
            name, ("It is so.",), "house", when, unless, conclusions, arguments, overrides
        )

    def test(self, subject: str) -> Test:
        rng = self.rng
        fact = self.facts.get(subject)
        if fact is None:
            return Test(
                subject, operators.EQUAL, (rng.choice(list(self.decisions[subject].options)),)
            )
        if fact.type is YES_NO:
            return Test(subject, operators.EQUAL, (rng.random() < 0.5,))
        if fact.type is UNORDERED:
            operator = rng.choice((operators.ONE_OF, operators.NOT))
            fields = rng.sample(list(FIELDS), 3 if operator.takes_list else 1)
            return Test(subject, operator, tuple(fields))
        values: list[Value] = [*list(LEVELS)[1:3]]
        if fact.type is NUMBER:
            values = [rng.randint(20, 80)]
        operator = rng.choice((operators.AT_LEAST, operators.AT_MOST))
        return Test(subject, operator, (rng.choice(values),))
