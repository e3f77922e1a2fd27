"""Where a cursor stands in a text that is still being typed.

No parser helps there: a brace is open, a colon is missing. Indentation tells what is around a line,
and the signs before the cursor tell what is around it within the line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tactful.text.diagnostic import Span

ITEM = "-"
"""What stands in a path for an entry of a list."""

_KEY = re.compile(r"""(?:"([^"]*)"|'([^']*)'|([^\s#\[\]{},"'][^#\[\]{},]*?))\s*:(?=\s|$)""")
_DASHES = re.compile(r"(?:- +)*(?:-$)?")
_NAME = re.compile(r"[\w-]*")
_BEFORE_GROUP = " ,[{:"


class Cursor(NamedTuple):
    """What a cursor stands in.

    Attributes:
        path: The names around it from the outermost in, ``-`` for each entry of a list; last the
            name whose value is being typed, where one is.
        is_value: Whether a value is typed; else it is a name.
        typed: What of it has been typed before the cursor.
        span: The place of what is typed, and of the rest of its word after the cursor.
        present: The names that stand in the same group already.
        in_braces: Whether it stands in braces within a sentence, where a name is quoted.
        has_colon: Whether a colon follows the word.
    """

    path: tuple[str, ...]
    is_value: bool
    typed: str
    span: Span
    present: frozenset[str] = frozenset()
    in_braces: bool = False
    has_colon: bool = False


class _Frame(NamedTuple):
    """A brace or bracket that is open, with the names around and in it."""

    sign: str
    path: tuple[str, ...]
    names: list[str]


def cursor(text: str, line: int, column: int, file: str) -> Cursor:
    """What stands around a place of a text; lines and columns count from 1."""
    lines = text.split("\n")
    line = min(max(line, 1), len(lines))
    before = lines[line - 1][: max(column - 1, 0)]
    after = lines[line - 1][len(before) :]
    quoted = re.search(r"\{([\w-]*)$", before)
    start = _start_of_entry(lines, line - 1)
    frames = _open_frames(lines, start, line - 1, len(before))
    if quoted and not _opens_group(before, quoted.start()) and not frames:
        path, _ = _around(lines, line - 1, before)
        return _made(path, True, quoted[1], file, line, before, after)._replace(in_braces=True)
    if frames:
        return _in_braces(frames, file, line, before, after)
    path, rest = _around(lines, line - 1, before)
    found = _KEY.match(rest)
    if found:
        key = found[1] or found[2] or found[3]
        typed = rest[found.end() :].lstrip()
        return _made((*path, key), True, typed, file, line, before, after)
    present = frozenset(_beside(lines, line - 1, len(before) - len(rest)))
    if path and path[-1] == ITEM and not present and not after.strip():
        is_name = not rest or rest.strip() == rest
        return _made(path, not is_name, rest, file, line, before, after)
    return _made(path, False, rest, file, line, before, after)._replace(present=present)


def _made(
    path: tuple[str, ...],
    is_value: bool,
    typed: str,
    file: str,
    line: int,
    before: str,
    after: str,
) -> Cursor:
    rest = _NAME.match(after)
    more = len(rest[0]) if rest else 0
    start = len(before) - len(typed)
    span = Span(file, line, start + 1, line, len(before) + more + 1)
    has_colon = after[more:].lstrip().startswith(":")
    return Cursor(path, is_value, typed, span, has_colon=has_colon)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _content(text: str) -> tuple[int, int]:
    """Where the dashes of a line begin, and where what they begin does."""
    indent = _indent(text)
    dashes = _DASHES.match(text, indent)
    return indent, dashes.end() if dashes else indent


def _start_of_entry(lines: list[str], line: int) -> int:
    """The line in which the entry that a line is in begins, as far left as entries do."""
    for number in range(line, -1, -1):
        text = lines[number]
        if text.strip() and not text.lstrip().startswith("#") and _indent(text) <= 2:
            return number
    return 0


