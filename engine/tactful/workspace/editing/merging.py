"""Two people's edits of one text, put together.

Source of the idea: ``diff3`` (S. Khanna, K. Kunal, B. C. Pierce: A formal investigation of diff3,
2007). Its well-kept implementation in Python comes under a licence that does not suit ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple


class Clash(NamedTuple):
    """Lines that both changed, each in another way.

    Attributes:
        line: The line of the merged text in which mine begin, from 1.
        base: The lines as they were.
        mine: What I made of them, which is what the merged text has.
        theirs: What the other made of them, which it lacks.
    """

    line: int
    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


class MergedText(NamedTuple):
    """A text with what both changed; where both changed the same lines, mine stand."""

    text: str
    clashes: tuple[Clash, ...]


class _Region(NamedTuple):
    """Lines of the base that both keep, or that somebody changed."""

    kept: bool
    base: Sequence[str]
    mine: Sequence[str]
    theirs: Sequence[str]


def merged(base: str, mine: str, theirs: str) -> MergedText:
    """Put two edits of a text together.

    Args:
        base: The text that both began with.
        mine: What I made of it.
        theirs: What somebody else made of it at the same time.
    """
    lines: list[str] = []
    clashes: list[Clash] = []
    old, one, other = (text.split("\n") for text in (base, mine, theirs))
    for region in _regions(old, one, other):
        if region.kept or region.mine == region.theirs or region.theirs == region.base:
            lines += region.mine
        elif region.mine == region.base:
            lines += region.theirs
        else:
            said = (tuple(region.base), tuple(region.mine), tuple(region.theirs))
            clashes.append(Clash(len(lines) + 1, *said))
            lines += region.mine
    return MergedText("\n".join(lines), tuple(clashes))


def _regions(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[_Region]:
    """The texts cut where all three have the same lines, which both then keep."""
    in_mine, in_theirs = _places(base, mine), _places(base, theirs)
    done = (0, 0, 0)
    for number in range(len(base)):
        if number not in in_mine or number not in in_theirs:
            continue
        here = (number, in_mine[number], in_theirs[number])
        if here != done:
            yield _between(base, mine, theirs, done, here)
        line = base[number : number + 1]
        yield _Region(True, line, line, line)
        done = (number + 1, here[1] + 1, here[2] + 1)
    end = (len(base), len(mine), len(theirs))
    if end != done:
        yield _between(base, mine, theirs, done, end)


def _between(
    base: Sequence[str],
    mine: Sequence[str],
    theirs: Sequence[str],
    start: tuple[int, int, int],
    end: tuple[int, int, int],
) -> _Region:
    parts = zip((base, mine, theirs), start, end, strict=True)
    return _Region(False, *(lines[low:high] for lines, low, high in parts))


def _places(base: Sequence[str], made: Sequence[str]) -> dict[int, int]:
    """Where each line of the base stands that was kept, by its number."""
    matching = SequenceMatcher(None, base, made, autojunk=False).get_matching_blocks()
    return {one.a + n: one.b + n for one in matching for n in range(one.size)}
