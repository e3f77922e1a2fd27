"""Which of the rules that argue about a decision its outcome needs, and which it could spare.

A rule is spared when the decision comes out the same whether the rule speaks or not, and whatever
the other spared rules do. Each option's support is kept as a range for that, so the answer is
never wrong; it may ask for a rule more than strictly needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from tactful.language.conclusions import Settled, Status
from tactful.language.conditions import Truth, TypeOf, Values, truth
from tactful.language.model import Argument, Decision, Stance
from tactful.language.terms import Condition, Join, Test


def needed_rules(
    decision: Decision,
    settled: Settled,
    fired: Mapping[str, bool],
    arguments: Mapping[str, Sequence[Argument]],
    dearest_first: Iterable[str],
) -> frozenset[str]:
    """The rules that have to speak, or stay silent, as they do for the decision to come out so.

    Args:
        decision: A decision that applies.
        settled: How it came out.
        fired: Whether each rule that argues about it fired.
        arguments: What each rule argues about the decision.
        dearest_first: The rules that may be spared, those to get rid of first at the front.
    """
    ranges = _SupportRanges(decision, settled)
    for rule, spoke in fired.items():
        if spoke:
            ranges.count(arguments[rule], 1)
    needed = dict.fromkeys(fired)
    for rule in dearest_first:
        ranges.free(arguments[rule], fired[rule])
        if ranges.is_certain():
            del needed[rule]
        else:
            ranges.bind(arguments[rule], fired[rule])
    return frozenset(needed)


class _Range:
    """One option's support: the least and the most it can be, and what may settle it."""

    __slots__ = ("high", "low", "may_always", "may_never", "sure_always", "sure_never")

    def __init__(self) -> None:
        self.low = self.high = 0
        self.sure_always = self.may_always = self.sure_never = self.may_never = 0

    @property
    def out(self) -> bool:
        """Whether it is surely ruled out."""
        return self.sure_never > 0

    @property
    def hopeless(self) -> bool:
        """Whether it surely cannot be chosen on its own support."""
        return self.out or (self.high <= 0 and not self.may_always)


class _SupportRanges:
    def __init__(self, decision: Decision, settled: Settled) -> None:
        self.decision = decision
        self.settled = settled
        self.places = {option: place for place, option in enumerate(decision.options)}
        self.ranges = {option: _Range() for option in decision.options}

    def count(self, arguments: Iterable[Argument], sign: int) -> None:
        """Add what a rule surely says, or take it away (``sign`` -1)."""
        for argument in arguments:
            option = self.ranges[argument.option]
            option.low += sign * argument.weight
            option.high += sign * argument.weight
            if argument.stance is Stance.ALWAYS:
                option.sure_always += sign
                option.may_always += sign
            elif argument.stance is Stance.NEVER:
                option.sure_never += sign
                option.may_never += sign

    def free(self, arguments: Iterable[Argument], spoke: bool) -> None:
        """Let a rule speak or not."""
        if spoke:
            self.count(arguments, -1)
        self._maybe(arguments, 1)

    def bind(self, arguments: Iterable[Argument], spoke: bool) -> None:
        """Hold a rule to what it did."""
        self._maybe(arguments, -1)
        if spoke:
            self.count(arguments, 1)

    def _maybe(self, arguments: Iterable[Argument], sign: int) -> None:
        for argument in arguments:
            option = self.ranges[argument.option]
            option.low += sign * min(argument.weight, 0)
            option.high += sign * max(argument.weight, 0)
            option.may_always += sign * (argument.stance is Stance.ALWAYS)
            option.may_never += sign * (argument.stance is Stance.NEVER)

    def is_certain(self) -> bool:
        """Whether the decision comes out as it did, whatever the freed rules do."""
        if self.decision.many:
            return self._many_are_certain()
        match self.settled.status:
            case Status.CHOSEN:
                return self._choice_is_certain(self.settled.choices[0])
            case Status.CONFLICT:
                return sum(r.sure_always > 0 and not r.may_never for r in self.ranges.values()) > 1
        if not all(option.hopeless for option in self.ranges.values()):
            return False
        fallback = self.decision.fallback
        if self.settled.status is Status.FALLBACK:
            return fallback is not None and not self.ranges[fallback].may_never
        return fallback is None or self.ranges[fallback].out

    def _choice_is_certain(self, choice: str) -> bool:
        best = self.ranges[choice]
        if best.may_never or not (best.sure_always or best.low > 0):
            return False
        for name, other in self.ranges.items():
            if name == choice or other.out:
                continue
            if other.may_always:
                return False
            ahead = best.low - other.high
            if not best.sure_always and ahead < (self.places[name] < self.places[choice]):
                return False
        return True

    def _many_are_certain(self) -> bool:
        chosen = self.settled.choices
        for name, option in self.ranges.items():
            if name not in chosen:
                if not option.hopeless:
                    return False
            elif option.may_never or not (option.sure_always or option.low > 0):
                return False
        return all(map(self._stands_before, chosen, chosen[1:]))

    def _stands_before(self, first: str, second: str) -> bool:
        one, other = self.ranges[first], self.ranges[second]
        if one.sure_always and not other.may_always:
            return True
        alike = not other.may_always or (one.sure_always > 0 and other.sure_always > 0)
        ahead = one.low - other.high
        return alike and ahead >= (self.places[second] < self.places[first])


# Which tests are enough to make a condition true, or to keep it from being true.
#
# A condition of many parts seldom needs them all: one true part makes an "any" true, one part that
# is not true keeps an "all" from firing a rule. The parts picked are the cheapest, where the cost
# of a test is whatever the caller counts (``grounds`` counts the given facts behind it).


Cost: TypeAlias = Callable[[Test], int]
"""What it costs to rely on a test."""


class Weighing(NamedTuple):
    """What is needed to pick tests: the known values, the types of names, and the cost."""

    values: Values
    type_of: TypeOf
    cost: Cost

    def truth(self, condition: Condition) -> Truth:
        """Whether a condition holds."""
        return truth(condition, self.values, self.type_of)


def enough_for(condition: Condition | None, weighing: Weighing) -> tuple[Test, ...]:
    """Tests whose truth, as it is, makes a true condition true whatever the others come to."""
    return () if condition is None else _picked(condition, weighing, True, False) or ()


def enough_against(condition: Condition | None, weighing: Weighing) -> tuple[Test, ...] | None:
    """Tests that keep a condition from being true: false ones, or unknown ones.

    ``None`` if nothing does, because it is true.
    """
    return None if condition is None else _picked(condition, weighing, False, True)


def _picked(
    condition: Condition, weighing: Weighing, wanted: bool, or_unknown: bool
) -> tuple[Test, ...] | None:
    """The cheapest tests that make a condition ``wanted``, or at least not the opposite."""
    if isinstance(condition, Test):
        found = weighing.truth(condition)
        fits = found is wanted or (or_unknown and found is None)
        return (condition,) if fits else None
    parts = condition.parts
    if condition.join is Join.NONE:
        wanted = not wanted
    least = {Join.ALL: len(parts), Join.AT_LEAST: condition.count}.get(condition.join, 1)
    needed = max(least if wanted else len(parts) - least + 1, 0)
    fitting = [
        picked
        for part in parts
        if (picked := _picked(part, weighing, wanted, or_unknown)) is not None
    ]
    if len(fitting) < needed:
        return None
    fitting.sort(key=lambda tests: sum(map(weighing.cost, tests)))
    return tuple(dict.fromkeys(test for tests in fitting[:needed] for test in tests))
