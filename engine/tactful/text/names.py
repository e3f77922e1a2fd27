"""Names: what a name looks like, and which name was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tactful.text.diagnostic import meant
from tactful.text.lines import quoted

LONGEST_ID = 80
MOST_DIGITS = 9
_ID = r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*"
_DENIAL = re.compile(r"(^|_)(?:not_|no_|non_?|un|in|im|dis|mis)(?=[a-z])")
_COMPARISONS = 40_000

RESERVED = frozenset(
    ("any", "all", "none", "not", "known", "unknown", "yes", "no", "fired", "assumes", "conflicts")
)
"""Words that stand where a fact or decision is named in conditions and expectations."""

RESERVED_OPTIONS = frozenset(("conflict",))
"""Words that stand where an option is named in expectations."""


def is_id(text: str) -> bool:
    """Whether a text can be a name: lower-case words joined with ``_`` or ``-``."""
    return len(text) <= LONGEST_ID and re.fullmatch(_ID, text) is not None


def whole_number(words: str) -> int | None:
    """The number that some digits are; ``None`` for other words, and for more than any list has.

    Python refuses to make numbers of texts that are thousands of digits long.
    """
    return int(words) if words.isdecimal() and len(words) <= MOST_DIGITS else None


def place_in(words: str, size: int) -> int | None:
    """Which of so many things a number means, counted from 1; ``None`` if it is none of them."""
    number = whole_number(words)
    return number if number is not None and 1 <= number <= size else None


def as_id(text: str, joint: str = "_") -> str | None:
    """The nearest text that can be a name; ``None`` if there is nothing to make one of."""
    words = re.findall(r"[a-z0-9]+", text[: 2 * LONGEST_ID].casefold())
    made = joint.join(words)[:LONGEST_ID].strip("_-")
    return made if is_id(made) else None


def spaced(name: str) -> str:
    """A name as words: ``hit_it_off`` is "hit it off"."""
    return name.replace("_", " ").replace("-", " ")


class Speller:
    """Finds the name that was probably meant.

    Comparing spellings is slow, and a hostile text has thousands of wrong names; so one speller,
    for one load, compares a limited number of times and then knows only upper from lower case.
    """

    def __init__(self) -> None:
        self.left = _COMPARISONS

    def nearest(self, word: str, names: Iterable[str]) -> str | None:
        """The name that ``word`` was probably meant to be; ``None`` if none is near."""
        listed = list(names)
        self.left -= len(listed)
        if len(word) > LONGEST_ID or self.left < 0:
            return None
        folded = _folded(word)
        for name in listed:
            if _folded(name) == folded:
                return name
        near = [name for name in listed if abs(len(name) - len(word)) <= 4]
        import difflib  # only mistakes need it

        found = difflib.get_close_matches(word.casefold(), near, n=len(near) or 1, cutoff=0.7)
        return next((name for name in found if not _are_opposites(word, name)), None)

    def help(self, word: str, names: Iterable[str], what: str, most: int = 8) -> str:
        """What to do about an unknown name: the one probably meant, and the list when short.

        ``what`` names the things that the list lists, as in "the choices".
        """
        listed = list(names)
        near = self.nearest(word, listed)
        known = f"{what} are {quoted(listed, most)}"
        if len(listed) == 1:
            known = f"there is only `{listed[0]}`"
        if near is not None:
            short = 1 < len(listed) <= 8
            return meant(near, f" {known[0].upper()}{known[1:]}" if short else "")
        return known if listed else f"{what} are still to be written"


def _are_opposites(word: str, name: str) -> bool:
    """Whether two names are alike but for a "not" that one of them has: never meant for it."""
    one, other = _folded(word), _folded(name)
    bare = _DENIAL.sub(r"\1", one, count=1), _DENIAL.sub(r"\1", other, count=1)
    if bare == (one, other):
        return False
    import difflib

    def alike(a: str, b: str) -> float:
        return difflib.SequenceMatcher(None, a, b).ratio()

    so_far = alike(one, other)
    return any(alike(*pair) > so_far for pair in ((bare[0], other), (one, bare[1])))


def _folded(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip().casefold())
