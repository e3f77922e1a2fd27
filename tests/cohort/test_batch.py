"""A batch advises every row that can be read as one scenario would be, and loses none."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from breaking import BREAKS, NAMES, client, lines
from tactful import load
from tactful.cohort.batch import Advisor, Batch, BatchSteps, notes_path, rejects_path
from tactful.cohort.opening import OpenedCohort, open_cohort
from tactful.cohort.tally import BatchSummary, RowProgress
from tactful.explanation.explanation import explain
from tactful.explanation.page import page
from tactful.explanation.wire import window_as_json
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.language.windows import window_of
from tactful.network.evaluator import Network
from tactful.pages.markdown import markdown
from tactful.scenarios.scenario import scenarios_from
from tactful.text.diagnostic import Diagnostics
from tactful.text.library import packaged

NOW = datetime(2026, 11, 25, 10)
RULES = load(packaged())


def opened(path: Path, rules: Ruleset = RULES) -> OpenedCohort:
    diagnostics = Diagnostics()
    found = open_cohort(path, rules, {}, diagnostics)
    assert found is not None, diagnostics.found
    return found


def run(
    path: Path, out: Path, *, progress: RowProgress | None = None, **options: Any
) -> BatchSummary:
    found = opened(path)
    advisor = Advisor(RULES, found.matching, styles=found.styles.by_fact)
    steps = BatchSteps(advisor, moment=lambda _: NOW, **options)
    return Batch(steps, progress).run(found.cohort, out)


def known(cells: Mapping[str, str | None]) -> dict[str, Value]:
    return {
        name: RULES.facts[name].type.parse(cell)
        for name, cell in cells.items()
        if cell and name in RULES.facts
    }


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    rng = Random(5)
    path = tmp_path / "clients.csv"
    rows = [",".join(client(rng, number)) for number in range(200)]
    path.write_text("\n".join([",".join(NAMES), *rows]), encoding="utf-8")
    return path


def test_each_row_gets_the_advice_of_its_scenario(cohort: Path, tmp_path: Path) -> None:
    summary = run(cohort, tmp_path / "advice.parquet")
    assert (summary.read, summary.advised, summary.rejected) == (200, 200, 0)
    network = Network(RULES)
    rows = pl.read_parquet(tmp_path / "advice.parquet").to_dicts()
    for row in rows:
        found = network.evaluate(known({name: row[name] for name in NAMES}), now=NOW)
        for name, settled in found.decisions.items():
            many = RULES.decisions[name].many
            assert (row[name] or []) == [*settled.choices] if many else row[name] == settled.choice
            assert row[f"{name}_status"] == settled.status.value
        assert row["rules_fired"] == [*found.fired]
    assert sum(summary.choices["next_step"].values()) == sum(bool(r["next_step"]) for r in rows)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl"])
def test_every_format_says_the_same(cohort: Path, tmp_path: Path, ending: str) -> None:
    run(cohort, tmp_path / "advice.parquet")
    run(cohort, tmp_path / f"advice{ending}")
    whole = pl.read_parquet(tmp_path / "advice.parquet").to_dicts()
    if ending == ".jsonl":
        read = pl.read_ndjson(tmp_path / "advice.jsonl", infer_schema_length=None).to_dicts()
        assert [r["rules_fired"] for r in read] == [r["rules_fired"] for r in whole]
        assert [r["timing_margin"] for r in read] == [r["timing_margin"] for r in whole]
        return
    separator = "\t" if ending == ".tsv" else ","
    with (tmp_path / f"advice{ending}").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=separator))
    assert [row["rules_fired"].split() for row in rows] == [row["rules_fired"] for row in whole]
    assert [row["client"] for row in rows] == [row["client"] for row in whole]
    assert {row["timing_tie"] for row in rows} <= {"yes", "no"}


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet", ".xlsx"])
def test_every_format_is_read_alike(cohort: Path, tmp_path: Path, ending: str) -> None:
    """A cohort of typed columns, written in each format, is advised as its texts are."""
    typed = pl.read_csv(cohort, infer_schema=False).with_columns(
        pl.col("gift_value", "nudges_sent").cast(pl.Float64),
        pl.col("interview_ended", "now").str.to_datetime("%Y-%m-%dT%H:%M", time_unit="us"),
        pl.col("decision_due").str.to_date("%Y-%m-%d", strict=False),
        pl.col("email_known", "thank_you_sent") == "yes",
    )
    texts = pl.read_csv(cohort, infer_schema=False)
    path = tmp_path / f"again{ending}"
    match ending:
        case ".csv":
            texts.write_csv(path, separator=";")
        case ".tsv":
            texts.write_csv(path, separator="\t")
        case ".jsonl":
            texts.with_columns(typed["gift_value", "nudges_sent", "email_known"]).write_ndjson(path)
        case ".parquet":
            typed.write_parquet(path)
        case ".xlsx":
            typed.write_excel(path)
    run(cohort, tmp_path / "advice.parquet")
    run(path, tmp_path / "advice2.parquet")
    expected = pl.read_parquet(tmp_path / "advice.parquet").select(pl.exclude(NAMES))
    assert pl.read_parquet(tmp_path / "advice2.parquet").select(pl.exclude(NAMES)).equals(expected)


def test_broken_rows_are_told_apart_and_all_others_advised(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    made = [*lines(Random(3), 3_000, broken=0.1, huge=0.3)]
    with path.open("wb") as stream:
        stream.writelines(line for line, _ in made)
        stream.write(b"last,cold")
    summary = run(path, tmp_path / "advice.csv", strict=True)
    kinds = [kind for _, kind in made[1:]]
    broken = {row: kind for row, kind in enumerate(kinds, start=2) if kind is not None}
    with rejects_path(tmp_path / "advice.csv").open(encoding="utf-8", newline="") as stream:
        rejects = {int(row["row"]): row for row in csv.DictReader(stream)}
    assert {*broken, 3_002} == {*rejects}
    assert {*broken.values()} == {*BREAKS}
    for row, kind in broken.items():
        assert BREAKS[kind][1] in rejects[row]["reason"], kind
    with (tmp_path / "advice.csv").open(encoding="utf-8", newline="") as stream:
        advised = [row["client"] for row in csv.DictReader(stream)]
    assert advised == [f"client-{row}" for row, kind in enumerate(kinds, 1) if kind is None]
    assert summary.read == summary.advised + summary.rejected == 3_001


def test_a_cell_may_hold_line_breaks_and_quotation_marks(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text('client,rapport\r\n"Ann ""A""\r\n\r\nLee",warm\r\n\r\nBo "B",cold\r\n')
    summary = run(path, tmp_path / "advice.csv")
    with (tmp_path / "advice.csv").open(encoding="utf-8", newline="") as stream:
        names = [row["client"] for row in csv.DictReader(stream)]
    assert names == ['Ann "A"\n\nLee', 'Bo "B"']
    assert (summary.read, summary.advised, summary.left_out) == (3, 2, 1)


def test_a_lost_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    rows = ["a,warm", '"b,warm', "c,warm", 'd,"warm"', "e,warm", '"f,cold', *["g,cold"] * 100]
    path.write_text("\n".join(["client,rapport", *rows]))
    summary = run(path, tmp_path / "advice.csv")
    assert (summary.read, summary.advised, summary.rejected) == (106, 104, 2)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "this is not JSON"),
        ("[1]", "this is no object"),
        ('{"rapport": 7}', "`7` is not one of the choices"),
        ('{"gift_value": "seven pounds"}', "`seven pounds` is not a number"),
        ('{"gift_value": true}', "`yes` is not a number"),
        ('{"gift_value": [1]}', "`[1]` is not a number"),
        ('{"gift_value": NaN}', "is not a number"),
        ('{"gift_value": 1e999}', "is not a number"),
        ('{"rapport": "lukewarm"}', "is not one of the choices"),
        ('{"raport": "warm"}', "the key `raport` is not on the first"),
        ("[" * 100_000, "stand in each other too deep"),
        ('{"x": ' + "[" * 500 + "]" * 500 + "}", "stand in each other too deep"),
        ('{"rapport": ["warm"]}', "is not one of the choices"),
        ('{"email_known": 2}', "`2` is neither yes nor no"),
        ('{"rapport": ' + "[" * 500 + "]" * 500 + "}", "stand in each other too deep"),
        ('{"rapport": "warm", "rapport": "cold"}', "the key `rapport` stands twice"),
        ('{"who": "cut \\ud83d"}', "a text ends in half a sign"),
        ('{"who": ["\\ude00"]}', "a text ends in half a sign"),
        ('{"who\\ud83d": 1}', "the name of a key is broken"),
        ('{"timezone": "cut \\ud83d"}', "a text ends in half a sign"),
    ],
)
def test_broken_json_lines(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "c.jsonl"
    good = '{"rapport": "warm", "gift_value": 2.5e1, "email_known": true, "who": {"a": 1}, '
    good += '"x": null, "timezone": null}'
    filler = "\n".join([good] * 10_000)
    path.write_text(f"{filler}\n\n{line}\n{good}\n")
    summary = run(path, tmp_path / "advice.parquet", strict=True)
    assert (summary.read, summary.rejected, summary.left_out) == (10_003, 1, 1)
    rejects = rejects_path(tmp_path / "advice.parquet").read_text()
    assert rejects.splitlines()[1].startswith("10002,")
    assert reason in rejects
    assert pl.read_parquet(tmp_path / "advice.parquet")["who"][0] == '{"a": 1}'


def test_rejects_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    path, out = tmp_path / "c.csv", tmp_path / "advice.csv"
    path.write_text("client,rapport\na,lukewarm\n")
    run(path, out, strict=True)
    assert rejects_path(out).exists()
    run(path, out)
    assert not rejects_path(out).exists()
    assert notes_path(out).exists()
    path.write_text("client,rapport\na,warm\n")
    run(path, out)
    assert not rejects_path(out).exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["advice.csv", "c.csv"]


def test_an_explanation_is_that_of_the_scenario(cohort: Path, tmp_path: Path) -> None:
    out = tmp_path / "advice.parquet"
    run(cohort, out, tell=lambda explanation: markdown([page(explanation)]))
    network = Network(RULES)
    for row in pl.read_parquet(out).to_dicts():
        found = network.evaluate(known({name: row[name] for name in NAMES}), now=NOW)
        assert row["explanation"] == markdown([page(explain(network, "", found))])


def test_windows_are_those_of_the_scenario(tmp_path: Path) -> None:
    """The columns hold what ``evaluate --format json`` gives, with and without a place."""
    rng = Random(11)
    names = [*NAMES, "timezone", "country", "region", "last_contact"]
    places = (
        ("", "", ""),
        ("Europe/Berlin", "DE", "BY"),
        ("America/New_York", "US", ""),
        ("Asia/Tokyo", "JP", ""),
        ("", "FR", ""),
    )
    rows = []
    for number in range(400):
        contact = rng.choice(("", f"2026-11-{rng.randint(1, 25):02}T10:00"))
        rows.append(",".join([*client(rng, number), *rng.choice(places), contact]))
    path, out = tmp_path / "c.csv", tmp_path / "advice.parquet"
    path.write_text("\n".join([",".join(names), *rows]), encoding="utf-8")
    run(path, out)
    network, placed = Network(RULES), set()
    for row in pl.read_parquet(out).to_dicts():
        found = window_of(
            RULES, network.evaluate(known({name: row[name] for name in names}), now=NOW)
        )
        expected = window_as_json(found) if found is not None else {"start": None, "end": None}
        assert (row["window_start"], row["window_end"]) == (expected["start"], expected["end"])
        if found is not None:
            placed.add((found.option, found.setting.timezone))
    assert len(placed) > 12


def test_a_comparison_tells_whose_advice_changes(cohort: Path, tmp_path: Path) -> None:
    fewer = {name: rule for name, rule in RULES.rules.items() if not name.startswith("gift")}
    old = Ruleset(
        "old", "Old", RULES.facts, RULES.decisions, fewer, RULES.sources, RULES.summary, RULES.clock
    )
    out = tmp_path / "advice.parquet"
    summary = run(cohort, out, before=Advisor(old, opened(cohort, old).matching))
    network, before = Network(RULES), Network(old)
    changed = 0
    for row in pl.read_parquet(out).to_dicts():
        facts = known({name: row[name] for name in NAMES})
        new_one, old_one = network.evaluate(facts, now=NOW), before.evaluate(facts, now=NOW)
        different = [
            name
            for name in RULES.decisions
            if new_one.decisions[name].choices != old_one.decisions[name].choices
            or (new_one.decisions[name].status.value == "not applicable")
            != (old_one.decisions[name].status.value == "not applicable")
        ]
        changed += bool(different)
        assert row["advice_changed"] == different
        assert row["channel_before"] == old_one.decisions["channel"].choice
    assert summary.changed == changed > 0
    assert sum(c.clients for c in summary.changes) >= changed


def test_a_cohort_without_rows_gives_advice_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("client,rapport\n")
    summary = run(path, tmp_path / "advice.parquet")
    assert summary.read == 0
    assert pl.read_parquet(tmp_path / "advice.parquet").height == 0


def test_advice_can_be_advised_on_again(cohort: Path, tmp_path: Path) -> None:
    """Columns of advice in the cohort give way to the new advice."""
    first, second = tmp_path / "one.parquet", tmp_path / "two.parquet"
    run(cohort, first)
    frame = pl.read_parquet(first)
    concluded = ["workplace_style", "gift_feels_like_bribe", "decision_overdue", "stakes"]
    frame.drop(concluded).write_parquet(tmp_path / "again.parquet")
    run(tmp_path / "again.parquet", second)
    assert pl.read_parquet(second).equals(frame)


def test_cells_mean_what_they_mean_in_a_scenario_where_they_stand_together(tmp_path: Path) -> None:
    """A region has to be its country's, and a local time one that the clocks there showed."""
    rows = [
        "Europe/Paris,2026-03-29T02:30,,",
        "Europe/Paris,2026-03-29T03:00,DE,BY",
        "America/New_York,2026-03-29T02:30,US,BY",
        ",2026-03-29T02:30,,BY",
        "Europe/Paris,2026-03-29T02:30,FR,BY",
        "Asia/Tokyo,2026-03-29T02:30,AD,99",
    ]
    head = "timezone,interview_ended,country,region"
    path, out = tmp_path / "c.csv", tmp_path / "advice.csv"
    path.write_text("\n".join([head, *rows]))
    assert run(path, out, strict=True).advised == 2
    with rejects_path(out).open(encoding="utf-8", newline="") as stream:
        rejects = {int(row["row"]): row for row in csv.DictReader(stream)}
    assert {*rejects} == {2, 4, 6, 7}
    assert "there was no 02:30 on 2026-03-29; was it 2026-03-29T03:30?" in rejects[2]["reason"]
    assert "`US` has no region `BY`" in rejects[4]["reason"]
    assert "`FR` has no region `BY`" in f"{rejects[6]['reason']} {rejects[6]['also']}"
    assert "went forward" in f"{rejects[6]['reason']} {rejects[6]['also']}"
    for number, row in enumerate(rows, 2):
        cells = zip(head.split(","), row.split(","), strict=True)
        given = "\n".join(f"  {name}: '{cell}'" for name, cell in cells if cell)
        scenario = f"scenario: one\nfacts:\n{given}\n".encode()
        assert bool(scenarios_from(scenario, "one", RULES).diagnostics) is (number in rejects), row
