"""Settings and inquiries about one of several: ``rapport[Ana]``, ``rapport[2]``, or each."""

from __future__ import annotations

import pytest

from panels import listed, panel
from tactful.grounding.ground import ground
from tactful.language.model import Ruleset
from tactful.scenarios.listing import with_people
from tactful.scenarios.scenario import Scenario, settings_from
from tactful.scenarios.subjects import parted
from tactful.scenarios.words import read_inquiries


def rules(*names: str | None) -> Ruleset:
    return ground(panel(), {"interviewer": names})


PAIR = rules("Ana Paula", None)
ONE_OF = "write one of `rapport[Ana Paula]`, `rapport[2]`"


@pytest.mark.parametrize(
    ("word", "given"),
    [
        ("rapport[Ana Paula]=warm", {"rapport[1]": "warm"}),
        ("rapport[ana  paula]=friendly", {"rapport[1]": "warm"}),
        ("rapport[1]=warm", {"rapport[1]": "warm"}),
        (" rapport[2] = warm ", {"rapport[2]": "warm"}),
        ("rapport=cold", {"rapport[1]": "cold", "rapport[2]": "cold"}),
        ("formal_house=y", {"formal_house": True}),
    ],
)
def test_a_setting_is_about_one_or_about_each(word: str, given: dict[str, object]) -> None:
    found = settings_from([word], PAIR, "--set")
    assert (found.given, found.diagnostics) == (given, ())


@pytest.mark.parametrize(
    ("word", "message", "help_"),
    [
        (
            "rapport[Anna Paula]=warm",
            "no interviewer who is listed is called `Anna Paula`",
            f"did you mean `rapport[Ana Paula]`? Or {ONE_OF}",
        ),
        ("rapport[3]=warm", "no interviewer who is listed is called `3`", ONE_OF),
        (
            "formal_house[2]=yes",
            "`formal_house` is the same for all, not of one",
            "write `formal_house` alone",
        ),
        ("raport[2]=warm", "there is no fact `raport[2]`", "did you mean `rapport[2]`?"),
        ("rapport[1]=tepid", "`rapport[Ana Paula]`: `tepid` is not one of the choices", None),
        ("channel[2]=email", "`channel[2]` is a decision, which the rules make", None),
        ("rapport[2]", "`rapport[2]` does not set anything", None),
    ],
)
def test_mistakes_say_whom_one_could_have_meant(word: str, message: str, help_: str | None) -> None:
    (found,) = settings_from([word], PAIR, "--set").diagnostics
    assert found.message == message
    assert help_ is None or found.help == help_


def test_where_nobody_is_listed_the_name_alone_is_meant() -> None:
    (found,) = settings_from(["rapport[Ana]=warm"], panel(), "--set").diagnostics
    assert found.message == "no interviewers are listed here, so there is no `Ana`"
    (found,) = settings_from(["rapport=warm"], rules(), "--set").diagnostics
    assert found.message == "`rapport` is of one interviewer, and no interviewers are listed"


def test_one_is_set_once() -> None:
    (found,) = settings_from(["rapport=warm", "rapport[2]=cold"], PAIR, "--set").diagnostics
    assert found.message == "`rapport[2]` is set twice"


@pytest.mark.parametrize(
    ("words", "people"),
    [
        (["rapport[Ana]=warm", "rapport[Ben]=cold", "role[ana]=colleague"], ("Ana", "Ben")),
        (["rapport[2]=warm"], (None, None)),
        (["rapport[Ana]=warm", "rapport[3]=warm"], ("Ana", None, None)),
        (["rapport[99]=warm"], (None,) * 12),
    ],
)
def test_settings_list_whom_they_are_about(
    words: list[str], people: tuple[str | None, ...]
) -> None:
    made = with_people(Scenario("", {}), words, panel())
    assert made.people == {"interviewer": people}


def test_settings_add_nobody_to_those_who_are_told_of() -> None:
    told = Scenario("", {"rapport": "warm"})
    assert with_people(told, ["rapport[Ana]=cold"], panel()) is told
    three = listed("A panel of three")
    assert with_people(three, ["rapport[Dan]=cold"], panel()) is three
    assert with_people(three, ["industry=law"], panel()) is three


def test_inquiries_are_about_one_or_about_each() -> None:
    read = read_inquiries(["channel[ana paula]=card", "channel"], "why", PAIR, "--why")
    assert [(one.subject, one.value) for one in read.inquiries] == [
        ("channel[1]", "card"),
        ("channel[1]", None),
        ("channel[2]", None),
    ]
    (found,) = read_inquiries(["channel=pigeon"], "why not", PAIR, "--why-not").diagnostics
    assert found.message == "`channel[Ana Paula]` has no option `pigeon`"


def test_names_may_hold_what_parts_a_setting() -> None:
    assert parted("rapport[A=B]=warm") == ("rapport[A=B]", "warm")
    assert parted("note=a[b]=c") == ("note", "a[b]=c")
    assert parted("rapport[Ana [boss]]") == ("rapport[Ana [boss]]", None)
    assert settings_from(["rapport[a=b]=warm"], rules("A=B"), "--set").given == {
        "rapport[1]": "warm"
    }
