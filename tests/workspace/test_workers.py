"""Processes that find answers: asked, ended when nobody waits, and replaced when they die."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from awaiting import awaited
from tactful.text.diagnostic import InvalidText
from tactful.workspace.workers import (
    MOST_KEPT,
    Broken,
    Failed,
    NobodyWaits,
    TooSlow,
    Workers,
    while_wanted,
)

ENOUGH = 120.0
"""Seconds that nothing here takes on any machine."""

_Made = TypeVar("_Made")


def with_workers(test: Callable[[Workers], Awaitable[_Made]], most: int = 1) -> _Made:
    async def run() -> _Made:
        workers = Workers(most, "sums")
        try:
            return await test(workers)
        finally:
            workers.close()

    return awaited(run())


async def begun(mark: Path) -> int:
    """The process that has begun to do something that has no end."""
    while not mark.exists() or not mark.read_text():
        await asyncio.sleep(0.01)
    return int(mark.read_text())


async def ended(process: int) -> bool:
    while True:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        await asyncio.sleep(0.01)


def test_an_answer_comes_from_another_process_which_goes_on_to_serve() -> None:
    async def ask(workers: Workers) -> None:
        assert await workers.ask(ENOUGH, "plus", 4, once=[("few", (1, 2))]) == 7
        first = await workers.ask(ENOUGH, "process")
        assert first != os.getpid()
        assert await workers.ask(ENOUGH, "process") == first

    with_workers(ask)


def test_what_is_sent_once_is_the_same_thing_the_next_time() -> None:
    async def ask(workers: Workers) -> None:
        assert not await workers.ask(ENOUGH, "same_as_before", once=[("one", [1])])
        assert await workers.ask(ENOUGH, "same_as_before", once=[("one", [1])])
        for number in range(MOST_KEPT):
            assert not await workers.ask(ENOUGH, "same_as_before", once=[(str(number), [1])])
        assert not await workers.ask(ENOUGH, "same_as_before", once=[("one", [1])])  # let go since

    with_workers(ask)


def test_whoever_cancels_ends_the_process_and_the_next_question_has_another(
    tmp_path: Path,
) -> None:
    async def ask(workers: Workers) -> None:
        asked = asyncio.ensure_future(workers.ask(ENOUGH, "forever", str(tmp_path / "mark")))
        process = await begun(tmp_path / "mark")
        asked.cancel()
        assert await ended(process)
        assert await workers.ask(ENOUGH, "process") != process
        assert workers.ended == 1

    with_workers(ask)


def test_an_answer_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    async def ask(workers: Workers) -> None:
        with pytest.raises(TooSlow):
            await workers.ask(0.5, "forever", str(tmp_path / "mark"))
        assert await workers.ask(ENOUGH, "plus", 1, once=[("few", (1,))]) == 2

    with_workers(ask)


def test_a_process_that_dies_at_its_work_is_told_and_replaced() -> None:
    async def ask(workers: Workers) -> None:
        with pytest.raises(Broken):
            await workers.ask(ENOUGH, "crash")
        assert await workers.ask(ENOUGH, "plus", 1, once=[("few", (1,))]) == 2

    with_workers(ask)


def test_a_process_that_dies_while_it_has_nothing_to_do_is_never_noticed() -> None:
    async def ask(workers: Workers) -> None:
        process = await workers.ask(ENOUGH, "process")
        os.kill(process, signal.SIGKILL)
        while workers._free[0].process.is_alive():
            await asyncio.sleep(0.01)
        assert await workers.ask(ENOUGH, "process") != process

    with_workers(ask)


def test_what_goes_wrong_is_told_and_the_process_goes_on() -> None:
    async def ask(workers: Workers) -> None:
        process = await workers.ask(ENOUGH, "process")
        with pytest.raises(Failed, match="no sum"):
            await workers.ask(ENOUGH, "fail")
        with pytest.raises(InvalidText) as wrong:
            await workers.ask(ENOUGH, "mistaken")
        assert wrong.value.diagnostics[0].span.file == "there.yaml"
        assert await workers.ask(ENOUGH, "process") == process

    with_workers(ask)


def test_no_more_are_busy_at_once_than_there_may_be(tmp_path: Path) -> None:
    async def ask(workers: Workers) -> None:
        busy = [
            asyncio.ensure_future(workers.ask(ENOUGH, "forever", str(tmp_path / name)))
            for name in ("one", "other", "third")
        ]
        found = {await begun(tmp_path / "one"), await begun(tmp_path / "other")}
        assert len(found) == 2
        assert not (tmp_path / "third").exists()
        busy[0].cancel()
        await begun(tmp_path / "third")
        for one in busy:
            one.cancel()
        await asyncio.gather(*busy, return_exceptions=True)

    with_workers(ask, most=2)


def test_work_stops_when_whoever_asked_is_gone(tmp_path: Path) -> None:
    async def ask(workers: Workers) -> None:
        gone = asyncio.Event()
        asked = while_wanted(workers.ask(ENOUGH, "forever", str(tmp_path / "mark")), gone.wait())
        asking = asyncio.ensure_future(asked)
        process = await begun(tmp_path / "mark")
        gone.set()
        with pytest.raises(NobodyWaits):
            await asking
        assert await ended(process)
        wanted = workers.ask(ENOUGH, "plus", 1, once=[("few", (1,))])
        assert await while_wanted(wanted, asyncio.Event().wait()) == 2

    with_workers(ask)
