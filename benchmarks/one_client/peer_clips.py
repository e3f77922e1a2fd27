"""The decision in CLIPS, through clipspy.

All given facts stand in one template. A test of an unknown slot (``nil``) fails, ``unless`` is a
``not``, alternatives are an ``or``. Concluded facts are chained inside CLIPS; decisions are
settled in Python between two runs, and asserted. CLIPS has no overrides: the overriding rule has
a higher salience and asserts a fact that the overridden rule's ``not`` sees. A rule that could
fire too early, before what its ``not`` looks at is settled, waits for a fact that says how far
things are. Orders and times of day are numbers.

Fired rules collect in one global string: of what was tried (a global multifield, a fact a rule,
bits of a number) the quickest that is right where alternatives fire twice.

There are two, since clipspy 1.0.6 never frees a fact that was asserted from Python
(``Fact.__del__`` calls ``ReleaseFact`` with an argument too many and hides the error), and an
environment slows down with every fact it keeps. ``Clips`` uses clipspy as it is documented, in a
new environment every so often, made outside the timing. ``ClipsDirect`` calls the C functions
that clipspy wraps, as its author might once that is mended: nothing is kept and nothing renewed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from one_client.peers import (
    Advice,
    Choices,
    Collected,
    Levels,
    Situation,
    choose,
    minutes,
    parts_of,
)
from tactful.language.model import Rule, Ruleset
from tactful.language.strata import Step
from tactful.language.terms import Condition, Group, Test
from tactful.language.values import Kind, Value, ValueType


class Clips(Levels):
    """CLIPS as clipspy documents it."""

    name = "CLIPS (clipspy)"

    def __init__(self, ruleset: Ruleset) -> None:
        import clips

        super().__init__(ruleset)
        self.advice = Advice(ruleset)
        settled = {d: self.level[Step("decision", d)] for d in ruleset.decisions}
        self.rounds = [0, *sorted({level for d, level in settled.items() if d in self.read})]
        self.one_of_rounds: dict[int, Any] = {round_: round_ for round_ in self.rounds}
        self.settles = [
            [d for d, level in settled.items() if d in self.read and level == round_]
            for round_ in self.rounds
        ]
        self.symbol: dict[Value, Any] = {True: clips.Symbol("yes"), False: clips.Symbol("no")}
        for type_ in [ruleset.type_of(name) for name in (*ruleset.facts, *ruleset.decisions)]:
            self.symbol |= {choice: clips.Symbol(choice) for choice in type_.choices}
        self.code: dict[str, Callable[[Any], Any]] = {
            name: self.coded(ruleset.facts[name].type) for name in self.given
        }
        self.code |= self.numbered
        self.environment = clips.Environment
        self.renew()

    def coded(self, type_: ValueType) -> Callable[[Any], Any]:
        """What makes a value of this type one of CLIPS."""
        return int if type_.kind is Kind.NUMBER else self.symbol.__getitem__

    def renew(self) -> None:
        """Build everything in a new environment."""
        self.env = self.environment()
        slots = " ".join(f"(slot {name} (default nil))" for name in self.given)
        self.env.build(f"(deftemplate case {slots})")
        self.env.build("(deftemplate aside (slot is))")
        self.env.build("(deftemplate round (slot is))")
        for name in sorted(self.read.difference(self.given)):
            self.env.build(f"(deftemplate {name} (slot is))")
        self.env.build('(defglobal ?*fired* = "")')
        for number, rule in enumerate(self.rules):
            self.env.build(self.rule(number, rule))
        self.fired = self.env.find_global("fired")
        self.templates = {t.name: t for t in self.env.templates()}

    def rule(self, number: int, rule: Rule) -> str:
        """The rule as a defrule."""
        variables = itertools.count()
        lines = []
        overridden = bool(self.overriding(rule))
        if overridden or rule.unless:
            level = self.of_rule(rule)
            lines.append(f"(round (is {max(r for r in self.rounds if r <= level)}))")
        lines += self.elements(parts_of(rule.when), variables)
        if rule.unless:
            lines.append(f"(not {' '.join(self.elements(parts_of(rule.unless), variables))})")
        if overridden:
            lines.append(f"(not (aside (is {rule.id})))")
        actions = [f'(bind ?*fired* (str-cat ?*fired* "{number} "))']
        actions += [f"(assert (aside (is {other})))" for other in rule.overrides]
        actions += [
            f"(assert ({c.fact} (is {self.plain(c.fact, c.value)})))"
            for c in rule.conclusions
            if c.fact in self.read
        ]
        salience = 1000 - 10 * self.of_rule(rule) - overridden
        return (
            f"(defrule {rule.id} (declare (salience {salience})) {' '.join(lines)}"
            f" => {' '.join(actions)})"
        )

    def elements(self, parts: tuple[Condition, ...], variables: Iterator[int]) -> list[str]:
        """Conditional elements that all must hold; all tests of given facts are one pattern."""
        slots: list[str] = []
        rest: list[str] = []
        for part in parts:
            if isinstance(part, Group):
                ways = [" ".join(self.elements((p,), variables)) for p in part.parts]
                rest.append(f"(or {' '.join(ways)})")
            elif part.subject in self.given:
                slots.append(f"({part.subject} {self.constraint(part, variables)})")
            else:
                rest.append(f"({part.subject} (is {self.constraint(part, variables)}))")
        return [f"(case {' '.join(slots)})", *rest] if slots else rest

    def constraint(self, test: Test, variables: Iterator[int]) -> str:
        """The test as a slot's constraint; an unknown slot is nil and passes none."""
        words = [self.word(test.subject, operand) for operand in test.operands]
        if test.operator.ordered:
            (interval,) = test.operator.intervals(words)
            value = f"?v{next(variables)}"
            bounds = [value, "~nil"]
            if interval.lower is not None:
                bounds.append(f":({'>' if interval.lower_open else '>='} {value} {interval.lower})")
            if interval.upper is not None:
                bounds.append(f":({'<' if interval.upper_open else '<='} {value} {interval.upper})")
            return "&".join(bounds)
        if test.operator.outside:
            return "&".join(["~nil", *(f"~{word}" for word in words)])
        return "|".join(words)

    def word(self, subject: str, value: Any) -> str:
        """A value as it stands in a rule."""
        plain = self.plain(subject, value)
        return {True: "yes", False: "no"}[plain] if isinstance(plain, bool) else str(plain)

    def decide(self, situation: Situation) -> tuple[Choices, Collected]:
        """One full evaluation, from an empty working memory."""
        self.env.reset()
        code, symbol, global_ = self.code, self.symbol, self.fired
        self.tell("case", {name: code[name](value) for name, value in situation.items()})
        choices: Choices = {}
        collected = self.advice.nothing()
        fired: set[str] = set()
        for round_, settles in zip(self.rounds, self.settles, strict=True):
            for name in settles:
                chosen = choices[name] = choose(self.ruleset.decisions[name], collected[name])
                if chosen:
                    self.tell(name, {"is": symbol[chosen[0]]})
            self.tell("round", {"is": self.one_of_rounds[round_]})
            self.env.run()
            new = set(global_.value.split()) - fired
            self.advice.collect(map(int, new), collected)
            fired |= new
        for name, decision in self.ruleset.decisions.items():
            if name not in choices:
                choices[name] = choose(decision, collected[name])
        return choices, collected

    def tell(self, template: str, slots: dict[str, Any]) -> None:
        """Assert a fact."""
        self.templates[template].assert_fact(**slots)


