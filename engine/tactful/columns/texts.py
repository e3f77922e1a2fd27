"""Columns of texts put together from parts that tables hold, without ever looking at a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from tactful.columns.numbers import Numbers

_WORD = 8
_RECORD = 4 * _WORD
"""Bytes that a text can have. Shorter than 13, Arrow would keep it in another way."""

MOST_TEXTS = 1 << 25
"""Texts that one buffer holds: the places in it have 31 bits."""


class MachineWords(NamedTuple):
    """A part of each row's text: words of eight letters by their place, and its length."""

    words: Mapping[int, Numbers]
    lengths: Numbers


class PlacedTexts(NamedTuple):
    """Texts that are to stand at one place: each word of a record, for every text."""

    words: Mapping[int, Numbers]
    lengths: Numbers

    def picked(self, numbers: Numbers) -> MachineWords:
        """For each row the text of its number."""
        # Mostly all are of one length, which need not be looked up.
        same = self.lengths.min() == self.lengths.max()
        lengths = self.lengths[0] if same else self.lengths[numbers]
        return MachineWords({n: letters[numbers] for n, letters in self.words.items()}, lengths)


def placed(texts: Sequence[str], at: int) -> PlacedTexts:
    """Texts placed at a byte of records."""
    records = b"".join((b"\0" * at + text.encode()).ljust(_RECORD, b"\0") for text in texts)
    words = np.frombuffer(records, "<u8").reshape(len(texts), -1)
    lengths = np.array([len(text) for text in texts], np.int32)
    reached = range(at // _WORD, -(-(at + max(lengths.tolist())) // _WORD))
    return PlacedTexts({n: np.ascontiguousarray(words[:, n]) for n in reached}, lengths)


def in_one(parts: Sequence[MachineWords], unknown: Numbers) -> pl.Series:
    """Texts of parts that follow each other; null where they are unknown.

    Each is put together in a record of its own, a word of eight letters for all at once. Arrow's
    views say where a text begins in a buffer and how long it is; so nothing is copied after that.
    """
    records = np.zeros((len(unknown), _RECORD // _WORD), "<u8")
    for part in parts:
        for word, letters in part.words.items():
            records[:, word] |= letters
    views = np.zeros((len(unknown), 4), "<i4")
    views[:, 0] = sum(part.lengths for part in parts)
    views[:, 1] = records.view("<i4")[:, 0]
    views[:, 3] = np.arange(0, len(unknown) * _RECORD, _RECORD)
    known = np.packbits(~unknown, bitorder="little") if unknown.any() else None
    buffers = [None if b is None else pa.py_buffer(b) for b in (known, views, records)]
    return pl.Series(pa.Array.from_buffers(pa.string_view(), len(unknown), buffers))
