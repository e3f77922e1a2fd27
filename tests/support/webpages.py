"""What every page for the web has to be: whole, without anything from elsewhere, good to hear."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

_DRAWN = re.compile(r"^[\s=|^-]*$|^\s*(- |\d+ \| )", re.MULTILINE)
"""What plain text draws with: lines under titles, bullets, margins, carets."""


def _words(text: str) -> str:
    return " ".join(re.sub(r"[`\[\]]", "", text).split())


def is_whole(text: str) -> ElementTree.Element:
    """The page, after checks that hold for all of them."""
    assert text.startswith("<!DOCTYPE html>\n")
    assert not re.search(r"https?:|//|@import|<script|<link|<img|<iframe|\bsrc=|\bon\w+=", text)
    document = ElementTree.fromstring(text)  # noqa: S314 - it is our own
    levels = [int(e.tag[1]) for e in document.iter() if re.match(r"h\d$", e.tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all("".join(e.itertext()).strip() for e in document.iter() if re.match(r"h\d$", e.tag))
    for table in document.iter("table"):
        assert "".join(table.find("caption").itertext())  # type: ignore[union-attr]
        assert {cell.get("scope") for cell in table.iter("th")} <= {"col", "row"}
        assert next(table.iter("th"), None) is not None
    ids = [e.attrib["id"] for e in document.iter() if "id" in e.attrib]
    assert len(ids) == len(set(ids))
    return document


def says_what_plain_text_says(text: str, plain: str) -> None:
    """Every line of the plain text is on the page, in the same words."""
    body = is_whole(text).find("body")
    assert body is not None
    shown = _words("".join(body.itertext()))
    for line in plain.splitlines():
        assert _words(_DRAWN.sub("", line)) in shown, line
