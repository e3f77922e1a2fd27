"""A process that is asked to end (SIGTERM) ends as after Ctrl-C: it leaves nothing half-made."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

TERMINATED = 128 + signal.SIGTERM


@contextmanager
def orderly() -> Iterator[None]:
    """Let the block be ended by SIGTERM as by Ctrl-C, each with its exit code.

    While the work is done in C, Python's own handlers have to wait; only Ctrl-C gets through to
    it. So a thread hears of the signal, and passes it on as that.
    """
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    asked = threading.Event()

    def listen() -> None:
        while numbers := ours.recv(64):
            if signal.SIGTERM in numbers:
                asked.set()
                _interrupt()

    before = signal.signal(signal.SIGTERM, lambda *_: None)
    wakeup = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield
    except KeyboardInterrupt:
        from tactful.text.scratch import abandon

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        abandon()
        if asked.is_set():
            raise click.exceptions.Exit(TERMINATED) from None
        raise
    finally:
        signal.set_wakeup_fd(wakeup)
        signal.signal(signal.SIGTERM, before)
        theirs.close()
        listener.join()
        ours.close()


def _interrupt() -> None:
    """Ctrl-C, to whatever the main thread is waiting for.

    What a thread raises reaches that thread alone, which wakes nobody else from a system call;
    Windows knows no such calls, and there ``os.kill`` ends the process.
    """
    if os.name == "nt":
        signal.raise_signal(signal.SIGINT)
    else:
        os.kill(os.getpid(), signal.SIGINT)
