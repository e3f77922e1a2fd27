"""An answer is the same whenever it is asked for, whatever was proven before it, or beside it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from tactful import Network, load
from tactful.explanation.unknowns import unknown_facts
from tactful.language.model import Ruleset
from tactful.proofs.budget import UNBOUNDED, Budget
from tactful.proofs.counterfactual import Goal, counterfactuals
from tactful.text.library import packaged

MOODS = Path(__file__).parents[1] / "golden" / "moods.yaml"
NOW = datetime(2026, 11, 20, 14, 30)
ENDED = datetime(2026, 11, 20, 14)


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return load(packaged("follow-up"))


def unknown(rules: Ruleset, **given: object) -> Callable[[], tuple[object, int]]:
    """What finds out what may matter, and how many of a solver's steps it took.

    The steps tell more than the answer: where they are the same, so is what ends in time.
    """
    network = Network(rules)

    def found() -> tuple[object, int]:
        budget = Budget(UNBOUNDED)
        conclusions = network.evaluate(given, now=NOW)  # type: ignore[arg-type]
        return unknown_facts(rules, conclusions, budget), UNBOUNDED - budget.left

    return found


@pytest.fixture(scope="module")
def asked(rules: Ruleset) -> list[Callable[[], tuple[object, int]]]:
    """Situations of which worlds alone do not show everything."""
    return [
        unknown(rules, interview_ended=ENDED, rapport="warm", email_known=True),
        unknown(rules, interview_ended=ENDED, thank_you_sent=True, nudges_sent=1, phone_known=True),
        unknown(rules, interview_ended=ENDED, industry="law", rapport="hit_it_off"),
    ]


def test_what_may_matter_rests_on_nothing_that_was_asked_before(
    asked: list[Callable[[], tuple[object, int]]],
) -> None:
    first = [each() for each in asked]
    assert sum(steps > 0 for _, steps in first) > 1  # else no solver was asked, and nothing shown
    assert [each() for each in reversed(asked)] == first[::-1]
    assert [each() for each in asked] == first


def test_what_may_matter_rests_on_no_thread_and_no_collector(
    asked: list[Callable[[], tuple[object, int]]],
) -> None:
    first = [each() for each in asked]
    before = gc.get_threshold()
    gc.set_threshold(20, 2, 2)
    try:
        with ThreadPoolExecutor(2) as threads:
            assert [*threads.map(lambda each: each(), asked)] == first
    finally:
        gc.set_threshold(*before)


def test_what_would_change_advice_rests_on_nothing_that_was_asked_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = load(MOODS)
    network = Network(rules)
    conclusions = network.evaluate({})
    taken: list[int] = []
    spend = Budget.spend

    def counted(self: Budget, steps: int) -> None:
        taken.append(steps)
        spend(self, steps)

    monkeypatch.setattr(Budget, "spend", counted)

    def found(decision: str) -> tuple[object, list[int]]:
        taken.clear()
        return counterfactuals(network, conclusions, Goal(decision)), [*taken]

    first = {name: found(name) for name in rules.decisions}
    assert any(steps for _, steps in first.values())
    assert {name: found(name) for name in [*rules.decisions][::-1]} == first
