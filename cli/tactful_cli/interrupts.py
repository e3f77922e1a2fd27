"""Ctrl-C, whatever a library makes of it on its way up.

Python raises ``KeyboardInterrupt`` between any two of its instructions, also in the middle of
what a library calls from C. There ctypes turns it into an ``ArgumentError``, and a library that
looks for its shared object at several places into one that was not found.
"""

from __future__ import annotations

import signal
from types import FrameType

_came = False


def listen() -> None:
    """Remember from now on that Ctrl-C came, and raise ``KeyboardInterrupt`` as ever.

    Where whoever started the process had it ignored, as ``nohup`` does, it stays ignored.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def stop_listening() -> None:
    """Let Ctrl-C do nothing any more: all is done, and Python only tidies up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def interrupted() -> bool:
    """Whether Ctrl-C came, and so whether an error that nobody expected is what became of it."""
    return _came


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    global _came
    _came = True
    raise KeyboardInterrupt
