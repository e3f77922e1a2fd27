"""A file is written whole or not at all, and only where nothing is lost by it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tactful.text.gate import Gate, Mark, NewFolder
from tactful.text.output_defects import Refused

NOTE = Mark("note", lambda path: path.read_bytes().startswith(b"note"))
NEW = Mark("letter")
SCENARIOS = Mark("file of scenarios", home="scenarios")


def write(path: Path, text: str, *inputs: Path) -> None:
    Gate(inputs).claim(path, NOTE).write(text)


def refusal(path: Path, *inputs: Path, mark: Mark = NOTE) -> str:
    """Why a file may not be written; what is in its folder stays as it was."""
    with pytest.raises(Refused) as refused:
        Gate(inputs).claim(path, mark)
    return refused.value.mistake.message


def test_it_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("note: old")
    with Gate().claim(out, NOTE).made() as made:
        made.write_text("note: new")
        assert out.read_text() == "note: old"
    assert out.read_text() == "note: new"
    assert [*tmp_path.iterdir()] == [out]


def test_what_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("note: old")

    def fail() -> None:
        with Gate().claim(out, NOTE).made() as made:
            made.write_text("half of")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert out.read_text() == "note: old"
    assert [*tmp_path.iterdir()] == [out]


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    out, target = tmp_path / "out.txt", tmp_path / "there" / "target.txt"
    out.symlink_to(target)
    for text in ("note: new", "note: newer"):
        write(out, text)
        assert out.is_symlink()
        assert target.read_text() == text
    assert [*(tmp_path / "there").iterdir()] == [target]


def test_it_may_be_read_by_whoever_may_read_new_files(tmp_path: Path) -> None:
    plain, out = tmp_path / "plain.txt", tmp_path / "out.txt"
    plain.touch()
    write(out, "note\ntwo\n")
    assert out.stat().st_mode == plain.stat().st_mode
    assert out.read_bytes() == b"note\ntwo\n"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o660, 0o644, 0o606])
def test_it_may_be_read_by_whoever_could_read_the_old_one(tmp_path: Path, mode: int) -> None:
    out, beside = tmp_path / "out.txt", tmp_path / "beside.txt"
    write(out, "note")
    out.chmod(mode)
    write(out, "note: new")
    Gate().claim(beside, NOTE, like=out).write("note: of the same")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (out, beside)] == [mode, mode]


def test_a_file_that_is_read_is_never_written_by_whatever_name(tmp_path: Path) -> None:
    read = tmp_path / "read.txt"
    read.write_text("note: mine")
    (tmp_path / "link").symlink_to(read)
    os.link(read, tmp_path / "other")
    (tmp_path / "folder").mkdir()
    for name in ("read.txt", "link", "other", "folder/../read.txt"):
        assert "is read here, and would be lost" in refusal(tmp_path / name, read)
        assert "is read here, and would be lost" in refusal(read, tmp_path / name)
    assert read.read_text() == "note: mine"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    NewFolder(folder).write({"ruleset.yaml": "note: 1", "rules/a.yaml": "", "scenarios/b.yaml": ""})
    return folder


@pytest.mark.parametrize("place", ["ruleset.yaml", "rules/a.yaml", "scenarios/b.yaml"])
@pytest.mark.parametrize("named", [True, False])
def test_what_is_part_of_a_ruleset_stays(rules: Path, place: str, *, named: bool) -> None:
    said = refusal(rules / place, *([rules] if named else []))
    assert "is read here" in said if named else "a ruleset's own files" in said


def test_nothing_is_put_among_the_rules_but_what_belongs_there(rules: Path) -> None:
    for mark in (NOTE, NEW, SCENARIOS):
        assert "a ruleset's own files" in refusal(rules / "rules" / "new.yaml", mark=mark)
    assert "a ruleset's own files" in refusal(rules / "scenarios" / "new.yaml")
    assert "a ruleset's own files" in refusal(rules / "new.yaml")
    Gate([rules]).claim(rules / "scenarios" / "new.yaml", SCENARIOS).write("scenarios: []")
    Gate([rules]).claim(rules / "new.json", NOTE).write("note")
    Gate([rules]).claim(rules / "new.json", NOTE).write("note: 2")


def test_somebodys_file_stays_and_so_does_what_people_go_on_with(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("Dear diary")
    assert "is there already and is no note of tactful's" in refusal(mine)
    assert "exists already" in refusal(mine, mark=NEW)
    mine.write_text("")
    assert "exists already" in refusal(mine, mark=NEW)
    write(mine, "note")


def test_what_has_come_meanwhile_stays(tmp_path: Path) -> None:
    for mark in (NOTE, NEW):
        out = tmp_path / f"{mark.noun}.txt"
        output = Gate().claim(out, mark)
        out.write_text("somebody's")
        with pytest.raises(Refused):
            output.write("note")
        assert out.read_text() == "somebody's"
        with pytest.raises(Refused):
            output.remove()
    assert len([*tmp_path.iterdir()]) == 2


def test_two_things_never_go_into_one_file(tmp_path: Path) -> None:
    gate = Gate()
    gate.claim(tmp_path / "out.txt", NOTE)
    gate.claim(tmp_path / "out.txt", NOTE)
    with pytest.raises(Refused, match="two things are to be written"):
        gate.claim(tmp_path / "x" / ".." / "out.txt", NEW)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("-", "is no name for a file"),
        ("", "is a folder, and is left as it is"),
        ("nowhere/out.txt", "out.txt cannot be written: there is no folder"),
        ("file/out.txt", "out.txt cannot be written: "),
        ("loop", "loop cannot be written: "),
        ("n" * 300, " cannot be written: file name too long"),
        ("a\0b", "cannot be written: the name cannot be that of a file"),
        ("pipe", "pipe is no ordinary file, and is left as it is"),
    ],
)
def test_where_nothing_can_be_written_is_said_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    Path("loop").symlink_to("loop")
    os.mkfifo("pipe")
    before = sorted(tmp_path.iterdir())
    assert said in refusal(Path(name))
    assert sorted(tmp_path.iterdir()) == before


def test_a_text_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="something in it that is no character"):
        Gate().claim(tmp_path / "out.txt", NOTE).write("note \ud83d")
    with pytest.raises(Refused, match="something in it that is no character"):
        NewFolder(tmp_path / "new").write({"a": "all", "b/c": "half \ud83d"})
    assert [*tmp_path.iterdir()] == []


def test_a_folder_is_made_whole_with_those_it_lies_in(tmp_path: Path) -> None:
    NewFolder(tmp_path / "a" / "b" / "c").write({"one": "1", "d/two": "2"})
    assert (tmp_path / "a/b/c/d/two").read_text() == "2"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    with pytest.raises(Refused, match="exists already"):
        NewFolder(tmp_path / "a")


def test_an_empty_folder_becomes_the_new_one(tmp_path: Path) -> None:
    empty, link = tmp_path / "empty", tmp_path / "link"
    empty.mkdir(mode=0o750)
    link.symlink_to(empty)
    NewFolder(link).write({"one": "1"})
    assert (empty / "one").read_text() == "1"
    assert stat.S_IMODE(empty.stat().st_mode) == 0o750
    assert link.is_symlink()


def test_new_files_are_all_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("mine")
    files = Gate().claim_files(tmp_path, SCENARIOS)
    with pytest.raises(Refused, match="exists already"):
        files.write({"a.yaml": "1", "b.yaml": "2"})
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("b.yaml", "mine")]
    files.write({"a.yaml": "1", "c.yaml": "2"})
    Gate().claim_files(tmp_path / "new", SCENARIOS).write({"a.yaml": "1"})
    assert (tmp_path / "new" / "a.yaml").read_text() == "1"


@pytest.mark.parametrize("said", ["base.yaml", '"base.yaml"', "base.yaml  # theirs"])
def test_what_a_ruleset_builds_on_is_read_with_it(tmp_path: Path, said: str) -> None:
    base, mine = tmp_path / "base.yaml", tmp_path / "mine"
    base.write_text("title: Base\n")
    mine.mkdir()
    (mine / "ruleset.yaml").write_text("title: Mine\nextends: " + said.replace("base", "../base"))
    assert Gate([mine]).reads(base)
    assert not Gate([tmp_path / "other.yaml"]).reads(base)
    base.write_text("title: Base\nextends: base.yaml\n")  # a circle ends
    assert Gate([mine]).reads(base)
