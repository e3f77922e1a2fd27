"""Lists made for all rows at once are those made row by row."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from rows import advice
from tactful.columns.lists import key_span, names_of, places_by_rank, places_set
from tactful.reading.ruleset import load_ruleset_text

rows = st.integers(1, 40).flatmap(
    lambda width: st.lists(
        st.lists(st.booleans(), min_size=width, max_size=width), min_size=1, max_size=30
    )
)
ranks = st.integers(1, 20).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(-3, 9), min_size=width, max_size=width), min_size=1, max_size=30
    )
)


@settings(unhurried, max_examples=DRAWS)
@given(rows, st.integers(0, 9), st.booleans())
def test_by_flags(table: list[list[bool]], skipped: int, in_pieces: bool) -> None:
    """Wherever in its buffers a column begins, and in however many pieces it comes."""
    names = [f"rule-{n}" for n in range(len(table[0]))]
    before = [[True] * len(names)] * skipped
    flags = pl.DataFrame([*before, *table], schema=names, orient="row")[skipped:]
    if in_pieces:
        flags = pl.concat([flags[:3], flags[3:]], rechunk=False)
    made = places_set(flags.get_columns())
    assert pl.select(names_of(pl.lit(made), names)).to_series().to_list() == [
        [name for name, flag in zip(names, row, strict=True) if flag] for row in table
    ]


def test_nobody_has_no_lists() -> None:
    flags = pl.Series([], dtype=pl.Boolean)
    assert places_set([flags] * 9).to_list() == []
    assert places_by_rank([np.zeros(0, np.int16)] * 3).to_list() == []


@settings(unhurried, max_examples=DRAWS)
@given(ranks)
def test_by_rank(table: list[list[int]]) -> None:
    """Only what ranks above zero is listed, the highest first, and of equals the first named."""
    names = [f"option-{n}" for n in range(len(table[0]))]
    span = key_span(len(names))
    keys = [
        np.array([row[n] * span + (span - 1 - n) if row[n] > 0 else 0 for row in table])
        for n in range(len(names))
    ]
    expected = []
    for row in table:
        listed = [n for n, rank in enumerate(row) if rank > 0]
        expected.append([names[n] for n in sorted(listed, key=lambda n: -row[n])])
    made = places_by_rank(keys)
    assert pl.select(names_of(pl.lit(made), names)).to_series().to_list() == expected
    applies = np.arange(len(table)) % 2 == 0
    some = places_by_rank(keys, applies)
    assert pl.select(names_of(pl.lit(some), names)).to_series().to_list() == [
        listed if there else None for listed, there in zip(expected, applies, strict=True)
    ]


def test_several_choices_that_nobody_can_know_are_null_and_not_none_of_them() -> None:
    """Nothing in the cohort gives what the only rule about them asks for."""
    rules = load_ruleset_text(
        "title: Several\n"
        "facts:\n"
        "  n: {type: number}\n"
        "  c: {type: choice, many: yes, choices: {low: low, high: high}}\n"
        "decisions: {d: {options: {x: x}, fallback: x}}\n"
        "rules:\n"
        "  - {id: r, when: {n: 3}, then: {c: [low]}, because: R., source: house}\n"
    ).ruleset
    assert rules is not None
    assert [row["c"] for row in advice(rules, [{}])] == [None]
    assert [row["c"] for row in advice(rules, [{"n": 3.0}, {"n": 4.0}])] == [["low"], None]
