"""Coroutines in tests that share a process with a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_Made = TypeVar("_Made")


def awaited(coroutine: Coroutine[Any, Any, _Made]) -> _Made:
    """What a coroutine returns, in a thread of its own.

    A browser that other tests use keeps an event loop running in the thread that they share, and
    no second one may run there.
    """
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, coroutine).result()
