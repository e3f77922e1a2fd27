"""What commands write: never over what was read or is somebody else's, whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from random import Random
from typing import NamedTuple

import click
import pytest

from running import ROOT, Done, command, environment, killed, needs_attribute, run
from tactful_cli.app import COMMANDS

EXAMPLE = ROOT / "docs" / "examples" / "warm-talk.yaml"
KILLS = int(os.environ.get("TACTFUL_KILLS", "5"))
DIARY = "Dear diary\n"


class Writing(NamedTuple):
    """A command that writes a file.

    Attributes:
        words: What is typed before the name of the file.
        name: The file.
        read: A file that it reads.
        again: Whether what it wrote may be written again.
        prints: Whether it prints something else as well.
        usage: The exit code where there is somebody's file.
    """

    words: tuple[str, ...]
    name: str
    read: str
    again: bool = True
    prints: bool = True
    usage: int = 2


BATCH = ("batch", "clients.csv", "--ruleset", "rules", "--out")
DIFF = ("diff", "old.yaml", "rules", "--cohort", "clients.csv", "--cohort-out")
WRITINGS = {
    "batch csv": Writing(BATCH, "o.csv", "clients.csv"),
    "batch tsv": Writing(BATCH, "o.tsv", "clients.csv"),
    "batch jsonl": Writing(BATCH, "o.jsonl", "clients.csv"),
    "batch parquet": Writing(BATCH, "o.parquet", "clients.csv"),
    "batch xlsx": Writing(BATCH, "o.xlsx", "clients.csv"),
    "diff csv": Writing(DIFF, "o.csv", "clients.csv"),
    "diff xlsx": Writing(DIFF, "o.xlsx", "clients.csv"),
    "plan": Writing(("plan", "talk.yaml", "--ics"), "o.ics", "talk.yaml"),
    "schema": Writing(
        ("schema", "rules", "--out"), "rules/o.json", "rules/ruleset.yaml", prints=False
    ),
    "junit": Writing(("test", "rules", "--junit"), "o.xml", "rules/scenarios/cases.yaml"),
    "suggest": Writing(
        ("test", "rules", "--suggest"),
        "o.yaml",
        "rules/facts.yaml",
        again=False,
        usage=3,
    ),
    "draft": Writing(
        ("draft", "talk.yaml", "--set", "gifts_allowed=no", "--eml"),
        "o.eml",
        "talk.yaml",
        again=False,
        usage=3,
    ),
    "ask": Writing(("ask", "--answers", "talk.yaml", "--save"), "o.yaml", "talk.yaml", again=False),
}


READ = {("ask", "answers"), ("diff", "cohort")}
GOES_ON = {("ask", "resume")}
"""What is read and written anew: ``test_cli_ask`` tries it."""

ELSEWHERE = {
    ("pack", "out"),
    ("handbook", "out"),
    ("batch", "template"),
    ("batch", "save_map"),
}
"""``test_cli_pack`` and ``test_cli_handbook`` try folders; ``test_cli_batch_columns`` the rest."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with something to read for each command."""
    folder = tmp_path_factory.mktemp("made")
    assert run("new", "rules", cwd=folder).code == 0
    cases = folder / "rules" / "scenarios" / "cases.yaml"
    cases.write_text(
        "scenarios:\n  - {scenario: A, facts: {sky: raining}, expect: {umbrella: take_it}}\n"
    )
    text = "".join(
        (folder / "rules" / name).read_text().replace("slightly for", "against")
        for name in ("ruleset.yaml", "facts.yaml", "rules/advice.yaml")
    )
    (folder / "old.yaml").write_text(text)
    rows = "name,sky,minutes_outside\nAnn,cloudy,3\nBo,raining,\nCy,cloudy,9\nDi,grey,1\n"
    (folder / "clients.csv").write_text(rows)
    shutil.copy(EXAMPLE, folder / "talk.yaml")
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "here")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too; a folder with nothing in it counts."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def refused(place: Path, writing: Writing, name: str) -> Done:
    """Run a command that must write nothing, print nothing and say so."""
    before = contents(place)
    done = run(*writing.words, name, cwd=place)
    assert done.out == ""
    assert done.code in (2, 3)
    assert "Traceback" not in done.err
    assert "not your fault" not in done.err
    assert contents(place) == before
    return done


every = pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS)


def test_every_option_that_names_a_file_to_write_is_tried_here() -> None:
    named = {
        (name, str(param.name))
        for name in COMMANDS
        for param in import_module(f"tactful_cli.commands.{name.replace('-', '_')}").command.params
        if isinstance(param, click.Option) and param.metavar in ("FILE", "DIR")
    }
    tried = {(w.words[0], w.words[-1].lstrip("-").replace("-", "_")) for w in WRITINGS.values()}
    assert named - READ - GOES_ON - ELSEWHERE == tried | {("check", "write_scenarios")}


