"""Scenarios that list several of a thing, as tests: each rule of the author's counts once."""

from __future__ import annotations

from pathlib import Path

import pytest

from running import run as tactful
from tactful.language.model import Ruleset
from tactful.reading.ruleset import load_ruleset_text
from tactful.scenarios.scenario import scenarios_from
from tactful.testing.coverage import Reach
from tactful.testing.mutations import mutants
from tactful.testing.run import ScenarioRun, run
from tactful.testing.several import cover_several
from tactful.workspace.reviewing import report_on, with_mutants

TEXT = """\
title: A panel
each:
  interviewer:
    facts:
      rapport: {type: choice, ordered: yes, choices: {cold: stiff, warm: friendly}, question: How?}
      email_known: {type: yes/no, question: Known?}
    decisions:
      channel: {options: {email: an email, card: a card}, fallback: email}
facts: {industry: {type: choice, choices: {law: law, tech: tech}, question: Which?}}
decisions: {tone: {options: {formal: formal, friendly: friendly}, fallback: formal}}
rules:
  - id: card-if-warm
    when: {rapport: warm, any other interviewer: {email_known: yes}}
    then: {channel: {card: for}}
    because: You and {interviewer} got on well.
    source: house
  - id: friendly
    when: {every interviewer: {rapport: warm}}
    then: {tone: {friendly: for}}
    because: All were kind.
    source: house
"""
SCENARIOS = """\
scenarios:
  - scenario: Two
    facts: {}
    interviewers: [{name: Ana, rapport: warm}, {name: Ben, rapport: cold, email_known: yes}]
    expect: {tone: formal, Ana: {channel: card, fired: [card-if-warm]}, ben: {channel: email}}
  - scenario: One
    facts: {rapport: warm}
    expect: {tone: friendly, channel: email}
"""


def rules() -> Ruleset:
    made = load_ruleset_text(TEXT).ruleset
    assert made is not None
    return made


def ran(text: str = SCENARIOS) -> tuple[ScenarioRun, ...]:
    read = scenarios_from(text.encode(), "scenarios.yaml", rules())
    assert read.diagnostics == ()
    return run(rules(), read.scenarios)


def test_failures_say_of_whom() -> None:
    assert [one.failures for one in ran()] == [(), ()]
    wrong = SCENARIOS.replace("channel: card,", "channel: email,").replace(
        "ben: {", "ben: {rapport: warm, "
    )
    told = [str(failure) for one in ran(wrong) for failure in one.failures]
    assert told == [
        "expected `channel[Ana]` to be `email`, but it is `card` (by `card-if-warm[Ana]`)",
        "expected `rapport[Ben]` to be `warm`, but it is `cold`, given",
    ]


def test_coverage_counts_the_authors_rules_conditions_and_options_once() -> None:
    found = cover_several(rules(), ran())
    assert {one.rule: one.fired for one in found.rules} == {
        "card-if-warm": ("Two",),
        "friendly": ("One",),
    }
    asked = [one.place.test.subject for one in found.conditions]
    assert asked == ["rapport", "email_known", "rapport"]
    assert {(one.decision, one.option): {*one.chosen} for one in found.options} == {
        ("tone", "formal"): {"Two"},
        ("tone", "friendly"): {"One"},
        ("channel", "email"): {"One", "Two"},
        ("channel", "card"): {"Two"},
    }


def test_what_only_others_are_asked_is_unseen_without_them() -> None:
    (_, alone) = ran()
    (asked,) = (
        one
        for one in cover_several(rules(), [alone]).conditions
        if one.place.test.subject == "email_known"
    )
    assert asked.true.reach is asked.false.reach is Reach.UNSEEN


def test_a_mutant_changes_what_the_author_wrote() -> None:
    made = [*mutants(rules())]
    assert {one.owner for one in made} == {"card-if-warm", "friendly"}
    assert len({(one.owner, one.description) for one in made}) == len(made)
    assert all(one.ruleset.template is not None for one in made)


def test_scenarios_with_people_notice_mutants() -> None:
    trial = with_mutants(report_on(rules(), [one.scenario for one in ran()]), lambda *_: None).trial
    assert trial is not None
    left = {(one.owner, one.description) for one in (*trial.survivors, *trial.equivalent)}
    assert ("card-if-warm", "the rule dropped") not in left
    assert ("friendly", "the rule dropped") not in left


@pytest.mark.parametrize("wanted", ["--coverage", "--mutate", "--suggest", "--junit"])
def test_the_command_line(wanted: str, tmp_path: Path) -> None:
    (tmp_path / "panel.yaml").write_text(TEXT + SCENARIOS)
    file = [tmp_path / "made"] if wanted in ("--suggest", "--junit") else []
    done = tactful("test", tmp_path / "panel.yaml", wanted, *file)
    assert done.code == 0, done.err
    assert "[1]" not in done.out
