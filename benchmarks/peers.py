"""The same decision made with other engines, each as a careful user of it would write it.

Every peer collects all arguments of all options, adds them up and chooses, level by level; none
makes tactful's record of where facts came from. They differ in what they can express:

* ``RawDurableRules`` runs tactful's own compiled network by hand: it writes each message with
  ``json.dumps``, drains the agenda and settles in plain dictionaries.
* ``Clips`` has all facts in one template. A test on an unknown slot (``nil``) fails, ``unless``
  is ``not``, levels are saliences, a firing override asserts a fact that the overridden rule's
  ``not`` sees. Fired rules collect in a global, the quickest way found (asserting a fact a rule
  and calling a Python function were slower).
* ``Zen`` is one decision table with hit policy "collect" a level, compiled once. A table has no
  alternatives, ``unless``, overrides or unknown: alternatives become further rows, ``unless`` a
  cell with the opposite test, overrides are resolved in Python, and unknown is a value of its own.
"""

from __future__ import annotations

import itertools
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from tactful.compilation import DecisionPlan, FactPlan, compile_ruleset
from tactful.durable import E, Matcher
from tactful.model import Argument, Condition, Decision, Group, Join, Rule, Ruleset, Test
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


def _yes_or_no(value: Any) -> Any:
    """A value in which yes and no are words, as unknown is."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class _Levels:
    """What the peers share: rules by level, and the Python that settles between two levels."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        strata = stratify(ruleset)
        self.numbered = list(ruleset.rules.values())
        self.level = {r.id: strata.level[Step("rule", r.id)] for r in self.numbered}
        self.decision_level = {d: strata.level[Step("decision", d)] for d in ruleset.decisions}
        self.last = max(self.level.values())
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


class Clips(_Levels):
    """CLIPS, through clipspy."""

    name = "CLIPS (clipspy)"

    def __init__(self, ruleset: Ruleset) -> None:
        import clips

        super().__init__(ruleset)
        self.symbol: dict[Any, Any] = {
            value: clips.Symbol(value)
            for d in (ruleset.facts, ruleset.decisions)
            for f in d.values()
            for value in f.type.choices
        }
        self.symbol |= {True: clips.Symbol("yes"), False: clips.Symbol("no")}
        self.ranks = {
            f.id: {c: n for n, c in enumerate(f.type.choices)}
            for f in ruleset.facts.values()
            if f.type.ordered
        }
        self.given = [f for f in ruleset.facts if f.startswith("given")]
        self.renew()

    def renew(self) -> None:
        """Build everything in a new environment: one slows down with every assertion made in it."""
        import clips

        self.env = clips.Environment()
        slots = " ".join(f"(slot {f} (default nil))" for f in self.given)
        self.env.build(f"(deftemplate case {slots})")
        self.env.build("(deftemplate known (slot of) (slot is))")
        self.env.build("(deftemplate aside (slot rule))")
        self.env.build("(defglobal ?*hits* = (create$))")
        for number, rule in enumerate(self.numbered):
            self.env.build(self.rule(number, rule))
        self.case = self.env.find_template("case")
        self.known = self.env.find_template("known")
        self.hits = self.env.find_global("hits")

    def rule(self, number: int, rule: Rule) -> str:
        """The rule as a defrule."""
        variables = itertools.count()
        lines = [self.condition(rule.when, variables)] if rule.when else []
        if rule.unless:
            lines.append(f"(not {self.condition(rule.unless, variables)})")
        overridden = any(rule.id in other.overrides for other in self.numbered)
        if overridden:
            lines.append(f"(not (aside (rule {rule.id})))")
        actions = [f"(bind ?*hits* (create$ ?*hits* {number}))"]
        actions += [f"(assert (aside (rule {other})))" for other in rule.overrides]
        actions += [
            f"(assert (known (of {c.fact}) (is {self.ranks[c.fact][str(c.value)]})))"
            for c in rule.conclusions
        ]
        salience = 1000 - 10 * self.level[rule.id] - overridden
        return (
            f"(defrule {rule.id} (declare (salience {salience})) {' '.join(lines)}"
            f" => {' '.join(actions)})"
        )

    def condition(self, condition: Condition, variables: Iterable[int]) -> str:
        """The condition as conditional elements."""
        if isinstance(condition, Test):
            return self.pattern([condition], variables)
        if condition.join is Join.ANY:
            parts = [self.condition(part, variables) for part in condition.parts]
            return f"(or {' '.join(parts)})"
        slots = [p for p in condition.parts if isinstance(p, Test) and p.subject in self.given]
        rest = [p for p in condition.parts if p not in slots]
        parts = [self.pattern(slots, variables)] if slots else []
        return " ".join([*parts, *(self.condition(part, variables) for part in rest)])

    def pattern(self, all_tests: list[Test], variables: Any) -> str:
        """Tests of the given facts as one pattern, or one test of another fact as its own."""
        if all_tests[0].subject in self.given:
            slots = " ".join(f"({t.subject} {self.constraint(t, variables)})" for t in all_tests)
            return f"(case {slots})"
        (test,) = all_tests
        return f"(known (of {test.subject}) (is {self.constraint(test, variables)}))"

    def constraint(self, test: Test, variables: Any) -> str:
        """The test as a slot's constraint; an unknown slot is nil and passes none."""
        ranks = self.ranks.get(test.subject)
        words = [str(ranks[str(o)]) if ranks else str(_yes_or_no(o)) for o in test.operands]
        name = test.operator.name
        if name in ("at least", "at most"):
            relation = ">=" if name == "at least" else "<="
            value = f"?v{next(variables)}"
            return f"{value}&~nil&:({relation} {value} {words[0]})"
        if test.operator.outside:
            return "&".join(["~nil", *(f"~{word}" for word in words)])
        return "|".join(words)

    def choices(self, situation: Mapping[str, Value]) -> Choices:
        """One full evaluation, from an empty working memory."""
        env, symbol, ranks = self.env, self.symbol, self.ranks
        env.reset()
        self.case.assert_fact(
            **{
                name: ranks[name][value] if name in ranks  # type: ignore[index]
                else value if type(value) is int else symbol[value]
                for name, value in situation.items()
            }
        )  # fmt: skip
        chosen: Choices = {}
        for level in range(self.last + 2):
            if level:
                fired = set(self.hits.value)
                for name, choice in self.settle(level, fired, chosen):
                    self.known.assert_fact(of=clips_symbol(name), **{"is": symbol[choice]})
            env.run()
        return chosen


