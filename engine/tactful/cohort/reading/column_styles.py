"""The style of each column that gives a fact: as is said, as its cells show, or as rules say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from tactful.cohort.defects import ambiguous_dates, unknown_column
from tactful.cohort.matching import Matching, is_same_name
from tactful.cohort.reading.cohort import Cohort, raw_column
from tactful.cohort.reading.declared import Declared
from tactful.cohort.reading.styles import Style, StyleEvidence, evidence, order_of
from tactful.cohort.remedies import FACELESS, Remedies
from tactful.language.model import Ruleset
from tactful.language.values import Kind
from tactful.text.diagnostic import Diagnostics, Span
from tactful.text.names import Speller

_READ = (Kind.DATE, Kind.DATETIME, Kind.NUMBER)


LOOKED_AT = 2_000
"""Rows that show whether a column is written in any other way than the usual one."""


class ColumnStyles(NamedTuple):
    """How columns are read.

    Attributes:
        by_fact: The style of each fact's column that has one.
        orders: For columns with dates that are not of the usual form, the order of their parts.
    """

    by_fact: Mapping[str, Style]
    orders: Mapping[str, str]


def styles_of(
    cohort: Cohort,
    matching: Matching,
    ruleset: Ruleset,
    declared: Declared,
    diagnostics: Diagnostics,
    file: str,
    remedies: Remedies = FACELESS,
) -> ColumnStyles:
    """Find the styles of a cohort's columns, each looked at as a whole.

    Args:
        cohort: The clients.
        matching: Which columns give which facts.
        ruleset: The rules, which may say how people write dates.
        declared: What is said of it; goes before what the cells show.
        diagnostics: Takes what is wrong: dates that can be read in two ways, and nobody said how.
        file: The cohort's name, for messages.
        remedies: What can be done about it.
    """
    _check_columns(declared, cohort.columns, diagnostics, file)
    facts = [name for name in matching.facts if ruleset.facts[name].type.kind in _READ]
    found = _evidence(cohort, matching, ruleset, facts)
    by_fact, orders = {}, {}
    for name in facts:
        type_, column, shown = ruleset.facts[name].type, matching.facts[name], found[name]
        if type_.kind is Kind.NUMBER:
            by_fact[name] = Style(decimal_comma=shown.decided, typed=bool(cohort.sheet))
            continue
        said = [day for c in matching.columns([name]) for day in _declared(declared, c)]
        order = said[0] if said else shown.decided
        order = ruleset.day_first if order is None else order
        if order is None and shown.either:
            diagnostics.add(ambiguous_dates(column, shown.either, remedies.dates), Span(file))
        if shown and order is not None:
            orders[column] = order_of(shown, order)
        time = declared.time if type_.kind is Kind.DATETIME else None
        by_fact[name] = Style(day_first=order, time=time)
    return ColumnStyles(by_fact, orders)


def _declared(declared: Declared, column: str) -> Iterator[bool]:
    named = (day for name, day in declared.day_first.items() if name and is_same_name(name, column))
    yield from named
    yield from (day for name, day in declared.day_first.items() if not name)


def _check_columns(
    declared: Declared, columns: Sequence[str], diagnostics: Diagnostics, file: str
) -> None:
    for name in declared.day_first:
        if name and not any(is_same_name(name, column) for column in columns):
            diagnostics.add(unknown_column(name, columns, Speller()), Span(file))


def _evidence(
    cohort: Cohort, matching: Matching, ruleset: Ruleset, facts: Sequence[str]
) -> Mapping[str, StyleEvidence]:
    """What the cells of each fact's columns show: of all where the first show anything."""
    found = dict.fromkeys(facts, StyleEvidence())
    if cohort.texts is None:
        return found
    for whole in (False, True):
        wanted = [name for name in facts if not whole or _is_open(found[name], name, ruleset)]
        columns = list(dict.fromkeys(matching.columns(wanted)))
        if not columns:
            break
        found |= dict.fromkeys(wanted, StyleEvidence())
        for batch in cohort.texts(columns, None if whole else LOOKED_AT):
            for name in wanted:
                found[name] = found[name].more(_of_batch(batch, name, matching, ruleset))
    return found


def _is_open(shown: StyleEvidence, fact: str, ruleset: Ruleset) -> bool:
    """Whether the whole column has to be looked at: not where numbers have but decimal points."""
    is_number = ruleset.facts[fact].type.kind is Kind.NUMBER
    return bool(shown.first or shown.either) if is_number else bool(shown)


def _of_batch(
    batch: pl.DataFrame, fact: str, matching: Matching, ruleset: Ruleset
) -> StyleEvidence:
    whole = StyleEvidence()
    for column in map(raw_column, matching.columns([fact])):
        if column in batch.columns and batch[column].dtype == pl.String:
            whole = whole.more(evidence(batch[column], ruleset.facts[fact].type))
    return whole
