"""Panes, asked for without a page: what they say, and what their buttons carry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from asking import acts, asked, edited, reopened, umbrella, words
from tactful.text.library import packaged
from tactful.workspace.opened import Opened
from tactful_studio.pane_input import PaneInput
from tactful_studio.panes import changes, coverage, findings, form, message, plan, scenarios, whatif
from tactful_studio.panes_found import Light, found

RULES = "rules/advice.yaml"
CLEAR = {"sky": "clear"}
THANKS = {
    "rapport": "warm",
    "email_known": "yes",
    "timezone": "Europe/Berlin",
    "country": "DE",
    "interview_ended": "2026-11-20T11:00",
    "now": "2026-11-20T12:00",
}
WETTER = {RULES: ("clouds-may-bring-rain", "clouds-bring-rain")}
STRONGER = {RULES: ("umbrella: {take_it: slightly for}", "umbrella: {take_it: strongly for}")}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return umbrella(tmp_path)


PROVING = [name for name, pane in found().items() if pane.proves]


def test_all_that_takes_long_is_found_by_being_there() -> None:
    assert PROVING == [
        "whatif",
        "plan",
        "message",
        "scenarios",
        "findings",
        "changes",
        "coverage",
        "clients",
    ]
    assert [name for name, pane in found().items() if pane.light] == [
        "scenarios",
        "findings",
        "changes",
    ]


@pytest.mark.parametrize("name", [name for name in PROVING if name != "clients"])
def test_rules_that_cannot_be_read_are_said_to_be_so(name: str, home: Path) -> None:
    broken = asked(home, {"ruleset.yaml": ("decisions:", "decisions: [")})
    pane = found()[name]
    told = words(pane.draw(replace(broken, saved=broken.opened)))
    assert "The rules cannot be read yet" in told
    if pane.light is not None:
        assert pane.light(broken) is None


@pytest.mark.parametrize("name", PROVING)
def test_what_an_author_writes_is_never_markup(name: str, home: Path) -> None:
    told = found()[name].draw(
        asked(
            home,
            {
                "ruleset.yaml": ("take an umbrella}", "take <b>an umbrella</b>}"),
                "scenarios/cases.yaml": ("scenario: Rain\n", "scenario: <i>Rain</i>\n"),
            },
            CLEAR,
            {"title": "<i>My</i> client"},
        )
    )
    assert "<b>an" not in told
    assert "<i>" not in told


def test_what_would_change_the_advice_can_be_tried() -> None:
    html = whatif.pane(asked(packaged(), facts=THANKS))
    assert "What you can do" in html
    tried = acts(html, "facts")
    assert tried
    for facts in tried:
        assert {name: facts[name] for name in ("rapport", "timezone")} == {
            "rapport": "warm",
            "timezone": "Europe/Berlin",
        }
        assert len(facts) >= len(THANKS)
    assert any(facts.get("thank_you_sent") is True for facts in tried)


def test_what_would_lead_to_an_option_is_asked_for_by_a_setting() -> None:
    form = {"decision": "channel", "option": "card"}
    told = words(whatif.pane(asked(packaged(), facts=THANKS, form=form)))
    assert "“A card” instead of “an email”" in told
    unknown = asked(packaged(), facts=THANKS, form={"decision": "no_such"})
    assert "everything that is advised" in words(whatif.pane(unknown))


def test_where_nothing_can_be_changed_that_is_said(home: Path) -> None:
    told = words(
        whatif.pane(
            asked(home, {"facts.yaml": ("ordered: yes", "changeable: no\n    ordered: yes")})
        )
    )
    assert "What you may find out" in told


def test_a_plan_has_a_moment_for_each_change_and_each_can_be_looked_at() -> None:
    html = plan.pane(asked(packaged(), facts=THANKS))
    assert "<svg" in html
    moments = html.count('class="moment"')
    assert moments > 3
    assert f'max="{moments - 1}"' in html
    assert html.count("<option") == moments
    then = [facts["now"] for facts in acts(html, "facts")]
    assert then == sorted(then)
    assert len(then) == moments - 1
    assert then[0] > THANKS["now"]


def test_rules_that_look_at_no_time_have_no_plan(home: Path) -> None:
    assert "do not look at the time" in words(plan.pane(asked(home, facts=CLEAR)))


def test_a_message_is_there_to_be_copied_and_for_each_step() -> None:
    html = message.pane(asked(packaged(), facts=THANKS))
    assert "Thank you so much" in html
    assert 'data-act="copy"' in html
    assert "step 2 of the plan" in html
    later = message.pane(asked(packaged(), facts=THANKS, form={"step": "2"}))
    assert "This message is for a step of your plan" in words(later)
    for step in ("0", "99", "9" * 5000, "last"):
        assert message.pane(asked(packaged(), facts=THANKS, form={"step": step})) == html


def test_rules_without_messages_say_that_there_is_nothing_to_write(home: Path) -> None:
    assert "There is nothing to write now" in words(message.pane(asked(home, facts=CLEAR)))


def test_a_scenario_that_fails_is_explained_and_gone_to(home: Path) -> None:
    one = asked(home, {RULES: ("umbrella: {leave_it: for}", "umbrella: {take_it: for}")}, CLEAR)
    html = scenarios.pane(one)
    assert "expected umbrella to be leave_it , but it is take_it" in words(html)
    assert 'data-file="scenarios/cases.yaml"' in html
    assert {"sky": "clear"} in acts(html, "facts")
    assert scenarios.light(one) == Light("1 of 5 scenarios fail", "bad")


def test_all_scenarios_pass_and_the_client_is_kept_as_one_more(home: Path) -> None:
    one = asked(home, facts={"sky": "clear", "minutes_outside": 30}, form={"title": "Half an hour"})
    html = scenarios.pane(one)
    assert scenarios.light(one) == Light("5 scenarios pass", "good")
    (kept,) = acts(html, "edits")
    after = reopened(one.opened, edited(one.opened.texts, kept))
    assert after.diagnostics == ()
    assert "scenarios/half-an-hour.yaml" in after.texts
    assert scenarios.light(replace(one, opened=after)) == Light("6 scenarios pass", "good")
    assert after.scenarios[-1].given == {"sky": "clear", "minutes_outside": 30}


def test_without_scenarios_it_is_said_how_to_begin(home: Path) -> None:
    (home / "scenarios" / "cases.yaml").unlink()
    one = asked(home)
    assert "Describe a client in the tab" in words(scenarios.pane(one))
    assert scenarios.light(one) == Light("No scenarios", "look")
    assert "nothing is exercised" in words(coverage.pane(one))


GAP = {"ruleset.yaml": ("    fallback: take_it\n", "")}


def test_a_finding_has_a_client_to_try_and_to_keep_and_can_be_allowed(home: Path) -> None:
    one = asked(home, GAP)
    html = findings.pane(one)
    light = findings.light(one)
    assert light is not None
    assert light.tone == "look"
    assert acts(html, "facts")
    keep, allow = acts(html, "edits")[:2]
    kept = reopened(one.opened, edited(one.opened.texts, keep))
    assert kept.diagnostics == ()
    assert len(kept.scenarios) == len(one.opened.scenarios) + 1
    assert not scenarios.report(kept).tested[-1].failures
    assert "{reason}" in allow[0]["text"]
    allow[0]["text"] = allow[0]["text"].replace("{reason}", "nobody asks then")
    allowed = reopened(one.opened, edited(one.opened.texts, allow))
    assert allowed.diagnostics == ()
    assert len(findings.examination(allowed).findings) < len(
        findings.examination(one.opened).findings
    )


def test_nothing_found_is_said(home: Path) -> None:
    one = asked(home)
    assert "Nothing was found" in words(findings.pane(one))
    assert findings.light(one) == Light("No findings", "good")


def test_whose_advice_changes_with_a_client_to_try_and_to_keep(home: Path) -> None:
    one = asked(home, STRONGER)
    html = changes.pane(one)
    assert "“take an umbrella” instead of “leave the umbrella at home”" in words(html)
    assert changes.light(one) == Light("1 decision changes", "look")
    (facts, *_), (keep, *_) = acts(html, "facts"), acts(html, "edits")
    assert facts["sky"] == "cloudy"
    kept = reopened(one.opened, edited(one.opened.texts, keep))
    assert kept.diagnostics == ()
    assert kept.scenarios[-1].given["sky"] == "cloudy"


def test_an_edit_that_changes_nobodys_advice_is_proven_to(home: Path) -> None:
    one = asked(home, {RULES: ("It is raining.", "It rains.")})
    assert "No client's advice changes: that is proven for every situation." in words(
        changes.pane(one)
    )
    assert changes.light(one) == Light("No advice changes", "good")


def test_a_new_name_alone_is_told_as_that(home: Path) -> None:
    assert "that is proven" in words(changes.pane(asked(home, WETTER)))


def test_without_edits_there_is_nothing_to_compare(home: Path) -> None:
    one = asked(home)
    assert "Nothing is unsaved" in words(changes.pane(one))
    assert changes.light(one) == Light("Nothing unsaved", "good")
    assert "cannot be read" in words(
        changes.pane(replace(asked(home, STRONGER), saved=broken(one)))
    )


def broken(one: PaneInput) -> Opened:
    return replace(one.saved, ruleset=None)


def test_coverage_says_what_no_scenario_shows_and_mutation_what_none_notices(home: Path) -> None:
    one = asked(home, {"scenarios/cases.yaml": ("facts: {sky: clear}", "facts: {sky: raining}")})
    told = words(coverage.pane(one))
    assert "What no scenario exercises" in told
    assert "Try small changes of the rules" in told
    after = words(coverage.pane(replace(one, form={"mutate": "yes"})))
    assert "no scenario notices" in after
    whole = asked(home, form={"mutate": "yes"})
    assert "Every rule, condition, option and claim is exercised" in words(coverage.pane(whole))


def test_what_stands_in_a_base_is_told_and_not_changed() -> None:
    of_nobody = form.pane(asked(packaged("practice"), form={"entry": "rule/no-such-rule"}))
    assert "There is no rule `no-such-rule` here." in words(of_nobody)
    theirs = {"entry": "rule/end-of-the-day-is-best"}
    html = form.pane(asked(packaged("practice"), form=theirs))
    assert "This stands in the ruleset that this one builds on" in words(html)
