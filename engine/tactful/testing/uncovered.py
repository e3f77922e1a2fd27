"""What no scenario exercises, and why, in words: what a coach reads to write the next scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from tactful.explanation.wording import Wording, counted, joined, quote
from tactful.explanation.written import spelt
from tactful.language.conclusions import known_values
from tactful.language.conditions import false_part, truth, undecided
from tactful.language.model import Rule, Ruleset
from tactful.language.terms import tests_in
from tactful.testing.coverage import Coverage, CoveredOption, CoveredRule, Reach, Side
from tactful.testing.run import ScenarioRun
from tactful.text.diagnostic import Span

CoverageKind: TypeAlias = Literal["rule", "condition", "option", "claim"]


class Uncovered(NamedTuple):
    """One thing that the scenarios leave open.

    ``what`` names it in the author's words, ``reason`` says what is missing, both without a
    final full stop.
    """

    kind: CoverageKind
    what: str
    reason: str
    span: Span


class CoveredCount(NamedTuple):
    """How many of how many things of one kind are covered."""

    kind: CoverageKind
    covered: int
    total: int

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all."""
        return 100 * self.covered // self.total if self.total else 100


def tallies(coverage: Coverage) -> tuple[CoveredCount, ...]:
    """The four figures."""
    counts: dict[CoverageKind, list[bool]] = {
        "rule": [bool(rule.fired) for rule in coverage.rules],
        "condition": [condition.is_covered() for condition in coverage.conditions],
        "option": [bool(option.chosen) for option in coverage.options],
        "claim": [bool(claim.shown) for claim in coverage.claims],
    }
    return tuple(CoveredCount(kind, sum(found), len(found)) for kind, found in counts.items())


def turning(coverage: Coverage) -> CoveredCount:
    """The conditions that are seen to change the advice, both when true and when false."""
    found = [condition.is_covered(Reach.TURNS_ADVICE) for condition in coverage.conditions]
    return CoveredCount("condition", sum(found), len(found))


def uncovered(
    ruleset: Ruleset, coverage: Coverage, ran: Sequence[ScenarioRun]
) -> tuple[Uncovered, ...]:
    """Everything that the scenarios leave open, with the reason."""
    return (
        *_rules(ruleset, coverage, ran),
        *_conditions(ruleset, coverage),
        *_options(ruleset, coverage),
        *_claims(ruleset, coverage),
    )


def _rules(ruleset: Ruleset, coverage: Coverage, ran: Sequence[ScenarioRun]) -> Iterator[Uncovered]:
    for covered in coverage.rules:
        if not covered.fired:
            rule = ruleset.rules[covered.rule]
            reason = _why_silent(ruleset, rule, covered, ran)
            yield Uncovered("rule", f"the rule `{rule.id}` never fires", reason, rule.span)


def _why_silent(
    ruleset: Ruleset, rule: Rule, covered: CoveredRule, ran: Sequence[ScenarioRun]
) -> str:
    if covered.set_aside:
        by = joined(f"`{name}`" for name in covered.set_aside)
        titles = {title for found in covered.set_aside.values() for title in found}
        return f"wherever its conditions hold, {by} sets it aside ({_in(titles)})"
    if covered.blocked:
        return f"its `unless` holds wherever its `when` does ({_in(covered.blocked)})"
    nearest = _nearest(ruleset, rule, ran)
    return nearest or ("no scenario meets its conditions" if ran else "there are no scenarios yet")


def _nearest(ruleset: Ruleset, rule: Rule, ran: Sequence[ScenarioRun]) -> str | None:
    """The scenario in which the fewest of the rule's tests are missing, and what is missing."""
    best: tuple[int, str] | None = None
    for tested in ran:
        if tested.scenario.people:  # who of them comes nearest would have to be said, too
            continue
        values = known_values(ruleset, tested.conclusions)
        tests = list(tests_in(rule.when))
        missing = sum(truth(test, values, ruleset.type_of) is not True for test in tests)
        if rule.when is None or (best is not None and missing >= best[0]):
            continue
        wording = Wording(ruleset, values)
        lacking = undecided(rule.when, values, ruleset.type_of)
        if lacking is not None:
            names = sorted({t.subject for t in tests_in(lacking) if t.subject not in values})
            said = joined(f"{wording.named(name)} is not known" for name in names)
        else:
            false = false_part(rule.when, values, ruleset.type_of)
            said = wording.clause(false, holds=False)
        best = missing, f"nearest comes {quote(tested.scenario.title)}, where {said}"
    return best[1] if best else None


def _conditions(ruleset: Ruleset, coverage: Coverage) -> Iterator[Uncovered]:
    for condition in coverage.conditions:
        if condition.is_covered():
            continue
        place = condition.place
        owner = "rule" if place.is_of_rule else "decision"
        what = f"`{spelt(place.test, ruleset)}` under `{place.part}` of the {owner} `{place.owner}`"
        sides = (("true", condition.true), ("false", condition.false))
        reasons = [
            _why_idle(word, side, owner) for word, side in sides if side.reach < Reach.TURNS_RULE
        ]
        yield Uncovered("condition", what, "; ".join(reasons), place.span)


def _why_idle(word: str, side: Side, owner: str) -> str:
    if side.scenario is None:
        return f"no scenario has it {word}"
    does = "fires" if owner == "rule" else "applies"
    return (
        f"where it is {word}, as in {quote(side.scenario)}, other conditions decide whether the "
        f"{owner} {does}"
    )


def _options(ruleset: Ruleset, coverage: Coverage) -> Iterator[Uncovered]:
    for covered in coverage.options:
        if not covered.chosen:
            decision = ruleset.decisions[covered.decision]
            what = f"the option `{covered.option}` of `{decision.id}` is never chosen"
            span = decision.options[covered.option].span
            yield Uncovered("option", what, _why_not_chosen(ruleset, covered), span)


def _why_not_chosen(ruleset: Ruleset, covered: CoveredOption) -> str:
    said = ruleset.arguing_about.get((covered.decision, covered.option), ())
    if not any(argument.is_for for argument in said):
        return "no rule speaks for it"
    if covered.ruled_out_by:
        return f"it is ruled out by {joined(f'`{rule}`' for rule in covered.ruled_out_by)}"
    return "no scenario gives it the most support"


def _claims(ruleset: Ruleset, coverage: Coverage) -> Iterator[Uncovered]:
    for claim in coverage.claims:
        if not claim.shown:
            rules = joined((f"`{rule}`" for rule in claim.rules), "or")
            reason = f"no scenario makes {rules} fire" if claim.rules else "no rule cites it"
            what = f"the claim `{claim.source}` is not shown"
            yield Uncovered("claim", what, reason, ruleset.sources[claim.source].span)


def _in(titles: Iterable[str]) -> str:
    listed = sorted(titles)
    return quote(listed[0]) if len(listed) == 1 else counted(len(listed), "scenario")
