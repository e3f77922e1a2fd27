"""Whatever stands in a cell stops no batch: a reject with its reason, and the others as alone."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import fastexcel
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from tactful.cohort.batch import Advisor, Batch, BatchSteps, rejects_path
from tactful.cohort.opening import open_cohort
from tactful.cohort.reading.sheet import sheet_names
from tactful.cohort.tally import BatchSummary
from tactful.cohort.workbook import Workbook
from tactful.reading.ruleset import load_ruleset_text
from tactful.text.diagnostic import Diagnostics

Row: TypeAlias = Sequence[Any]

TEXT = """
title: Small
clock: {now: now, timezone: tz, country: country}
facts:
  n: {type: number, question: How much?}
  ok: {type: yes/no, question: Fine?}
  s: {type: text, question: Which word?}
  c: {type: choice, choices: [cold, warm], question: How?}
  t: {type: time, question: What time?}
  m: {type: datetime, question: When?}
  d: {type: date, question: Which day?}
  now: {type: datetime}
  tz: {type: text}
  country: {type: text}
decisions:
  act:
    options: {a: do a, b: do b, z: do nothing}
    fallback: z
rules:
  - {id: r-n, when: {n: at least 10}, then: {act: {a: for}}, because: N., source: house}
  - {id: r-s, when: {s: abc}, then: {act: {b: for}}, because: S., source: house}
  - {id: rc, when: {c: warm, t: after 12:00}, then: {act: {a: for}}, because: C, source: house}
  - {id: r-d, when: {d: known, ok: yes}, then: {act: {b: for}}, because: D, source: house}
