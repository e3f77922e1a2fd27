"""The packaged rulesets prove themselves: no finding, and scenarios that would notice a slip."""

from __future__ import annotations

from pathlib import Path

import pytest

from running import run as run_command
from tactful.checking.examine import examine
from tactful.checking.suppressions import suppressed
from tactful.language.model import Ruleset
from tactful.language.progress import silent
from tactful.reading.ruleset import load, load_ruleset
from tactful.scenarios.scenario import Scenario, load_scenarios
from tactful.testing.run import passes_without_rules, run
from tactful.testing.several import cover_several
from tactful.text.library import packaged, packaged_names
from tactful.workspace.reviewing import report_on, with_mutants

NAMES = packaged_names()


def loaded(name: str) -> tuple[Ruleset, tuple[Scenario, ...]]:
    rules = load(packaged(name))
    return rules, load_scenarios(packaged(name), rules).scenarios


SUBJECTS = ("follow-up", "offer-talk", "start-date")
EXTENSIONS = {"practice": ("small_gift",)}
"""What builds on another one of these, and the options that it never comes to, by intention.

What such a ruleset keeps its base's rules from is shown by the base's own scenarios, so less of it
decides here.
"""


def test_there_are_three_on_different_subjects() -> None:
    """They have nothing in common but the clock, which is everybody's."""
    assert sorted(NAMES) == sorted((*SUBJECTS, *EXTENSIONS))
    rulesets = [load(packaged(name)) for name in SUBJECTS]
    clocks = {name for rules in rulesets for name in rules.clock}
    facts = [set(rules.facts) - clocks for rules in rulesets]
    assert len(set().union(*facts)) == sum(map(len, facts))


def test_an_offer_takes_what_people_say() -> None:
    """None, several choices, arithmetic, days, constraints, branches, sections: all of it."""
    rules = load(packaged("offer-talk"))
    facts = rules.facts.values()
    computed = {fact.computed.name for fact in facts if fact.computed is not None}
    assert len(computed) >= 7
    assert any(fact.type.many for fact in facts)
    assert any(fact.type.none for fact in facts)
    assert any(fact.type.also for fact in facts)
    assert any(fact.needed for fact in facts)
    assert any(rule.reasons for rule in rules.rules.values())
    assert rules.constraints
    assert rules.questions


@pytest.mark.parametrize("name", NAMES)
def test_the_checks_find_nothing_that_is_not_allowed_with_a_reason(name: str) -> None:
    read = load_ruleset(packaged(name))
    assert read.ruleset is not None
    situations = [scenario.given for scenario in loaded(name)[1] if not scenario.people]
    found = suppressed(examine(read.ruleset, situations), read.texts)
    # What is found in a base is the base's own matter: it is another ruleset by what is added.
    home = packaged(name)
    own = [one for one in found if Path(one.diagnostic.span.file).is_relative_to(home)]
    assert own == []
    assert name in EXTENSIONS or found == ()


@pytest.mark.parametrize("name", NAMES)
def test_rules_options_and_claims_are_shown_and_nearly_all_conditions_decide(name: str) -> None:
    rules, scenarios = loaded(name)
    coverage = cover_several(rules, run(rules, scenarios))
    assert [rule.rule for rule in coverage.rules if not rule.fired] == []
    never = EXTENSIONS.get(name, ())
    assert [o for o in coverage.options if not o.chosen and o.option not in never] == []
    assert [claim.source for claim in coverage.claims if not claim.shown] == []
    assert coverage.share_of_conditions() >= (0.9 if name in EXTENSIONS else 0.95)


@pytest.mark.parametrize("name", NAMES)
def test_scenarios_notice_nine_small_changes_in_ten(name: str) -> None:
    rules, scenarios = loaded(name)
    trial = with_mutants(report_on(rules, scenarios), silent).trial
    assert trial is not None
    assert trial.score >= (0.85 if name in EXTENSIONS else 0.9), [
        m.description for m in trial.survivors
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_passes_and_none_tests_nothing(name: str) -> None:
    rules, scenarios = loaded(name)
    assert [one.scenario.title for one in run(rules, scenarios) if one.failures] == []
    assert [s.title for s in scenarios if passes_without_rules(s, rules)] == []


def test_a_packaged_ruleset_can_be_used_by_its_name() -> None:
    done = run_command("evaluate", "--ruleset", "start-date", "--set", "offer_in_writing=no")
    assert done.code == 0
    assert "Ask for the offer in writing before you talk about dates, in an email." in done.out
