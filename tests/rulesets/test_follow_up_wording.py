"""What people read of the packaged rules: the advice, and answers to why and why not.

Each golden text is to be read as a coach would read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pytest

from goldens import Golden
from tactful.answers.answering import answers
from tactful.answers.grounds import Reasoning, reason
from tactful.answers.page import reasoned_page
from tactful.explanation.explanation import explain
from tactful.explanation.page import page
from tactful.language.model import Ruleset
from tactful.network.evaluator import Network
from tactful.pages.markdown import markdown
from tactful.pages.plain import plain
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import Scenario, load_scenarios
from tactful.scenarios.words import Asks, Inquiry, read_inquiries
from tactful.text.library import packaged

CASES = (
    (
        "A well-paid job, many rivals and a friendly talk",
        "channel=small_gift stakes",
        "channel=card",
    ),
    ("A well-paid job, but nobody knows how the talk went", "channel=email", "channel=small_gift"),
    ("A great talk at a bank whose gift rules are unknown", "tone", "channel=small_gift"),
    ("A present worth 120 dollars", "gift_feels_like_bribe cautions", "channel=small_gift"),
    ("Ten dollars of cookies for a government office", "channel", "gift_feels_like_bribe=no"),
    (
        "The coach knows this easy-going bank and its people",
        "workplace_style",
        "workplace_style=buttoned_down channel=email",
    ),
    ("Their policy says no gifts", "gifts_allowed", "channel=small_gift channel=email"),
    ("Nothing is known about the interview", "channel rapport", "channel=small_gift rapport=warm"),
    ("A busy partner at a law firm", "channel=email", "workplace_style=relaxed"),
    ("A busy banker whose email address nobody gave out", "channel", "channel=email"),
    ("No way to reach them at all", "channel", "channel=phone_call"),
    (
        "Half an hour after a great talk at a start-up",
        "timing cautions=too_soon",
        "timing=without_delay",
    ),
    ("Saturday lunchtime after a Saturday interview", "weekday", "cautions=busy_hours"),
    ("Two days later and still no thank-you", "hours_since_interview", "cautions=too_soon"),
    (
        "Thanked them, and their date is more than a week away",
        "next_step",
        "next_step=ask_for_news channel=card",
    ),
    ("Thanksgiving makes the week longer", "working_days_since_contact", "next_step=ask_for_news"),
    ("The second reminder went out only yesterday", "next_step", "next_step=move_on"),
    ("Two reminders and not a word", "next_step=move_on", "timing=in_a_week"),
    ("They have written back after a reminder", "timing", "next_step=ask_for_news tone"),
)
"""A scenario, what is asked why, and what is asked why not."""

JARGON = (
    "veto",
    "settled_by",
    "stratum",
    "strata",
    "unless:",
    "kleene",
    "override",
    "operand",
    "not applicable",
    "True",
    "False",
    "score",
    "margin",
)


@cache
def follow_up() -> Ruleset:
    return load(packaged())


@cache
def scenarios() -> dict[str, Scenario]:
    return {s.title: s for s in load_scenarios(packaged(), follow_up()).scenarios}


@cache
def reasoned(title: str) -> Reasoning:
    network = Network(follow_up())
    return reason(explain(network, title, network.evaluate(scenarios()[title].given)))


def slug(title: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in title.lower()).split())


def asked(words: str, asks: Asks) -> Iterable[Inquiry]:
    read = read_inquiries(words.split(), asks, follow_up(), "--why")
    assert not read.diagnostics
    return read.inquiries


def told(title: str, whys: str, why_nots: str) -> str:
    reasoning = reasoned(title)
    inquiries = (*asked(whys, "why"), *asked(why_nots, "why not"))
    found = answers(inquiries, reasoning)
    return plain([page(reasoning.explanation), reasoned_page(reasoning, found)]) + "\n"


@pytest.mark.parametrize(("title", "whys", "why_nots"), CASES, ids=[c[0] for c in CASES])
def test_it_reads_well(title: str, whys: str, why_nots: str, golden: Golden) -> None:
    golden(f"follow-up/{slug(title)}.txt", told(title, whys, why_nots))


@pytest.mark.parametrize(("title", "whys", "why_nots"), CASES, ids=[c[0] for c in CASES])
def test_a_coach_meets_no_jargon(title: str, whys: str, why_nots: str) -> None:
    text = told(title, whys, why_nots)
    ids = {*follow_up().rules, *(f for f in follow_up().facts if "_" in f)}
    options = {o for d in follow_up().decisions.values() for o in d.options if "_" in o}
    for word in (*JARGON, *ids, *options):
        assert word not in text, word


def test_the_whole_reasoning_reads_well(golden: Golden) -> None:
    reasoning = reasoned("A great talk at a bank whose gift rules are unknown")
    golden("follow-up/whole-reasoning.txt", plain([reasoned_page(reasoning)]) + "\n")
    with_sources = reasoned_page(reasoning, depth=2, sources=True)
    golden("follow-up/whole-reasoning.md", markdown([with_sources]) + "\n")
