"""Processes in which long answers are found; one that is no longer wanted is ended.

Whoever hangs up, and whoever waits too long, must not keep a processor busy: a proof cannot be
interrupted from within, but a process can be killed, and another one takes its place.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import multiprocessing
import signal
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from tactful.language.model import Ruleset
from tactful.text.diagnostic import Diagnostic, InvalidText
from tactful_server.work import Result, done

_SLOW_TO_IMPORT = ("tactful.proofs.prover", "tactful.plans.plan", "tactful.answers.answering")
"""What answers need that a process loads before it is asked for any."""

_CONTEXT = multiprocessing.get_context("spawn")  # threads of the server's are not copied


class Failed(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where an answer could not be found; the text is a traceback, for the server's log."""


class TooSlow(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where an answer was not found in the time that there was."""


class _Answer(NamedTuple):
    """What a process found; ``wrong`` is what is wrong with a text: an exception cannot travel."""

    result: Result | None
    wrong: tuple[Diagnostic, ...] = ()
    failure: str = ""


def _serve(connection: Connection) -> None:
    """A worker: takes rules and requests until its server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it in its own time
    for name in _SLOW_TO_IMPORT:
        importlib.import_module(name)
    connection.send(None)
    rules: Ruleset | None = None
    while True:
        try:
            told, name, arguments = connection.recv()
        except (EOFError, OSError):
            return
        if told is not None:
            rules = told
        try:
            assert rules is not None  # noqa: S101 - the first request brings them
            answer = _Answer(done(name, rules, *arguments))
        except InvalidText as error:
            answer = _Answer(None, error.diagnostics)
        except Exception:
            answer = _Answer(None, failure=traceback.format_exc())
        with contextlib.suppress(OSError):
            connection.send(answer)


class _Worker:
    """One process, and the rules that it knows."""

    def __init__(self) -> None:
        self.connection, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self.connection.recv()  # it is ready
        self._knows: str | None = None

    def send(self, ruleset: Ruleset, name: str, arguments: tuple[Any, ...]) -> None:
        """Ask for an answer; the rules travel along where they are new."""
        new = ruleset.fingerprint != self._knows
        self.connection.send((ruleset if new else None, name, arguments))
        self._knows = ruleset.fingerprint

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self.connection.close()


class Workers:
    """As many processes as may be busy at once; each is started when it is first needed."""

    def __init__(self, most: int) -> None:
        self._free: list[_Worker] = []
        self._room = asyncio.Semaphore(most)
        self.most = most
        self.ended = 0

    async def ask(self, seconds: float, ruleset: Ruleset, name: str, *arguments: Any) -> Result:
        """An answer, from the next process that is free.

        Whoever cancels this ends the process.

        Args:
            seconds: The time that there is, from when a process is free.
            ruleset: The rules.
            name: What is asked for, of ``work.WORK``.
            arguments: What that takes.

        Raises:
            TooSlow: if it was not found in time.
            InvalidText: if a text that was sent has errors.
            Failed: if it could not be found.
        """
        async with self._room:
            worker = self._free.pop() if self._free else await self._started()
            try:
                asked = _answered(worker, lambda: worker.send(ruleset, name, arguments))
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
        if answer.result is None:
            raise Failed(answer.failure)
        return answer.result

    async def _started(self) -> _Worker:
        """A new process; where nobody waits for it any more, it is there for the next request."""
        starting = asyncio.ensure_future(asyncio.to_thread(_Worker))
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
    await asyncio.to_thread(send)
    loop.add_reader(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
    try:
        answer: _Answer = await asyncio.to_thread(worker.connection.recv)
    except EOFError:
        raise Failed("the process that was asked is gone") from None
    return answer
