"""What programs read of ``check`` and ``test`` keeps to the published schemas."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import tactful
from casefiles import announced
from running import run

FINDINGS, TESTED = (
    jsonschema.Draft202012Validator(tactful.schema(name)) for name in ("findings", "tested")
)
CASES = Path(__file__).parent.parent / "cases" / "checks"

RULES = """\
title: Small gifts
facts:
  rapport: {type: choice, ordered: yes, choices: [cold, warm], question: How was it?}
decisions:
  means: {options: {note: a note, gift: a gift}, fallback: note}
rules:
  - id: gift
    when: {rapport: warm}
    then: {means: {gift: for}}
    because: A small gift is fine.
    source: house
"""
SCENARIOS = """\
scenarios:
- {scenario: Warm, facts: {rapport: warm}, expect: {means: gift}}
- {scenario: Wrong, facts: {rapport: cold}, expect: {means: gift}}
- {scenario: Idle, facts: {rapport: cold}, expect: {means: note}}
"""


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_findings_keep_to_their_schema(case: Path) -> None:
    done = run("check", str(case), "--format", "json")
    told = json.loads(done.out)
    FINDINGS.validate(told)
    assert bool(told["findings"]) is bool(announced(case.read_text()))


def test_a_ruleset_that_cannot_be_read_has_findings_alone(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("facts: [\n")
    told = json.loads(run("check", str(tmp_path / "broken.yaml"), "--format", "json").out)
    FINDINGS.validate(told)
    assert told["ruleset"] is None
    assert told["findings"]


@pytest.mark.parametrize("arguments", [[], ["--coverage"], ["--mutate"]], ids=str)
def test_tested_scenarios_keep_to_their_schema(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "ruleset.yaml").write_text(RULES)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "some.yaml").write_text(SCENARIOS)
    told = json.loads(run("test", "--ruleset", str(tmp_path), "--format", "json", *arguments).out)
    TESTED.validate(told)
    assert (told["passed"], told["failed"]) == (2, 1)
    assert [one["passed"] for one in told["scenarios"]] == [True, False, True]
    assert ("coverage" in told) is (arguments == ["--coverage"])
    assert ("mutation" in told) is (arguments == ["--mutate"])


@pytest.mark.parametrize("wrong", [{}, {"passed": 1, "failed": 0, "scenarios": [{}]}])
def test_the_schema_refuses_what_is_not_a_report(wrong: object) -> None:
    assert not TESTED.is_valid(wrong)
    assert not FINDINGS.is_valid(wrong)
