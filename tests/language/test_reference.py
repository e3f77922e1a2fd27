"""What fired is enough to conclude all else again; and who says what, found once a ruleset."""

from __future__ import annotations

import pickle
from random import Random

from hypothesis import given, note
from hypothesis import strategies as st

from drawing import draw_given, draw_ruleset
from making import YES_NO, decision, facts, rule, ruleset
from replaying import SIZES, unhurried
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate, replay


@unhurried
@given(st.integers(0, 2**32), st.sampled_from(SIZES))
def test_the_rules_that_fired_are_enough(seed: int, size: object) -> None:
    rng = Random(seed)
    made = draw_ruleset(rng, size)  # type: ignore[arg-type]
    for _ in range(4):
        known = draw_given(rng, made)
        note(f"given {known}")
        found = evaluate(made, known)
        aside = {pair.rule for pair in found.set_aside}
        assert replay(made, known, frozenset(found.fired), aside) == found


def small() -> Ruleset:
    return ruleset(
        facts(warm=YES_NO, keen=YES_NO),
        [decision("means", "note", "call"), decision("gift", "none")],
        rule("a", then={"keen": True, "means": {"call": "for", "note": "never"}}),
        rule("b", then={"keen": False}, overrides=["a"]),
        rule("c", then={"keen": True, "means": {"call": "always"}}, overrides=["a", "b"]),
    )


def test_who_says_what_stands_in_the_order_of_the_rules() -> None:
    made = small()
    assert made.concluding == {"keen": (("a", True), ("b", False), ("c", True))}
    assert made.overriding == {"a": ("b", "c"), "b": ("c",)}
    a, c = made.rules["a"].arguments, made.rules["c"].arguments
    assert made.arguing == {"means": (*a, *c)}
    assert made.arguing_about == {("means", "call"): (a[0], *c), ("means", "note"): (a[1],)}


def test_what_is_found_once_leaves_a_ruleset_as_it_was() -> None:
    made, other = small(), small()
    before = hash(made)
    found = made.concluding, made.arguing_about, made.overriding
    assert all(found)
    assert hash(made) == before
    assert made != other
    assert pickle.loads(pickle.dumps(made)).concluding == made.concluding  # noqa: S301 - our own


def test_an_argument_is_for_an_option_that_it_helps() -> None:
    stances = [argument.is_for for r in small().rules.values() for argument in r.arguments]
    assert stances == [True, False, True]
