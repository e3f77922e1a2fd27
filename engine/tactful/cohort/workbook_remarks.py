"""The sheet of what was not understood: a row for each cell, rejected client or row left out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tactful.cohort.reading.cohort import Cohort
from tactful.cohort.remarks import Remarks, RowRemark, cut

TITLE = "Not understood"
_COLUMNS = (
    ("cell", 9),
    ("what", 20),
    ("client", 24),
    ("column", 24),
    ("what stands there", 30),
    ("why", 74),
)
_LINE, _SURE = 15, 64


class RowsOrigin(NamedTuple):
    """Where the rows of a workbook come from.

    Attributes:
        path: The cohort's file.
        cohort: The cohort.
        out: Where the workbook will be, from where its links lead.
        told: Gives what was said of the cohort's rows.
    """

    path: Path
    cohort: Cohort
    out: Path
    told: Callable[[], Remarks | None]


def write_remarks(book: Any, head: Any, origin: RowsOrigin, remarks: Remarks) -> None:
    """Write the sheet.

    Args:
        book: The workbook.
        head: The style of headings.
        origin: Where the rows come from.
        remarks: What was said of them.
    """
    sheet = book.add_worksheet(TITLE)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
    for place, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, name, head)
    row = 0
    for row, remark in enumerate(remarks.in_order(), start=1):
        lines = max(-(-len(remark.reason) // _SURE), -(-len(cut(remark.value)) // 26), 1)
        sheet.set_row(row, min(lines * _LINE, 409))
        _write_address(sheet, row, remark, origin, link, wrapped)
        told = (remark.what.value, cut(remark.client), remark.column, cut(remark.value))
        for place, text in enumerate((*told, _reason(remark)), start=1):
            sheet.write_string(row, place, text, wrapped)
    if remarks.more:
        sheet.write_string(row + 1, 0, f"and {remarks.more:,} more, in the files beside this one")
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.autofilter(0, 0, max(row, 1), len(_COLUMNS) - 1)


def _reason(remark: RowRemark) -> str:
    return f"{remark.reason}; {remark.also}" if remark.also else remark.reason


def _write_address(
    sheet: Any, row: int, remark: RowRemark, origin: RowsOrigin, link: Any, plain: Any
) -> None:
    """Where the cell is, as a link that opens it where the cohort is a workbook.

    Of a cell of another table it is but told: that may be in another file.
    """
    address = origin.cohort.address(remark.column, remark.row)
    shown = remark.cell or address or f"row {remark.row:,}"
    if remark.cell or not origin.cohort.sheet:
        sheet.write_string(row, 0, shown, plain)
        return
    try:
        path = os.path.relpath(origin.path, origin.out.parent)
    except ValueError:  # on another drive
        path = str(origin.path.resolve())
    named = origin.cohort.sheet.replace("'", "''")
    target = f"external:{path}#'{named}'!{address or f'A{remark.row}'}"
    if sheet.write_url(row, 0, target, link, shown) != 0:  # a name too long for a link
        sheet.write_string(row, 0, shown, plain)
