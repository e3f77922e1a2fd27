"""``tactful pack`` as people use it."""

from __future__ import annotations

from pathlib import Path

from running import run

TWO = """\
scenarios:
  - scenario: Ada
    facts: {interview_ended: 2026-11-20T15:00, now: 2026-11-20T17:00}
  - scenario: Ben
    facts: {interview_ended: 2026-11-19T15:00, now: 2026-11-20T17:00}
"""


def test_it_says_what_it_made_and_where(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO)
    done = run("pack", "two.yaml", "--out", "packs", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out == ("Packed 2 clients. Open packs/index.html, or print packs/all.html.\n")
    again = run("pack", "two.yaml", "--out", "packs", cwd=tmp_path)
    assert again.out.startswith("Packed 2 clients, 2 of them unchanged.")


def test_who_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO)
    run("pack", "two.yaml", "--out", "packs", cwd=tmp_path)
    (tmp_path / "two.yaml").write_text(TWO.partition("  - scenario: Ben")[0])
    done = run("pack", "two.yaml", "--out", "packs", cwd=tmp_path)
    assert done.code == 0
    assert "of an earlier pack is left as before: ben-" in done.err


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO)
    done = run("pack", "two.yaml", "--out", ".", cwd=tmp_path)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["two.yaml"]


def test_without_a_folder_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO)
    done = run("pack", "two.yaml", cwd=tmp_path)
    assert done.code == 2
    assert "--out" in done.err
