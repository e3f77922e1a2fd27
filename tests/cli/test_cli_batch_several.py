"""Clients with several interviewers, as people bring them to ``tactful batch``."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import xlsxwriter

from goldens import Golden
from running import run

PANEL = Path(__file__).parent.parent / "golden" / "panel.yaml"
AT = ("--ruleset", PANEL, "--now", "2026-11-20T15:30")

NUMBERED = """\
Student,interview_ended,Interviewer 1 name,Interviewer 1 rapport,role,Interviewer 2: Name,\
"How did you get on with interviewer 2?",Role (2),3rd interviewer,rapport_3
Mia,2026-11-20T14:00,Ana,you hit it off,the hiring manager,Ben,friendly,recruiter,,
Ines,2026-11-20T14:00,,,,,,,,
Cara,2026-11-20T14:00,Ana,friendly,recruiter,-,n/a,,Cleo,stiff
Dan,2026-11-20T14:00,Ana,friendly,,ana ,friendly,,,
"""

CLIENTS = """\
Student,interview_ended,Remarks
Mia Novak,2026-11-20T14:00,panel
Ines,2026-11-20T14:00,
Dan Wu,2026-11-20T14:00,
dan wu,2026-11-19T14:00,
Eve,2026-11-20T14:00,
"""

INTERVIEWERS = """\
Student,Name,Role,Rapport,Notes
mia  novak,Ana,the hiring manager,you hit it off,
Mia Novak,Ben,colleague,so-so,
Dan Wu,Lee,recruiter,warm,
,Max,recruiter,warm,
Zed,Xu,recruiter,warm,
Ines,,,,nobody yet
"""


@pytest.fixture
def numbered(tmp_path: Path) -> Path:
    path = tmp_path / "clients.csv"
    path.write_text(NUMBERED, encoding="utf-8")
    return path


@pytest.fixture
def two_tables(tmp_path: Path) -> tuple[Path, Path]:
    clients, people = tmp_path / "clients.csv", tmp_path / "people.csv"
    clients.write_text(CLIENTS, encoding="utf-8")
    twelve = "".join(f"Eve,P{chr(65 + n)},colleague,warm,\n" for n in range(13))
    people.write_text(INTERVIEWERS + twelve, encoding="utf-8")
    return clients, people


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [*csv.DictReader(stream)]


def test_numbered_columns_are_read_as_people_head_them(numbered: Path, golden: Golden) -> None:
    out = numbered.with_name("advice.csv")
    done = run("batch", numbered, "--out", out, *AT)
    assert done.code == 0, done.err
    golden("batch-several.txt", (done.err + done.out).replace(f"{numbered.parent}/", ""))
    mia, ines, cara = rows_of(out)
    assert [mia[f"interviewer_{n}"] for n in (1, 2, 3)] == ["Ana", "Ben", ""]
    assert [mia[f"interviewer_{n}_timing"] for n in (1, 2, 3)] == ["evening", "morning", ""]
    assert (ines["interviewer_1"], ines["interviewer_1_timing"]) == ("", "evening")
    assert (cara["interviewer_2"], cara["interviewer_2_step"]) == ("Cleo", "thank")
    assert (cara["Interviewer 2: Name"], cara["3rd interviewer"]) == ("'-", "Cleo")
    (dan,) = rows_of(out.with_name("advice.csv.rejects.csv"))
    assert (dan["row"], dan["client"], dan["cell"]) == ("5", "Dan", "F5")
    assert "two of the interviewers are called `ana`" in dan["reason"]


def test_a_row_may_be_an_interviewer(numbered: Path) -> None:
    out = numbered.with_name("advice.jsonl")
    done = run("batch", numbered, "--out", out, "--per", "interviewers", *AT)
    assert done.code == 0, done.err
    assert "4 clients: 3 advised (with 5 interviewers), 1 rejected" in done.out
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    told = [(row["Student"], row["interviewer"], row["interviewer_number"]) for row in rows]
    assert told == [
        ("Mia", "Ana", 1),
        ("Mia", "Ben", 2),
        ("Ines", None, 1),
        ("Cara", "Ana", 1),
        ("Cara", "Cleo", 2),
    ]
    wrong = run("batch", numbered, "--out", out, "--per", "person", *AT)
    assert wrong.code == 2
    assert "a row may be one of `client`, `interviewer`, and not `person`" in wrong.err


def test_json_has_the_shape_of_one_evaluation(numbered: Path, tmp_path: Path) -> None:
    out, one = numbered.with_name("advice.jsonl"), tmp_path / "one.yaml"
    assert run("batch", numbered, "--out", out, *AT).code == 0
    mia = json.loads(out.read_text(encoding="utf-8").splitlines()[0])
    one.write_text(
        "scenario: Mia\nfacts: {interview_ended: 2026-11-20T14:00}\ninterviewers:\n"
        "  - {name: Ana, rapport: hit_it_off, role: hiring_manager}\n"
        "  - {name: Ben, rapport: warm, role: recruiter}\n",
        encoding="utf-8",
    )
    done = run("evaluate", one, "--format", "json", *AT)
    told = json.loads(done.out)["results"][0]["each"]["interviewer"]
    for mine, theirs in zip(mia["each"]["interviewer"], told, strict=True):
        assert mine["name"] == theirs["name"]
        for name, decision in mine["decisions"].items():
            assert decision.items() <= theirs["decisions"][name].items()
        assert mine["window"].items() <= theirs["window"].items()


def test_a_map_is_of_one_or_of_all_numbers(tmp_path: Path) -> None:
    path, saved = tmp_path / "clients.csv", tmp_path / "map.yaml"
    path.write_text(
        "Who,interview_ended,Chief,Mood 1,Mood 2\nMia,2026-11-20T14:00,Ana,warm,cold\n",
        encoding="utf-8",
    )
    words = ("--map", "Chief=interviewer[1]", "--map", "Mood=rapport", "--save-map", saved)
    out = path.with_name("advice.csv")
    done = run("batch", path, "--out", out, *words, *AT)
    assert done.code == 0, done.err
    assert '  "Mood 2": "rapport[2]"' in saved.read_text(encoding="utf-8")
    first = out.read_bytes()
    assert rows_of(out)[0]["interviewer_1"] == "Ana"
    assert run("batch", path, "--out", out, "--map", saved, *AT).code == 0
    assert out.read_bytes() == first


def test_more_than_may_be_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("interview_ended,rapport 1,rapport 13\n,warm,cold\n", encoding="utf-8")
    done = run("batch", path, "--out", path.with_name("a.csv"), *AT)
    assert done.code == 3
    assert "`rapport 13` is about interviewer 13, and there may be up to 12" in done.err
    assert "too-many-people" in done.err
    assert not path.with_name("a.csv").exists()


def test_rulesets_are_not_compared_for_several(numbered: Path) -> None:
    out = numbered.with_name("advice.csv")
    done = run("batch", numbered, "--out", out, "--compare", PANEL, *AT)
    assert done.code == 3
    assert "not-compared" in done.err
    done = run("diff", PANEL, PANEL, "--cohort", numbered)
    assert done.code == 3
    assert "two rulesets are not compared for several interviewers" in done.err


def test_interviewers_in_a_file_of_their_own(two_tables: tuple[Path, Path], golden: Golden) -> None:
    clients, people = two_tables
    out = clients.with_name("advice.csv")
    done = run("batch", clients, "--each", f"interviewer={people}", "--out", out, *AT)
    assert done.code == 0, done.err
    told = (done.err + done.out).replace(f"{clients.parent}/", "")
    golden("batch-second-table.txt", told)
    rejects = out.with_name("advice.csv.rejects.csv").read_text(encoding="utf-8")
    notes = out.with_name("advice.csv.notes.csv").read_text(encoding="utf-8")
    golden("batch-second-table.csv", f"{rejects}\n{notes}")
    mia, ines = rows_of(out)
    assert [mia["interviewer_1"], mia["interviewer_2"]] == ["Ana", "Ben"]
    assert (ines["interviewer_1"], ines["interviewer_1_step"]) == ("", "thank")


def test_both_forms_of_a_cohort_are_advised_alike(tmp_path: Path) -> None:
    wide, clients, people = (tmp_path / f"{name}.csv" for name in ("wide", "clients", "people"))
    wide.write_text(
        "id,interview_ended,interviewer 1,role 1,rapport 1,interviewer 2,role 2,rapport 2\n"
        "1,2026-11-20T14:00,Ana,recruiter,warm,Ben,colleague,cold\n"
        "2,2026-11-20T14:00,Cleo,hiring_manager,hit_it_off,,,\n"
        "3,2026-11-20T14:00,,,,,,\n",
        encoding="utf-8",
    )
    clients.write_text(
        "id,interview_ended\n" + "".join(f"{n},2026-11-20T14:00\n" for n in (1, 2, 3)),
        encoding="utf-8",
    )
    people.write_text(
        "name,role,rapport,id\nAna,recruiter,warm,1\nCleo,hiring_manager,hit_it_off,2\n"
        "Ben,colleague,cold,1\n",
        encoding="utf-8",
    )
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    assert run("batch", wide, "--out", one, *AT).code == 0
    done = run("batch", clients, "--each", f"interviewers={people}", "--out", other, *AT)
    assert done.code == 0, done.err
    first, second = pl.read_parquet(one), pl.read_parquet(other)
    made = [name for name in second.columns if name not in ("id", "interview_ended")]
    assert first.select(made).to_dicts() == second.select(made).to_dicts()


@pytest.mark.parametrize(
    ("head", "words", "said"),
    [
        ("Client,Name,Rapport", (), "no column of both tables says which client"),
        ("Client,Name,Rapport", ("--key", "Student=Who"), "no column of both tables says"),
        ("Student,Name,Mood", ("--map", "Mood=raport"), "did you mean `rapport`"),
    ],
)
def test_mistakes_about_a_second_table(
    two_tables: tuple[Path, Path], head: str, words: tuple[str, ...], said: str
) -> None:
    clients, people = two_tables
    people.write_text(f"{head}\nMia Novak,Ana,warm\n", encoding="utf-8")
    out = clients.with_name("advice.csv")
    done = run("batch", clients, "--each", f"interviewer={people}", "--out", out, *words, *AT)
    assert done.code == 3, done.err
    assert said in done.err
    assert not out.exists()


def test_a_key_may_have_another_heading(two_tables: tuple[Path, Path]) -> None:
    clients, people = two_tables
    people.write_text("Whose,Name,Rapport\nMia Novak,Ana,warm\n", encoding="utf-8")
    out = clients.with_name("advice.csv")
    words = ("--each", f"interviewer={people}", "--key", "student=whose")
    done = run("batch", clients, *words, "--out", out, *AT)
    assert done.code == 0, done.err
    assert rows_of(out)[0]["interviewer_1"] == "Ana"


def test_what_is_of_one_stands_in_one_table(two_tables: tuple[Path, Path]) -> None:
    clients, people = two_tables
    clients.write_text("Student,interview_ended,Rapport\nMia Novak,,warm\n", encoding="utf-8")
    out = clients.with_name("advice.csv")
    done = run("batch", clients, "--each", f"interviewer={people}", "--out", out, *AT)
    assert done.code == 3
    assert "`Rapport` in the table of clients would be about one interviewer" in done.err
    done = run("batch", clients, "--each", "boss=x.csv", "--out", out, *AT)
    assert done.code == 2
    assert "--each: a row may be one of `client`, `interviewer`, and not `boss`" in done.err


def test_a_workbook_with_a_sheet_of_interviewers(tmp_path: Path) -> None:
    path, out = tmp_path / "centre.xlsx", tmp_path / "advice.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Read me").write(0, 0, "Fill in both sheets")
    clients, people = book.add_worksheet("This week"), book.add_worksheet("Interviewers")
    clients.write(0, 0, "Interviews this week")
    clients.write_row(2, 0, ["Student", "interview_ended", "gifts_allowed"])
    clients.write_row(3, 0, ["Mia", "20 Nov 2026 14:00", "n"])
    clients.write_row(4, 0, ["Ben", "20 Nov 2026 2 pm", "Y"])
    clients.write_row(5, 0, ["Total", 2])
    people.write_row(0, 0, ["Student", "Interviewer", "Role", "Rapport", "email known"])
    people.write_row(1, 0, ["mia", "Ana", "The hiring manager", "you hit it off", "x"])
    people.write_row(2, 0, ["MIA", "Bo", "recruiter", "Friendly", "N"])
    people.write_row(3, 0, ["Ben", "Kim", "recruiter", "grand", "y"])
    book.close()
    done = run("batch", path, "--out", out, "--explain", *AT)
    assert done.code == 0, done.err
    assert "2 clients: 2 advised (with 3 interviewers), 0 rejected" in done.out
    read = fastexcel.read_excel(out)
    assert read.sheet_names == ["Summary", "Clients", "Reasons", "Interviewers", "Not understood"]
    sheet = read.load_sheet("Interviewers", dtypes="string").to_polars()
    assert sheet.select("Student", "interviewer", "channel").rows() == [
        ("Mia", "Ana", "an email"),
        ("Mia", "Bo", None),
        ("Ben", "Kim", "an email"),
    ]
    shown = read.load_sheet("Clients", dtypes="string").to_polars()
    assert shown["channel"].to_list() == ["Ana: an email; Bo: (none)", "Kim: an email"]
    assert "For Ana" in str(read.load_sheet("Reasons", dtypes="string").to_polars().rows())
    left = read.load_sheet("Not understood", dtypes="string").to_polars()
    assert left.row(0)[0] == "Interviewers!D4"


def test_a_pack_of_clients_who_list_several(numbered: Path) -> None:
    out = numbered.with_name("packs")
    done = run("pack", numbered, "--out", out, *AT)
    assert done.code == 0, done.err
    assert "Packed 3 clients" in done.out
    page = next(out.glob("*mia*/page.html")).read_text(encoding="utf-8")
    assert "For Ana" in page
    assert "Cleo" not in page
