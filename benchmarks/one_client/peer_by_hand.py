"""No engine at all: the same decision as a programmer would write it down, rule by rule.

A program writes it, since the rules are drawn; but it is what a hand would write: an ``if`` a
rule, with the facts' own values. What is not known is ``None``, and fails every test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from one_client.peers import Advice, Choices, Collected, Situation, choose
from tactful.language import operators
from tactful.language.model import Ruleset
from tactful.language.strata import stratify
from tactful.language.terms import Condition, Join, Test

_BOUNDS = {
    operators.AT_LEAST: "{0} >= {1}",
    operators.AT_MOST: "{0} <= {1}",
    operators.AFTER: "{0} > {1}",
    operators.BEFORE: "{0} < {1}",
    operators.BETWEEN: "{1} <= {0} <= {2}",
}


class ByHand(Advice):
    """One function for one ruleset of the benchmark's kind."""

    name = "Python written by hand"

    def __init__(self, ruleset: Ruleset) -> None:
        super().__init__(ruleset)
        self.ruleset = ruleset
        self.constants: dict[str, Any] = {}
        self.rank = {
            name: {choice: place for place, choice in enumerate(fact.type.choices)}
            for name, fact in ruleset.facts.items()
        }
        scope = {"choose": choose, **{f"of_{n}": d for n, d in ruleset.decisions.items()}}
        body = "\n    ".join(self.lines())
        text = f"def decide(given, add, collected):\n    {body}\n"
        scope |= self.constants
        exec(text, scope)  # noqa: S102 - drawn by the benchmark itself
        self._decide: Callable[..., Choices] = scope["decide"]

    def renew(self) -> None:
        """Nothing wears out."""

    def decide(self, situation: Situation) -> tuple[Choices, Collected]:
        """Every decision's choices, and the arguments for them."""
        collected = self.nothing()
        return self._decide(situation.get, self.collect, collected), collected

    def lines(self) -> list[str]:
        """The function's lines."""
        rules = {name: number for number, name in enumerate(self.ruleset.rules)}
        given = [name for name in self.ruleset.facts if name.startswith("given")]
        lines = [f"{name} = given({name!r})" for name in given]
        others = [
            name for name in (*self.ruleset.facts, *self.ruleset.decisions) if name not in given
        ]
        lines += [f"{' = '.join(others)} = None", f"{' = '.join(rules)} = False"]
        for step in stratify(self.ruleset).order:
            if step.kind == "rule":
                lines += self.rule(step.id, rules[step.id])
            elif step.kind == "decision":
                made = f"of_{step.id}, collected[{step.id!r}]"
                lines += [
                    f"chosen_{step.id} = choose({made})",
                    f"{step.id} = chosen_{step.id}[0] if chosen_{step.id} else None",
                ]
        told = ", ".join(f"{name!r}: chosen_{name}" for name in self.ruleset.decisions)
        return [*lines, f"return {{{told}}}"]

    def rule(self, name: str, number: int) -> list[str]:
        """The lines of one rule."""
        made = self.ruleset.rules[name]
        holds = "True" if made.when is None else self.condition(made.when)
        if made.unless is not None:
            holds += f" and not ({self.condition(made.unless)})"
        for other in self.ruleset.overriding.get(name, ()):
            holds += f" and not {other}"
        lines = [f"if {holds}:", f"    {name} = True"]
        lines += [f"    {one.fact} = {one.value!r}" for one in made.conclusions]
        return [*lines, *([f"    add(({number},), collected)"] if made.arguments else [])]

    def condition(self, condition: Condition) -> str:
        """A condition as an expression."""
        if isinstance(condition, Test):
            return self.test(condition)
        word = {Join.ALL: " and ", Join.ANY: " or "}[condition.join]
        return word.join(f"({self.condition(part)})" for part in condition.parts)

    def test(self, test: Test) -> str:
        """A test as an expression."""
        subject, rank = test.subject, self.rank.get(test.subject)
        if test.operator in _BOUNDS:
            bounds = [self.constant(rank[o] if rank else o) for o in test.operands]  # type: ignore[index]
            if not rank:
                told = _BOUNDS[test.operator].format(subject, *bounds)
                return f"{subject} is not None and {told}"
            ranks = self.constant(rank)
            told = _BOUNDS[test.operator].format(f"{ranks}[{subject}]", *bounds)
            return f"{subject} is not None and {told}"
        values = self.constant(frozenset(test.operands))
        if test.operator.outside:
            return f"{subject} is not None and {subject} not in {values}"
        return f"{subject} in {values}"

    def constant(self, value: object) -> str:
        """A name for a value."""
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name
