"""A fact of several choices at once as propositions: one for each choice, and that it is known.

Twelve choices make thousands of sets, and a condition asks of each choice by itself. So do the
propositions; sets are made only where a situation is shown or tried out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tactful.language.conditions import truth
from tactful.language.operators import ALL_OF, EQUAL, NONE_OF, NOT
from tactful.language.terms import Condition, Group, Join, Test
from tactful.language.values import Value, ValueType
from tactful.proofs.logic import Proposition, all_of, any_of, negated, variable, z3


@dataclass(frozen=True)
class SeveralChoices:
    """An open fact of several choices.

    Attributes:
        variables: That it is known, and then each of ``choices``.
        choices: The choices that rules name.
        kept: Others that are among them all the same: those it has now, which never matter.
    """

    variables: Sequence[z3.BoolRef]
    choices: Sequence[str]
    kept: frozenset[str] = frozenset()

    @classmethod
    def opened(
        cls, name: str, choices: Sequence[str], kept: frozenset[str], context: z3.Context
    ) -> SeveralChoices:
        """A fact of which new variables say what it has."""
        names = [f"{name} given", *(f"{name} has {choice}" for choice in choices)]
        return cls([variable(each, context) for each in names], choices, kept)

    @property
    def known(self) -> z3.BoolRef:
        """That it has a value."""
        return self.variables[0]

    @property
    def having(self) -> Mapping[str, z3.BoolRef]:
        """For each choice, that it is among them."""
        return dict(zip(self.choices, self.variables[1:], strict=True))

    def must_hold(self, variables: Sequence[z3.BoolRef]) -> Proposition:
        """That variables are of a fact: one that is not known has no choices."""
        return all_of(any_of((variables[0], negated(each))) for each in variables[1:])

    def literals(self, value: Value | None) -> list[z3.BoolRef]:
        """What says that it has a value and no other, or none."""
        if not isinstance(value, frozenset):
            return [z3.Not(each) for each in self.variables]
        found = [self.known]
        for choice, when in self.having.items():
            found.append(when if choice in value else z3.Not(when))
        return found

    def value(
        self, variables: Sequence[z3.BoolRef], holds: Callable[[z3.BoolRef], bool]
    ) -> Value | None:
        """What variables say of it, if ``holds`` says which are true."""
        if not holds(variables[0]):
            return None
        having = zip(self.choices, variables[1:], strict=True)
        return self.kept | {choice for choice, when in having if holds(when)}


def sets_condition(
    fact: str, type_: ValueType, tried: Sequence[Value], chosen: Iterable[Value]
) -> Condition:
    """The condition that the chosen sets of choices meet, and the other tried ones do not."""
    parts = tuple(_cubes(fact, type_, tried, [*chosen]))
    return parts[0] if len(parts) == 1 else Group(Join.ANY, parts)


def _cubes(
    fact: str, type_: ValueType, tried: Sequence[Value], chosen: Sequence[Value]
) -> Iterator[Condition]:
    named = type_.in_order(frozenset[str]().union(*_sets(tried)))
    others = [value for value in tried if value not in chosen]
    # Only where every set was tried, what a set has or has not may turn out not to matter.
    whole = len(tried) == 2 ** len(named)
    left = [*_sets(chosen)]
    while left:
        first = left[0]
        asked = {choice: choice in first for choice in named}
        for choice in named if whole else ():
            rest = {name: has for name, has in asked.items() if name != choice}
            if rest and not any(_fits(rest, value) for value in _sets(others)):
                asked = rest
        condition = _asking(fact, asked)
        yield condition
        left = [s for s in left if truth(condition, {fact: s}, lambda _: type_) is not True]


def _sets(values: Iterable[Value]) -> Iterator[frozenset[str]]:
    return (value for value in values if isinstance(value, frozenset))


def _fits(asked: Mapping[str, bool], value: frozenset[str]) -> bool:
    return all((choice in value) is has for choice, has in asked.items())


def _asking(fact: str, asked: Mapping[str, bool]) -> Condition:
    parts: list[Condition] = []
    for wanted, one, several in ((True, EQUAL, ALL_OF), (False, NOT, NONE_OF)):
        names = tuple(choice for choice, has in asked.items() if has is wanted)
        if names:
            parts.append(Test(fact, one if len(names) == 1 else several, names))
    return parts[0] if len(parts) == 1 else Group(Join.ALL, tuple(parts))
