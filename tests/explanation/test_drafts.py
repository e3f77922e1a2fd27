"""Drafts: put together from the ruleset, courteous, with what the client fills in listed."""

from __future__ import annotations

import re
from datetime import date, datetime
from email import message_from_bytes, policy
from itertools import product

import pytest

from tactful.explanation.message import Draft, draft, mail
from tactful.language.values import NONE, Value
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import load_scenarios
from tactful.text.library import packaged

RULES = load(packaged())
NETWORK = Network(RULES)
SCENARIOS = tuple(s for s in load_scenarios(packaged(), RULES).scenarios if not s.people)
NOON = datetime(2026, 11, 20, 12)

DEMANDING = (
    "must",
    "asap",
    "immediately",
    "urgent",
    "demand",
    "insist",
    "deadline",
    "why have you",
)


def drafted(**known: Value) -> Draft | None:
    return draft(RULES, NETWORK.evaluate(known, now=NOON))


def test_a_thank_you() -> None:
    made = drafted(rapport="warm", interview_ended=datetime(2026, 11, 20, 10))
    assert made is not None
    assert made.subject == "Thank you for our conversation about the [job title] position"
    assert made.text == (
        "Dear [their first name],\n\n"
        "Thank you so much for taking the time to talk with me about the [job title] position. I "
        "really enjoyed our conversation.\n\n"
        "What stayed with me most was [one thing from your conversation].\n\n"
        "After our talk I am even keener on this job, above all because of [what draws you to "
        "it].\n\n"
        "Warm regards,\n[your name]"
    )
    assert made.blanks == (
        "[job title]",
        "[their first name]",
        "[one thing from your conversation]",
        "[what draws you to it]",
        "[your name]",
    )


def test_a_question_after_the_date_quotes_it() -> None:
    made = drafted(
        thank_you_sent=True, decision_due=date(2026, 11, 18), interview_ended=NOON.replace(day=2)
    )
    assert made is not None
    assert made.subject == "A question about the [job title] position"
    assert "You mentioned that you hoped to decide by Wednesday 18 November 2026." in made.text
    assert "We met on Monday 2 November 2026 for the [job title] position" in made.text
    assert made.paragraphs[0] == "Dear [their title and surname],"


def test_what_is_not_known_becomes_a_blank() -> None:
    made = drafted(thank_you_sent=True, decision_due=date(2026, 11, 18))
    assert made is not None
    assert "[the day of the interview]" in made.blanks


def test_an_answer_can_buy_time() -> None:
    made = drafted(heard_back=True, thank_you_sent=True)
    assert made is not None
    assert made.subject == "Re: [the subject of their message]"
    assert "name the day by which they will have it" in made.text


def test_while_waiting_there_is_nothing_to_write() -> None:
    assert drafted(thank_you_sent=True, last_contact=datetime(2026, 11, 19, 9)) is None


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (
            {"rapport": "warm"},
            "Hello [their first name], this is [your name]. Thanks so much for our talk about the "
            "[job title] position. I would be very glad to join you. All the best!",
        ),
        (
            {"thank_you_sent": True, "decision_due": date(2026, 11, 18)},
            "Hello [their title and surname], this is [your name]. I am still very interested in "
            "the [job title] position. When it suits you, I would be grateful for a word on where "
            "things stand. Kind regards!",
        ),
        (
            {"heard_back": True},
            "Hello [their title and surname], this is [your name]. Thank you for your message. I "
            "was glad to hear from you. [Your answer; if you need time for it, name the day by "
            "which they will have it.] Kind regards!",
        ),
    ],
)
def test_a_text_message_is_a_few_short_sentences(known: dict[str, Value], expected: str) -> None:
    made = drafted(email_known=False, phone_known=True, **known)
    assert made is not None
    assert made.subject is None
    assert made.paragraphs == (expected,)


def test_a_phone_call_has_no_subject() -> None:
    made = drafted(
        email_known=False,
        phone_known=True,
        thank_you_sent=True,
        nudges_sent=1,
        rapport="neutral",
        last_contact=datetime(2026, 11, 2, 9),
    )
    assert made is not None
    assert made.subject is None
    assert made.paragraphs[0].startswith("Good day, [their title and surname], this is [your name]")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.title[:40])
def test_every_message_is_whole_and_courteous(scenario: object) -> None:
    conclusions = NETWORK.evaluate(scenario.given, now=NOON)  # type: ignore[attr-defined]
    step = conclusions.decisions["next_step"].choice
    made = draft(RULES, conclusions)
    waits = ("hold_off", "wait_for_interview", "find_contact", "wait_for_answer")
    writes = step not in (*waits, "respect_their_wish", "move_on")
    assert (made is not None) is writes
    if made is not None:
        words = re.findall(r"[a-z]+", made.text.lower())
        assert not set(words) & {w for w in DEMANDING if " " not in w}
        assert set(words) & {"thank", "thanks", "grateful", "excuse", "glad", "please"}
        assert "{" not in made.text
        channel = conclusions.decisions["channel"].choice
        is_mail = channel == "email" or step == "write_to_agency"
        told_the_agency = step == "tell_of_other_offer" and channel is None
        assert (made.subject is not None) is (is_mail or told_the_agency)
        assert all(blank in f"{made.subject} {made.text}" for blank in made.blanks)


