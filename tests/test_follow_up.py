"""The packaged follow-up rules prove themselves: no finding, and scenarios that would notice."""

from __future__ import annotations

from pathlib import Path

from tactful.checks import examine
from tactful.coverage import cover
from tactful.equivalence import Equivalence
from tactful.reading import load_ruleset
from tactful.scenario import load_scenarios
from tactful.suppressions import suppressed
from tactful.survivors import try_mutants
from tactful.testing import passes_without_rules, run

FOLLOW_UP = Path(__file__).parent.parent / "rulesets" / "follow-up"
LOADED = load_ruleset(FOLLOW_UP)
assert LOADED.ruleset is not None
RULES = LOADED.ruleset
SCENARIOS = load_scenarios(FOLLOW_UP, RULES).scenarios
SITUATIONS = [scenario.given for scenario in SCENARIOS]


def test_the_checks_find_nothing_that_is_not_allowed_with_a_reason() -> None:
    assert suppressed(examine(RULES, SITUATIONS), LOADED.texts) == ()


def test_every_rule_option_and_claim_is_shown_and_nearly_every_condition_decides() -> None:
    coverage = cover(RULES, run(RULES, SCENARIOS))
    assert [rule.rule for rule in coverage.rules if not rule.fired] == []
    assert [o for o in coverage.options if not o.chosen] == []
    assert [claim.source for claim in coverage.claims if not claim.shown] == []
    assert coverage.share_of_conditions() >= 0.95


def test_scenarios_notice_nine_small_changes_in_ten() -> None:
    trial = try_mutants(RULES, SCENARIOS, is_equivalent=Equivalence(RULES, SITUATIONS))
    assert trial.score >= 0.9, [m.description for m in trial.survivors]


def test_no_scenario_tests_nothing() -> None:
    assert [s.title for s in SCENARIOS if passes_without_rules(s, RULES)] == []
