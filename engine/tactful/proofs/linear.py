"""What several open numbers or days come to together: each is a number of the solver's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from functools import cached_property, lru_cache

from tactful.cases.courses import is_arithmetic
from tactful.cases.representatives import allowed
from tactful.language.conditions import every_test
from tactful.language.model import Fact, Ruleset
from tactful.language.strata import Step, steps_behind
from tactful.language.terms import FactRef
from tactful.language.values import Value, ValueType
from tactful.proofs.amounts import (
    COUNTING_DAYS,
    Amount,
    amount_in,
    as_amount,
    can_follow,
    certain,
    from_amount,
    implied,
    in_range,
    is_small,
    new_amount,
    place_of,
    settled,
    stretches,
    worked,
)
from tactful.proofs.comparisons import Ordering, PossibleValue
from tactful.proofs.conditions import Loose, Symbol, Symbols
from tactful.proofs.logic import Proposition, all_of, twin_of, z3

DIGITS = (0, 2, 6, None)
"""To how many decimals numbers in examples are rounded, the fewest that do; ``None``: to none."""


@lru_cache(maxsize=8)
def _compared_facts(ruleset: Ruleset) -> tuple[tuple[str, ...], ...]:
    """The facts that some test compares with each other."""
    found = {
        (test.subject, operand.fact): None
        for test in every_test(ruleset)
        for operand in test.operands
        if isinstance(operand, FactRef)
    }
    return (*found,)


class LinearSymbols(Symbols):
    """Symbols of which those that go into one result are numbers of the solver's."""

    linear = True
    """Whether the solver's numbers are made of what cases do not tell."""

    @cached_property
    def _amounts(self) -> dict[str, Amount | None]:
        """The amounts that have been made so far, and the facts that turned out to be none."""
        return {}

    @property
    def _followed_from(self) -> frozenset[str]:
        """The open numbers and days that are the solver's, for several go into one result."""
        return self._going_together if self.linear else frozenset()

    @cached_property
    def _going_together(self) -> frozenset[str]:
        """The open numbers and days of which several go into one result."""
        together: list[tuple[str, ...]] = [(name,) for name in self.cases.rough]
        for pair in _compared_facts(self.ruleset):
            if all(name in self.cases.roots for name in pair):
                roots = frozenset().union(*(self.cases.roots[name] for name in pair))
                together += [pair] if self._entangled(pair, roots) else []
        found: set[str] = set()
        for names in together:
            if all(can_follow(self.ruleset, name, self.given) for name in names):
                found.update(*(self.cases.roots[name] for name in names))
        return frozenset(found)

    def is_followed(self, name: str) -> bool:
        """Whether a fact goes together with others into a result that cases do not tell."""
        roots = self.cases.roots.get(name, frozenset())
        return not self._followed_from.isdisjoint(roots) and can_follow(
            self.ruleset, name, self.given
        )

    def _amount(self, name: str) -> Amount | None:
        """A fact as a number of the solver's; ``None`` where it is none that can be followed."""
        if name not in self._amounts:
            self._amounts[name] = self._new_amount(name)
        return self._amounts[name]

    def _new_amount(self, name: str) -> Amount | None:
        symbol, type_ = self.symbols[name], self.ruleset.facts[name].type
        if len(symbol) == 1 and symbol[0].when is True:
            fixed = as_amount(symbol[0].value)
            return None if fixed is None else certain(fixed, self.context)
        if name not in self.open or not can_follow(self.ruleset, name, self.given):
            return None
        made = new_amount(name, type_, self.context)
        told = [*in_range(made.at, type_)]
        for case in self.open[name]:
            told += implied(case.when, place_of(made.at, case.value, self.cases.named[name]))
        default = self.ruleset.facts[name].default
        if default is not None:
            told += implied(self.left_out(name), place_of(made.at, default, [default]))
        self._loosen(frozenset({name}), made, told)
        return made

    def _loosen(self, roots: frozenset[str], made: Amount, told: Iterable[Proposition]) -> None:
        """Let something be whatever is so of it."""
        self.exact = False
        must_hold = all_of(told)
        self.constraints.append(must_hold)
        self.loose.append(Loose(roots, (made.at,), must_hold))

    def worked_out(self, fact: Fact, known: Proposition) -> Symbol | None:
        """What several amounts come to together; ``None`` where that is not linear."""
        if fact.computed is None:
            return None
        operands = [
            self._operand(fact.computed.name, operand) for operand in fact.computed.operands
        ]
        amounts = [each for each in operands if each is not None]
        found = worked(fact.computed.name, amounts) if len(amounts) == len(operands) else None
        if found is None:
            return None
        named = self.cases.named[fact.id]
        type_ = fact.type if found.exactly.whole else ValueType(fact.type.kind)
        made = new_amount(fact.id, type_, self.context, whole=found.exactly.whole)
        exists = all_of((known, found.exists))
        told = [*settled(made.at, found, named, is_small(amounts))]
        self._loosen(self.cases.roots[fact.id], made, [*implied(exists, all_of(told))])
        self._amounts[fact.id] = made
        return tuple(
            PossibleValue(all_of((exists, place_of(made.at, value, named))), value)
            for value in stretches(fact.type, named)
        )

    def _operand(self, computation: str, operand: str | float) -> Amount | None:
        if not isinstance(operand, str):
            return certain(Fraction(str(operand)), self.context)
        symbol = self.symbols[operand]
        if len(symbol) == 1 and symbol[0].when is True and isinstance(symbol[0].value, datetime):
            days = computation in COUNTING_DAYS
            day = Fraction(symbol[0].value.toordinal())
            return certain(day, self.context) if days else None
        return self._amount(operand)

    def _comparison(self, one: str, other: str) -> Ordering:
        """As ever, but amounts that go into a result with others as the solver's numbers."""
        if not (self.is_followed(one) or self.is_followed(other)):
            return super()._comparison(one, other)
        ones, others = self._amount(one), self._amount(other)
        if ones is None or others is None:
            return self._either_way(one, other)
        known, apart = self._comparable((one, other))
        ways = (ones.at < others.at, ones.at == others.at, ones.at > others.at)
        less, equal, more = (all_of((known, way)) for way in ways)
        return Ordering(less, equal, more, apart)

    def solver(self) -> z3.Solver:
        """A solver that knows the constraints, those of the ruleset too."""
        return self._solver_of(numbers=any(self._amounts.values()))

    @cached_property
    def is_tried(self) -> bool:
        """Whether what the solver finds has to come about before it is told.

        It has to where arithmetic leaves something free: that is often nowhere near what can be.
        """
        return self._has_rough_arithmetic or any(self._amounts.values())

    @cached_property
    def may_be_tried(self) -> bool:
        """The same for whoever has no numbers of the solver's: whether there may be such."""
        return self._has_rough_arithmetic or bool(self._going_together)

    @property
    def _has_rough_arithmetic(self) -> bool:
        return any(is_arithmetic(self.ruleset, name) for name in self.cases.rough)

    @cached_property
    def guessed(self) -> frozenset[str]:
        """The decisions that rest on a window of which it is open when it opens.

        What the solver finds of these has to come about as well, and is not looked for long.
        """
        loose = {Step("fact", name) for name in self.unfollowed}
        return frozenset(
            name
            for name in (self.ruleset.decisions if loose else ())
            if loose & steps_behind(self.ruleset, Step("decision", name))
        )

    @property
    def digits(self) -> tuple[int | None, ...]:
        """To how many decimals examples may be rounded: to none where no number is the solver's."""
        return DIGITS if any(self._amounts.values()) else (None,)

    def exactly(self, model: z3.ModelRef, digits: int | None = None) -> dict[str, Value]:
        """The open facts that have a value in a model, with what the solver's numbers are there.

        Args:
            model: The model.
            digits: To how many decimals numbers are rounded that need not be what they are.
        """
        found = self.values(model)
        return {name: self.exact_value(name, found[name], model, digits) for name in found}

    def exact_value(
        self,
        name: str,
        value: Value,
        model: z3.ModelRef,
        digits: int | None = None,
        *,
        other: bool = False,
    ) -> Value:
        """A value of an open fact as the solver's number has it, or the ``other`` way's number."""
        amount = self._amounts.get(name)
        if amount is None or amount.fixed is not None or value in self.cases.named[name]:
            return value
        type_ = self.ruleset.facts[name].type
        at = amount_in(model, twin_of(amount.at) if other else amount.at)
        found = from_amount(at if digits is None else round(at, digits), type_)
        return found if allowed(type_, found) else value
