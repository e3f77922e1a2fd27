"""Random rulesets about several of a thing, for the tests that hold readings together.

A plain ruleset is drawn first. Some of its facts and decisions are then said to be of one of a
thing, and wherever that leaves a test without anyone whom it could be about, a group over all of
them is put around it, as an author would have to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import NamedTuple

from drawing import ACTING, Size, draw_given, draw_labels, draw_ruleset
from tactful.grounding.ground import for_one, ground
from tactful.grounding.people import People
from tactful.language.model import (
    Because,
    Constraint,
    Decision,
    Effect,
    Fact,
    Option,
    Rule,
    Ruleset,
)
from tactful.language.terms import (
    Condition,
    Each,
    FactRef,
    Join,
    LabelCase,
    Placeholder,
    Quantified,
    Test,
    Window,
    reads,
)
from tactful.language.values import Kind, Value
from tactful.language.windows import has_windows

PERSON, FIRM = "person", "firm"
PLURALS = {PERSON: "people", FIRM: "firms"}
DEEPEST = 2
"""Groups over several within one another; each makes a condition as often larger as they are."""
NAMES = ("Ana", "Ben", "Cleo", "Dan", "Eve")

SEVERAL = Size(facts=7, concluded=2, decisions=3, rules=8, said=True, windows=True)
SEVERAL_ACTING = replace(ACTING, rules=8)
SMALL_SEVERAL = Size(facts=4, concluded=1, decisions=2, rules=5)


class Listed(NamedTuple):
    """Who is in a situation, the ruleset for them, and what is given, by ground names."""

    people: People
    ruleset: Ruleset
    given: Mapping[str, Value]


def draw_template(rng: Random, size: Size = SEVERAL) -> Ruleset:
    """A ruleset with facts and decisions of one of a thing, or of two things, as it is written."""
    drawn = draw_ruleset(rng, size)
    return _Several(rng, draw_labels(rng, drawn)).template()


def draw_listed(rng: Random, template: Ruleset, most: int = 5) -> Listed:
    """Nobody to ``most`` of each thing; or, at times, a thing of which none are listed at all."""
    people: dict[str, tuple[str | None, ...]] = {}
    for each in template.each:
        if rng.random() < 0.85:
            count = rng.randint(0, most if each == PERSON else min(most, 2))
            names = rng.sample(NAMES, count)
            people[each] = tuple(name if rng.random() < 0.8 else None for name in names)
    made = ground(for_one(template), people)
    return Listed(people, made, draw_given(rng, made))


class _Several:
    def __init__(self, rng: Random, plain: Ruleset) -> None:
        self.rng = rng
        self.plain = plain
        self.kinds = [PERSON] if rng.random() < 0.7 else [PERSON, FIRM]
        self.owners: dict[str, str] = {}
        self.facts: dict[str, Fact] = {}

    def template(self) -> Ruleset:
        plain = self.plain
        for name in plain.decisions:
            self.assign(name, set())
        for fact in plain.facts.values():
            self.facts[fact.id] = self.fact(fact)
        for kind in self.kinds:  # a thing is of use only where something is said of one of it
            if kind not in self.owners.values():
                made = Fact(f"f_{kind}", plain.decisions[next(iter(plain.decisions))].type, kind)
                self.facts[made.id] = made
                self.owners[made.id] = kind
        decisions = {d.id: self.decision(d) for d in plain.decisions.values()}
        for fact in self.facts.values():
            if fact.starts is not None and not has_windows(decisions[fact.starts]):
                self.facts[fact.id] = fact._replace(computed=None)
        return replace(
            plain,
            facts=self.facts,
            decisions=decisions,
            rules={rule.id: self.rule(rule) for rule in plain.rules.values()},
            constraints={c.id: self.constraint(c) for c in plain.constraints.values()},
            each={kind: self.each(kind) for kind in self.kinds},
        )

    def each(self, kind: str) -> Each:
        facts = tuple(name for name in self.facts if self.owners.get(name) == kind)
        decided = tuple(n for n in self.plain.decisions if self.owners.get(n) == kind)
        return Each(kind, PLURALS[kind], kind, facts, decided)

    def assign(self, name: str, needed: set[str]) -> None:
        """Say of what something is: of one of what it rests on, if it does."""
        if name in self.plain.clock:
            return
        if needed:
            (self.owners[name],) = needed
        elif self.rng.random() < 0.5:
            self.owners[name] = self.rng.choice(self.kinds)

    def fact(self, fact: Fact) -> Fact:
        computed = fact.computed
        if computed is None:
            self.assign(fact.id, set())
            return fact
        on = [*computed.facts, *([computed.decision] if computed.decision else [])]
        needed = {self.owners[name] for name in on if name in self.owners}
        if len(needed) > 1:  # it cannot rest on one of each
            self.assign(fact.id, set())
            return fact._replace(computed=None)
        self.assign(fact.id, needed)
        return fact

    def bound(self, name: str) -> frozenset[str]:
        owner = self.owners.get(name)
        return frozenset() if owner is None else frozenset((owner,))

    def kinds_of(self, names: frozenset[str]) -> list[str]:
        return sorted({self.owners[name] for name in names if name in self.owners})

    def over(self, kind: str, inner: Condition, bound: frozenset[str]) -> Quantified:
        other = kind in bound and self.rng.random() < 0.5
        join = self.rng.choice([*Join])
        count = self.rng.randint(1, 3) if join is Join.AT_LEAST else 0
        return Quantified(join, (inner,), count, over=kind, other=other)

    def condition(self, condition: Condition, bound: frozenset[str], within: int = 0) -> Condition:
        """The same, with groups over those whom it could not be about otherwise, and others."""
        kinds = self.kinds_of(reads(condition))
        if kinds and within < DEEPEST and self.rng.random() < 0.25:
            kind = self.rng.choice(kinds)
            inner = self.condition(condition, bound | {kind}, within + 1)
            if kind in self.kinds_of(reads(inner)):
                return self.over(kind, inner, bound)
        if isinstance(condition, Test):
            made: Condition = condition
            for kind in kinds:
                if kind not in bound:
                    made = self.over(kind, made, bound)
            return made
        parts = tuple(self.condition(part, bound, within) for part in condition.parts)
        return replace(condition, parts=parts)

    def optional(self, condition: Condition | None, bound: frozenset[str]) -> Condition | None:
        return None if condition is None else self.condition(condition, bound)

    def decision(self, decision: Decision) -> Decision:
        bound = self.bound(decision.id)
        options = {o.id: self.option(o, bound) for o in decision.options.values()}
        applies = self.optional(decision.applies_when, bound)
        return decision._replace(options=options, applies_when=applies)

    def option(self, option: Option, bound: frozenset[str]) -> Option:
        labels = tuple(LabelCase(self.condition(c.when, bound), c.text) for c in option.labels)
        return option._replace(
            labels=labels,
            windows=self.windows(option.windows, bound),
            waits=self.windows(option.waits, bound),
            after=self.after(bound),
        )

    def windows(self, pieces: tuple[Window, ...], bound: frozenset[str]) -> tuple[Window, ...]:
        found = []
        for piece in pieces:
            days = tuple(d for d in piece.days if self.bound(d) <= bound)
            if days:
                when = self.optional(piece.when, bound)
                found.append(piece._replace(days=days, when=when))
        return tuple(found)

    def after(self, bound: frozenset[str]) -> tuple[Effect, ...] | None:
        """What is known after an option: a value, another fact's, of one or of all of them."""
        moved = [f for f in self.facts.values() if f.id.startswith("f") and f.computed is None]
        if not moved or self.rng.random() < 0.6:
            return None
        effects = []
        for fact in self.rng.sample(moved, min(len(moved), 2)):
            reach = bound | self.bound(fact.id)
            alike = [
                other.id
                for other in moved
                if other.id != fact.id
                and other.type.same_as(fact.type)
                and self.bound(other.id) <= reach
            ]
            if alike and self.rng.random() < 0.6:
                effects.append(Effect(fact.id, FactRef(self.rng.choice(alike))))
            elif fact.type.kind is Kind.YES_NO:
                effects.append(Effect(fact.id, self.rng.random() < 0.5))
        return tuple(effects)

    def rule(self, rule: Rule) -> Rule:
        settled = [c.fact for c in rule.conclusions] + [a.decision for a in rule.arguments]
        bound = self.bound(settled[0])
        when, unless = self.optional(rule.when, bound), self.optional(rule.unless, bound)
        reasons = []
        for number, one in enumerate((rule.when, rule.unless)):
            if one is not None and self.rng.random() < 0.3:
                reasons.append(Because(self.condition(one, bound), (f"{rule.id} {number}",)))
        said = [name for name in reads(rule.when) if self.bound(name) <= bound]
        because: tuple[str | Placeholder, ...] = (f"{rule.id}: ",)
        for kind in bound:
            because += (Placeholder(kind), " so")
        if said and self.rng.random() < 0.5:
            because += (" and ", Placeholder(self.rng.choice(sorted(said))))
        return rule._replace(when=when, unless=unless, reasons=tuple(reasons), because=because)

    def constraint(self, constraint: Constraint) -> Constraint:
        kinds = self.kinds_of(reads(constraint.never))
        bound = frozenset(self.rng.sample(kinds, min(len(kinds), self.rng.randint(0, 1))))
        return constraint._replace(never=self.condition(constraint.never, bound))
