"""Advice for several: what is the same is told once, what differs of whom it is, for all faces."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import DRAWS
from goldens import Golden
from panels import PANEL, listed, network, of_team, panel, team
from tactful.explanation.page import for_reader, page
from tactful.explanation.sending import mail_paths, same_words, sent_page
from tactful.explanation.together import Ones, marked, unmarked
from tactful.explanation.wire import results
from tactful.grounding.ground import ground
from tactful.language.as_json import as_text
from tactful.network.evaluator import Network
from tactful.pages.html import html
from tactful.pages.markdown import markdown
from tactful.pages.plain import plain
from tactful.scenarios.scenario import Scenario, load_scenarios
from tactful.workspace.advising import advised, written
from tactful.workspace.schemas.published import schema

TITLES = [one.title for one in load_scenarios(PANEL, panel()).scenarios]
BARE = re.compile(r"\w\[\d+\]")


def told(title: str) -> str:
    return plain([page(advised(listed(title), network()))])


def flat(text: str) -> str:
    return " ".join(text.split())


def test_how_advice_for_several_is_told(golden: Golden) -> None:
    pages = [page(advised(listed(title), network())) for title in TITLES]
    golden("panel.txt", plain(pages) + "\n")
    golden("panel.md", markdown(pages[:2]) + "\n")
    golden("panel.html", html([for_reader(pages[-1], "client")]) + "\n")


@pytest.mark.parametrize("title", TITLES)
def test_nobody_reads_a_bare_id(title: str) -> None:
    assert not BARE.search(told(title))
    assert "\0" not in told(title)


def test_what_is_the_same_for_all_is_said_once() -> None:
    text = flat(told("Two who are alike"))
    assert not re.search("For (Ana|Ben)", text)
    assert text.count("What do you send each interviewer? An email.") == 1
    assert "Do you know each interviewer's postal address? [may change the means and the" in text


def test_of_eight_only_what_differs_is_said() -> None:
    eight, one = told("A panel of eight"), told("One interviewer")
    assert len(eight.splitlines()) < 3 * len(one.splitlines())
    assert "For Ben, Cleo, Dan, Eve, Fay and Hana" in eight
    assert "Each interviewer but Ana: When is the right moment?" in eight


def test_those_without_a_name_are_told_by_their_place() -> None:
    text = flat(told("Nobody's name is known"))
    assert "For the first interviewer: Say thank you at the end of the day" in text
    assert "An email for the second interviewer. You do not have the address." in text


def test_what_does_not_fit_names_who() -> None:
    text = flat(told("What cannot be"))
    assert "The role (Ana) is “the recruiter”, and how much Ana has to say is “much”." in text
    assert "What do you send Ben?" in text.partition("NOTHING TO DECIDE HERE")[2]


def test_who_is_alone_is_not_each_of_anybody() -> None:
    alone = of_team("interviewers: [{name: Ana, warm: yes}]\n")
    text = plain([page(advised(alone, Network(team())))])
    assert "each" not in text
    assert "Send Ana a card." in text


def test_the_order_of_people_only_permutes_the_advice() -> None:
    one = of_team("interviewers: [{name: Ana, warm: yes}, {name: Ben}]\n")
    other = of_team("interviewers: [{name: Ben}, {name: Ana, warm: yes}]\n")
    first, second = (advised(s, Network(team())).headline for s in (one, other))
    assert first == ("Write in the evening.", "Send Ana a card.", "Send Ben an email.")
    assert sorted(first) == sorted(second)


def test_each_is_told_what_changes_by_their_own_time() -> None:
    explanation = advised(listed("A panel of three"), network())
    assert [one.decision for one in explanation.by_then] == ["cautions"]


def test_programs_read_what_is_of_each_by_itself() -> None:
    checked = jsonschema.Draft202012Validator(schema("results"))
    made = results(
        (advised(listed(title), network(), questions=False) for title in TITLES), unknown=False
    )
    told_all: dict[str, Any] = json.loads(as_text(made))
    checked.validate(told_all)
    ana, ben, _ = told_all["results"][0]["each"]["interviewer"]
    assert (ana["name"], ana["decisions"]["channel"]["choice"]) == ("Ana", "card")
    assert ben["window"]["start"] == "2026-11-23T08:30:00-05:00"
    for title, one in zip(TITLES, told_all["results"], strict=True):
        assert title == "Nobody's name is known" or not BARE.search(json.dumps(one))


def test_a_message_each_and_who_would_get_the_same_words(golden: Golden) -> None:
    pages = []
    for title in ("A panel of three", "Two who are alike"):
        explanation, sent = written(listed(title), network())
        pages.append(sent_page(explanation, sent))
    golden("panel-draft.txt", plain(pages) + "\n")
    assert same_words(sent, explanation.ruleset) == (
        "Ana and Ben get the same words: change one detail of the talk in each.",
    )


def test_files_of_messages_never_share_a_name() -> None:
    people = {"interviewer": ("Ana", "ANA!", None, "Zoë Ö", "../x", "ana-2")}
    ruleset = ground(panel(), people)
    explanation, sent = written(Scenario("Six", {}, people=people), network())
    paths = mail_paths(PANEL.with_name("t.eml"), [one.whom for one in sent], ruleset)
    names = [path.name for path in paths]
    assert names[:5] == [
        "t-ana.eml",
        "t-ana-2.eml",
        "t-interviewer-3.eml",
        "t-zoë-ö.eml",
        "t-x.eml",
    ]
    assert len({name.casefold() for name in names}) == len(sent) == 6
    assert {path.parent for path in paths} == {PANEL.parent}
    assert explanation.ruleset.ground == ruleset.ground


NAMES = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=6)


@settings(max_examples=DRAWS)
@given(st.text(max_size=60), NAMES)
def test_a_name_that_is_marked_comes_back(text: str, name: str) -> None:
    whom = Ones("interviewer", (name,), ("Somebody else",))
    clean = text.replace("\0", "")
    said = unmarked(marked((clean,), name), whom)[0]
    assert said.casefold() == clean.casefold()


@pytest.mark.parametrize(
    ("text", "all_", "some"),
    [
        ("\0 is in.", "Each interviewer is in.", "Each of Ana and Ben is in."),
        ("Hm. \0 is in.", "Hm. Each interviewer is in.", "Hm. Each of Ana and Ben is in."),
        ("Ask \0.", "Ask each interviewer.", "Ask each of Ana and Ben."),
        ("the means (\0)", "the means of each interviewer", "the means of Ana and Ben"),
        ("\0: When?", "When?", "Ana and Ben: When?"),
        ("\0's address", "Each interviewer's address", "Ana's and Ben's address"),
        ("a card for \0", "a card for each interviewer", "a card for Ana and Ben"),
    ],
)
def test_what_several_are_called(text: str, all_: str, some: str) -> None:
    assert unmarked(text, Ones("interviewer", ("Ana", "Ben"), ())) == all_
    assert unmarked(text, Ones("interviewer", ("Ana", "Ben"), ("Cleo",))) == some
