"""``tactful studio``: where it opens, how it ends, and what stops it."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest

from browsing import RunningStudio
from running import run
from tactful.text.library import packaged
from tactful_cli.failures import COULD_NOT_RUN


def test_it_tells_its_address_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    studio = RunningStudio(tmp_path)
    assert f"http://127.0.0.1:{studio.port}/?token=" in studio.address
    assert httpx.get(studio.base).status_code == 401  # it is up, and lets nobody else in
    assert studio.end() == 0
    assert studio.said == ""


def test_a_port_that_is_taken_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("studio", packaged(), "--port", port, "--no-browser")
    assert done.code == COULD_NOT_RUN
    assert done.out == ""
    assert done.err.startswith(f"The studio cannot listen at port {port}: address already in use.")
    assert "choose another port" in done.err


@pytest.mark.parametrize("name", ["none", "none.yaml"])
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    done = run("studio", tmp_path / name, "--no-browser")
    assert done.code == COULD_NOT_RUN
    assert name in done.err
    assert "Traceback" not in done.err


def test_a_part_of_a_ruleset_is_told_to_be_one() -> None:
    done = run("studio", packaged() / "rules", "--no-browser")
    assert done.code == COULD_NOT_RUN
    assert "is only a part of a ruleset" in done.err
