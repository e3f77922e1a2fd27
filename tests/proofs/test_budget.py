"""What is left open for want of steps is said, and never passes for proven."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import tactful
from bombs import BOMBS, concluding, pairs, weighing
from drawing import Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from running import run, run_on_terminal
from tactful.answers.interview import Interview
from tactful.checking import subject
from tactful.checking.examine import CHECKS, examination
from tactful.explanation.unknowns import unknown_facts
from tactful.explanation.wire import as_json, results
from tactful.language.model import Ruleset
from tactful.network.evaluator import Network
from tactful.proofs import relevance
from tactful.proofs.budget import COMPILING, CONFLICT, Budget, Possibility, size
from tactful.proofs.logic import any_of, at_most_one, new_context, solver_in, variable
from tactful.reading.ruleset import load_ruleset_text
from tactful.scenarios.scenario import Scenario
from tactful.testing import equivalence, survivors
from tactful.testing.mutations import mutants
from tactful.testing.report import SuiteReport, report_page
from tactful.testing.wire import tested as outcome_as_json

SMALL = Size(facts=4, concluded=2, decisions=2, rules=8)


def ruleset(text: str) -> Ruleset:
    loaded = load_ruleset_text(text, "made.yaml").ruleset
    assert loaded is not None
    return loaded


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32), st.integers(0, 5_000))
def test_what_is_not_found_out_is_open_and_the_rest_is_as_ever(seed: int, steps: int) -> None:
    rng = Random(seed)
    rules = draw_ruleset(rng, SMALL)
    conclusions = Network(rules).evaluate(draw_given(rng, rules))
    found = unknown_facts(rules, conclusions, Budget(steps))
    for less, full in zip(found, unknown_facts(rules, conclusions), strict=True):
        assert full.may_matter_to == ()
        assert {*less.matters_to} <= {*full.matters_to}
        assert {*full.matters_to} <= {*less.matters_to, *less.may_matter_to}


def test_json_names_what_was_not_found_out_in_time() -> None:
    rules = ruleset(weighing(20))
    network = Network(rules)
    explanation = tactful.explain(network, "x", network.evaluate({}))
    made = as_json(explanation, budget=Budget(0))
    validator = Draft202012Validator(tactful.schema("results"))
    validator.validate({"results": [made]})
    unknown = made["unknown"]
    assert isinstance(unknown, list)
    shown = [{"fact": name, "matters_to": ["ch"]} for name in rules.facts]
    left = [{"fact": name, "matters_to": [], "may_matter_to": ["ch"]} for name in rules.facts]
    # What worlds show is found without a step of the solver's.
    assert all(
        one in both for one, both in zip(unknown, zip(shown, left, strict=True), strict=True)
    )
    assert any(one in left for one in unknown)
    without = results([explanation], unknown=False)
    validator.validate(without)
    assert json.loads(json.dumps(without))["results"][0]["unknown"] is None


@pytest.mark.parametrize("name", ["weighing 28", "pairs 20, 120 rules"])
def test_advice_on_what_once_took_for_ever_comes_with_what_is_open(name: str) -> None:
    rules = ruleset(BOMBS[name]())
    network = Network(rules)
    explanation = tactful.explain(network, "x", network.evaluate({}), questions=False)
    (made,) = json.loads(json.dumps(results([explanation])))["results"]
    assert [one["fact"] for one in made["unknown"]] == [*rules.facts][: len(made["unknown"])]
    assert all(one["matters_to"] or one.get("may_matter_to") for one in made["unknown"])


def test_an_interview_without_steps_ends_and_is_not_settled() -> None:
    interview = Interview(Network(ruleset(weighing(12))), {}, budget=Budget(0))
    assert interview.question is None
    assert not interview.settled
    assert {*interview.possible("ch")} >= {"a", "b"}


def test_checks_say_which_of_them_were_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = ruleset(pairs(8, 30))
    whole = examination(rules)
    monkeypatch.setattr(subject, "ALTOGETHER", 0)
    cut = examination(rules)
    assert whole.left_open == ()
    assert {*cut.findings} <= {*whole.findings}
    assert "redundant-rule" in {one.check for one in cut.left_open}


def test_no_change_passes_for_none_where_that_is_not_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = ruleset(pairs(6, 12))
    listed = [*mutants(rules)]
    is_none = equivalence.Equivalence(rules)
    none = [mutant for mutant in listed if is_none(mutant)]
    assert none
    assert is_none.left_open == 0
    monkeypatch.setattr(equivalence, "ALTOGETHER", 0)
    cut = equivalence.Equivalence(rules)
    assert not any(map(cut, listed))
    assert cut.left_open == len(listed)


def test_without_unknown_is_said_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "made.yaml"
    file.write_text(weighing(28), encoding="utf-8")
    asked = ("evaluate", "--ruleset", file, "--set", "f0=yes")
    done = run(*asked, "--no-unknown", "--format", "json")
    assert (done.code, json.loads(done.out)["results"][0]["unknown"]) == (0, None)
    refused = run(*asked, "--no-unknown")
    assert refused.code != 0
    assert "add --format json" in refused.err


def test_of_very_many_changes_an_even_part_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = ruleset(pairs(6, 12))
    every = len([*mutants(rules)])
    assert survivors.try_mutants(rules, []).untried == 0
    monkeypatch.setattr(survivors, "ALTOGETHER", every * COMPILING * size(rules) // 2)
    trial = survivors.try_mutants(rules, [])
    assert len(trial.survivors) == every - trial.untried == (every + 1) // 2
    assert len({mutant.owner for mutant in trial.survivors}) > len(rules.rules) // 2
    page = report_page([SuiteReport(rules, [], trial=trial)])
    assert f"{trial.untried} more were not tried" in repr(page)
    made = json.loads(json.dumps(outcome_as_json([SuiteReport(rules, [], trial=trial)])))
    Draft202012Validator(tactful.schema("tested")).validate(made)
    assert made["mutation"][0]["untried"] == trial.untried


def test_an_interview_says_the_same_however_often_it_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is a value: whoever holds one behind a server asks it again and again."""
    monkeypatch.setattr(relevance, "ALTOGETHER", 5_000)
    interview = Interview(Network(ruleset(weighing(6))), {})
    first = interview.possible("ch"), interview.relevance.matters_to("f0")
    for _ in range(200):
        again = interview.answered("f1", None).back()
        assert (again.possible("ch"), again.relevance.matters_to("f0")) == first
        assert (interview.possible("ch"), interview.relevance.matters_to("f0")) == first
    assert interview.budget.gave_up == 0


