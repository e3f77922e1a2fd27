"""Texts in the encodings in which programs save them: UTF-8, and what Excel calls Unicode text."""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import IO

_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""The longer ones first: one of them begins as another."""


def opened_text(path: Path) -> IO[bytes]:
    """A text as bytes of UTF-8, whatever the mark at its beginning says that it is.

    Raises:
        OSError: if it cannot be read.
    """
    stream = path.open("rb")
    start = stream.peek(4)
    name = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    return stream if name is None else io.BufferedReader(_Recoded(stream, name))


class _Recoded(io.RawIOBase):
    """A stream of another encoding as one of UTF-8; what is no sign there is shown as such."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._text = io.TextIOWrapper(
            stream, encoding=name, errors="replace", newline=""
        )  # the line ends of cells stay
        self._left = b""

    def close(self) -> None:
        self._text.close()
        super().close()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # of bytes alone
        if not self._left:
            self._left = self._text.read(2**16).encode("utf-8")
        part, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)
