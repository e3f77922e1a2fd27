"""A career centre's workbook as people keep one: a read-me first, a title, groups, totals, words.

Rebuilt after the workbook of a coach's report; its forty clients and their cells are drawn once,
so that a test can say of each what has to come out.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import xlsxwriter

HEADINGS = (
    "Client",
    "Sector",
    "Date of interview",
    "Time of interview",
    "How did it go?",
    "Interviewer busy?",
    "Well paid?",
    "Many rivals?",
    "E-mail?",
    "Phone?",
    "Postal address?",
    "Said thanks?",
    "Will decide by",
    "Coach's note",
)

MAPS = (
    "Sector=industry",
    "Date of interview=interview_ended",
    "Time of interview=interview_ended",
    "How did it go?=rapport",
    "Interviewer busy?=interviewer_busy",
    "Well paid?=lucrative",
    "Many rivals?=must_stand_out",
    "E-mail?=email_known",
    "Phone?=phone_known",
    "Postal address?=address_known",
    "Said thanks?=thank_you_sent",
    "Will decide by=decision_due",
)

HEADER_ROW = 4
"""The row of the headings, as a spreadsheet numbers rows."""

YES, NO = ("Yes", "Y", "x", "yes ", "TRUE", True, 1), ("No", "n", "no", "FALSE", False, 0)
SECTORS = {
    "Law": "law",
    "finance ": "finance",
    "The Creative Field": "creative",
    "RETAIL": "retail",
}
WENT = {"Friendly": "warm", "you hit it off": "hit_it_off", "Cold": "cold", "neutral": "neutral"}
UNREADABLE = "end of Nov"
"""What one client's last cell says, which is no date."""


class Client(NamedTuple):
    """One of the clients: the row of the sheet, the name, and what the cells mean."""

    row: int
    name: str
    meant: dict[str, Any]


def write_centre(path: Path) -> list[Client]:
    """Write the workbook; its clients in order."""
    rng = Random(19)
    book = xlsxwriter.Workbook(str(path))
    notes = book.add_worksheet("Read me")
    for place, line in enumerate(("How to use this workbook", "Fill in a row for each client.")):
        notes.write_string(place, 0, line)
    sheet = book.add_worksheet("Clients 2026")
    day, clock = (book.add_format({"num_format": f}) for f in ("dd.mm.yyyy", "hh:mm"))
    bold = book.add_format({"bold": True})
    sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "Clients after interviews, autumn 2026", bold)
    for place, heading in enumerate(HEADINGS):
        sheet.write_string(HEADER_ROW - 1, place, heading, bold)
    row, found = HEADER_ROW, []
    for number in range(40):
        if number in (0, 14, 28):
            group = f"Group {1 + number // 14}"
            sheet.merge_range(row, 0, row, len(HEADINGS) - 1, group, bold)
            row += 1
        name = f"Client {number + 1:02}"
        meant = _write_client(sheet, row, name, rng, day, clock, number)
        found.append(Client(row + 1, name, meant))
        row += 1
        row += number == 20  # a blank row
    sheet.write_string(row, 0, "Total", bold)
    sheet.write_number(row, len(HEADINGS) - 1, 40)
    book.close()
    return found


def _write_client(
    sheet: Any, row: int, name: str, rng: Random, day: Any, clock: Any, number: int
) -> dict[str, Any]:
    sector, went = rng.choice([*SECTORS]), rng.choice([*WENT])
    ended = datetime(2026, 11, rng.randint(2, 19), rng.randint(9, 16), rng.choice((0, 15, 30)))
    meant: dict[str, Any] = {
        "industry": SECTORS[sector],
        "interview_ended": ended,
        "rapport": WENT[went],
    }
    sheet.write_string(row, 0, name)
    sheet.write_string(row, 1, sector)
    if number % 3:
        sheet.write_datetime(row, 2, ended.date(), day)
    else:
        sheet.write_string(row, 2, f"{ended:%d.%m.%Y}")
    if number % 4:
        sheet.write_datetime(row, 3, ended.time(), clock)
    else:
        sheet.write_string(row, 3, f"{ended:%H:%M}")
    sheet.write_string(row, 4, went)
    for place, map_ in enumerate(MAPS[4:11], start=5):
        said = rng.random() < 0.6
        sheet.write(row, place, rng.choice(YES if said else NO))
        meant[map_.partition("=")[2]] = said
    due = date(2026, 12, rng.randint(1, 20))
    if number == 7:
        sheet.write_string(row, 12, UNREADABLE)
    elif number % 5 == 0:
        sheet.write_string(row, 12, "none")
        meant["decision_due"] = None
    elif number % 2:
        sheet.write_datetime(row, 12, due, day)
        meant["decision_due"] = due
    else:
        sheet.write_string(row, 12, f"{due:%d.%m.%Y}")
        meant["decision_due"] = due
    sheet.write_string(row, 13, "=HYPERLINK(1)" if number == 3 else f"seen at {time(9, number)}")
    return meant