def test_what_a_solver_learns_counts_and_not_only_its_own_steps() -> None:
    """It takes a few steps of its own for a conflict that may cost a hundred times as much."""
    context = new_context()
    solver = solver_in(context)
    holes = [[variable(f"{pigeon} in {hole}", context) for hole in range(8)] for pigeon in range(9)]
    solver.add(*(any_of(pigeon) for pigeon in holes))
    solver.add(*(at_most_one(hole) for hole in zip(*holes, strict=True)))
    budget = Budget(1_000_000)
    assert budget.ask(solver, 50_000) is Possibility.OPEN
    conflicts = solver.statistics().get_key_value("sat conflicts")
    assert 0 < conflicts <= 50_000 // CONFLICT + 1
    assert 1_000_000 - budget.left > CONFLICT * conflicts


@pytest.mark.parametrize("steps", [0, 20_000, 200_000])
def test_a_check_cut_short_finds_what_the_whole_one_does(
    steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a situation shows is found without a step, if not by the smallest situation."""
    rules = ruleset(concluding(12))
    whole = {one.diagnostic for one in examination(rules).findings}
    monkeypatch.setattr(subject, "ALTOGETHER", steps)
    cut = examination(rules)
    assert {one.diagnostic for one in cut.findings} <= whole
    assert any(one.diagnostic.name == "conflicting-conclusions" for one in cut.findings)
    assert cut == examination(rules)


def test_progress_moves_within_a_check_and_never_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "ALTOGETHER", 300_000)
    told: list[tuple[int, int]] = []
    examination(ruleset(pairs(8, 30)), progress=lambda done, total: told.append((done, total)))
    done = [one for one, _ in told]
    (total,) = {total for _, total in told}
    assert (done[0], done[-1]) == (0, total)
    assert done == sorted(done)
    assert len({*done}) > len(CHECKS) + 1


def test_scenarios_that_are_run_on_a_change_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = ruleset(pairs(6, 12))
    every = len([*mutants(rules)])
    monkeypatch.setattr(survivors, "ALTOGETHER", 2 * every * COMPILING * size(rules))
    scenarios = [Scenario(f"Number {n}", {}) for n in range(200)]
    assert survivors.try_mutants(rules, scenarios[:1]).untried == 0
    trial = survivors.try_mutants(rules, scenarios)
    assert 0 < trial.untried < every
    again = survivors.try_mutants(rules, scenarios)
    assert [one[:4] for one in again.survivors] == [one[:4] for one in trial.survivors]


def test_bars_are_shown_on_a_terminal_with_colours_only(tmp_path: Path) -> None:
    file, client = tmp_path / "made.yaml", tmp_path / "client.yaml"
    file.write_text(pairs(8, 30), encoding="utf-8")
    client.write_text("scenario: One\nfacts: {f0: yes}\n", encoding="utf-8")
    commands = {
        "Asking": ("ask", "--ruleset", file, "--answers", client),
        "Checking": ("check", file),
    }
    for label, asked in commands.items():
        assert label in run_on_terminal(*asked).out
        assert label not in run_on_terminal(*asked, NO_COLOR="1").out
        assert label not in run(*asked).err
