"""Work for processes of their own: quick, endless, and deadly."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tactful.text.defects import missing_file
from tactful.text.diagnostic import InvalidText, Span

_SEEN: list[object] = []


def plus(numbers: Sequence[int], more: int) -> int:
    return sum(numbers) + more


def same_as_before(thing: object) -> bool:
    """Whether it is the very thing that the call before was about."""
    _SEEN.append(thing)
    return len(_SEEN) > 1 and _SEEN[-2] is thing


def process() -> int:
    return os.getpid()


def forever(mark: str) -> None:
    with open(mark, "w", encoding="utf-8") as file:  # noqa: PTH123 - says that it has begun
        file.write(str(os.getpid()))
    while True:
        time.sleep(0.01)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def fail() -> None:
    raise RuntimeError("no sum")


def mistaken() -> None:
    raise InvalidText([missing_file("there.yaml").at(Span("there.yaml"))])


WORK: Mapping[str, Callable[..., Any]] = {
    one.__name__: one for one in (plus, same_as_before, process, forever, crash, fail, mistaken)
}
