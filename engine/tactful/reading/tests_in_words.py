"""The words of a test: which test they are, which was meant, and which asks for the opposite."""

from __future__ import annotations

import re

from tactful.language.operators import EQUAL, NOT, OPERATORS, Operator
from tactful.reading.values import LONGEST_VALUE

WORDED = tuple(o for o in OPERATORS if o.pattern != "{}" and not o.takes_list)
"""The operators that are written in words."""

_SQUEEZED = {o.name.replace(" ", ""): o.name for o in WORDED}
_OPPOSITES = {
    "at least": "less than",
    "less than": "at least",
    "at most": "more than",
    "more than": "at most",
    "before": "at least",
    "after": "at most",
    "known": "unknown",
    "unknown": "known",
}
_MEANT = {
    ">=": "at least", "=>": "at least", "≥": "at least", "<=": "at most", "=<": "at most",
    "≤": "at most", ">": "more than", "<": "less than", "!=": "not", "<>": "not", "≠": "not",
    "==": "", "=": "", "is": "", "equals": "", "equal to": "", "is not": "not", "isn't": "not",
    "over": "more than", "above": "more than", "greater than": "more than",
    "higher than": "more than", "under": "less than", "below": "less than",
    "lower than": "less than", "fewer than": "less than", "no more than": "at most",
    "not more than": "at most", "no less than": "at least", "not less than": "at least",
    "up to": "at most", "min": "at least", "max": "at most", "from": "at least",
    "minimum": "at least", "maximum": "at most", "until": "before", "earlier than": "before",
    "later than": "after", "since": "at least", "except": "not",
}  # fmt: skip  # a table of words


def split(text: str) -> tuple[Operator, list[str]]:
    """A test's operator and the texts it compares with."""
    if len(text) > 2 * LONGEST_VALUE:
        return EQUAL, [text]
    for operator in WORDED:
        found = operator.words.fullmatch(text)
        if found:
            return operator, list(found.groups())
    return EQUAL, [text]


def meant(text: str) -> str | None:
    """The test that was probably meant by words that are none; ``None`` if none is near."""
    if len(text) > LONGEST_VALUE:
        return None
    signs = re.match(r"([<>=!≤≥≠]+)\s*(.+)", text, re.DOTALL)
    if signs:
        return f"{_MEANT[signs[1]]} {signs[2]}".strip() if signs[1] in _MEANT else None
    words = text.split()
    for count in (3, 2, 1):
        first, rest = " ".join(words[:count]).casefold(), " ".join(words[count:])
        if rest and first in _MEANT:
            return negated(f"{_MEANT[first]} {rest}".strip())
        name = _respelt(first)
        if name is not None and bool(rest) is (name not in ("known", "unknown")):
            return f"{name} {rest}".strip()
    return None


def negated(text: str) -> str:
    """The words for the opposite where ``not`` stands before another test."""
    operator, texts = split(text)
    if operator is not NOT:
        return text
    inner, operands = split(meant(texts[0]) or texts[0])
    opposite = _OPPOSITES.get(inner.name)
    return text if opposite is None else " ".join((opposite, *operands))


def opposite(name: str, text: str) -> str:
    """The line that asks for the opposite of what the words of a test ask of a fact."""
    if text in ("yes", "no"):
        return f"{name}: {'no' if text == 'yes' else 'yes'}"
    operator, texts = split(text)
    if operator is NOT:
        return f"{name}: {texts[0]}"
    turned = negated(f"not {text}")
    if operator is EQUAL or not turned.startswith("not "):
        return f"{name}: {turned}"
    return f"none: [{{{name}: {text}}}]"


def worded(words: str, value: str) -> str | None:
    """The test that words before a colon and a value after it are; ``None`` if they are none."""
    text = f"{words} {value}"
    return text if split(text)[0] is not EQUAL else meant(text)


def _respelt(first: str) -> str | None:
    """The operator whose words are written a little differently here."""
    squeezed = re.sub(r"[\s_-]+", "", first)
    if squeezed in _SQUEEZED:
        return _SQUEEZED[squeezed]
    long = [name for name in _SQUEEZED if len(name) > 5]
    import difflib  # only mistakes need it

    near = difflib.get_close_matches(squeezed, long, n=1, cutoff=0.8)
    return _SQUEEZED[near[0]] if near else None
