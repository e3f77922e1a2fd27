"""Forms: what they show of an entry, and what a change does to the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from edited import answers, open_texts, reopened
from tactful.language.reference import evaluate
from tactful.workspace.editing.edits import edited
from tactful.workspace.fields.field import FieldGroup, fields_in, found_in, groups_in
from tactful.workspace.fields.surgery import Unchangeable
from tactful.workspace.forms import added, changed, form, moved, removed
from tactful.workspace.opened import Opened, opened

MAIN = """\
# As on the card.
title: Watering plants

decisions:
  water:
    question: Should you water it?
    options: {wait: wait a day, pour: {label: 'water it'}}
    fallback: wait
facts:
  soil:
    type: choice
    ordered: yes
    choices: {dry: bone dry, moist: moist, wet: wet}
    question: >-
      How does the soil feel when you put
      a finger in it?
  pot: {type: number, unit: cm, min: 1}
  name: {type: text}
  sunny: {type: yes/no, question: "Does it stand in the sun?"}
rules:

  # Told by every gardener.
  - id: dry-soil
    when:
      soil: dry   # to the touch
      any:
        - {sunny: yes}
        - pot: at most 12
    then: {water: {pour: for}}
    because: The soil is dry.
    source: house

  - id: wet-soil
    when: {soil: [wet, moist], name: "sunny"}
    then: {water: {pour: never}}
    because:
      - {when: {soil: wet}, text: It is wet.}
      - {text: It is moist.}
    source: house
    overrides: dry-soil
scenarios:
  - scenario: A dry plant
    facts: {soil: dry, sunny: yes}
    expect: {water: pour, fired: dry-soil}
