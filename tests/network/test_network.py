"""The network is right where durable-rules is not: types, limits, sessions, threads, failures."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import datetime, timedelta
from random import Random

import pytest

from drawing import Size, draw_given, draw_ruleset
from limits import argue, limits
from making import (
    NUMBER,
    RAPPORT,
    TEXT,
    YES_NO,
    all_of,
    check,
    decision,
    facts,
    ref,
    ruleset,
)
from running import environment
from tactful.language import operators, reference
from tactful.language.given import InvalidGiven
from tactful.language.model import Rule, Ruleset
from tactful.language.values import Value
from tactful.network import compiler
from tactful.network.evaluator import Network


def fired(known: dict[str, Value], *rules: Rule, **types: object) -> tuple[str, ...]:
    made = ruleset(facts(**types), [decision("d", "x")], *rules)  # type: ignore[arg-type]
    conclusions = Network(made).evaluate(known)
    assert conclusions == reference.evaluate(made, known)
    return conclusions.fired


@pytest.mark.parametrize(
    ("known", "message"),
    [
        ({"n": "48"}, "`n`: `'48'` is not a number; give an int or a float"),
        ({"n": True}, "`n`: `True` is not a number; give an int or a float"),
        ({"n": float("nan")}, "`n`: `nan` is not a number anyone can use"),
        ({"n": float("inf")}, "`n`: `inf` is not a number anyone can use"),
        ({"n": 2**63}, "`n`: `9223372036854775808` is too large to be exact"),
        ({"n": None}, "`n`: `None` is not a number; leave it out where it is not known, or"),
        ({"y": "true"}, "`y`: `'true'` is not yes or no; give True or False"),
        ({"y": 1}, "`y`: `1` is not yes or no; give True or False"),
        ({"t": 48}, "`t`: `48` is not a text; give a str"),
        ({"r": "tepid"}, "`r`: `'tepid'` is not one of the choices; the choices are `cold`"),
        ({"z": 1}, "`z`: this ruleset has no such fact; give facts of this ruleset only"),
    ],
)
def test_a_value_of_another_type_is_refused_before_it_reaches_durable_rules(
    known: dict[str, Value], message: str
) -> None:
    made = ruleset(facts(n=NUMBER, y=YES_NO, t=TEXT, r=RAPPORT), [])
    with pytest.raises(InvalidGiven) as caught:
        Network(made).evaluate(known)
    assert str(caught.value).startswith(message)


def test_texts_are_equal_only_when_they_are_the_same() -> None:
    rules = [
        argue(f"r{n}", check("t", text)) for n, text in enumerate(("48", "true", "", "liquid"))
    ]
    for text, expected in (("48", ("r0",)), ("48.0", ()), ("true", ("r1",)), ("", ("r2",))):
        assert fired({"t": text}, *rules, t=TEXT) == expected
    # durable-rules takes these two words for the same property name.
    assert fired({"t": "costarring"}, *rules, t=TEXT) == ()
    assert fired({"t": "x" * 65_536}, argue("r", check("t", "")), t=TEXT) == ()


def test_numbers_compare_exactly() -> None:
    rules = [
        argue("tenth", check("n", 0.1)),
        argue("over", check("n", 0.1, op=operators.MORE_THAN)),
        argue("huge", check("n", 1e15, op=operators.AT_LEAST)),
    ]
    for number, expected in (
        (0.1, ("tenth",)),
        (0.1 + 2**-56, ("over",)),
        (1e-05, ()),
        (2**53, ("over", "huge")),
        (1e15, ("over", "huge")),
    ):
        assert fired({"n": number}, *rules, n=NUMBER) == expected


def test_a_condition_that_joins_two_facts() -> None:
    rules = [
        argue("more", check("a", ref("b"), op=operators.MORE_THAN)),
        argue("in", all_of(check("a", 0, ref("b"), op=operators.BETWEEN), check("b", 5))),
    ]
    for known, expected in (
        ({"a": 6, "b": 5}, ("more",)),
        ({"a": 5, "b": 5}, ("in",)),
        ({"a": 5}, ()),
        ({"b": 5}, ()),
    ):
        assert fired(dict(known), *rules, a=NUMBER, b=NUMBER) == expected


def assert_limit_holds(name: str) -> None:
    made = limits()[name]
    network = Network(made)
    rng = Random(1)
    for known in (
        {},
        dict.fromkeys((f for f in made.facts if f.startswith("f")), True),
        {f: fact_value for f in made.facts if (fact_value := _value(rng, f)) is not None},
    ):
        assert network.evaluate(known) == reference.evaluate(made, known)


def _value(rng: Random, name: str) -> Value | None:
    if name.startswith("c"):
        return 1 if name == "c0" else None
    known: dict[str, Value] = {"n": 1, "t": "w7"}
    return known.get(name, rng.random() < 0.5)


@pytest.mark.parametrize("name", list(limits()))
def test_no_limit_of_durable_rules_is_ever_reached(name: str) -> None:
    # In a process of its own: past a limit the interpreter would hang or crash.
    code = f"import test_network; test_network.assert_limit_holds({name!r}); print('held')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment(),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "held\n", "")


def draw(seed: int) -> tuple[Ruleset, list[dict[str, Value]]]:
    rng = Random(seed)
    made = draw_ruleset(rng, Size(facts=12, concluded=6, decisions=4, rules=40, depth=3))
    return made, [draw_given(rng, made) for _ in range(50)]


def test_several_threads_get_the_right_answers_and_none_are_started() -> None:
    made, scenarios = draw(3)
    expected = [reference.evaluate(made, known) for known in scenarios]
    network = Network(made)
    wrong: list[object] = []

    def work() -> None:
        for _ in range(10):
            for known, conclusions in zip(scenarios, expected, strict=True):
                if network.evaluate(known) != conclusions:
                    wrong.append(known)

    threads = [threading.Thread(target=work) for _ in range(4)]
    before = threading.active_count()
    for thread in threads:
        thread.start()
    assert threading.active_count() <= before + len(threads)
    for thread in threads:
        thread.join()
    assert wrong == []
    assert threading.active_count() == before


def test_the_clock_stands_in_for_a_now_that_is_not_given() -> None:
    rng = Random(0)
    while True:
        made = draw_ruleset(rng, Size(facts=8))
        if made.clock.now is not None:
            break
    now = datetime(2026, 11, 20, 14) + timedelta(minutes=1)
    conclusions = Network(made).evaluate({}, now=now)
    assert conclusions == reference.evaluate(made, {}, now=now)
    known = conclusions.facts[made.clock.now]
    assert known.value == (made.facts[made.clock.now].default or now)


def test_what_is_compiled_says_which_rule_each_path_stands_for() -> None:
    made, _ = draw(5)
    program = compiler.compile_ruleset(made)
    assert set(range(len(made.rules))) <= {target for target, _, _ in program.targets}
