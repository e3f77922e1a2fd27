"""The decision in durable-rules' raw C API, by hand and on the network that tactful compiles.

Each stage's message is a dictionary of codes made with a JSON encoder; the agenda is drained,
a rule is known by its name, and everything is settled in plain dictionaries. Codes, names and
what a stage needs are prepared once, as in tactful. Also the C calls alone, with every message
written beforehand: the floor under both.
"""

from __future__ import annotations

import itertools
import json
from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import tactful_durable_rules as E  # noqa: N812 - as tactful.network.durable calls it

from one_client.peers import Advice, Choices, Collected, Situation, choose
from tactful.language.model import Ruleset
from tactful.language.terms import tests_in
from tactful.language.values import Kind
from tactful.network.compiler import compile_ruleset
from tactful.network.durable import DurableMatcher
from tactful.network.encoding import property_name, stage_name
from tactful.network.program import DecisionPlan, FactPlan, Program, Stage

Coder = Callable[[Any], int]


class _Concluded(NamedTuple):
    """A concluded fact: its property, and the code each rule concludes."""

    property: str
    rules: list[tuple[int, int]]


class _Stage(NamedTuple):
    """What is settled at a stage, then sent (its handle, fixed part and properties), then fired."""

    facts: list[_Concluded]
    decisions: list[str]
    messages: list[tuple[int, dict[str, int], list[str]]]
    overridable: list[int]


class RawDurableRules:
    """The raw durable-rules C API on the network that tactful compiles."""

    name = "durable-rules, raw C API by hand"

    def __init__(self, ruleset: Ruleset) -> None:
        program = compile_ruleset(ruleset)
        if program.part_texts or any(stage.orders for stage in program.stages):
            raise NotImplementedError("written for rulesets of the kind in `kind.py`")
        self.ruleset = ruleset
        self.advice = Advice(ruleset)
        self.overridden_by = {
            rule.number: [number for number, _ in rule.by] for rule in program.overridable
        }
        self.matcher = DurableMatcher(program.targets, program.places)
        self.given = self.coded(program, ruleset.facts)
        self.read = self.coded(program, ruleset.decisions)
        self.stages = [self.stage(n, s) for n, s in enumerate(program.stages)]
        self.sessions = itertools.count(1000)
        self.encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode

    def renew(self) -> None:
        """Nothing to undo."""

    def coded(self, program: Program, names: Mapping[str, object]) -> dict[str, tuple[str, Coder]]:
        """The property and the code of every fact or decision that a rule reads."""
        return {
            name: (property_name(program.places["value", name]), self.coder(name))
            for name in names
            if ("value", name) in program.places
        }

    def coder(self, name: str) -> Coder:
        """From a value of this fact or decision to its code."""
        type_ = self.ruleset.type_of(name)
        if type_.kind in (Kind.CHOICE, Kind.YES_NO):
            values = list(type_.choices) if type_.kind is Kind.CHOICE else [False, True]
            return {value: code for code, value in enumerate(values)}.__getitem__
        conditions = [c for r in self.ruleset.rules.values() for c in (r.when, r.unless)]
        tests = [test for c in conditions for test in tests_in(c) if test.subject == name]
        constants: list[Any] = [operand for test in tests for operand in test.operands]
        points = sorted(set(constants))
        count = len(points)

        def code(value: Any) -> int:
            place = bisect_left(points, value)
            return 2 * place + (place < count and points[place] == value)

        return code

    def stage(self, number: int, stage: Stage) -> _Stage:
        """All that can be prepared for a stage."""
        facts, decisions = [], []
        for plan in stage.settles:
            if isinstance(plan, DecisionPlan):
                decisions.append(plan.decision.id)
            elif plan.id in self.given:
                facts.append(self.concluded(plan))
        sent = self.matcher.stages[number] if number < len(self.matcher.stages) else []
        fixed = {"id": number + 1, stage_name(number): 1, "dist": 0}
        numbers = (0, *self.matcher.handles)
        messages = [
            (numbers[m.handle], fixed, [property_name(p) for p in m.properties]) for m in sent
        ]
        overridable = [rule.number for rule in stage.overridable]
        return _Stage(facts, decisions, messages, overridable)

    def concluded(self, plan: FactPlan) -> _Concluded:
        """The codes that a fact's rules conclude."""
        name, code = self.given[plan.id]
        return _Concluded(name, [(c.number, code(c.value)) for c in plan.conclusions])

    def decide(self, situation: Situation) -> tuple[Choices, Collected]:
        """One full evaluation in a session of its own."""
        session = str(next(self.sessions))
        given, encode = self.given, self.encode
        assert_fact, start = E.assert_fact, E.start_action_for_state
        complete = E.complete_and_start_action
        known: dict[str, int] = {}
        for name, value in situation.items():
            if name in given:
                prop, code = given[name]
                known[prop] = code(value)
        fired: set[int] = set()
        choices: Choices = {}
        collected = self.advice.nothing()
        touched = set()
        try:
            for facts, decisions, messages, overridable in self.stages:
                self.settle(facts, decisions, fired, known, choices, collected)
                hits = set()
                for handle, fixed, wanted in messages:
                    body: dict[str, object] = {"sid": session, **fixed}
                    for prop in wanted:
                        if prop in known:
                            body[prop] = known[prop]
                    touched.add(handle)
                    outcome, state = assert_fact(handle, encode(body))
                    if outcome:
                        continue
                    started = start(handle, state)
                    activation = started and started[1]
                    while activation:
                        hits.add(int(activation[2:10]))
                        activation = complete(handle, state)
                for rule in overridable:
                    if rule in hits and not (fired | hits).isdisjoint(self.overridden_by[rule]):
                        hits.remove(rule)
                self.advice.collect(hits, collected)
                fired |= hits
        finally:
            for handle in touched:
                E.delete_state(handle, session)
        return choices, collected

    def settle(
        self,
        facts: list[_Concluded],
        decisions: list[str],
        fired: set[int],
        known: dict[str, int],
        choices: Choices,
        collected: Collected,
    ) -> None:
        """Settle what a stage settles."""
        for prop, rules in facts:
            for rule, code in rules:
                if rule in fired:
                    known[prop] = code
                    break
        for name in decisions:
            chosen = choices[name] = choose(self.ruleset.decisions[name], collected[name])
            if chosen and name in self.read:
                prop, coder = self.read[name]
                known[prop] = coder(chosen[0])


class CallsOnly:
    """Only the C calls of an evaluation, with every message written beforehand."""

    name = "durable-rules, C calls alone"

    def __init__(self, recorded: list[list[tuple[int, str]]]) -> None:
        self.recorded = recorded

    def run(self, situation: int) -> None:
        """Make the calls that evaluating this situation makes."""
        touched = set()
        for handle, message in self.recorded[situation]:
            touched.add(handle)
            outcome, state = E.assert_fact(handle, message)
            if not outcome and (started := E.start_action_for_state(handle, state)):
                activation = started[1]
                while activation:
                    activation = E.complete_and_start_action(handle, state)
        for handle in touched:
            E.delete_state(handle, RECORDED)


RECORDED = "recorded"
"""The session of the messages written beforehand."""
