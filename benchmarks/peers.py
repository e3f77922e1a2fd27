"""The same decision made with other engines, each as a careful user of it would write it.

Every peer collects all arguments of all options, adds them up and chooses, level by level; none
makes tactful's record of where facts came from. Here is what they share, and durable-rules' raw
C API by hand: it runs tactful's own compiled network, writes each message with ``json.dumps``,
drains the agenda and settles in plain dictionaries. ``peer_clips`` and ``peer_zen`` are the
others.
"""

from __future__ import annotations

import itertools
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from tactful.compilation import DecisionPlan, FactPlan, compile_ruleset
from tactful.durable import E, Matcher
from tactful.model import Argument, Condition, Decision, Ruleset, Test
from tactful.strata import Step, stratify
from tactful.values import Kind, Value

Choices = dict[str, tuple[str, ...]]


class Peer(Protocol):
    """An engine that makes the decision."""

    name: str

    def renew(self) -> None:
        """Undo what use has done to it."""
        ...

    def choices(self, situation: Mapping[str, Value]) -> Choices:
        """Every decision's choices, with all arguments collected on the way."""
        ...


def settled(decision: Decision, arguments: Iterable[Argument]) -> tuple[str, ...]:
    """The choice from the collected arguments: the same few lines for every peer."""
    said: dict[str, list[Argument]] = {option: [] for option in decision.options}
    for argument in arguments:
        said[argument.option].append(argument)
    scores = {option: sum([a.weight for a in argued]) for option, argued in said.items()}
    if decision.many:
        chosen = [option for option, score in scores.items() if score > 0]
        chosen.sort(key=lambda option: -scores[option])
        return tuple(chosen)
    best = max(scores, key=scores.__getitem__)
    return (best,) if scores[best] > 0 else ()


class RawDurableRules:
    """The raw durable-rules C API on the network that tactful compiles."""

    name = "durable-rules, raw C API by hand"

    def renew(self) -> None:
        """Nothing to undo."""

    def __init__(self, ruleset: Ruleset) -> None:
        program = compile_ruleset(ruleset)
        self.stages = program.stages
        self.acceptors = program.acceptors
        self.overridden_by = program.overridden_by
        self.keep = Matcher(program.paths, program.places)
        self.messages = self.keep.stages
        self.codes = {
            name: self.coder(ruleset, name) for name in (*ruleset.facts, *ruleset.decisions)
        }
        self.sessions = itertools.count(1000)

    def coder(self, ruleset: Ruleset, name: str) -> Any:
        """From a value of this fact or decision to its code."""
        type_ = ruleset.type_of(name)
        if type_.kind is Kind.NUMBER:
            used = {
                operand
                for rule in ruleset.rules.values()
                for condition in (rule.when, rule.unless)
                for test in tests(condition)
                if test.subject == name
                for operand in test.operands
            }
            points = sorted(used)
            return lambda v: (
                (2 * (i := bisect_left(points, v))) + (i < len(points) and points[i] == v)
            )
        values = list(type_.choices) if type_.kind is Kind.CHOICE else [False, True]
        return {value: code for code, value in enumerate(values)}.__getitem__

    def choices(self, situation: Mapping[str, Value]) -> Choices:
        """One full evaluation in a session of its own."""
        session = str(next(self.sessions))
        known: dict[str, int] = {}
        fired: set[int] = set()
        chosen: Choices = {}
        for name, value in situation.items():
            if (place := self.acceptors[name][1]) >= 0:
                known[f"p{place}"] = self.codes[name](value)
        touched = set()
        try:
            for number, stage in enumerate(self.stages):
                self.settle(stage.settles, fired, known, chosen)
                hits: set[int] = set()
                for message in self.messages[number] if number < len(self.messages) else ():
                    body = {"sid": session, "id": number + 1, f"s{number}": 1, "dist": 0}
                    for place in message.properties:
                        if (code := known.get(f"p{place}")) is not None:
                            body[f"p{place}"] = code
                    touched.add(message.handle)
                    status, state = E.assert_fact(message.handle, json.dumps(body))
                    if status:
                        continue
                    first = E.start_action_for_state(message.handle, state)
                    found = first and first[1]
                    while found:
                        hits.add(int(found[2:10]))
                        found = E.complete_and_start_action(message.handle, state)
                fired |= hits.difference(stage.overridable)
                for rule in stage.overridable:
                    if rule in hits and fired.isdisjoint(self.overridden_by[rule]):
                        fired.add(rule)
        finally:
            for handle in touched:
                E.delete_state(handle, session)
        return chosen

    def settle(
        self,
        plans: Iterable[FactPlan | DecisionPlan],
        fired: set[int],
        known: dict[str, int],
        chosen: Choices,
    ) -> None:
        """Settle what a stage settles."""
        for plan in plans:
            value: Value | None
            if isinstance(plan, FactPlan):
                name = plan.id
                value = next((c.value for c in plan.conclusions if c.number in fired), None)
            else:
                name = plan.decision.id
                said = [argument for rule, argument in plan.arguments if rule in fired]
                chosen[name] = settled(plan.decision, said)
                value = chosen[name][0] if chosen[name] and not plan.decision.many else None
            if value is not None and plan.place >= 0:
                known[f"p{plan.place}"] = self.codes[name](value)


class CallsOnly:
    """Only the C calls of an evaluation, with every message written beforehand: the floor."""

    name = "durable-rules, C calls alone"

    def __init__(self, recorded: Mapping[int, list[tuple[int, str]]]) -> None:
        self.recorded = recorded

    def run(self, situation: int) -> None:
        """Make the calls that evaluating this situation makes."""
        touched = set()
        for handle, message in self.recorded[situation]:
            touched.add(handle)
            status, state = E.assert_fact(handle, message)
            if not status and (found := E.start_action_for_state(handle, state)):
                found = found[1]
                while found:
                    found = E.complete_and_start_action(handle, state)
        for handle in touched:
            E.delete_state(handle, "recorded")


def tests(condition: Condition | None) -> list[Test]:
    """All tests of a condition."""
    if condition is None:
        return []
    if isinstance(condition, Test):
        return [condition]
    return [test for part in condition.parts for test in tests(part)]


def yes_or_no(value: Any) -> Any:
    """A value in which yes and no are words, as unknown is."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class Levels:
    """What the peers share: rules by level, and the Python that settles between two levels."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        strata = stratify(ruleset)
        self.numbered = list(ruleset.rules.values())
        self.level = {r.id: strata.level[Step("rule", r.id)] for r in self.numbered}
        self.decision_level = {d: strata.level[Step("decision", d)] for d in ruleset.decisions}
        self.last = max(self.level.values())
        self.ranks = {
            fact.id: {choice: place for place, choice in enumerate(fact.type.choices)}
            for fact in ruleset.facts.values()
            if fact.type.ordered
        }
        self.read = {t.subject for r in self.numbered for c in (r.when, r.unless) for t in tests(c)}

    def renew(self) -> None:
        """Nothing to undo."""

    def settle(self, level: int, fired: set[int], chosen: Choices) -> list[tuple[str, str]]:
        """Settle the decisions of a level; those that rules read come back with their choice."""
        new = []
        said: dict[str, list[Argument]] = {}
        for number in sorted(fired):
            for argument in self.numbered[number].arguments:
                said.setdefault(argument.decision, []).append(argument)
        for name, decision in self.ruleset.decisions.items():
            if self.decision_level[name] == level:
                chosen[name] = settled(decision, said.get(name, ()))
                if chosen[name] and not decision.many and name in self.read:
                    new.append((name, chosen[name][0]))
        return new