@every
def test_what_is_read_is_never_written_over(place: Path, writing: Writing) -> None:
    ending = Path(writing.name).suffix
    link = place / f"link{ending}"
    link.symlink_to(place / writing.read)
    said = "is read here, and would be lost"
    assert said in refused(place, writing, link.name).err
    if writing.words[0] not in ("batch", "diff") or ending == ".csv":
        assert said in refused(place, writing, writing.read).err


@every
def test_a_pipe_is_neither_read_nor_written(place: Path, writing: Writing) -> None:
    needs_attribute("os", "mkfifo")
    os.mkfifo(place / writing.name)
    assert "is no ordinary file" in refused(place, writing, writing.name).err


@every
def test_somebodys_file_is_left_alone(place: Path, writing: Writing) -> None:
    (place / writing.name).write_text(DIARY)
    done = refused(place, writing, writing.name)
    assert done.code == writing.usage
    assert ("there already" if writing.again else "exists already") in done.err


@every
def test_where_nothing_can_be_written_nothing_is_begun(place: Path, writing: Writing) -> None:
    ending = Path(writing.name).suffix
    for name, said in (
        ("-" if writing.words[0] not in ("batch", "diff") else f"none/-{ending}", ""),
        (f"none/o{ending}", "there is no folder"),
        (f"talk.yaml/o{ending}", "cannot be written"),
        (f"{'n' * 300}{ending}", "name too long"),
    ):
        assert said in refused(place, writing, name).err
    if os.getuid() and hasattr(os, "getuid"):
        (place / "closed").mkdir(mode=0o500)
        assert "permission denied" in refused(place, writing, f"closed/o{ending}").err


@every
def test_what_was_written_is_known_again_and_stays_private(place: Path, writing: Writing) -> None:
    out = place / writing.name
    first = run(*writing.words, writing.name, cwd=place)
    assert first.code in (0, 1), first.err
    assert out.exists()
    assert bool(first.out) is writing.prints
    kept = out.with_name(f"kept{out.suffix}")
    out.chmod(0o600)
    out.rename(kept)
    out.symlink_to(kept.name)
    if (rejects := out.with_name(f"{out.name}.rejects.csv")).exists():
        rejects.chmod(0o640)
    second = run(*writing.words, writing.name, cwd=place)
    if not writing.again:
        assert second.code == writing.usage
        assert "exists already" in second.err
        return
    assert second.code == first.code, second.err
    assert out.is_symlink()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert not rejects.exists() or stat.S_IMODE(rejects.stat().st_mode) == 0o640


def test_an_output_of_one_command_is_nobody_elses(place: Path) -> None:
    for writing in (w for w in WRITINGS.values() if w.name in ("o.csv", "o.xlsx")):
        (place / writing.name).unlink(missing_ok=True)
        (place / f"{writing.name}.rejects.csv").unlink(missing_ok=True)
        assert run(*writing.words, writing.name, cwd=place).code in (0, 1)
        other = BATCH if writing.words[0] == "diff" else DIFF
        said = refused(place, Writing(other, writing.name, ""), writing.name).err
        assert "is there already and is no" in said


HOOK = """
import os, sys, tempfile
tempfile.gettempdir()  # tries whether it can write there
def watch(event, found):
    if event == "open":
        path, mode, flags = found
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) if isinstance(flags, int) else 0
        if writes and isinstance(path, str | bytes) and "/dev/" not in os.fsdecode(path):
            assert ".part" in os.fsdecode(path), path
    elif event in ("os.remove", "os.rename", "os.truncate", "os.link", "shutil.move"):
        if event == "os.remove" and found[1] != -1:
            return  # in a folder that is taken away whole
        assert ".part" in os.fsdecode(found[0]), (event, found)
sys.addaudithook(watch)
sys.dont_write_bytecode = True
from tactful_cli.app import main
main(sys.argv[1:])
"""


