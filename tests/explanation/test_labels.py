"""Labels that depend: whoever reads of a choice reads the label that holds in the situation."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random

import jsonschema
import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core_yaml import Core
from drawing import Size, draw_given, draw_labels, draw_ruleset
from draws import DRAWS, unhurried
from readers import by_icalendar, by_vobject
from running import run
from tactful.answers.page import reasoned_page
from tactful.answers.whatif import before_and_after, what_if
from tactful.changes.difference import compare
from tactful.changes.names import Renames, under_new_names
from tactful.checking.examine import examine
from tactful.explanation.explanation import explain
from tactful.explanation.labels import label_of
from tactful.explanation.page import page
from tactful.explanation.wording import wording_of
from tactful.language.conclusions import known_values
from tactful.language.conditions import truth
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.pages.html import html
from tactful.pages.markdown import markdown
from tactful.pages.page import Page
from tactful.pages.plain import plain
from tactful.plans.ics import calendar
from tactful.plans.page import plan_page
from tactful.proofs.counterfactual import Goal, counterfactuals
from tactful.reading.ruleset import load_ruleset_text
from tactful.scenarios.scenario import Scenario
from tactful.scenarios.words import Inquiry
from tactful.workspace.advising import planned, reasoned
from tactful.workspace.schemas.editor import editor_schema

TEXT = """\
title: Labels
clock: {now: now}
facts:
  now: {type: datetime}
  met: {type: datetime, question: When did you meet?}
  sent: {type: yes/no, default: no, question: Have you written?}
  rapport: {type: choice, choices: {warm: Warm, cold: Cold}, question: How was it?}
  hours: {type: number, unit: hours, computed: {hours from: met, to: now}}
decisions:
  act:
    question: What now?
    options:
      write:
        label:
          - {when: {hours: at least 12}, text: "write, late as it is"}
          - {when: {tone: kind}, text: write kindly}
          - {text: write}
        window: {day: met, working days later: 1, from: "09:00", until: "10:00"}
        after: {sent: yes}
      wait: {label: [{when: {tone: kind}, text: wait kindly}, {text: wait}]}
    fallback: wait
  tone:
    question: In which tone?
    options:
      kind: {label: [{when: {act: wait}, text: kind silence}, {text: kindness}]}
      cool: cool
    fallback: cool
rules:
  - {id: warm, when: {rapport: warm}, then: {tone: {kind: for}},
     because: It was warm., source: house}
  - {id: told, when: {sent: no}, then: {act: {write: for}},
     because: You have not written., source: house}
