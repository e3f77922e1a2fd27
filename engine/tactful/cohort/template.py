"""A workbook to fill in, made of a ruleset: a column a fact, with lists, checks and the questions.

What it offers is what is read again without a word about columns: labels of choices, yes and no,
dates as dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from tactful.cohort.output import MADE_BY, made_as
from tactful.cohort.reading.cohort import column_letters
from tactful.extras import needed
from tactful.language.model import Fact, Ruleset
from tactful.language.values import NONE, YEARS, Kind, ValueType
from tactful.reading.defects.values import expected
from tactful.text.gate import Mark
from tactful.text.names import spaced

CLIENT = "client"
"""The first column, which gives no fact: it tells clients apart."""

ROWS = 2_000
"""Rows that are prepared."""

_LONGEST_TITLE, _LONGEST_HINT, _LONGEST_COMMENT = 32, 255, 1_000
_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.DATETIME: "yyyy-mm-dd hh:mm", Kind.TIME: "hh:mm"}
_EXAMPLES = {
    Kind.DATE: "a day, as 2026-11-20",
    Kind.DATETIME: "a day and a time of day, as 2026-11-20 14:00",
    Kind.TIME: "a time of day, as 16:30",
}

TEMPLATE = Mark("workbook to fill in", lambda path: made_as(path) == "workbook to fill in")


def write_template_book(ruleset: Ruleset, path: Path) -> None:
    """Write the workbook.

    Raises:
        OSError: if it cannot be written.
    """
    with needed():
        import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_custom_property(MADE_BY, TEMPLATE.noun)
    facts = [fact for fact in ruleset.facts.values() if fact.question is not None]
    sheet, notes = book.add_worksheet("Clients"), book.add_worksheet("How to fill it in")
    lists = book.add_worksheet("Lists")
    lists.hide()
    _Columns(book, sheet, lists).write(facts)
    _write_notes(book, notes, ruleset, facts)
    book.close()


class _Columns:
    """Writes the sheet with a column for each fact."""

    def __init__(self, book: Any, sheet: Any, lists: Any) -> None:
        self._book, self._sheet, self._lists = book, sheet, lists
        self._head = book.add_format(
            {
                "bold": True,
                "bg_color": "#1F3864",
                "font_color": "#FFFFFF",
                "text_wrap": True,
                "valign": "top",
            }
        )
        self._listed = 0

    def write(self, facts: list[Fact]) -> None:
        self._sheet.freeze_panes(1, 1)
        self._sheet.set_row(0, 32)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)
        self._sheet.repeat_columns(0)
        self._sheet.write_string(0, 0, CLIENT, self._head)
        self._sheet.write_comment(0, 0, "Who it is: for you alone, no advice depends on it.")
        self._sheet.set_column(0, 0, 22)
        for place, fact in enumerate(facts, start=1):
            self._sheet.write_string(0, place, spaced(fact.id), self._head)
            self._sheet.write_comment(0, place, _comment(fact), {"x_scale": 2, "y_scale": 1.5})
            style = _FORMATS.get(fact.type.kind)
            format_ = (
                self._book.add_format({"num_format": style, "align": "left"}) if style else None
            )
            self._sheet.set_column(place, place, max(len(spaced(fact.id)) * 0.7 + 4, 14), format_)
            check = self._check(fact.type)
            if check:
                hint = {
                    "input_title": spaced(fact.id)[:_LONGEST_TITLE],
                    "input_message": str(fact.question)[:_LONGEST_HINT],
                    "error_title": "Please look again"[:_LONGEST_TITLE],
                    "error_message": f"Write {takes(fact.type)}, or leave it empty."[
                        :_LONGEST_HINT
                    ],
                    "error_type": "warning" if fact.type.none is not None else "stop",
                }
                self._sheet.data_validation(1, place, ROWS, place, {**check, **hint})

    def _check(self, type_: ValueType) -> Mapping[str, Any] | None:
        """What a cell may hold, as a spreadsheet checks it; ``None`` where it cannot."""
        none = [] if type_.none is None else [NONE.value]
        if type_.many or type_.kind is Kind.TEXT:
            return None
        if type_.kind is Kind.YES_NO:
            return {"validate": "list", "source": ["yes", "no", *none]}
        if type_.kind is Kind.CHOICE:
            return {"validate": "list", "source": self._list([*type_.choices.values(), *none])}
        if type_.kind is Kind.NUMBER:
            limits = (-1e15, 1e15) if not type_.whole else (-(2**31), 2**31 - 1)
            least, most = (
                limit if own is None else own
                for limit, own in zip(limits, (type_.minimum, type_.maximum), strict=True)
            )
            return _between("integer" if type_.whole else "decimal", least, most)
        if type_.kind is Kind.TIME:
            return _between("time", time(0), time(23, 59, 59))
        first, last = datetime(YEARS.start, 3, 1), datetime(YEARS.stop - 1, 12, 31, 23, 59)
        if isinstance(type_.minimum, date):
            first = datetime.combine(type_.minimum, time(0))
        if isinstance(type_.maximum, date):
            last = datetime.combine(type_.maximum, time(23, 59))
        return _between("date", first, last)

    def _list(self, words: list[str]) -> str:
        """A list of choices on the sheet of lists: a cell's own may have 255 letters at most."""
        letters = column_letters(self._listed + 1)
        for row, word in enumerate(words):
            self._lists.write_string(row, self._listed, word)
        self._listed += 1
        return f"=Lists!${letters}$1:${letters}${len(words)}"


def _between(what: str, least: Any, most: Any) -> dict[str, Any]:
    return {"validate": what, "criteria": "between", "minimum": least, "maximum": most}


def _comment(fact: Fact) -> str:
    return f"{fact.question}\n\nWrite {takes(fact.type)}."[:_LONGEST_COMMENT]


def takes(type_: ValueType) -> str:
    """What may stand in a cell, in words."""
    none = "" if type_.none is None else f", or none: {type_.none[:1].lower()}{type_.none[1:]}"
    if type_.kind is Kind.CHOICE:
        labels = "; ".join(type_.choices.values())
        which = "any of these, with commas between" if type_.many else "one of these"
        return f"{which}: {labels}{none}"
    return f"{_EXAMPLES.get(type_.kind) or expected(type_).replace('`', '')}{none}"


def _write_notes(book: Any, sheet: Any, ruleset: Ruleset, facts: list[Fact]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate((24, 58, 58)):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, ruleset.title or ruleset.id, title)
    sheet.write_string(1, 0, "Fill in a row of the sheet Clients for each client.")
    sheet.write_string(
        2, 0, "What you do not know you leave empty. Sheets and columns may be added."
    )
    for place, heading in enumerate(("Column", "The question", "What to write")):
        sheet.write_string(4, place, heading, bold)
    for row, fact in enumerate(facts, start=5):
        told = spaced(fact.id), str(fact.question), takes(fact.type)
        lines = max(-(-len(part) // 54) for part in told[1:])
        sheet.set_row(row, 15 * lines + 3)
        for place, part in enumerate(told):
            sheet.write_string(row, place, part, wrapped)
