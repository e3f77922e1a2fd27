"""From a ruleset to its ``program``: what is matched and settled at which stage.

A stage is the earliest point at which everything that something reads is settled. Rules are
matched at theirs; a fact or decision is settled at the stage after the last rule about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from tactful.language.choices import UNARGUED, weigh
from tactful.language.computations import COMPUTATIONS
from tactful.language.conclusions import Conflict, Known, Origin, Weighed
from tactful.language.lowering import Alphabet, Asked, Codes, Property, all_of
from tactful.language.model import (
    Argument,
    Condition,
    Decision,
    Fact,
    FactRef,
    Ruleset,
    Test,
    tests_in,
)
from tactful.language.strata import Step, dependencies, stratify
from tactful.language.values import Value
from tactful.network.combinations import Combination, Consequences, combination
from tactful.network.conditions import Parts, Path
from tactful.network.encoding import Accepted, Encoder, acceptor, encoder, fragment, property_name
from tactful.network.program import (
    NO_PLACE,
    Concluded,
    Concluding,
    DecisionPlan,
    FactPlan,
    OptionPlan,
    OrderPlan,
    Overridable,
    Program,
    Stage,
)


def compile_ruleset(ruleset: Ruleset) -> Program:
    """Compile a ruleset that has been read without errors."""
    return _Compiler(ruleset).compile()


class _Matched(NamedTuple):
    """Paths to be matched at a stage, and the target they stand for."""

    paths: list[Path]
    stage: int
    target: int


class _Compiler:
    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.number = {rule: place for place, rule in enumerate(ruleset.rules)}
        self.alphabet = Alphabet(ruleset.type_of, _codes(ruleset))
        self.parts = Parts()
        self.part_stage: dict[Property, int] = {}
        self.places: dict[Property, int] = {}
        self.settled: dict[str, int] = {}
        self.rule_stage: dict[int, int] = {}
        self.matched: list[_Matched] = []
        self.applies: dict[str, int] = {}
        self.conclusions: dict[str, list[Concluding]] = {name: [] for name in ruleset.facts}
        self.arguments: dict[str, list[tuple[int, Argument]]] = {
            name: [] for name in ruleset.decisions
        }
        for rule in ruleset.rules.values():
            number = self.number[rule.id]
            for conclusion in rule.conclusions:
                said = Concluding(number, rule.id, conclusion.value)
                self.conclusions[conclusion.fact].append(said)
            for argument in rule.arguments:
                self.arguments[argument.decision].append((number, argument))

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
            self.matched.append(_Matched(self.parts.paths[prop], stage, first_part + place))
        return self.program(order, first_part)

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
                self.alphabet.formula(rule.when, Asked.TRUE),
                *([self.alphabet.formula(rule.unless, Asked.NOT_TRUE)] if rule.unless else ()),
            ]
        )
        paths = self.parts.lowered(formula)
        overriding = (self.rule_stage[self.number[s.id]] for s in before if s.kind == "rule")
        number = self.number[step.id]
        self.rule_stage[number] = max([self.stage_of(paths), *overriding])
        self.matched.append(_Matched(paths, self.rule_stage[number], number))

    def place_decision(self, decision: Decision, before: Iterable[Step]) -> None:
        settled = self.after(before)
        if decision.applies_when is not None:
            paths = self.parts.lowered(self.alphabet.formula(decision.applies_when, Asked.TRUE))
            stage = self.stage_of(paths)
            self.applies[decision.id] = len(self.number) + len(self.applies)
            self.matched.append(_Matched(paths, stage, self.applies[decision.id]))
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
        last = max([*self.settled.values(), *(m.stage for m in self.matched)], default=0)
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
        for prop, place in self.places.items():
            if prop[0] == "order":
                stages[self.available(prop)].orders.append(self.order_plan(prop, place))
        part_places = [self.places[prop] for prop in self.part_stage]
        return Program(
            acceptors={fact.id: self.acceptor(fact) for fact in self.ruleset.facts.values()},
            stages=stages,
            targets=[(m.target, m.stage, m.paths) for m in self.matched],
            places=self.places,
            first_part=first_part,
            part_texts=[(place, fragment(property_name(place), 1)) for place in part_places],
            overridable=sorted(overridable.values()),
        )

    def overridable(self) -> dict[str, Overridable]:
        by: dict[str, list[tuple[int, str]]] = {}
        for rule in self.ruleset.rules.values():
            for name in rule.overrides:
                by.setdefault(name, []).append((self.number[rule.id], rule.id))
        return {
            name: Overridable(
                self.number[name], name, tuple(others), combination(n for n, _ in others)
            )
            for name, others in by.items()
        }

    def needs_settling(self, name: str) -> bool:
        """Whether a fact can have a value without being given."""
        fact = self.ruleset.facts[name]
        return bool(
            self.conclusions[name]
            or fact.computed is not None
            or fact.default is not None
            or name == self.ruleset.clock.now
        )

    def acceptor(self, fact: Fact) -> tuple[Callable[[Any], Accepted], int]:
        place = self.places.get(("value", fact.id), NO_PLACE)
        if place == NO_PLACE:
            return acceptor(fact, None), place
        encode = encoder(self.alphabet.codes[fact.id], property_name(place))
        return acceptor(fact, encode), place

    def plan(self, step: Step) -> FactPlan | DecisionPlan:
        place = self.places.get(("value", step.id), NO_PLACE)
        encode = encoder(self.alphabet.codes[step.id], property_name(place))
        if step.kind == "fact":
            return self.fact_plan(step.id, place, encode)
        decision = self.ruleset.decisions[step.id]
        texts = []
        for option in decision.options:
            option_place = self.places.get(("option", step.id, option))
            if option_place is not None:
                name = property_name(option_place)
                texts.append((option, option_place, (fragment(name, 0), fragment(name, 1))))
        applies = 1 << self.applies[step.id] if step.id in self.applies else 0
        options = self.option_plans(decision)
        return DecisionPlan(decision, options, applies, place, encode, tuple(texts))

    def option_plans(self, decision: Decision) -> tuple[OptionPlan, ...]:
        said: dict[str, list[tuple[int, Argument]]] = {option: [] for option in decision.options}
        for number, argument in self.arguments[decision.id]:
            said[argument.option].append((number, argument))
        return tuple(
            OptionPlan(option, combination(n for n, _ in arguments), _weighed(arguments))
            for option, arguments in said.items()
        )

    def fact_plan(self, name: str, place: int, encode: Encoder) -> FactPlan:
        fact = self.ruleset.facts[name]
        computed = fact.computed
        conclusions = tuple(self.conclusions[name])
        return FactPlan(
            id=name,
            conclusions=conclusions,
            concluding=combination(c.number for c in conclusions),
            concluded=_concluded(name, conclusions),
            computation=COMPUTATIONS[computed.name] if computed else None,
            operands=computed.operands if computed else (),
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
    for test in _every_test(ruleset):
        constants[test.subject].update(o for o in test.operands if not isinstance(o, FactRef))
    return {name: Codes.of(ruleset.type_of(name), found) for name, found in constants.items()}


def _every_test(ruleset: Ruleset) -> Iterable[Test]:
    conditions: list[Condition | None] = [d.applies_when for d in ruleset.decisions.values()]
    for rule in ruleset.rules.values():
        conditions += (rule.when, rule.unless)
    for condition in conditions:
        yield from tests_in(condition)
