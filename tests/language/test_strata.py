"""What depends on what: the order of settling, and the circles that forbid one."""

from __future__ import annotations

from making import NUMBER, YES_NO, check, decision, facts, rule, ruleset
from tactful.language.strata import Step, circles, stratify


def test_everything_is_settled_after_all_it_depends_on() -> None:
    made = ruleset(
        facts(a=YES_NO, b=YES_NO, c=YES_NO),
        [decision("d", "x", applies_when=check("c", True))],
        rule("argue", check("b", True), then={"d": {"x": "for"}}),
        rule("b-from-a", check("a", True), then={"b": True}),
        rule("c-from-b", check("b", True), then={"c": True}),
        rule("not-b", then={"b": False}, overrides=["b-from-a"]),
    )
    order = [step.id for step in stratify(made).order]
    for earlier, later in (
        ("a", "b-from-a"),
        ("not-b", "b-from-a"),
        ("b-from-a", "b"),
        ("b", "argue"),
        ("c-from-b", "c"),
        ("c", "d"),
        ("argue", "d"),
    ):
        assert order.index(earlier) < order.index(later)
    assert list(circles(made)) == []


def test_a_circle_is_reported_as_the_steps_along_it() -> None:
    made = ruleset(
        facts(a=NUMBER, b=NUMBER),
        [],
        rule("b-from-a", check("a", 1), then={"b": 1}),
        rule("a-from-b", check("b", 1), then={"a": 1}),
    )
    (circle,) = circles(made)
    assert circle[0] == circle[-1]
    assert set(circle) == {
        Step("fact", "a"),
        Step("fact", "b"),
        Step("rule", "b-from-a"),
        Step("rule", "a-from-b"),
    }


def test_independent_circles_are_all_reported() -> None:
    made = ruleset(
        facts(a=NUMBER, b=NUMBER),
        [decision("d", "x")],
        rule("a-from-a", check("a", 1), then={"a": 2}),
        rule("b-from-b", check("b", 1), then={"b": 2}),
        rule("one", then={"d": {"x": "for"}}, overrides=["two"]),
        rule("two", then={"d": {"x": "for"}}, overrides=["one"]),
    )
    assert {frozenset(step.id for step in circle) for circle in circles(made)} == {
        frozenset({"a", "a-from-a"}),
        frozenset({"b", "b-from-b"}),
        frozenset({"one", "two"}),
    }
