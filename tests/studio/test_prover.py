"""The studio's prover: other processes find what takes long, for as long as somebody waits."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from asking import asked, umbrella
from awaiting import awaited
from tactful.workspace.workers import NobodyWaits
from tactful_studio import prover as proving
from tactful_studio.pane_input import PaneInput
from tactful_studio.panes_found import Light, Pane, found
from tactful_studio.prover import Prover

STRONGER = {"rules/advice.yaml": ("{take_it: slightly for}", "{take_it: strongly for}")}

_Made = TypeVar("_Made")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return umbrella(tmp_path)


def with_prover(test: Callable[[Prover], Awaitable[_Made]]) -> _Made:
    async def run() -> _Made:
        prover = Prover()
        try:
            return await test(prover)
        finally:
            prover.close()

    return awaited(run())


async def stays() -> None:
    """Somebody who waits for ever."""
    await asyncio.Event().wait()


async def lit(prover: Prover, pane: Pane, one: PaneInput) -> Light | None:
    """A light, however long it takes."""
    while True:
        light = await prover.lit(pane, one, stays)
        if light is None or light.tone != "wait":
            return light
        await asyncio.sleep(0.05)


def test_a_pane_and_its_light_are_those_that_are_made_in_this_process(home: Path) -> None:
    async def ask(prover: Prover) -> None:
        one = asked(home, STRONGER)
        for name in ("changes", "scenarios", "findings"):
            pane = found()[name]
            assert await prover.drawn(pane, one, stays) == pane.draw(one)
            assert pane.light is not None
            assert await lit(prover, pane, one) == pane.light(one)

    with_prover(ask)


def test_who_is_gone_gets_nothing_and_the_process_is_ended(home: Path) -> None:
    async def ask(prover: Prover) -> None:
        leaving = asyncio.Event()
        pane = found()["findings"]
        drawing = asyncio.ensure_future(prover.drawn(pane, asked(home), leaving.wait))
        await asyncio.sleep(0.1)
        leaving.set()
        with pytest.raises(NobodyWaits):
            await drawing
        assert await prover.drawn(pane, asked(home), stays)

    with_prover(ask)


def test_a_light_that_takes_longer_says_so_and_is_there_when_it_is_asked_for_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "PATIENCE", 0.0)

    async def ask(prover: Prover) -> None:
        pane, one = found()["findings"], asked(home)
        assert await prover.lit(pane, one, stays) == Light("Findings: looking", "wait")
        assert await lit(prover, pane, one) == Light("No findings", "good")

    with_prover(ask)


def test_a_light_that_nobody_asks_for_again_is_given_up(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "PATIENCE", 0.0)
    monkeypatch.setattr(proving, "SPARED", 0.0)

    async def ask(prover: Prover) -> None:
        waiting = await prover.lit(found()["findings"], asked(home), stays)
        assert waiting == Light("Findings: looking", "wait")
        while prover._lights:
            await asyncio.sleep(0.01)
        assert await prover.lit(found()["changes"], asked(home), stays) is not None

    with_prover(ask)


def test_of_two_who_wait_for_one_light_one_may_leave(home: Path) -> None:
    async def ask(prover: Prover) -> None:
        pane, one, leaving = found()["findings"], asked(home), asyncio.Event()
        first = asyncio.ensure_future(prover.lit(pane, one, leaving.wait))
        other = asyncio.ensure_future(prover.lit(pane, one, stays))
        await asyncio.sleep(0.05)
        leaving.set()
        with pytest.raises(NobodyWaits):
            await first
        assert await other is not None
        assert await lit(prover, pane, one) == Light("No findings", "good")
        assert prover._workers.ended == 0

    with_prover(ask)


def test_a_process_that_the_solver_takes_down_is_replaced_and_asked_again(home: Path) -> None:
    async def ask(prover: Prover) -> None:
        pane = found()["changes"]
        before = await prover.drawn(pane, asked(home), stays)
        (worker,) = prover._workers._free
        drawing = asyncio.ensure_future(prover.drawn(pane, asked(home, STRONGER), stays))
        while worker in prover._workers._free:
            await asyncio.sleep(0)
        assert worker.process.pid is not None
        os.kill(worker.process.pid, signal.SIGSEGV)
        assert "take an umbrella" in await drawing
        assert await prover.drawn(pane, asked(home), stays) == before
        assert prover._workers.ended == 1

    with_prover(ask)
