"""Rules that share their shape as a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from edited import open_texts, reopened
from tactful.text.library import packaged
from tactful.workspace.fields.surgery import Unchangeable
from tactful.workspace.forms import changed, form
from tactful.workspace.opened import Opened, opened
from tactful.workspace.tables import families, row_added, table, table_title

TEXT = """\
title: Plants
facts:
  soil: {type: choice, ordered: yes, choices: {dry: dry, wet: wet}}
  pot: {type: number, unit: cm}
decisions:
  water:
    question: Should you water it?
    options: {wait: wait a day, pour: water it}
rules:
  - id: small-and-dry
    when: {soil: dry, pot: less than 12}
    then: {water: {pour: strongly for}}
    because: Small pots dry out.
    source: house
  # A large pot holds more.
  - id: large-and-dry
    when:
      pot: at least 12
      soil: dry
    then: {water: {pour: for, wait: slightly for}}
    because: Large pots keep water.
    source: house
  - id: wet
    when: {any: [{soil: wet}]}
    then: {water: {pour: never}}
    because: It is wet.
    source: house
"""

PAIR = ("small-and-dry", "large-and-dry")


@pytest.fixture
def plants(tmp_path: Path) -> Opened:
    return open_texts(tmp_path, {"ruleset.yaml": TEXT})


def test_rules_of_one_shape_are_found(plants: Opened) -> None:
    assert families(plants) == (PAIR,)
    assert table(plants, [*PAIR, "wet"]) is None
    assert table(plants, ["wet", "wet"]) is None


def test_a_row_is_a_rule_and_a_column_what_they_differ_in(plants: Opened) -> None:
    made = table(plants, PAIR)
    assert made is not None
    assert table_title(made) == "Water, by soil and pot"
    assert [(c.over, c.label) for c in made.columns] == [
        ("When", "Soil"),
        ("When", "Pot"),
        ("Water", "Wait a day"),
        ("Water", "Water it"),
        ("", "Why"),
    ]
    assert [[cell.value for cell in row.cells] for row in made.rows] == [
        [("equal", "dry"), ("less than", "12"), "", "strongly for", "Small pots dry out."],
        [("equal", "dry"), ("at least", "12"), "slightly for", "for", "Large pots keep water."],
    ]


def test_a_cell_is_changed_as_a_field_is(plants: Opened) -> None:
    made = table(plants, PAIR)
    assert made is not None
    cell = made.rows[0].cells[2]
    edits = changed(plants, "rule", made.rows[0].rule, cell.path, "for")
    assert [edit.text for edit in edits] == [", wait: for"]
    again = table(reopened(plants, edits), PAIR)
    assert again is not None
    assert again.rows[0].cells[2].value == "for"


def test_a_row_is_added_with_what_it_shares(plants: Opened) -> None:
    values = {
        "when/pot": ["between", "3", "5"],
        "then/water/wait": "for",
        "because": "Tiny pots are for cuttings.",
    }
    after = reopened(plants, row_added(plants, PAIR, values))
    assert after.ruleset is not None
    assert after.texts["ruleset.yaml"] == TEXT + (
        "  - id: tiny-pots-are-for-cuttings\n"
        "    when: {pot: between 3 and 5, soil: dry}\n"
        "    then: {water: {wait: for}}\n"
        "    because: Tiny pots are for cuttings.\n"
        "    source: house\n"
    )
    assert families(after) == ((*PAIR, "tiny-pots-are-for-cuttings"),)


def test_a_row_without_a_reason_is_no_rule(plants: Opened) -> None:
    with pytest.raises(Unchangeable, match="Say why the new rule holds"):
        row_added(plants, PAIR, {"when/pot": ["known"]})
    with pytest.raises(Unchangeable, match="differ in more"):
        row_added(plants, [*PAIR, "wet"], {})


def test_the_packaged_rules_have_tables() -> None:
    follow_up = opened(packaged("follow-up"))
    found = families(follow_up)
    assert found
    for rules in found:
        made = table(follow_up, rules)
        assert made is not None
        assert [row.rule for row in made.rows] == [*rules]
        for row in made.rows:
            rule = form(follow_up, "rule", row.rule)
            assert rule.title == row.title