def test_every_step_means_and_tone_has_words() -> None:
    decisions = RULES.decisions
    told = [
        option.draft
        for name in ("channel", "tone", "message_points")
        for option in decisions[name].options.values()
        if option.id not in ("email", "card")  # they need none of their own
    ]
    assert all(told)
    known = product((True, False), ("cold", "warm"), ("subtle", "bold"))
    for heard_back, rapport, impression in known:
        made = drafted(heard_back=heard_back, rapport=rapport, impression_wanted=impression)
        assert made is not None
        assert made.paragraphs[0].startswith("Dear ")


WHOLE: dict[str, Value] = {
    "your_name": "Ada Stone",
    "their_first_name": "Bo",
    "their_surname": "Dr Reed",
    "job_title": "archivist",
    "company": "the Museum",
    "talked_about": "the old maps",
    "draws_you": "the reading room",
    "other_offer_until": date(2026, 11, 27),
    "interview_ended": datetime(2026, 11, 19, 10),
    "phone_known": True,
}
REACHED: dict[str, dict[str, Value]] = {
    "email": {},
    "text_message": {"email_known": False},
    "linkedin_message": {"email_known": False, "phone_known": False, "linkedin_known": True},
    "card": {"impression_wanted": "subtle", "decision_due": date(2026, 12, 18)},
    "phone_call": {
        "thank_you_sent": True,
        "nudges_sent": 1,
        "interview_ended": datetime(2026, 11, 2, 9),
        "last_contact": datetime(2026, 11, 6, 9),
        "other_offer_until": NONE,
    },
    "small_gift": {
        "industry": "technology",
        "gifts_allowed": True,
        "impression_wanted": "bold",
        "lucrative": True,
        "must_stand_out": True,
        "interview_ended": datetime(2026, 11, 20, 10),
    },
}


@pytest.mark.parametrize("channel", REACHED)
def test_formal_and_friendly_differ_in_every_means(channel: str) -> None:
    told = {**WHOLE, "other_offer_until": NONE, "rapport": "hit_it_off", **REACHED[channel]}
    made = NETWORK.evaluate(told, now=NOON)
    assert made.decisions["channel"].choice == channel
    texts = {}
    for tone in RULES.decisions["tone"].options:
        decisions = {**made.decisions, "tone": made.decisions["tone"]._replace(choices=(tone,))}
        texts[tone] = draft(RULES, made._replace(decisions=decisions))
    assert texts["formal"] != texts["friendly"]


@pytest.mark.parametrize("message", ["refusal", "invitation", "needs_time", "on_hold"])
def test_nothing_is_left_to_fill_in_that_a_fact_knows(message: str) -> None:
    for known in ({}, {"their_message": message}, {"wants_job": False}, {"through_agency": True}):
        made = drafted(**{**WHOLE, **known})
        assert made is not None
        named = {f"[{fact.label}]" for fact in RULES.facts.values()}
        assert not set(made.blanks) & named
        assert "archivist" in f"{made.subject}{made.text}" or "their_message" in known


def test_a_refusal_is_answered_without_eagerness() -> None:
    made = drafted(**{**WHOLE, "their_message": "refusal", "other_offer_until": NONE})
    assert made is not None
    assert "interested" not in made.text
    assert "keen" not in made.text
    assert made.paragraphs[0] == "Dear Dr Reed,"


def test_a_mail_file_is_read_by_a_mail_program() -> None:
    made = drafted(rapport="warm", heard_back=True)
    assert made is not None
    read = message_from_bytes(mail(made), policy=policy.default)
    assert read["Subject"] == made.subject
    assert read["X-Unsent"] == "1"
    assert read.get_content().replace("\r\n", "\n") == made.text + "\n"
    assert read.get_content_type() == "text/plain"


def test_letters_beyond_ascii_survive() -> None:
    made = Draft("Grüße aus Łódź, 東京", ("Çok teşekkürler “so much”…",), ())
    read = message_from_bytes(mail(made), policy=policy.default)
    assert read["Subject"] == made.subject
    assert read.get_content().strip() == made.text


def test_a_subject_cannot_add_headers() -> None:
    read = message_from_bytes(
        mail(Draft("A\nBcc: x@example.org", ("T",), ())), policy=policy.default
    )
    assert read["Bcc"] is None


def test_what_is_no_mail_cannot_be_one() -> None:
    with pytest.raises(ValueError, match="no mail"):
        mail(Draft(None, ("Hello",), ()))
