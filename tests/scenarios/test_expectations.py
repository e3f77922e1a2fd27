"""Whether conclusions meet expectations, and what is said where they do not."""

from __future__ import annotations

import pytest

from casefiles import underlined
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.reading.ruleset import load_ruleset_text
from tactful.scenarios.failure import failures
from tactful.scenarios.scenario import scenarios_from

RULES = """
title: Expectations
facts:
  rapport: {type: choice, ordered: yes, choices: [cold, neutral, warm]}
  gift: {type: yes/no}
  limit: {type: number, unit: USD, default: 20}
  mood: {type: choice, choices: [good, bad]}
  asked: {type: yes/no}
decisions:
  channel:
    options: {email: an email, card: a card, present: a present}
    fallback: email
  tone: {options: {formal: formal, friendly: friendly}}
  timing: {options: {now: now, later: later}, applies when: {asked: yes}}
  cautions: {choose: many, options: {too_soon: too soon, too_late: too late, bribe: a bribe}}
  remarks: {choose: many, options: {thanks: thanks}, applies when: {asked: yes}}
rules:
  - id: present-when-warm
    when: {rapport: warm}
    unless: {gift: no}
    then: {channel: {present: for}, cautions: {bribe: for}}
    because: So
    source: house
  - id: card-when-neutral
    when: {rapport: at least neutral}
    then: {channel: {card: slightly for}, cautions: {too_soon: for}}
    because: So
    source: house
  - {id: good-when-warm, when: {rapport: warm}, then: {mood: good}, because: So, source: house}
  - id: bad-when-given
    when: {gift: yes}
    then: {mood: bad}
    because: So
    source: house
  - id: formal-when-cold
    when: {rapport: cold}
    then: {tone: {formal: always}}
    because: So
    source: house
  - id: friendly-always
    when: {gift: yes}
    then: {tone: {friendly: always}}
    because: So
    source: house
  - {id: no-card, when: {gift: yes}, then: {channel: {card: never}}, because: So, source: house}
  - id: over-the-card
    when: {limit: less than 5}
    then: {cautions: {too_late: for}}
    because: So
    source: house
    overrides: card-when-neutral
"""


def rules() -> Ruleset:
    loaded = load_ruleset_text(RULES)
    assert loaded.ruleset is not None, loaded.diagnostics
    return loaded.ruleset


def told(facts: str, expect: str) -> list[str]:
    """The failures of a scenario, each with the text it points at."""
    text = f"scenario: A\nfacts: {{{facts}}}\nexpect:\n  {expect}\n"
    ruleset = rules()
    loaded = scenarios_from(text.encode(), "f", ruleset)
    assert loaded.diagnostics == ()
    (scenario,) = loaded.scenarios
    found = failures(scenario, evaluate(ruleset, scenario.given), ruleset)
    for failure in found:
        assert underlined(failure.span, {"f": text}) in expect
        assert failure.span.line == 4
    return [str(failure) for failure in found]


@pytest.mark.parametrize(
    ("facts", "expect"),
    [
        ("rapport: warm", "channel: present"),
        ("rapport: warm", "channel: [card, present]"),
        ("rapport: warm", "channel: not email"),
        ("rapport: warm", "channel: known"),
        ("", "channel: email"),
        ("", "channel: {not: [card, present]}"),
        ("", "tone: no recommendation"),
        ("", "tone: unknown"),
        ("", "tone: not formal"),
        ("", "timing: not applicable"),
        ("", "remarks: not applicable"),
        ("", "cautions: []"),
        ("rapport: cold, gift: yes", "tone: conflict"),
        ("rapport: cold, gift: yes", "conflicts: [tone]"),
        ("rapport: warm, gift: yes", "conflicts: mood"),
        ("rapport: warm, gift: yes", "mood: unknown"),
        ("rapport: warm", "cautions: [bribe, too_soon]"),
        ("rapport: warm", "cautions: {includes: bribe, excludes: [too_late]}"),
        ("rapport: warm", "not: {channel: [email, card], cautions: too_late, mood: bad}"),
        ("", "not: {rapport: cold, tone: formal, cautions: bribe, remarks: thanks}"),
        ("rapport: warm", "not: {channel: no recommendation}"),
        ("rapport: warm", "rapport: at least neutral"),
        ("rapport: warm", "limit: 20"),
        ("", "limit: between 10 and 30"),
        ("", "rapport: unknown"),
        ("rapport: warm", "fired: [present-when-warm, card-when-neutral]"),
        ("rapport: warm", "assumes: [present-when-warm]"),
        ("rapport: warm, limit: 1", "set aside: [card-when-neutral]"),
        ("rapport: warm, limit: 1", "not fired: [card-when-neutral, no-card]"),
    ],
)
def test_an_expectation_that_is_met_is_not_mentioned(facts: str, expect: str) -> None:
    assert told(facts, expect) == []


