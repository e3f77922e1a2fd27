"""Words, lists and groups as an author would write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tactful.text.diagnostic import Diagnostics
from tactful.text.files import SourceText
from tactful.text.nodes import Mapping, Scalar
from tactful.text.parser import parse_text
from tactful.workspace.fields.data import Bare, Data, Quoted

WIDEST = 100
"""Characters of a line past which a list or group stands on several."""

STEP = 2
"""Spaces by which what belongs to a line stands further in."""

_SURE = re.compile(r"[A-Za-z](?:[\w .-]*\w)?|-?\d+(?:\.\d+)?")
_OTHERS_READ_AS = frozenset(("yes", "no", "true", "false", "null", "on", "off"))


def spelt(text: str, in_braces: bool = False) -> str:
    """A word or sentence on one line, in quotation marks only where it needs them.

    Args:
        text: What it says.
        in_braces: Whether it stands in a list or group in brackets, which commas part.
    """
    needs = isinstance(text, Quoted) or not (isinstance(text, Bare) or is_bare(text, in_braces))
    return in_quotes(text) if needs else str(text)


def in_quotes(text: str, mark: str = '"') -> str:
    """A text in quotation marks, on one line."""
    if mark == "'" and "\n" not in text:
        return f"'{text.replace(mark, mark * 2)}'"
    told = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{told}"'


@lru_cache(maxsize=4096)
def is_bare(text: str, in_braces: bool) -> bool:
    """Whether a text is read as it is without quotation marks: the reader itself is asked."""
    if _SURE.fullmatch(text):
        return True
    if not text or "\n" in text:
        return False
    diagnostics = Diagnostics()
    line = f"{{k: {text}, l: m}}" if in_braces else f"k: {text}"
    node = parse_text(SourceText("", line), diagnostics)
    if diagnostics.found or not isinstance(node, Mapping) or len(node.entries) != 1 + in_braces:
        return False
    value = node.entries[0].value
    return isinstance(value, Scalar) and (value.text, value.quoted) == (text, False)


def as_sentence(text: str) -> str:
    """A sentence people wrote, on one line; what other programs read as yes or no, in quotes."""
    tidy = " ".join(text.split())
    return Quoted(tidy) if tidy.casefold() in _OTHERS_READ_AS else tidy


def in_braces(data: Data) -> str:
    """Data on one line: lists in brackets, groups in braces."""
    if isinstance(data, str):
        return spelt(data, in_braces=True)
    if isinstance(data, list):
        return f"[{', '.join(map(in_braces, data))}]"
    pairs = (f"{spelt(key, in_braces=True)}: {in_braces(value)}" for key, value in data.items())
    return f"{{{', '.join(pairs)}}}"


def lines(data: Data, indent: int, begun: int = 0) -> Iterator[str]:
    """A list or group on lines of its own, with what is short in braces.

    Args:
        data: What to write, neither a word nor empty.
        indent: How many spaces stand before each line.
        begun: How many of the first line's characters stand there already, in place of spaces.
    """
    lead = " " * (indent - begun)
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _line(f"{lead}{spelt(key)}:", value, indent)
            lead = " " * indent
    elif isinstance(data, list):
        for item in data:
            yield from _item(lead, item, indent)
            lead = " " * indent
    else:
        yield f"{lead}{spelt(data)}"


def _line(head: str, value: Data, indent: int) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{head} {spelt(value)}"
    elif not value or _is_short(value, len(head)):
        yield f"{head} {in_braces(value)}"
    else:
        yield head
        yield from lines(value, indent + STEP)


def _item(lead: str, item: Data, indent: int) -> Iterator[str]:
    if isinstance(item, str) or not item:
        yield f"{lead}- {in_braces(item) if not isinstance(item, str) else spelt(item)}"
    elif _is_short(item, indent + STEP):
        yield f"{lead}- {in_braces(item)}"
    else:
        first, *rest = lines(item, indent + STEP)
        yield f"{lead}- {first.lstrip()}"
        yield from rest


def _is_short(data: Data, before: int) -> bool:
    """Whether data reads well on a line; a rule or fact, which tells more, has lines."""
    inner = data.values() if isinstance(data, dict) else data
    deep = any(isinstance(one, dict) and len(one) > 1 for one in inner)
    long = any(isinstance(one, str) and len(one.split()) > 6 for one in inner)
    return not deep and not (long and len(data) > 1) and before + 1 + len(in_braces(data)) <= WIDEST
