"""Scenarios: what is given is checked by the facts, what is expected by the ruleset."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from casefiles import CASES, announced, findings, told
from goldens import Golden
from tactful.language.conclusions import Status
from tactful.language.model import Ruleset
from tactful.reading.ruleset import load_ruleset
from tactful.scenarios.expectation import Chooses, ComesOut, Conflicts, Differs, Fares, Holds
from tactful.scenarios.scenario import (
    LoadedScenarios,
    Scenario,
    load_scenarios,
    scenarios_from,
    settings_from,
)
from tactful.text.diagnostic import Span

BASE = CASES / "scenarios" / "base.yaml"
FILES = sorted(set((CASES / "scenarios").glob("*.yaml")) - {BASE})


def base() -> Ruleset:
    ruleset = load_ruleset(BASE).ruleset
    assert ruleset is not None
    return ruleset


def rules_for(path: Path) -> Ruleset:
    """The rules that a case brings itself, or else those of all cases."""
    return load_ruleset(path).ruleset or base()


def read(text: str) -> LoadedScenarios:
    return scenarios_from(text.encode(), "standard input", base())


def only(text: str) -> Scenario:
    loaded = read(text)
    assert loaded.diagnostics == (), told(loaded.diagnostics, loaded.texts)
    (scenario,) = loaded.scenarios
    return scenario


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_exactly_the_announced_mistakes_are_found(path: Path) -> None:
    loaded = load_scenarios(path, rules_for(path))
    assert findings(loaded.diagnostics) == announced(path.read_text())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_how_mistakes_are_told(path: Path, golden: Golden) -> None:
    loaded = load_scenarios(path, rules_for(path))
    golden(f"reading/scenario-{path.stem}.txt", told(loaded.diagnostics, loaded.texts))


def test_scenarios_without_mistakes_are_there_all_the_same() -> None:
    loaded = load_scenarios(CASES / "scenarios" / "given.yaml", base())
    assert [s.title for s in loaded.scenarios] == [
        "Fine",
        "Nothing is known",
        "Nothing is known either",
        "Regions",
        "A moment that came twice",
    ]


def test_a_scenario_has_values_places_and_a_title() -> None:
    text = "scenario: 'One: alone'\nfacts: {rapport: warm, gift_value: 2.5, company: no}\n"
    scenario = only(text)
    assert scenario.title == "One: alone"
    assert scenario.given == {"rapport": "warm", "gift_value": 2.5, "company": "no"}
    assert scenario.places["gift_value"] == Span("standard input", 2, 36, 2, 39)
    assert scenario.span == Span("standard input", 1, 11, 1, 23)


def test_a_computed_or_concluded_fact_may_be_given() -> None:
    assert only("scenario: A\nfacts: {hours: 2}").given == {"hours": 2}


@pytest.mark.parametrize(
    ("written", "zone", "local"),
    [
        ("2026-11-20T14:30Z", "America/New_York", datetime(2026, 11, 20, 9, 30)),
        ("2026-07-20T14:30Z", "America/New_York", datetime(2026, 7, 20, 10, 30)),
        ("2026-11-20T23:30-05:00", "Europe/Paris", datetime(2026, 11, 21, 5, 30)),
        ("2026-11-20 14:30", "Europe/Paris", datetime(2026, 11, 20, 14, 30)),
    ],
)
def test_a_moment_with_an_offset_becomes_local_time(
    written: str, zone: str, local: datetime
) -> None:
    """Whichever of the two stands first."""
    for facts in (f"now: {written}, timezone: {zone}", f"timezone: {zone}, now: {written}"):
        assert only(f"scenario: A\nfacts: {{{facts}}}").given["now"] == local


def test_a_moment_outside_the_calendar_is_refused_after_conversion_too() -> None:
    loaded = read("scenario: A\nfacts: {now: 1900-01-01T00:00+14:00, timezone: America/New_York}")
    assert findings(loaded.diagnostics) == [(2, "wrong-value")]


def test_what_is_expected_is_known_by_kind() -> None:
    text = (CASES / "scenarios" / "expect.yaml").read_text()
    fine, too, this, *_ = scenarios_from(text.encode(), "f", base()).scenarios
    assert [type(e) for e in fine.expect] == [
        Holds,
        Holds,
        Holds,
        Chooses,
        Chooses,
        Differs,
        Differs,
        Chooses,
        Fares,
        Fares,
        Fares,
        Conflicts,
        Conflicts,
    ]
    assert isinstance(too.expect[0], ComesOut)
    assert too.expect[0].status is Status.NONE
    assert isinstance(too.expect[1], Chooses)
    assert (too.expect[1].how, too.expect[1].options) == ("exactly", ())
    assert isinstance(this.expect[2], ComesOut)
    assert (this.expect[2].status, this.expect[2].wanted) == (Status.CONFLICT, False)


def test_scenarios_of_a_folder_and_of_a_ruleset_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    for name, title in (("b", "Two"), ("a", "One")):
        (tmp_path / "scenarios" / f"{name}.yaml").write_text(f"scenario: {title}\nfacts: {{}}\n")
    loaded = load_scenarios(tmp_path, base())
    assert [s.title for s in loaded.scenarios] == ["One", "Two"]
    assert [s.title for s in load_scenarios(tmp_path / "scenarios", base()).scenarios] == [
        "One",
        "Two",
    ]
    whole = tmp_path / "whole.yaml"
    whole.write_text(BASE.read_text() + "scenarios:\n  - {scenario: Inside, facts: {}}\n")
    assert load_ruleset(whole).diagnostics == ()
    assert [s.title for s in load_scenarios(whole, base()).scenarios] == ["Inside"]
    assert load_scenarios(BASE, base()) == ((), (), {str(BASE): BASE.read_text()})


def test_a_file_that_is_not_there() -> None:
    loaded = load_scenarios("gone.yaml", base())
    assert [(d.name, d.span) for d in loaded.diagnostics] == [("missing-file", Span("gone.yaml"))]


def test_settings_are_read_like_facts() -> None:
    found = settings_from(["rapport=warm", "company = x=y", " gift_value=5 "], base(), "settings")
    assert found.diagnostics == ()
    assert found.given == {"rapport": "warm", "company": "x=y", "gift_value": 5}


@pytest.mark.parametrize(
    ("words", "place", "name", "help_"),
    [
        ("rapport", (1, 1, 1, 8), "malformed-setting", "write it as `rapport=warm`"),
        ("=warm", (1, 1, 1, 6), "malformed-setting", "write it as `rapport=warm`"),
        ("raport=warm", (1, 1, 1, 7), "unknown-fact", "did you mean `rapport`?"),
        (
            "rapport= hot",
            (1, 10, 1, 13),
            "unknown-choice",
            "the choices are `cold`, `neutral`, `warm`",
        ),
        (
            "gift_value=",
            (1, 12, 1, 12),
            "empty-value",
            "write a number, as 40 or 2.5, or leave the fact out",
        ),
        (
            f"gift_value={'9' * 20}",
            (1, 12, 1, 32),
            "wrong-value",
            "use a number up to 16 digits",
        ),
        (
            f"gift_value={'9' * 5000}",
            (1, 12, 1, 5012),
            "wrong-value",
            "write a number, as 40 or 2.5",
        ),
        ("country=usa", (1, 9, 1, 12), "unknown-country", "did you mean `US`?"),
        ("country=fr", (1, 9, 1, 11), "unknown-country", "did you mean `FR`?"),
        (
            "timezone=new york",
            (1, 10, 1, 18),
            "unknown-time-zone",
            "did you mean `America/New_York`?",
        ),
        ("timezone=EDT", (1, 10, 1, 13), "unknown-time-zone", "did you mean `America/New_York`?"),
        (
            "timezone=../../etc",
            (1, 10, 1, 19),
            "unknown-time-zone",
            "write the continent and the nearest large city, as `Europe/Paris` or "
            "`America/New_York`",
        ),
    ],
)
def test_mistakes_in_settings(
    words: str, place: tuple[int, int, int, int], name: str, help_: str
) -> None:
    found = settings_from([words], base(), "settings")
    assert found.given == {}
    (d,) = found.diagnostics
    assert (d.name, d.span, d.help) == (name, Span("settings", *place), help_)
    assert found.texts == {"settings": words}


def test_settings_tell_twice_and_use_the_zone_that_is_known() -> None:
    found = settings_from(["rapport=warm", "rapport=cold"], base(), "settings")
    assert [d.name for d in found.diagnostics] == ["duplicate-key"]
    assert found.diagnostics[0].span == Span("settings", 2, 1, 2, 8)
    known = {"timezone": "Europe/Paris"}
    found = settings_from(["now=2026-11-20T14:30Z"], base(), "settings", known)
    assert found.given == {"now": datetime(2026, 11, 20, 15, 30)}
