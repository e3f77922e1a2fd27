"""Quotation marks and commas that are not what they look like: Word's, and those of numbers."""

from __future__ import annotations

import re

from tactful.text.diagnostic import Span
from tactful.text.lines import CLOSING_QUOTES, OPENING_QUOTES, Lines
from tactful.text.names import is_id
from tactful.text.scene import Scene, Trouble
from tactful.text.syntax_defects import decimal_comma, unquoted_comma, word_quotes


def in_word_quotes(scene: Scene, start: int, text: str) -> Trouble | None:
    """A text that begins with a quotation mark of Word's."""
    if not text or text[0] not in OPENING_QUOTES:
        return None
    ends = [place for place, sign in enumerate(text) if sign in CLOSING_QUOTES + '"' and place]
    length = ends[-1] + 1 if ends else len(text)
    straight = "'" if '"' in text[1 : length - 1] else '"'
    return Trouble(word_quotes(text[0], straight), scene.place((scene.at[0], start), length))


def half_straight(scene: Scene) -> Trouble | None:
    """A text that a straight mark opens and one of Word's should close, here or above."""
    for number in range(scene.at[0] + 1):
        found = re.match(rf"[^\"#]*\"[^\"]*([{CLOSING_QUOTES}])\s*$", scene.lines.line(number))
        if found:
            return Trouble(word_quotes(found[1]), scene.place((number, found.start(1))))
    return None


def cut_value(lines: Lines, value: Span, rest: Span) -> Trouble | None:
    """Why a comma cut a value in two, between braces; ``None`` if another name may be meant."""
    line = lines.line(value.line - 1)
    if value.line != rest.end_line:
        return None
    text = line[value.column - 1 : rest.end_column - 1]
    comma = value.end_column - value.column
    for number in re.finditer(r"\d+(?:\.\d+)*,\d+", text):
        if number.start() < comma < number.end():
            start = value.column - 1 + number.start()
            place = lines.span(value.line - 1, start, value.line - 1, start + len(number[0]))
            return Trouble(decimal_comma(number[0], _without_comma(number[0])), place)
    place = value._replace(end_line=rest.end_line, end_column=rest.end_column)
    if text[0] in OPENING_QUOTES:
        return Trouble(word_quotes(text[0]), place)
    after = text[comma:].lstrip(", ")
    is_sentence = " " in text[:comma] and not is_id(after)
    return Trouble(unquoted_comma(text), place) if is_sentence else None


def _without_comma(number: str) -> list[str]:
    whole, _, part = number.replace(".", "").partition(",")
    thousands = [whole + part] if len(part) == len("000") and whole != "0" else []
    part = part.rstrip("0")
    return [*thousands, f"{whole}.{part}" if part else whole]
