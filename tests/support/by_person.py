"""What a ruleset about several of a thing means, person by person, without making it plain.

Written from the meaning, to be held against the ground reading: a rule about one is tried for each
of them in turn, a group over all of them counts them, and what is settled for each is settled for
one after the other. It is slow, and shares with the engine only what one test, one computation,
one window and one decision come to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from tactful.grounding.people import People
from tactful.language.choices import conflict_of, settle
from tactful.language.computations import computed_value
from tactful.language.conclusions import (
    Conclusions,
    Conflict,
    Known,
    Origin,
    SetAside,
    Settled,
    Status,
    value_of_decision,
)
from tactful.language.conditions import Truth, truth
from tactful.language.model import Constraint, Decision, Option, Rule, Ruleset
from tactful.language.strata import stratify
from tactful.language.terms import (
    Condition,
    FactRef,
    Join,
    Placeholder,
    Quantified,
    Sentence,
    Test,
    Window,
)
from tactful.language.values import Value

Who: TypeAlias = Mapping[str, int]
"""Whom something is about: for a thing, the place of the one; nobody for what is for all."""

ALONE = 0
"""The place of the only one where none are listed."""


class Situation:
    """What follows for some people from what is given; all names as the ground ruleset has them."""

    def __init__(self, template: Ruleset, people: People, given: Mapping[str, Value]) -> None:
        self.template = template
        self.given = given
        self.owners = {
            name: each.id
            for each in template.each.values()
            for name in (*each.facts, *each.decisions)
        }
        self.places = {
            each: [*range(1, len(people[each]) + 1)] if each in people else [ALONE]
            for each in template.each
        }
        self.values: dict[str, Value] = {}
        self.facts: dict[str, Known] = {}
        self.decisions: dict[str, Settled] = {}
        self.conflicts: dict[str, Conflict] = {}
        self.triggered: list[str] = []
        self.fired: list[str] = []
        for step in stratify(template).order:
            if step.kind == "rule":
                self.try_rule(template.rules[step.id])
            elif step.kind == "fact":
                self.settle_fact(step.id)
            else:
                self.settle_decision(template.decisions[step.id])

    # Who there is, and what things are called of them.

    def everyone(self, each: str | None) -> Iterator[Who]:
        """Each of a thing, one after the other; nobody in particular where it is for all."""
        if each is None:
            yield {}
        else:
            for place in self.places[each]:
                yield {each: place}

    def named(self, name: str, each: str | None, who: Who) -> str:
        place = ALONE if each is None else who[each]
        return name if place == ALONE else f"{name}[{place}]"

    def of(self, name: str, who: Who) -> str:
        return self.named(name, self.owners.get(name), who)

    def known_to(self, who: Who) -> dict[str, Value]:
        """What is known of those whom something is about, and of all, as the author calls it."""
        found = {}
        for name in (*self.template.facts, *self.template.decisions):
            owner = self.owners.get(name)
            if owner is None or owner in who:
                value = self.values.get(self.of(name, who))
                if value is not None:
                    found[name] = value
        return found

    def about(
        self, conditions: list[Condition | None], settled: list[str], said: list[Sentence]
    ) -> str | None:
        """Of what something is about one: of what it reads, settles or says something."""
        quoted = [part.name for one in said for part in one if isinstance(part, Placeholder)]
        free = [name for one in conditions if one is not None for name in self.free(one, ())]
        for name in (*free, *settled, *quoted):
            if name in self.owners:
                return self.owners[name]
            if name in self.template.each:
                return name
        return None

    def free(self, condition: Condition, bound: tuple[str, ...]) -> Iterator[str]:
        if isinstance(condition, Test):
            for name in (
                condition.subject,
                *(o.fact for o in condition.operands if isinstance(o, FactRef)),
            ):
                if name in self.owners and self.owners[name] not in bound:
                    yield name
            return
        if isinstance(condition, Quantified):
            bound = (*bound, condition.over)
        for part in condition.parts:
            yield from self.free(part, bound)

    # Whether a condition holds of somebody.

    def holds(self, condition: Condition | None, who: Who) -> Truth:
        if condition is None:
            return True
        if isinstance(condition, Test):
            return truth(condition, self.known_to(who), self.template.type_of)
        if isinstance(condition, Quantified):
            each = condition.over
            meant = [
                {**who, each: place}
                for place in self.places[each]
                if not (condition.other and who.get(each) == place)
            ]
            (part,) = condition.parts
            found = [self.holds(part, one) for one in meant]
        else:
            found = [self.holds(part, who) for part in condition.parts]
        needed = {Join.ALL: len(found), Join.ANY: 1, Join.NONE: 1, Join.AT_LEAST: condition.count}
        counted = _at_least(needed[condition.join], found)
        if condition.join is Join.NONE and counted is not None:
            return not counted
        return counted

    # Rules, facts and decisions.

    def kind_of(self, rule: Rule) -> str | None:
        settled = [c.fact for c in rule.conclusions] + [a.decision for a in rule.arguments]
        conditions = [rule.when, rule.unless, *(one.when for one in rule.reasons)]
        said = [rule.because, *(one.text for one in rule.reasons)]
        return self.about(conditions, settled, said)

    def try_rule(self, rule: Rule) -> None:
        each = self.kind_of(rule)
        for who in self.everyone(each):
            if self.holds(rule.when, who) is not True:
                continue
            if rule.unless is not None and self.holds(rule.unless, who) is True:
                continue
            name = self.named(rule.id, each, who)
            self.triggered.append(name)
            if not [*self.overriding(rule, who)]:
                self.fired.append(name)

    def overriding(self, rule: Rule, who: Who) -> Iterator[str]:
        """The rules that fired and set a rule aside: of the same one, or else of anyone."""
        for other in self.template.rules.values():
            if rule.id in other.overrides:
                each = self.kind_of(other)
                same = each is not None and each in who
                for one in [{each: who[each]}] if same and each else self.everyone(each):
                    name = self.named(other.id, each, one)
                    if name in self.fired:
                        yield name

    def fired_for(self, rule: Rule, owner: str | None, who: Who) -> Iterator[str]:
        """The names under which a rule fired that settles something of somebody."""
        each = self.kind_of(rule)
        for one in [who] if each == owner else self.everyone(each):
            name = self.named(rule.id, each, one)
            if name in self.fired:
                yield name

    def settle_fact(self, name: str) -> None:
        fact, owner = self.template.facts[name], self.owners.get(name)
        for who in self.everyone(owner):
            made = self.of(name, who)
            said = tuple(
                (fired, conclusion.value)
                for rule in self.template.rules.values()
                for conclusion in rule.conclusions
                if conclusion.fact == name
                for fired in self.fired_for(rule, owner, who)
            )
            rules = tuple(rule for rule, _ in said)
            if made in self.given:
                self.facts[made] = Known(self.given[made], Origin.GIVEN, outweighed=rules)
            elif len({value for _, value in said}) > 1:
                self.conflicts[made] = Conflict(made, said)
                continue
            elif said:
                self.facts[made] = Known(said[0][1], Origin.CONCLUDED, rules)
            else:
                computed = computed_value(fact, self.known_to(who), self.resolved(who))
                if computed is not None:
                    self.facts[made] = Known(computed, Origin.COMPUTED)
                elif fact.default is not None:
                    self.facts[made] = Known(fact.default, Origin.DEFAULT)
                else:
                    continue
            self.values[made] = self.facts[made].value

    def settle_decision(self, decision: Decision) -> None:
        owner = self.owners.get(decision.id)
        for who in self.everyone(owner):
            made = self.of(decision.id, who)
            arguments = [
                replace(argument, rule=fired, decision=made)
                for rule in self.template.rules.values()
                for fired in self.fired_for(rule, owner, who)
                for argument in rule.arguments
                if argument.decision == decision.id
            ]
            applies = self.holds(decision.applies_when, who) is True
            settled = settle(decision, arguments, applies)
            self.decisions[made] = settled
            if settled.status is Status.CONFLICT:
                self.conflicts[made] = conflict_of(decision._replace(id=made), settled)
            value = value_of_decision(decision, settled)
            if value is not None:
                self.values[made] = value

    # What follows from what is settled.

    def resolved(self, who: Who) -> Ruleset:
        """The ruleset with only those pieces of windows that hold of somebody."""

        def held(pieces: tuple[Window, ...]) -> tuple[Window, ...]:
            return tuple(p._replace(when=None) for p in pieces if self.holds(p.when, who) is True)

        def put(decision: Decision) -> Decision:
            owner = self.owners.get(decision.id)
            if owner is not None and owner not in who:
                return decision._replace(options={})
            options = {
                o.id: o._replace(windows=held(o.windows), waits=held(o.waits))
                for o in decision.options.values()
            }
            return decision._replace(options=options)

        decisions = {name: put(one) for name, one in self.template.decisions.items()}
        return replace(self.template, decisions=decisions)

    def label(self, option: Option, who: Who) -> str:
        """What an option is called where something is about somebody."""
        for case in option.labels:
            if self.holds(case.when, who) is True:
                return case.text
        return option.label

    def effects(self, option: Option, who: Who) -> set[tuple[str, object, int]]:
        """What acting on an option leaves behind: of the one whom it is for, or of all of them."""
        found: set[tuple[str, object, int]] = set()
        for effect in option.after or ():
            owner = self.owners.get(effect.fact)
            for one in [who] if owner is None or owner in who else self.everyone(owner):
                value = effect.value
                if isinstance(value, FactRef):
                    value = FactRef(self.of(value.fact, {**who, **one}))
                found.add((self.of(effect.fact, {**who, **one}), value, effect.more))
        return found

    def alone(self, decision: str, who: Who) -> tuple[Ruleset, Conclusions]:
        """The ruleset, and what follows, as far as they are of somebody: enough for windows."""
        known = self.known_to(who)
        facts = {
            name: self.facts[self.of(name, who)] for name in self.template.facts if name in known
        }
        settled = {decision: self.decisions[self.of(decision, who)]}
        ruleset = self.resolved(who)
        only = replace(ruleset, decisions={decision: ruleset.decisions[decision]})
        return only, Conclusions(facts, settled, (), (), ())

    def conclusions(self) -> Conclusions:
        """All of it, in the order in which the author's ruleset has it."""
        facts = [*self.in_order(self.template.facts)]
        decisions = [*self.in_order(self.template.decisions)]
        fired = [name for _, _, name in self.every_rule() if name in self.fired]
        return Conclusions(
            facts={name: self.facts[name] for name in facts if name in self.facts},
            decisions={name: self.decisions[name] for name in decisions},
            fired=tuple(fired),
            set_aside=tuple(
                SetAside(name, by)
                for rule, who, name in self.every_rule()
                if name in self.triggered
                for by in self.overriding(rule, who)
            ),
            conflicts=tuple(
                self.conflicts[name] for name in (*facts, *decisions) if name in self.conflicts
            ),
            broken=tuple(self.broken()),
        )

    def in_order(self, names: Mapping[str, object]) -> Iterator[str]:
        for name in names:
            for who in self.everyone(self.owners.get(name)):
                yield self.of(name, who)

    def every_rule(self) -> Iterator[tuple[Rule, Who, str]]:
        for rule in self.template.rules.values():
            each = self.kind_of(rule)
            for who in self.everyone(each):
                yield rule, who, self.named(rule.id, each, who)

    def broken(self) -> Iterator[str]:
        for constraint in self.template.constraints.values():
            each = self.kind_of_constraint(constraint)
            for who in self.everyone(each):
                if self.holds(constraint.never, who) is True:
                    yield self.named(constraint.id, each, who)

    def kind_of_constraint(self, constraint: Constraint) -> str | None:
        return self.about([constraint.never], [], [constraint.because])


def _at_least(needed: int, found: list[Truth]) -> Truth:
    if found.count(True) >= needed:
        return True
    return None if found.count(True) + found.count(None) >= needed else False
