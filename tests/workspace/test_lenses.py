"""How scenarios come out beside their titles, and what can be done about what the checks find."""

from __future__ import annotations

from pathlib import Path

from editing import SMALL, laid
from tactful.workspace.editing.edits import edited
from tactful.workspace.lenses import findings, lenses
from tactful.workspace.opened import opened

SCENARIOS = "scenarios/drinks.yaml"


def test_each_scenario_says_how_it_comes_out() -> None:
    now = opened(Path("nowhere"), SMALL)
    assert [(one.span.line, one.title) for one in lenses(now, SCENARIOS)] == [
        (2, "Passes"),
        (5, "Fails: expected `drink` to be `water`, but it is `tea` (by `late-is-late`)"),
    ]
    assert lenses(now, "facts.yaml") == []
    broken = {**SMALL, "facts.yaml": "facts: {"}
    assert lenses(opened(Path("nowhere"), broken), SCENARIOS) == []


def test_a_finding_can_be_mended_or_allowed(tmp_path: Path) -> None:
    laid(tmp_path)
    facts = SMALL["facts.yaml"] + "  size: {type: number, question: Which size?}\n"
    texts = {**SMALL, "facts.yaml": facts}
    (unused,) = [one for one in findings(tmp_path, texts) if one.name == "unused-fact"]
    assert [fix.title for fix in unused.fixes] == ["Remove it", "Allow it, because ..."]
    remove, allow = unused.fixes
    assert edited(texts, remove.edits) == SMALL
    after = findings(tmp_path, edited(texts, allow.edits))
    assert "unused-fact" not in {one.name for one in after}


def test_a_fact_that_a_scenario_gives_is_not_removed_by_itself(tmp_path: Path) -> None:
    facts = SMALL["facts.yaml"] + "  size: {type: number, question: Which size?}\n"
    given = SMALL[SCENARIOS].replace("late: no}", "late: no, size: 3}")
    texts = {**SMALL, "facts.yaml": facts, SCENARIOS: given}
    laid(tmp_path, texts)
    (unused,) = [one for one in findings(tmp_path, {}) if one.name == "unused-fact"]
    assert [fix.title for fix in unused.fixes] == ["Allow it, because ..."]
