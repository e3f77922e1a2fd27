"""From a ruleset to its ``program``: what is matched and settled at which stage.

A stage is the earliest point at which everything that something reads is settled. Rules are
matched at theirs; a fact or decision is settled at the stage after the last rule about it.
"""

from __future__ import annotations

from collections.abc import Iterable

from tactful.language.choices import UNARGUED, weigh
from tactful.language.conclusions import Conflict, Known, Origin, Weighed
from tactful.language.conditions import every_test
from tactful.language.lowering import Asked, Codes, Lowering, Property, all_of
from tactful.language.model import Argument, Decision, Fact, Ruleset
from tactful.language.strata import Step, dependencies, stratify
from tactful.language.terms import FactRef
from tactful.language.values import Value
from tactful.network.combinations import Combination, Consequences, combination
from tactful.network.conditions import Parts, Path, Target
from tactful.network.encoding import Acceptor, Encoder, acceptor, encoder, fragment, property_name
from tactful.network.program import (
    NO_PLACE,
    Concluded,
    Concluding,
    DecisionPlan,
    Defaults,
    FactPlan,
    OptionPlan,
    OrderPlan,
    Overridable,
    Program,
    SeveralPlan,
    Stage,
)


def compile_ruleset(ruleset: Ruleset) -> Program:
    """Compile a ruleset that has been read without errors."""
    return _Compiler(ruleset).compile()


