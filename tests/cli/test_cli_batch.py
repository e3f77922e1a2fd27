"""``tactful batch`` as users run it: what it says, what it leaves behind, how it stops."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from random import Random

import polars as pl
import pytest
import xlsxwriter

from breaking import NAMES, client
from goldens import Golden
from running import (
    MOODS,
    command,
    environment,
    needs_attribute,
    needs_file,
    run,
    run_on_terminal,
)

KILLS = int(os.environ.get("TACTFUL_KILLS", "5"))

COHORT = """\
Name,Mood,Neighbour,presents welcome,Budget
Ann,cheerful,a friend,yes,20
Bo,cheerful,friend,yes,20
Cy,polite,official,no,
Di,frosty,stranger,maybe,five
Ed
Flo,,,,
"""


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    path = tmp_path / "neighbours.csv"
    path.write_text(COHORT, encoding="utf-8")
    return path


def test_what_it_says_and_writes(cohort: Path, golden: Golden) -> None:
    done = run(
        "batch",
        "neighbours.csv",
        "--out",
        "advice.csv",
        "--ruleset",
        MOODS,
        "--now",
        "2026-11-20T12:00",
        "--explain",
        cwd=cohort.parent,
    )
    written = (cohort.parent / "advice.csv").read_text(encoding="utf-8")
    rejects = (cohort.parent / "advice.csv.rejects.csv").read_text(encoding="utf-8")
    notes = (cohort.parent / "advice.csv.notes.csv").read_text(encoding="utf-8")
    assert done.code == 0
    golden(
        "batch.txt",
        f"{done.out}\n--- on standard error\n{done.err}\n--- advice.csv\n{written}"
        f"\n--- advice.csv.rejects.csv\n{rejects}\n--- advice.csv.notes.csv\n{notes}",
    )


def test_columns_can_be_mapped(cohort: Path) -> None:
    cohort.write_text("Temper,who\ncheerful,friend\n", encoding="utf-8")
    done = run(
        "batch",
        cohort,
        "--out",
        cohort.with_name("a.parquet"),
        "--ruleset",
        MOODS,
        "--map",
        "temper=mood",
        "--map",
        "who=neighbour",
    )
    assert done.code == 0
    assert done.err.startswith("facts from 2 columns; nothing known of")


def test_a_comparison_is_a_table(cohort: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.yaml"
    old.write_text(MOODS.read_text(encoding="utf-8").replace("fallback: wait", ""), "utf-8")
    done = run(
        "batch", cohort, "--out", tmp_path / "a.parquet", "--ruleset", MOODS, "--compare", old
    )
    assert done.code == 0
    assert done.out.endswith(
        "\n\nThe advice changes for 1 client:\n  1  step  no recommendation  to “wait”\n"
    )
    advice = pl.read_parquet(tmp_path / "a.parquet")
    assert advice["step_before"].to_list() == [*["say_thanks"] * 3, None]
    assert advice["step"].to_list() == [*["say_thanks"] * 3, "wait"]


def test_long_changes_get_lines_of_their_own(cohort: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.yaml"
    text = MOODS.read_text(encoding="utf-8")
    long = "say thank you warmly and as soon as there is a minute for it"
    old.write_text(text.replace("say thank you", long).replace("fallback: wait", ""), "utf-8")
    turned = tmp_path / "turned.yaml"
    turned.write_text(text.replace("say_thanks: for", "say_thanks: against"), "utf-8")
    done = run(
        "batch", cohort, "--out", tmp_path / "a.parquet", "--ruleset", turned, "--compare", old
    )
    assert (
        f"  3  step     “{long}”\n"
        "              to “wait”\n"
        "  2  means    “a small present”  to nothing to decide\n"
    ) in done.out


def test_a_workbook_has_a_summary_the_clients_and_the_reasons(cohort: Path, tmp_path: Path) -> None:
    done = run("batch", cohort, "--out", tmp_path / "a.xlsx", "--ruleset", MOODS, "--explain")
    assert done.code == 0
    sheets = pl.read_excel(tmp_path / "a.xlsx", sheet_id=0, has_header=False)
    assert [*sheets] == ["Summary", "Clients", "Reasons", "Not understood"]
    shown = sheets["Clients"].rows()
    assert shown[0][:6] == ("Name", "Mood", "Neighbour", "presents welcome", "Budget", "step")
    assert [row[0] for row in shown[1:]] == ["Ann", "Bo", "Cy", "Di"]
    assert shown[2][5] == "say thank you"
    reasons = sheets["Reasons"].rows()
    assert reasons[0] == ("Name", "about", "in words")
    of_bo = [row[1:] for row in reasons if row[0] == "Bo"]
    assert of_bo[0] == ("advice", "Say thank you, with a small present.")
    assert ("why", "What should you do? Say thank you.") in of_bo
    assert of_bo[[row[0] for row in of_bo].index("why") + 1][1].startswith("- People like")
    told = sheets["Not understood"].rows()
    assert [(row[0], row[1], row[2]) for row in told[1:]] == [
        ("D5", "cell not understood", "Di"),
        ("row 6", "client rejected", ""),
        ("A7", "row left out", "Flo"),
    ]
    counts = [row[:2] for row in sheets["Summary"].rows()]
    for row in (
        ("4 clients", None),
        ("1 client could not be advised", None),
        ("What should you do?", "Clients"),
        ("say thank you", "3"),
    ):
        assert row in counts


def test_a_workbook_of_nobody(cohort: Path, tmp_path: Path) -> None:
    cohort.write_text(COHORT.splitlines()[0] + "\n", encoding="utf-8")
    done = run("batch", cohort, "--out", tmp_path / "a.xlsx", "--ruleset", MOODS, "--explain")
    assert (done.code, done.out.splitlines()[0]) == (0, "no clients: 0 advised, 0 rejected")
    sheets = pl.read_excel(tmp_path / "a.xlsx", sheet_id=0, has_header=False)
    assert [sheet.height for sheet in (sheets["Clients"], sheets["Reasons"])] == [1, 1]


def test_a_workbook_keeps_dates_and_shows_what_was_before_in_words(tmp_path: Path) -> None:
    old = tmp_path / "old.yaml"
    text = MOODS.read_text(encoding="utf-8")
    old.write_text(text.replace("fallback: wait", "").replace("say thank you", "thank them"))
    born = [date(1990, 5, 17), date(1985, 1, 2)]
    frame = pl.DataFrame({"Mood": ["cheerful", "frosty"], "born": born})
    frame = frame.with_columns(met=pl.lit(datetime(2026, 11, 20, 14, 30)))
    frame.write_excel(tmp_path / "c.xlsx")
    for name in ("a.xlsx", "a.parquet"):
        done = run(
            "batch",
            tmp_path / "c.xlsx",
            "--out",
            tmp_path / name,
            "--ruleset",
            MOODS,
            "--compare",
            old,
        )
        assert done.code == 0
    assert pl.read_parquet(tmp_path / "a.parquet")["born"].to_list() == born
    sheet = pl.read_excel(tmp_path / "a.xlsx", sheet_name="Clients")
    assert sheet["born"].to_list() == born
    assert sheet["met"].to_list() == frame["met"].to_list()
    assert sheet["step"].to_list() == ["say thank you", "wait"]
    assert sheet["step before"].to_list() == ["thank them", None]
    assert sheet["advice changed"].to_list() == [None, "step"]


def test_more_clients_than_a_sheet_holds(tmp_path: Path) -> None:
    many = pl.select(pl.int_range(1_048_576).alias("n"), mood=pl.lit("cheerful"))
    many.write_parquet(tmp_path / "c.parquet")
    done = run("batch", tmp_path / "c.parquet", "--out", tmp_path / "a.xlsx", "--ruleset", MOODS)
    assert (done.code, done.out) == (3, "")
    assert "too-many-rows" in done.err
    assert "write a `.csv` or a `.parquet` file instead" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["c.parquet"]


Break = Callable[[Path], object]


def become_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def damaged(path: Path) -> None:
    """A Parquet file that can be opened, and not read."""
    many = pl.select(n=pl.int_range(200_000), mood=pl.lit("cheerful"))
    many.with_columns(x=pl.col("n").hash()).write_parquet(path)
    content = bytearray(path.read_bytes())
    for place in range(2_000, 200_000, 7):
        content[place] ^= 0x5A
    path.write_bytes(content)


BROKEN: dict[str, tuple[str, Break, str]] = {
    "missing": ("c.csv", lambda path: path.unlink(), "missing-file"),
    "folder": ("c.csv", become_folder, "unreadable-file"),
    "empty": ("c.csv", lambda path: path.write_bytes(b""), "empty-file"),
    "no facts": ("c.csv", lambda path: path.write_text("a,b\n1,2\n"), "no-facts"),
    "doubled": ("c.csv", lambda path: path.write_text("Mood,mood\n,\n"), "doubled-column"),
    "not utf-8": ("c.csv", lambda path: path.write_bytes(b"m\xf6\xf6d\n"), "damaged-cohort"),
    "no parquet": ("c.parquet", lambda path: path.write_text("mood\n"), "damaged-cohort"),
    "no workbook": ("c.xlsx", lambda path: path.write_text("mood\n"), "damaged-cohort"),
    "no format": ("c.doc", lambda path: path.write_text("mood\n"), "unknown-format"),
    "doubled by the letter": (
        "c.csv",
        lambda path: path.write_text("mood,mood\n,\n"),
        "doubled-column",
    ),
    "old line ends": (
        "c.csv",
        lambda path: path.write_bytes(b"mood,x\rcheerful,1\r"),
        "damaged-cohort",
    ),
    "empty parquet": ("c.parquet", lambda path: path.write_bytes(b""), "empty-file"),
    "empty workbook": ("c.xlsx", lambda path: path.write_bytes(b""), "empty-file"),
    "parquet with a damaged page": ("c.parquet", damaged, "damaged-cohort"),
    "empty json": ("c.jsonl", lambda path: path.write_bytes(b"\n"), "empty-file"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_cohort_that_cannot_be_used(tmp_path: Path, how: str) -> None:
    name, broke, mistake = BROKEN[how]
    path = tmp_path / name
    path.write_bytes(b"")
    broke(path)
    out = tmp_path / "advice.csv"
    done = run("batch", path, "--out", out, "--ruleset", MOODS)
    assert (done.code, done.out) == (3, "")
    assert f" {mistake}]" in done.err
    assert "Traceback" not in done.err
    assert not out.exists()


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffName;Mood\r\nAnn;cheerful\r\n",
        "sep=;\r\nName;Mood\r\nAnn;cheerful\r\n",
        "\ufeffsep=\t\nName\tMood\nAnn\tcheerful\n",
        "\n  \nName,Mood\n\nAnn,cheerful",
        '"Name","Mood"\n"Ann","cheerful"\n',
    ],
)
def test_what_spreadsheets_make_of_csv(tmp_path: Path, text: str) -> None:
    path, out = tmp_path / "c.csv", tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    done = run("batch", path, "--out", out, "--ruleset", MOODS)
    assert (done.code, done.out.splitlines()[0]) == (0, "1 client: 1 advised, 0 rejected")
    assert out.read_text(encoding="utf-8").splitlines()[1].startswith("Ann,cheerful,say_thanks,")


def test_a_workbook_with_a_title_above_and_a_sheet_before(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Read me").write(0, 0, "The clients are on the next sheet")
        sheet = book.add_worksheet("November")
        sheet.merge_range("A1:C1", "Neighbours, as of November")
        sheet.write_row(2, 0, ["Name", "Mood", "Helped at"])
        sheet.write_row(3, 0, ["Ann", "cheerful"])
        sheet.write_row(4, 0, ["Bo", "polite", 46345.5])
    out = tmp_path / "a.csv"
    done = run("batch", path, "--out", out, "--ruleset", MOODS)
    assert done.err.startswith("the names are on row 3 of the sheet `November`; facts from 2 col")
    assert done.out.splitlines()[0] == "2 clients: 2 advised, 0 rejected"
    notes = (tmp_path / "a.csv.notes.csv").read_text(encoding="utf-8")
    assert notes.splitlines()[1].startswith("5,cell not understood,Helped at,46345.5,")
    assert "`46345.5` is a number; give the column the format of a" in notes


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda out: out.mkdir(), "is a folder, and is left as it is"),
        (lambda out: out.symlink_to("/dev/full"), "is no ordinary file, and is left as it is"),
    ],
)
def test_what_is_no_file_is_not_written_over(
    cohort: Path, make: Callable[[Path], object], said: str
) -> None:
    needs_file("/dev/full")
    out = cohort.with_name("advice.csv")
    make(out)
    done = run("batch", cohort, "--out", out, "--ruleset", MOODS)
    assert (done.code, done.out) == (3, "")
    assert said in done.err
    assert names(cohort.parent) == ["advice.csv", "neighbours.csv"]


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".jsonl", ".xlsx"])
def test_where_there_is_no_room_nothing_is_left(long: Path, ending: str) -> None:
    """The room is what a process may write to one file: a full disk needs rights to make."""
    needs_attribute("resource", "setrlimit")
    out = long.with_name(f"advice{ending}")
    most = 200_000
    done = subprocess.run(
        command("batch", long, "--out", out),
        env=environment(),
        capture_output=True,
        text=True,
        preexec_fn=lambda: limit(most),
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert f"`{out}` cannot be used: " in done.stderr
    assert "Traceback" not in done.stderr
    assert names(long.parent) == ["clients.csv"]


def limit(size: int) -> None:
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--map", "mood"), 2, "write `COLUMN=FACT`"),
        (("--map", "Moot=mood"), 3, "there is no column `Moot`"),
        (("--map", "Name=moot"), 3, "there is no fact `moot`"),
        (("--now", "noon"), 2, "`noon` is not a date with a time"),
        (("--master", "local"), 2, "--master is for --engine spark"),
        (("--out", "advice.doc"), 2, "end the name in one of"),
        (("--out", "neighbours.csv"), 2, "`neighbours.csv` is read here, and would be lost"),
        (("--out", "nowhere/advice.csv"), 3, "there is no folder `nowhere`"),
        (("--compare", "nowhere.yaml"), 3, "missing-file"),
    ],
)
def test_wrong_words(cohort: Path, words: tuple[str, ...], code: int, said: str) -> None:
    out = () if words[0] == "--out" else ("--out", "advice.csv")
    done = run("batch", "neighbours.csv", *out, *words, "--ruleset", MOODS, cwd=cohort.parent)
    assert done.code == code
    assert said in done.err
    assert sorted(path.name for path in cohort.parent.iterdir()) == ["neighbours.csv"]


def test_a_terminal_shows_progress(cohort: Path) -> None:
    done = run_on_terminal("batch", cohort, "--out", cohort.with_name("a.csv"), "--ruleset", MOODS)
    assert done.code == 0
    assert "Advising" in done.out


def test_a_killed_batch_leaves_the_old_advice_or_the_new(tmp_path: Path) -> None:
    """However it is killed, no half of a file ever has the name of the whole."""
    rng = Random(1)
    path, out = tmp_path / "clients.csv", tmp_path / "advice.csv"
    rows = [",".join(client(rng, number)) for number in range(40_000)]
    path.write_text("\n".join([",".join(NAMES), *rows]), encoding="utf-8")
    words = command("batch", path, "--out", out, "--now", "2026-11-25T10:00")
    started = time.monotonic()
    subprocess.run(words, env=environment(), check=True, capture_output=True)
    lasted = time.monotonic() - started
    whole, old = out.read_bytes(), b"the advice of an earlier run\n"
    found = set()
    for turn in range(KILLS):
        before = old if turn % 2 else None
        out.unlink(missing_ok=True)
        if before is not None:
            out.write_bytes(before)
        with subprocess.Popen(
            words, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(rng.random() * 1.1 * lasted)
            process.send_signal(signal.SIGKILL)
        now = out.read_bytes() if out.exists() else None
        assert now in (before, whole)
        found.add(now == whole)
    assert found


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A cohort whose advice takes a while."""
    rng = Random(2)
    path = tmp_path / "clients.csv"
    rows = [",".join(client(rng, number)) for number in range(60_000)]
    path.write_text("\n".join([",".join(NAMES), *rows]), encoding="utf-8")
    return path


