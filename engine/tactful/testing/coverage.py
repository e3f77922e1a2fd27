"""What a ruleset's scenarios exercise: its rules, conditions, options and claims.

A condition counts as covered on the standard of safety-critical software, modified
condition/decision coverage: scenarios must show it true and show it false, each time where the
other truth would have decided otherwise whether its rule fires. That is found by turning the
condition round and asking the rule again. A stricter figure asks for more: with the rule come out
otherwise, the whole scenario is evaluated once more, and the advice must be another.

Source of the idea: J. J. Chilenski and S. P. Miller, Applicability of modified
condition/decision coverage to software testing (1994), in the masking form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from tactful.compiled.evaluator import Compiled
from tactful.language.conclusions import advice, known_values
from tactful.language.conditions import Truth, combine, truth
from tactful.language.model import Ruleset
from tactful.language.terms import Condition, Group
from tactful.language.values import Value
from tactful.language.variants import PartPath, Place, condition_at, forced, places
from tactful.testing.run import ScenarioRun


class Reach(IntEnum):
    """How far a scenario got a condition of one truth: each step includes those before it."""

    UNSEEN = 0
    SEEN = 1
    TURNS_RULE = 2
    TURNS_ADVICE = 3


class Side(NamedTuple):
    """The best that scenarios did for a condition of one truth, and the first that did it."""

    reach: Reach
    scenario: str | None = None


class CoveredCondition(NamedTuple):
    """One test of a rule or decision, and what scenarios showed of it when true and when false."""

    place: Place
    true: Side
    false: Side

    def is_covered(self, wanted: Reach = Reach.TURNS_RULE) -> bool:
        """Whether both truths were seen to matter this far."""
        return min(self.true.reach, self.false.reach) >= wanted


class CoveredRule(NamedTuple):
    """A rule, and the scenarios in which it fired, was set aside, or was held back by unless."""

    rule: str
    fired: tuple[str, ...]
    set_aside: Mapping[str, tuple[str, ...]]
    blocked: tuple[str, ...]


class CoveredOption(NamedTuple):
    """An option, the scenarios that chose it, and the rules that ruled it out elsewhere."""

    decision: str
    option: str
    chosen: tuple[str, ...]
    ruled_out_by: tuple[str, ...]


class CoveredClaim(NamedTuple):
    """A source's claim, the rules that follow it, and the scenarios that show one of them."""

    source: str
    rules: tuple[str, ...]
    shown: tuple[str, ...]


class Coverage(NamedTuple):
    """What a set of scenarios exercises of a ruleset, everything in the ruleset's order."""

    rules: tuple[CoveredRule, ...]
    conditions: tuple[CoveredCondition, ...]
    options: tuple[CoveredOption, ...]
    claims: tuple[CoveredClaim, ...]

    def share_of_conditions(self, wanted: Reach = Reach.TURNS_RULE) -> float:
        """The share of conditions that are covered this far, from 0 to 1."""
        covered = sum(condition.is_covered(wanted) for condition in self.conditions)
        return covered / len(self.conditions) if self.conditions else 1.0


def cover(ruleset: Ruleset, ran: Sequence[ScenarioRun]) -> Coverage:
    """What these scenarios exercise."""
    return Coverage(
        tuple(_rules(ruleset, ran)),
        tuple(_Conditions(ruleset, ran).covered()),
        tuple(_options(ruleset, ran)),
        tuple(_claims(ruleset, ran)),
    )


def _rules(ruleset: Ruleset, ran: Sequence[ScenarioRun]) -> Iterable[CoveredRule]:
    for rule in ruleset.rules.values():
        aside: dict[str, list[str]] = {}
        fired, blocked = [], []
        for scenario, conclusions, _ in ran:
            if rule.id in conclusions.fired:
                fired.append(scenario.title)
                continue
            overriding = conclusions.set_aside_by(rule.id)
            for by in overriding:
                aside.setdefault(by, []).append(scenario.title)
            if not overriding and rule.unless is not None:
                values = known_values(ruleset, conclusions)
                if truth(rule.when, values, ruleset.type_of) is True:
                    blocked.append(scenario.title)
        named = {by: tuple(titles) for by, titles in aside.items()}
        yield CoveredRule(rule.id, tuple(fired), named, tuple(blocked))


