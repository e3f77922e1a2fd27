"""A cohort as people keep one comes to what it means: nobody lost, nobody invented."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from centre import MAPS, UNREADABLE, write_centre
from draws import DRAWS, unhurried
from tactful import load
from tactful.cohort.batch import Advisor, Batch, BatchSteps, notes_path, rejects_path
from tactful.cohort.opening import OpenedCohort, open_cohort
from tactful.cohort.reading.declared import NOTHING_DECLARED, Declared
from tactful.cohort.tally import BatchSummary
from tactful.language.values import Kind
from tactful.network.evaluator import Network
from tactful.text.diagnostic import Diagnostics
from tactful.text.library import packaged

NOW = datetime(2026, 11, 20, 9)
RULES = load(packaged())
NETWORK = Network(RULES)


def opened(
    path: Path,
    mapped: Mapping[str, str] | None = None,
    declared: Declared = NOTHING_DECLARED,
) -> OpenedCohort:
    diagnostics = Diagnostics()
    found = open_cohort(path, RULES, mapped or {}, diagnostics, declared=declared)
    assert found is not None, diagnostics.found
    return found


def advise(cohort: OpenedCohort, out: Path, **options: Any) -> BatchSummary:
    advisor = Advisor(RULES, cohort.matching, NOW, styles=cohort.styles.by_fact)
    summary = Batch(BatchSteps(advisor, **options)).run(cohort.cohort, out)
    assert summary.read == summary.advised + summary.rejected + summary.left_out
    return summary


def listed(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def advice_of(meant: Mapping[str, Any]) -> dict[str, Any]:
    """What a client is advised of whom this is known."""
    found = NETWORK.evaluate(dict(meant), now=NOW)
    return {
        name: [*one.choices] if RULES.decisions[name].many else one.choice
        for name, one in found.decisions.items()
    }


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] or [] if d.many else row[name] for name, d in RULES.decisions.items()}


def test_the_workbook_of_a_career_centre(tmp_path: Path) -> None:
    path, out = tmp_path / "centre.xlsx", tmp_path / "advice.parquet"
    clients = write_centre(path)
    mapped = dict(map_.split("=") for map_ in MAPS)
    cohort = opened(path, mapped)
    summary = advise(cohort, out)
    assert (summary.advised, summary.rejected, summary.left_out) == (40, 0, 5)
    rows = pl.read_parquet(out).to_dicts()
    assert [row["Client"] for row in rows] == [client.name for client in clients]
    for row, client in zip(rows, clients, strict=True):
        meant = {name: value for name, value in client.meant.items() if value is not None}
        if client.meant.get("decision_due", ...) is None:
            meant["decision_due"] = RULES.facts["decision_due"].type.parse("none")
        assert told(row) == advice_of(meant), client.name
    notes = listed(notes_path(out))
    unread = [note for note in notes if note["what"] == "cell not understood"]
    (wrong,) = unread
    eighth = clients[7]
    assert (wrong["row"], wrong["cell"]) == (str(eighth.row), f"M{eighth.row}")
    assert (wrong["client"], wrong["value"]) == (eighth.name, UNREADABLE)
    left = {note["value"] for note in notes if note["what"] == "row left out"}
    assert left == {"Group 1", "Group 2", "Group 3", "Total", ""}
    assert cohort.styles.orders == {
        "Date of interview": "day.month.year",
        "Will decide by": "day.month.year",
    }


def test_it_comes_back_as_it_came(tmp_path: Path) -> None:
    path, out = tmp_path / "centre.xlsx", tmp_path / "advice.csv"
    write_centre(path)
    advise(opened(path, dict(map_.split("=") for map_ in MAPS)), out)
    rows = listed(out)
    assert [*rows[0]][:14][-3:] == ["Said thanks?", "Will decide by", "Coach's note"]
    assert rows[1]["Time of interview"] == "16:15:00"
    assert rows[3]["Coach's note"] == "'=HYPERLINK(1)"


SAID = {
    True: ("yes", "Yes", "Y", " YES ", "x", "1", "TRUE", "WAHR", "vrai"),
    False: ("no", "No", "n", "NO ", "0", "FALSE", "falsch", "faux"),
}
NAMES = (
    "industry",
    "rapport",
    "email_known",
    "thank_you_sent",
    "interview_ended",
    "decision_due",
    "gift_value",
)


def drawn_client(rng: Random) -> dict[str, Any]:
    """What is known of a client; there is always an industry."""
    ended = datetime(2026, 11, rng.randint(1, 19), rng.randint(8, 18), rng.choice((5, 30)))
    client = {
        "industry": rng.choice(["law", "finance", "creative", "retail"]),
        "rapport": rng.choice(["cold", "neutral", "warm", "hit_it_off"]),
        "email_known": rng.random() < 0.5,
        "thank_you_sent": rng.random() < 0.5,
        "interview_ended": ended,
        "decision_due": date(2026, 12, rng.randint(1, 30)),
        "gift_value": float(rng.choice((0, 5, 12.5, 40, 1200))),
    }
    kept = {name for name in client if rng.random() < 0.8} | {"industry"}
    return {name: value for name, value in client.items() if name in kept}


def clean(name: str, value: Any) -> str:
    return "" if value is None else RULES.facts[name].type.show(value)


def spoilt(name: str, value: Any, rng: Random, order: str) -> str:
    """The same in other words: what the cell means stays."""
    if value is None:
        return rng.choice(("", " ", "?"))
    type_ = RULES.facts[name].type
    padding = rng.choice(("", " ", "  "))
    if type_.kind is Kind.CHOICE:
        words = rng.choice((value, type_.choices[value], value.replace("_", " ")))
        return padding + rng.choice((words, words.upper(), words.title())) + padding
    if type_.kind is Kind.YES_NO:
        return rng.choice(SAID[value])
    if type_.kind is Kind.NUMBER:
        return rng.choice((f"{value:g}", f"${value:g}", f"{value:g} USD", f"{value:g} dollars"))
    day = rng.choice((f"{value:{order}}", f"{value:%Y-%m-%d}", f"{value:%d %b %Y}"))
    clock = (
        rng.choice((f"{value:%H:%M}", f"{value:%I:%M %p}")) if type_.kind is Kind.DATETIME else ""
    )
    return f"{padding}{day} {clock}".rstrip()


def write_table(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if path.suffix == ".xlsx":
        book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
        notes, sheet = book.add_worksheet("Read me"), book.add_worksheet("People")
        notes.write_string(0, 0, "Notes")
        sheet.write_string(0, 0, "Our people")
        for place, row in enumerate([head, *rows], start=2):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(place, column, cell)
        book.close()
        return
    separator = {".csv": ";", ".tsv": "\t"}[path.suffix]
    encoding = "utf-16" if path.stem == "unicode" else "utf-8-sig"
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows([head, *rows])


@pytest.mark.parametrize("file", ["c.csv", "c.tsv", "unicode.tsv", "c.xlsx"])
@settings(unhurried, max_examples=max(DRAWS // 10, 10))
@given(seed=st.integers(0, 2**32))
def test_a_cohort_spoilt_in_ways_that_keep_its_meaning_gives_the_same_advice(
    file: str, seed: int
) -> None:
    rng = Random(seed)
    clients = [drawn_client(rng) for _ in range(rng.randint(2, 8))]
    order = rng.choice(("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%y"))
    names = rng.sample([*NAMES], len(NAMES))
    heads = [
        rng.choice((n, n.upper(), n.replace("_", " ").title() + "?", RULES.facts[n].label))
        for n in names
    ]
    rows: list[Sequence[str]] = []
    for number, client in enumerate(clients):
        if rng.random() < 0.3:
            rows.append(
                rng.choice(([], [""] * (len(names) + 1), [f"Group {number}"], ["Name", *heads]))
            )
        cells = [spoilt(n, client.get(n), rng, order) for n in names]
        rows.append([f"Client {number}", *cells])
    rows.append(["Total", *[""] * len(names)])
    width = len(names) + 1
    rows = [[*row, *[""] * (width - len(row))] if row else row for row in rows]
    with TemporaryDirectory() as folder:
        plain, path = Path(folder) / "plain.csv", Path(folder) / file
        write_clean(plain, clients)
        write_table(path, ["Name", *heads], rows)
        out, again = Path(folder) / "a.parquet", Path(folder) / "b.parquet"
        assert advise(opened(plain), out).advised == len(clients)
        declared = Declared({"": order.startswith("%d")})
        summary = advise(opened(path, declared=declared), again)
        assert summary.advised == len(clients), listed(rejects_path(again))
        assert summary.unread == {}, listed(notes_path(again))
        own = pl.read_parquet(out).select(pl.exclude("Name", *NAMES))
        same = pl.read_parquet(again).select(own.columns)
        assert same.equals(own)


def write_clean(path: Path, clients: Sequence[Mapping[str, Any]]) -> None:
    rows = [
        [f"Client {number}", *(clean(n, client.get(n)) for n in NAMES)]
        for number, client in enumerate(clients)
    ]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["Name", *NAMES], *rows])


def test_a_column_that_could_be_both_is_asked_about(tmp_path: Path) -> None:
    path, out = tmp_path / "c.csv", tmp_path / "a.csv"
    path.write_text("Name,decision due,rapport\nAnn,5/12/2026,warm\nBo,6/12/2026,cold\n")
    diagnostics = Diagnostics()
    assert open_cohort(path, RULES, {}, diagnostics) is None
    (found,) = diagnostics.found
    assert found.message == (
        "the dates in `decision due` could be read in two ways, as `5/12/2026`"
    )
    for day_first in (True, False):
        for declared in (Declared({"": day_first}), Declared({"Decision Due": day_first})):
            cohort = opened(path, declared=declared)
            advise(cohort, out)
            read = cohort.styles.by_fact["decision_due"].day_first
            assert (read, cohort.styles.orders["decision due"][:3]) == (
                day_first,
                "day" if day_first else "mon",
            )
    path.write_text("Name,decision due\nAnn,5/12/2026\nBo,6/12/2026\nCy,24/12/2026\n")
    assert opened(path).styles.orders == {"decision due": "day/month/year"}
    assert advise(opened(path), out).unread == {}
    path.write_text("Name,decision due\nAnn,25/12/2026\nBo,12/26/2026\n")
    assert advise(opened(path), out).unread == {}
    assert Declared({"due": True}) != NOTHING_DECLARED


def test_a_day_and_a_time_in_two_columns_are_one_moment(tmp_path: Path) -> None:
    out = tmp_path / "a.parquet"
    mapped = {"Day": "interview_ended", "At": "interview_ended"}
    ended = datetime(2026, 11, 19, 14, 30)
    rows = {"Day": [ended.date(), None, ended.date()], "At": [ended.time(), time(9), None]}
    frame = pl.DataFrame({"Name": ["Ann", "Bo", "Cy"], **rows, "rapport": ["warm"] * 3})
    frame.write_parquet(tmp_path / "c.parquet")
    (tmp_path / "c.csv").write_text(
        "Name,At,Day,rapport\nAnn,2:30 pm,19.11.2026,warm\nBo,09:00,,warm\nCy,,19.11.2026,warm\n"
    )
    frame.write_excel(tmp_path / "c.xlsx")
    for name in ("c.parquet", "c.csv", "c.xlsx"):
        summary = advise(opened(tmp_path / name, mapped), out)
        assert summary.unread == {"At" if name == "c.csv" else "Day": 2}, name
        rows_ = pl.read_parquet(out).to_dicts()
        assert told(rows_[0]) == advice_of({"interview_ended": ended, "rapport": "warm"})
        assert told(rows_[2]) == advice_of({"rapport": "warm"})
        reasons = [note["reason"] for note in listed(notes_path(out))]
        assert "is a day without a time of day" in reasons[1], name
        assumed = Declared({"": True}, time(14, 30))
        summary = advise(opened(tmp_path / name, mapped, assumed), out)
        assert summary.unread == {"At" if name == "c.csv" else "Day": 1}, name
        assert told(pl.read_parquet(out).to_dicts()[2]) == told(rows_[0])


def test_a_date_of_excel_without_a_time_is_never_midnight(tmp_path: Path) -> None:
    path, out = tmp_path / "c.xlsx", tmp_path / "a.csv"
    pl.DataFrame(
        {"Name": ["Bob"], "interview ended": [date(2026, 11, 20)], "Ended at": [time(14)]}
    ).write_excel(path)
    assert advise(opened(path), out).unread == {"interview ended": 1}
    (row,) = listed(out)
    assert row["Ended at"] == "14:00:00"
    assert row["interview ended"] == "2026-11-20"


def test_merged_cells_hold_for_all_their_rows_and_rows_are_numbered_as_excel_does(
    tmp_path: Path,
) -> None:
    path, out = tmp_path / "c.xlsx", tmp_path / "a.csv"
    book = xlsxwriter.Workbook(str(path), {"date_1904": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for place, name in enumerate(("Sector", "Name", "decision due", "id")):
        sheet.write_string(6, place + 2, name)
    for row, name in enumerate(("Ann", "Bo", "Cy"), start=7):
        sheet.write_string(row, 3, name)
        sheet.write_datetime(row, 4, datetime(2026, 12, row), day)
        sheet.write_string(row, 5, "12345678901234567890")
    sheet.merge_range(7, 2, 11, 2, "law")
    sheet.write_string(9, 4, "soon")
    sheet.write_string(12, 3, "Total")
    book.close()
    summary = advise(opened(path, {"Sector": "industry"}), out)
    rows = listed(out)
    assert (summary.advised, summary.left_out) == (3, 3)
    assert [row["Sector"] for row in rows] == ["law"] * 3
    assert [row["decision due"] for row in rows] == ["2026-12-07", "2026-12-08", "soon"]
    assert rows[0]["id"] == "12345678901234567890"
    notes = listed(notes_path(out))
    assert (notes[0]["row"], notes[0]["cell"], notes[0]["client"]) == ("10", "E10", "Cy")
    assert notes[1]["reason"] == "there is nothing in the rows 11 to 12"


LINES: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "semicolons": ("Name;gift value;rapport\nAnn;12,5;Warm\nBo;1.200,50;cold\n", str.encode),
    "UTF-16": (
        "Name\tgift value\trapport\nAnn\t12,5\twarm\nBo\t1.200,50\tcold\n",
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    ),
    "a mark": ('\ufeffName,gift value,rapport\nAnn,12.5,warm\nBo,"1,200.50",cold\n', str.encode),
    "bars": ("sep=|\nName|gift value|rapport\nAnn|12,5 $|warm\nBo|$ 1.200,50|cold\n", str.encode),
}


@pytest.mark.parametrize("name", LINES)
def test_tables_of_other_countries(name: str, tmp_path: Path) -> None:
    text, encode = LINES[name]
    path, out = tmp_path / "c.csv", tmp_path / "a.parquet"
    path.write_bytes(encode(text))
    summary = advise(opened(path), out)
    assert (summary.advised, summary.unread) == (2, {})
    found = pl.read_parquet(out).to_dicts()
    assert told(found[0]) == advice_of({"gift_value": 12.5, "rapport": "warm"})
    assert told(found[1]) == advice_of({"gift_value": 1200.5, "rapport": "cold"})


def test_rows_that_are_no_clients_are_left_out_and_told(tmp_path: Path) -> None:
    path, out = tmp_path / "c.csv", tmp_path / "a.csv"
    path.write_text(
        "industry,Name,gift value,now\n"
        "Our first group,,,\n"
        "law,Ann,5,\n"
        ",,,\n\n,,,\n"
        "Industry,NAME,Gift value,now\n"
        "law,Total,7,\n"
        "hmm,Bo,5,\n"
        ",Grand total: 2,12,\n"
        ",Cy,,2026-11-20T10:00\n"
    )
    summary = advise(opened(path), out)
    assert [row["Name"] for row in listed(out)] == ["Ann", "Total", "Bo"]
    notes = [(n["row"], n["what"], n["reason"].partition(";")[0]) for n in listed(notes_path(out))]
    left, unread = "row left out", "cell not understood"
    assert notes == [
        ("2", left, "this stands alone in the row, as the heading of a group does"),
        ("4", left, "there is nothing in the rows 4 to 6"),
        ("7", left, "the names of the columns stand here once more"),
        ("9", unread, "`hmm` is not one of the choices"),
        ("10", left, "this is a total, and no client"),
        ("11", left, "nothing stands in the columns that give facts"),
    ]
    assert summary.read == 10
