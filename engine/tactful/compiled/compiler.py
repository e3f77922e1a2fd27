"""From a ruleset to the source of one Python function, and to its ``program``.

The function goes through the strata in order: a rule is a line that sets its bit where it fires, a
fact or a decision is looked up by the bits of the rules about it. Nothing that an author wrote is
in the code: names, values and tables are handed to it as data. Comments say what a line is about,
where that is a plain name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tactful.compiled.choices import ChoiceTable, ConclusionTable
from tactful.compiled.codes import (
    UNKNOWN,
    UNKNOWN_SEVERAL,
    Coder,
    acceptor,
    bit_of,
    coder,
    compared_in,
    constants_of,
    unknown,
)
from tactful.compiled.computations import computing, ordering
from tactful.compiled.conditions import Expressions
from tactful.compiled.program import (
    DecisionAccount,
    FactAccount,
    Function,
    NamesOfBits,
    Overridden,
    Run,
)
from tactful.compiled.windows import OpeningPiece, opening_pieces
from tactful.language.conclusions import Known, Origin
from tactful.language.conditions import every_test
from tactful.language.lowering import Asked, Codes, Formula, Lowering, Property, all_of
from tactful.language.model import Decision, Fact, Ruleset
from tactful.language.strata import stratify
from tactful.language.terms import Condition
from tactful.language.values import Kind
from tactful.network.combinations import combination

_PLAIN = re.compile(r"[\w.+-]+(?:\[\d+\])?", re.ASCII)

_MOST_LISTED = 12
"""So many values of a fact the legend lists at most."""


def compile_ruleset(ruleset: Ruleset) -> Function:
    """Compile a ruleset that has been read without errors."""
    return _Compiler(ruleset).compile()


def source_of(ruleset: Ruleset) -> str:
    """What a ruleset is compiled to, as Python that people can read."""
    return _Compiler(ruleset).text()


def _comment(name: str) -> str:
    """A name as a comment may have it: plain, or nothing."""
    return name if _PLAIN.fullmatch(name) else ""


class _Compiler:
    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        tests = [*every_test(ruleset)]
        constants = constants_of(ruleset, tests)
        self.codes = {n: Codes.of(ruleset.type_of(n), found) for n, found in constants.items()}
        self.coders: dict[str, Coder] = {name: coder(codes) for name, codes in self.codes.items()}
        self.lowering = Lowering(ruleset.type_of, self.codes)
        self.number = {rule: place for place, rule in enumerate(ruleset.rules)}
        self.lines: list[str] = []
        self.data: dict[str, object] = {"__builtins__": {}, "sum": sum}
        self.expressions = Expressions(self.local, self.bit, self.named)
        self.rule_formulas = {rule: self.formula_of(rule) for rule in ruleset.rules}
        self.fact_places = {name: place for place, name in enumerate(ruleset.facts)}
        self.decision_places = {name: place for place, name in enumerate(ruleset.decisions)}
        self.orders: dict[Property, str] = {}
        self.raw = compared_in(tests) & {*ruleset.decisions}
        self.choices = self.tables()
        self.concluding = self.conclusions()

    # What is known before anything is written.

    def formula_of(self, rule: str) -> Formula:
        made = self.ruleset.rules[rule]
        when = self.lowering.formula(made.when, Asked.TRUE)
        if made.unless is None:
            return when
        return all_of([when, self.lowering.formula(made.unless, Asked.NOT_TRUE)])

    def tables(self) -> dict[str, ChoiceTable]:
        arguing = self.ruleset.arguing_about
        return {
            name: ChoiceTable(
                decision,
                {
                    option: [(self.number[a.rule], a) for a in arguing.get((name, option), ())]
                    for option in decision.options
                },
                self.coders[name],
            )
            for name, decision in self.ruleset.decisions.items()
        }

    def conclusions(self) -> dict[str, ConclusionTable]:
        said = self.ruleset.concluding
        return {
            name: ConclusionTable(
                name,
                [(self.number[rule], rule, value) for rule, value in said[name]],
                self.coders[name],
                unknown(fact.type),
            )
            for name, fact in self.ruleset.facts.items()
            if name in said
        }

    # The names in the code.

    def local(self, prop: Property) -> str:
        """The variable that holds a property's code."""
        if prop[0] == "order":
            return self.order(prop)
        return self.variable(prop[1])

    def variable(self, name: str) -> str:
        place = self.fact_places.get(name)
        return f"d{self.decision_places[name]}" if place is None else f"f{place}"

    def bit(self, prop: Property) -> int:
        return bit_of(self.ruleset.type_of(prop[1]), prop[2])

    def named(self, expression: str) -> str:
        name = f"t{len(self.lines)}"
        self.lines.append(f"{name} = {expression}")
        return name

    def order(self, prop: Property) -> str:
        """The variable that says how two facts compare, which both are settled by now."""
        if prop not in self.orders:
            name = self.orders[prop] = f"o{len(self.orders)}"
            _, fact, other = prop
            compare = self.given(
                f"order_{name}", ordering(fact, other, self.ruleset.type_of(fact).rank)
            )
            self.lines.append(f"{name} = {compare}(known)")
        return self.orders[prop]

    def given(self, name: str, what: object) -> str:
        """A name in the code for something that it is handed."""
        self.data[name] = what
        return name

    def condition(self, condition: Condition | None) -> str:
        return self.expressions.written(self.lowering.formula(condition, Asked.TRUE))

    # What is written.

    def compile(self) -> Function:
        code = compile(self.function(), "<a compiled ruleset>", "exec")
        scope = {**self.data}
        exec(code, scope)  # noqa: S102 - it is our own
        run: Run = scope.pop("run")  # type: ignore[assignment]  # its globals hold it no more
        return self.program(run)

    def text(self) -> str:
        """The function, and what its variables stand for."""
        return "\n".join([*self.legend(), self.function()])

    def function(self) -> str:
        """The whole function."""
        self.write()
        decisions = self.ruleset.decisions
        held = [f"f{place}, " for place in self.fact_places.values()]
        starts = {True: [], False: []}  # type: dict[bool, list[str]]
        for name, decision in decisions.items():
            starts[decision.many].append(self.variable(name))
        head = [
            f"{''.join(held)}= codes" if held else "pass",
            *(
                f"{' = '.join(names)} = {UNKNOWN_SEVERAL if many else UNKNOWN}"
                for many, names in reversed(starts.items())
                if names
            ),
            "fired = aside = applying = broken = usual = 0",
        ]
        body = [*head, *self.lines, "return fired, aside, applying, broken, usual"]
        return "\n".join(["def run(codes, known, now):", *(f"    {line}" for line in body), ""])

    def write(self) -> None:
        """All that happens in between, stratum by stratum."""
        ruleset = self.ruleset
        for step in stratify(ruleset).order:
            if step.kind == "rule":
                self.write_rule(step.id)
            elif step.kind == "fact":
                self.write_fact(ruleset.facts[step.id])
            else:
                self.write_decision(ruleset.decisions[step.id])
        for place, constraint in enumerate(ruleset.constraints.values()):
            holds = self.condition(constraint.never)
            self.lines += _where(holds, constraint.id, [f"broken |= 1 << {place}"])

    def legend(self) -> Iterable[str]:
        for name in (*self.ruleset.facts, *self.ruleset.decisions):
            yield f"# {self.variable(name)} {_comment(name)}: {self.told(name)}".rstrip(": ")

    def told(self, name: str) -> str:
        """What the codes of a fact or decision stand for."""
        codes = self.codes[name]
        kind = codes.type.kind
        if kind is Kind.TEXT or len(codes.constants) > _MOST_LISTED:
            return ""
        shown = [_comment(codes.type.single.show(value)) for value in codes.constants]
        if codes.type.many:
            return ", ".join(f"{2 << place} {text}" for place, text in enumerate(shown))
        places = (codes.place(value) for value in codes.constants)
        return ", ".join(f"{place} {text}" for place, text in zip(places, shown, strict=True))

    def write_rule(self, name: str) -> None:
        holds = self.expressions.written(self.rule_formulas[name])
        number, overriding = self.number[name], self.ruleset.overriding.get(name)
        fires = [f"fired |= 1 << {number}"]
        if overriding:
            by = self.given(f"over_{number}", combination({self.number[o] for o in overriding}))
            fires = [
                f"if fired & {by}:",
                f"    aside |= 1 << {number}",
                "else:",
                f"    fired |= 1 << {number}",
            ]
        self.lines += _where(holds, name, fires)

    def needs_settling(self, fact: Fact) -> bool:
        """Whether a fact that is not given can have a value that depends on the situation."""
        return bool(
            fact.id in self.ruleset.concluding
            or fact.computed is not None
            or fact.id == self.ruleset.clock.now
        )

    def write_fact(self, fact: Fact) -> None:
        if not self.needs_settling(fact):
            return
        place, none = self.fact_places[fact.id], unknown(fact.type)
        name = self.given(f"name_{place}", fact.id)
        written = [_headed(f"if f{place} == {none}:", fact.id)]
        indent = "    "
        if fact.id in self.concluding:
            table = self.concluding[fact.id]
            rules = self.given(f"rules_{place}", table.mask)
            concluded = self.given(f"concluded_{place}", table)
            written += [
                f"    said = fired & {rules}",
                "    if said:",
                f"        _, value, f{place} = {concluded}[said]",
                "        if value is not None:",
                f"            known[{name}] = value",
            ]
            otherwise = [f"    {line}" for line in self.computed(fact, place, name)]
            if otherwise:
                written += ["    else:", *(indent + line for line in otherwise)]
        else:
            written += [indent + line for line in self.computed(fact, place, name)]
        self.lines += written if len(written) > 1 else []

    def computed(self, fact: Fact, place: int, name: str) -> list[str]:
        """What a fact comes to that is neither given nor concluded."""
        usual = self.usual(fact, place, name)
        if fact.computed is None:
            return usual
        code = self.given(f"code_{place}", self.coders[fact.id])
        lines = [
            *self.value_of(fact, place),
            "if value is not None:",
            f"    known[{name}] = value",
            f"    f{place} = {code}(value)",
        ]
        if usual:
            lines += ["else:", f"    usual |= 1 << {place}", *(f"    {line}" for line in usual)]
        return lines

    def value_of(self, fact: Fact, place: int) -> list[str]:
        """What a computed fact is computed from."""
        computed, clock, type_of = fact.computed, self.ruleset.clock, self.ruleset.type_of
        if computed is None or computed.decision is None:
            made = None if computed is None else computing(computed, clock, type_of)
            return [f"value = {self.given(f'compute_{place}', made)}(known)"]
        decision = self.ruleset.decisions[computed.decision]
        lines = ["value = None"]
        if not decision.many:
            at = self.variable(decision.id)
            for number, piece in enumerate(opening_pieces(decision, clock, type_of)):
                lines += self.opening(at, f"open_{place}_{number}", piece, first=number == 0)
        return lines

    def opening(self, at: str, name: str, piece: OpeningPiece, *, first: bool) -> list[str]:
        opens = self.given(name, piece.start)
        holds = f"{at} == {piece.option}"
        if piece.when is not None:
            holds += f" and ({self.condition(piece.when)})"
        return [f"{'if' if first else 'elif'} {holds}:", f"    value = {opens}(known)"]

    def usual(self, fact: Fact, place: int, name: str) -> list[str]:
        """A fact's default, or the clock's moment where it has none."""
        coded = self.coders[fact.id]
        if fact.default is not None:
            default = self.given(f"default_{place}", fact.default)
            return [f"known[{name}] = {default}", f"f{place} = {coded(fact.default)}"]
        if fact.id != self.ruleset.clock.now:
            return []
        code = self.given(f"code_{place}", coded)
        return ["if now is not None:", f"    known[{name}] = now", f"    f{place} = {code}(now)"]

    def write_decision(self, decision: Decision) -> None:
        place, table = self.decision_places[decision.id], self.choices[decision.id]
        applies = self.condition(decision.applies_when)
        rules = self.given(f"rules_of_{place}", table.mask)
        chosen = self.given(f"chosen_{place}", table)
        lines = [
            f"applying |= 1 << {place}",
            f"_, value, d{place} = {chosen}[fired & {rules}]",
        ]
        if decision.id in self.raw:
            name = self.given(f"name_of_{place}", decision.id)
            lines += ["if value is not None:", f"    known[{name}] = value"]
        self.lines += _where(applies, decision.id, lines)

    # What is told of it.

    def program(self, run: Run) -> Function:
        ruleset = self.ruleset
        start, defaults = [], {}
        for fact in ruleset.facts.values():
            code = unknown(fact.type)
            if fact.default is not None and not self.needs_settling(fact):
                defaults[fact.id] = fact.default
                code = self.coders[fact.id](fact.default)
            start.append(code)
        acceptors = {
            name: (place, acceptor(ruleset.facts[name].type, self.coders[name]))
            for name, place in self.fact_places.items()
        }
        return Function(
            run=run,
            start=start,
            defaults=defaults,
            acceptors=acceptors,
            facts={name: self.fact_plan(fact) for name, fact in ruleset.facts.items()},
            decisions={name: self.decision_plan(d) for name, d in ruleset.decisions.items()},
            rules=NamesOfBits(self.number),
            overridden=self.overridden(),
            constraints=NamesOfBits(ruleset.constraints),
            disputed_facts=tuple(n for n, t in self.concluding.items() if t.differs),
            disputed_decisions=tuple(n for n, table in self.choices.items() if table.differs),
        )

    def fact_plan(self, fact: Fact) -> FactAccount:
        default = None if fact.default is None else Known(fact.default, Origin.DEFAULT)
        usual = 1 << self.fact_places[fact.id]
        computed = fact.computed is not None
        table = self.concluding.get(fact.id)
        return FactAccount(table, 0 if table is None else table.mask, computed, usual, default)

    def decision_plan(self, decision: Decision) -> DecisionAccount:
        place, choices = self.decision_places[decision.id], self.choices[decision.id]
        return DecisionAccount(1 << place, choices.mask, choices)

    def overridden(self) -> tuple[Overridden, ...]:
        overriding = self.ruleset.overriding
        return tuple(
            Overridden(
                1 << number, name, tuple((1 << self.number[by], by) for by in overriding[name])
            )
            for name, number in self.number.items()
            if name in overriding
        )


def _where(holds: str, name: str, lines: list[str]) -> list[str]:
    """Lines that are gone through where an expression is true."""
    if holds == "False":
        return []
    if holds == "True":
        return [_headed(lines[0], name), *lines[1:]]
    return [_headed(f"if {holds}:", name), *(f"    {line}" for line in lines)]


def _headed(line: str, name: str) -> str:
    """A line with the name of what it is about, where that is plain."""
    plain = _comment(name)
    return f"{line}  # {plain}" if plain else line
