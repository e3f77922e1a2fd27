"""Reading rulesets: every mistake is found where it is, and a sound text becomes its model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles import CASES, announced, findings, told
from drawing import draw_ruleset
from goldens import Golden
from mistakes import DEFECTS
from tactful.language.model import Clock, Computed, Ruleset, Stance
from tactful.language.operators import OPERATORS
from tactful.language.terms import FactRef, Group, Join, Placeholder, Test
from tactful.language.values import Kind
from tactful.reading.ruleset import Loaded, load_ruleset, load_ruleset_text
from tactful.text.diagnostic import MOST_FOUND, Severity, Span
from writing import as_yaml

Part = TypeVar("Part")

FILES = sorted((CASES / "reading").glob("*.yaml"))
SCENARIOS = sorted((CASES / "scenarios").glob("*.yaml"))

COVERED_BY_TESTS = {
    "ambiguous-dates",
    "wrong-saved-map",
    "too-many-people",
    "no-key",
    "not-compared",
    "told-twice",
    "missing-file",
    "unreadable-file",
    "not-utf-8",
    "file-too-large",
    "too-many-parts",
    "ignored-file",
    "too-many-mistakes",
    "malformed-setting",
    "unknown-format",
    "damaged-cohort",
    "no-facts",
    "doubled-column",
    "unknown-column",
    "too-many-rows",
    "output-is-input",
    "foreign-file",
    "existing-file",
    "unwritable-file",
    "other-clients-calendar",
    "left-rejects",
    "oversized-workbook",
}
"""Mistakes that no case file can make; tests here, in test_text, test_scenario, test_cli_batch,
test_cli_batch_several and test_cli_files do."""


def load(path: Path) -> Loaded:
    loaded = load_ruleset(path)
    assert (loaded.ruleset is None) is any(d.is_error for d in loaded.diagnostics)
    return loaded


def sound(text: str) -> Ruleset:
    loaded = load_ruleset_text(text)
    assert loaded.ruleset is not None, told(loaded.diagnostics, loaded.texts)
    return loaded.ruleset


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_exactly_the_announced_mistakes_are_found(path: Path) -> None:
    loaded = load(path)
    assert findings(loaded.diagnostics) == announced(path.read_text())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_how_mistakes_are_told(path: Path, golden: Golden) -> None:
    loaded = load(path)
    golden(
        f"reading/{path.stem}.txt",
        told(loaded.diagnostics, loaded.texts).replace(str(path), path.name),
    )


def test_every_mistake_has_a_case() -> None:
    announced_names = {
        name for path in [*FILES, *SCENARIOS] for _, name in announced(path.read_text())
    }
    assert announced_names | COVERED_BY_TESTS == {defect.name for defect in DEFECTS}
    assert not announced_names & COVERED_BY_TESTS


def test_names_and_codes_are_told_apart() -> None:
    assert len({d.name for d in DEFECTS}) == len({d.code for d in DEFECTS}) == len(DEFECTS)
    assert {d.name for d in DEFECTS if d.severity is Severity.WARNING} == {
        "ignored-file",
        "missing-in-base",
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_messages_are_in_plain_words(path: Path) -> None:
    for d in load(path).diagnostics:
        words = f" {d.message} {d.help} ".lower()
        for jargon in ("scalar", "mapping", "sequence", " str ", " int ", "dict", "float", "null"):
            assert jargon not in words, (d.message, d.help)
        assert not d.message.endswith(".")
        assert not d.help.endswith(".")
        assert len(d.message) < 200


SOUND = """
title: Sound
about: "A remark: with a colon"
sources: {with-1: A gift may help, with-2: {section: With what, claim: A card is subtle}}
clock: {now: now}
weights: {strongly for: 5, slightly against: -1}
summary: ["{channel}, with {rapport}.", ["{cautions}", Nothing to watch.]]
decisions:
  channel:
    question: What?
    applies when: {rapport: known}
    options: {email: {label: an email}, card: a card}
    fallback: email
  cautions: {choose: many, label: what to watch, options: {too_soon: too soon}}
