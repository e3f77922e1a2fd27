"""What scenarios exercise: small cases by hand, and conditions against turning each by force."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import Size, draw_given, draw_ruleset
from making import YES_NO, all_of, any_of, check, decision, facts, rule, ruleset
from tactful.language.conclusions import Conclusions, advice
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.language.terms import Condition, Group, Join
from tactful.language.values import Value
from tactful.language.variants import Place, condition_at, places, replaced, with_condition
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import Scenario
from tactful.testing.coverage import Coverage, Reach, cover
from tactful.testing.run import ScenarioRun, run
from tactful.testing.uncovered import tallies, uncovered

DRAWS = int(os.environ.get("TACTFUL_DRAWS", "200"))
HOLDS = Group(Join.ALL, ())
FAILS = Group(Join.ANY, ())


def covered(rules: Ruleset, *situations: Mapping[str, Value]) -> tuple[Coverage, list[ScenarioRun]]:
    scenarios = [Scenario(f"S{number}", given) for number, given in enumerate(situations)]
    ran = [ScenarioRun(s, evaluate(rules, s.given), ()) for s in scenarios]
    return cover(rules, ran), ran


def reasons(rules: Ruleset, *situations: Mapping[str, Value]) -> list[str]:
    coverage, ran = covered(rules, *situations)
    return [f"{one.what}: {one.reason}" for one in uncovered(rules, coverage, ran)]


BOTH = ruleset(
    facts(a=YES_NO, b=YES_NO),
    [decision("step", "wait", "go", fallback="wait")],
    rule("both", all_of(check("a", True), check("b", True)), then={"step": {"go": "for"}}),
)


def test_a_condition_needs_both_truths_where_it_decides() -> None:
    yes, no = {"a": True, "b": True}, {"a": False, "b": True}
    a, b = covered(BOTH, yes, no)[0].conditions
    assert (a.true, a.false) == ((Reach.TURNS_ADVICE, "S0"), (Reach.TURNS_ADVICE, "S1"))
    assert a.is_covered(Reach.TURNS_ADVICE)
    assert b.true == (Reach.TURNS_ADVICE, "S0")
    assert b.false == (Reach.UNSEEN, None)
    assert not b.is_covered()


def test_unknown_is_not_false() -> None:
    a, _ = covered(BOTH, {"b": True})[0].conditions
    assert a.false == (Reach.UNSEEN, None)


def test_a_condition_that_others_mask_is_only_seen() -> None:
    a, _ = covered(BOTH, {"a": False, "b": False})[0].conditions
    assert a.false == (Reach.SEEN, "S0")


def test_a_rule_that_turns_may_leave_the_advice_alone() -> None:
    louder = rule("louder", check("b", True), then={"step": {"go": "strongly for"}})
    rules = replace(BOTH, rules={**BOTH.rules, "louder": louder})
    a, *_ = covered(rules, {"a": True, "b": True})[0].conditions
    assert a.true == (Reach.TURNS_RULE, "S0")


def test_a_decisions_own_condition_counts_too() -> None:
    asked = decision("step", "wait", "go", fallback="wait", applies_when=check("a", True))
    rules = replace(BOTH, decisions={"step": asked})
    coverage, _ = covered(rules, {"a": True, "b": True}, {"a": False})
    assert coverage.conditions[-1].place.part == "applies when"
    assert coverage.conditions[-1].is_covered(Reach.TURNS_ADVICE)


def test_each_reason_says_what_is_missing() -> None:
    rules = ruleset(
        facts(a=YES_NO, b=YES_NO),
        [decision("step", "wait", "go", "run", "hide", fallback="wait")],
        rule("never", check("b", True), then={"step": {"go": "for"}}),
        rule("blocked", check("a", True), unless=check("a", True), then={"step": {"go": "for"}}),
        rule("aside", check("a", True), then={"step": {"go": "for"}}),
        rule("over", check("a", True), then={"step": {"run": "never"}}, overrides=["aside"]),
        rule("for-run", any_of(check("a", True)), then={"step": {"run": "for"}}),
    )
    told = reasons(rules, {"a": True, "b": False}, {"a": True})
    assert told[:3] == [
        "the rule `never` never fires: nearest comes “S0”, where “b” is no",
        "the rule `blocked` never fires: its `unless` holds wherever its `when` does (2 scenarios)",
        "the rule `aside` never fires: wherever its conditions hold, `over` sets it aside "
        "(2 scenarios)",
    ]
    assert (
        "the option `go` of `step` is never chosen: no scenario gives it the most support" in told
    )
    assert "the option `run` of `step` is never chosen: it is ruled out by `over`" in told
    assert "the option `hide` of `step` is never chosen: no rule speaks for it" in told
    assert "`b: yes` under `when` of the rule `never`: no scenario has it true" in told


def test_claims_are_shown_by_the_rules_that_cite_them() -> None:
    rules = load(Path(__file__).parents[2] / "rulesets" / "follow-up")
    coverage = cover(rules, run(rules, [Scenario("Nothing", {})]))
    shown = {claim.source for claim in coverage.claims if claim.shown}
    assert "why-3" in shown  # say-thank-you-by-default
    assert "waiting-3" not in shown
    totals = {tally.kind: tally.total for tally in tallies(coverage)}
    assert (totals["rule"], totals["claim"]) == (len(rules.rules), len(rules.sources))


def test_without_scenarios_nothing_is_covered() -> None:
    coverage, ran = covered(BOTH)
    assert [tally.percent for tally in tallies(coverage)] == [0, 0, 0, 100]
    assert "there are no scenarios yet" in uncovered(BOTH, coverage, ran)[0].reason


def turned(rules: Ruleset, place: Place, to: Condition) -> Ruleset:
    """The ruleset with one test made true or false by force, whatever it says."""
    changed = replaced(condition_at(rules, place), place.path, to)
    return with_condition(rules, place, changed)


def triggered(rules: Ruleset, owner: str, conclusions: Conclusions) -> bool:
    aside = {pair.rule for pair in conclusions.set_aside}
    if owner in rules.rules:
        return owner in conclusions.fired or owner in aside
    return conclusions.decisions[owner].status.value != "not applicable"


@settings(max_examples=max(1, DRAWS // 3), deadline=None)
@given(st.randoms(use_true_random=False))
def test_how_far_a_condition_got_is_what_turning_it_by_force_shows(rng: Random) -> None:
    rules = draw_ruleset(rng, Size(rules=5, facts=4))
    situation = draw_given(rng, rules)
    coverage, (tested,) = covered(rules, situation)
    before = tested.conclusions
    for condition, place in zip(coverage.conditions, places(rules), strict=True):
        assert condition.place == place
        for side, other in ((condition.true, FAILS), (condition.false, HOLDS)):
            if side.reach is Reach.UNSEEN:
                continue
            variant = turned(rules, place, other)
            after = evaluate(variant, situation)
            same = triggered(rules, place.owner, before) == triggered(variant, place.owner, after)
            expected = (
                Reach.SEEN
                if same
                else (Reach.TURNS_RULE if advice(before) == advice(after) else Reach.TURNS_ADVICE)
            )
            assert side.reach is expected, place
