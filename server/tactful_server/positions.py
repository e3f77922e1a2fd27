"""Places as editors count them: lines from 0, columns from 0 in UTF-16, files as addresses."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from lsprotocol.types import Position, Range

from tactful.text.diagnostic import Span


def units(text: str) -> int:
    """How many columns a text takes for an editor."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def place_of(text: str, position: Position) -> tuple[int, int]:
    """A line and column from 1, in characters; past a line's end it is the end."""
    lines = text.split("\n")
    number = min(position.line, len(lines) - 1)
    left, column = position.character, 0
    for sign in lines[number]:
        left -= 2 if ord(sign) > 0xFFFF else 1
        if left < 0:
            break
        column += 1
    return number + 1, column + 1


def range_of(text: str, span: Span) -> Range:
    """A span as an editor takes it; a span of the whole file is its first line's beginning."""
    if not span.line:
        return Range(Position(0, 0), Position(0, 0))
    lines = text.split("\n")

    def position(line: int, column: int) -> Position:
        if line > len(lines):
            return Position(len(lines) - 1, units(lines[-1]))
        return Position(line - 1, units(lines[line - 1][: column - 1]))

    return Range(position(span.line, span.column), position(span.end_line, span.end_column))


def path_of(uri: str) -> Path | None:
    """The file that an address names; ``None`` for what is no file."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    return Path(url2pathname(unquote(parts.path)))


def uri_of(path: Path) -> str:
    """The address of a file."""
    return path.absolute().as_uri()
