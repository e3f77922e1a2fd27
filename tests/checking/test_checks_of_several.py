"""What the checks say of rules about several of a thing: for none, one, two, and more if asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from running import ROOT, run
from tactful.checking.examine import examine
from tactful.checking.numbers import numbers
from tactful.checking.wire import findings
from tactful.checking.witnesses import scenario_of
from tactful.language.model import Ruleset
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load_ruleset_text
from tactful.scenarios.scenario import scenarios_from
from tactful.scenarios.writing import scenario_text
from tactful.testing.run import run as ran

TEXT = """\
title: A panel
each:
  interviewer:
    plural: interviewers
    facts:
      rapport: {type: choice, ordered: yes, choices: {cold: a, warm: b}, question: How was it?}
      odd: {type: yes/no, question: Odd?}
    decisions:
      channel: {options: {email: an email, card: a card}, fallback: email}
facts:
  industry: {type: choice, choices: {law: law, tech: tech}}
decisions:
  tone: {options: {formal: formal, friendly: friendly}}
rules:
  - id: needs-two-others
    when: {rapport: warm, at least 2 other interviewers: {rapport: cold}}
    then: {channel: {card: for}}
    because: You got on with {interviewer} alone.
    source: house
  - id: never-so
    when: {odd: yes, any other interviewer: {odd: yes}, no interviewer: {odd: yes}}
    then: {channel: {card: for}}
    because: No.
    source: house
  - id: one-way
    when: {any interviewer: {rapport: warm}}
    then: {tone: {friendly: always}}
    because: A.
    source: house
  - id: other-way
    when: {any interviewer: {rapport: cold}}
    then: {tone: {formal: always}}
    because: B.
    source: house
"""


def rules(text: str = TEXT) -> Ruleset:
    made = load_ruleset_text(text, "panel.yaml").ruleset
    assert made is not None
    return made


def found_in(text: str = TEXT) -> dict[str, str]:
    """The findings by name, with their messages: each once."""
    found = examine(rules(text))
    assert len({one.diagnostic.name for one in found}) == len(found)
    return {one.diagnostic.name: one.diagnostic.message for one in found}


def test_a_finding_stands_only_where_it_stands_for_every_number() -> None:
    found = found_in()
    assert [*found] == ["unused-fact", "gap", "unreachable-rule", "conflicting-settlement"]
    assert found["unreachable-rule"].startswith("`never-so` can never fire")


def test_no_message_names_a_copy_and_every_place_is_the_authors() -> None:
    for one in examine(rules()):
        texts = (one.diagnostic.message, one.diagnostic.help)
        assert "[" not in "".join((*texts, *(r.message for r in one.diagnostic.related)))
        assert one.diagnostic.span.line


def test_what_only_two_can_show_is_shown_by_two() -> None:
    (found,) = (o for o in examine(rules()) if o.diagnostic.name == "conflicting-settlement")
    assert found.people == {"interviewer": (None, None)}
    written = scenario_of(found, Network(rules()))
    assert written is not None
    read = scenarios_from(scenario_text(written, rules()).encode(), "x", rules())
    assert read.diagnostics == ()
    assert [one.failures for one in ran(rules(), read.scenarios)] == [()]
    told = findings(rules(), (), [found])
    assert told["looked_at_for"] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("group", "counts"),
    [
        ("any other interviewer", (0, 1, 2)),
        ("at least 2 interviewers", (0, 1, 2)),
        ("at least 2 other interviewers", (0, 1, 2, 3)),
        ("at least 5 interviewers", (0, 1, 2, 5)),
        ("at least 12 other interviewers", (0, 1, 2, 12)),
    ],
)
def test_as_many_as_a_group_asks_for(group: str, counts: tuple[int, ...]) -> None:
    text = TEXT.replace("at least 2 other interviewers", group)
    assert numbers(rules(text)) == counts


def test_a_rule_that_more_than_there_may_be_would_have_to_meet_is_found() -> None:
    text = TEXT.replace("at least 2 other interviewers", "at least 12 other interviewers")
    dead = [
        o.diagnostic.message for o in examine(rules(text)) if "never fire" in o.diagnostic.message
    ]
    assert len(dead) == 2


def test_the_report_says_for_how_many(tmp_path: Path) -> None:
    path = tmp_path / "panel.yaml"
    path.write_text(TEXT)
    said = run("check", str(path)).out
    assert "Looked at for none, one, two and three interviewers." in said
    schema = json.loads((ROOT / "engine/tactful/schemas/findings.schema.json").read_text())
    assert "looked_at_for" in schema["properties"]
