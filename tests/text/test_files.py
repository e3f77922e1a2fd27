"""A file is written whole or not at all, by whichever command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tactful.text.files import whole
from tactful_cli.writing import CannotWrite, write_whole


def test_it_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("old")
    with whole(out) as made:
        made.write_text("new")
        assert out.read_text() == "old"
    assert out.read_text() == "new"
    assert [*tmp_path.iterdir()] == [out]


def test_what_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("old")

    def fail() -> None:
        with whole(out) as made:
            made.write_text("half of")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert out.read_text() == "old"
    assert [*tmp_path.iterdir()] == [out]


def test_a_link_gives_way_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    out, target = tmp_path / "out.txt", tmp_path / "target.txt"
    target.write_text("old")
    out.symlink_to(target)
    write_whole(out, "new")
    assert not out.is_symlink()
    assert (out.read_text(), target.read_text()) == ("new", "old")


def test_it_may_be_read_by_whoever_may_read_new_files(tmp_path: Path) -> None:
    plain, out = tmp_path / "plain.txt", tmp_path / "out.txt"
    plain.touch()
    write_whole(out, "one\ntwo\n")
    assert out.stat().st_mode == plain.stat().st_mode
    assert out.read_bytes() == b"one\ntwo\n"


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"out\.txt cannot be written: no such file or directory"):
        write_whole(tmp_path / "nowhere" / "out.txt", "text")
