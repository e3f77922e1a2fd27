"""Advice that is another by the moment it names, against brute force over moments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from drawing import DUE, ENDED, MOMENT, NOW, SMALL_ACTING, draw_ruleset, draw_value
from draws import DRAWS, unhurried
from tactful.checking.reconsidered import unstable
from tactful.checking.subject import Subject
from tactful.language.conclusions import outcome
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.language.values import Value
from tactful.language.windows import window_of

CLIENTS = 80


def situations(rng: Random, ruleset: Ruleset) -> Iterator[dict[str, Value]]:
    """Clients about a weekend, whose moments the check had no hand in choosing."""
    plain = [f for f in ruleset.facts.values() if f.id.startswith("f")]
    for _ in range(CLIENTS):
        now = MOMENT + timedelta(minutes=rng.randint(-2 * 1440, 4 * 1440))
        known: dict[str, Value] = {NOW: now}
        for fact in plain:
            if fact.id == NOW or rng.random() < 0.25:
                continue
            moment = now - timedelta(
                minutes=rng.choice((rng.randint(0, 90), rng.randint(0, 9_000)))
            )
            if fact.id == DUE:
                known[DUE] = now.date() + timedelta(days=rng.randint(-3, 4))
            else:
                known[fact.id] = moment if fact.id == ENDED else draw_value(rng, fact.type)
        yield known


def differing(ruleset: Ruleset, known: dict[str, Value]) -> set[tuple[str, str, str]]:
    """What comes out otherwise when the window opens: by whose option, and what."""
    now = evaluate(ruleset, known)
    window = window_of(ruleset, now)
    if window is None or window.local_start <= known[NOW]:  # type: ignore[operator]
        return set()
    then = evaluate(ruleset, {**known, NOW: window.local_start})
    names = {n for n in then.decisions if outcome(then.decisions[n]) != outcome(now.decisions[n])}
    there = window_of(ruleset, then)
    if there is not None and there.start <= window.start:
        names.discard(window.decision)
    return {(window.decision, window.option, name) for name in names}


@settings(unhurried, max_examples=max(8, DRAWS // 20))
@given(st.integers(0, 2**32))
def test_it_finds_what_brute_force_finds_and_nothing_else(seed: int) -> None:
    rng = Random(seed)
    ruleset = draw_ruleset(rng, SMALL_ACTING)
    found = {}
    for one in unstable(Subject(ruleset)):
        found[one.by, one.option, one.decision] = one
        note(f"{one}")
        assert (one.by, one.option, one.decision) in differing(ruleset, {**one.witness})
    for known in situations(rng, ruleset):
        assert differing(ruleset, known) <= found.keys(), known
