"""A table in which clients list several: each is advised with those whom they list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from asking import acts, asked, words
from tactful.text.library import packaged
from tactful.workspace.opened import opened
from tactful_studio.panes import clients
from tactful_studio.proving import advised

PANEL = """\
Name,Interview ended,Interviewer 1 name,Interviewer 1: rapport,Interviewer 2 name,rapport 2
Table One,2026-11-20 14:00,Ana,warm,Ben,cold
Table Two,2026-11-20 14:00,Cem,you hit it off,,
Table Three,2026-11-20 10:00,,,,
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "panel.csv"
    path.write_text(PANEL)
    return path


def test_the_pane_shows_each_client_and_lets_them_be_tried(table: Path) -> None:
    html = clients.pane(
        asked(packaged(), form={"table": "t"}, tables={"t": ("panel.csv", table)}),
    )
    told = words(html)
    assert "3 clients: 3 advised" in told
    for name in ("Table One", "Table Two", "Table Three"):
        assert name in told
    assert any("Ana" in str(one) and "Ben" in str(one) for one in acts(html, "facts"))


def test_unsaved_edits_are_not_compared_for_those_and_that_is_said(table: Path) -> None:
    edits = {"rules/channel.yaml": ("small_gift: strongly for", "small_gift: for")}
    html = clients.pane(
        asked(packaged(), edits, form={"table": "t"}, tables={"t": ("panel.csv", table)}),
    )
    assert "Interviewer 1 name" in words(html)


def test_programs_get_the_advice_about_each_by_name(table: Path) -> None:
    found: Any = advised(opened(packaged()), table)["clients"]
    first, second, _ = found
    assert first["decisions"]["tone[Ana]"]["choices"] == ["friendly"]
    assert first["decisions"]["tone[Ben]"]["choices"] == ["formal"]
    assert [name for name in second["decisions"] if name.startswith("tone")] == ["tone[Cem]"]
