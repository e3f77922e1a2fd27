"""The decision in CLIPS, through clipspy.

All given facts stand in one template. A test on an unknown slot (``nil``) fails, ``unless`` is
``not``, levels are saliences, and a firing override asserts a fact that the overridden rule's
``not`` sees. Fired rules collect in a global, the quickest way found (asserting a fact a rule and
calling a Python function were slower). An environment slows down steadily, whichever way facts
are asserted (three times after 4,000 evaluations), so it is renewed outside the timing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from peers import Choices, Levels, yes_or_no
from tactful.model import Condition, Join, Rule, Ruleset, Test
from tactful.values import Value


class Clips(Levels):
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
        words = [str(ranks[str(o)]) if ranks else str(yes_or_no(o)) for o in test.operands]
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
