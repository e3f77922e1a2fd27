"""Text of another shape than is meant in its place: lists, groups, words, names, sentences."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.text.diagnostic import Help, Mend, Mistake, Related, Repair, Span, error, instead
from tactful.text.lines import quoted, shortened
from tactful.text.names import Speller
from tactful.text.nodes import Mapping, Node, Scalar, Sequence

WRONG_SHAPE = error(
    "T201",
    "wrong-shape",
    "A list stands where a group of `name: value` lines or one value is meant, or the like.",
)
UNKNOWN_KEY = error("T202", "unknown-key", "A word before a colon means nothing in this place.")
MISSING_KEY = error("T203", "missing-key", "Something that has to be said is left out.")
EMPTY_VALUE = error("T204", "empty-value", "Nothing stands after a colon or a dash.")
BAD_ID = error(
    "T205",
    "bad-id",
    "A name that others refer to is lower-case words, joined with `_` or `-`, from a letter on.",
)
RESERVED_WORD = error(
    "T206",
    "reserved-word",
    "A name is a word that conditions, expectations or sources use already.",
)
DUPLICATE_ID = error(
    "T207",
    "duplicate-id",
    "Two things have one name. Facts and decisions share their names, since conditions use both.",
)
EMPTY_LIST = error("T219", "empty-list", "A list or group has nothing in it.")
DUPLICATE_ITEM = error("T220", "duplicate-item", "The same thing stands twice in one list.")
UNKNOWN_PLACEHOLDER = error(
    "T240", "unknown-placeholder", "Braces in a sentence name neither a fact nor a decision."
)
BAD_BRACES = error(
    "T241", "bad-braces", "A brace in a sentence has no partner, nothing inside, or is doubled."
)

_FOUND = {Scalar: "a single value", Sequence: "a list", Mapping: "a group of lines"}


def wrong_shape(node: Node, what: str, wanted: str, example: str) -> Mistake:
    """Something else stands where a shape is wanted."""
    message = f"{what} should be {wanted}, not {_FOUND[type(node)]}"
    return Mistake(WRONG_SHAPE, message, f"write {example}")


def empty_group(what: str, example: str) -> Mistake:
    """A group has no lines."""
    return Mistake(EMPTY_LIST, f"{what} has nothing in it", f"write {example}")


def empty_list(what: str, example: str) -> Mistake:
    """A list has no entries."""
    return Mistake(EMPTY_LIST, f"{what} has nothing in it", f"write {example}, or leave it out")


def empty_value(what: str, example: str) -> Mistake:
    """Nothing stands where a value, list or group should."""
    return Mistake(EMPTY_VALUE, f"{what} is empty", f"write {example}")


def null_value(text: str, what: str) -> Mistake:
    """A word stands for a value that other readers of YAML take for nothing."""
    help_ = Help(
        "write what is meant, or put it in quotation marks if it is that very text",
        Mend(Repair.INSTEAD, f'"{text}"'),
    )
    return Mistake(EMPTY_VALUE, f"{what} is `{text}`, which is nothing at all in YAML", help_)


def unknown_key(key: str, where: str, near: str | None, keys: tuple[str, ...]) -> Mistake:
    """A word before a colon is none of a form's keys."""
    known = f"what can stand here: {quoted(keys, 12)}"
    help_ = instead(f"did you mean `{near}`?", near) if near else known
    return Mistake(UNKNOWN_KEY, f"`{shortened(key)}` means nothing in {where}", help_)


def stray_line(key: str, where: str, above: str, keys: tuple[str, ...]) -> Mistake:
    """A line with a colon, below a sentence that it may belong to; ``above`` is that one's key."""
    help_ = Help(
        f"if it goes on with the sentence above, begin it two spaces further right than `{above}` "
        f"and put the whole sentence in quotation marks; else write one of {quoted(keys, 12)}",
        Mend(Repair.JOINED, was=above),
    )
    return Mistake(UNKNOWN_KEY, f"`{shortened(key)}` means nothing in {where}", help_)


def misplaced_section(key: str, where: str, place: str) -> Mistake:
    """A part of a ruleset stands in the wrong one of its files; ``place`` is the right one."""
    message = f"`{key}` cannot stand in {where}"
    return Mistake(UNKNOWN_KEY, message, f"move it, with all that is below it, into {place}")


def missing_key(where: str, key: str, example: str, *, named: bool = False) -> Mistake:
    """A form lacks one of its keys; ``named`` where what is underlined is the form's name."""
    way = Repair.DECLARED if named else Repair.BESIDE
    add = (Mend(way, example),) if example in _FOR_ALL else ()
    return Mistake(MISSING_KEY, f"{where} has no `{key}`", Help(f"add `{example}`", *add))


_FOR_ALL = ("type: yes/no", "facts: {}")
"""Examples that hold everywhere; in others are names that are made up."""


def missing_section(key: str) -> Mistake:
    """A ruleset lacks its facts or its rules, in whichever file."""
    adding = {
        "facts": "add `facts:` with what can be known about a client",
        "rules": "add `rules:` with a list of rules",
    }
    return Mistake(MISSING_KEY, f"the ruleset has no `{key}`", adding[key])


def bad_id(text: str, what: str, joint: str, better: str | None) -> Mistake:
    """A name is not of the form that names have; ``better`` is the nearest that is."""
    words = f"names are lower-case words joined with `{joint}`, from a letter on"
    help_: str = words
    if better and better != text:
        help_ = Help(f"did you mean `{better}`? {words}", Mend(Repair.RENAMED, better))
    return Mistake(BAD_ID, f"`{shortened(text)}` cannot be the name of {what}", help_)


def reserved_word(text: str, what: str) -> Mistake:
    """A name is a word of the language."""
    return Mistake(
        RESERVED_WORD,
        f"`{text}` cannot be the name of {what}",
        "choose another: the language uses this word itself",
    )


def duplicate_name(name: str, first: Span) -> Mistake:
    """Two facts or decisions have one name."""
    return _doubled(f"`{name}` is the name of another fact or decision already", first)


def duplicate_rule(name: str, first: Span) -> Mistake:
    """Two rules have one name."""
    return _doubled(f"there is a rule `{name}` already", first)


def _doubled(message: str, first: Span) -> Mistake:
    other = Related(first, "the other one is here")
    return Mistake(DUPLICATE_ID, message, "give one of them another name", (other,))


def duplicate_item(text: str, first: Span) -> Mistake:
    """The same thing stands twice in a list."""
    return Mistake(
        DUPLICATE_ITEM,
        f"`{shortened(text)}` stands twice in this list",
        Help("remove one of them", Mend(Repair.REMOVED)),
        (Related(first, "it stands here first"),),
    )


def duplicate_day(fact: str) -> Mistake:
    """A window names one day twice."""
    return Mistake(DUPLICATE_ITEM, f"`{fact}` stands twice in this list", "keep one of them")


def unknown_placeholder(name: str, names: Iterable[str], speller: Speller) -> Mistake:
    """Braces in a sentence hold the name of nothing."""
    return Mistake(
        UNKNOWN_PLACEHOLDER,
        f"`{{{shortened(name)}}}` names neither a fact nor a decision",
        speller.help(name, names, "the facts and decisions"),
    )


def bad_braces(text: str) -> Mistake:
    """A brace has no partner, nothing inside, or is doubled."""
    return Mistake(
        BAD_BRACES,
        f"`{shortened(text)}` is not a name in braces",
        "write a fact or decision in single braces, as `{rapport}`; a brace cannot be printed",
    )