"""


@pytest.fixture
def plants(tmp_path: Path) -> Opened:
    return open_texts(tmp_path / "plants.yaml", {"plants.yaml": MAIN})


def after(before: Opened, kind: str, id_: str, field: str, value: str | list[str]) -> list[str]:
    """The lines that a change puts in the place of others."""
    text = edited(before.texts, changed(before, kind, id_, field, value))["plants.yaml"]
    return [line for line in text.splitlines() if line not in MAIN.splitlines()]


def test_a_rule_is_shown_in_the_words_of_the_ruleset(plants: Opened) -> None:
    made = form(plants, "rule", "dry-soil")
    assert made.title == "Dry soil"
    assert answers(made) == {
        "when/soil": ("equal", "dry"),
        "when/any/0/sunny": ("equal", "yes"),
        "when/any/1/pot": ("at most", "12"),
        "then/water/pour": "for",
        "because": "The soil is dry.",
        "source": "house",
        "overrides": (),
    }
    soil = next(field for field in fields_in(made.parts) if field.path == "when/soil")
    assert soil.label == "Soil"
    assert soil.hint == "How does the soil feel when you put a finger in it?"
    assert [offer.label for offer in soil.offers] == ["bone dry", "moist", "wet"]
    assert [test.label for test in soil.tests][:5] == [
        *("is", "is not", "is one of", "is none of", "is known"),
    ]
    labels = [group.label for group in groups_in(made.parts)]
    assert labels == [
        "When all of this holds",
        "Any of these holds",
        *["All of this together"] * 2,
        "Unless all of this holds",
        "Then",
        "Should you water it?",
    ]


def test_a_literal_is_told_from_the_name_of_a_fact(plants: Opened) -> None:
    assert answers(form(plants, "rule", "wet-soil"))["when/name"] == ("equal", "sunny")
    assert after(plants, "rule", "wet-soil", "when/name", ["not", "dry"]) == [
        '    when: {soil: [wet, moist], name: {not: "dry"}}'
    ]


def test_a_reason_for_each_branch_is_a_field_of_its_own(plants: Opened) -> None:
    found = answers(form(plants, "rule", "wet-soil"))
    assert found["because/0/when/soil"] == ("equal", "wet")
    assert after(plants, "rule", "wet-soil", "because/1/text", "So, it is moist: wait.") == [
        '      - {text: "So, it is moist: wait."}'
    ]


@pytest.mark.parametrize(
    ("kind", "id_", "field", "value", "lines"),
    [
        (
            "rule",
            "dry-soil",
            "when/soil",
            ["at most", "moist"],
            ["      soil: at most moist   # to the touch"],
        ),
        (
            "rule",
            "dry-soil",
            "when/soil",
            ["one of", "dry", "moist"],
            ["      soil: [dry, moist]   # to the touch"],
        ),
        (
            "rule",
            "dry-soil",
            "when/any/1/pot",
            ["between", "3", "12"],
            ["        - pot: between 3 and 12"],
        ),
        ("rule", "dry-soil", "unless/name", ["known"], ["    unless: {name: known}"]),
        (
            "rule",
            "dry-soil",
            "then/water/wait",
            "slightly against",
            ["    then: {water: {pour: for, wait: slightly against}}"],
        ),
        (
            "rule",
            "dry-soil",
            "because",
            'It is: dry, as "they" say.',
            ['    because: "It is: dry, as \\"they\\" say."'],
        ),
        ("rule", "wet-soil", "overrides", [], []),
        (
            "rule",
            "wet-soil",
            "when/soil",
            ["one of", "wet", "dry"],
            ['    when: {soil: [wet, dry], name: "sunny"}'],
        ),
        ("fact", "pot", "max", "99", ["  pot: {type: number, unit: cm, min: 1, max: 99}"]),
        ("fact", "pot", "needed", "yes", ["  pot: {type: number, unit: cm, min: 1, needed: yes}"]),
        (
            "fact",
            "soil",
            "choices/soaked",
            "soaked, even",
            ['    choices: {dry: bone dry, moist: moist, wet: wet, soaked: "soaked, even"}'],
        ),
        (
            "fact",
            "soil",
            "question",
            "Is the soil that you find an inch below the top dry or wet?",
            ["      Is the soil that you find an inch below", "      the top dry or wet?"],
        ),
        (
            "fact",
            "sunny",
            "question",
            "Is it sunny?",
            ['  sunny: {type: yes/no, question: "Is it sunny?"}'],
        ),
        (
            "decision",
            "water",
            "options/pour/label",
            "don't wait",
            ["    options: {wait: wait a day, pour: {label: 'don''t wait'}}"],
        ),
        ("decision", "water", "applies when/soil", ["known"], ["    applies when: {soil: known}"]),
        (
            "scenario",
            "A dry plant",
            "facts/pot",
            "20",
            ["    facts: {soil: dry, sunny: yes, pot: 20}"],
        ),
        (
            "scenario",
            "A dry plant",
            "facts/name",
            "yes",
            ['    facts: {soil: dry, sunny: yes, name: "yes"}'],
        ),
        (
            "scenario",
            "A dry plant",
            "expect/fired",
            ["dry-soil", "wet-soil"],
            ["    expect: {water: pour, fired: [dry-soil, wet-soil]}"],
        ),
        ("ruleset", "ruleset", "title", "Plants", ["title: Plants"]),
        ("ruleset", "ruleset", "about", "No", ['about: "No"']),
    ],
)
def test_a_change_is_written_as_its_author_would(
    plants: Opened, kind: str, id_: str, field: str, value: str | list[str], lines: list[str]
) -> None:
    assert after(plants, kind, id_, field, value) == lines


def test_what_is_emptied_goes_with_what_then_is_empty(plants: Opened) -> None:
    once = reopened(plants, changed(plants, "rule", "dry-soil", "when/any/0/sunny", ""))
    assert "any:\n        - pot: at most 12\n" in once.texts["plants.yaml"]
    twice = reopened(once, changed(once, "rule", "dry-soil", "when/any/0/pot", ""))
    assert "any:" not in twice.texts["plants.yaml"]
    assert "soil: dry   # to the touch\n    then:" in twice.texts["plants.yaml"]


def test_a_scenario_of_which_nothing_is_known_keeps_its_line(plants: Opened) -> None:
    once = reopened(plants, changed(plants, "scenario", "A dry plant", "facts/soil", ""))
    twice = reopened(once, changed(once, "scenario", "A dry plant", "facts/sunny", ""))
    assert "facts: {}\n" in twice.texts["plants.yaml"]
    again = reopened(twice, changed(twice, "scenario", "A dry plant", "facts/soil", "wet"))
    assert "facts: {soil: wet}\n" in again.texts["plants.yaml"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (
            "when/soil",
            ["equal", "soaked"],
            "`soaked` is not one of the choices; use one of `dry`, `moist`, `wet`.",
        ),
        ("when/soil", ["at least"], "Say what it is at least."),
        ("when/soil", ["sits on"], "No such test can be put here."),
        ("then/water/pour", "rather for", "`rather for` is none of what can stand here."),
        ("when/any/1/pot", ["at most", "twelve"], "twelve"),
        ("because", "", "This cannot be empty: Why."),
        ("when/moon", ["known"], "That can be changed in the text only."),
    ],
)
def test_what_cannot_stand_there_is_refused(
    plants: Opened, field: str, value: str | list[str], sentence: str
) -> None:
    with pytest.raises(Unchangeable) as refused:
        changed(plants, "rule", "dry-soil", field, value)
    assert sentence in str(refused.value)


def test_tests_move_between_groups(plants: Opened) -> None:
    moved_once = reopened(plants, moved(plants, "rule", "dry-soil", "when/soil", "unless"))
    assert "    unless: {soil: dry}\n" in moved_once.texts["plants.yaml"]
    into = reopened(plants, moved(plants, "rule", "dry-soil", "when/soil", "when/any"))
    assert "        - {soil: dry}\n" in into.texts["plants.yaml"]
    assert "to the touch" not in into.texts["plants.yaml"]
    beside = reopened(plants, moved(plants, "rule", "dry-soil", "when/any/1/pot", "when/any/0"))
    assert "        - {sunny: yes, pot: at most 12}\n" in beside.texts["plants.yaml"]
    whole = reopened(plants, moved(plants, "rule", "dry-soil", "when/any", "unless"))
    assert "    unless: {any: [{sunny: yes}, {pot: at most 12}]}" in whole.texts["plants.yaml"]
    for field, group in (("when/any", "when/any/0"), ("when/soil", "because")):
        with pytest.raises(Unchangeable):
            moved(plants, "rule", "dry-soil", field, group)


def test_an_entry_goes_with_the_comment_above_it(plants: Opened) -> None:
    with pytest.raises(Unchangeable, match="the rule `wet-soil`, the scenario `A dry plant`"):
        removed(plants, "rule", "dry-soil")
    free = reopened(plants, changed(plants, "rule", "wet-soil", "overrides", []))
    free = reopened(free, removed(free, "scenario", "A dry plant"))
    gone = reopened(free, removed(free, "rule", "dry-soil"))
    text = gone.texts["plants.yaml"]
    assert "gardener" not in text
    assert "rules:\n\n  - id: wet-soil\n" in text
    assert text.startswith(MAIN[: MAIN.index("rules:")])


def test_what_others_name_stays(plants: Opened) -> None:
    for kind, id_ in (("fact", "soil"), ("decision", "water")):
        with pytest.raises(Unchangeable, match="the rule `dry-soil`"):
            removed(plants, kind, id_)


def test_a_text_with_a_mistake_in_it_has_no_form(tmp_path: Path) -> None:
    text = MAIN.replace("soil: dry   #", "soil: &dry dry   #")
    broken = open_texts(tmp_path / "plants.yaml", {"plants.yaml": text})
    with pytest.raises(Unchangeable, match=r"has to be mended first, at line 25 of plants\.yaml"):
        form(broken, "rule", "dry-soil")
    tabbed = MAIN.replace("    because: The soil", "\tbecause: The soil")
    tabs = open_texts(tmp_path / "plants.yaml", {"plants.yaml": tabbed})
    with pytest.raises(Unchangeable, match="has to be mended first"):
        changed(tabs, "rule", "wet-soil", "because", "So.")


def test_line_ends_of_windows_are_no_hindrance(tmp_path: Path) -> None:
    before = open_texts(tmp_path / "plants.yaml", {"plants.yaml": MAIN.replace("\n", "\r\n")})
    (edit,) = changed(before, "rule", "dry-soil", "when/soil", ["equal", "wet"])
    assert (edit.span.line, edit.text) == (25, "wet")


def test_what_a_form_cannot_show_stands_as_it_is_written(tmp_path: Path) -> None:
    text = MAIN.replace(
        "pour: {label: 'water it'}", "pour: {label: 'water it', after: {soil: wet}}"
    )
    before = open_texts(tmp_path / "plants.yaml", {"plants.yaml": text})
    field = next(
        f for f in fields_in(form(before, "decision", "water").parts) if f.shape == "fixed"
    )
    assert (field.path, field.value) == ("options/pour/after", "{soil: wet}")
    assert field.note == (
        "This can be changed in the text only. What stands there is left as it is."
    )
    with pytest.raises(Unchangeable):
        changed(before, "decision", "water", "options/pour/after", "no")


def test_what_may_be_added_has_an_empty_field(plants: Opened) -> None:
    made = form(plants, "rule", "dry-soil")
    field = found_in(made, "when/any/2/name")
    assert field is not None
    assert not isinstance(field, FieldGroup)
    assert (field.label, field.shape, field.value, field.span) == ("Name", "test", (), None)
    group = found_in(made, "when/at least 2 of")
    assert isinstance(group, FieldGroup)
    assert group.label == "At least 2 of these hold"


NEW: list[tuple[str, dict[str, object]]] = [
    ("ruleset", {"title": "Whether to water a plant", "about": "People who forget."}),
    (
        "fact",
        {
            "label": "the soil",
            "type": "choice",
            "ordered": "yes",
            "choices": {"dry": "dry", "moist": "moist", "wet": "wet"},
            "question": "How does the soil feel?",
            "id": "soil",
        },
    ),
    (
        "fact",
        {
            "label": "the days since it was watered",
            "type": "number",
            "unit": "days",
            "id": "days_since",
            "question": "How many days ago was it watered?",
        },
    ),
    ("fact", {"id": "succulent", "type": "yes/no", "question": "Is it a succulent?"}),
    (
        "decision",
        {
            "id": "water",
            "question": "Should you water it?",
            "options": {"wait": "wait a day", "pour": "water it"},
            "fallback": "wait",
        },
    ),
    ("source", {"id": "book", "label": "Roots rot where water stands."}),
    (
        "rule",
        {
            "because": "Dry soil asks for water.",
            "when": {"soil": "dry"},
            "then": {"water": {"pour": "for"}},
        },
    ),
    (
        "rule",
        {
            "because": "Wet soil asks for none.",
            "when": {"soil": "wet"},
            "then": {"water": {"pour": "never"}},
            "source": "book",
        },
    ),
    (
        "rule",
        {
            "because": "It was watered {days_since} ago.",
            "when": {"days_since": "less than 2"},
            "then": {"water": {"wait": "slightly for"}},
        },
    ),
    (
        "rule",
        {
            "because": "Succulents keep their own water.",
            "id": "succulents",
            "when": {"succulent": "yes", "days_since": "less than 14"},
            "then": {"water": {"wait": "strongly for"}},
        },
    ),
    (
        "rule",
        {
            "because": "A week is long.",
            "when": {"days_since": "at least 7"},
            "unless": {"succulent": "yes"},
            "then": {"water": {"pour": "slightly for"}},
        },
    ),
    (
        "scenario",
        {
            "scenario": "Dry: and a week ago",
            "facts": {"soil": "dry", "days_since": "7"},
            "expect": {"water": "pour", "fired": ["dry-soil-asks-for-water"]},
        },
    ),
]


def test_a_ruleset_is_made_of_nothing_but_forms(tmp_path: Path) -> None:
    now = opened(tmp_path)
    for kind, values in NEW:
        edits = added(now, kind, values)
        now = reopened(now, edits)
    assert [str(found) for found in now.diagnostics] == []
    assert sorted(now.texts) == [
        "facts.yaml",
        "rules/rules.yaml",
        "ruleset.yaml",
        "scenarios/scenarios.yaml",
    ]
    assert now.ruleset is not None
    assert len(now.ruleset.rules) == 5
    assert now.texts["rules/rules.yaml"].startswith("""\