def _around(lines: list[str], line: int, before: str) -> tuple[tuple[str, ...], str]:
    """The names around what stands on a line, and what of the line they do not cover."""
    dash, content = _content(before)
    rest = before[content:]
    path = [ITEM] * before[dash:content].count(ITEM)
    limit = dash
    takes_same = bool(path)  # a list may begin as far left as its name
    for number in range(line - 1, -1, -1):
        text = lines[number]
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        there, start = _content(text)
        found = _KEY.match(text, start)
        if start < limit or (takes_same and start == limit and there == start and found):
            if found:
                path.append(found[1] or found[2] or found[3])
            path += [ITEM] * (text[there:start].count(ITEM))
            limit, takes_same = there, start > there
        elif there < limit <= start and text[there:start].count(ITEM):
            path.append(ITEM)
            limit, takes_same = there, True
        if limit == 0 and not takes_same:
            break
    return tuple(reversed(path)), rest


def _beside(lines: list[str], line: int, column: int) -> list[str]:
    """The names of the block group in which a line stands, whose names begin at a column."""
    found = []
    dash, content = _content(lines[line])
    above = range(0) if dash < content <= column else range(line - 1, -1, -1)
    for numbers in (above, range(line + 1, len(lines))):
        down = numbers.step > 0
        for number in numbers:
            text = lines[number]
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            there, start = _content(text)
            if start < column or (down and there < column):
                break
            key = _KEY.match(text, start) if start == column else None
            if key:
                found.append(key[1] or key[2] or key[3])
            if there < column:
                break
    return found


def _opens_group(before: str, place: int) -> bool:
    """Whether a brace begins a group, and stands not within a sentence."""
    earlier = before[:place].rstrip(" ")
    return not earlier or earlier[-1] in ":,[{" or re.search(r"(^|\s)-$", earlier) is not None


def _open_frames(lines: list[str], start: int, end: int, column: int) -> list[_Frame]:
    """The braces and brackets that are open before a place."""
    frames: list[_Frame] = []
    for number in range(start, end + 1):
        text = lines[number] if number < end else lines[number][:column]
        _scan(text, lines, number, frames)
    return frames


def _scan(text: str, lines: list[str], number: int, frames: list[_Frame]) -> None:
    """Follow the braces of one line."""
    token, place, quote = 0, 0, ""
    while place < len(text):
        sign = text[place]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and not text[token:place].strip():
            quote = sign
        elif sign == "#" and text[place - 1 : place] in ("", " "):
            return
        elif sign in "[{" and (frames or _opens_group(text, place)):
            within = text[token:place]
            frames.append(_Frame(sign, _path_of(lines, number, text, place, within, frames), []))
            token = place + 1
        elif sign in "]}" and frames:
            frames.pop()
            token = place + 1
        elif sign == "," and frames:
            token = place + 1
        elif sign == ":" and frames and text[place + 1 : place + 2] in ("", " "):
            frames[-1].names.append(text[token:place].strip(" \"'"))
        place += 1


def _path_of(
    lines: list[str], number: int, text: str, place: int, token: str, frames: list[_Frame]
) -> tuple[str, ...]:
    """The names around a brace that opens."""
    key = _KEY.match(token.lstrip())
    if frames:
        outer = frames[-1]
        item = (ITEM,) if outer.sign == "[" else ()
        return (*outer.path, *item, *((key[1] or key[2] or key[3],) if key else ()))
    path, rest = _around(lines, number, text[:place])
    key = _KEY.match(rest)
    return (*path, key[1] or key[2] or key[3]) if key else path


def _in_braces(frames: list[_Frame], file: str, line: int, before: str, after: str) -> Cursor:
    frame = frames[-1]
    token = re.split(r"[\[{,]\s*", before)[-1].lstrip()
    key = _KEY.match(token)
    if key:
        typed = token[key.end() :].lstrip()
        return _made(
            (*frame.path, key[1] or key[2] or key[3]), True, typed, file, line, before, after
        )
    if frame.sign == "[":
        return _made((*frame.path, ITEM), True, token, file, line, before, after)
    names = [*frame.names, *(m[1] or m[2] or m[3] for m in _KEY.finditer(after.partition("}")[0]))]
    made = _made(frame.path, False, token, file, line, before, after)
    return made._replace(present=frozenset(names))
