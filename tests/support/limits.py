"""Rulesets at the limits of what engines take: many tests, many ways, long chains."""

from __future__ import annotations

from making import NUMBER, TEXT, YES_NO, all_of, any_of, check, decision, facts, rule, ruleset
from tactful.language import operators
from tactful.language.model import Rule, Ruleset


def argue(name: str, when: object, **more: object) -> Rule:
    return rule(name, when, then={"d": {"x": "for"}}, **more)  # type: ignore[arg-type]


def limits() -> dict[str, Ruleset]:
    """One ruleset for each limit in durable-rules past which it hangs, crashes or answers wrong."""
    many = facts(**{f"f{n}": YES_NO for n in range(300)}, n=NUMBER, t=TEXT)
    d = [decision("d", "x")]
    every = [check(f"f{n}", True) for n in range(300)]
    words = tuple(f"w{n}" for n in range(600))
    return {
        "600 tests of one fact": ruleset(
            many, d, *[argue(f"r{n}", check("n", n)) for n in range(600)]
        ),
        "300 rules on one test": ruleset(
            many, d, *[argue(f"r{n}", check("n", 1)) for n in range(300)]
        ),
        "200 tests for unknown": ruleset(
            many,
            d,
            *[argue(f"r{n}", check(f"f{n}", op=operators.UNKNOWN)) for n in range(200)],
        ),
        "300 facts in one rule": ruleset(many, d, argue("r", all_of(*every))),
        "300 ways in one rule": ruleset(many, d, argue("r", any_of(*every))),
        "8 ways of 25 facts in one rule": ruleset(
            many,
            d,
            argue("r", any_of(*(all_of(*every[n : n + 25]) for n in range(0, 200, 25)))),
        ),
        "7 ways of 40 facts in one rule": ruleset(
            many,
            d,
            argue("r", any_of(*(all_of(*every[n : n + 40]) for n in range(0, 280, 40)))),
        ),
        "60 rules of 8 ways": ruleset(
            many,
            d,
            *[
                argue(f"r{r}", any_of(*(all_of(every[w], check("n", r)) for w in range(8))))
                for r in range(60)
            ],
        ),
        "a list of 600 words": ruleset(
            many,
            d,
            argue("r", check("t", *words, op=operators.ONE_OF)),
            argue("s", check("t", *words, op=operators.NONE_OF)),
        ),
        "a chain of 600 rules": ruleset(
            facts(**{f"c{n}": NUMBER for n in range(601)}),
            [],
            *[rule(f"r{n}", check(f"c{n}", 1), then={f"c{n + 1}": 1}) for n in range(600)],
        ),
        "5,000 rules": ruleset(
            many, d, *[argue(f"r{n}", check(f"f{n % 300}", n % 2 == 0)) for n in range(5000)]
        ),
    }
