"""Signs that have no place in a text, and how such a sign is shown where one got in after all.

Every text from outside is held to one rule: files, settings, answers, cells, names of files. What
is refused is what nobody sees and somebody could mislead with: control characters, halves of
characters, signs that turn the order of letters around, signs of no width. What the writing of
some languages needs is welcome where they need it, as Unicode recommends (UAX 31, section 2.3;
UTS 55, section 3):

- marks of direction (U+200E, U+200F, U+061C) on a line with Hebrew, Arabic or the like;
- joiners (U+200C, U+200D) after a letter of a script that joins its letters, as Persian and
  Hindi do, and between the parts of one emoji;
- a space of no width (U+200B) between words of scripts that write none, as Thai and Khmer do;
- variation selectors after what has variants, and tags in the flags of England, Scotland, Wales.

Embeddings, overrides and isolates (U+202A to U+202E, U+2066 to U+2069) are needed by none: a mark
of direction does for a sentence, and only these can make a reviewer read other rules than are run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb"
_HALVES = "\ud800-\udfff"
_TURNING = "\u202a-\u202e\u2066-\u2069"
_NO_CHARACTERS = "\ufdd0-\ufdef\ufffe\uffff" + "".join(
    chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF)
)
_NO_WIDTH = (
    "\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u2065\u206a-\u206f\u3164"
    "\ufeff\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_MARKS = "\u061c\u200e\u200f"
_JOINERS = "\u200c\u200d"
_VARIANTS = "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"

# These stay text: ``re`` compiles and keeps what is used, and start-up pays for none of them.
_RIGHT_TO_LEFT = (
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_JOINING = (
    "\u0600-\u061b\u061d-\u109f\u1780-\u17b3\u17b6-\u180a\u1810-\u1cff\ua800-\uabff"
    "\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
_WITHOUT_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1950-\u1aaf"
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_VARYING = f"0-9#*\u00a9\u00ae\u203c-\u3163\u3165-\ufdcf{_EMOJI}\U00020000-\U0003fffd{_JOINING}"

NOWHERE_WELCOME = f"{_CONTROLS}{_TURNING}\ufdd0-\ufdef\ufffe\uffff"
"""Signs below U+10000 that no text may hold, whatever stands around them, as a regular expression
has them between brackets."""

_SUSPECT = re.compile(
    f"[{_CONTROLS}{_HALVES}{_TURNING}{_NO_CHARACTERS}{_NO_WIDTH}{_MARKS}{_JOINERS}{_VARIANTS}]"
)
_WELCOME = (
    f"(?<=[{_JOINING}])\u200c(?=[{_JOINING}])"
    f"|(?<=[{_JOINING}])\u200d"
    f"|(?<=[{_WITHOUT_SPACES}])\u200b(?=[{_WITHOUT_SPACES}])"
    f"|(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])"
    f"|(?<=[{_VARYING}])[{_VARIANTS}]"
    "|(?<=\U0001f3f4)[\U000e0061-\U000e007a]{2,6}\U000e007f"
)


class UnfitSign(NamedTuple):
    """A sign that has no place in a text, and how many characters stand before it."""

    sign: str
    start: int

    @property
    def is_half(self) -> bool:
        """Whether it is half a character, or a byte that no letter is made of."""
        return "\ud800" <= self.sign <= "\udfff"

    @property
    def turns(self) -> bool:
        """Whether it changes the order in which what stands around it is shown."""
        return re.match(f"[{_TURNING}{_MARKS}]", self.sign) is not None


def unfit_signs(text: str) -> Iterator[UnfitSign]:
    """The signs that have no place in a text, in order."""
    place, line_end, right_to_left = 0, -1, False
    while (found := _SUSPECT.search(text, place)) is not None:
        start, sign = found.start(), found[0]
        welcome = re.compile(_WELCOME).match(text, start)
        place = found.end() if welcome is None else welcome.end()
        if sign in _MARKS and start > line_end:  # each line is looked at once, however long
            line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
            line = re.compile(_RIGHT_TO_LEFT).search(text, line_start, line_end)
            right_to_left = line is not None
        if welcome is None and not (sign in _MARKS and right_to_left):
            yield UnfitSign(sign, start)


def first_unfit(text: str) -> UnfitSign | None:
    """The first sign that has no place in a text; ``None`` if there is none."""
    return next(unfit_signs(text), None)


def visible(text: str) -> str:
    r"""The text with every sign that has no place in one written out: ``\x1b``, ``\u202e``.

    Line feeds and tabs stay, and so does a text in which nothing is wrong.
    """
    parts, place = [], 0
    for sign, start in unfit_signs(text):
        parts += [text[place:start], written_out(sign)]
        place = start + 1
    return "".join((*parts, text[place:])) if parts else text


def written_out(sign: str) -> str:
    r"""A sign by its number, as programmers write it: ``\x1b``, ``\u202e``, ``\U000e0041``."""
    number = ord(sign)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
