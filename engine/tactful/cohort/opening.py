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
from tactful.cohort.matching import Matching, kinds_of_columns, match_both
from tactful.cohort.reading.cohort import Cohort
from tactful.cohort.reading.column_styles import ColumnStyles, styles_of
from tactful.cohort.reading.declared import NOTHING_DECLARED, Declared
from tactful.cohort.reading.extent import NoSheet, OversizedWorkbook
from tactful.cohort.reading.files import delimited_cohort, json_cohort, parquet_cohort
from tactful.cohort.reading.sheet import sheet_cohort, sheet_names
from tactful.cohort.reading.text import BrokenLine
from tactful.cohort.remedies import FACELESS, Remedies
from tactful.cohort.several.headings import Spread, check_not_spread, kinds_of_headings
from tactful.cohort.several.opened import (
    NO_TABLES,
    CohortQuestion,
    SecondTables,
    is_sheet_of,
    tables_of,
    understood,
)
from tactful.cohort.several.tables import PeopleTable
from tactful.language.model import Ruleset
from tactful.text.defects import folder_as_file, missing_file
from tactful.text.diagnostic import Diagnostics, Span
from tactful.text.files import is_device, is_folder

FORMATS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xls")
"""The endings of the formats that are read."""


NO_STYLES = ColumnStyles({}, {})


class OpenedCohort(NamedTuple):
    """A cohort, the facts that its columns give, and how; ``before``: to an older ruleset.

    ``spread`` says over how many of a thing the columns are spread, where clients list several,
    and ``tables`` are those of whom they list.
    """

    cohort: Cohort
    matching: Matching
    before: Matching | None = None
    styles: ColumnStyles = NO_STYLES
    styles_before: ColumnStyles = NO_STYLES
    spread: Spread | None = None
    tables: tuple[PeopleTable, ...] = ()


def open_cohort(
    path: Path,
    ruleset: Ruleset,
    mapped: Mapping[str, str],
    diagnostics: Diagnostics,
    older: Ruleset | None = None,
    remedies: Remedies = FACELESS,
    declared: Declared = NOTHING_DECLARED,
    tables: SecondTables = NO_TABLES,
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
        tables: Where those are whom clients list, if they have tables of their own. Sheets of the
            same workbook that are called as they are need not be named.
    """
    found = len(diagnostics.found)
    kinds = _kinds(ruleset, older, mapped)
    sheets = sheet_names(path) if ruleset.each and older is None else []
    listed = [is_sheet_of(each) for each in ruleset.each.values()]
    own = [sheet for sheet in sheets if not any(is_of(sheet) for is_of in listed)]
    is_own = own.__contains__ if own and len(own) < len(sheets) else None
    cohort = _opened(path, kinds, diagnostics, is_own)
    if cohort is None:
        return None
    if not cohort.columns:
        _add_empty(path, diagnostics)
        return None
    if older is not None:
        opened = _for_two(path, cohort, (ruleset, older), mapped, diagnostics, remedies, declared)
    else:
        asked = CohortQuestion(ruleset, mapped, declared, diagnostics, str(path), remedies)
        others = tables_of(
            path,
            sheets if is_own is not None else [],
            tables,
            asked,
            lambda file, is_of: _opened(file, kinds, diagnostics, _if_any(file, is_of)),
            cohort,
        )
        if others is None:
            return None
        known = understood(cohort, others, asked)
        opened = OpenedCohort(
            known.cohort, known.matching, None, known.styles, NO_STYLES, known.spread, known.tables
        )
    return opened if len(diagnostics.found) == found else None


def _if_any(path: Path, is_of: Callable[[str], bool] | None) -> Callable[[str], bool] | None:
    """Which sheets of a workbook are meant: all of them, where none is called so."""
    return is_of if is_of is not None and any(map(is_of, sheet_names(path))) else None


def _for_two(
    path: Path,
    cohort: Cohort,
    rulesets: tuple[Ruleset, Ruleset],
    mapped: Mapping[str, str],
    diagnostics: Diagnostics,
    remedies: Remedies,
    declared: Declared,
) -> OpenedCohort:
    """What a cohort's columns mean to a ruleset and to an older one."""
    found = len(diagnostics.found)
    ruleset, older = rulesets
    at_hand = (mapped, diagnostics, str(path), remedies)
    matching, before = match_both(cohort.columns, ruleset, older, *at_hand)
    check_not_spread(cohort.columns, rulesets, mapped, diagnostics, str(path))
    styles = earlier = NO_STYLES
    if len(diagnostics.found) == found:
        about = (declared, diagnostics, str(path), remedies)
        styles = styles_of(cohort, matching, ruleset, *about)
        if len(diagnostics.found) == found:
            earlier = styles_of(cohort, before, older, *about)
    return OpenedCohort(cohort, matching, before, styles, earlier)


def _kinds(
    ruleset: Ruleset, older: Ruleset | None, mapped: Mapping[str, str]
) -> Callable[[str], str | None]:
    """The kind of the fact that a column gives: the older ruleset's where only that has it."""
    if older is not None:
        kinds, before = (kinds_of_columns(one, mapped) for one in (ruleset, older))
        return lambda column: kinds(column) or before(column)
    return kinds_of_headings(ruleset, mapped)


def _opened(
    path: Path,
    kinds: Callable[[str], str | None],
    diagnostics: Diagnostics,
    is_of: Callable[[str], bool] | None = None,
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
        return _of_format(ending, path, kinds, is_of)
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


def _of_format(
    ending: str,
    path: Path,
    kinds: Callable[[str], str | None],
    is_of: Callable[[str], bool] | None,
) -> Cohort:
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
            return sheet_cohort(path, kinds, is_of)
        case _:
            return json_cohort(path, kinds)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else "it is damaged"