"""
_loaded = load_ruleset_text(TEXT).ruleset
assert _loaded is not None
RULES = _loaded
FACTS = ("n", "ok", "s", "c", "t", "m", "d", "tz", "country")
NAMES = ("id", *FACTS, "other")
NOW = datetime(2026, 11, 25, 10)
ENDINGS = (".csv", ".tsv", ".jsonl", ".parquet", ".xlsx")
ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NUM!", "#NULL!", "#NAME?", "#SPILL!")


def advise(path: Path, out: Path, *, strict: bool = True) -> BatchSummary:
    """What came of it; where it is not strict, what cannot be read is told and not rejected."""
    diagnostics = Diagnostics()
    opened = open_cohort(path, RULES, {}, diagnostics)
    assert opened is not None, diagnostics.found
    steps = BatchSteps(Advisor(RULES, opened.matching), moment=lambda _: NOW, strict=strict)
    sink = Workbook(RULES).sink if out.suffix == ".xlsx" else None
    return Batch(steps).run(opened.cohort, out, sink)


def reasons(out: Path) -> list[str]:
    if not rejects_path(out).exists():
        return []
    with rejects_path(out).open(encoding="utf-8", newline="") as stream:
        return [row["reason"] for row in csv.DictReader(stream)]


def write_delimited(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([NAMES, *rows])


def write_json(path: Path, rows: Sequence[Row]) -> None:
    lines = [json.dumps(dict(zip(NAMES, row, strict=True))) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")


def write_book(path: Path, rows: Sequence[Row], names: Row = NAMES) -> None:
    book = xlsxwriter.Workbook(str(path), {"nan_inf_to_errors": True})
    sheet = book.add_worksheet()
    styles = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        time: book.add_format({"num_format": "hh:mm"}),
    }
    for place, row in enumerate([names, *rows]):
        for column, cell in enumerate(row):
            if type(cell) in styles:
                sheet.write_datetime(place, column, cell, styles[type(cell)])
            elif cell in ERRORS:
                sheet.write_formula(place, column, "=NA()", None, cell)
            elif isinstance(cell, str):
                sheet.write_string(place, column, cell)
            else:
                sheet.write(place, column, cell)
    book.close()


WORDS = (
    "", " ", "12", "9", "1e3", "NaN", "-inf", "9007199254740993", "N/A", "NA", "NULL", "None",
    "yes", "no", "true", "abc", "warm", "16:30", "24:00", "2026-11-20", "2026-11-20T14:00",
    "2026-11-20T14:00Z", "FR", "Europe/Paris", '"', "a\nb", "a\rb", "a,b", "=1+1", "\x1b[31m",
    "\u202eabc", "\x00", "\ufeff", "é", "\U0001f600", "x" * 300, "'", "\\", "\u00a0", *ERRORS,
)  # fmt: skip  # a table of words
texts = st.sampled_from(WORDS) | st.text(max_size=8)
cut = st.sampled_from(("cut \ud83d", "\ude00"))
plain = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | texts
nested = st.recursive(plain | cut, lambda one: st.lists(one, max_size=2), max_leaves=4)
moments = st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1))
excel = (
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(-1e9, 1e9)
    | texts
    | moments
    | st.dates(date(1900, 3, 1))
    | st.times().map(lambda t: t.replace(microsecond=0))
)
FORMATS: dict[str, tuple[Callable[[Path, Sequence[Row]], None], st.SearchStrategy[Any]]] = {
    ".csv": (write_delimited, texts | cut),
    ".jsonl": (write_json, nested),
    ".xlsx": (write_book, excel),
}


@pytest.mark.parametrize("ending", FORMATS)
@settings(unhurried, max_examples=max(DRAWS // 10, 10))
@given(data=st.data())
def test_rows_are_advised_on_as_alone_or_rejected(ending: str, data: st.DataObject) -> None:
    write, cells = FORMATS[ending]
    width = len(NAMES) - 1
    drawn = data.draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6))
    rows = [(f"client {n}", *row) for n, row in enumerate([[None] * width, *drawn])]
    with TemporaryDirectory() as folder:
        path, out = Path(folder) / f"c{ending}", Path(folder) / "advice.parquet"
        write(path, rows)
        summary = advise(path, out)
        assert summary.read == summary.advised + summary.rejected + summary.left_out
        assert summary.read >= len(rows)
        lenient = advise(path, out, strict=False)
        assert (lenient.advised, lenient.left_out) == (
            summary.advised + summary.rejected - lenient.rejected,
            summary.left_out,
        )
        advise(path, out)
        assert summary.rejected == len(reasons(out))
        assert all(reasons(out))
        advice = pl.read_parquet(out).drop("other")
        other = data.draw(st.sampled_from(ENDINGS))
        assert advise(path, Path(folder) / f"b{other}").advised == summary.advised
        for row in rows:
            mine = advice.filter(pl.col("id") == row[0])
            write(path, [row])
            alone = advise(path, out)
            assert alone.advised == mine.height
            if mine.height:
                found = pl.read_parquet(out).drop("other")
                assert found.rows() == mine.with_columns(pl.col("id")).rows()


COLUMNS: dict[str, tuple[pl.Series, Any, Any]] = {
    "nan": (pl.Series([1.5, float("nan"), float("inf")]), ["1.5", "", ""], [1.5, None, None]),
    "duration": (pl.Series([timedelta(hours=1), -timedelta(days=1), None]),
                 ["PT1H", "-P1D", ""], ["PT1H", "-P1D", None]),
    "bytes": (pl.Series([b"\x00\xff", b"", None]), ["00ff", "", ""], ["00ff", "", None]),
    "struct": (pl.Series([{"a": "é", "b": [1]}, {"a": None, "b": []}, None]),
               ['{"a": "é", "b": [1]}', '{"a": null, "b": []}', ""],
               [{"a": "é", "b": [1]}, {"a": None, "b": []}, None]),
    "texts": (pl.Series([["a b", "c"], [], None]), ['["a b", "c"]', "[]", ""],
              [["a b", "c"], [], None]),
    "lists": (pl.Series([[[1], [2]], [], None]), ["[[1], [2]]", "[]", ""],
              [[[1], [2]], [], None]),
    "array": (pl.Series([[1, 2], [3, 4], None], dtype=pl.Array(pl.Int64, 2)),
              ["[1, 2]", "[3, 4]", ""], [[1, 2], [3, 4], None]),
    "bytes within": (pl.Series([{"a": b"\xff", "d": timedelta(1), "m": date(2026, 1, 2)}] * 3),
                     ['{"a": "ff", "d": "P1D", "m": "2026-01-02"}'] * 3,
                     [{"a": "ff", "d": "P1D", "m": "2026-01-02"}] * 3),
    "nothing": (pl.Series([None, None, None]), ["", "", ""], [None, None, None]),
    "decimal": (pl.Series([Decimal("1.50"), Decimal("-2"), None]), ["1.50", "-2.00", ""],
                ["1.50", "-2.00", None]),
    "huge": (pl.Series([2**100, 2**53 + 1, None], dtype=pl.Int128),
             [str(2**100), str(2**53 + 1), ""], [2**100, 2**53 + 1, None]),
    "category": (pl.Series(["a", "b", None], dtype=pl.Categorical), ["a", "b", ""],
                 ["a", "b", None]),
    "far days": (pl.Series([10**9, 0, -(10**9)], dtype=pl.Int32).cast(pl.Date),
                 ["", "1970-01-01", ""], [None, "1970-01-01", None]),
    "far moments": (pl.Series([10**17, 0, None], dtype=pl.Int64).cast(pl.Datetime("ms")),
                    ["", "1970-01-01T00:00:00", ""], [None, "1970-01-01T00:00:00", None]),
}  # fmt: skip  # a table of columns, each with its cells and its JSON


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_any_column_is_handed_on_to_any_format(ending: str, name: str, tmp_path: Path) -> None:
    column, cells, values = COLUMNS[name]
    path, out = tmp_path / "c.parquet", tmp_path / f"advice{ending}"
    pl.DataFrame({"n": [12, 3, 12], "x": column}).write_parquet(path)
    summary = advise(path, out)
    assert (summary.read, summary.advised) == (3, 3)
    match ending:
        case ".csv" | ".tsv":
            with out.open(encoding="utf-8", newline="") as stream:
                table = csv.DictReader(stream, delimiter="," if ending == ".csv" else "\t")
                assert [row["x"] for row in table] == cells
        case ".jsonl":
            lines = out.read_text(encoding="utf-8").splitlines()
            assert [json.loads(line)["x"] for line in lines] == values
        case ".parquet":
            assert pl.read_parquet(out)["x"].equals(pl.read_parquet(path)["x"], null_equal=True)
        case _:
            found = pl.read_excel(out, sheet_name="Clients", infer_schema_length=0)
            texts = [(cell or "").removesuffix(" 00:00:00") for cell in found["x"].to_list()]
            assert texts == [cell.removesuffix("T00:00:00") for cell in cells]


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("fact", FACTS)
def test_any_column_may_claim_to_give_a_fact(fact: str, name: str, tmp_path: Path) -> None:
    path, out = tmp_path / "c.parquet", tmp_path / "advice.csv"
    column = COLUMNS[name][0]
    pl.DataFrame({fact: column, "keep": [1, 2, 3]}).write_parquet(path)
    summary = advise(path, out)
    assert summary.read == 3 == summary.advised + summary.rejected + summary.left_out
    assert summary.rejected == len(reasons(out))
    lenient = advise(path, out, strict=False)
    assert (lenient.advised, lenient.rejected) == (summary.advised + summary.rejected, 0)
    assert sum(lenient.unread.values()) == summary.rejected


def test_an_error_of_excel_is_no_empty_cell(tmp_path: Path) -> None:
    path, out = tmp_path / "c.xlsx", tmp_path / "advice.csv"
    rows = [("Ann", 12, "abc", 1, 1), *((e, e, None, e, None) for e in ERRORS)]
    write_book(path, [*rows, ("Bo", 3, "#N/A", 2, 2)], ("id", "n", "s", "x", "y"))
    summary = advise(path, out)
    assert (summary.read, summary.advised) == (len(ERRORS) + 2, 1)
    told = [f"`{e}` is an error of Excel, and no value" for e in (*ERRORS, "#N/A")]
    assert [reason.partition(";")[0] for reason in reasons(out)] == told
    write_book(path, [("Ann", 12, 1.5), ("Bo", 3, "#REF!"), ("Cy", 3, None)], ("id", "n", "x"))
    advise(path, out)
    assert pl.read_csv(out, infer_schema=False)["x"].to_list() == ["1.5", "#REF!", None]


@pytest.mark.parametrize("beside", ["12", 12, None, True, "-", "#REF!"])
def test_a_cell_means_the_same_whatever_stands_beside_it(beside: Any, tmp_path: Path) -> None:
    path, out = tmp_path / "c.xlsx", tmp_path / "advice.parquet"
    words = ["N/A", "NULL", "NA", "None", True]
    rows = [("a", 7.0, beside, 7), *((str(w), w, 7, w) for w in words)]
    write_book(path, [*rows, ("y", 7.25, 7, None)], ("id", "n", "s", "card"))
    summary = advise(path, out)
    assert [r.partition(";")[0] for r in reasons(out)][-5:] == [
        f"`{word if isinstance(word, str) else 'true'}` is not a number" for word in words
    ]
    assert summary.rejected == len(words) + (beside == "#REF!")
    write_book(path, [("a", 1, "NULL"), ("b", 1, 7), ("c", 1, "NA")], ("id", "n", "card"))
    advise(path, out)
    assert pl.read_parquet(out)["card"].to_list() == ["NULL", "7", "NA"]


BLANK = {
    "c.csv": 'n,s,x\n12,abc,1\n,,\n"","",""\n , ,\n,,,,,\n \n3,,\n',
    "c.tsv": "n\ts\tx\n12\tabc\t1\n\t\t\n\t\t\t\t\n \t\t\n3\t\t\n",
    "c.jsonl": '{"n": 12, "s": "abc", "x": 1}\n{}\n{"n": null, "s": " "}\n\n{"n": 3}\n',
}


@pytest.mark.parametrize("name", [*BLANK, "c.xlsx", "c.parquet"])
def test_a_row_of_nothing_is_nobody_in_every_format(name: str, tmp_path: Path) -> None:
    path, out = tmp_path / name, tmp_path / "advice.csv"
    if name in BLANK:
        path.write_text(BLANK[name], encoding="utf-8")
    elif name == "c.xlsx":
        rows = [(12, "abc", 1), (None, " ", None), ("", "", " "), (3, None, None), (None, "", " ")]
        write_book(path, rows, ("n", "s", "x"))
    else:
        columns = {
            "n": [12, None, None, 3],
            "s": ["abc", None, " ", ""],
            "x": ["1", None, " ", " "],
        }
        pl.DataFrame(columns).write_parquet(path)
    summary = advise(path, out)
    assert (summary.advised, summary.rejected) == (2, 0)
    assert summary.read == 2 + summary.left_out


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1])
def test_a_number_that_is_not_exact_is_refused_in_every_format(value: int, tmp_path: Path) -> None:
    pl.DataFrame({"n": [value, 2**53]}).write_parquet(tmp_path / "c.parquet")
    (tmp_path / "c.csv").write_text(f"n\n{value}\n{2**53}\n")
    (tmp_path / "c.jsonl").write_text(f'{{"n": {value}}}\n{{"n": {2**53}}}\n')
    for name in ("c.parquet", "c.csv", "c.jsonl"):
        summary = advise(tmp_path / name, tmp_path / "advice.csv")
        assert (summary.advised, summary.rejected) == (1, 1), name
        assert "is too large to be exact" in reasons(tmp_path / "advice.csv")[0], name


def refused(path: Path) -> str:
    diagnostics = Diagnostics()
    assert open_cohort(path, RULES, {}, diagnostics) is None
    (found,) = diagnostics.found
    assert found.help
    return found.message


def with_part(path: Path, name: str, content: bytes) -> None:
    """A workbook of one client, one of its parts another."""
    write_book(path, [("Ann", 12)], ("id", "n"))
    with zipfile.ZipFile(path) as book:
        parts = {part: book.read(part) for part in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, data in {**parts, name: content}.items():
            book.writestr(part, data)


SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ROWS = '<c r="A1" t="str"><v>n</v></c></row><row r="2"><c r="A2"><v>12</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "reach"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "XFD1048576"),
        ('<row r="1048576"><c r="AO1048576" t="str"><v> </v></c></row>', "AO1048576"),
        ("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>", "XFD1048576"),
        (
            '<row r="1048575"/><row><c><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
            "XFD1048576",
        ),
        ('<!-- <c r="A3"> --><row r="9999999"><c  r="ZZ9999999"><v>1</v></c></row>', "ZZ9999999"),
    ],
)
def test_a_cell_that_is_far_away_is_found_before_room_is_made(
    rows: str, reach: str, tmp_path: Path
) -> None:
    path = tmp_path / "far.xlsx"
    with_part(
        path,
        SHEET,
        f'<worksheet {MAIN}><sheetData><row r="1">{ROWS}{rows}</sheetData></worksheet>'.encode(),
    )
    assert f"its cells reach to {reach}, and nearly all between are empty" in refused(path)


def test_formats_of_empty_cells_take_no_room(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    with_part(
        path,
        SHEET,
        f'<worksheet {MAIN}><sheetData><row r="1">{ROWS}{far}</sheetData></worksheet>'.encode(),
    )
    assert advise(path, tmp_path / "advice.csv").advised == 1


def test_texts_that_unpack_to_gigabytes_are_found_before_they_do(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    letter = b"<si><t>" + b"a" * 2**20 + b"</t></si>"
    with_part(
        path, "xl/sharedStrings.xml", b"<sst " + MAIN.encode() + b">" + letter * 270 + b"</sst>"
    )
    assert path.stat().st_size < 2**20
    assert "texts in it are over 256 MiB" in refused(path)
    cell = b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + b"a" * 270 * 2**20
    sheet = f'<worksheet {MAIN}><sheetData><row r="1">{ROWS}'.encode() + cell
    with_part(path, SHEET, sheet + b"</t></is></c></row></sheetData></worksheet>")
    assert "texts in it are over 256 MiB" in refused(path)


def test_the_names_of_sheets_are_not_asked_for_before_sizes_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules with several of a thing ask for sheets first; to open a workbook unpacks its texts."""
    path = tmp_path / "bomb.xlsx"
    opened: list[object] = []
    texts = b"<sst " + MAIN.encode() + b"><si><t>" + b"a" * 270 * 2**20 + b"</t></si></sst>"
    with_part(path, "xl/sharedStrings.xml", texts)
    monkeypatch.setattr(fastexcel, "read_excel", opened.append)
    assert sheet_names(path) == []
    assert opened == []


def test_what_is_no_xml_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    for sheet in (b"<worksheet><sheetData><c  r='A1'", b"<worksheet><sheetData><row r='x'><c/>"):
        with_part(path, SHEET, sheet)
        assert "is not what its name says" in refused(path)


def test_a_file_of_broken_lines_is_not_told_to_be_empty(tmp_path: Path) -> None:
    path, diagnostics = tmp_path / "c.jsonl", Diagnostics()
    path.write_text('{"n": 1, "n": 2}\n{"n": 1, "n": 3}\n', encoding="utf-8")
    assert open_cohort(path, RULES, {}, diagnostics) is None
    (found,) = diagnostics.found
    assert "no line of it can be read; of the first: the key `n` stands twice" in found.message
