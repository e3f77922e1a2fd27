"""Processes in which long answers are found; one that is no longer wanted is ended.

Whoever hangs up, and whoever waits too long, must not keep a processor busy: a proof cannot be
interrupted from within, but a process can be killed, and another one takes its place. One that
dies by itself takes nothing along but the answer it was at.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import multiprocessing
import signal
import sys
import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, TypeVar

from tactful.text.diagnostic import Diagnostic, InvalidText

_SLOW_TO_IMPORT = ("tactful.proofs.prover", "tactful.plans.plan", "tactful.answers.answering")
"""What answers need that a process loads before it is asked for any."""

MOST_KEPT = 6
"""Things that a process keeps of those it was sent, such as rules."""


class Failed(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where an answer could not be found; the text is a traceback, for the server's log."""


class Broken(Failed):
    """Raised where the process that was asked ended by itself, which a solver may bring about."""


class TooSlow(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where an answer was not found in the time that there was."""


class NobodyWaits(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where whoever asked is gone before the answer was found."""


class _Question(NamedTuple):
    """What a process is asked: what it is sent for good, what is needed of that, and the rest."""

    sent: Mapping[str, object]
    needs: tuple[str, ...]
    name: str
    arguments: tuple[Any, ...]


class _Answer(NamedTuple):
    """What a process found; ``wrong`` is what is wrong with a text: an exception cannot travel."""

    result: Any
    wrong: tuple[Diagnostic, ...] = ()
    failure: str | None = None


class _Kept:
    """What a process keeps of what it was sent: both ends let go of the same things."""

    def __init__(self) -> None:
        self.held: OrderedDict[str, object] = OrderedDict()

    def hold(self, sent: Mapping[str, object], needs: tuple[str, ...]) -> None:
        self.held.update(sent)
        for key in needs:
            self.held.move_to_end(key)
        while len(self.held) > max(MOST_KEPT, len(needs)):
            self.held.popitem(last=False)


def _serve(connection: Connection, work: str) -> None:
    """A worker: takes questions until its server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it in its own time
    for name in _SLOW_TO_IMPORT:
        importlib.import_module(name)
    known: Mapping[str, Callable[..., Any]] = importlib.import_module(work).WORK
    connection.send(None)
    kept = _Kept()
    while True:
        try:
            asked: _Question = connection.recv()
        except (EOFError, OSError):
            return
        kept.hold(asked.sent, asked.needs)
        try:
            needed = (kept.held[key] for key in asked.needs)
            answer = _Answer(known[asked.name](*needed, *asked.arguments))
        except InvalidText as error:
            answer = _Answer(None, error.diagnostics)
        except Exception:
            answer = _Answer(None, failure=traceback.format_exc())
        with contextlib.suppress(OSError):
            connection.send(answer)


def _processes(work: str) -> Any:
    """How processes begin: never as copies of one that has threads, as servers have.

    Where there can be one, a process without threads has loaded what they all need and is copied:
    so the next is there in a tenth of a second where one was ended.
    """
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([*_SLOW_TO_IMPORT, work])
    return made


class _Worker:
    """One process, and what it was sent."""

    def __init__(self, work: str) -> None:
        processes = _processes(work)
        self.connection, theirs = processes.Pipe()
        self.process = processes.Process(target=_serve, args=(theirs, work), daemon=True)
        self.process.start()
        theirs.close()
        self.connection.recv()  # it is ready
        self._kept = _Kept()

    def send(
        self, once: Sequence[tuple[str, object]], name: str, arguments: tuple[Any, ...]
    ) -> None:
        """Ask for an answer; what it was sent before does not travel again."""
        new = {key: thing for key, thing in once if key not in self._kept.held}
        needs = tuple(key for key, _ in once)
        self.connection.send(_Question(new, needs, name, arguments))
        self._kept.hold(dict.fromkeys(new), needs)

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class Workers:
    """As many processes as may be busy at once; each is started when it is first needed.

    Args:
        most: How many.
        work: The module whose ``WORK`` has the functions that find answers, by their names.
    """

    def __init__(self, most: int, work: str) -> None:
        self._work = work
        self._free: list[_Worker] = []
        self._room = asyncio.Semaphore(most)
        self.most = most
        self.ended = 0

    async def ask(
        self,
        seconds: float,
        name: str,
        *arguments: Any,
        once: Sequence[tuple[str, object]] = (),
    ) -> Any:
        """An answer, from the next process that is free.

        Whoever cancels this ends the process.

        Args:
            seconds: The time that there is, from when a process is free.
            name: What is asked for, of ``WORK``.
            arguments: What that takes, after what is sent once.
            once: What a process keeps, each with a name that stands for this and nothing else:
                rules with their fingerprint. It is what the function takes first, in this order.

        Raises:
            TooSlow: if it was not found in time.
            InvalidText: if a text that was sent has errors.
            Broken: if the process ended by itself.
            Failed: if it could not be found.
        """
        async with self._room:
            worker = self._at_hand() or await self._started()
            try:
                asked = _answered(worker, lambda: worker.send(once, name, arguments))
                answer = await asyncio.wait_for(asked, seconds)
            except BaseException as error:
                self.ended += 1
                await asyncio.shield(asyncio.to_thread(worker.kill))
                if isinstance(error, TimeoutError):
                    raise TooSlow from None
                raise
            self._free.append(worker)
        if answer.wrong:
            raise InvalidText(answer.wrong)
        if answer.failure is not None:
            raise Failed(answer.failure)
        return answer.result

    def _at_hand(self) -> _Worker | None:
        """The process that was busy last, which has most of what is asked about; none if none is.

        One that ended while it had nothing to do is let go.
        """
        while self._free:
            worker = self._free.pop()
            if worker.process.is_alive():
                return worker
            worker.kill()
        return None

    async def _started(self) -> _Worker:
        """A new process; where nobody waits for it any more, it is there for the next request."""
        starting = asyncio.ensure_future(asyncio.to_thread(_Worker, self._work))
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            starting.add_done_callback(lambda done: self._free.append(done.result()))
            raise

    def close(self) -> None:
        """End all processes that are free; those at work end with their requests."""
        while self._free:
            self._free.pop().kill()


async def _answered(worker: _Worker, send: Callable[[], None]) -> _Answer:
    """Wait for a process without keeping a thread, so that whoever waits can be cancelled."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    descriptor = worker.connection.fileno()
    try:
        await asyncio.to_thread(send)
        loop.add_reader(descriptor, ready.set)
        try:
            await ready.wait()
        finally:
            loop.remove_reader(descriptor)
        answer: _Answer = await asyncio.to_thread(worker.connection.recv)
    except (EOFError, OSError):
        raise Broken("the process that was asked is gone") from None
    return answer


_Found = TypeVar("_Found")


async def while_wanted(found: Awaitable[_Found], gone: Awaitable[object]) -> _Found:
    """What is found, if whoever asks stays until then; else whatever finds it is cancelled.

    Args:
        found: Finds it.
        gone: Comes to an end when whoever asks is gone.

    Raises:
        NobodyWaits: if they are gone first.
    """
    task, left = asyncio.ensure_future(found), asyncio.ensure_future(gone)
    try:
        await asyncio.wait({task, left}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise NobodyWaits
        return task.result()
    finally:
        for one in (task, left):
            one.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await one
