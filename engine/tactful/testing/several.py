"""What scenarios that list several of a thing exercise, told of the author's own rules.

Each scenario is looked at with the rules made plain for those whom it lists. What is seen of a
copy is seen of what the author wrote, which counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from tactful.grounding.ground import ground
from tactful.grounding.names import copy_of
from tactful.grounding.people import People
from tactful.language.model import Ruleset
from tactful.language.variants import places
from tactful.testing.coverage import (
    Coverage,
    CoveredClaim,
    CoveredCondition,
    CoveredOption,
    CoveredRule,
    Reach,
    Side,
    cover,
)
from tactful.testing.run import ScenarioRun

_Of: TypeAlias = Callable[[str], str]
"""The author's name for that of a copy."""


def cover_several(ruleset: Ruleset, ran: Sequence[ScenarioRun]) -> Coverage:
    """What scenarios exercise, whomever they list.

    Args:
        ruleset: The rules, as they were loaded.
        ran: The scenarios, with what came of them.
    """
    template = ruleset.template
    if template is None:
        return cover(ruleset, ran)
    made = _Merged(ruleset, template)
    for people, own in _by_number(ran):
        plain = ground(ruleset, people)
        made.add(cover(plain, own), plain)
    return made.coverage()


def _by_number(
    ran: Iterable[ScenarioRun],
) -> Iterable[tuple[People, list[ScenarioRun]]]:
    """The scenarios by how many of each they list."""
    found: dict[tuple[tuple[str, int], ...], list[ScenarioRun]] = {}
    for one in ran:
        counts = tuple((each, len(names)) for each, names in one.scenario.people.items())
        found.setdefault(counts, []).append(one)
    for counts, own in found.items():
        yield {each: (None,) * count for each, count in counts}, own


class _Merged:
    """What is covered of the author's rules so far."""

    def __init__(self, ruleset: Ruleset, template: Ruleset) -> None:
        nothing = cover(ruleset, ())
        self.rules = {one.rule: one for one in nothing.rules}
        self.options = {(one.decision, one.option): one for one in nothing.options}
        self.claims = {one.source: one for one in nothing.claims}
        unseen = Side(Reach.UNSEEN)
        self.conditions = {
            (place.owner, place.part, place.span): CoveredCondition(place, unseen, unseen)
            for place in places(template)
        }

    def coverage(self) -> Coverage:
        return Coverage(
            tuple(self.rules.values()),
            tuple(self.conditions.values()),
            tuple(self.options.values()),
            tuple(self.claims.values()),
        )

    def add(self, found: Coverage, plain: Ruleset) -> None:
        """Add what some scenarios of one number cover."""

        def of(name: str) -> str:
            copy = copy_of(plain, name)
            return name if copy is None else copy.of

        for rule in found.rules:
            self.rules[of(rule.rule)] = _rules(self.rules[of(rule.rule)], rule, of)
        for condition in found.conditions:
            place = condition.place
            key = of(place.owner), place.part, place.span
            before = self.conditions[key]
            sides = (_better(before.true, condition.true), _better(before.false, condition.false))
            self.conditions[key] = CoveredCondition(before.place, *sides)
        for option in found.options:
            of_all = of(option.decision), option.option
            chosen = _once(self.options[of_all].chosen, option.chosen)
            by = _once(self.options[of_all].ruled_out_by, map(of, option.ruled_out_by))
            self.options[of_all] = CoveredOption(*of_all, chosen, by)
        for claim in found.claims:
            before_it = self.claims[claim.source]
            shown = _once(before_it.shown, claim.shown)
            self.claims[claim.source] = CoveredClaim(claim.source, before_it.rules, shown)


def _rules(one: CoveredRule, other: CoveredRule, of: _Of) -> CoveredRule:
    aside: Mapping[str, tuple[str, ...]] = one.set_aside
    for by, titles in other.set_aside.items():
        aside = {**aside, of(by): _once(aside.get(of(by), ()), titles)}
    fired, blocked = _once(one.fired, other.fired), _once(one.blocked, other.blocked)
    return CoveredRule(one.rule, fired, aside, blocked)


def _better(one: Side, other: Side) -> Side:
    return other if other.reach > one.reach else one


def _once(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
