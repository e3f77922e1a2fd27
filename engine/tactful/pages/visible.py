"""What is shown, with nothing in it that a reader cannot see, or a terminal would obey."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from tactful.pages.blocks import Excerpt
from tactful.text.signs import unfit_signs, visible, written_out

_Shown = TypeVar("_Shown", bound=tuple[Any, ...])


def visible_in(shown: _Shown) -> _Shown:
    """A page, or a part of one, with every sign that has no place in a text written out.

    Without recursion, since a tree of reasons may be deeper than Python's stack.
    """
    open_: list[tuple[tuple[Any, ...], Iterator[Any], list[Any]]] = [(shown, iter(shown), [])]
    while True:
        whole, rest, made = open_[-1]
        for part in rest:
            if isinstance(part, tuple):
                open_.append((part, iter(part), []))
                break
            made.append(visible(part) if isinstance(part, str) else part)
        else:
            open_.pop()
            done = _remade(whole, made)
            if not open_:
                return done  # type: ignore[return-value]
            open_[-1][2].append(done)


def _remade(whole: tuple[Any, ...], made: list[Any]) -> tuple[Any, ...]:
    if all(new is old for new, old in zip(made, whole, strict=True)):
        return whole
    if not hasattr(whole, "_make"):
        return tuple(made)
    if isinstance(whole, Excerpt):  # the stretch that is meant moves along
        moved = (place + _longer(whole.text, place) for place in (whole.start, whole.end))
        return Excerpt(whole.number, visible(whole.text), *moved)
    return whole._make(made)  # type: ignore[no-any-return]


def _longer(text: str, end: int) -> int:
    """How much longer a text becomes up to a place in it."""
    return sum(len(written_out(one.sign)) - 1 for one in unfit_signs(text) if one.start < end)
