"""The reasons for each client's advice, in words: a column of explanations.

What columns say of a client is made whole again by ``replay`` and told by the very code that
explains one scenario. Clients about whom the same is known share one text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import polars as pl

from tactful.columns.names import Names, given_column, given_columns
from tactful.explanation.explanation import Explanation, explain
from tactful.grounding.people import NOBODY, People
from tactful.language.model import Ruleset
from tactful.language.reference import replay
from tactful.language.values import NONE, Value
from tactful.network.evaluator import Network
from tactful.network.kept import network_with

Tell: TypeAlias = Callable[[Explanation], str]
"""Turns an explanation into a text."""

_MOST_REMEMBERED = 20_000


class Reasons:
    """Explains a cohort's rows."""

    def __init__(
        self, ruleset: Ruleset, moment: Callable[[str | None], datetime] | None, tell: Tell
    ) -> None:
        self._ruleset = ruleset
        self._network = Network(ruleset)
        self._moment = moment
        self._tell = tell
        self._told: dict[tuple[frozenset[object], frozenset[object]], str] = {}

    def explain(self, frame: pl.LazyFrame, names: Names) -> pl.LazyFrame:
        """The frame with a column of explanations.

        Args:
            frame: Advice, with the ``given_column`` of each fact that is given.
            names: What the columns of advice are called.
        """
        schema = frame.collect_schema()
        given = [name for name in self._ruleset.facts if given_column(name) in schema]
        columns = [*given_columns(self._ruleset, given), names.fired, names.set_aside]

        def add(batch: pl.DataFrame) -> pl.DataFrame:
            rows = batch.select(columns).iter_rows()
            known = ((known_facts(self._ruleset, given, row), row) for row in rows)
            texts = [self._text(facts, row[-2], row[-1]) for facts, row in known]
            return batch.with_columns(pl.Series(names.explanation, texts, dtype=pl.String))

        return frame.map_batches(
            add, schema={**schema, names.explanation: pl.String()}, streamable=True
        )

    def of_several(
        self,
        batch: pl.DataFrame,
        ruleset: Ruleset,
        given: Sequence[str],
        names: Names,
        people: Iterable[People],
    ) -> pl.Series:
        """The explanations of clients who list as many people.

        Args:
            batch: Their advice, with the ``given_column`` of each fact that is given.
            ruleset: The rules for as many.
            given: The facts that are given.
            names: What the columns of advice are called.
            people: Who is listed by each client.
        """
        columns = [*given_columns(ruleset, given), names.fired, names.set_aside]
        rows = zip(batch.select(columns).iter_rows(), people, strict=True)
        texts = [
            self._text(known_facts(ruleset, given, row), row[-2], row[-1], who) for row, who in rows
        ]
        return pl.Series(names.explanation, texts, dtype=pl.String)

    def _text(
        self,
        known: dict[str, Value],
        fired: list[str],
        set_aside: list[str],
        people: People = NOBODY,
    ) -> str:
        key = frozenset(known.items()), frozenset(people.items())
        if key not in self._told:
            if len(self._told) >= _MOST_REMEMBERED:
                self._told.clear()
            now, network = self._now(known), network_with(self._network, people)
            whole = frozenset(fired), frozenset(set_aside)
            conclusions = replay(network.ruleset, known, *whole, now)
            self._told[key] = self._tell(explain(network, "", conclusions, now=now))
        return self._told[key]

    def _now(self, known: dict[str, Value]) -> datetime | None:
        if self._moment is None:
            return None
        name = self._ruleset.clock.timezone
        zone = None if name is None else known.get(name, self._ruleset.facts[name].default)
        return self._moment(None if zone is None or zone is NONE else str(zone))


def known_facts(ruleset: Ruleset, given: Sequence[str], row: tuple[Any, ...]) -> dict[str, Value]:
    """What a row gives of the facts.

    Args:
        ruleset: The rules.
        given: The facts that are given.
        row: Their ``given_columns``, in which those that may be none stand twice, and maybe more.
    """
    nothing = iter(row[len(given) :])
    known: dict[str, Value] = {}
    for name, value in zip(given, row, strict=False):
        is_none = ruleset.facts[name].type.none is not None and next(nothing)
        if is_none or value is not None:
            listed = isinstance(value, list)
            known[name] = NONE if is_none else frozenset(value) if listed else value
    return known
