"""Python's garbage collector, told to wait while a large text is read.

Reading makes hundreds of thousands of small objects, none of them in a circle, and the collector
walks all of them again and again: it doubles the time. Their number is bounded by the size a
text may have, so nothing is lost by looking for garbage a second later.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

WORTH_IT = 2**16
"""Characters. A shorter text is read before the collector would notice."""


@contextmanager
def paused(size: int) -> Iterator[None]:
    """Pause the collector while a text of this size is read; it is left as it was found."""
    if size < WORTH_IT or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
