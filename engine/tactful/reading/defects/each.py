"""Several of a thing: what is said of one of them, and what is said of all."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.language.terms import Each
from tactful.reading.defects.conditions import UNKNOWN_GROUP
from tactful.text.diagnostic import Mistake, Related, error
from tactful.text.lines import shortened, to_write

ONE_FOR_ALL = error(
    "T249",
    "one-for-all",
    "What is said for all reads something of one of several, and does not say of which.",
)
OVER_NOTHING = error(
    "T250", "over-nothing", "A group over several of a thing asks nothing about any of them."
)
OTHER_OF_NOBODY = error(
    "T251", "other-of-nobody", "`other` stands where a rule is not about one of several."
)
MIXED_KINDS = error("T252", "mixed-kinds", "One rule is about one of a thing and one of another.")
SEVERAL_OF_ALL = error(
    "T253", "several-of-all", "Something is said of one of several of which there can be only one."
)

TOO_DEEP_OVER = error(
    "T254", "too-deep-over", "Groups over several of a thing stand too deep within one another."
)


def one_for_all(name: str, each: Each, what: str) -> Mistake:
    """Something for all reads something of one of several."""
    return Mistake(
        ONE_FOR_ALL,
        f"`{shortened(name)}` is of one {each.label}, and {what} is for all of them",
        f"say of which: put the line under `any {each.id}:` or `every {each.id}:`",
        _declared(each),
    )


def fixed_for_all(name: str, each: Each, what: str) -> Mistake:
    """The same, where no group over all of them can stand around what is read."""
    return Mistake(
        ONE_FOR_ALL,
        f"`{shortened(name)}` is of one {each.label}, and {what} is for all of them",
        f"name something that is the same for all, or say that {what} is of one {each.label}, too",
        _declared(each),
    )


def settled_for_all(name: str, read: str, each: Each) -> Mistake:
    """A rule about one of several settles something for all."""
    return Mistake(
        ONE_FOR_ALL,
        f"the rule is about one {each.label}, since it names `{shortened(read)}`, and "
        f"`{shortened(name)}` is for all of them",
        f"say of which: put what it asks of `{shortened(read)}` under `any {each.id}:` or "
        f"`every {each.id}:`",
        _declared(each),
    )


def quoted_for_all(name: str, each: Each) -> Mistake:
    """A sentence about all quotes something of one of several."""
    return Mistake(
        ONE_FOR_ALL,
        f"`{{{shortened(name)}}}` is of one {each.label}, and the sentence is about all of them",
        f"say it without, or in a sentence of a decision that is settled for each {each.label}",
        _declared(each),
    )


def over_nothing(words: str, each: Each) -> Mistake:
    """A group over several reads nothing of any of them."""
    said = [*each.facts, *each.decisions]
    example = f", as `{said[0]}`" if said else ""
    return Mistake(
        OVER_NOTHING,
        f"nothing under `{words}` is about one {each.label}",
        f"write it without `{words}`, or name something of one {each.label}{example}",
        _declared(each),
    )


def too_deep_over(words: str, each: Each, most: int) -> Mistake:
    """Groups over several stand within one another, and would grow with each."""
    return Mistake(
        TOO_DEEP_OVER,
        f"`{shortened(words)}` holds {most} more groups over several, one within the other",
        f"have a rule conclude a fact of one {each.label} from the inner group, and ask for that",
        _declared(each),
    )


def other_of_nobody(words: str, each: Each) -> Mistake:
    """There is no one beside whom others could be."""
    without = words.replace(" other", "")
    return Mistake(
        OTHER_OF_NOBODY,
        f"`{words}` stands where nothing is about one {each.label}, so there is no other",
        to_write(without),
        _declared(each),
    )


def mixed_kinds(names: Iterable[str], kinds: Iterable[Each]) -> Mistake:
    """Two things of which there are several meet in one rule."""
    one, other, *_ = kinds
    first, second, *_ = names
    return Mistake(
        MIXED_KINDS,
        f"`{first}` is of one {one.label}, and `{second}` of one {other.label}",
        f"ask about the {other.plural} with `any {other.id}:` or `every {other.id}:`",
        (*_declared(one), *_declared(other)),
    )


def clock_of_one(name: str, each: Each) -> Mistake:
    """The present moment and its place are the same for all."""
    return Mistake(
        SEVERAL_OF_ALL,
        f"`{shortened(name)}` belongs to the clock, which is the same for every {each.label}",
        f"declare it under `facts` of the ruleset, and not of one {each.label}",
        _declared(each),
    )


def owned_twice(name: str, one: Each, other: Each) -> Mistake:
    """A fact or decision is said to be of two things."""
    return Mistake(
        SEVERAL_OF_ALL,
        f"`{shortened(name)}` is of one {one.label} already",
        f"name it for one {one.label} or one {other.label}, not for both",
        _declared(one),
    )


def called_twice(name: str, one: Each, other: Each) -> Mistake:
    """One word stands for two things of which there are several."""
    return Mistake(
        SEVERAL_OF_ALL,
        f"`{shortened(name)}` stands for `{one.id}` and for `{other.id}`",
        f"give `{other.id}` another name, or another `plural`",
        _declared(one),
    )


def misspelt_quantifier(words: str, written: str) -> Mistake:
    """A group over several begins with other words than it may."""
    return Mistake(
        UNKNOWN_GROUP,
        f"`{shortened(words)}` is not a way to ask about several",
        to_write(written),
    )


def _declared(each: Each) -> tuple[Related, ...]:
    return (Related(each.span, f"`{each.id}` is declared here"),)
