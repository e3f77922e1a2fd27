"""The decision in GoRules' zen-engine.

One decision, compiled once, with one expression node: for each level the list of which rules
fire, then what follows from it for the next. That is quicker than a collecting decision table a
level, since a call costs a tenth of a millisecond whatever it does, and it can say what tables
cannot: alternatives, exceptions and overrides (the overridden rule has "and not" the overriding
one). The decisions that rules read are settled in expressions, so that one call is enough; then
all arguments are collected and summed in Python as for the other peers.

There is no unknown and comparing null with a number is an error, so an unknown number is -1 (of
a ruleset with no negative ones); orders and times of day are numbers too.
"""

from __future__ import annotations

import json
from itertools import compress
from typing import Any

from one_client.peers import Advice, Choices, Collected, Levels, Situation, choose, parts_of
from tactful.language.model import Decision, Fact, Rule, Ruleset, Stance
from tactful.language.strata import Step
from tactful.language.terms import Condition, Join, Test
from tactful.language.values import Kind

NEVER, ALWAYS = -100_000, 1_000
"""Weights past any sum, for the decisions that are settled in expressions."""

NUMBERS = (Kind.NUMBER, Kind.TIME)


class Zen(Levels):
    """GoRules' zen-engine: one decision of chained expressions."""

    name = "zen-engine"

    def __init__(self, ruleset: Ruleset) -> None:
        import zen

        super().__init__(ruleset)
        self.advice = Advice(ruleset)
        self.unknown = {
            name: -1
            for name, fact in ruleset.facts.items()
            if name in self.given and (name in self.ranks or fact.type.kind in NUMBERS)
        }
        self.place: dict[str, str] = {}
        self.numbers: dict[str, list[int]] = {}
        self.expressions: dict[str, str] = {}
        for level in range(self.last + 1):
            self.settle(level)
            self.fire(level)
        self.decision = zen.ZenEngine().create_decision(json.dumps(self.graph()))

    def renew(self) -> None:
        """Nothing to undo."""

    def graph(self) -> dict[str, Any]:
        """The decision, with its one node."""
        here = {"position": {"x": 0, "y": 0}}
        content = {
            "expressions": [
                {"id": name, "key": name, "value": value}
                for name, value in self.expressions.items()
            ]
        }
        nodes: list[dict[str, Any]] = [
            {"id": "in", "name": "in", "type": "inputNode", **here},
            {"id": "do", "name": "do", "type": "expressionNode", "content": content, **here},
            {"id": "out", "name": "out", "type": "outputNode", **here},
        ]
        edges = [
            {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"}
            for a, b in (("in", "do"), ("do", "out"))
        ]
        return {"nodes": nodes, "edges": edges}

    def settle(self, level: int) -> None:
        """The facts and decisions that rules read from this level on."""
        for fact in self.ruleset.facts.values():
            if fact.id in self.read.difference(self.given) and (
                self.level[Step("fact", fact.id)] == level
            ):
                self.expressions[fact.id] = self.concluded(fact)
        for decision in self.ruleset.decisions.values():
            if decision.id in self.read and self.level[Step("decision", decision.id)] == level:
                self.decided(decision)

    def fire(self, level: int) -> None:
        """Which rules of this level fire."""
        rules = {n: r for n, r in enumerate(self.rules) if self.of_rule(r) == level}
        key = f"fired{level}"
        self.numbers[key] = list(rules)
        self.place |= {rule.id: f"$.{key}[{at}]" for at, rule in enumerate(rules.values())}
        self.expressions[key] = f"[{', '.join(self.rule(rule) for rule in rules.values())}]"

    def concluded(self, fact: Fact) -> str:
        """The value that a rule concludes, or unknown."""
        chain = "-1"
        for rule in self.rules:
            for conclusion in rule.conclusions:
                if conclusion.fact == fact.id:
                    value = self.plain(fact.id, conclusion.value)
                    chain = f"{self.place[rule.id]} ? {value} : ({chain})"
        return chain

    def decided(self, decision: Decision) -> None:
        """The scores of a decision's options, the best of them, and the choice."""
        scores, best = f"{decision.id}_scores", f"{decision.id}_best"
        totals = {option: ["0"] for option in decision.options}
        for argument in [a for rule in self.rules for a in rule.arguments]:
            if argument.decision == decision.id:
                weight = {Stance.NEVER: NEVER, Stance.ALWAYS: ALWAYS}.get(
                    argument.stance, argument.weight
                )
                totals[argument.option].append(f"({self.place[argument.rule]} ? {weight} : 0)")
        self.expressions[scores] = f"[{', '.join(' + '.join(t) for t in totals.values())}]"
        self.expressions[best] = f"max($.{scores})"
        options = list(decision.options)
        chain = "null"
        for place, option in reversed(list(enumerate(options))):
            chain = f"$.{scores}[{place}] == $.{best} ? '{option}' : ({chain})"
        otherwise = "null"
        if decision.fallback:
            place = options.index(decision.fallback)
            otherwise = f"($.{scores}[{place}] > {NEVER // 2} ? '{decision.fallback}' : null)"
        conflict = f"count($.{scores}, # > {ALWAYS // 2}) > 1"
        self.expressions[decision.id] = (
            f"{conflict} ? null : ($.{best} > 0 ? ({chain}) : {otherwise})"
        )

    def rule(self, rule: Rule) -> str:
        """Whether a rule fires."""
        parts = [self.condition(part) for part in parts_of(rule.when)]
        parts += [f"not ({self.condition(part)})" for part in parts_of(rule.unless)]
        parts += [f"not ({self.rule(other)})" for other in self.overriding(rule)]
        return " and ".join(parts)

    def condition(self, condition: Condition) -> str:
        """A test, or alternatives, as an expression that is false where something is unknown."""
        if isinstance(condition, Test):
            return self.test(condition)
        word = " or " if condition.join is Join.ANY else " and "
        return f"({word.join(self.condition(part) for part in condition.parts)})"

    def test(self, test: Test) -> str:
        """A test as an expression."""
        name = test.subject if test.subject in self.given else f"$.{test.subject}"
        words = [json.dumps(self.plain(test.subject, operand)) for operand in test.operands]
        if test.operator.ordered:
            (interval,) = test.operator.intervals(words)
            low, high = interval.lower or "0", interval.upper
            bounds = [f"{name} {'>' if interval.lower_open else '>='} {low}"]
            if high is not None:
                bounds.append(f"{name} {'<' if interval.upper_open else '<='} {high}")
            return f"({' and '.join(bounds)})"
        if test.operator.outside:
            return f"({name} != null and {name} not in [{', '.join(words)}])"
        return f"{name} == {words[0]}" if len(words) == 1 else f"{name} in [{', '.join(words)}]"

    def decide(self, situation: Situation) -> tuple[Choices, Collected]:
        """One full evaluation."""
        numbered = self.numbered
        case = self.unknown | {
            name: numbered[name](value) if name in numbered else value
            for name, value in situation.items()
        }
        result = self.decision.evaluate(case)["result"]
        collected = self.advice.nothing()
        for key, numbers in self.numbers.items():
            self.advice.collect(compress(numbers, result[key]), collected)
        decisions = self.ruleset.decisions.items()
        return {name: choose(d, collected[name]) for name, d in decisions}, collected
