"""Which fact a column may give that nobody has named for it: by its words, and by its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from tactful.cohort.matching import Matching
from tactful.cohort.reading.cohort import Cohort, raw_column
from tactful.cohort.reading.column_styles import LOOKED_AT
from tactful.cohort.several.headings import number_in
from tactful.grounding.people import copy_name, owners_of
from tactful.language.model import Fact, Ruleset
from tactful.language.values import Kind
from tactful.scenarios.spoken import spoken_names
from tactful.text.names import spaced

_IDLE = frozenset(
    "the a an of to and or is are be was were did do does have has had you your they them their "  # noqa: SIM905
    "it in on at by for with how what which when who where whether would will any so that".split()
)

_ENOUGH = 0.5
"""The share of a name's words, or of a column's cells, that has to be a fact's."""


def likely_facts(
    cohort: Cohort, columns: Sequence[str], matching: Matching, ruleset: Ruleset
) -> Mapping[str, str]:
    """For columns that give no fact, the fact that each may give, where only one is likely.

    Args:
        cohort: The clients.
        columns: Columns that give no fact.
        matching: What the others give.
        ruleset: The rules.
    """
    open_ = [ruleset.facts[name] for name in matching.missing if name not in matching.facts]
    owners = owners_of(ruleset)
    cells = _cells(cohort, columns)
    found: dict[str, str] = {}
    for column in columns:
        likely = [f.id for f in open_ if _by_cells(cells.get(column, ()), f)]
        likely = likely or _most_alike(column, open_)
        number = number_in(column)
        if number and len(likely) == 1 and likely[0] in owners:
            likely = [copy_name(likely[0], number)]
        if len(likely) == 1 and likely[0] not in found.values():
            found[column] = likely[0]
    return found


def _most_alike(column: str, facts: Iterable[Fact]) -> list[str]:
    """The facts whose names share the most words with a column's."""
    words = _words(column)
    shares = {fact.id: _share(words, fact) for fact in facts}
    most = max(shares.values(), default=0)
    return [name for name, share in shares.items() if share == most >= _ENOUGH]


def _share(words: set[str], fact: Fact) -> float:
    own = _words(f"{spaced(fact.id)} {fact.label}")
    asked = _words(fact.question or "") - own
    shared = len(words & own) + len(words & asked) / 2
    return shared / len(words) if words else 0


def _words(text: str) -> set[str]:
    found = re.findall(r"[^\W\d_]+", spaced(text).casefold())
    return {_stem(word) for word in found} - _IDLE


def _stem(word: str) -> str:
    return re.sub(r"(?<=\w{3})(ed|ing|s)$", "", word) if word not in _IDLE else word


def _by_cells(cells: Sequence[str], fact: Fact) -> bool:
    """Whether most cells of a column are words for choices of a fact."""
    if fact.type.kind is not Kind.CHOICE or len(cells) < 2:
        return False
    names = {
        word
        for choice, label in fact.type.choices.items()
        for word in spoken_names(choice, label, fact.type.also.get(choice, ()))
    }
    return sum(spaced(cell).casefold() in names for cell in cells) > _ENOUGH * len(cells)


def _cells(cohort: Cohort, columns: Sequence[str]) -> dict[str, list[str]]:
    """The different texts in the first rows of some columns."""
    found: dict[str, set[str]] = {}
    if cohort.texts is None or not columns:
        return {}
    for batch in cohort.texts(columns, LOOKED_AT):
        for name in columns:
            if raw_column(name) in batch.columns and batch[raw_column(name)].dtype == pl.String:
                cells = batch[raw_column(name)].str.strip_chars().drop_nulls().unique()
                found.setdefault(name, set()).update(cell for cell in cells if cell)
    return {name: sorted(cells) for name, cells in found.items()}
