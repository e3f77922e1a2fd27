"""The decision in GoRules' zen-engine.

One decision table with hit policy "collect" a level, compiled once. A table has no alternatives,
``unless``, overrides or unknown: alternatives become further rows, ``unless`` a cell with the
opposite test, overrides are resolved in Python, and unknown is a value of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from peers import Choices, Levels, tests, yes_or_no
from tactful.model import Group, Rule, Ruleset, Test
from tactful.values import Kind, Value


class Zen(Levels):
    """GoRules' zen-engine: a collecting decision table for each level."""

    name = "zen-engine"

    def __init__(self, ruleset: Ruleset) -> None:
        import zen

        super().__init__(ruleset)
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
        words = [str(ranks[str(o)]) if ranks else json.dumps(yes_or_no(o)) for o in test.operands]
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
                case[name] = ranks[name][value] if name in ranks else yes_or_no(value)  # type: ignore[index]
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
