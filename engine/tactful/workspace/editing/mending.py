"""Mends of mistakes as edits of the texts that they are in.

A mistake says what to do about it as far as can be told from what was read; where that is done,
and between which signs, the text itself tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from tactful.text.diagnostic import Diagnostic, Edit, Fix, Mend, Repair
from tactful.text.lines import UNUSUAL_SPACES, shortened
from tactful.workspace.editing.edits import edit
from tactful.workspace.editing.removing import removed

_UNUSUAL = re.compile(f"[{UNUSUAL_SPACES}]+")
_ENTRY = re.compile(r"(\s*)- ")


class _Place(NamedTuple):
    """A mend, where it is to be done: the underlined place counts from 0."""

    mend: Mend
    found: Diagnostic
    file: str
    lines: list[str]
    line: int
    column: int
    end_line: int
    end: int
    texts: Mapping[str, list[str]]

    @property
    def text(self) -> str:
        """The line in which what is underlined begins."""
        return self.lines[self.line]

    @property
    def underlined(self) -> str:
        """What is underlined in that line."""
        return self.text[self.column : self.end if self.end_line == self.line else None]

    def whole(self, line: int, text: str) -> Edit:
        """A line with another text."""
        return edit(self.file, line, 0, len(self.lines[line]), text)

    def above(self, begins: str) -> int | None:
        """The nearest line above that begins with some words."""
        numbers = range(self.line - 1, -1, -1)
        return next((n for n in numbers if self.lines[n].lstrip().startswith(begins)), None)


def with_fixes(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Diagnostics with the edits that mend them, as far as the texts show how.

    Args:
        found: What is wrong.
        texts: The texts that may be edited, by file.
    """
    lines = {file: text.split("\n") for file, text in texts.items()}
    for one in found:
        made = [fix for mend in one.mends if (fix := _fix(one, mend, lines)) is not None]
        yield one._replace(fixes=tuple(dict.fromkeys(made))) if made else one


def _fix(found: Diagnostic, mend: Mend, texts: Mapping[str, list[str]]) -> Fix | None:
    span = mend.place or found.span
    lines = texts.get(span.file)
    if lines is None or not 0 < span.line <= span.end_line <= len(lines):
        return None
    place = _Place(
        mend,
        found,
        span.file,
        lines,
        span.line - 1,
        span.column - 1,
        span.end_line - 1,
        span.end_column - 1,
        texts,
    )
    title, does = _WAYS[mend.way]
    edits = tuple(does(place))
    said = title.format(text=shortened(mend.text), was=mend.was, by=_spaces(mend.by))
    if mend.way is Repair.INSTEAD and not mend.text:
        said = "Remove it"
    return Fix(said, edits) if edits else None


def _spaces(by: int) -> str:
    count = "1 space" if abs(by) == 1 else f"{abs(by)} spaces"
    return f"{count} further {'right' if by > 0 else 'left'}"


def _instead(place: _Place) -> Iterator[Edit]:
    """Put a text in the place of what is underlined, or of a value below it."""
    mend = place.mend
    if mend.was and place.underlined.strip("'\"") != mend.was:
        numbers = range(place.line, len(place.lines))
        line = next((n for n in numbers if mend.was in place.lines[n]), None)
        if line is not None:
            start = place.lines[line].index(mend.was)
            yield edit(place.file, line, start, start + len(mend.was), mend.text)
        return
    span = place.found.span if mend.place is None else mend.place
    yield Edit(place.file, span, mend.text)


def _quoted(place: _Place) -> Iterator[Edit]:
    """Put quotation marks around the value of the line, up to where a comment of ours begins."""
    line = place.text
    start = line.rfind(": ", 0, place.column) + 2 if "{" in line[: place.column] else None
    key = re.match(r"\s*(?:- )?(?:[\w ]+: +)?", line)
    begins, ends = (key.end() if key else 0, "")
    if start is not None:
        begins, ends = start, "}" * (line.endswith("}"))
    value = line[begins:].removesuffix(ends)
    if value[:1] not in ("", '"', "'"):
        inside = value.rstrip().replace("\\", "\\\\").replace('"', '\\"')
        yield edit(place.file, place.line, begins, len(line) - len(ends), f'"{inside}"')


def _straight(place: _Place) -> Iterator[Edit]:
    """Put straight quotation marks in the place of Word's."""
    text, sign = place.underlined, place.mend.text
    inside = sign if len(text) == 1 else sign + text[1:-1] + sign
    yield edit(place.file, place.line, place.column, place.column + len(text), inside)


def _moved(place: _Place) -> Iterator[Edit]:
    """Move a line, and it alone."""
    indent = len(place.text) - len(place.text.lstrip())
    if indent + place.mend.by >= 0:
        yield edit(place.file, place.line, 0, indent, " " * (indent + place.mend.by))


