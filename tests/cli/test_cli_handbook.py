"""``tactful handbook`` as people use it."""

from __future__ import annotations

from pathlib import Path

from running import run


def test_it_says_what_to_open(tmp_path: Path) -> None:
    done = run("handbook", "start-date", "--out", "pages", cwd=tmp_path)
    assert done.code == 0
    assert done.out == "Wrote 56 pages. Open pages/index.html, or print pages/all.html.\n"
    assert (tmp_path / "pages" / "rule-ask-in-person.html").is_file()
    again = run("handbook", "start-date", "--out", "pages", cwd=tmp_path)
    assert again.out == done.out


def test_a_folder_that_is_no_handbook_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = run("handbook", "start-date", "--out", ".", cwd=tmp_path)
    assert done.code != 0
    assert "is there already" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_rules_with_mistakes_make_no_handbook(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("title: Broken\nrules: [{id: a}]\n", encoding="utf-8")
    done = run("handbook", "rules.yaml", "--out", "pages", cwd=tmp_path)
    assert done.code == 3
    assert not (tmp_path / "pages").exists()


def test_where_to_write_has_to_be_said(tmp_path: Path) -> None:
    done = run("handbook", "start-date", cwd=tmp_path)
    assert done.code == 2
    assert "--out" in done.err
