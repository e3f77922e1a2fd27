"""A model that is written as YAML and read again gives the same advice."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from drawing import WINDOWED, Size, draw_given, draw_ruleset
from tactful.grounding.conditions import NEVER
from tactful.language import reference
from tactful.language.model import Decision, Effect
from tactful.language.terms import NOWHERE, Window
from tactful.language.windows import wait_of, window_of
from tactful.reading.ruleset import load, load_ruleset_text
from tactful.text.library import packaged
from writing import as_yaml

DRAWS = int(os.environ.get("TACTFUL_DRAWS", "200"))


@settings(deadline=None, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_what_is_written_reads_back_with_the_same_meaning(seed: int) -> None:
    rng = Random(seed)
    ruleset = draw_ruleset(rng, Size(facts=8, concluded=4, decisions=3, rules=20, depth=3))
    text = as_yaml(ruleset)
    note(text)
    loaded = load_ruleset_text(text)
    assert [d for d in loaded.diagnostics if d.is_error] == []
    assert loaded.ruleset is not None
    for _ in range(4):
        facts = draw_given(rng, ruleset)
        expected = reference.evaluate(ruleset, facts)
        assert reference.evaluate(loaded.ruleset, facts) == expected


def test_windows_and_what_follows_a_step_read_back_too() -> None:
    whole = load(packaged())
    # What asks for others beside the one cannot be written of one alone.
    rules = {name: rule for name, rule in whole.rules.items() if rule.when != NEVER}
    ruleset = replace(whole, rules=rules)
    back = load_ruleset_text(as_yaml(ruleset)).ruleset
    assert back is not None
    assert back.clock == ruleset.clock
    for decision in ruleset.decisions.values():
        assert told(back.decisions[decision.id]) == told(decision)
    assert any(any(said) or after for _, said, after in told(ruleset.decisions["timing"]))


@settings(deadline=None, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_drawn_windows_and_waits_read_back_too(seed: int) -> None:
    rng = Random(seed)
    ruleset = draw_ruleset(rng, WINDOWED)
    text = as_yaml(ruleset)
    note(text)
    loaded = load_ruleset_text(text)
    assert [d for d in loaded.diagnostics if d.is_error] == []
    assert loaded.ruleset is not None
    for decision in ruleset.decisions.values():
        assert told(loaded.ruleset.decisions[decision.id]) == told(decision)
    for _ in range(4):
        came = reference.evaluate(ruleset, draw_given(rng, ruleset))
        assert window_of(loaded.ruleset, came) == window_of(ruleset, came)
        assert wait_of(loaded.ruleset, came) == wait_of(ruleset, came)


def told(decision: Decision) -> list[tuple[str, list[list[Window]], tuple[Effect, ...] | None]]:
    """The windows and steps of a decision's options, wherever and whenever they are."""

    def plain(pieces: Iterable[Window]) -> list[Window]:
        return [piece._replace(span=NOWHERE, when=None) for piece in pieces]

    return [(o.id, [plain(o.windows), plain(o.waits)], o.after) for o in decision.options.values()]