"""


def read(text: str) -> Ruleset:
    rules = load_ruleset_text(text).ruleset
    assert rules is not None
    return rules


RULES = read(TEXT)
NETWORK = Network(RULES)
MET: dict[str, Value] = {"met": datetime(2026, 11, 19, 14)}
WARM: dict[str, Value] = {**MET, "rapport": "warm", "now": datetime(2026, 11, 19, 14, 10)}


def shown(made: Page) -> tuple[str, ...]:
    """A page in every format that people read, each as one line."""
    return tuple(" ".join(text.split()) for text in (plain([made]), markdown([made]), html([made])))


@pytest.mark.parametrize(
    ("more", "answers"),
    [
        ({}, ("Write kindly.", "Kindness.")),
        ({"rapport": "cold"}, ("Write.", "Cool.")),
        ({"now": datetime(2026, 11, 20, 9)}, ("Write, late as it is.", "Kindness.")),
        ({"sent": True}, ("Wait kindly.", "Kind silence.")),
        ({"sent": True, "rapport": "cold"}, ("Wait.", "Cool.")),
    ],
    ids=["tone", "last", "first-that-holds", "of-each-other", "fallback"],
)
def test_advice_is_told_by_the_labels_that_hold(
    more: dict[str, Value], answers: tuple[str, str]
) -> None:
    explanation = explain(NETWORK, "A client", NETWORK.evaluate({**WARM, **more}))
    assert tuple(one.answer for one in explanation.decisions) == answers
    for text in shown(page(explanation)):
        assert f"What now? {answers[0]}" in text
        assert f"In which tone? {answers[1]}" in text


def test_answers_name_choices_as_the_advice_does() -> None:
    scenario = Scenario("A client", WARM)
    reasoning, answers = reasoned(
        scenario, NETWORK, [Inquiry("why not", "act", "wait"), Inquiry("why", "act")]
    )
    (text, *_) = shown(reasoned_page(reasoning, answers))
    assert "WHY NOT “WAIT KINDLY”?" in text
    assert "write kindly" in text.lower()


def test_what_would_be_otherwise_has_the_label_that_would_hold() -> None:
    explanation = explain(NETWORK, "A client", NETWORK.evaluate(WARM))
    answer = counterfactuals(NETWORK, explanation.conclusions, Goal("tone", "cool"))
    (text, *_) = shown(what_if(explanation, [answer], NETWORK))
    assert "instead of “kindness”" in text
    sent = explain(NETWORK, "A client", NETWORK.evaluate({**WARM, "sent": True}))
    (text, *_) = shown(before_and_after(explanation, sent, ["sent"]))
    assert "What now? Wait kindly. Before: write kindly." in text
    answer = counterfactuals(NETWORK, sent.conclusions, Goal("act", "write"))
    (text, *_) = shown(what_if(sent, [answer], NETWORK))
    assert "is no: “Write kindly” instead of “wait kindly”" in text


def test_a_plan_and_its_calendar_tell_the_label_of_their_moment() -> None:
    told = planned(Scenario("A client", WARM), NETWORK, 60)
    assert [entry.what for entry in told.entries] == [
        "What now? Write, late as it is.",
        "What now? Wait kindly.",
    ]
    for text in shown(plan_page(told)):
        assert "Write, late as it is." in text
        assert "Write kindly" not in text
    for read_back in (by_icalendar, by_vobject):
        (event,) = read_back(calendar([told]))
        assert event.summary == "A client: What now? Write, late as it is"
        assert "What now? Write, late as it is." in event.description


def test_a_label_may_read_what_only_it_looks_at() -> None:
    case = '          - {when: {hours: at least 12}, text: "write, late as it is"}\n'
    assert "unused-fact" not in {found.diagnostic.name for found in examine(RULES)}
    unread = read(TEXT.replace(case, ""))
    assert "unused-fact" in {found.diagnostic.name for found in examine(unread)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at least 12", "at least 13"),
        ("write, late as it is", "write at last"),
        ("{text: write}", "{text: write to them}"),
        (
            "          - {when: {tone: kind}, text: write kindly}\n          - {text: write}\n",
            "          - {text: write}\n",
        ),
    ],
    ids=["when", "text", "last", "fewer"],
)
def test_other_labels_are_other_words_and_the_same_advice(old: str, new: str) -> None:
    assert old in TEXT
    difference = compare(RULES, read(TEXT.replace(old, new)))
    assert difference.relabelled == ("act.write",)
    assert not difference.changes_advice


def test_labels_follow_a_rename() -> None:
    renames = Renames(facts={"hours": "waited"}, decisions={"tone": "manner"})
    there = under_new_names(RULES, renames)
    assert [case.when for case in there.decisions["act"].options["write"].labels] == [
        case.when
        for case in read(TEXT.replace("hours:", "waited:").replace("tone:", "manner:"))
        .decisions["act"]
        .options["write"]
        .labels
    ]


@pytest.mark.parametrize(
    ("label", "fits"),
    [
        ("[{when: {rapport: warm}, text: a note}, {text: a card}]", True),
        ("[{text: a card}]", True),
        ("a card", True),
        ("[]", False),
        ("[a card]", False),
        ("[{when: {rapport: warm}}]", False),
        ("[{when: {raport: warm}, text: a note}, {text: a card}]", False),
        ("{text: a card}", False),
    ],
)
def test_editors_know_labels_as_check_does(label: str, fits: bool) -> None:
    text = TEXT.replace("      cool: cool\n", f"      cool: {{label: {label}}}\n")
    document = yaml.load(text.replace("?", ""), Loader=Core)  # noqa: S506 - a safe loader
    wrong = [*jsonschema.Draft7Validator(editor_schema(RULES)).iter_errors(document)]
    assert (not wrong) is fits
    assert (load_ruleset_text(text).ruleset is not None) is fits


@settings(unhurried, max_examples=DRAWS)
@given(st.randoms(use_true_random=False))
def test_the_first_label_that_holds_is_the_one(rng: Random) -> None:
    ruleset = draw_labels(rng, draw_ruleset(rng, Size()))
    conclusions = evaluate(ruleset, draw_given(rng, ruleset))
    values, wording = known_values(ruleset, conclusions), wording_of(ruleset, conclusions)
    for decision in ruleset.decisions.values():
        named = wording.type_of(decision.id).choices
        for option in decision.options.values():
            holding = [c.text for c in option.labels if truth(c.when, values, ruleset.type_of)]
            assert label_of(option, values, ruleset) == [*holding, option.label][0]
            assert named[option.id] == label_of(option, values, ruleset)


CLIENTS = """\
who,met,rapport,sent,now,label:act:write
Ann,2026-11-19T14:00,warm,no,2026-11-19T14:10,theirs
Bob,2026-11-19T14:00,cold,no,2026-11-19T14:10,theirs
Cy,2026-11-19T14:00,cold,no,2026-11-20T14:10,theirs
Di,2026-11-19T14:00,warm,yes,2026-11-19T14:10,theirs
"""


def test_a_workbook_has_the_label_of_each_client(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(TEXT)
    (tmp_path / "c.csv").write_text(CLIENTS)
    for out in ("o.xlsx", "o.csv"):
        done = run("batch", "c.csv", "--ruleset", "rules.yaml", "--out", out, cwd=tmp_path)
        assert done.code == 0, done.err
    sheet = pl.read_excel(tmp_path / "o.xlsx", sheet_name="Clients", infer_schema_length=0)
    assert sheet.select("who", "act", "tone").rows() == [
        ("Ann", "write kindly", "kindness"),
        ("Bob", "write", "cool"),
        ("Cy", "write, late as it is", "cool"),
        ("Di", "wait kindly", "kind silence"),
    ]
    assert not [name for name in sheet.columns if name.startswith("label")]
    told = pl.read_csv(tmp_path / "o.csv")
    assert told["act"].to_list() == ["write", "write", "write", "wait"]
    assert told["label:act:write"].to_list() == ["theirs"] * 4
