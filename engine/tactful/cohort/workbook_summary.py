"""The sheet that counts: for each decision how many clients were advised what, with a chart."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from tactful.cohort.remarks import RemarkCounts
from tactful.explanation.wording import counted
from tactful.language.conclusions import NOTHING_CHOSEN, WITHOUT_OPTION, Status
from tactful.language.model import Decision, Ruleset
from tactful.text.names import spaced

Counts: TypeAlias = dict[str, dict[str | Status, int]]
"""For each decision how many clients came to each option, or to none for what reason."""

_LEGEND = {
    Status.FALLBACK: "the safe choice, for want of reasons for another",
    **{status: words.counted for status, words in WITHOUT_OPTION.items()},
}
_ROW = 20
"""Pixels that a row is high."""

_BAR = 26
_FRAME = 24
_CHART_COLUMN = 4


class Whom(NamedTuple):
    """Whom a decision is settled for, in a word, and how many they are."""

    called: str
    number: int


NOBODY_ELSE: Mapping[str, Whom] = MappingProxyType({})


class SummarySheet:
    """Writes the sheet of one ruleset's counts."""

    def __init__(self, ruleset: Ruleset, tints: Mapping[Status, str]) -> None:
        self._ruleset = ruleset
        self._tints = tints

    def write(
        self,
        book: Any,
        sheet: Any,
        counts: Counts,
        clients: int,
        said: RemarkCounts | None = None,
        whom: Mapping[str, Whom] = NOBODY_ELSE,
    ) -> None:
        """Write the sheet.

        Args:
            book: The workbook, for its styles and charts.
            sheet: The sheet.
            counts: What was counted.
            clients: How many clients are advised.
            said: What was said of the cohort's rows, where that is known.
            whom: For decisions that are settled for each of several, whom they are counted by.
        """
        title = book.add_format({"bold": True, "font_size": 14})
        sheet.set_column(0, 0, 54)
        sheet.set_column(1, 2, 10)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, self._ruleset.title, title)
        sheet.write_string(1, 0, f"{clients:,} client{'' if clients == 1 else 's'}")
        row = 3
        for told in [] if said is None else _told(said):
            sheet.write_string(row - 1, 0, told)
            row += 1
        if clients:
            for name, decision in self._ruleset.decisions.items():
                of = whom.get(name, Whom("Clients", clients))
                row = self._decision(book, sheet, row, decision, counts.get(name, {}), of)
        self._legend(book, sheet, row)

    def _decision(
        self,
        book: Any,
        sheet: Any,
        row: int,
        decision: Decision,
        counts: Mapping[str | Status, int],
        whom: Whom,
    ) -> int:
        """One decision's counts; the row on which the next begins."""
        bold = book.add_format({"bold": True, "bottom": 1})
        right = book.add_format({"bold": True, "bottom": 1, "align": "right"})
        number, share = (book.add_format({"num_format": f}) for f in ("#,##0", "0%"))
        sheet.write_string(row, 0, decision.question or spaced(decision.label), bold)
        sheet.write_string(row, 1, whom.called, right)
        sheet.write_string(row, 2, "Share", right)
        listed = sorted(counts.items(), key=lambda pair: (isinstance(pair[0], Status), -pair[1]))
        for place, (what, count) in enumerate(listed, start=row + 1):
            sheet.write_string(place, 0, _said(what, decision))
            sheet.write_number(place, 1, count, number)
            sheet.write_number(place, 2, count / max(whom.number, 1), share)
        height = _FRAME + _BAR * len(listed)
        chart = book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "categories": ["Summary", row + 1, 0, row + len(listed), 0],
                "values": ["Summary", row + 1, 1, row + len(listed), 1],
                "fill": {"color": "#2F5597"},
                "gap": 40,
                "data_labels": {"value": True, "num_format": "#,##0"},
            }
        )
        chart.set_title({"none": True})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        chart.set_chartarea({"border": {"none": True}})
        chart.set_size({"width": 620, "height": height})
        sheet.insert_chart(row, _CHART_COLUMN, chart)
        return row + max(len(listed) + 2, -(-height // _ROW) + 1)

    def _legend(self, book: Any, sheet: Any, row: int) -> None:
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.write_string(row, 0, "Colours on the sheet Clients", bold)
        for place, (status, tint) in enumerate(self._tints.items(), start=row + 1):
            sheet.write_string(place, 0, _LEGEND[status], book.add_format({"bg_color": tint}))


def _told(said: RemarkCounts) -> list[str]:
    """What else became of the cohort's rows, a line each."""
    counts = (
        (sum(said.rejected.values()), "client", "could not be advised"),
        (said.left_out, "row", "left out as no client"),
        (sum(said.strangers.values()), "row", "of another table used for no client"),
        (sum(said.unread.values()), "cell", "not understood"),
    )
    told = [f"{counted(count, noun)} {words}" for count, noun, words in counts if count]
    return [*told, "Each of these is on the sheet Not understood"] if told else []


def _said(what: str | Status, decision: Decision) -> str:
    if isinstance(what, Status):
        none = decision.many and what is Status.NONE
        return f"({NOTHING_CHOSEN if none else WITHOUT_OPTION[what].counted})"
    return decision.options[what].label
