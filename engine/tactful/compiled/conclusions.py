"""Conclusions that are made when somebody looks: a situation's bits first, names and reasons later.

Most evaluations are asked for one thing, as whether a decision comes out otherwise, and thrown
away. What is looked at is made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar, overload

from tactful.compiled.program import Bits, FactAccount, Function
from tactful.language.choices import conflict_of
from tactful.language.conclusions import (
    Conclusions,
    Conflict,
    Known,
    Origin,
    SetAside,
    Settled,
    Status,
)
from tactful.language.values import Value

_GIVEN = Origin.GIVEN
_new = tuple.__new__  # half of what it costs to call a named tuple's class


_Part = TypeVar("_Part")


class _Unfolded(Generic[_Part]):
    """A part that is made when somebody first looks; whoever looks at once makes the same.

    ``functools.cached_property`` takes a lock for that until Python 3.12, six times for the whole.
    """

    def __init__(self, make: Callable[[Any], _Part]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, made: None, of: type) -> _Unfolded[_Part]: ...

    @overload
    def __get__(self, made: object, of: type) -> _Part: ...

    def __get__(self, made: object | None, of: type) -> _Unfolded[_Part] | _Part:
        if made is None:
            return self
        found = made.__dict__[self._name] = self._make(made)
        return found


class Unfolding(Conclusions):
    """Conclusions that unfold as they are looked at, and are equal to those made at once."""

    bits: Bits
    _program: Function
    _given: Mapping[str, Value]
    _values: Mapping[str, Value]

    @classmethod
    def of(
        cls, program: Function, given: Mapping[str, Value], values: Mapping[str, Value], bits: Bits
    ) -> Unfolding:
        """What a situation comes to.

        Args:
            program: The compiled ruleset.
            given: What is given; nobody may change it.
            values: All facts that are known in the end.
            bits: What the program came to.
        """
        made: Unfolding = tuple.__new__(cls, ())
        made.__dict__.update(_program=program, _given=given, _values=values, bits=bits)
        return made

    @_Unfolded
    def facts(self) -> Mapping[str, Known]:
        """As ``Conclusions.facts``."""
        values, given, fired = self._values, self._given, self.bits.fired
        found: dict[str, Known] = {}
        for name, account in self._program.facts.items():
            if name in given:
                table = account.table
                rules = table.rules(fired) if table is not None and fired & account.mask else ()
                found[name] = _new(Known, (given[name], _GIVEN, (), rules))
            elif name in values:
                found[name] = self._not_given(name, account)
        return found

    def _not_given(self, name: str, account: FactAccount) -> Known:
        table, mask, computed, usual, default = account
        said = self.bits.fired & mask
        if said and table is not None:
            known = table[said][0]
            assert isinstance(known, Known)  # noqa: S101 - it has a value, so its rules agree
            return known
        if computed and not self.bits.usual & usual:
            return Known(self._values[name], Origin.COMPUTED)
        return default or Known(self._values[name], Origin.DEFAULT)

    @_Unfolded
    def decisions(self) -> Mapping[str, Settled]:
        """As ``Conclusions.decisions``."""
        fired, applying = self.bits.fired, self.bits.applying
        return {
            name: choices[fired & mask].settled if applying & bit else choices.idle(fired & mask)
            for name, (bit, mask, choices) in self._program.decisions.items()
        }

    @_Unfolded
    def fired(self) -> tuple[str, ...]:
        """As ``Conclusions.fired``."""
        return self._program.rules.of(self.bits.fired)

    @_Unfolded
    def set_aside(self) -> tuple[SetAside, ...]:
        """As ``Conclusions.set_aside``."""
        fired, aside = self.bits.fired, self.bits.aside
        return tuple(
            [
                SetAside(name, by)
                for rule, name, overriding in (self._program.overridden if aside else ())
                if rule & aside
                for bit, by in overriding
                if bit & fired
            ]
        )

    @_Unfolded
    def conflicts(self) -> tuple[Conflict, ...]:
        """As ``Conclusions.conflicts``."""
        return (*self._conflicts_of_facts(), *self._conflicts_of_decisions())

    def _conflicts_of_facts(self) -> Iterator[Conflict]:
        for name in self._program.disputed_facts:
            plan = self._program.facts[name]
            said = self.bits.fired & plan.mask
            if said and plan.table is not None and name not in self._given:
                found = plan.table[said][0]
                if isinstance(found, Conflict):
                    yield found

    def _conflicts_of_decisions(self) -> Iterator[Conflict]:
        for name in self._program.disputed_decisions:
            settled = self.decisions[name]
            if settled.status is Status.CONFLICT:
                yield conflict_of(self._program.decisions[name].choices.decision, settled)

    @_Unfolded
    def broken(self) -> tuple[str, ...]:
        """As ``Conclusions.broken``."""
        return self._program.constraints.of(self.bits.broken)

    # A tuple of its six parts, as its class says, though it holds none of them.

    def whole(self) -> Conclusions:
        """The same, made at once."""
        return Conclusions(*self)

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Conclusions:  # type: ignore[override]
        return Conclusions._make(iterable)

    def __iter__(self) -> Iterator[Any]:
        return iter(
            (self.facts, self.decisions, self.fired, self.set_aside, self.conflicts, self.broken)
        )

    def __len__(self) -> int:
        return len(self._fields)

    def __getitem__(self, place: Any) -> Any:
        return tuple(self)[place]

    def __contains__(self, part: object) -> bool:
        return part in tuple(self)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, Unfolding) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(self.whole())

    def __reduce__(self) -> tuple[type[Conclusions], tuple[Any, ...]]:
        return Conclusions, tuple(self)
