"""What ``tactful check`` proves, as a process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from running import run

CASES = Path(__file__).parent.parent / "cases" / "checks"
GAP = CASES / "gap.yaml"


def test_a_finding_is_a_warning_with_its_place_and_a_way_out() -> None:
    done = run("check", GAP)
    assert (done.code, done.err) == (0, "")
    assert (
        f"{GAP}:6:3: warning: for some clients `d` comes up and nothing is advised  [T412 gap]"
        in done.out
    )
    assert "help: add a `fallback`, or a rule for clients like this one" in done.out
    assert done.out.endswith("1 warning\n")
    assert run("check", GAP, "--strict").code == 1


def test_quick_reads_only() -> None:
    assert run("check", GAP, "--quick").out.endswith("no findings\n")


def test_witnesses_are_shown_on_request() -> None:
    assert "scenario:" not in run("check", GAP).out
    shown = run("check", GAP, "--witnesses").out
    assert (
        "    scenario: For some clients d comes up and nothing is advised\n    facts: {}\n" in shown
    )


def test_witnesses_are_saved_as_scenarios_that_pass(tmp_path: Path) -> None:
    conflict = CASES / "conflicting-settlement.yaml"
    folder = tmp_path / "found" / "here"
    done = run("check", conflict, "--write-scenarios", folder)
    assert [path.name for path in folder.iterdir()] == ["conflicting-settlement-1.yaml"]
    assert "saved" in done.err
    tested = run("test", folder, "--ruleset", conflict)
    assert tested.out.endswith("1 scenario, 1 passed, 0 failed\n")
    again = run("check", conflict, "--write-scenarios", folder)
    assert again.code == 3
    assert "exists already" in again.err


def test_json_has_the_witness() -> None:
    conflict = CASES / "conflicting-settlement.yaml"
    (finding,) = json.loads(run("check", conflict, "--format", "json").out)["findings"]
    assert finding["name"] == "conflicting-settlement"
    assert finding["witness"] == {"a": "yes", "b": "yes"}
    assert len(finding["related"]) == 1


@pytest.mark.parametrize(("form", "start"), [("sarif", "{"), ("github", "::warning file=")])
def test_code_hosts_get_their_own_forms(form: str, start: str) -> None:
    done = run("check", GAP, "--format", form)
    assert done.out.startswith(start)
    assert "T412" in done.out


def test_an_allowed_finding_is_silent_and_an_unused_comment_is_not() -> None:
    assert run("check", CASES / "suppression-used.yaml", "--strict").code == 0
    done = run("check", CASES / "suppression-unused.yaml")
    assert "unused-suppression" in done.out
    assert "remove the comment" in done.out
