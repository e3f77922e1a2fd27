"""The pages on the language keep up with the code, and their examples are sound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casefiles import told
from mistakes import DEFECTS
from tactful.language.computations import COMPUTATIONS
from tactful.language.model import Stance
from tactful.language.operators import OPERATORS
from tactful.language.reference import evaluate
from tactful.language.terms import Join
from tactful.language.values import Kind
from tactful.reading.ruleset import load_ruleset_text
from tactful.scenarios.failure import failures
from tactful.scenarios.scenario import scenarios_from
from tactful.text.diagnostic import Diagnostics, Severity
from tactful.text.parser import parse

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGE = (DOCS / "language.md").read_text()
BLOCKS = re.findall(r"```yaml\n(.*?)```", LANGUAGE, re.DOTALL)
COMPLETE = [block for block in BLOCKS if block.startswith("# complete ruleset\n")]


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_every_operator_is_described_with_its_example(operator: object) -> None:
    pattern, example = operator.pattern, operator.example  # type: ignore[attr-defined]
    words = iter("XY")
    written = "".join(
        next(words) if part == "{}" else part for part in re.split(r"(\{\})", pattern)
    )
    assert f"`{written}`" in LANGUAGE
    assert f"`{example}`" in LANGUAGE


def test_every_word_of_the_language_is_described() -> None:
    words = [*(kind.value for kind in Kind), *(stance.value for stance in Stance)]
    words += [*(join.value for join in Join if join is not Join.AT_LEAST), "at least N of"]
    assert [word for word in words if f"`{word}`" not in LANGUAGE] == []
    assert [name for name in COMPUTATIONS if not re.search(f"[{{ ]{name}: ", LANGUAGE)] == []


def test_every_example_can_be_read_as_text() -> None:
    assert len(COMPLETE) >= 1
    for block in BLOCKS:
        diagnostics = Diagnostics()
        assert parse(block.encode(), "example", diagnostics) is not None
        assert diagnostics.found == []


@pytest.mark.parametrize("block", COMPLETE)
def test_every_complete_ruleset_is_sound_and_advises_as_it_says(block: str) -> None:
    loaded = load_ruleset_text(block)
    assert loaded.diagnostics == (), told(loaded.diagnostics, loaded.texts)
    assert loaded.ruleset is not None
    scenarios = scenarios_from(block.encode(), "example", loaded.ruleset)
    assert scenarios.diagnostics == ()
    assert scenarios.scenarios
    for scenario in scenarios.scenarios:
        conclusions = evaluate(loaded.ruleset, scenario.given)
        assert failures(scenario, conclusions, loaded.ruleset) == ()


def test_the_list_of_mistakes_is_the_catalogue() -> None:
    """One row each, in the order of the codes."""
    rows = re.findall(
        r"^\| (T\d+) \| `([a-z0-9-]+)`( \(warning\))? \| (.*) \|$",
        (DOCS / "mistakes.md").read_text(),
        re.MULTILINE,
    )
    assert rows == [
        (d.code, d.name, " (warning)" if d.severity is Severity.WARNING else "", d.meaning)
        for d in DEFECTS
    ]
