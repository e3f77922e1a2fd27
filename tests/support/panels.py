"""Several interviewers: the ruleset ``golden/panel.yaml``, its scenarios, and a small one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tactful.language.model import Ruleset
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load, load_ruleset_text
from tactful.scenarios.scenario import Scenario, load_scenarios, scenarios_from

PANEL = Path(__file__).parent.parent / "golden" / "panel.yaml"

TEAM = """\
title: Writing to a team at one time
clock: {now: now}
facts:
  now: {type: datetime, question: What time is it?}
  ended: {type: datetime, question: When did it end?}
  thanked: {type: yes/no, default: no, question: Have you said thank you?}
each:
  interviewer:
    plural: interviewers
    facts:
      warm: {type: yes/no, question: "Was {interviewer} friendly?"}
    decisions:
      means:
        question: What do you send {interviewer}?
        options:
          email: {label: an email, draft: {opening: "Dear {interviewer},", text: Thank you!}}
          card: {label: a card, draft: {text: Thanks.}}
        fallback: email
decisions:
  timing:
    question: When?
    options:
      evening:
        label: in the evening
        after: {thanked: yes}
        window: {day: ended, from: "17:00", until: "18:00"}
      never: {label: not at all}
summary:
  - "Write {timing}."
  - "Send {interviewer} {means}."
rules:
  - id: in-time
    when: {thanked: no}
    then: {timing: {evening: for}}
    because: It is due.
    source: house
  - id: done
    when: {thanked: yes}
    then: {timing: {never: for}}
    because: It is done.
    source: house
  - id: card
    when: {warm: yes}
    then: {means: {card: for}}
    because: "{interviewer} was friendly."
    source: house
"""


@cache
def panel() -> Ruleset:
    """The rules for a panel, as they are loaded."""
    return load(PANEL)


@cache
def network() -> Network:
    """What evaluates them."""
    return Network(panel())


@cache
def listed(title: str) -> Scenario:
    """One of the panels."""
    return next(one for one in load_scenarios(PANEL, panel()).scenarios if one.title == title)


@cache
def team() -> Ruleset:
    """A ruleset in which all are written to at one time."""
    ruleset = load_ruleset_text(TEAM, "team.yaml").ruleset
    assert ruleset is not None
    return ruleset


def of_team(people: str) -> Scenario:
    """A scenario of the team, with these people."""
    text = f"scenario: A team\nfacts: {{now: 2026-11-20T14:00, ended: 2026-11-20T13:00}}\n{people}"
    loaded = scenarios_from(text.encode(), "team.yaml", team())
    assert not loaded.diagnostics, loaded.diagnostics
    (found,) = loaded.scenarios
    return found