@every
def test_nothing_is_written_but_what_is_put_in_its_place_when_whole(
    place: Path, writing: Writing
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOOK, *writing.words, writing.name],
        cwd=place,
        env=environment(TACTFUL_DEBUG="1"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert (place / writing.name).exists()


@every
def test_a_full_disk_leaves_the_old_file_and_nothing_else(place: Path, writing: Writing) -> None:
    needs_attribute("resource", "RLIMIT_FSIZE")
    if writing.again:
        assert run(*writing.words, writing.name, cwd=place).code in (0, 1)
    before = contents(place)
    done = limited(place, writing, 16)
    assert done.returncode == 3, done.stderr
    assert "file too large" in done.stderr.lower()
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr
    assert contents(place) == before
    if writing.words[0] == "ask":
        assert "What was answered, for you to keep:\n\nscenario: Warm talk" in done.stderr
        assert "Warm talk" in done.stdout


def limited(place: Path, writing: Writing, size: int) -> subprocess.CompletedProcess[str]:
    """Run a command that can write no file of more bytes."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2);"
        "sys.dont_write_bytecode = True; from tactful_cli.app import main; main(sys.argv[2:])"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(size), *writing.words, writing.name],
        cwd=place,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_new_ruleset_on_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    needs_attribute("resource", "RLIMIT_FSIZE")
    writing = Writing(("new",), "mine", "")
    done = limited(tmp_path, writing, 500)
    assert (done.returncode, done.stdout) == (3, "")
    assert "mine cannot be written: file too large" in done.stderr
    assert contents(tmp_path) == {}
    assert run("new", "mine", cwd=tmp_path).code == 0


@pytest.mark.parametrize("name", ["junit", "suggest", "draft", "plan"])
def test_a_file_is_there_though_nobody_reads_on(place: Path, name: str) -> None:
    writing = WRITINGS[name]
    process = subprocess.Popen(
        command(*writing.words, writing.name),
        cwd=place,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=60) in (0, 141)
    assert (place / writing.name).stat().st_size


def seen(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.endswith(".part")}


KILLED = {
    "batch": ("o.csv", BATCH),
    "plan": ("o.ics", ("plan", "talk.yaml", "--ics")),
    "suggest": ("o.yaml", ("test", "rules", "--suggest")),
    "new": ("o", ("new",)),
    "handbook": ("o", ("handbook", "rules", "--out")),
}
"""``test_cli_pack`` tries packs, which grow by whole clients."""


@pytest.mark.parametrize("name", KILLED)
def test_a_command_that_is_killed_leaves_all_or_nothing(place: Path, name: str) -> None:
    out, words = KILLED[name]
    begun = time.monotonic()
    assert run(*words, out, cwd=place).code == 0
    lasts = time.monotonic() - begun
    whole = contents(place)
    remove(place / out)
    remove(place / f"{out}.rejects.csv")
    inputs = seen(place)
    random = Random(name)
    for _ in range(KILLS):
        killed(place, (*words, out), random.uniform(0, 1.3 * lasts))
        there = seen(place) - inputs
        assert there <= {out, f"{out}.rejects.csv"}
        if out in there:
            now = contents(place)
            parts = [key for key in whole if key.split("/")[0] in (out, f"{out}.rejects.csv")]
            assert {key: now[key] for key in parts} == {key: whole[key] for key in parts}
        for each in there:
            remove(place / each)
    assert run(*words, out, cwd=place).code == 0
    assert contents(place) == whole


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (".", "is a folder that is there; name one to be made"),
        ("..", "is a folder that is there; name one to be made"),
        ("", "is a folder that is there; name one to be made"),
        ("-", "has no letter to make a name of"),
        ("a/" + "n" * 300, "file name too long"),
        ("talk.yaml/new", "cannot be written: "),
        ("talk.yaml", "exists already, and is left as it is"),
    ],
)
def test_a_name_that_no_new_ruleset_can_have(place: Path, name: str, said: str) -> None:
    assert said in refused(place, Writing(("new",), name, ""), name).err


@pytest.mark.parametrize("name", ["é", "日本", "Été à Paris", "a/b/c"])
def test_a_name_of_any_language_is_one(tmp_path: Path, name: str) -> None:
    assert run("new", name, cwd=tmp_path).code == 0
    done = run("check", name, "--strict", cwd=tmp_path)
    assert done.code == 0, done.out


def test_rejects_of_a_run_whose_advice_was_moved_away_stay(place: Path) -> None:
    run(*BATCH, "o.csv", "--strict", cwd=place)
    (place / "o.csv").rename(place / "monday.csv")
    said = refused(place, WRITINGS["batch csv"], "o.csv").err
    assert "`o.csv.rejects.csv` holds the rejects of an earlier run" in said
    run(*BATCH, "o.xlsx", "--strict", cwd=place)
    assert {"o.csv.rejects.csv", "o.xlsx.rejects.csv"} < seen(place)


def test_mending_the_rejects_themselves_loses_nothing(place: Path) -> None:
    (place / "o.csv.rejects.csv").write_text("name,sky\nDi,cloudy\n")
    words: tuple[str, ...] = ("batch", "o.csv.rejects.csv", "--ruleset", "rules", "--out")
    said = refused(place, Writing(words, "o.csv", ""), "o.csv").err
    assert "`o.csv.rejects.csv` is read here, and would be lost" in said
