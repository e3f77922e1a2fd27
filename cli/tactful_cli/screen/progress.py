"""A progress bar for what takes longer than a moment; on a terminal only, and gone when done."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from tactful.language.progress import Progress, silent
from tactful_cli.screen.saying import console, wants_colour

Element = TypeVar("Element")


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A bar on standard error while the block runs; what it yields moves it."""
    if not wants_colour(sys.stderr):
        yield silent
        return
    from rich import progress as bars  # rich costs a third of the start

    columns = (
        "{task.description}",
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=console(err=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def each(things: Sequence[Element], label: str, few: int) -> Iterator[Element]:
    """The things one after the other, with a bar where they are more than a few.

    Args:
        things: What is worked on.
        label: What is done with them.
        few: How many are done before anybody looks for a bar.
    """
    if len(things) <= few:
        yield from things
        return
    with progress(label) as moved:
        for number, thing in enumerate(things):
            moved(number, len(things))
            yield thing
