"""The studio's prover: it finds what takes long, and stops where nobody wants it any more.

Proofs run in processes of their own, a few side by side, so that nobody who looks at a pane waits
behind the lights. A page gives up what it asked once its texts are others; then the process that
was at it is ended.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from tactful.language.as_json import Json
from tactful.workspace.opened import Opened
from tactful.workspace.workers import Broken, Workers, while_wanted
from tactful_studio import proving
from tactful_studio.pane_input import PaneInput
from tactful_studio.panes_found import Light, Pane

LOG = logging.getLogger("tactful.studio")

PROCESSES = 3
"""Findings take longest; beside them there is one for a quick light and one for a pane."""

SECONDS = 300.0
"""The time that one answer may take: trying many small changes of many rules is what takes most."""

PATIENCE = 2.0
"""Seconds for which the page waits for a light before it is told that it takes longer."""

SPARED = 6.0
"""Seconds after which a light that nobody has asked for again is given up."""

Gone: TypeAlias = Callable[[], Awaitable[object]]
"""Waits until whoever asked is gone."""


class _Underway:
    """A light that is being found, for as long as anybody waits for it."""

    def __init__(self, finding: Coroutine[Any, Any, Any]) -> None:
        self.task = asyncio.ensure_future(finding)
        self.task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._waiting = 0
        self._timer: asyncio.TimerHandle | None = None

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """While the block runs somebody waits; whoever leaves it by an exception is gone."""
        if self._timer is not None:
            self._timer.cancel()
        self._waiting += 1
        try:
            yield
        except BaseException:
            self.give_up(0)
            raise
        finally:
            self._waiting -= 1

    def give_up(self, seconds: float) -> None:
        """End it after a while if nobody waits for it by then."""
        self._timer = asyncio.get_running_loop().call_later(seconds, self._end)

    def _end(self) -> None:
        if not self._waiting:
            self.task.cancel()


class Prover:
    """Asks the processes; it has to be made where the event loop runs."""

    def __init__(self) -> None:
        self._workers = Workers(PROCESSES, proving.__name__)
        self._lights: dict[tuple[str, ...], _Underway] = {}

    async def drawn(self, pane: Pane, asked: PaneInput, gone: Gone) -> str:
        """A pane.

        Raises:
            NobodyWaits: if whoever asked was gone first.
            TooSlow, Failed: if it could not be found.
        """
        made: str = await while_wanted(self._ask("drawn", pane, asked), gone())
        return made

    async def lit(self, pane: Pane, asked: PaneInput, gone: Gone) -> Light | None:
        """The light of a pane, or one that says to wait where it takes longer: then ask again.

        Raises:
            NobodyWaits: if whoever asked was gone first.
            TooSlow, Failed: if it could not be found.
        """
        key = (pane.name, _mark(asked.opened), _mark(asked.saved))
        underway = self._lights.get(key)
        if underway is None:
            underway = self._lights[key] = _Underway(self._ask("lit", pane, asked))
            underway.task.add_done_callback(lambda done: self._found(key, done))
        with underway.waited_for():
            waiting = asyncio.wait({underway.task}, timeout=PATIENCE)
            await while_wanted(waiting, gone())
        if not underway.task.done():
            underway.give_up(SPARED)
            return Light(f"{pane.title}: looking", "wait")
        light: Light | None = underway.task.result()
        return light

    def _found(self, key: tuple[str, ...], task: asyncio.Future[Any]) -> None:
        """Keep a light that was found for a while: the page may be about to ask again."""
        if task.cancelled() or task.exception() is not None:
            self._lights.pop(key, None)
        else:
            asyncio.get_running_loop().call_later(SPARED, self._lights.pop, key, None)

    async def advised(self, saved: Opened, table: Path, gone: Gone) -> dict[str, Json]:
        """What the clients of a table are advised by the saved rules.

        Raises:
            NobodyWaits: if whoever asked was gone first.
            TooSlow, Failed: if it could not be found.
        """
        once = [(_mark(saved), _light_weight(saved))]
        asked = self._workers.ask(SECONDS, "advised", table, once=once)
        told: dict[str, Json] = await while_wanted(asked, gone())
        return told

    async def _ask(self, name: str, pane: Pane, asked: PaneInput) -> Any:
        once = [(_mark(one), _light_weight(one)) for one in (asked.opened, asked.saved)]
        rest = proving.Travels(asked.facts, asked.clock, asked.form, asked.tables)
        try:
            return await self._workers.ask(SECONDS, name, pane.name, rest, once=once)
        except Broken:
            LOG.warning("a proof broke off, and is tried once more")
            return await self._workers.ask(SECONDS, name, pane.name, rest, once=once)

    def close(self) -> None:
        """End the processes."""
        for underway in [*self._lights.values()]:
            underway.task.cancel()
        self._workers.close()


def _mark(opened: Opened) -> str:
    """What stands for rules as they are, and for no others."""
    made = hashlib.sha256(str(opened.path).encode())
    for name, text in (*opened.texts.items(), *opened.outside.items()):
        for part in (name, text):
            data = part.encode("utf-8", "surrogatepass")
            made.update(b"%d:" % len(data) + data)
    return made.hexdigest()


def _light_weight(opened: Opened) -> Opened:
    """The same without what is kept only to read it anew quickly."""
    return replace(opened, kept={}, read={})
