"""Clients drawn as people are who follow up after an interview, for counting their questions.

The shares are counted from 39 situations of public questions, answers and guidance: 22 have a
thank-you before them, 13 a silence, 4 an answer. Where those do not say, as of the pay, a share
is a guess of ours and says so. An interview asks such people what they know; some know it all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from tactful.language.values import NONE, Value

Shares = Mapping[Any, float]

STORIES: Shares = {"thanks": 22, "silence": 13, "answer": 4}
INDUSTRIES: Shares = {
    "technology": 6,
    "finance": 4,
    "law": 3,
    "government": 3,
    "healthcare": 4,
    "education": 3,
    "creative": 2,
    "hospitality": 3,
    "retail": 3,
    "nonprofit": 2,
    "manufacturing": 2,
    "other": 4,
}
RAPPORT: Shares = {"cold": 3, "neutral": 4, "warm": 6, "hit_it_off": 2}
HOURS_AFTER: Shares = {0.05: 2, 0.5: 3, 1.5: 4, 3: 4, 6: 2, 18: 3, 44: 1, 66: 1, 168: 2}
DAYS_OF_SILENCE: Shares = {4: 1, 7: 4, 8: 3, 9: 3, 14: 2, 21: 2, 33: 2, 68: 1}
REMINDERS: Shares = {0: 8, 1: 3, 2: 2, 4: 1}
DATES_NAMED: Shares = {None: 27, -20: 1, -5: 1, -1: 2, 1: 2, 2: 2, 9: 2, 14: 1}
"""Days from now to the date they named; most named none."""
PLACES: Shares = {
    ("US", "America/New_York"): 9,
    ("GB", "Europe/London"): 2,
    ("DE", "Europe/Berlin"): 1,
}

# What the situations seldom speak of: guesses.
STYLES: Shares = {"buttoned_down": 3, "mixed": 4, "relaxed": 3}
IMPRESSIONS: Shares = {"subtle": 2, "balanced": 6, "bold": 2}
GIFTS: Shares = {0: 5, 5: 1, 15: 3, 30: 2, 60: 1}
OF_TEN: Mapping[str, int] = {
    "interviewer_busy": 4,
    "lucrative": 2,
    "must_stand_out": 4,
    "gifts_allowed": 5,
    "gift_feels_like_bribe": 2,
    "email_known": 9,
    "phone_known": 4,
    "address_known": 4,
}
"""Of how many people in ten each of these is so."""

SELDOM = (
    "away",
    "asked_to_call",
    "papers_asked_for",
    "other_offer",
    "slip_in_last_message",
    "second_thoughts",
    "internal",
    "through_agency",
    "no_messages_please",
    "no_calls_please",
    "linkedin_known",
    "at_a_distance",
)
"""What so few have that these people have none of it: a box of a list that they leave empty."""

KNOWN_OF_TEN: Mapping[str, int] = {
    "gifts_allowed": 3,
    "gift_feels_like_bribe": 5,
    "workplace_style": 7,
    "lucrative": 8,
    "must_stand_out": 7,
    "interviewer_busy": 9,
    "last_contact": 9,
}
"""How many people in ten know each of these; the others are known to all."""


class Person(NamedTuple):
    """A client: what is true, what of it they know, and when they ask."""

    now: datetime
    truth: dict[str, Value]
    knows: dict[str, Value]


def drawn(rng: Random, shares: Shares) -> Any:
    return rng.choices([*shares], [*shares.values()])[0]


def person(rng: Random) -> Person:
    """One client of the follow-up rules."""
    story = drawn(rng, STORIES)
    now = datetime(2026, 11, 16) + timedelta(
        days=rng.randrange(12), minutes=rng.randrange(480, 1380)
    )
    truth: dict[str, Value] = {
        "industry": drawn(rng, INDUSTRIES),
        "workplace_style": drawn(rng, STYLES),
        "rapport": drawn(rng, RAPPORT),
        "impression_wanted": drawn(rng, IMPRESSIONS),
        "gift_value": drawn(rng, GIFTS),
        **{name: rng.random() * 10 < often for name, often in OF_TEN.items()},
    }
    truth["country"], truth["timezone"] = drawn(rng, PLACES)
    if story == "thanks":
        ended = now - timedelta(hours=drawn(rng, HOURS_AFTER))
        truth |= {"thank_you_sent": False, "heard_back": False, "nudges_sent": 0}
    else:
        ended = now - timedelta(days=drawn(rng, DAYS_OF_SILENCE), hours=rng.randrange(6))
        reminders = drawn(rng, REMINDERS)
        written = ended + timedelta(hours=drawn(rng, {4: 5, 20: 4, 48: 1}))
        if reminders:
            written += (now - written) * rng.choice([0.3, 0.6, 0.9])
        truth["last_contact"] = written.replace(second=0, microsecond=0)
        truth |= {"thank_you_sent": rng.random() < 0.95, "nudges_sent": reminders}
        truth["heard_back"] = story == "answer"
    truth["interview_ended"] = ended.replace(second=0, microsecond=0)
    named = drawn(rng, DATES_NAMED)
    if named is None:
        truth["decision_due"] = NONE
    else:
        truth["decision_due"] = max((now + timedelta(days=named)).date(), ended.date())
    knows = {
        name: value
        for name, value in truth.items()
        if rng.random() * 10 < KNOWN_OF_TEN.get(name, 10)
    }
    empty = dict.fromkeys(SELDOM, False) | {"decides_slowly": truth["industry"] == "education"}
    return Person(now, truth | empty, knows | empty)
