"""What people say of a cohort's columns at the command line, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl
import pytest
import xlsxwriter

from running import MOODS, run, run_on_terminal
from tactful import load
from tactful.cohort.template import takes
from tactful.text.library import packaged
from tactful.text.names import spaced

COHORT = """\
Who,Day,At,Sector,Feeling
Ann,5/11/2026,14:00,Law,Friendly
Bo,16/11/2026,9 am,retail,You hit it off
"""


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    path = tmp_path / "c.csv"
    path.write_text(COHORT, encoding="utf-8")
    return path


MOMENT = ("--map", "Day=interview_ended", "--map", "At=interview_ended")
NOW = ("--now", "2026-11-20T09:00")


def test_a_map_is_saved_and_used_again(cohort: Path) -> None:
    out, saved = cohort.with_name("a.csv"), cohort.with_name("map.yaml")
    said = ("--dates", "day first", "--assume-time", "15:00", "--save-map", saved)
    done = run("batch", cohort, "--out", out, *MOMENT, "--map", "Sector=industry", *said, *NOW)
    assert done.code == 0, done.err
    assert "`Day` is read as day/month/year" in done.err
    assert "`Feeling` may give `rapport`: --map 'Feeling=rapport'" in done.err
    first = out.read_text(encoding="utf-8")
    assert saved.read_text(encoding="utf-8").splitlines()[1:] == [
        "columns:",
        '  "Day": "interview_ended"',
        '  "Sector": "industry"',
        '  "At": "interview_ended"',
        "dates:",
        '  "*": day first',
        'time to assume: "15:00"',
    ]
    again = run("batch", cohort, "--out", out, "--map", saved, "--save-map", saved, *NOW)
    assert again.code == 2
    assert "is read here, and would be lost" in again.err
    again = run("batch", cohort, "--out", out, "--map", saved, *NOW)
    assert again.code == 0, again.err
    assert out.read_text(encoding="utf-8") == first
    saved.write_text("columns: nothing\n", encoding="utf-8")
    wrong = run("batch", cohort, "--out", out, "--map", saved, *NOW)
    assert (wrong.code, "wrong-saved-map" in wrong.err) == (3, True)


def test_on_a_terminal_each_column_has_a_line(cohort: Path) -> None:
    done = run_on_terminal("batch", cohort, "--out", cohort.with_name("a.csv"), *MOMENT, *NOW)
    assert "I read `Day` and `At` as interview_ended, day/month/year." in done.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--dates", "year first"), "--dates: write `day first` or `month first`"),
        (("--assume-time", "late"), "--assume-time: write a time of day, as 15:00"),
        (("--map", "Day"), "--map: write `COLUMN=FACT`, or name a file that was saved"),
        (("--dates", "Dya=day first", "--map", "Sector=industry"), "there is no column `Dya`"),
        (("--map", "Day=decision_due", "--map", "At=decision_due"), "both give `decision_due`"),
    ],
)
def test_words_that_say_nothing(cohort: Path, options: tuple[str, ...], said: str) -> None:
    done = run("batch", cohort, "--out", cohort.with_name("a.csv"), *options, *NOW)
    assert done.code in (2, 3)
    assert said in done.err
    assert not cohort.with_name("a.csv").exists()


def test_a_template_is_read_without_a_word(tmp_path: Path) -> None:
    path, out = tmp_path / "clients.xlsx", tmp_path / "a.parquet"
    done = run("batch", "--template", path)
    assert done.code == 0, done.err
    rules = load(packaged())
    asked = [fact for fact in rules.facts.values() if fact.question is not None]
    names = fastexcel.read_excel(path).sheet_names
    assert names == ["Clients", "How to fill it in", "Lists"]
    head = pl.read_excel(path, sheet_name="Clients", has_header=False).row(0)
    assert head == ("client", *(spaced(fact.id) for fact in asked))
    notes = pl.read_excel(path, sheet_name="How to fill it in", has_header=False).rows()
    assert [row[1] for row in notes[-len(asked) :]] == [fact.question for fact in asked]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Clients")
        sheet.write_row(0, 0, head)
        sheet.write_string(1, 0, "Ann")
        for place, fact in enumerate(asked, start=1):
            if fact.type.choices:
                sheet.write_string(1, place, [*fact.type.choices.values()][-1])
    done = run("batch", path, "--out", out, *NOW)
    assert done.code == 0, done.err
    assert "handed on as they are: `client`" in done.err
    assert "nothing known of" not in done.err
    assert "not understood" not in done.out


def test_a_template_of_any_ruleset(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    assert run("batch", "--template", path, "--ruleset", MOODS).code == 0
    assert run("batch", "--template", path, "--ruleset", MOODS).code == 0, "its own is replaced"
    rules = load(MOODS)
    assert all(takes(fact.type) for fact in rules.facts.values())
    wrong = run("batch", "--template", tmp_path / "clients.csv")
    assert (wrong.code, "end the name in `.xlsx`" in wrong.err) == (2, True)
    wrong = run("batch", "c.csv", "--template", path)
    assert (wrong.code, "takes no COHORT" in wrong.err) == (2, True)
    wrong = run("batch", "c.csv")
    assert (wrong.code, "--out FILE is missing" in wrong.err) == (2, True)