@contextmanager
def begun(path: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """A batch that has begun to write."""
    with subprocess.Popen(
        command("batch", path, "--out", out, "--explain"),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not [*out.parent.glob(f".{out.name}.*.part/{out.name}")]:
            assert process.poll() is None
            time.sleep(0.01)
        yield process


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_batch_leaves_nothing_behind(long: Path, number: int, code: int) -> None:
    with begun(long, long.with_name("advice.csv")) as process:
        (part,) = long.parent.glob(".advice.csv.*.part/advice.csv")
        while not part.stat().st_size:  # then there is something that could be left behind
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        assert process.stderr is not None
        told = process.stderr.read()
    assert (process.returncode, "Traceback" in told, "FATAL" in told) == (code, False, False)
    assert names(long.parent) == ["clients.csv"]


def test_what_a_killed_batch_left_goes_with_the_next(cohort: Path, long: Path) -> None:
    out = long.with_name("advice.csv")
    with begun(long, out) as process:
        process.kill()
    left = set(names(long.parent)) - {"clients.csv", "neighbours.csv"}
    assert all(name.endswith(".part") for name in left)
    assert len(left) == 3  # the advice, the rejects and the notes
    bystander = long.with_name(".advice.csv.old.part.bak")
    bystander.write_text("mine")
    done = run("batch", cohort, "--out", out, "--ruleset", MOODS)
    assert done.code == 0
    assert names(long.parent) == [
        bystander.name,
        "advice.csv",
        "advice.csv.notes.csv",
        "advice.csv.rejects.csv",
        "clients.csv",
        "neighbours.csv",
    ]


def test_two_batches_to_one_place_leave_each_other_alone(cohort: Path, long: Path) -> None:
    """The second finds the first at work, which is stopped meanwhile and not dead."""
    out = long.with_name("advice.csv")
    with begun(long, out) as first:
        first.send_signal(signal.SIGSTOP)
        at_work = [name for name in names(long.parent) if name.endswith(".part")]
        done = run("batch", cohort, "--out", out, "--ruleset", MOODS)
        assert done.code == 0
        assert out.read_text().count("\n") > 3
        assert [name for name in names(long.parent) if name.endswith(".part")] == at_work
        first.send_signal(signal.SIGCONT)
        first.send_signal(signal.SIGINT)
    assert not [name for name in names(long.parent) if name.endswith(".part")]