class _Compiler:
    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.number = {rule: place for place, rule in enumerate(ruleset.rules)}
        self.names = dict(enumerate(ruleset.rules))
        self.lowering = Lowering(ruleset.type_of, _codes(ruleset))
        self.parts = Parts()
        self.part_stage: dict[Property, int] = {}
        self.places: dict[Property, int] = {}
        self.settled: dict[str, int] = {}
        self.rule_stage: dict[int, int] = {}
        self.targets: list[Target] = []
        self.applies: dict[str, int] = {}

    def compile(self) -> Program:
        ruleset = self.ruleset
        order = stratify(ruleset).order
        before = dependencies(ruleset)
        for step in order:
            if step.kind == "rule":
                self.place_rule(step, before[step])
            elif step.kind == "fact":
                self.settled[step.id] = self.after(before[step])
            else:
                self.place_decision(ruleset.decisions[step.id], before[step])
        first_part = len(self.number) + len(self.applies)
        for place, prop in enumerate(self.part_stage):
            stage = self.part_stage[prop] - 1
            self.targets.append(Target(first_part + place, stage, self.parts.paths[prop]))
        return self.program(order, first_part)

    def whom(self, target: Target) -> int:
        """About which of several a rule is: what reads the same facts goes into one message."""
        ground, name = self.ruleset.ground, self.names.get(target.number)
        copy = None if ground is None or name is None else ground.rules.get(name)
        return 0 if copy is None else copy.place

    def after(self, steps: Iterable[Step]) -> int:
        """The stage at which what depends on these steps can be settled."""
        return max(
            (
                self.rule_stage[self.number[s.id]] + 1 if s.kind == "rule" else self.settled[s.id]
                for s in steps
            ),
            default=0,
        )

    def place_rule(self, step: Step, before: Iterable[Step]) -> None:
        rule = self.ruleset.rules[step.id]
        formula = all_of(
            [
                self.lowering.formula(rule.when, Asked.TRUE),
                *([self.lowering.formula(rule.unless, Asked.NOT_TRUE)] if rule.unless else ()),
            ]
        )
        paths = self.parts.lowered(formula)
        overriding = (self.rule_stage[self.number[s.id]] for s in before if s.kind == "rule")
        number = self.number[step.id]
        self.rule_stage[number] = max([self.stage_of(paths), *overriding])
        self.targets.append(Target(number, self.rule_stage[number], paths))

    def place_decision(self, decision: Decision, before: Iterable[Step]) -> None:
        settled = self.after(before)
        if decision.applies_when is not None:
            paths = self.parts.lowered(self.lowering.formula(decision.applies_when, Asked.TRUE))
            stage = self.stage_of(paths)
            self.applies[decision.id] = len(self.number) + len(self.applies)
            self.targets.append(Target(self.applies[decision.id], stage, paths))
            settled = max(settled, stage + 1)
        self.settled[decision.id] = settled

    def stage_of(self, paths: list[Path]) -> int:
        return max((self.available(test.property) for path in paths for test in path), default=0)

    def available(self, prop: Property) -> int:
        """The stage from which on a property can be in a message."""
        self.places.setdefault(prop, len(self.places))
        if prop[0] == "part":
            if prop not in self.part_stage:
                self.part_stage[prop] = self.stage_of(self.parts.paths[prop]) + 1
            return self.part_stage[prop]
        names = prop[1:] if prop[0] == "order" else prop[1:2]
        return max(self.settled[name] for name in names)

    def program(self, order: tuple[Step, ...], first_part: int) -> Program:
        last = max([*self.settled.values(), *(target.stage for target in self.targets)], default=0)
        stages = [Stage() for _ in range(last + 1)]
        overridable = self.overridable()
        for step in order:
            if step.kind == "rule":
                if step.id in overridable:
                    number = self.number[step.id]
                    stage = stages[self.rule_stage[number]]
                    stage.overridable.append(overridable[step.id])
                    stage.contested |= 1 << number
            elif step.kind == "decision" or self.needs_settling(step.id):
                stages[self.settled[step.id]].settles.append(self.plan(step))
        for fact in self.ruleset.facts.values():
            choices = self.option_texts(fact.id, fact.type.choices) if fact.type.many else ()
            if choices:
                stages[self.settled[fact.id]].several.append(SeveralPlan(fact.id, choices))
        for prop, place in self.places.items():
            if prop[0] == "order":
                stages[self.available(prop)].orders.append(self.order_plan(prop, place))
        part_places = [self.places[prop] for prop in self.part_stage]
        return Program(
            acceptors={fact.id: self.acceptor(fact) for fact in self.ruleset.facts.values()},
            defaults=self.defaults(),
            stages=stages,
            targets=sorted(self.targets, key=self.whom),
            places=self.places,
            first_part=first_part,
            part_texts=[(place, fragment(property_name(place), 1)) for place in part_places],
            overridable=sorted(overridable.values()),
        )

    def overridable(self) -> dict[str, Overridable]:
        found = {}
        for name, overriding in self.ruleset.overriding.items():
            by = tuple((self.number[rule], rule) for rule in overriding)
            found[name] = Overridable(self.number[name], name, by, combination(n for n, _ in by))
        return found

    def needs_settling(self, name: str) -> bool:
        """Whether a fact that is not given can have a value that depends on the scenario."""
        return bool(
            name in self.ruleset.concluding
            or self.ruleset.facts[name].computed is not None
            or name == self.ruleset.clock.now
        )

    def defaults(self) -> Defaults:
        """What is known beforehand of the facts that have a default and nothing else."""
        known = Defaults({}, {}, [""] * (len(self.places) + 1))  # the last one is for ``NO_PLACE``
        for fact in self.ruleset.facts.values():
            if fact.default is not None and not self.needs_settling(fact.id):
                known.facts[fact.id] = Known(fact.default, Origin.DEFAULT)
                known.values[fact.id] = fact.default
                place = self.places.get(("value", fact.id))
                if place is not None:
                    encode = encoder(self.lowering.codes[fact.id], property_name(place))
                    known.fragments[place] = encode(fact.default)
        return known

    def acceptor(self, fact: Fact) -> tuple[Acceptor, int]:
        place = self.places.get(("value", fact.id), NO_PLACE)
        if place == NO_PLACE:
            return acceptor(fact, None), place
        encode = encoder(self.lowering.codes[fact.id], property_name(place))
        return acceptor(fact, encode), place

    def plan(self, step: Step) -> FactPlan | DecisionPlan:
        place = self.places.get(("value", step.id), NO_PLACE)
        encode = encoder(self.lowering.codes[step.id], property_name(place))
        if step.kind == "fact":
            return self.fact_plan(step.id, place, encode)
        decision = self.ruleset.decisions[step.id]
        texts = self.option_texts(step.id, decision.options)
        applies = 1 << self.applies[step.id] if step.id in self.applies else 0
        options = self.option_plans(decision)
        return DecisionPlan(decision, options, applies, place, encode, texts)

    def option_texts(
        self, name: str, options: Iterable[str]
    ) -> tuple[tuple[str, int, tuple[str, str]], ...]:
        """For each option or choice that is asked about, its place and its two texts."""
        texts = []
        for option in options:
            place = self.places.get(("option", name, option))
            if place is not None:
                told = property_name(place)
                texts.append((option, place, (fragment(told, 0), fragment(told, 1))))
        return tuple(texts)

    def option_plans(self, decision: Decision) -> tuple[OptionPlan, ...]:
        plans = []
        for option in decision.options:
            arguing = self.ruleset.arguing_about.get((decision.id, option), ())
            said = [(self.number[argument.rule], argument) for argument in arguing]
            plans.append(OptionPlan(option, combination(n for n, _ in said), _weighed(said)))
        return tuple(plans)

    def fact_plan(self, name: str, place: int, encode: Encoder) -> FactPlan:
        fact = self.ruleset.facts[name]
        conclusions = tuple(
            Concluding(self.number[rule], rule, value)
            for rule, value in self.ruleset.concluding.get(name, ())
        )
        return FactPlan(
            id=name,
            conclusions=conclusions,
            concluding=combination(c.number for c in conclusions),
            concluded=_concluded(name, conclusions),
            computed=fact if fact.computed is not None else None,
            default=None if fact.default is None else Known(fact.default, Origin.DEFAULT),
            is_now=name == self.ruleset.clock.now,
            place=place,
            encode=encode,
        )

    def order_plan(self, prop: Property, place: int) -> OrderPlan:
        _, fact, other = prop
        name = property_name(place)
        texts = (fragment(name, 0), fragment(name, 1), fragment(name, 2))
        return OrderPlan(fact, other, self.ruleset.type_of(fact).rank, place, texts)


def _weighed(arguments: list[tuple[int, Argument]]) -> Consequences[Weighed]:
    """What an option comes to, given the rules that fired of those that argue about it."""
    said = [(1 << rule, argument) for rule, argument in arguments]
    return Consequences(lambda f: weigh([a for rule, a in said if f & rule]), of_none=UNARGUED)


def _concluded(fact: str, conclusions: tuple[Concluding, ...]) -> Consequences[Concluded]:
    """What a fact comes to, given the rules that fired of those that conclude something."""

    def outcome(fired: Combination) -> Concluded:
        said = [(c.rule, c.value) for c in conclusions if fired >> c.number & 1]
        value = said[0][1]
        if any(other != value for _, other in said):
            return Conflict(fact, tuple(said))
        return Known(value, Origin.CONCLUDED, tuple(rule for rule, _ in said))

    return Consequences(outcome, of_none=None)


def _codes(ruleset: Ruleset) -> dict[str, Codes]:
    """The codes of every fact and decision, from every constant in every condition."""
    constants: dict[str, set[Value]] = {name: set() for name in ruleset.facts}
    constants |= {name: set() for name in ruleset.decisions}
    for test in every_test(ruleset):
        constants[test.subject].update(o for o in test.operands if not isinstance(o, FactRef))
    return {name: Codes.of(ruleset.type_of(name), found) for name, found in constants.items()}
