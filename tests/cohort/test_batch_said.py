"""A cohort says that there is none of a fact, and several choices at once, in every format."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clients import in_column
from said import clients, said_rules, written
from tactful.cohort import reasons
from tactful.cohort.batch import Advisor, Batch, BatchSteps, rejects_path
from tactful.cohort.opening import open_cohort
from tactful.cohort.reasons import Tell
from tactful.cohort.tally import BatchSummary
from tactful.cohort.workbook import NONE_OF_THEM, Workbook
from tactful.language import reference
from tactful.language.conclusions import Conclusions
from tactful.language.model import Ruleset
from tactful.language.values import NONE
from tactful.reading.ruleset import load
from tactful.text.diagnostic import Diagnostics


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return said_rules(tmp_path_factory.mktemp("said"))


def run(
    rules: Ruleset, path: Path, out: Path, tell: Tell | None = None, *, strict: bool = False
) -> BatchSummary:
    diagnostics = Diagnostics()
    found = open_cohort(path, rules, {}, diagnostics)
    assert found is not None, diagnostics.found
    steps = BatchSteps(Advisor(rules, found.matching), tell=tell, strict=strict)
    sink = Workbook(rules).sink if out.suffix == ".xlsx" else None
    return Batch(steps).run(found.cohort, out, sink)


def advised(rules: Ruleset, found: Conclusions) -> dict[str, Any]:
    """What a row of advice says, of what may be none, several or broken."""
    values = {name: known.value for name, known in found.facts.items()}
    answer_by, wanted = values.get("answer_by"), values.get("wanted")
    return {
        "reply": found.decisions["reply"].choice,
        "answer_by": in_column(answer_by, rules.facts["answer_by"].type),
        "answer_by_none": None if answer_by is None else answer_by is NONE,
        "wanted": in_column(wanted, rules.facts["wanted"].type),
        "does_not_fit": [*found.broken],
        "rules_fired": [*found.fired],
    }


def rows(path: Path, names: Mapping[str, Any]) -> list[dict[str, Any]]:
    return pl.read_parquet(path).select(*names).to_dicts()


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet", ".xlsx"])
def test_every_format_says_none_and_several(rules: Ruleset, tmp_path: Path, ending: str) -> None:
    cohort = clients()
    path, out = tmp_path / f"clients{ending}", tmp_path / "advice.parquet"
    written(rules, path, cohort)
    summary = run(rules, path, out)
    assert (summary.advised, summary.rejected) == (len(cohort), 0)
    expected = [advised(rules, reference.evaluate(rules, client)) for client in cohort]
    assert rows(out, expected[0]) == expected
    assert {row["answer_by_none"] for row in expected} == {True, False, None}
    assert [] in [row["wanted"] for row in expected]


def test_every_format_tells_none_and_several(rules: Ruleset, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(
        "due,perks,bonus,who\nnone,car; phone; training,none,A\n2026-12-04,[],none,B\n?,,,C\n",
        encoding="utf-8",
    )
    for ending in (".csv", ".jsonl", ".xlsx"):
        run(rules, path, tmp_path / f"advice{ending}")
    with (tmp_path / "advice.csv").open(encoding="utf-8", newline="") as stream:
        told = [[r["answer_by"], r["answer_by_none"], r["wanted"]] for r in csv.DictReader(stream)]
    assert told == [["", "yes", "[]"], ["2026-12-01", "no", "[car, phone]"], ["", "", ""]]
    lines = (tmp_path / "advice.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert [row["wanted"] for row in found] == [[], ["car", "phone"], None]
    assert [row["answer_by_none"] for row in found] == [True, False, None]
    assert [row["does_not_fit"] for row in found] == [["car-and-bonus"], [], []]
    sheet = pl.read_excel(tmp_path / "advice.xlsx", sheet_name="Clients", infer_schema_length=0)
    told_first, _, told_last = sheet.to_dicts()
    assert told_first["answer by"] == "No answer is expected"
    assert told_first["wanted"] == NONE_OF_THEM
    assert told_first["does not fit"] == "car and bonus"
    assert told_last["answer by"] is told_last["wanted"] is told_last["does not fit"] is None


def test_what_goes_out_can_come_in(rules: Ruleset, tmp_path: Path) -> None:
    """The cells that a batch writes of several choices mean the same where they are given."""
    path, once, again = (tmp_path / name for name in ("clients.csv", "once.csv", "again.parquet"))
    path.write_text(
        'perks,bonus,who\n"car, phone, training",0,A\n[],none,B\n,?,C\n', encoding="utf-8"
    )
    run(rules, path, once)
    run(rules, once, again)
    assert rows(again, {"wanted": None}) == [
        {"wanted": []},
        {"wanted": ["car", "phone"]},
        {"wanted": None},
    ]


@pytest.mark.parametrize(
    ("ending", "text", "reason"),
    [
        (".csv", "perks\n[car; boat]", "`boat` is not one of the choices"),
        (".csv", "country\nnone", "`none` is not a country"),
        (".csv", "salary\nplenty", "or `none` where there is none"),
        (".jsonl", '{"perks": {"car": true}}', "not one of the choices"),
        (".jsonl", '{"perks": ["car", 1]}', "not one of the choices"),
        (".jsonl", '{"perks": ["car, phone"]}', "not one of the choices"),
        (".jsonl", '{"due": ["none"]}', "is not a date"),
        (".jsonl", '{"salary": "40 apples"}', "is not a number"),
    ],
)
def test_what_is_neither_is_rejected_where_all_is_wanted(
    rules: Ruleset, tmp_path: Path, ending: str, text: str, reason: str
) -> None:
    path, out = tmp_path / f"clients{ending}", tmp_path / "advice.csv"
    path.write_text(text + "\n", encoding="utf-8")
    assert run(rules, path, out, strict=True).rejected == 1
    assert reason in rejects_path(out).read_text(encoding="utf-8")


def test_lists_of_other_things_are_not_understood(rules: Ruleset, tmp_path: Path) -> None:
    path, out = tmp_path / "clients.parquet", tmp_path / "advice.csv"
    lists = [["phone", "car", "phone"], [], None, ["boat"], ["car", None]]
    pl.DataFrame({"perks": lists, "who": ["A", "B", "C", "D", "E"]}).write_parquet(path)
    assert run(rules, path, out).unread == {"perks": 2}
    summary = run(rules, path, out, strict=True)
    assert (summary.advised, summary.rejected, summary.left_out) == (2, 2, 1)
    told = rejects_path(out).read_text(encoding="utf-8")
    assert "[boat]" in told
    assert "as `[car, phone]`" in told


def test_explanations_are_made_of_what_is_concluded_of_one(
    rules: Ruleset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort, path = clients(20), tmp_path / "clients.csv"
    written(rules, path, cohort)
    monkeypatch.setattr(reasons, "explain", lambda _, __, conclusions, **___: conclusions)
    told: list[Any] = []

    def tell(explained: Any) -> str:
        told.append(explained)
        return str(len(told))

    run(rules, path, tmp_path / "advice.parquet", tell)
    different = {frozenset(client.items()): client for client in cohort}
    assert told == [reference.evaluate(rules, client) for client in different.values()]


NEEDED = """
title: Needed
facts:
  due: {type: date, none: They named no date, needed: yes, question: By when?}
  perks: {type: choice, many: yes, choices: [car, phone], question: What else?}
