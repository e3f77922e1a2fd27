"""Building on another ruleset that is not there, or does not have what is spoken of."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tactful.reading.defects.shapes import DUPLICATE_ID
from tactful.text.diagnostic import Mistake, Related, Span, error, meant, warning
from tactful.text.lines import shortened
from tactful.text.names import Speller

UNKNOWN_BASE = error(
    "T247", "unknown-base", "A ruleset builds on another that is not there, or on itself."
)
MISSING_IN_BASE = warning(
    "T248",
    "missing-in-base",
    "What is left out or replaced is not, or no longer, in the ruleset that this one builds on.",
)


def unknown_base(text: str, packaged: Iterable[str], speller: Speller) -> Mistake:
    """There is no ruleset of this name or path."""
    help_ = speller.help(text, packaged, "the packaged rulesets")
    return Mistake(UNKNOWN_BASE, f"there is no ruleset `{shortened(text)}`", help_)


def circle_of_bases(text: str, most: int, is_circle: bool) -> Mistake:
    """A ruleset builds on itself, by way of others perhaps, or on too many."""
    if is_circle:
        message = f"this ruleset builds on `{shortened(text)}`, which builds on this one"
        return Mistake(UNKNOWN_BASE, message, "remove `extends` in one of them")
    return Mistake(
        UNKNOWN_BASE,
        f"more than {most} rulesets build on each other",
        "put two of them together",
    )


def standing_in_base(name: str, first: Span) -> Mistake:
    """An entry has the name of one of the base's, and does not say that it replaces it."""
    return Mistake(
        DUPLICATE_ID,
        f"the ruleset that this one builds on has a `{shortened(name)}` already",
        "write `replaces: yes` in this one to stand in its place, or give it another name",
        (Related(first, "the other one is here"),),
    )


def nothing_to_leave_out(name: str, rules: Collection[str], speller: Speller) -> Mistake:
    """A rule is left out that the base does not have."""
    return Mistake(
        MISSING_IN_BASE,
        f"the ruleset that this one builds on has no rule `{shortened(name)}` to leave out",
        _near(name, rules, speller) or "remove it from `without`",
    )


def nothing_to_replace(name: str, names: Collection[str], speller: Speller) -> Mistake:
    """An entry replaces one that the base does not have."""
    return Mistake(
        MISSING_IN_BASE,
        f"the ruleset that this one builds on has no `{shortened(name)}` to replace",
        _near(name, names, speller) or "remove `replaces: yes`",
    )


def _near(name: str, names: Collection[str], speller: Speller) -> str | None:
    near = speller.nearest(name, names)
    return meant(near) if near else None
