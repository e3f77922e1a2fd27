"""Columns give every client the reference evaluator's conclusions, whatever the ruleset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

import polars as pl
from hypothesis import given, note, settings
from hypothesis import strategies as st

from clients import given_columns, in_column
from drawing import ACTING, CHAINED, LARGE, SAID, WINDOWED, Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from tactful.columns.names import given_column
from tactful.columns.program import UNHURRIED, Columns
from tactful.language import reference
from tactful.language.conclusions import Conclusions, Status
from tactful.language.model import Ruleset
from tactful.language.values import NONE, Value
from tactful.language.windows import has_waits, wait_of, window_of


def cohort(ruleset: Ruleset, clients: Sequence[Mapping[str, Value]]) -> pl.LazyFrame:
    """Clients as a frame with a column for every fact that one of them gives."""
    given = {name for client in clients for name in client}
    columns = given_columns(ruleset, (n for n in ruleset.facts if n in given), clients)
    return pl.DataFrame([pl.Series("client", range(len(clients))), *columns]).lazy()


def advice(
    ruleset: Ruleset, clients: Sequence[Mapping[str, Value]], now: datetime | None = None
) -> list[dict[str, Any]]:
    frame = cohort(ruleset, clients)
    given = [n for n in ruleset.facts if given_column(n) in frame.collect_schema()]
    columns = Columns(ruleset, given, moment=None if now is None else lambda _: now)
    result = columns.advise(frame, ["client"]).collect(optimizations=UNHURRIED)
    assert result.schema == pl.Schema({"client": pl.Int64(), **columns.schema})
    rows = result.to_dicts()
    assert [row.pop("client") for row in rows] == [*range(len(clients))]
    return rows


def expected(ruleset: Ruleset, found: Conclusions) -> dict[str, Any]:
    """The row that says the same as some conclusions."""
    row: dict[str, Any] = {}
    for name, settled in found.decisions.items():
        applies = settled.status is not Status.NOT_APPLICABLE
        many = ruleset.decisions[name].many
        row[name] = ([*settled.choices] if applies else None) if many else settled.choice
        row[f"{name}_status"] = settled.status.value
        if not many:
            row[f"{name}_margin"] = settled.margin
            row[f"{name}_tie"] = settled.tie
    concluded = {c.fact for rule in ruleset.rules.values() for c in rule.conclusions}
    for name in ruleset.facts:
        if name in concluded:
            type_ = ruleset.facts[name].type
            value = found.facts[name].value if name in found.facts else None
            row[name] = in_column(value, type_)
            if type_.none is not None:
                row[f"{name}_none"] = None if value is None else value is NONE
    row["rules_fired"] = [*found.fired]
    row["rules_set_aside"] = [*dict.fromkeys(aside.rule for aside in found.set_aside)]
    row["assumptions"] = assumed(ruleset, found)
    row["conflicts"] = [conflict.about for conflict in found.conflicts]
    if ruleset.constraints:
        row["does_not_fit"] = [*found.broken]
    window, wait = window_of(ruleset, found), wait_of(ruleset, found)
    row["window_start"] = None if window is None else window.start.isoformat()
    row["window_end"] = None if window is None else window.end.isoformat()
    if has_waits(ruleset):
        end = None if wait is None or wait.end is None else wait.end.isoformat()
        row["wait_until"] = None if wait is None else wait.until.isoformat()
        row["wait_end"] = end
    return row


def assumed(ruleset: Ruleset, found: Conclusions) -> list[str]:
    from tactful.language.conclusions import known_values
    from tactful.language.conditions import truth

    values = known_values(ruleset, found)
    return [
        name
        for name in found.fired
        if (unless := ruleset.rules[name].unless) is not None
        and truth(unless, values, ruleset.type_of) is None
    ]


def assert_agreement(rng: Random, size: Size, clients: int, now: datetime | None = None) -> None:
    ruleset = draw_ruleset(rng, size)
    drawn = [draw_given(rng, ruleset) for _ in range(clients)]
    rows = advice(ruleset, drawn, now)
    for facts, row in zip(drawn, rows, strict=True):
        note(f"given {facts}")
        assert row == expected(ruleset, reference.evaluate(ruleset, facts, now=now))


@settings(unhurried, max_examples=DRAWS)
@given(st.randoms(use_true_random=False))
def test_on_small_rulesets(rng: Random) -> None:
    assert_agreement(rng, Size(), clients=12)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_on_rulesets_that_say_none_several_and_arithmetic(seed: int) -> None:
    assert_agreement(Random(seed), SAID, clients=20)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_a_moment_is_assumed_but_where_one_is_given_or_none(seed: int) -> None:
    assert_agreement(Random(seed), SAID, clients=20, now=datetime(2026, 11, 20, 14))


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_on_rulesets_whose_options_have_windows_or_wait(seed: int) -> None:
    assert_agreement(Random(seed), WINDOWED, clients=20)


@settings(unhurried, max_examples=max(1, DRAWS // 2))
@given(st.integers(0, 2**32))
def test_on_nested_and_chained_rulesets(seed: int) -> None:
    assert_agreement(Random(seed), CHAINED, clients=30)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_on_when_windows_open(seed: int) -> None:
    assert_agreement(Random(seed), ACTING, clients=20)


@settings(unhurried, max_examples=max(5, DRAWS // 40))
@given(st.integers(0, 2**32))
def test_on_rulesets_of_over_300_rules_and_120_thresholds_of_one_fact(seed: int) -> None:
    assert_agreement(Random(seed), LARGE, clients=40)
