"""Lists for every row: from bit masks and sort keys, without ever looking at a row.

A list column is its values one after the other and where each row's begin. Both can be made for
all rows at once: of a table that repeats all names for every row, the mask keeps those that are
set; their number in each row gives the beginnings.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

BYTE = 8

_SWAPS = (
    (7, 0x00AA00AA00AA00AA),
    (14, 0x0000CCCC0000CCCC),
    (28, 0x00000000F0F0F0F0),
)


def masks(flags: Sequence[pl.Series]) -> Any:
    """Flags as bits, eight to a byte, the first lowest: for each eight flags a byte for each row.

    Columns of flags are bits already, eight rows to a byte; so squares of eight flags by eight
    rows are turned over, all of them at once.

    Source of the idea: H. S. Warren, Hacker's Delight (2012), transposing a bit matrix.
    """
    height, width = len(flags[0]), -(-len(flags) // BYTE)
    squares = np.zeros((width, -(-height // BYTE), BYTE), np.uint8)
    for place, flag in enumerate(flags):
        squares[place // BYTE, :, place % BYTE] = _bits(flag)
    words = squares.reshape(-1).view("<u8")
    moved = np.empty_like(words)
    for shift, swapped in _SWAPS:
        np.right_shift(words, shift, out=moved)
        moved ^= words
        moved &= swapped
        words ^= moved
        moved <<= shift
        words ^= moved
    return squares.reshape(width, -1)[:, :height]


def _bits(flag: pl.Series) -> Any:
    """A column of flags, none of them null, as bits: eight rows to a byte, the first lowest."""
    column = flag.to_arrow()
    if column.offset % BYTE:
        return np.packbits(flag.to_numpy(), bitorder="little")
    first = column.offset // BYTE
    bits = np.frombuffer(column.buffers()[1], np.uint8)
    return bits[first : first + -(-len(flag) // BYTE)]


def places_set(flags: Sequence[pl.Series], known: Any = None) -> pl.Series:
    """For each row the places of the flags that are set, in order.

    Args:
        flags: The flags, a column for each place; where nothing is known none is set.
        known: For which rows there is a list at all; ``None`` for all.
    """
    columns = masks(flags)
    width, height = columns.shape
    counts = np.bitwise_count(columns).sum(axis=0, dtype=_as_numpy(len(flags)))
    table = np.ascontiguousarray(columns.T)
    size = height * width * BYTE
    bits = pl.Series(pa.Array.from_buffers(pa.bool_(), size, [None, pa.py_buffer(table)]))
    places = _repeated(_rounded(height), width * BYTE, len(flags))[:size].filter(bits)
    return _as_lists(counts, places, known)


def names_of(places: pl.Expr, names: Sequence[str]) -> pl.Expr:
    """A column of lists of places as lists of names."""
    return places.list.eval(pl.element().cat.to(pl.Enum(list(names))))


def _rounded(height: int) -> int:
    """A height that few heights share, so that few tables of places are made."""
    return 1 << max(height - 1, 1).bit_length()


@lru_cache(maxsize=8)
def _repeated(height: int, width: int, count: int) -> pl.Series:
    # Places past the last one are never picked, so they need not fit.
    return pl.Series(np.tile(np.arange(width).astype(_as_numpy(count)), height))


def _as_numpy(count: int) -> Any:
    return np.uint8 if count < 2**8 else np.uint16 if count < 2**16 else np.uint32


def places_by_rank(keys: Sequence[Any], applies: Any = None) -> pl.Series:
    """For each row the places of the keys above zero, those of the highest keys first.

    The lowest bits of a key are its place counted from the end, so no two keys are equal and, of
    equals, the one listed first comes first. All rows are sorted at once, by comparing whole
    columns in the fixed order of a sorting network.

    Args:
        keys: The keys, a column for each place.
        applies: For which rows there is a list at all; ``None`` for all.

    Source of the idea: K. E. Batcher, Sorting networks and their applications (1968).
    """
    last, height = key_span(len(keys)) - 1, len(keys[0])
    counts = np.zeros(height, _as_numpy(len(keys)))
    table = np.empty((height, len(keys)), counts.dtype)
    present = np.empty(table.shape, np.bool_)
    for turn, column in enumerate(_in_order(keys)):
        chosen = column > 0 if applies is None else (column > 0) & applies
        counts += chosen
        present[:, turn] = chosen
        table[:, turn] = column
    np.bitwise_and(table, last, out=table)
    np.subtract(last, table, out=table)
    places = pl.Series(table.reshape(-1)).filter(pl.Series(present.reshape(-1)))
    return _as_lists(counts, places, applies)


def _in_order(keys: Sequence[Any]) -> list[Any]:
    """The keys of each row, the highest in the first column."""
    block = np.stack([*keys, keys[0]])
    *columns, spare = block
    for one, two in _comparisons(len(columns)):
        low, high = columns[one], columns[two]
        np.maximum(low, high, out=spare)
        np.minimum(low, high, out=high)
        columns[one], spare = spare, low
    return columns


def key_span(count: int) -> int:
    """The power of two that tells apart so many places in the low bits of a key."""
    return 1 << max(count - 1, 1).bit_length()


@lru_cache(maxsize=64)
def _comparisons(count: int) -> tuple[tuple[int, int], ...]:
    """Which columns to compare, in order, to sort so many: odd-even merge sort."""
    found = []
    size = 1
    while size < count:
        step = size
        while step:
            for start in range(step % size, count - step, 2 * step):
                for place in range(start, min(start + step, count - step)):
                    if place // (2 * size) == (place + step) // (2 * size):
                        found.append((place, place + step))
            step //= 2
        size *= 2
    return tuple(found)


def _as_lists(counts: Any, places: pl.Series, known: Any = None) -> pl.Series:
    offsets = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    unknown = None if known is None else pa.array(~known)
    lists = pa.LargeListArray.from_arrays(pa.array(offsets), places.to_arrow(), mask=unknown)
    return pl.Series(lists)
