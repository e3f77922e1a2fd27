"""What a decision can spare: however the spared rules turn out, it comes out the same."""

from __future__ import annotations

from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import draw_argument
from tactful.answers.enough import needed_rules
from tactful.language.choices import settle
from tactful.language.model import USUAL_WEIGHTS, Argument, Decision, Option, Stance
from tactful.language.values import Kind, ValueType

STANCES = (*USUAL_WEIGHTS, *USUAL_WEIGHTS, *Stance)


def draw_decision(rng: Random) -> Decision:
    options = {o: Option(o, o) for o in ("w", "x", "y", "z")[: rng.randint(1, 4)]}
    many = rng.random() < 0.4
    fallback = rng.choice(list(options)) if not many and rng.random() < 0.5 else None
    type_ = ValueType(Kind.CHOICE, choices={o: o for o in options}, many=many)
    return Decision("d", "d", options, type_, fallback=fallback)


def draw_arguments(rng: Random, decision: Decision) -> dict[str, list[Argument]]:
    options = list(decision.options)
    return {
        f"r{n}": [
            draw_argument(rng, f"r{n}", "d", option)
            for option in rng.sample(options, rng.randint(1, min(2, len(options))))
        ]
        for n in range(rng.randint(1, 6))
    }


@settings(deadline=None, max_examples=400)
@given(st.integers(0, 2**32))
def test_spared_rules_may_speak_or_not(seed: int) -> None:
    rng = Random(seed)
    decision = draw_decision(rng)
    arguments = draw_arguments(rng, decision)
    fired = {rule: rng.random() < 0.6 for rule in arguments}

    def outcome(speaking: dict[str, bool]) -> object:
        said = [a for rule, argued in arguments.items() if speaking[rule] for a in argued]
        settled = settle(decision, said, True)
        return settled.status, settled.choices

    said = [a for rule, argued in arguments.items() if fired[rule] for a in argued]
    order = rng.sample(list(arguments), len(arguments))
    needed = needed_rules(decision, settle(decision, said, True), fired, arguments, order)
    spared = [rule for rule in arguments if rule not in needed]
    for turn in product((True, False), repeat=len(spared)):
        assert outcome({**fired, **dict(zip(spared, turn, strict=True))}) == outcome(fired)


def test_a_rule_that_says_the_obvious_is_spared() -> None:
    options = {o: Option(o, o) for o in ("note", "call")}
    type_ = ValueType(Kind.CHOICE, choices={o: o for o in options})
    decision = Decision("means", "means", options, type_)
    arguments = {
        "strong": [Argument("strong", "means", "note", Stance.STRONGLY_FOR, 4)],
        "weak": [Argument("weak", "means", "note", Stance.SLIGHTLY_FOR, 1)],
        "rival": [Argument("rival", "means", "call", Stance.FOR, 2)],
    }
    fired = {"strong": True, "weak": True, "rival": False}
    said = [*arguments["strong"], *arguments["weak"]]
    settled = settle(decision, said, True)
    assert needed_rules(decision, settled, fired, arguments, ["weak", "rival"]) == {"strong"}
