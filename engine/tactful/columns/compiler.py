"""From a ruleset to columns, each made of columns that stand before it.

Facts, decisions and rules are settled in the order of the strata. What each comes to is a column,
made at the first stage at which all that it is made of is there: so the number of expressions,
and their size, grow with the ruleset and not with the ways through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import polars as pl

from tactful.columns.acting import as_numbers, start_of_window
from tactful.columns.advice import Advice, Listed, Many, One
from tactful.columns.choices import (
    MARGIN,
    STATUS,
    Keys,
    OptionColumns,
    chosen_one,
    heard,
    is_chosen,
    status_of_many,
)
from tactful.columns.clock import ClockColumns
from tactful.columns.conditions import (
    ConditionExpressions,
    Dtype,
    any_holds,
    how_many_hold,
    named,
    none_column,
    option_column,
    outer_dtype,
    value_column,
)
from tactful.columns.facts import FactColumns
from tactful.columns.labels import make_labels
from tactful.columns.names import Names, given_columns, place_column
from tactful.columns.numbers import PLACE, ZONE
from tactful.columns.windows import WINDOW, Windows, place_of
from tactful.language.lowering import ALWAYS, NEVER, Asked, AtLeast, Formula
from tactful.language.model import Decision, Fact, Rule, Ruleset
from tactful.language.strata import stratify
from tactful.language.values import Kind


class Compiler:
    """Compiles one ruleset for cohorts that give the same facts.

    Attributes:
        stages: The columns on the way to advice, in the order in which they can be made.
        advice: What advice is made of.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        given: tuple[str, ...],
        names: Names,
        moment: Callable[[str | None], datetime] | None,
        *,
        own_windows: bool = False,
    ) -> None:
        self.ruleset = ruleset
        self.given = {name: ruleset.facts[name] for name in given}
        self.names = names
        self.formulas = ConditionExpressions(ruleset, self.is_available)
        self.stages: list[list[pl.Expr]] = []
        self.stage_of = dict.fromkeys(given_columns(ruleset, given), 0)
        self.number = {rule: place for place, rule in enumerate(ruleset.rules)}
        self.aside: dict[str, str] = {}
        self.assumed: dict[str, str] = {}
        self.clock = ClockColumns(ruleset, self.is_available, self.given, self.make)
        self.facts = FactColumns(ruleset, self.given, self.clock, self.make, moment)
        self.conflicts = self.facts.conflicts
        self.advice = Advice(ruleset, names, own_windows)

    def is_available(self, name: str) -> bool:
        """Whether a fact or decision that is settled by now can have a value."""
        decision = self.ruleset.decisions.get(name)
        if decision is not None and decision.many:
            return True
        type_ = self.ruleset.type_of(name)
        first = option_column(name, next(iter(type_.choices))) if type_.many else None
        return (first or value_column(name)) in self.stage_of

    def compile(self) -> None:
        """Compile: afterwards the attributes are filled."""
        ruleset = self.ruleset
        for step in stratify(ruleset).order:
            if step.kind == "rule":
                self.rule(ruleset.rules[step.id])
            elif step.kind == "fact":
                self.fact(ruleset.facts[step.id])
            elif ruleset.decisions[step.id].many:
                self.decision_of_many(ruleset.decisions[step.id])
            else:
                self.decision_of_one(ruleset.decisions[step.id])
        self.outgoing()

    def make(self, name: str, expression: pl.Expr) -> str:
        """Have a column made at the first stage at which what it is made from is there."""
        needed = (self.stage_of[root] for root in expression.meta.root_names())
        stage = max(needed, default=0)
        while len(self.stages) <= stage:
            self.stages.append([])
        self.stages[stage].append(expression.alias(name))
        self.stage_of[name] = stage + 1
        return name

    def fired(self, rule: str) -> str:
        """The column that says for whom a rule fires."""
        return f"fired:{self.number[rule]}"

    def can_fire(self, rule: str) -> bool:
        """Whether a rule can fire for anyone in this cohort."""
        return self.fired(rule) in self.stage_of

    def rule(self, rule: Rule) -> None:
        """Have the columns of a rule made, unless nothing in this cohort can make it fire."""
        number = self.number[rule.id]
        formula = self.formulas.formula(rule.when, Asked.TRUE)
        if rule.unless is not None:
            formula = _both(formula, self.formulas.formula(rule.unless, Asked.NOT_TRUE))
        if formula == NEVER:
            return
        holds = self.formulas.expression(formula)
        overriding = [r for r in self.ruleset.overriding.get(rule.id, ()) if self.can_fire(r)]
        if overriding:
            triggered = pl.col(self.make(f"triggered:{number}", holds))
            over = any_holds(pl.col(self.fired(other)) for other in overriding)
            self.aside[rule.id] = self.make(f"aside:{number}", triggered & over)
            holds = triggered & ~over
        fired = self.make(self.fired(rule.id), holds)
        if rule.unless is not None:
            may_hold = self.formulas.formula(rule.unless, Asked.NOT_FALSE)
            if may_hold != NEVER:
                is_open = pl.col(fired) & self.formulas.expression(may_hold)
                self.assumed[rule.id] = self.make(f"assumed:{number}", is_open)

    def fact(self, fact: Fact) -> None:
        """Have a fact settled, by what the rules before it conclude."""
        concluding = (rule for rule, _ in self.ruleset.concluding.get(fact.id, ()))
        fired = {rule: self.fired(rule) for rule in concluding if self.can_fire(rule)}
        start = None
        if fact.starts is not None:
            windows = Windows(self.ruleset, self.ruleset.decisions[fact.starts])
            start = start_of_window(windows, self.placed_by([windows]), self.hold(windows))
        self.facts.settle(fact, fired, self.is_available, start)

    def placed_by(self, placed: Iterable[Windows]) -> dict[str, pl.Expr]:
        """The columns that windows depend on, by what they call them; made once."""
        found = {
            name: pl.col(self.once(f"moment:{name}", as_numbers(name)))
            for name in dict.fromkeys(name for windows in placed for name in windows.facts)
            if self.is_available(name)
        }
        clock = self.clock.columns(self.ruleset.clock._fields)
        numbers = {number: clock[number] for number in (ZONE, PLACE)}
        return found | {number: column for number, column in numbers.items() if column is not None}

    def once(self, name: str, expression: pl.Expr) -> str:
        """Have a column made unless it has been."""
        return name if name in self.stage_of else self.make(name, expression)

    def applies(self, decision: Decision) -> pl.Expr | None:
        """Whether a decision applies to each client; ``None`` if it does to all."""
        formula = self.formulas.formula(decision.applies_when, Asked.TRUE)
        if formula == ALWAYS:
            return None
        return pl.col(self.make(f"applies:{decision.id}", self.formulas.expression(formula)))

    def options(self, decision: Decision) -> tuple[list[OptionColumns], Keys]:
        """What is said about each option, in columns, and how their keys are made."""
        fired = {
            option: [
                (self.fired(argument.rule), argument)
                for argument in self.ruleset.arguing_about.get((decision.id, option), ())
                if self.can_fire(argument.rule)
            ]
            for option in decision.options
        }
        most = max(sum(abs(a.weight) for _, a in said) for said in fired.values())
        columns = []
        for option, said in fired.items():
            made = [
                None if part is None else pl.col(self.make(f"{what}:{decision.id}:{option}", part))
                for what, part in zip(OptionColumns._fields, heard(said), strict=True)
            ]
            columns.append(OptionColumns(*made))
        return columns, Keys(len(fired), most)

    def decision_of_one(self, decision: Decision) -> None:
        """Have a decision settled that chooses one option."""
        name = decision.id
        options, keys = self.options(decision)
        key_columns = tuple(
            self.make(f"key:{name}:{place}", keys.of_one(place, option))
            for place, option in enumerate(options)
            if option.score is not None
        )
        zero = pl.lit(0, dtype=keys.dtype)
        best = pl.max_horizontal(zero, *(pl.col(key) for key in key_columns))
        certain = {
            place: pl.col(
                self.make(
                    f"certain:{name}:{place}",
                    o.settled if o.vetoed is None else o.settled & ~o.vetoed,
                )
            )
            for place, o in enumerate(options)
            if o.settled is not None
        }
        several = None
        if len(certain) > 1:
            several = pl.col(self.make(f"several:{name}", how_many_hold(certain.values()) > 1))
        applies = self.applies(decision)
        fallback = [*decision.options].index(decision.fallback) if decision.fallback else None
        outcome = chosen_one(
            decision,
            keys.span,
            pl.col(self.make(f"best:{name}", best)),
            certain,
            several,
            applies,
            None if fallback is None else options[fallback].vetoed,
        )
        self.make(value_column(name), outcome.choice)
        self.make(self.names.status(name), outcome.status)
        weighed = self.make(f"weighed:{name}", outcome.weighed)
        self.advice.one.append(One(name, key_columns, keys.span, weighed))
        if several is not None:
            conflict = several if applies is None else several & applies
            self.conflicts[name] = self.make(f"conflict:{name}", conflict)

    def decision_of_many(self, decision: Decision) -> None:
        """Have a decision settled that chooses many options."""
        options, keys = self.options(decision)
        applies = self.applies(decision)
        chosen = []
        for (place, option), name in zip(enumerate(options), decision.options, strict=True):
            flag = is_chosen(option)
            chosen.append(pl.col(self.make(f"chosen:{decision.id}:{name}", flag)))
            read = chosen[-1] if applies is None else pl.when(applies).then(chosen[-1])
            self.make(option_column(decision.id, name), read)
            self.make(f"key:{decision.id}:{place}", keys.of_many(place, option))
        status = status_of_many(any_holds(chosen), applies)
        self.make(self.names.status(decision.id), status)

    def outgoing(self) -> None:
        """The columns of advice."""
        names = self.names
        for decision in self.ruleset.decisions.values():
            options = pl.Enum(list(decision.options))
            if decision.many:
                keys = tuple(f"key:{decision.id}:{n}" for n in range(len(decision.options)))
                applies = f"applies:{decision.id}"
                applies_too = applies if applies in self.stage_of else None
                self.advice.many.append(
                    Many(decision.id, tuple(decision.options), keys, applies_too)
                )
                self.advice.use(*keys, *([applies_too] if applies_too else []))
                self.advice.schema[decision.id] = pl.List(options)
            else:
                choice = named(pl.col(value_column(decision.id)), options)
                self.hand_out(self.make(decision.id, choice), options)
            self.hand_out(names.status(decision.id), STATUS)
            if not decision.many:
                self.advice.schema[names.margin(decision.id)] = MARGIN
                self.advice.schema[names.tie(decision.id)] = pl.Boolean()
        for one in self.advice.one:
            self.advice.use(*one.keys, one.weighed)
        for fact in names.concluded:
            self.concluded(self.ruleset.facts[fact])
        rules = self.ruleset.rules
        self.list_of(names.fired, {r: self.fired(r) for r in rules if self.can_fire(r)}, rules)
        self.list_of(names.set_aside, self.aside, rules)
        self.list_of(names.assumptions, self.assumed, rules)
        everything = (*self.ruleset.facts, *self.ruleset.decisions)
        self.list_of(names.conflicts, self.conflicts, everything)
        if self.ruleset.constraints:
            self.list_of(names.misfits, self.broken(), self.ruleset.constraints)
        self.advice.schema |= dict.fromkeys(names.window, WINDOW)
        for _, _, placed in self.advice.placed():
            self.advice.schema |= dict.fromkeys(placed, WINDOW)
        make_labels(self.ruleset, self.formulas, self.make)
        self.place_windows()

    def broken(self) -> dict[str, str]:
        """For the constraints that can be broken, the columns that say by whom they are."""
        formulas = {
            name: self.formulas.formula(constraint.never, Asked.TRUE)
            for name, constraint in self.ruleset.constraints.items()
        }
        return {
            name: self.make(f"broken:{number}", self.formulas.expression(formula))
            for number, (name, formula) in enumerate(formulas.items())
            if formula != NEVER
        }

    def place_windows(self) -> None:
        """What the windows of chosen options are placed by."""
        placed = [windows for windows, _, _ in self.advice.placed()]
        if not placed:
            return
        placed_by = self.placed_by(placed)
        self.advice.window_columns = {n: c.meta.output_name() for n, c in placed_by.items()}
        self.advice.use(*self.advice.window_columns.values())
        for windows in placed:
            self.advice.use(*self.hold(windows))
        decisions = dict.fromkeys(chosen for windows in placed for chosen in windows.decisions)
        for decision, many in decisions:
            if not many:
                self.advice.use(self.make(place_column(decision), place_of(decision)))

    def hold(self, windows: Windows) -> list[str]:
        """The columns that say for whom the pieces of windows hold."""
        found = []
        for name, condition in windows.conditions.items():
            formula = self.formulas.formula(condition, Asked.TRUE)
            if formula == NEVER:
                windows.never.add(name)
            else:
                found.append(self.once(name, self.formulas.expression(formula)))
        return found

    def concluded(self, fact: Fact) -> None:
        """The columns of a fact that rules conclude: its value, and whether there is none of it."""
        dtype = outer_dtype(fact.type)
        none = None if fact.type.none is None else self.names.none(fact.id)
        if not self.is_available(fact.id):
            self.advice.schema[fact.id] = dtype
            self.advice.never_known.add(fact.id)
            if none is not None:
                self.advice.schema[none] = pl.Boolean()
            return
        if fact.type.many:
            self.several(fact)
            return
        value = pl.col(value_column(fact.id))
        if fact.type.kind is Kind.CHOICE:
            value = named(value, dtype)
        self.hand_out(self.make(fact.id, value), dtype)
        if none is not None:
            is_none = pl.col(none_column(fact.id))
            known = pl.when(is_none | value.is_not_null()).then(is_none)
            self.hand_out(self.make(none, known), pl.Boolean())

    def several(self, fact: Fact) -> None:
        """The column of a fact that may be several choices at once, null where it is not known."""
        options = {choice: pl.col(option_column(fact.id, choice)) for choice in fact.type.choices}
        known = self.make(f"known:{fact.id}", next(iter(options.values())).is_not_null())
        flags = {
            choice: self.make(f"among:{fact.id}:{choice}", option.fill_null(value=False))
            for choice, option in options.items()
        }
        self.list_of(fact.id, flags, flags, known)

    def hand_out(self, name: str, dtype: Dtype) -> None:
        """Have a column go out as advice."""
        self.advice.use(name)
        self.advice.schema[name] = dtype

    def list_of(
        self, column: str, flags: Mapping[str, str], order: Iterable[str], known: str | None = None
    ) -> None:
        """A column that lists, of some names, those whose flags are set, where that is known."""
        listed = [name for name in order if name in flags]
        self.advice.schema[column] = pl.List(pl.Enum(listed))
        if not listed:
            return
        shown = tuple(flags[name] for name in listed)
        self.advice.use(*shown, *([] if known is None else [known]))
        self.advice.lists.append(Listed(column, tuple(listed), shown, known))


def _both(one: Formula, other: Formula) -> Formula:
    if NEVER in (one, other):
        return NEVER
    parts = tuple(part for part in (one, other) if part != ALWAYS)
    return parts[0] if len(parts) == 1 else AtLeast(len(parts), parts)
