"""A ruleset as one Python function: what is in its text, what it refuses, what is made when."""

from __future__ import annotations

import copy
import gc
import pickle
import threading
from datetime import datetime
from random import Random
from weakref import ref as weak

import pytest

from drawing import Size, draw_given, draw_ruleset
from limits import limits
from making import NUMBER, RAPPORT, TEXT, YES_NO, all_of, any_of, check, decision, facts, rule
from making import ruleset as made_of
from panels import panel
from tactful.compiled import evaluator
from tactful.compiled.conclusions import Unfolding
from tactful.compiled.evaluator import Compiled
from tactful.compiled.kept import compiled_of
from tactful.grounding.ground import ground
from tactful.language import operators, reference
from tactful.language.conclusions import Conclusions
from tactful.language.given import InvalidGiven
from tactful.language.model import Ruleset
from tactful.language.terms import Condition
from tactful.language.values import Value
from tactful.network.evaluator import Network

RULES = made_of(
    facts(rapport=RAPPORT, gifts=YES_NO, hours=NUMBER),
    [decision("gift", "card", "flowers")],
    rule(
        "warm", check("rapport", "warm", op=operators.AT_LEAST), then={"gift": {"flowers": "for"}}
    ),
    rule(
        "no-bribes",
        check("hours", 1, 2, op=operators.BETWEEN),
        unless=check("gifts", True),
        then={"gift": {"flowers": "never"}},
    ),
)

PRINTED = """\
# f0 rapport: 0 cold, 1 neutral, 2 warm, 3 hit_it_off
# f1 gifts: 0 no, 1 yes
# f2 hours: 1 1, 3 2
# d0 gift: 0 card, 1 flowers
def run(codes, known, now):
    f0, f1, f2, = codes
    d0 = -1
    fired = aside = applying = broken = usual = 0
    if f0 >= 2:  # warm
        fired |= 1 << 0
    if 1 <= f2 <= 3 and f1 <= 0:  # no-bribes
        fired |= 1 << 1
    applying |= 1 << 0  # gift
    _, value, d0 = chosen_0[fired & rules_of_0]
    return fired, aside, applying, broken, usual
"""


def test_it_can_be_read() -> None:
    assert Compiled(RULES).source == PRINTED


@pytest.mark.parametrize(
    "name", ["r'; import os #", "r\nfired = 1", "r\u2028x", "r\rx", '"""', "\\", "r\0", "fired"]
)
def test_nothing_that_an_author_wrote_is_in_the_code(name: str) -> None:
    """It may be in a comment, where it is a plain name."""
    wild = made_of(
        facts(**{name: TEXT, "n": NUMBER}),
        [decision("d", name), decision("e", "x")],
        rule(name, any_of(check(name, name), check("n", 1)), then={"d": {name: "for"}}),
        rule("other", check("d", name), then={"e": {"x": "for"}}),
    )
    compiled = Compiled(wild)
    code = [line.partition("#")[0] for line in compiled.source.splitlines()]
    assert not any(name in line for line in code if name != "fired")
    assert (name in compiled.source) is (name == "fired") or name == "\\"
    for given in ({"n": 1}, {name: "else"}, {}):
        assert compiled.evaluate(given) == reference.evaluate(wild, given)


@pytest.mark.parametrize(
    "given",
    [
        {"n": "48"},
        {"n": True},
        {"n": float("nan")},
        {"n": 2**63},
        {"n": None},
        {"y": "true"},
        {"y": 1},
        {"t": 48},
        {"t": ["a"]},
        {"r": "tepid"},
        {"r": ["warm"]},
        {"z": 1},
        {"d": "x"},
    ],
)
def test_what_the_network_refuses_is_refused_in_the_same_words(given: dict[str, Value]) -> None:
    made = made_of(facts(n=NUMBER, y=YES_NO, t=TEXT, r=RAPPORT), [decision("d", "x")])
    said = []
    for reading in (Network(made), Compiled(made)):
        with pytest.raises(InvalidGiven) as caught:
            reading.evaluate(given)
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_a_moment_that_no_clock_has_is_refused() -> None:
    with pytest.raises(InvalidGiven):
        Compiled(RULES).evaluate({}, now="today")  # type: ignore[arg-type]
    with pytest.raises(InvalidGiven):
        Compiled(RULES).evaluate({}, now=datetime(1000, 1, 1))