class ClipsDirect(Clips):
    """CLIPS through the C functions that clipspy wraps, with slots' names and values prepared."""

    name = "CLIPS, raw C API by hand"

    def __init__(self, ruleset: Ruleset) -> None:
        import clips

        self.lib = clips._clips.lib  # noqa: SLF001 - there is no public way to them
        super().__init__(ruleset)
        self.build()

    def renew(self) -> None:
        """Nothing wears out, so one environment is enough."""
        if not hasattr(self, "env"):
            super().renew()

    def build(self) -> None:
        """Prepare what asserting needs. A global keeps CLIPS from freeing the values."""
        import clips

        clips_value = clips.values.clips_value
        numbers = range(24 * 60)
        words = [*map(str, numbers), *sorted(set(map(str, self.symbol.values())))]
        self.env.build(f"(defglobal ?*kept* = (create$ {' '.join(words)}))")
        environment = self.env._env  # noqa: SLF001
        self.builder = clips.common.environment_builder(environment, "fact")
        self.slots = {name: name.encode() for name in (*self.given, "is", *self.templates)}
        numbered = {n: clips_value(environment, value=n) for n in numbers}
        self.symbol = {v: clips_value(environment, value=s) for v, s in self.symbol.items()}
        self.one_of_rounds = {round_: numbered[round_] for round_ in self.rounds}
        for name in self.given:
            type_ = self.ruleset.facts[name].type
            table: dict[Any, Any] = numbered if type_.kind is Kind.NUMBER else self.symbol
            if name in self.ranks:
                table = {choice: numbered[rank] for choice, rank in self.ranks[name].items()}
            self.code[name] = table.__getitem__
            if type_.kind is Kind.TIME:
                self.code[name] = lambda of_day: numbered[minutes(of_day)]

    def tell(self, template: str, slots: dict[str, Any]) -> None:
        """Assert a fact without a Python object for it."""
        put, builder, names = self.lib.FBPutSlot, self.builder, self.slots
        self.lib.FBSetDeftemplate(builder, names[template])
        for slot, value in slots.items():
            put(builder, names[slot], value)
        self.lib.FBAssert(builder)