@pytest.mark.parametrize(
    ("facts", "expect", "failure"),
    [
        (
            "rapport: warm",
            "channel: card",
            "expected `channel` to be `card`, but it is `present` (by `present-when-warm`)",
        ),
        (
            "",
            "channel: [card, present]",
            "expected `channel` to be `card` or `present`, but it is `email`, the fallback",
        ),
        (
            "rapport: warm",
            "channel: not present",
            "expected `channel` not to be `present`, but it is `present` (by `present-when-warm`)",
        ),
        (
            "rapport: cold",
            "tone: no recommendation",
            "expected `tone` to come out as no recommendation, but it is `formal` "
            "(by `formal-when-cold`)",
        ),
        ("", "tone: formal", "expected `tone` to be `formal`, but there is no recommendation"),
        (
            "rapport: cold, gift: yes",
            "tone: formal",
            "expected `tone` to be `formal`, but rules disagree about it "
            "(by `formal-when-cold`, `friendly-always`)",
        ),
        ("", "timing: now", "expected `timing` to be `now`, but it is not applicable"),
        (
            "asked: yes",
            "timing: not applicable",
            "expected `timing` to come out as not applicable, but there is no recommendation",
        ),
        ("", "conflicts: [mood]", "expected `mood` to be in conflict, but it is unknown"),
        (
            "rapport: warm, gift: yes",
            "mood: good",
            "expected `mood` to be `good`, but rules disagree about it "
            "(by `good-when-warm`, `bad-when-given`)",
        ),
        (
            "rapport: warm",
            "mood: bad",
            "expected `mood` to be `bad`, but it is `good`, concluded (by `good-when-warm`)",
        ),
        (
            "rapport: cold",
            "rapport: at least neutral",
            "expected `rapport` to be at least `neutral`, but it is `cold`, given",
        ),
        ("", "limit: [5, 10]", "expected `limit` to be `5` or `10`, but it is `20`, default"),
        ("", "rapport: not cold", "expected `rapport` to be not `cold`, but it is unknown"),
        (
            "rapport: cold",
            "rapport: {not: [cold, warm]}",
            "expected `rapport` to be none of `cold` or `warm`, but it is `cold`, given",
        ),
        (
            "rapport: cold",
            "not: {rapport: [cold, warm]}",
            "expected `rapport` not to be `cold` or `warm`, but it is `cold`, given",
        ),
        (
            "rapport: warm",
            "cautions: [bribe]",
            "expected `cautions` to be exactly `bribe`, but it is `too_soon`, `bribe` "
            "(by `card-when-neutral`, `present-when-warm`)",
        ),
        (
            "rapport: warm",
            "cautions: {includes: too_late}",
            "expected `cautions` to include `too_late`, but it is `too_soon`, `bribe` "
            "(by `card-when-neutral`, `present-when-warm`)",
        ),
        (
            "rapport: neutral",
            "cautions: {excludes: [too_soon, bribe]}",
            "expected `cautions` not to include `too_soon`, `bribe`, but it is `too_soon` "
            "(by `card-when-neutral`)",
        ),
        ("", "cautions: [bribe]", "expected `cautions` to be exactly `bribe`, but it is nothing"),
        ("", "remarks: []", "expected `remarks` to be exactly nothing, but it is not applicable"),
        ("", "fired: [no-card]", "expected `no-card` to fire, but it did not fire"),
        (
            "rapport: warm, limit: 1",
            "fired: [card-when-neutral]",
            "expected `card-when-neutral` to fire, but it was set aside (by `over-the-card`)",
        ),
        ("gift: yes", "not fired: [no-card]", "expected `no-card` not to fire, but it fired"),
        ("gift: yes", "set aside: [no-card]", "expected `no-card` to be set aside, but it fired"),
        (
            "rapport: warm, gift: yes",
            "assumes: [present-when-warm]",
            "expected `present-when-warm` to fire on an assumption, "
            "but it fired and assumed nothing",
        ),
        (
            "rapport: cold",
            "assumes: [present-when-warm]",
            "expected `present-when-warm` to fire on an assumption, but it did not fire",
        ),
    ],
)
def test_a_failure_says_what_came_and_through_whom(facts: str, expect: str, failure: str) -> None:
    assert told(facts, expect) == [failure]