decisions: {reply: {options: {wait: wait, ask: ask}, fallback: wait}}
rules: [{id: car, when: {perks: car}, then: {reply: {ask: for}}, because: So., source: house}]
constraints: [{id: late, never: {due: none, perks: car}, because: A car has a date.}]
"""


def test_what_is_needed_and_what_does_not_fit_is_rejected_with_a_reason(tmp_path: Path) -> None:
    home, path, out = tmp_path / "needed.yaml", tmp_path / "c.csv", tmp_path / "out.csv"
    home.write_text(NEEDED, encoding="utf-8")
    path.write_text("due,perks\nnone,car\n,car\nsoon,phone\n2026-12-04,car\nnone,phone\n")
    rules = load(home)
    opened = open_cohort(path, rules, {}, Diagnostics())
    assert opened is not None
    advisor = Advisor(rules, opened.matching)
    for strict, misfits, rejected in ((False, 1, ["3", "4"]), (True, 0, ["2", "3", "4"])):
        summary = Batch(BatchSteps(advisor, strict=strict)).run(opened.cohort, out)
        assert (summary.misfits, summary.rejected) == (misfits, len(rejected))
        with rejects_path(out).open(encoding="utf-8", newline="") as stream:
            found = list(csv.DictReader(stream))
        assert [row["row"] for row in found] == rejected
        by_row = {row["row"]: row["reason"] for row in found}
        assert by_row["3"] == "nobody is advised without `due`; fill it in"
        assert "`soon` is not a date" in by_row["4"]
        if strict:
            assert by_row["2"] == "`due`, `perks` do not fit together (late)"
        with out.open(encoding="utf-8", newline="") as stream:
            assert len(list(csv.DictReader(stream))) == summary.advised


def test_a_cohort_without_a_column_for_what_is_needed_is_rejected(tmp_path: Path) -> None:
    home, path, out = tmp_path / "needed.yaml", tmp_path / "c.csv", tmp_path / "out.csv"
    home.write_text(NEEDED, encoding="utf-8")
    path.write_text("perks\ncar\nphone\n")
    summary = run(load(home), path, out)
    assert (summary.advised, summary.rejected) == (0, 2)
    assert "no column gives `due`" in rejects_path(out).read_text(encoding="utf-8")
