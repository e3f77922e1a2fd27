"""Renames: what is the same but for its name is told as that, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tactful
from drawing import Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from neighbour import OLD, ruleset
from tactful.changes.difference import compare
from tactful.changes.names import Renames, under_new_names
from tactful.changes.renaming import found_renames
from tactful.changes.report import ChangeReport, report_page
from tactful.changes.wire import report_json
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.language.values import Kind
from tactful.pages.plain import plain
from tactful.reading.ruleset import load
from tactful.text.library import packaged


def renamed(text: str, **names: str) -> str:
    """A text with other names, as an editor that renames leaves it: words of clients stay."""
    for name, new in names.items():
        text = re.sub(
            rf"(?<![\w-])(?<!a ){name}(?=[:,}}\]])|(?<=: ){name}(?=[,}} \]\n])", new, text
        )
    return text


ONE_EACH = [
    ({"rapport": "liking"}, {"facts": {"rapport": "liking"}}),
    ({"means": "way"}, {"decisions": {"means": "way"}}),
    ({"note": "line"}, {"options": {"means.note": "means.line"}}),
    ({"close": "dear"}, {"values": {"rapport.close": "rapport.dear"}}),
    (
        {"rapport": "liking", "price": "cost", "means": "way"},
        {"facts": {"rapport": "liking", "price": "cost"}, "decisions": {"means": "way"}},
    ),
]


@pytest.mark.parametrize(("names", "told"), ONE_EACH, ids=lambda v: "-".join(v))
def test_a_rename_is_told_as_one(names: dict[str, str], told: dict[str, dict[str, str]]) -> None:
    new = renamed(OLD, **names)
    assert new != OLD
    difference = compare(ruleset(OLD), ruleset(new))
    assert not difference.changes_advice
    assert difference.only_renames
    found = difference.renamed.dotted()
    assert {kind: names for kind, names in found.items() if names} == told
    page = plain([report_page(ChangeReport(difference))])
    assert "Only names change, and nobody's advice: that is proven for every situation." in page
    for kind, pairs in told.items():
        assert f"Renamed {kind}: " in page
        assert all(f"`{old}` is now `{to}`" in page for old, to in pairs.items())
    made = report_json(ChangeReport(difference))
    jsonschema.Draft202012Validator(tactful.schema("changes")).validate(made)
    assert made["renamed"] == found


def test_a_rename_and_another_change_are_told_apart() -> None:
    new = renamed(OLD, rapport="liking").replace("at most 20", "at most 30")
    difference = compare(ruleset(OLD), ruleset(new))
    assert difference.renamed.dotted()["facts"] == {"rapport": "liking"}
    assert difference.facts_changed == ()
    assert difference.rules_changed == ("gift",)
    (means,) = difference.decisions
    assert means.proven
    assert means.turns[0].option == "gift"
    assert "liking" in means.turns[0].witness


def test_a_renamed_rule_is_known_by_what_it_says() -> None:
    new = OLD.replace("id: gift", "id: a-present")
    difference = compare(ruleset(OLD), ruleset(new))
    assert difference.only_renames
    assert difference.renamed.rules == {"gift": "a-present"}
    moved = compare(ruleset(OLD), ruleset(new.replace("at most 20", "at most 30")))
    assert (moved.rules_added, moved.rules_removed) == ((), ())
    assert moved.rules_changed == ("a-present",)


def test_another_option_with_other_words_is_no_rename() -> None:
    new = renamed(OLD, gift="visit").replace("a gift", "a visit")
    difference = compare(ruleset(OLD), ruleset(new))
    assert not difference.renamed.options
    assert difference.changes_advice


def test_two_of_a_kind_are_left_as_they_are() -> None:
    one = "  {0}: {{type: yes/no}}\n  {1}: {{type: yes/no}}\n"
    old, new = (OLD.replace("facts:\n", "facts:\n" + one.format(*names)) for names in ("ab", "cd"))
    difference = compare(ruleset(old), ruleset(new))
    assert not difference.renamed
    assert difference.facts_changed == ("a", "b", "c", "d")


def test_names_can_be_stated() -> None:
    one = "  {0}: {{type: yes/no}}\n  {1}: {{type: yes/no}}\n"
    old, new = (
        ruleset(OLD.replace("facts:\n", "facts:\n" + one.format(*names))) for names in ("ab", "cd")
    )
    difference = compare(old, new, renamed={"a": "c", "b": "d"})
    assert difference.only_renames
    assert compare(old, new, renamed={}).facts_changed == ("a", "b", "c", "d")
    for wrong in ({"z": "c"}, {"a": "z"}, {"means.z": "means.gift"}, {"z.z": "c"}):
        with pytest.raises(ValueError, match=r"the (old|new) ruleset has no `.*z`"):
            compare(old, new, renamed=wrong)


def test_a_rename_in_the_follow_up_rules_is_told_as_one(tmp_path: Path) -> None:
    for path in packaged().rglob("*.yaml"):
        place = tmp_path / "follow-up" / path.relative_to(packaged())
        place.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text().replace("the rapport", "the <>").replace("rapport", "liking")
        place.write_text(text.replace("the <>", "the rapport"))
    old, new = load(packaged()), load(tmp_path / "follow-up")
    assert found_renames(old, new) == Renames(facts={"rapport": "liking"})
    difference = compare(old, new)
    assert not difference.changes_advice
    assert all(decision.proven for decision in difference.decisions)


def other_names(rng: Random, rules: Ruleset) -> Renames:
    """New names for about half of everything."""

    def some(names: list[str]) -> dict[str, str]:
        return {name: f"new-{name}" for name in names if rng.random() < 0.5}

    options = [(d.id, o) for d in rules.decisions.values() for o in d.options]
    choices = [
        (f.id, c)
        for f in rules.facts.values()
        if f.type.kind is Kind.CHOICE
        for c in f.type.choices
    ]
    # Facts that are compared have the same choices, and so the same new names for them.
    others = {choice for choice in sorted({c for _, c in choices}) if rng.random() < 0.3}
    return Renames(
        some([*rules.facts]),
        some([*rules.decisions]),
        some([*rules.rules]),
        {pair: f"new-{pair[1]}" for pair in options if rng.random() < 0.3},
        {pair: f"new-{pair[1]}" for pair in choices if pair[1] in others},
    )


@settings(unhurried, max_examples=max(1, DRAWS // 4))
@given(st.randoms(use_true_random=False))
def test_no_pair_is_a_wrong_one_and_new_names_advise_alike(rng: Random) -> None:
    old = draw_ruleset(rng, Size(facts=5, rules=8))
    names = other_names(rng, old)
    new = under_new_names(old, names)
    found = found_renames(old, new)
    told, true = found.dotted(), names.dotted()
    for kind in told:
        assert {*told[kind].items()} <= {*true[kind].items()}
    for _ in range(5):
        given_ = draw_given(rng, old)
        theirs = {}
        for fact, value in given_.items():
            is_choice = old.facts[fact].type.kind is Kind.CHOICE
            to = names.choices.get((fact, str(value)), value) if is_choice else value
            theirs[names.facts.get(fact, fact)] = to
        before, after = evaluate(old, given_), evaluate(new, theirs)
        assert [names.rules.get(rule, rule) for rule in before.fired] == list(after.fired)
    difference = compare(old, new, renamed=names)
    assert difference.only_renames is bool(names)
    assert not any(decision.turns for decision in difference.decisions)
