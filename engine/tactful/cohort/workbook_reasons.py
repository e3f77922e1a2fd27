"""The sheet of reasons: each client's advice in words, a paragraph a row, and never cut.

A spreadsheet's row is 409 points high at most, so a client's reasons do not fit into one. Here
each paragraph has a row of the height that it needs, and each client begins on a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tactful.pages.plain import WIDTH

_PARTS = ("advice", "why", "what else matters")
_CLIENT, _PART, _TEXT = 24, 18, 104
"""How wide the columns are, in letters."""

_LINE, _GAP = 13, 3
"""Points that a line of a paragraph is high, and what is around it."""

_LINES = 30
"""A row holds no more of them: what is longer goes on in the next one."""

_SURE = 92
"""Letters of a line that fit for sure, whatever letters they are."""

MOST_PAGES = 1_000
"""Clients that begin on a page of their own: a sheet has 1,023 breaks at most."""


class ReasonsSheet:
    """Writes the sheet."""

    def __init__(self, book: Any, sheet: Any, head: Any, client: str) -> None:
        """Begin.

        Args:
            book: The workbook, for its styles.
            sheet: The sheet.
            head: The style of headings.
            client: What the column is called that tells clients apart.
        """
        self._sheet = sheet
        self._row = 0
        self._breaks: list[int] = []
        wrapped = {"text_wrap": True, "valign": "top", "font_size": 10}
        self._plain = book.add_format(wrapped)
        self._bold = book.add_format({**wrapped, "bold": True, "top": 1})
        self._first = book.add_format({**wrapped, "top": 1})
        self._grey = book.add_format({**wrapped, "font_color": "#7F7F7F"})
        self._indents: dict[int, Any] = {}
        self._book = book
        for place, (title, width) in enumerate(
            ((client, _CLIENT), ("about", _PART), ("in words", _TEXT))
        ):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, head)

    @property
    def row(self) -> int:
        """The last row that is written."""
        return self._row

    def add(self, client: str, text: str) -> None:
        """Write a client's reasons.

        Args:
            client: Who it is.
            text: The advice, why, and what else there is to say, as plain text.
        """
        if self._row:
            self._breaks.append(self._row + 1)
        advice, _, rest = text.partition("\n\n\n")
        why, _, more = rest.partition("\n\n\n")
        parts = (advice, why.removeprefix("WHY\n\n"), more.replace("\n\n\n", "\n\n"))
        begins = True
        for part, said in zip(_PARTS, parts, strict=True):
            for number, (indent, paragraph) in enumerate(paragraphs(said)):
                for line in _pieces(paragraph):
                    self._row += 1
                    lines = -(-len(line) // (_SURE - indent))
                    self._sheet.set_row(self._row, lines * _LINE + _GAP)
                    self._sheet.write_string(
                        self._row, 0, client, self._bold if begins else self._grey
                    )
                    about = "" if number else part
                    style = self._first if begins else self._plain
                    self._sheet.write_string(self._row, 1, about, style)
                    self._sheet.write_string(self._row, 2, line, self._indented(indent, begins))
                    begins = False

    def _indented(self, letters: int, begins: bool) -> Any:
        level = min(letters // 2, 15)
        if begins or not level:
            return self._first if begins else self._plain
        if level not in self._indents:
            style = {"text_wrap": True, "valign": "top", "font_size": 10, "indent": level}
            self._indents[level] = self._book.add_format(style)
        return self._indents[level]

    def finish(self) -> None:
        """Say how the sheet is to look."""
        self._sheet.freeze_panes(1, 1)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.repeat_rows(0)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.autofilter(0, 0, max(self._row, 1), 2)
        if len(self._breaks) < MOST_PAGES:
            self._sheet.set_h_pagebreaks(self._breaks)


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of a plain text, each on one line, with how far it is indented.

    A line goes on with the one before where its first word did not fit there any more.
    """
    indent, found, before = 0, "", ""
    for line in text.splitlines():
        said = line.strip()
        word = said.partition(" ")[0]
        goes_on = before and said and not said.startswith("- ")
        if found and goes_on and len(before.rstrip()) + 1 + len(word) > WIDTH:
            found = f"{found} {said}"
        else:
            if found:
                yield indent, found
            indent, found = len(line) - len(line.lstrip()), said
        before = line
    if found:
        yield indent, found


def _pieces(paragraph: str) -> Iterator[str]:
    """A paragraph in pieces that rows can show."""
    most = _LINES * _SURE
    while len(paragraph) > most:
        cut = paragraph.rfind(" ", most // 2, most)
        yield paragraph[: cut if cut > 0 else most]
        paragraph = paragraph[cut + 1 if cut > 0 else most :]
    yield paragraph