def _options(ruleset: Ruleset, ran: Sequence[ScenarioRun]) -> Iterable[CoveredOption]:
    for decision in ruleset.decisions.values():
        for option in decision.options:
            chosen, vetoes = [], {}
            for scenario, conclusions, _ in ran:
                settled = conclusions.decisions[decision.id]
                if option in settled.choices:
                    chosen.append(scenario.title)
                vetoes.update(dict.fromkeys(settled.options[option].vetoed_by))
            yield CoveredOption(decision.id, option, tuple(chosen), tuple(vetoes))


def _claims(ruleset: Ruleset, ran: Sequence[ScenarioRun]) -> Iterable[CoveredClaim]:
    for source in ruleset.sources:
        rules = tuple(rule.id for rule in ruleset.rules.values() if rule.source == source)
        shown = [s.title for s, c, _ in ran if any(rule in c.fired for rule in rules)]
        yield CoveredClaim(source, rules, tuple(shown))


class _Conditions:
    """Finds how far each condition was exercised.

    One variant of the ruleset serves all scenarios in which a rule would have come out the same
    other way, so that each is compiled once.
    """

    def __init__(self, ruleset: Ruleset, ran: Sequence[ScenarioRun]) -> None:
        self.ruleset = ruleset
        self.ran = [
            (one.scenario, one.conclusions, known_values(ruleset, one.conclusions)) for one in ran
        ]
        self.variants: dict[tuple[str, bool], Compiled] = {}
        self.turned: dict[tuple[str, bool, int], bool] = {}

    def covered(self) -> Iterable[CoveredCondition]:
        for place in places(self.ruleset):
            sides = {True: Side(Reach.UNSEEN), False: Side(Reach.UNSEEN)}
            for number, (scenario, _, values) in enumerate(self.ran):
                found = truth(place.test, values, self.ruleset.type_of)
                if found is None or sides[found].reach is Reach.TURNS_ADVICE:
                    continue
                reach = self.reach(place, number, values, found)
                if reach > sides[found].reach:
                    sides[found] = Side(reach, scenario.title)
            yield CoveredCondition(place, sides[True], sides[False])

    def reach(self, place: Place, number: int, values: Mapping[str, Value], found: bool) -> Reach:
        whole = condition_at(self.ruleset, place)
        now = truth(whole, values, self.ruleset.type_of)
        then = self.with_truth(whole, place.path, values, not found)
        before, after = (self.comes_true(place, values, one) for one in (now, then))
        if before is after:
            return Reach.SEEN
        return Reach.TURNS_ADVICE if self.turns(place.owner, after, number) else Reach.TURNS_RULE

    def comes_true(self, place: Place, values: Mapping[str, Value], part: Truth) -> bool:
        """Whether the rule triggers, or the decision applies, if the part has this truth."""
        if not place.is_of_rule:
            return part is True
        rule = self.ruleset.rules[place.owner]
        type_of = self.ruleset.type_of
        when = part if place.part == "when" else truth(rule.when, values, type_of)
        unless: Truth = False
        if rule.unless is not None:
            unless = part if place.part == "unless" else truth(rule.unless, values, type_of)
        return when is True and unless is not True

    def with_truth(
        self, condition: Condition | None, path: PartPath, values: Mapping[str, Value], value: bool
    ) -> Truth:
        """The truth of a condition if the test at the path had this truth."""
        if not path or not isinstance(condition, Group):
            return value
        truths = [truth(part, values, self.ruleset.type_of) for part in condition.parts]
        first, *rest = path
        truths[first] = self.with_truth(condition.parts[first], tuple(rest), values, value)
        return combine(condition, truths)

    def turns(self, owner: str, holds: bool, number: int) -> bool:
        """Whether the advice is another if the owner comes out so."""
        key = owner, holds, number
        if key not in self.turned:
            compiled = self.variants.get(key[:2])
            if compiled is None:
                compiled = Compiled(forced(self.ruleset, owner, holds=holds))
                self.variants[key[:2]] = compiled
            scenario, conclusions, _ = self.ran[number]
            self.turned[key] = advice(compiled.evaluate(scenario.given)) != advice(conclusions)
        return self.turned[key]