rules:
  - id: dry-soil-asks-for-water
    when: {soil: dry}
    then: {water: {pour: for}}
    because: Dry soil asks for water.
    source: house

  - id: wet-soil-asks-for-none
    when: {soil: wet}
""")
    (scenario,) = now.scenarios
    assert evaluate(now.ruleset, scenario.given).decisions["water"].choice == "pour"


def test_a_name_is_given_once(plants: Opened) -> None:
    with pytest.raises(Unchangeable, match="something called `soil` already"):
        added(plants, "decision", {"id": "soil", "options": {"a": "a"}})
    with pytest.raises(Unchangeable, match="There is a scenario of this title already"):
        added(plants, "scenario", {"scenario": "A dry plant"})
    more = reopened(
        plants,
        added(
            plants,
            "rule",
            {
                "because": "Dry soil",
                "when": {"soil": "dry"},
                "then": {"water": {"pour": "for"}},
            },
        ),
    )
    assert more.partial is not None
    assert [*more.partial.rules] == ["dry-soil", "wet-soil", "dry-soil-2"]
    assert [str(found) for found in more.diagnostics] == []


def test_a_new_entry_stands_with_its_like(plants: Opened) -> None:
    once = reopened(plants, added(plants, "fact", {"id": "leaves", "type": "yes/no"}))
    assert 'in the sun?"}\n  leaves: {type: yes/no}\nrules:' in once.texts["plants.yaml"]


def test_a_scenario_s_title_is_changed_as_its_name(plants: Opened) -> None:
    once = reopened(plants, changed(plants, "scenario", "A dry plant", "scenario", "Dry, again"))
    assert answers(form(once, "scenario", "Dry, again"))["facts/soil"] == "dry"
