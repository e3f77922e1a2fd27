"""Conditions put to one of several, and groups over all of them made plain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from tactful.grounding.people import copy_name
from tactful.language.terms import Condition, FactRef, Group, Join, Quantified, Test

Plain: TypeAlias = Condition | bool
"""A condition, or whether it holds whatever is known."""

KeptConditions: TypeAlias = dict[tuple[object, ...], tuple[Condition, Plain]]

NEVER = Group(Join.ANY, ())
"""What never holds, where a condition has to stand: none of no conditions does."""

ALWAYS = Group(Join.ALL, ())
"""What holds whatever is known, where a condition has to stand."""


def free_names(condition: Condition | None, owners: Mapping[str, str]) -> Iterator[str]:
    """What of one of several a condition reads, other than in groups over all of them."""
    if isinstance(condition, Test):
        operands = (o.fact for o in condition.operands if isinstance(o, FactRef))
        yield from (name for name in (condition.subject, *operands) if name in owners)
    elif condition is not None:
        bound = condition.over if isinstance(condition, Quantified) else None
        for part in condition.parts:
            yield from (name for name in free_names(part, owners) if owners[name] != bound)


def quantified(
    condition: Condition | None, bound: frozenset[str] = frozenset()
) -> Iterator[tuple[Quantified, frozenset[str]]]:
    """Every group over several, within others, too, with the things of which one is meant there."""
    if isinstance(condition, Group):
        within = bound
        if isinstance(condition, Quantified):
            yield condition, bound
            within = bound | {condition.over}
        for part in condition.parts:
            yield from quantified(part, within)


class Putting:
    """Puts what is written of one of several to certain ones.

    Args:
        owners: For each fact and decision of one of several, of what it is.
        places: For each thing of which there are several, the places of all of them.
        ones: For some of those things, whom it is put to.
        kept: What conditions came to, which is the same whatever people are called, each with the
            condition, which is known by its identity and so has to be kept.
    """

    def __init__(
        self,
        owners: Mapping[str, str],
        places: Mapping[str, tuple[int, ...]],
        ones: Mapping[str, int],
        kept: KeptConditions | None = None,
    ) -> None:
        self.owners = owners
        self.places = places
        self.ones = ones
        self.kept: KeptConditions = {} if kept is None else kept
        self._whom = tuple(ones.items())

    def to(self, each: str, place: int) -> Putting:
        """The same, put to one of a thing."""
        return Putting(self.owners, self.places, {**self.ones, each: place}, self.kept)

    def name(self, name: str) -> str:
        """The fact or decision of a name, of whom it is put to."""
        owner = self.owners.get(name)
        return name if owner is None else copy_name(name, self.ones[owner])

    def to_all(self, name: str) -> Iterator[Putting]:
        """The same, put to each one whose fact or decision a name is; itself where it is to one."""
        owner = self.owners.get(name)
        if owner is None or owner in self.ones:
            yield self
        else:
            yield from (self.to(owner, place) for place in self.places[owner])

    def wanted(self, condition: Condition | None) -> Condition | None:
        """A condition that has to hold; ``None`` where it always does, ``NEVER`` where never."""
        if condition is None:
            return None
        put = self.condition(condition)
        return (None if put else NEVER) if isinstance(put, bool) else put

    def condition(self, condition: Condition) -> Plain:
        """A condition, made plain. What reads nothing of one of several is itself."""
        key = (id(condition), *self._whom)
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = condition, self._plain(condition)
        return found[1]

    def _plain(self, condition: Condition) -> Plain:
        if isinstance(condition, Test):
            return self._test(condition)
        if isinstance(condition, Quantified):
            return self._over(condition)
        parts = [self.condition(part) for part in condition.parts]
        if not any(isinstance(part, bool) for part in parts):
            if all(new is old for new, old in zip(parts, condition.parts, strict=True)):
                return condition
            whole = tuple(part for part in parts if not isinstance(part, bool))
            return Group(condition.join, whole, condition.count, condition.span)
        return _folded(condition, parts)

    def _test(self, test: Test) -> Test:
        subject = self.name(test.subject)
        operands = tuple(
            FactRef(self.name(o.fact)) if isinstance(o, FactRef) else o for o in test.operands
        )
        if subject == test.subject and operands == test.operands:
            return test
        return Test(subject, test.operator, operands, test.span)

    def _over(self, group: Quantified) -> Plain:
        own = self.ones.get(group.over) if group.other else None
        places = [place for place in self.places[group.over] if place != own]
        parts = [self.to(group.over, p).condition(part) for p in places for part in group.parts]
        return _folded(group, parts)


def _folded(group: Group, parts: list[Plain]) -> Plain:
    """A group some parts of which hold, or do not, whatever is known."""
    rest = tuple(part for part in parts if not isinstance(part, bool))
    sure = sum(part is True for part in parts)
    match group.join:
        case Join.ALL:
            if any(part is False for part in parts) or not rest:
                return not any(part is False for part in parts)
            return rest[0] if len(rest) == 1 else Group(Join.ALL, rest, 0, group.span)
        case Join.ANY:
            if sure or not rest:
                return sure > 0
            return rest[0] if len(rest) == 1 else Group(Join.ANY, rest, 0, group.span)
        case Join.NONE:
            if sure or not rest:
                return not sure
            return Group(Join.NONE, rest, 0, group.span)
        case Join.AT_LEAST:
            return _at_least(group.count - sure, rest, group)


def _at_least(count: int, rest: tuple[Condition, ...], group: Group) -> Plain:
    if count <= 0 or count > len(rest):
        return count <= 0
    if len(rest) == 1:
        return rest[0]
    if count == len(rest):
        return Group(Join.ALL, rest, 0, group.span)
    if count == 1:
        return Group(Join.ANY, rest, 0, group.span)
    return Group(Join.AT_LEAST, rest, count, group.span)
