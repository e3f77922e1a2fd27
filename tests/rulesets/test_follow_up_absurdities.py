"""What no client may ever be told: absurd pairs, looked for over drawn realistic situations.

Each situation is a client as people are (``people``), with what else happens to clients: a message
of theirs, another offer, a wish, an agency. There are fifteen for each draw, so 3,000 as a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

import pytest

from draws import DRAWS
from people import person
from tactful.explanation.explanation import explain
from tactful.language.conclusions import Conclusions
from tactful.language.values import NONE, Value
from tactful.language.windows import PlacedWindow, window_of
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load
from tactful.text.library import packaged

RULES = load(packaged())
NETWORK = Network(RULES)
SITUATIONS = 15 * DRAWS
MESSAGES = tuple(RULES.facts["their_message"].type.choices)
KINDS = tuple(RULES.facts["interview_kind"].type.choices)
SELDOM = (
    "through_agency",
    "no_messages_please",
    "no_calls_please",
    "internal",
    "linkedin_known",
    "papers_asked_for",
    "slip_in_last_message",
    "second_thoughts",
    "decides_slowly",
)


class Advised(NamedTuple):
    """A client and the advice."""

    known: dict[str, Value]
    now: datetime
    came: Conclusions
    window: PlacedWindow | None

    def choice(self, decision: str) -> str | None:
        return self.came.decisions[decision].choice

    def choices(self, decision: str) -> tuple[str, ...]:
        return self.came.decisions[decision].choices

    def is_no(self, fact: str) -> bool:
        return self.known.get(fact) is False

    @property
    def ended(self) -> datetime:
        moment = self.known["interview_ended"]
        assert isinstance(moment, datetime)
        return moment

    @property
    def due(self) -> date | None:
        named = self.known.get("decision_due")
        return named if isinstance(named, date) else None


def situation(rng: Random) -> tuple[dict[str, Value], datetime]:
    who = person(rng)
    known: dict[str, Value] = {n: v for n, v in who.truth.items() if rng.random() < 0.8}
    known["interview_ended"] = who.truth["interview_ended"]
    known |= {name: True for name in SELDOM if rng.random() < 0.06}
    if known.get("heard_back") is True and rng.random() < 0.9:
        known["their_message"] = rng.choice(MESSAGES[1:])
        known["heard_back"] = rng.random() < 0.7
    soon = {name: rng.random() < 0.06 for name in ("other_offer_until", "away_until")}
    soon["asked_to_call_on"] = rng.random() < 0.06
    for name, given in soon.items():
        if given:
            known[name] = who.now.date() + timedelta(days=rng.randrange(-2, 15))
    if rng.random() < 0.1:
        known["interview_kind"] = rng.choice(KINDS)
    if rng.random() < 0.05:
        known["wants_job"] = False
    return known, who.now


@cache
def advised() -> tuple[Advised, ...]:
    rng = Random(18)
    told = []
    for _ in range(SITUATIONS):
        known, now = situation(rng)
        came = NETWORK.evaluate(known, now=now)
        told.append(Advised(known, now, came, window_of(RULES, came)))
    return tuple(told)


def gift_to_a_public_office(one: Advised) -> bool:
    return one.known.get("industry") == "government" and one.choice("channel") == "small_gift"


def phone_without_a_number(one: Advised) -> bool:
    return one.choice("channel") in ("phone_call", "text_message") and one.is_no("phone_known")


def call_against_their_wish(one: Advised) -> bool:
    wish = one.known.get("no_calls_please") is True
    asked = one.came.facts["call_due"].value is True
    return wish and not asked and one.choice("channel") == "phone_call"


def thanks_after_the_decision(one: Advised) -> bool:
    """While there is time before it; whoever asks in the night before can do no better."""
    if one.choice("next_step") != "send_thank_you" or one.window is None or one.due is None:
        return False
    in_time = one.now.date() <= one.due and max(one.now, one.ended).hour < 20
    by_mail = one.choice("channel") == "email"
    return in_time and by_mail and one.window.start.date() > one.due


def posted_after_the_decision(one: Advised) -> bool:
    posted = one.choice("channel") in ("card", "small_gift")
    return posted and one.due is not None and one.due <= one.now.date() + timedelta(days=2)


def refusal_with_enthusiasm(one: Advised) -> bool:
    over = one.known.get("their_message") == "refusal" or one.known.get("wants_job") is False
    return over and "show_enthusiasm" in one.choices("message_points")


def news_after_a_refusal(one: Advised) -> bool:
    told = one.known.get("their_message") in ("refusal", "offer")
    return told and one.choice("next_step") in ("ask_for_news", "hold_off", "send_thank_you")


def window_before_the_interview(one: Advised) -> bool:
    waits = one.choice("next_step") in ("wait_for_interview", "send_thank_you", "ask_for_news")
    return waits and one.window is not None and one.window.start.replace(tzinfo=None) < one.ended


def label_against_window(one: Advised) -> bool:
    if one.window is None:
        return False
    label = RULES.decisions["timing"].options[one.choice("timing") or ""]
    says = explain(NETWORK, "One", one.came, now=one.now, questions=False).headline[0].lower()
    days = (one.window.start.date() - one.ended.date()).days
    wrong = {
        "end_of_interview_day": "at the end of the interview day" in says and days != 0,
        "next_morning": "first thing the next morning" in says and days > 1,
        "after_decision_date": one.due is not None and one.window.start.date() <= one.due,
    }
    return wrong.get(label.id, False)


def caution_against_window(one: Advised) -> bool:
    if one.window is None:
        return False
    start, cautions = one.window.start.replace(tzinfo=None), one.choices("cautions")
    busy = "busy_hours" in cautions and 10 <= start.hour < 16
    soon = "too_soon" in cautions and start < one.ended + timedelta(hours=1)
    return busy or soon or {"too_soon", "too_late"} <= {*cautions}


def hold_off_with_a_window_open_now(one: Advised) -> bool:
    return one.choice("next_step") == "hold_off" and one.window is not None


def opposites_in_one_headline(one: Advised) -> bool:
    told = " ".join(explain(NETWORK, "One", one.came, now=one.now, questions=False).headline)
    pairs = (
        ("without another message", "with an email"),
        ("Hold off", "without delay"),
        ("silence often means", "answer their"),
        ("answer their refusal", "how keen"),
        ("withdraw", "how keen"),
        ("courteous and formal", "warm and friendly"),
    )
    return any(one_half in told and other in told for one_half, other in pairs)


def message_against_their_wish(one: Advised) -> bool:
    asked = one.known.get("no_messages_please") is True and not one.known.get("through_agency")
    unasked = one.choice("next_step") in ("send_thank_you", "tell_of_other_offer")
    return asked and unasked


PAIRS: tuple[Callable[[Advised], bool], ...] = (
    gift_to_a_public_office,
    phone_without_a_number,
    call_against_their_wish,
    thanks_after_the_decision,
    posted_after_the_decision,
    refusal_with_enthusiasm,
    news_after_a_refusal,
    window_before_the_interview,
    label_against_window,
    caution_against_window,
    hold_off_with_a_window_open_now,
    opposites_in_one_headline,
    message_against_their_wish,
)


@pytest.mark.parametrize("absurd", PAIRS, ids=lambda pair: pair.__name__)
def test_nobody_is_told(absurd: Callable[[Advised], bool]) -> None:
    found = [one for one in advised() if absurd(one)]
    assert [(one.known, one.now) for one in found[:1]] == [], f"{len(found)} of {SITUATIONS}"


def test_the_situations_are_as_many_sided_as_clients_are() -> None:
    steps = {one.choice("next_step") for one in advised()}
    few = SITUATIONS < 1000
    assert few or steps >= {*RULES.decisions["next_step"].options} - {"wait_for_interview"}
    assert any(one.known.get("decision_due") is NONE for one in advised())
