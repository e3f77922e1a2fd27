"""What matches the rules: durable-rules wherever it can be loaded, plain Python where it cannot.

Both take the same paths and give the same targets; the environment variable ``TACTFUL_ENGINE``
(``durable`` or ``plain``) insists on one of them.
"""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from tactful.language.lowering import Property
from tactful.network.combinations import Combination
from tactful.network.conditions import Target
from tactful.text.signs import visible

VARIABLE = "TACTFUL_ENGINE"


class Session(Protocol):
    """One evaluation's state inside a matcher."""

    def match(self, message: Any, fragments: Sequence[str]) -> Combination:
        """The targets that match, once the matcher is told one of its stages' messages."""


class Matcher(Protocol):
    """A ruleset's paths, ready to be matched: ``stages[s]`` are the messages to send at ``s``.

    Any thread may ask it, and an exception at any instant leaves the next answer right.
    """

    stages: Any

    def serve(self, work: Callable[[Any], None]) -> None:
        """Let some work match in a ``Session`` of its own, which ends with it."""


class NoSuchEngine(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised when ``TACTFUL_ENGINE`` names no engine."""


class EngineMissing(RuntimeError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised when ``TACTFUL_ENGINE`` insists on durable-rules and it cannot be loaded."""


class Engine(NamedTuple):
    """What matches rules here; ``instead`` says why it is not durable-rules, where nobody chose."""

    name: str
    instead: str | None = None


def engine() -> Engine:
    """What matches rules in this process, by the environment and by what can be loaded.

    Raises:
        NoSuchEngine: if the environment names neither.
        EngineMissing: if the environment insists on what cannot be loaded.
    """
    wanted = os.environ.get(VARIABLE, "")
    if wanted not in ("", "durable", "plain"):
        raise NoSuchEngine(f"{VARIABLE}={wanted}: it may be `durable` or `plain`")
    if wanted == "plain":
        return Engine("plain")
    reason = _why_not_durable()
    if reason is None:
        return Engine("durable")
    if wanted:
        raise EngineMissing(
            f"{VARIABLE}=durable: durable-rules cannot be loaded here ({reason}). "
            f"Without {VARIABLE}, its rules are matched in Python."
        )
    return Engine("plain", reason)


def matcher(targets: Iterable[Target], places: dict[Property, int]) -> Matcher:
    """A matcher for targets; ``places`` numbers the properties.

    Raises:
        NoSuchEngine: if the environment names neither engine.
        EngineMissing: if the environment insists on what cannot be loaded.
    """
    chosen = engine()
    if chosen.instead is not None:
        _say_once(chosen.instead)
    module = importlib.import_module(f"tactful.network.{chosen.name}")
    kind = module.DurableMatcher if chosen.name == "durable" else module.PlainMatcher
    made: Matcher = kind(targets, places)
    return made


@functools.cache
def _why_not_durable() -> str | None:
    """Why durable-rules cannot be loaded; ``None`` if it can."""
    try:
        importlib.import_module("tactful.network.durable")
    except ModuleNotFoundError:
        return "it was not compiled when tactful was installed"
    except ImportError as error:
        return str(error)
    return None


@functools.cache
def _say_once(reason: str) -> None:
    """Whoever embeds tactful can turn this off; by default it comes on standard error."""
    import logging  # hardly ever needed, and slow to import

    logging.getLogger("tactful").warning(
        "tactful: durable-rules cannot be loaded here (%s). "
        "Its rules are matched in Python instead; the advice is the same.",
        visible(reason),
    )