def clips_symbol(word: str) -> Any:
    """A CLIPS symbol."""
    import clips

    return clips.Symbol(word)


class Zen(_Levels):
    """GoRules' zen-engine: a collecting decision table for each level."""

    name = "zen-engine"

    def __init__(self, ruleset: Ruleset) -> None:
        import zen

        super().__init__(ruleset)
        self.ranks = {
            f.id: {c: n for n, c in enumerate(f.type.choices)}
            for f in ruleset.facts.values()
            if f.type.ordered
        }
        self.unknown: dict[str, Any] = {
            name: -1 if name in self.ranks or ruleset.type_of(name).kind is Kind.NUMBER else "?"
            for name in sorted(self.read)
        }
        engine = zen.ZenEngine()
        self.tables = [
            engine.create_decision(json.dumps(self.table(level))) for level in range(self.last + 1)
        ]

    def table(self, level: int) -> dict[str, Any]:
        """The rules of a level as one collecting decision table."""
        rows = [
            {"_id": f"{number}-{way}", "out": str(number), **cells}
            for number, rule in enumerate(self.numbered)
            if self.level[rule.id] == level
            for way, cells in enumerate(self.rows(rule))
        ]
        used = sorted({column for row in rows for column in row} - {"_id", "out"})
        for row in rows:
            row |= {column: row.get(column, "") for column in used}
        position = {"x": 0, "y": 0}
        content = {
            "hitPolicy": "collect",
            "inputs": [{"id": f, "name": f, "field": f} for f in used],
            "outputs": [{"id": "out", "name": "rule", "field": "rule"}],
            "rules": rows,
        }
        return {
            "nodes": [
                {"id": "in", "type": "inputNode", "name": "in", "position": position},
                {"id": "table", "type": "decisionTableNode", "name": "table",
                 "position": position, "content": content},
                {"id": "end", "type": "outputNode", "name": "end", "position": position},
            ],
            "edges": [
                {"id": "a", "sourceId": "in", "targetId": "table", "type": "edge"},
                {"id": "b", "sourceId": "table", "targetId": "end", "type": "edge"},
            ],
        }  # fmt: skip

    def rows(self, rule: Rule) -> list[dict[str, str]]:
        """The rule as rows, one for each way in which its alternatives can hold."""
        ways: list[list[Test]] = [[]]
        parts = rule.when.parts if isinstance(rule.when, Group) else ()
        for part in parts:
            alternatives = part.parts if isinstance(part, Group) else (part,)
            ways = [[*way, other] for way in ways for other in alternatives]  # type: ignore[list-item]
        rows = []
        for way in ways:
            cells: dict[str, list[str]] = {}
            for test in way:
                cells.setdefault(test.subject, []).append(self.cell(test, holds=True))
            for test in tests(rule.unless):
                cells.setdefault(test.subject, []).append(self.cell(test, holds=False))
            rows.append({subject: " and ".join(said) for subject, said in cells.items()})
        return rows

    def cell(self, test: Test, holds: bool) -> str:
        """The test, or that it fails or is unknown: an unknown value is -1 or "?"."""
        ranks = self.ranks.get(test.subject)
        words = [str(ranks[str(o)]) if ranks else json.dumps(_yes_or_no(o)) for o in test.operands]
        name = test.operator.name
        if name == "at least":
            return f"{'>=' if holds else '<'} {words[0]}"
        if name == "at most":
            return f"[0..{words[0]}]" if holds else f"> {words[0]}, -1"
        listed = ", ".join(words)
        if test.operator.outside:
            return f'not in ["?", {listed}]' if holds else f'"?", {listed}'
        return listed if holds else f"not in [{listed}]"

    def choices(self, situation: Mapping[str, Value]) -> Choices:
        """One full evaluation, a table a level."""
        ranks = self.ranks
        case = dict(self.unknown)
        for name, value in situation.items():
            if name in case:
                case[name] = ranks[name][value] if name in ranks else _yes_or_no(value)  # type: ignore[index]
        fired: set[int] = set()
        chosen: Choices = {}
        for level in range(self.last + 2):
            if level:
                for name, choice in self.settle(level, fired, chosen):
                    case[name] = choice
            if level > self.last:
                break
            found = self.tables[level].evaluate(case)["result"] or ()
            hits = {row["rule"] for row in found}
            for number in sorted(hits, reverse=True):  # an overriding rule comes later here
                rule = self.numbered[number]
                if not any(rule.id in self.numbered[other].overrides for other in fired):
                    fired.add(number)
                    for conclusion in rule.conclusions:
                        case[conclusion.fact] = ranks[conclusion.fact][str(conclusion.value)]
        return chosen
