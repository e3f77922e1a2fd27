"""Columns call every client's options what they are called where one client is explained."""

from __future__ import annotations

from random import Random

import polars as pl
from hypothesis import given, note, settings
from hypothesis import strategies as st

from clients import given_columns
from drawing import CHAINED, SAID, Size, draw_given, draw_labels, draw_ruleset
from draws import DRAWS, unhurried
from tactful.columns.labels import label_columns
from tactful.columns.names import given_column
from tactful.columns.program import UNHURRIED, Columns
from tactful.explanation.labels import label_of
from tactful.language.conclusions import known_values
from tactful.language.reference import evaluate


@settings(unhurried, max_examples=DRAWS)
@given(st.randoms(use_true_random=False), st.sampled_from([Size(), CHAINED, SAID]))
def test_labels_are_those_of_one_client(rng: Random, size: Size) -> None:
    ruleset = draw_labels(rng, draw_ruleset(rng, size))
    clients = [draw_given(rng, ruleset) for _ in range(8)]
    known = [name for name in ruleset.facts if any(name in client for client in clients)]
    columns = given_columns(ruleset, known, clients)
    frame = pl.DataFrame([pl.Series("client", range(len(clients))), *columns]).lazy()
    told = label_columns(ruleset)
    given_names = [n for n in ruleset.facts if given_column(n) in frame.collect_schema()]
    made = Columns(ruleset, given_names).advise(frame, ["client", *told.values()])
    rows = made.collect(optimizations=UNHURRIED).to_dicts()
    for client, row in zip(clients, rows, strict=True):
        values = known_values(ruleset, evaluate(ruleset, client))
        note(str(client))
        for (decision, option), column in told.items():
            wanted = label_of(ruleset.decisions[decision].options[option], values, ruleset)
            assert row[column] == wanted
