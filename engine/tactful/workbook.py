"""A cohort's advice as a workbook that a coach can read: what to do, for whom, at a glance.

The first sheet counts, with a chart for each decision; the second holds the clients, with
filters, colours and a header that stays. What only machines need is folded away.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from tactful.columns import UNHURRIED
from tactful.columns_decisions import STATUSES
from tactful.columns_names import Names
from tactful.model import Ruleset
from tactful.names import spaced

MOST_ROWS = 1_048_575
"""Clients that fit on a sheet below its header."""

_TINTS = {
    "chosen": "#E2F0D9",
    "fallback": "#FFF2CC",
    "none": "#FCE4D6",
    "conflict": "#F8CBAD",
    "not applicable": "#EDEDED",
}
_WIDEST = 60
_LONGEST_CELL = 32_767


class TooManyRows(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised if there are more clients than a sheet holds."""


class Workbook:
    """Writes the advice of one ruleset as workbooks."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._names = Names(ruleset)
        self._labels: dict[str, Mapping[str, str]] = {
            name: {option.id: option.label for option in decision.options.values()}
            for name, decision in ruleset.decisions.items()
        }
        self._labels |= {name: ruleset.facts[name].type.choices for name in self._names.concluded}

    def sink(self, frame: pl.LazyFrame, path: Path) -> None:
        """Write a frame of advice to a file.

        Raises:
            TooManyRows: if a sheet does not hold them.
        """
        book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_formulas": False,
                        "strings_to_urls": False, "strings_to_numbers": False},
        )  # fmt: skip
        try:
            summary, sheet = book.add_worksheet("Summary"), book.add_worksheet("Clients")
            counts = self._clients(book, sheet, frame)
            self._summary(book, summary, counts)
        finally:
            book.close()

    def _clients(self, book: Any, sheet: Any, frame: pl.LazyFrame) -> dict[str, dict[str, int]]:
        names = frame.collect_schema().names()
        self._layout(book, sheet, names)
        styles = {
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            time: book.add_format({"num_format": "hh:mm"}),
        }
        counts: dict[str, dict[str, int]] = {name: {} for name in self._ruleset.decisions}
        row = 0
        for batch in frame.collect_batches(maintain_order=True, optimizations=UNHURRIED):
            for values in batch.iter_rows():
                row += 1
                if row > MOST_ROWS:
                    raise TooManyRows(f"more than {MOST_ROWS} clients")
                for place, (name, value) in enumerate(zip(names, values, strict=True)):
                    if value is None or value == []:
                        continue
                    self._count(counts, name, value)
                    self._cell(sheet, row, place, self._shown(name, value), styles)
        if names:
            sheet.autofilter(0, 0, max(row, 1), len(names) - 1)
        self._colours(book, sheet, names, row)
        return counts

    def _layout(self, book: Any, sheet: Any, names: list[str]) -> None:
        head = book.add_format({"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        top = book.add_format({"valign": "top"})
        technical = self._technical()
        for place, name in enumerate(names):
            if name == self._names.explanation:
                sheet.set_column(place, place, _WIDEST, wrapped)
            elif name in technical:
                sheet.set_column(place, place, 14, top, {"level": 1, "hidden": True})
            else:
                sheet.set_column(place, place, self._width(name), top)
        for place, name in enumerate(names):
            sheet.write_string(0, place, spaced(name), head)
        sheet.freeze_panes(1, 1)

    def _technical(self) -> set[str]:
        names, found = self._names, set()
        for name in self._ruleset.decisions:
            found |= {names.status(name), names.margin(name), names.tie(name)}
        return found | {names.fired, names.set_aside, names.assumptions, *names.window}

    def _width(self, name: str) -> int:
        labels = self._labels.get(name)
        longest = max(map(len, labels.values()), default=0) if labels else 0
        return min(max(longest, len(name) + 4, 12), _WIDEST)

    def _shown(self, name: str, value: Any) -> Any:
        labels = self._labels.get(name, {})
        if isinstance(value, list):
            return ", ".join(labels.get(part, part) for part in value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return labels.get(value, value) if isinstance(value, str) else value

    def _cell(
        self, sheet: Any, row: int, place: int, value: Any, styles: Mapping[Any, Any]
    ) -> None:
        if isinstance(value, datetime | date | time):
            if isinstance(value, datetime):
                value = value.replace(tzinfo=None)
            sheet.write_datetime(row, place, value, styles[type(value)])
        elif isinstance(value, int | float):
            sheet.write_number(row, place, value)
        else:
            sheet.write_string(row, place, str(value)[:_LONGEST_CELL])

    def _count(self, counts: dict[str, dict[str, int]], name: str, value: Any) -> None:
        if name in counts:
            for option in value if isinstance(value, list) else [value]:
                counts[name][option] = counts[name].get(option, 0) + 1

    def _colours(self, book: Any, sheet: Any, names: list[str], rows: int) -> None:
        """Colour each decision's cells by how it came out."""
        if not rows:
            return
        tints = {status: book.add_format({"bg_color": _TINTS[status]}) for status in STATUSES}
        for name in self._ruleset.decisions:
            if name not in names or self._names.status(name) not in names:
                continue
            place = names.index(name)
            column = xlsxwriter.utility.xl_col_to_name(names.index(self._names.status(name)))
            for status, tint in tints.items():
                criteria = f'=${column}2="{status}"'
                sheet.conditional_format(
                    1, place, rows, place, {"type": "formula", "criteria": criteria, "format": tint}
                )

    def _summary(self, book: Any, sheet: Any, counts: Mapping[str, Mapping[str, int]]) -> None:
        title = book.add_format({"bold": True, "font_size": 14})
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.set_column(0, 0, _WIDEST)
        sheet.set_column(1, 1, 12)
        sheet.write_string(0, 0, self._ruleset.title, title)
        row = 2
        for name, decision in self._ruleset.decisions.items():
            sheet.write_string(row, 0, decision.question or spaced(decision.label), bold)
            sheet.write_string(row, 1, "Clients", bold)
            first = row + 1
            for option, count in sorted(counts[name].items(), key=lambda pair: -pair[1]):
                row += 1
                sheet.write_string(row, 0, self._labels[name].get(option, option))
                sheet.write_number(row, 1, count)
            if row >= first:
                chart = book.add_chart({"type": "bar"})
                chart.add_series(
                    {
                        "categories": ["Summary", first, 0, row, 0],
                        "values": ["Summary", first, 1, row, 1],
                        "fill": {"color": "#1F3864"},
                        "gap": 40,
                    }
                )
                chart.set_title({"name": spaced(decision.label), "name_font": {"size": 11}})
                chart.set_legend({"none": True})
                chart.set_y_axis({"reverse": True})
                chart.set_size({"width": 520, "height": 60 + 28 * (row - first + 2)})
                sheet.insert_chart(first - 1, 3, chart)
            row = max(row + 2, first + 4 + (row - first))