def test_values_of_derived_classes_become_pythons_own() -> None:
    class Word(str):
        __slots__ = ()

    found = Compiled(RULES).evaluate({"rapport": Word("warm")})
    assert found == reference.evaluate(RULES, {"rapport": "warm"})
    assert type(found.facts["rapport"].value) is str


def deep(depth: int) -> Condition:
    """Conditions within one another, each of another kind than the one around it."""
    made: Condition = check("n", 1)
    for place in range(depth):
        put = (any_of, all_of)[place % 2]
        made = put(made, check("n", place, op=operators.MORE_THAN), check("y", True))
    return made


def test_conditions_may_lie_deeper_than_python_reads_brackets() -> None:
    rules = made_of(
        facts(n=NUMBER, y=YES_NO),
        [decision("d", "x")],
        rule("r", deep(150), unless=deep(151), then={"d": {"x": "for"}}),
    )
    compiled = Compiled(rules)
    for given in ({}, {"n": 1}, {"n": 200}, {"n": 77, "y": True}, {"y": False}):
        assert compiled.evaluate(given) == reference.evaluate(rules, given)


@pytest.mark.parametrize("name", list(limits()))
def test_large_rulesets(name: str) -> None:
    made = limits()[name]
    compiled = Compiled(made)
    known: dict[str, Value] = {"n": 1, "t": "w7", "c0": 1}
    for given in ({}, {f: known.get(f, True) for f in made.facts if f[0] != "c" or f == "c0"}):
        assert compiled.evaluate(given) == reference.evaluate(made, given)


def test_what_is_given_may_be_changed_afterwards() -> None:
    given: dict[str, Value] = {"rapport": "warm", "hours": 1}
    found, expected = Compiled(RULES).evaluate(given), reference.evaluate(RULES, given)
    given.clear()
    assert found == expected


def test_conclusions_behave_as_those_that_are_made_at_once() -> None:
    given: dict[str, Value] = {"rapport": "warm", "hours": 1}
    found, expected = Compiled(RULES).evaluate(given), reference.evaluate(RULES, given)
    assert isinstance(found, Unfolding)
    assert isinstance(found, Conclusions)
    made, decisions, *_ = found
    assert (made, decisions) == expected[:2]
    assert (len(found), found[1], found[-1]) == (len(expected), expected[1], expected[-1])
    assert found[2:4] == expected[2:4]
    assert [*found] == [*expected]
    assert found._replace(fired=()) == expected._replace(fired=())
    assert found._asdict() == expected._asdict()
    assert expected.fired in found
    assert copy.deepcopy(found) == copy.copy(found) == expected
    assert found.facts is found.facts
    assert type(found.whole()) is Conclusions
    other = Compiled(RULES).evaluate({"rapport": "cold"})
    assert other != found
    assert not other == found  # noqa: SIM201 - both ways of asking
    with pytest.raises(TypeError):
        hash(found)


def test_it_travels_as_its_ruleset() -> None:
    arrived = pickle.loads(pickle.dumps(Compiled(RULES)))  # noqa: S301 - our own
    assert arrived.evaluate({"rapport": "warm"}) == reference.evaluate(RULES, {"rapport": "warm"})


def test_several_threads_get_the_right_answers() -> None:
    rng = Random(3)
    made = draw_ruleset(rng, Size(facts=12, concluded=6, decisions=4, rules=40, depth=3))
    scenarios = [draw_given(rng, made) for _ in range(50)]
    expected = [reference.evaluate(made, known) for known in scenarios]
    compiled = Compiled(made)
    wrong: list[object] = []

    def work() -> None:
        for _ in range(10):
            for known, conclusions in zip(scenarios, expected, strict=True):
                if compiled.evaluate(known) != conclusions:
                    wrong.append(known)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_one_is_kept_for_a_ruleset_as_long_as_that_is() -> None:
    made = copy.copy(RULES)
    kept = compiled_of(made)
    assert compiled_of(made) is kept
    gone = weak(kept)
    del made, kept
    gc.collect()
    assert gone() is None


def test_nothing_is_compiled_again_for_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def named(*names: str | None) -> Ruleset:
        return ground(panel(), {"interviewer": names})

    compiled_of(named("Ana", "Ben"))
    monkeypatch.setattr(evaluator, "compile_ruleset", lambda _: pytest.fail("it is compiled"))
    for own in (named("Cleo", "Dan"), named(None, None), named("Eve", None)):
        found = compiled_of(own)
        assert found.ruleset.ground is not None
        assert found.ruleset.ground.names == own.ground.names  # type: ignore[union-attr]
