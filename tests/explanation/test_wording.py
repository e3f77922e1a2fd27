"""The words that explanations are made of."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from making import NUMBER, YES_NO, check, facts
from tactful.explanation.agreement import denied
from tactful.explanation.wording import (
    Wording,
    capitalised,
    counted,
    first_sentence,
    joined,
    quote,
    said,
    sentence,
)
from tactful.explanation.written import written
from tactful.language.model import Decision, Fact, Option, Ruleset
from tactful.language.operators import (
    AT_LEAST,
    BETWEEN,
    EQUAL,
    KNOWN,
    NONE_OF,
    NOT,
    ONE_OF,
)
from tactful.language.terms import FactRef, Group, Join, Placeholder
from tactful.language.values import Kind, Value, ValueType

USD = ValueType(Kind.NUMBER, unit="USD")
HOURS = ValueType(Kind.NUMBER, unit="hours")
MOOD = ValueType(Kind.CHOICE, choices={"cold": "frosty", "warm": "on good terms"}, ordered=True)
MANY = ValueType(Kind.CHOICE, choices={"a": "an apple", "b": "a pear", "c": "figs"}, many=True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_joined_as_in_a_sentence(words: list[str], expected: str) -> None:
    assert joined(words) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "no rules"), (1, "1 rule"), (2, "2 rules"), (60, "60 rules")]
)
def test_things_are_counted(number: int, expected: str) -> None:
    assert counted(number, "rule") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write soon", "Write soon."),
        ("Write soon.", "Write soon."),
        ("write soon..", "Write soon."),
        ("and so on...", "And so on..."),
        ("why wait?", "Why wait?"),
        ("they said “no.”", "They said “no.”"),
        ("“a card” it is", "“A card” it is."),
        ("first line\n  second line", "First line second line."),
        ("a list,", "A list."),
        ("", ""),
    ],
)
def test_a_sentence_begins_and_ends_once(text: str, expected: str) -> None:
    assert sentence(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Keep it small. Or leave it out.", "Keep it small."),
        ("Is it? “Yes.” It is.", "Is it?"),
        ("It costs 2.50 USD, e.g. a card.", "It costs 2.50 USD, e.g. a card."),
        ("One only", "One only"),
    ],
)
def test_the_first_sentence_is_enough_to_recognise_a_text_by(text: str, expected: str) -> None:
    assert first_sentence(text) == expected


def test_a_quotation_leaves_the_full_stop_to_its_place() -> None:
    assert quote("A card helps.") == "“A card helps”"
    assert quote("May I?") == "“May I?”"


def test_capitals_skip_quotation_marks_and_leave_the_rest() -> None:
    assert capitalised("“an IBM card”") == "“An IBM card”"


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        (True, YES_NO, "yes"),
        (False, YES_NO, "no"),
        (40, USD, "40 USD"),
        (39.9, USD, "39.9 USD"),
        (1, USD, "1 USD"),
        (1, HOURS, "1 hour"),
        (1.5, HOURS, "1.5 hours"),
        (26.000001, HOURS, "26 hours"),
        (-0.0, NUMBER, "0"),
        (125000, USD, "125,000 USD"),
        (7, NUMBER, "7"),
        ("warm", MOOD, "on good terms"),
        ("anything", ValueType(Kind.TEXT), "anything"),
        (date(2026, 11, 20), ValueType(Kind.DATE), "Friday 20 November 2026"),
        (
            datetime(2026, 11, 20, 14, 30),
            ValueType(Kind.DATETIME),
            "Friday 20 November 2026 at 14:30",
        ),
        (time(16, 30), ValueType(Kind.TIME), "16:30"),
        (frozenset({"c", "a"}), MANY, "an apple and figs"),
        (frozenset(), MANY, ""),
    ],
)
def test_values_are_said_as_people_say_them(value: Value, type_: ValueType, expected: str) -> None:
    assert said(value, type_) == expected


@pytest.fixture
def ruleset() -> Ruleset:
    named = {
        "mood": Fact("mood", MOOD, "the mood"),
        "gifts": Fact("gifts", YES_NO, "gifts", question="May they take gifts?"),
        "fond": Fact("fond", YES_NO, "they are fond of flowers"),
        "price": Fact("price", USD, "price"),
        "limit": Fact("limit", USD, "your limit"),
        "due": Fact("due", ValueType(Kind.DATE), "deadline"),
    }
    options = {"wait": Option("wait", "hold off"), "go": Option("go", "say thanks")}
    labels = {name: option.label for name, option in options.items()}
    step = Decision("step", "next step", options, ValueType(Kind.CHOICE, choices=labels))
    basket = Decision("basket", "basket", {}, MANY)
    return Ruleset(
        "r", "R", facts=facts() | named, decisions={"step": step, "basket": basket}, rules={}
    )


def test_conditions_are_clauses_and_so_are_their_opposites(ruleset: Ruleset) -> None:
    wording = Wording(ruleset, {})
    cases = [
        (
            check("mood", "warm", op=AT_LEAST),
            "the mood is at least “on good terms”",
            "the mood is less than “on good terms”",
        ),
        (
            check("gifts", False),
            "the answer to “May they take gifts?” is no",
            "the answer to “May they take gifts?” is yes",
        ),
        (
            check("gifts", False, op=NOT),
            "the answer to “May they take gifts?” is yes",
            "the answer to “May they take gifts?” is no",
        ),
        (check("fond", True), "they are fond of flowers", "they are not fond of flowers"),
        (
            check("price", 5, 10, op=BETWEEN),
            "the price is between 5 USD and 10 USD",
            "the price is not between 5 USD and 10 USD",
        ),
        (
            check("price", FactRef("limit"), op=AT_LEAST),
            "the price is at least your limit",
            "the price is less than your limit",
        ),
        (check("due", op=KNOWN), "the deadline is known", "the deadline is not known"),
        (
            check("step", "wait", "go", op=ONE_OF),
            "the next step is “hold off” or “say thanks”",
            "the next step is none of “hold off” and “say thanks”",
        ),
        (
            check("step", "wait", op=NONE_OF),
            "the next step is not “hold off”",
            "the next step is “hold off”",
        ),
        (
            check("basket", "a", "c", op=ONE_OF),
            "the basket includes “an apple” or “figs”",
            "the basket does not include “an apple” or “figs”",
        ),
    ]
    for condition, holds, not_so in cases:
        assert wording.clause(condition) == holds
        assert wording.clause(condition, holds=False) == not_so


def test_what_says_not_already_is_affirmed_where_it_is_denied() -> None:
    for told, other in {
        "you have not written since": "you have written since",
        "you have never written": "you have written",
        "you cannot come": "you can come",
        "you can come": "you cannot come",
        "they are in a hurry": "they are not in a hurry",
        "it is still open": "it is no longer open",
        "you must not call": "you may call",
        "you must answer": "you need not answer",
    }.items():
        assert denied(told.split(), 1) == other


def test_groups_are_negated_inwards(ruleset: Ruleset) -> None:
    one, two = check("gifts", False), check("mood", "cold")
    both, either = Group(Join.ALL, (one, two)), Group(Join.ANY, (one, two))
    assert written(both, ruleset) == "gifts is no and mood is cold"
    assert written(both, ruleset, holds=False) == "gifts is not no or mood is not cold"
    assert written(either, ruleset, holds=False) == "gifts is not no and mood is not cold"
    assert written(Group(Join.NONE, (one, two)), ruleset) == "gifts is not no and mood is not cold"
    assert written(Group(Join.NONE, (one, two)), ruleset, holds=False) == (
        "gifts is no or mood is cold"
    )
    some = Group(Join.AT_LEAST, (one, two), 2)
    assert written(some, ruleset, holds=False) == (
        "at most 1 of these hold: gifts is no; mood is cold"
    )
    nested = Group(Join.ALL, (check("fond", True), either))
    assert written(nested, ruleset) == "fond is yes, and either gifts is no or mood is cold"


def test_sentences_are_filled(ruleset: Ruleset) -> None:
    text = ("you were ", Placeholder("mood"), ", they decide on ", Placeholder("due"), ".")
    known: dict[str, Value] = {"mood": "warm", "due": date(2026, 11, 20)}
    assert Wording(ruleset, known).filled(text) == (
        "You were on good terms, they decide on Friday 20 November 2026."
    )
    assert Wording(ruleset, {"mood": "warm"}).filled(text) == (
        "You were on good terms, they decide on an unknown date."
    )
    assert Wording(ruleset, {"mood": "warm"}).filled_if_known(text) is None


def test_a_line_that_would_name_nothing_is_left_out(ruleset: Ruleset) -> None:
    text = ("Buy ", Placeholder("basket"), ".")
    assert Wording(ruleset, {"basket": frozenset()}).filled_if_known(text) is None
    assert Wording(ruleset, {"basket": frozenset({"a", "b"})}).filled_if_known(text) == (
        "Buy an apple and a pear."
    )


def test_an_equality_states_a_value(ruleset: Ruleset) -> None:
    assert Wording(ruleset, {}).states("step", "wait") == "the next step is “hold off”"
    assert Wording(ruleset, {}).says(check("mood", "cold", op=EQUAL)) == "the mood is “frosty”"
