"""``tactful pack`` as people use it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import Random

from running import killed, run

KILLS = int(os.environ.get("TACTFUL_KILLS", "5"))

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


def test_a_pack_that_is_killed_holds_whole_clients_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO)
    words = ("pack", "two.yaml", "--out")
    begun = time.monotonic()
    assert run(*words, "whole", cwd=tmp_path).code == 0
    lasts = time.monotonic() - begun
    whole = files(tmp_path / "whole")
    random = Random(1)
    for number in range(KILLS):
        folder = tmp_path / f"packs {number % 3}"
        killed(tmp_path, (*words, folder), random.uniform(0, 1.3 * lasts))
        found = files(folder)
        assert {name: whole.get(name) for name in found} == found
        for client in {name.partition("/")[0] for name in found if "/" in name}:
            of_client = {name for name in whole if name.startswith(f"{client}/")}
            assert of_client <= found.keys()
        if number % 3 == 2:
            assert run(*words, folder, cwd=tmp_path).code == 0
            assert files(folder) == whole
            for path in sorted(folder.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()


def files(folder: Path) -> dict[str, bytes]:
    """The files in a folder, but for what is still being made."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".part" not in path.relative_to(folder).as_posix()
    }


def test_without_a_folder_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO)
    done = run("pack", "two.yaml", cwd=tmp_path)
    assert done.code == 2
    assert "--out" in done.err


TABLE = """\
Name,Interview ended,industry,rapport,email
Ana,2026-11-18 11:00,law,warm,yes
Ben,2026-11-18 15:00,Technology,friendly,x
Total: 2,,,,
Cem,2026-11-17 15:00,nonsense,,no
"""


def test_a_table_of_clients_is_read_as_a_batch_reads_it(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text(TABLE)
    words = ("--map", "email=email_known", "--map", "Interview ended=interview_ended")
    done = run(
        *("pack", "clients.csv", *words, "--now", "2026-11-18T16:00", "--out", "packs"),
        cwd=tmp_path,
    )
    assert done.code == 0
    assert done.out.startswith("Packed 3 clients.")
    assert "row 4, Name “Total: 2”: this is a total, and no client" in done.err
    assert "row 5, industry “nonsense”" in done.err
    folders = sorted(path.name.rpartition("-")[0] for path in (tmp_path / "packs").glob("*/"))
    assert folders == ["ana", "ben", "cem"]


def test_tables_and_scenarios_are_packed_apart(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text(TABLE)
    (tmp_path / "two.yaml").write_text(TWO)
    done = run("pack", "clients.csv", "two.yaml", "--out", "packs", cwd=tmp_path)
    assert (done.code, "not both" in done.err) == (2, True)
    done = run("pack", "two.yaml", "--assume-time", "15:00", "--out", "packs", cwd=tmp_path)
    assert (done.code, "for tables of clients" in done.err) == (2, True)
