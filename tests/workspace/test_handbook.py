"""The handbook: what its leaves tell, and that every link leads to where it says, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from panels import PANEL
from tactful.pages.leaf import LeafItem, Link, Linked, anchor
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import load_scenarios
from tactful.text.gate import Gate
from tactful.text.library import packaged, packaged_names
from tactful.text.output_defects import Refused
from tactful.workspace.handbook import ALL, HANDBOOK, INDEX, handbook, leaf, leaves, place_for
from tactful.workspace.leaves.book import Book

PLACES = {name: packaged(name) for name in packaged_names()} | {"panel": PANEL}


@cache
def files(name: str) -> Mapping[str, str]:
    rules = load(PLACES[name])
    return handbook(rules, load_scenarios(PLACES[name], rules).scenarios)


@cache
def book(name: str) -> Book:
    rules = load(PLACES[name])
    return Book(rules, load_scenarios(PLACES[name], rules).scenarios)


def told(name: str, kind: str, id_: str) -> list[str]:
    """A leaf as lines, links in brackets."""
    made = leaf(book(name), kind, id_)
    lines = [made.over, made.title, *map(words, made.lead)]
    for part in made.parts:
        lines += [f"# {part.heading}", *map(words, part.said), *items(part.items, 0)]
    return lines


def words(said: Linked) -> str:
    return "".join(f"[{part.words}]" if isinstance(part, Link) else part for part in said)


def items(listed: tuple[LeafItem, ...], depth: int) -> Iterator[str]:
    for item in listed:
        yield f"{'  ' * depth}- {words(item.words)}"
        yield from items(item.under, depth + 1)


def test_a_rule_is_told_with_all_that_it_names() -> None:
    lines = told("start-date", "rule", "ask-in-person")
    assert lines[:12] == [
        "Rule",
        "Ask in person",
        "A date is easier to move when the two of you talk. Confirm in writing whatever you agree.",
        "# When",
        "- [The answer is “ask for a later date” or “offer to start earlier”]",
        "# Then",
        "- Speaks for [in a call, with an email to confirm it]",
        "# Where it comes from",
        "The coach's own judgement.",
        "# What it rests on",
        "- [Answer]: what is decided",
        "# Scenarios that show it",
    ]
    assert "- [A move to another town]" in lines[12:]


def test_of_whom_a_rule_speaks_is_said() -> None:
    lines = told("panel", "rule", "not-alike")
    assert not [line for line in lines if "{" in line]
    place = lines.index("- Of at least 2 interviewers:")
    assert lines[place + 1] == ("  - [The answer to “Have you thanked the interviewer yet?” is no]")


def test_a_fact_says_where_it_comes_from_and_who_looks_at_it() -> None:
    lines = told("follow-up", "fact", "stakes")
    assert lines[:2] == ["Fact", "What is at stake"]
    assert "# Rules that conclude it" in lines
    assert "- [Stakes high with pay and competition]: high" in lines
    assert "# Rules that look at it" in lines


def test_a_rule_of_the_base_says_so() -> None:
    lines = told("practice", "rule", "no-gift-for-one-of-several")
    assert "It is a rule of “Following up after a job interview”, on which this builds." in lines
    assert not [line for line in told("practice", "rule", "no-gifts-at-all") if "builds" in line]


@pytest.mark.parametrize("name", PLACES)
def test_every_entry_has_a_page_and_every_link_leads_to_one(name: str) -> None:
    made = files(name)
    rules = book(name).ruleset
    for kind, ids in (("rule", rules.rules), ("fact", rules.facts), ("decision", rules.decisions)):
        assert {f"{anchor(kind, id_)}.html" for id_ in ids} <= {*made}
    titles = [shown.scenario.title for shown in book(name).shown]
    assert {f"{anchor('scenario', title)}.html" for title in titles} <= {*made}
    for file, text in made.items():
        found = re.findall(r'href="([^"]+)"', text)
        places = re.findall(r'\sid="([^"]+)"', text)
        assert len({*places}) == len(places)
        if file == ALL:
            assert {one for one in found if one.startswith("#")} <= {f"#{one}" for one in places}
        else:
            assert {*found} <= {*made}
        assert "<script" not in text
        assert not re.search(r"\{[a-z_]+\}", text)


@pytest.mark.parametrize("name", PLACES)
def test_rules_and_what_they_name_lead_to_each_other(name: str) -> None:
    links: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for one in leaves(book(name)):
        listed = [item for part in one.parts for item in part.items]
        found = set()
        while listed:
            item = listed.pop()
            listed += item.under
            found |= {(w.kind, w.id) for w in item.words if isinstance(w, Link)}
        said = [w for part in one.parts for line in part.said for w in line]
        found |= {(w.kind, w.id) for w in said if isinstance(w, Link)}
        links[one.kind, one.id] = found
    for rule in book(name).ruleset.rules:
        for named in links["rule", rule]:
            if named[0] in ("decision", "source", "scenario"):
                assert ("rule", rule) in links[named], named
    for shown in book(name).shown:
        for rule in shown.fired:
            assert ("scenario", shown.scenario.title) in links["rule", rule]


def test_a_handbook_takes_the_place_of_an_earlier_one_and_of_nothing_else(tmp_path: Path) -> None:
    home = tmp_path / "handbook"
    place_for(Gate(), home).write(files("start-date"))
    (home / "left.html").write_text("of an earlier one", encoding="utf-8")
    place_for(Gate(), home).write(files("start-date"))
    assert {path.name for path in home.iterdir()} == {*files("start-date")}
    assert {HANDBOOK, INDEX, ALL} <= {path.name for path in home.iterdir()}
    other = tmp_path / "mine"
    other.mkdir()
    (other / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="is there already"):
        place_for(Gate(), other)
    assert [path.name for path in other.iterdir()] == ["notes.txt"]
    with pytest.raises(Refused, match="there is no folder"):
        place_for(Gate(), tmp_path / "no" / "such")


def test_a_handbook_says_how_far_it_is() -> None:
    rules = load(PLACES["start-date"])
    scenarios = load_scenarios(PLACES["start-date"], rules).scenarios
    moves: list[tuple[int, int]] = []
    handbook(rules, scenarios, lambda done, whole: moves.append((done, whole)))
    assert moves == sorted(moves)
    assert {whole for _, whole in moves} == {len(moves)}
    assert moves[-1][0] == len(moves) - 1
