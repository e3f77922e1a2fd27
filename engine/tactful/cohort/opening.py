"""Opening a cohort: what the file is, which columns give facts, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from tactful.extras import needed

with needed():
    import polars as pl

from tactful.cohort.defects import (
    damaged_cohort,
    device_as_cohort,
    empty_cohort,
    oversized_workbook,
    unknown_format,
    unreadable_cohort,
)
from tactful.cohort.matching import Matching, kinds_of_columns, match_both, match_columns
from tactful.cohort.reading.cohort import Cohort
from tactful.cohort.reading.column_styles import ColumnStyles, styles_of
from tactful.cohort.reading.declared import NOTHING_DECLARED, Declared
from tactful.cohort.reading.extent import NoSheet, OversizedWorkbook
from tactful.cohort.reading.files import delimited_cohort, json_cohort, parquet_cohort
from tactful.cohort.reading.sheet import sheet_cohort
from tactful.cohort.reading.text import BrokenLine
from tactful.cohort.remedies import FACELESS, Remedies
from tactful.cohort.several.headings import (
    Spread,
    check_not_spread,
    kinds_of_headings,
    placed_columns,
)
from tactful.language.model import Ruleset
from tactful.text.defects import folder_as_file, missing_file
from tactful.text.diagnostic import Diagnostics, Span
from tactful.text.files import is_device, is_folder

FORMATS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xls")
"""The endings of the formats that are read."""


NO_STYLES = ColumnStyles({}, {})


class OpenedCohort(NamedTuple):
    """A cohort, the facts that its columns give, and how; ``before``: to an older ruleset.

    ``spread`` says over how many of a thing the columns are spread, where clients list several.
    """

    cohort: Cohort
    matching: Matching
    before: Matching | None = None
    styles: ColumnStyles = NO_STYLES
    styles_before: ColumnStyles = NO_STYLES
    spread: Spread | None = None


def open_cohort(
    path: Path,
    ruleset: Ruleset,
    mapped: Mapping[str, str],
    diagnostics: Diagnostics,
    older: Ruleset | None = None,
    remedies: Remedies = FACELESS,
    declared: Declared = NOTHING_DECLARED,
) -> OpenedCohort | None:
    """Open a cohort; ``None``, with diagnostics, if it cannot be used.

    Args:
        path: The file; its ending tells the format.
        ruleset: The rules, with their facts.
        mapped: For columns by name, the fact that each gives.
        diagnostics: Takes what is wrong.
        older: Rules to compare with. Either ruleset may have facts of its own.
        remedies: What can be done about what is wrong, as the face says it.
        declared: What is said of how cells are written.
    """
    found = len(diagnostics.found)
    cohort = _opened(path, _kinds(ruleset, older, mapped), diagnostics)
    if cohort is None:
        return None
    if not cohort.columns:
        _add_empty(path, diagnostics)
        return None
    before, placed = None, None
    at_hand = (mapped, diagnostics, str(path), remedies)
    if older is None:
        placed = placed_columns(cohort.columns, ruleset, mapped, diagnostics, str(path))
        rules, ones = (ruleset, {}) if placed is None else (placed.spread.ruleset, placed.facts)
        matching = match_columns(cohort.columns, rules, *at_hand, ones)
    else:
        matching, before = match_both(cohort.columns, ruleset, older, *at_hand)
        check_not_spread(cohort.columns, (ruleset, older), mapped, diagnostics, str(path))
    if len(diagnostics.found) > found:
        return None
    about = (declared, diagnostics, str(path), remedies)
    spread = None if placed is None else placed.spread
    read_by = ruleset if spread is None else spread.ruleset
    styles = styles_of(cohort, matching, read_by, *about)
    earlier = NO_STYLES
    if older is not None and before is not None and len(diagnostics.found) == found:
        earlier = styles_of(cohort, before, older, *about)
    opened = OpenedCohort(cohort, matching, before, styles, earlier, spread)
    return opened if len(diagnostics.found) == found else None


def _kinds(
    ruleset: Ruleset, older: Ruleset | None, mapped: Mapping[str, str]
) -> Callable[[str], str | None]:
    """The kind of the fact that a column gives: the older ruleset's where only that has it."""
    if older is not None:
        kinds, before = (kinds_of_columns(one, mapped) for one in (ruleset, older))
        return lambda column: kinds(column) or before(column)
    return kinds_of_headings(ruleset, mapped)


def _opened(
    path: Path, kinds: Callable[[str], str | None], diagnostics: Diagnostics
) -> Cohort | None:
    ending = path.suffix.lower()
    where = Span(str(path))
    if is_device(path):
        diagnostics.add(device_as_cohort(path), where)
        return None
    if ending not in FORMATS:
        diagnostics.add(unknown_format(path, FORMATS), where)
        return None
    if is_folder(path):
        diagnostics.add(folder_as_file(path), where)
        return None
    try:
        if not path.stat().st_size:
            _add_empty(path, diagnostics)
            return None
        return _of_format(ending, path, kinds)
    except FileNotFoundError:
        diagnostics.add(missing_file(path), where)
    except OversizedWorkbook as error:
        diagnostics.add(oversized_workbook(path, error), where)
    except (OSError, pl.exceptions.PolarsError, NoSheet, BrokenLine) as error:
        if isinstance(error, OSError) and error.strerror:
            diagnostics.add(unreadable_cohort(path, error.strerror), where)
        else:
            diagnostics.add(damaged_cohort(path, _first_line(error)), where)
    return None


def _add_empty(path: Path, diagnostics: Diagnostics) -> None:
    diagnostics.add(empty_cohort(path), Span(str(path)))


def _of_format(ending: str, path: Path, kinds: Callable[[str], str | None]) -> Cohort:
    with path.open("rb"):
        pass  # what cannot be opened says so in one way, whatever the format
    match ending:
        case ".parquet":
            return parquet_cohort(path)
        case ".csv":
            return delimited_cohort(path, None)
        case ".tsv":
            return delimited_cohort(path, "\t")
        case ".xlsx" | ".xls":
            return sheet_cohort(path, kinds)
        case _:
            return json_cohort(path, kinds)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else "it is damaged"
