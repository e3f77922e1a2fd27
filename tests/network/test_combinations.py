"""What combinations of rules come to: worked out once, kept within a bound, never mixed up."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from making import RAPPORT, YES_NO, check, decision, facts, rule, ruleset
from tactful.language import reference
from tactful.language.values import Value
from tactful.network.combinations import MOST_KEPT, Consequences, combination, members
from tactful.network.evaluator import Network


@given(st.sets(st.integers(0, 400)))
def test_a_combination_has_the_members_it_was_made_of(numbers: set[int]) -> None:
    assert list(members(combination(numbers))) == sorted(numbers)


@given(st.lists(st.integers(0, 2 * MOST_KEPT)))
def test_a_consequence_is_that_of_its_combination_however_often_it_occurs(of: list[int]) -> None:
    worked_out: list[int] = []

    def work_out(one: int) -> str:
        worked_out.append(one)
        return str(one)

    consequences = Consequences(work_out, of_none="0")
    assert [consequences[one] for one in of] == [str(one) for one in of]
    assert len(consequences) <= MOST_KEPT
    assert 0 not in worked_out
    if len(set(of) | {0}) <= MOST_KEPT:
        assert len(worked_out) == len(set(worked_out))


def test_more_combinations_than_are_kept_come_to_what_the_reference_says() -> None:
    stances = ("strongly for", "for", "slightly for", "against", "always", "never", "always")
    said = ("cold", "warm", "cold", "cold", "warm", "warm", "cold")
    names = [f"f{n}" for n in range(len(stances))]
    made = ruleset(
        facts(**dict.fromkeys(names, YES_NO), rapport=RAPPORT),
        [decision("d", "x", "y")],
        *[
            rule(f"r{n}", check(name, True), then={"d": {"x": stances[n]}, "rapport": said[n]})
            for n, name in enumerate(names)
        ],
    )
    assert 2 ** len(names) > MOST_KEPT
    situations: list[dict[str, Value]] = [
        dict(zip(names, known, strict=True)) for known in product((True, False), repeat=len(names))
    ]
    network = Network(made)
    answers = [network.evaluate(known) for known in situations]
    assert [network.evaluate(known) for known in situations] == answers
    assert answers == [reference.evaluate(made, known) for known in situations]
