"""Networks for several: compiled once for as many, whatever they are called."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import DRAWS
from panels import PANEL, network, panel
from tactful.grounding.ground import ground
from tactful.language import reference
from tactful.language.values import Value
from tactful.network import evaluator
from tactful.network.kept import network_with
from tactful.reading.ruleset import load


def test_nothing_is_compiled_again_for_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    network_with(network(), {"interviewer": ("Ana", "Ben")})
    monkeypatch.setattr(evaluator, "compile_ruleset", lambda _: pytest.fail("it is compiled"))
    for names in (("Cleo", "Dan"), (None, None), ("Eve", None)):
        found = network_with(network(), {"interviewer": names})
        assert found.ruleset.ground is not None
        assert found.ruleset.ground.names == {"interviewer": names}


NAME = st.one_of(st.none(), st.sampled_from(["Ana", "Ben", "Cleo"]))
PEOPLE = st.lists(NAME, max_size=4).filter(lambda names: len({*names}) == len(names))


@settings(max_examples=DRAWS)
@given(PEOPLE, PEOPLE)
def test_what_is_kept_of_one_panel_is_in_no_other(one: list[str], other: list[str]) -> None:
    ground(panel(), {"interviewer": one})
    made, anew = ground(panel(), {"interviewer": other}), load(PANEL)
    expected = ground(anew, {"interviewer": other})
    for part in ("facts", "decisions", "rules", "constraints", "summary", "questions", "ground"):
        assert getattr(made, part) == getattr(expected, part)
    gone = {name for name in one if name is not None} - {*other}
    assert not any(name in str(rule) for rule in made.rules.values() for name in gone)


RAPPORT = st.sampled_from(["cold", "warm", "hit_it_off", None])
ONE = st.fixed_dictionaries(
    {
        "rapport": RAPPORT,
        "role": st.sampled_from(["hiring_manager", "colleague", "recruiter", None]),
        "email_known": st.sampled_from([True, False, None]),
        "address_known": st.sampled_from([True, False, None]),
        "thanked": st.booleans(),
    }
)


@settings(max_examples=DRAWS)
@given(st.lists(ONE, max_size=5))
def test_the_network_for_several_agrees_with_the_plain_evaluator(
    people: list[dict[str, Value | None]],
) -> None:
    facts = {
        f"{name}[{place}]": value
        for place, one in enumerate(people, start=1)
        for name, value in one.items()
        if value is not None
    }
    found = network_with(network(), {"interviewer": (None,) * len(people)})
    assert found.evaluate(facts) == reference.evaluate(found.ruleset, facts)