facts:
  rapport: {type: choice, ordered: yes, choices: {cold: Stiff, warm: Friendly}, question: How?}
  gift_value: {type: number, unit: USD, min: 0, max: 99.5, default: 10, changeable: no}
  company: {type: text}
  rival: {type: text}
  now: {type: datetime}
  ended: {type: datetime, default: 2026-11-20 9:30}
  due: {type: date, label: their date}
  hours: {type: number, unit: hours, computed: {hours from: ended, to: now}}
rules:
  - id: one
    when:
      rapport: at least warm
      gift_value: between 1 and 20
      company: not rival
      rival: "company"
      due: [2026-11-20, 2026-11-21]
      any: [{hours: unknown}, {now: after ended}]
    unless: {cautions: too_soon}
    then: {channel: {email: strongly for, card: never}}
    because: "With {rapport} and { company }."
    source: with-1
  - id: two
    then: {company: no}
    because: It is so
    source: with-2
    overrides: one
  - id: three
    when: {at least 1 of: [{rapport: {not: [cold]}}]}
    then: {cautions: {too_soon: for}}
    because: So
    source: house
"""


def test_a_sound_text_becomes_its_model() -> None:
    ruleset = sound(SOUND)
    assert (ruleset.id, ruleset.title, ruleset.about) == ("text", "Sound", "A remark: with a colon")
    assert ruleset.clock == Clock(now="now")
    rapport, gift = ruleset.facts["rapport"], ruleset.facts["gift_value"]
    assert (rapport.type.choices, rapport.type.ordered) == (
        {"cold": "Stiff", "warm": "Friendly"},
        True,
    )
    assert (gift.type.minimum, gift.type.maximum, gift.default, gift.changeable) == (
        0,
        99.5,
        10,
        False,
    )
    assert ruleset.facts["due"].label == "their date"
    assert gift.label == "gift value"
    assert ruleset.facts["ended"].default == datetime(2026, 11, 20, 9, 30)
    assert ruleset.facts["hours"].computed == Computed("hours from", ("ended", "now"))
    channel = ruleset.decisions["channel"]
    assert (channel.type.choices, channel.fallback, channel.many) == (
        {"email": "an email", "card": "a card"},
        "email",
        False,
    )
    assert channel.applies_when == Test("rapport", BY_NAME["known"])
    assert ruleset.decisions["cautions"].many
    assert ruleset.sources["with-2"].section == "With what"
    assert ruleset.summary[0] == ((Placeholder("channel"), ", with ", Placeholder("rapport"), "."),)
    assert len(ruleset.summary[1]) == 2


BY_NAME = {operator.name: operator for operator in OPERATORS}


def test_conditions_become_tests_and_groups() -> None:
    ruleset = sound(SOUND)
    one, two, three = ruleset.rules.values()
    assert one.when == Group(
        Join.ALL,
        (
            Test("rapport", BY_NAME["at least"], ("warm",)),
            Test("gift_value", BY_NAME["between"], (1, 20)),
            Test("company", BY_NAME["not"], (FactRef("rival"),)),
            Test("rival", BY_NAME["equal"], ("company",)),
            Test("due", BY_NAME["one of"], (date(2026, 11, 20), date(2026, 11, 21))),
            Group(
                Join.ANY,
                (
                    Test("hours", BY_NAME["unknown"]),
                    Test("now", BY_NAME["after"], (FactRef("ended"),)),
                ),
            ),
        ),
    )
    assert one.because == ("With ", Placeholder("rapport"), " and ", Placeholder("company"), ".")
    assert [(a.option, a.stance, a.weight) for a in one.arguments] == [
        ("email", Stance.STRONGLY_FOR, 5),
        ("card", Stance.NEVER, 0),
    ]
    assert two.when is None
    assert [(c.fact, c.value) for c in two.conclusions] == [("company", "no")]
    assert two.overrides == ("one",)
    assert three.when == Group(
        Join.AT_LEAST, (Test("rapport", BY_NAME["none of"], ("cold",)),), count=1
    )


def test_every_operator_can_be_written() -> None:
    text = (
        "title: T\nfacts:\n  rapport: {{type: choice, ordered: yes, choices: [cold, warm]}}\n"
        "  gift_value: {{type: number}}\n  nudges_sent: {{type: number}}\n"
        "  hours_since_interview: {{type: number}}\n  time_of_day: {{type: time}}\n"
        "  today: {{type: date}}\n  decision_due: {{type: date}}\n"
        "  industry: {{type: choice, choices: [law, finance]}}\n  told: {{type: yes/no}}\n"
        "  languages: {{type: choice, many: yes, choices: [french, german]}}\n"
        "rules:\n  - {{id: r, when: {{{example}}}, then: {{told: yes}}, because: So, "
        "source: house}}\n"
    )
    for operator in OPERATORS:
        ruleset = sound(text.format(example=operator.example))
        when = ruleset.rules["r"].when
        assert isinstance(when, Test)
        assert when.operator is operator, operator.name


@pytest.mark.parametrize(
    ("type_", "words", "operand"),
    [
        ("{type: time}", "before 16:30", time(16, 30)),
        ("{type: yes/no}", "no", False),
        ("{type: number}", "at least 007", 7),
        ("{type: text}", '"not known"', "not known"),
        ("{type: text}", '"other"', "other"),
        ("{type: text}", "other", FactRef("other")),
        ("{type: choice, choices: [other, it]}", "other", "other"),
    ],
)
def test_a_word_is_read_by_the_fact_it_belongs_to(type_: str, words: str, operand: object) -> None:
    ruleset = sound(
        f"title: T\nfacts: {{it_is: {type_}, other: {{type: text}}, told: {{type: yes/no}}}}\n"
        f"rules: [{{id: r, when: {{it_is: {words}}}, then: {{told: yes}}, because: So, "
        "source: house}]"
    )
    when = ruleset.rules["r"].when
    assert isinstance(when, Test)
    assert when.operands == (operand,)


def test_every_part_of_the_model_keeps_its_place() -> None:
    ruleset = sound("title: T\n" + SOUND.replace("title: Sound\n", ""))
    lines = ["title: T", *SOUND.replace("title: Sound\n", "").split("\n")]

    def at(span: Span) -> str:
        assert span.line == span.end_line
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]

    one = ruleset.rules["one"]
    assert isinstance(one.when, Group)
    assert at(one.span) == "one"
    assert at(one.when.parts[1].span) == "gift_value: between 1 and 20"
    assert at(one.arguments[0].span) == "email: strongly for"
    assert at(ruleset.rules["two"].conclusions[0].span) == "company: no"
    assert at(ruleset.facts["due"].span) == "due"
    assert at(ruleset.decisions["channel"].options["card"].span) == "card"


def folder(path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        file = path / (name.replace("__", "/") + ".yaml")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    return path


FACTS = "facts: {rapport: {type: yes/no}, told: {type: yes/no}}\n"
RULE = "rules: [{id: %s, when: {rapport: yes}, then: {told: yes}, because: So, source: house}]\n"


def test_a_folder_is_one_ruleset(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        ruleset="title: T\n",
        facts=FACTS,
        rules__b=RULE % "two",
        rules__a=RULE % "one",
        scenarios__x="not looked at: [",
    )
    loaded = load(path)
    assert loaded.diagnostics == ()
    assert loaded.ruleset is not None
    assert list(loaded.ruleset.rules) == ["one", "two"]
    assert loaded.ruleset.id == tmp_path.name
    assert sorted(loaded.texts) == sorted(
        str(path / name) for name in ("ruleset.yaml", "facts.yaml", "rules/a.yaml", "rules/b.yaml")
    )
    before = loaded.ruleset.fingerprint
    assert before.startswith("sha256:")
    again = load(path).ruleset
    assert again is not None
    assert again.fingerprint == before
    (path / "rules" / "a.yaml").rename(path / "rules" / "c.yaml")
    renamed = load(path).ruleset
    assert renamed is not None
    assert renamed.fingerprint != before


def test_names_are_unique_across_files(tmp_path: Path) -> None:
    path = folder(
        tmp_path, ruleset="title: T\n", facts=FACTS, rules__a=RULE % "r", rules__b=RULE % "r"
    )
    (found,) = load(path).diagnostics
    assert (found.name, found.span.file) == ("duplicate-id", str(path / "rules/b.yaml"))
    assert found.related[0].span.file == str(path / "rules/a.yaml")


def test_a_file_that_is_easily_overlooked_is_mentioned(tmp_path: Path) -> None:
    path = folder(tmp_path, ruleset="title: T\n", facts=FACTS, rules__a=RULE % "r", more="x")
    (path / "rules" / "b.yml").write_text(RULE % "s")
    loaded = load(path)
    assert [(d.name, d.span.file) for d in loaded.diagnostics] == [
        ("ignored-file", str(path / "more.yaml")),
        ("ignored-file", str(path / "rules/b.yml")),
    ]
    assert loaded.ruleset is not None


def test_keys_belong_to_their_files(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        ruleset="title: T\n",
        facts=FACTS + RULE % "s",
        rules__a=RULE % "r" + "title: x\n",
    )
    assert [d.name for d in load(path).diagnostics] == ["unknown-key", "unknown-key"]


@pytest.mark.parametrize(
    ("part", "text", "place"),
    [
        ("facts", "facts: {wind: {type: yes/no}}\n", "facts.yaml"),
        ("decisions", "decisions: {step: {options: {go: go, stay: stay}}}\n", "ruleset.yaml"),
        ("sources", "sources: {with-1: A gift may help}\n", "ruleset.yaml"),
        ("scenarios", "scenarios: [{scenario: One, facts: {told: yes}}]\n", "scenarios"),
        ("summary", "summary: ['{told}']\n", "ruleset.yaml"),
    ],
)
def test_what_stands_in_the_wrong_file_is_told_once(
    tmp_path: Path, part: str, text: str, place: str
) -> None:
    uses = RULE.replace("rapport: yes}", "wind: yes}") if part == "facts" else RULE
    path = folder(
        tmp_path, ruleset="title: T\n", facts=FACTS, rules__a=RULE % "r", rules__b=uses % "s" + text
    )
    (found,) = load(path).diagnostics
    assert (found.name, found.span.file, found.span.line) == (
        "unknown-key",
        str(path / "rules/b.yaml"),
        2,
    )
    assert f"`{place}`" in found.help
    folder(path, rules__b=uses % "s")
    right = path / place if place.endswith(".yaml") else path / place / "one.yaml"
    right.parent.mkdir(exist_ok=True)
    before = right.read_text() if right.exists() else ""
    if part == "facts":
        text = text.removeprefix("facts: {").replace("}}", "}, ")
        right.write_text(before.replace("facts: {", f"facts: {{{text.strip()}"))
    else:
        right.write_text(before + text)
    assert load(path).diagnostics == ()


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("facts: {wind: {type: yes/no}}\n", "move its `facts` into `facts.yaml`"),
        (RULE % "s", "move its `rules` into a file in the folder `rules`"),
        ("scenarios: []\n", "move its `scenarios` into a file in the folder `scenarios`"),
        ("decisions: {}\n", "move its `decisions` into `ruleset.yaml`"),
        ("hello: there\n", "move it into `rules` or `scenarios`"),
    ],
)
def test_a_file_beside_the_others_is_told_where_its_parts_belong(
    tmp_path: Path, text: str, help_: str
) -> None:
    path = folder(tmp_path, ruleset="title: T\n", facts=FACTS, rules__a=RULE % "r", wind=text)
    (found,) = load(path).diagnostics
    assert (found.name, found.help) == ("ignored-file", help_)


def test_a_folder_without_its_main_file(tmp_path: Path) -> None:
    path = folder(tmp_path, facts=FACTS, rules__a=RULE % "r")
    (found,) = load(path).diagnostics
    assert (found.name, found.span) == ("missing-file", Span(str(path / "ruleset.yaml")))


def test_one_broken_file_does_not_spoil_the_others(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        ruleset="title: T\nsummary: ['{gone}']\n",
        facts="facts: [\n",
        rules__a=RULE % "r",
        rules__b=(RULE % "s").replace("house", "gone"),
    )
    assert [(d.name, Path(d.span.file).name) for d in load(path).diagnostics] == [
        ("unclosed-bracket", "facts.yaml"),
    ]


def test_a_thousand_mistakes_are_enough() -> None:
    text = SOUND + "".join(f"  - {{idd: {n}}}\n" for n in range(2 * MOST_FOUND))
    loaded = load_ruleset_text(text)
    assert len(loaded.diagnostics) == MOST_FOUND + 1
    assert {"too-many-mistakes"} <= {d.name for d in loaded.diagnostics}


@settings(deadline=None, max_examples=50)
@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_and_rules_does_not_matter(random: object) -> None:
    shuffle = random.shuffle  # type: ignore[attr-defined]
    blocks = ["\n" + b for b in SOUND.strip().replace("\n\n", "\n").split("\n") if b]
    top: list[str] = []
    for line in blocks:
        if line[1] == " ":
            top[-1] += line
        else:
            top.append(line)
    rules = next(b for b in top if b.startswith("\nrules:"))
    listed = ["\n  - " + r for r in rules.split("\n  - ")[1:]]
    shuffle(listed)
    top[top.index(rules)] = "\nrules:" + "".join(listed)
    shuffle(top)
    expected, found = sound(SOUND), sound("".join(top))
    assert same_meaning(found) == same_meaning(expected)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32))
def test_any_model_loads_the_same_after_its_parts_are_reordered(seed: int) -> None:
    random = Random(seed)
    ruleset = draw_ruleset(random)

    def turned(parts: Mapping[str, Part]) -> dict[str, Part]:
        return dict(random.sample(list(parts.items()), len(parts)))

    other = replace(
        ruleset,
        facts=turned(ruleset.facts),
        decisions=turned(ruleset.decisions),
        rules=turned(ruleset.rules),
    )
    expected, found = sound(as_yaml(ruleset)), sound(as_yaml(other))
    assert same_meaning(found) == same_meaning(expected)


def same_meaning(ruleset: Ruleset) -> object:
    """What a ruleset means, without the places where it was written."""
    parts = (ruleset.facts, ruleset.decisions, ruleset.rules, ruleset.sources)
    return [*map(placeless, parts), ruleset.clock, ruleset.summary]


def placeless(part: object) -> object:
    """A part of a model without the places where it was written."""
    if isinstance(part, Span):
        return None
    if isinstance(part, dict):
        return {name: placeless(value) for name, value in part.items()}
    return tuple(map(placeless, part)) if isinstance(part, tuple) else part


def test_a_computed_weekday_brings_its_choices() -> None:
    ruleset = sound(
        """
        title: T
        facts:
          told: {type: yes/no}
          day: {type: date}
          weekday: {type: choice, computed: {weekday of: day}}
        rules:
          - {id: r, when: {weekday: sunday}, then: {told: yes}, because: So, source: house}
        """
    )
    weekday = ruleset.facts["weekday"].type
    assert weekday.kind is Kind.CHOICE
    assert next(iter(weekday.choices)) == "monday"