def _spaced(place: _Place) -> Iterator[Edit]:
    """Put ordinary spaces in the place of what looks like one."""
    for found in _UNUSUAL.finditer(place.text):
        yield edit(place.file, place.line, found.start(), found.end(), " " * len(found[0]))


def _untabbed(place: _Place) -> Iterator[Edit]:
    """Put two spaces for each tab, where the line begins."""
    indent = len(place.text) - len(place.text.lstrip())
    yield edit(place.file, place.line, 0, indent, place.text[:indent].replace("\t", "  "))


def _dashed(place: _Place) -> Iterator[Edit]:
    """Begin an entry with a dash below the dash of the one above."""
    above = place.above("- ")
    if above is not None:
        indent = len(place.lines[above]) - len(place.lines[above].lstrip())
        yield place.whole(place.line, " " * indent + f"- {place.text.strip()}")


def _indented(place: _Place) -> Iterator[Edit]:
    above = place.above(place.mend.was)
    if above is not None:
        indent = len(place.lines[above]) - len(place.lines[above].lstrip())
        yield place.whole(place.line, " " * (indent + 2) + place.text.strip())


def _joined(place: _Place) -> Iterator[Edit]:
    """Have a line go on with the sentence above, where a colon in it wants quotation marks."""
    key, _, value = place.lines[place.line - 1].partition(": ")
    for made in _indented(place):
        if value[:1] not in ("", '"', "'", "|", ">"):
            yield place.whole(place.line - 1, f'{key}: "{value}')
            yield made._replace(text=f'{made.text}"')


def _beside(place: _Place) -> Iterator[Edit]:
    """Add a line, or an entry between braces, to the group that is underlined."""
    line, column, text = place.text, place.column, place.mend.text
    if line[:column].rstrip().endswith(("{", ",")):
        yield edit(place.file, place.line, column, column, f"{text}, ")
        return
    inner = _ENTRY.match(line)
    indent = inner[1] + "  " if inner else " " * column
    yield edit(place.file, place.line, len(line), len(line), f"\n{indent}{text}")


def _declared(place: _Place) -> Iterator[Edit]:
    """Add an entry to what is declared in a place: between its braces, or in a line below it."""
    after = place.lines[place.end_line][place.end :]
    opened = re.match(r"\s*:\s*\{\s*", after)
    if opened:
        start = place.end + opened.end()
        closes = after[opened.end() :].startswith("}")
        text = place.mend.text + ("" if closes else ", ")
        yield edit(place.file, place.end_line, start, start, text)
    elif re.fullmatch(r"\s*:\s*(#.*)?", after):
        below = place.lines[place.end_line + 1 : place.end_line + 2]
        indent = len(below[0]) - len(below[0].lstrip()) if below else 0
        indent = indent if indent > place.column else place.column + 2
        end = len(place.lines[place.end_line])
        yield edit(place.file, place.end_line, end, end, f"\n{' ' * indent}{place.mend.text}")
    else:
        yield from _beside(place)


def _everywhere(place: _Place) -> Iterator[Edit]:
    """Put a name in the place of another wherever that stands as a name."""
    old = re.escape(place.underlined)
    used = re.compile(rf"(?<![\w-]){old}(?=\s*[:,\]}}]|\s*$|\s+#)|(?<=\{{){old}(?=\}})")
    for file, lines in place.texts.items():
        for number, line in enumerate(lines):
            for found in used.finditer(line):
                yield edit(file, number, found.start(), found.end(), place.mend.text)


def _removed(place: _Place) -> Iterator[Edit]:
    yield from removed(place.file, place.lines, place.line, place.column)


_WAYS: Mapping[Repair, tuple[str, Callable[[_Place], Iterator[Edit]]]] = {
    Repair.INSTEAD: ("Change to `{text}`", _instead),
    Repair.QUOTED: ("Put the text in quotation marks", _quoted),
    Repair.STRAIGHT: ("Write straight quotation marks", _straight),
    Repair.MOVED: ("Begin the line {by}", _moved),
    Repair.SPACED: ("Write ordinary spaces", _spaced),
    Repair.UNTABBED: ("Write spaces for the tabs", _untabbed),
    Repair.DASHED: ("Begin another entry with a dash", _dashed),
    Repair.INDENTED: ("Go on with the sentence of `{was}`", _indented),
    Repair.JOINED: ("Go on with the sentence of `{was}`, in quotation marks", _joined),
    Repair.BESIDE: ("Add `{text}`", _beside),
    Repair.DECLARED: ("Add `{text}` where it is declared", _declared),
    Repair.RENAMED: ("Change to `{text}` everywhere", _everywhere),
    Repair.REMOVED: ("Remove it", _removed),
}
"""For each way what a fix is called, and how it is done."""
