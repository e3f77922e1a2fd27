"""Conditions: groups of tests, as they stand under ``when``, ``unless`` and ``applies when``."""

from __future__ import annotations

import re
from typing import NamedTuple

from tactful.grounding.people import MOST
from tactful.language.terms import Condition, Each, Group, Join, Quantified, Test, reads
from tactful.reading.condition_tests import read_test
from tactful.reading.defects.conditions import (
    grouped_conditions,
    impossible_count,
    limited_group,
    listed_tests,
    not_all_of,
    ungrouped,
    unknown_group,
    words_before_colon,
)
from tactful.reading.defects.each import misspelt_quantifier, over_nothing, too_deep_over
from tactful.reading.defects.names import unknown_name
from tactful.reading.scope import Scope
from tactful.reading.shapes import Shapes
from tactful.reading.tests_in_words import opposite, worded
from tactful.text.lines import shortened
from tactful.text.names import LONGEST_ID
from tactful.text.nodes import Mapping, Node, Pair, Scalar, Sequence, over, written

_GROUPS = {"all": Join.ALL, "any": Join.ANY, "none": Join.NONE}
_EVERY_GROUP = ("any", "all", "none", "at least 2 of")
_AT_LEAST = re.compile(r"at\s+least\s+(\d{1,9})\s+of")
_LIKE_AT_LEAST = re.compile(
    r"(at[\s_-]*(least|most)\b|more\s+than\b|exactly\b|(no|not)\s+more\s+than\b|\d+\s+of\b|"
    r"(one|two|three|four|five)\s+of\b|min\w*\s+\d|most\s+of\b)",
    re.IGNORECASE,
)
_LIMITS = re.compile(r"at[ _-]*most|exactly|(no|not) more than")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_NOT_ALL = ("not all", "not all of")
_MEANT_GROUPS = {
    "or": "any", "any of": "any", "either": "any", "one of": "any", "anyof": "any",
    "and": "all", "all of": "all", "both": "all", "allof": "all", "every": "all",
    "not": "none", "none of": "none", "neither": "none", "nor": "none", "not any": "none",
    "no": "none", "except": "none", "unless": "none",
}  # fmt: skip  # a table of words
_NO = ("not", "is not", "isn't", "never", "no")
_EXAMPLE = "`rapport: at least warm`, one line for each fact"


class _Kind(NamedTuple):
    join: Join
    needed: int = 0


def read_condition(shapes: Shapes, node: Node, what: str, scope: Scope) -> Condition | None:
    """The node as a condition, all of whose lines must hold; ``None`` if any of it is wrong."""
    if isinstance(node, Sequence):
        shapes.report(listed_tests(what), node)
        return None
    group = shapes.group(node, what, _EXAMPLE)
    if group is None:
        return None
    parts = [_entry(shapes, entry, scope) for entry in group.entries]
    return _joined(Join.ALL, parts, group, 0)


def _joined(join: Join, parts: list[Condition | None], node: Node, count: int) -> Condition | None:
    whole = tuple(part for part in parts if part is not None)
    if len(whole) != len(parts):
        return None
    if len(whole) == 1 and join is Join.ALL:
        return whole[0]
    return Group(join, whole, count, node.span)


def _entry(shapes: Shapes, entry: Pair, scope: Scope) -> Condition | None:
    key, value = entry
    kind = _kind_of(key.text)
    if kind is not None:
        return _group(shapes, key, value, kind, scope)
    several = _quantifier(key.text, scope)
    if several is not None:
        return _over(shapes, key, value, several, scope)
    if key.text not in scope and _unknown_quantifier(shapes, key, scope):
        return None
    if key.text not in scope and _is_meant_as_group(key, value):
        _unknown_group(shapes, key, value)
        if isinstance(value, Sequence):
            for item in value.items:
                if isinstance(item, Mapping):
                    read_condition(shapes, item, f"`{shortened(key.text)}`", scope)
        return None
    type_ = scope.type_of(key.text)
    if type_ is None:
        if scope.is_missing(key.text):
            line = _meant_line(shapes, key.text, value, scope)
            if line is not None:
                shapes.report(words_before_colon(key.text, line), over(key, value))
                return None
            shapes.report(unknown_name(key.text, scope.names, shapes.speller), key)
        return None
    operands = read_test(shapes, key.text, value, scope)
    if operands is None:
        return None
    return Test(key.text, *operands, span=over(key, value))


def _meant_line(shapes: Shapes, text: str, value: Node, scope: Scope) -> str | None:
    """The line that was meant where words of the test stand before the colon, with the fact."""
    words = text[: 2 * LONGEST_ID].split()
    if len(words) < 2:
        return None
    first = shapes.speller.nearest(words[0], scope.names)
    last = shapes.speller.nearest(words[-1], scope.names)
    told = " ".join(words[1:] if words[0] in scope else words[:-1]).casefold()
    name = words[0] if words[0] in scope else last if told in _NO else first
    if name is None or (name == first and words[0] not in scope):
        return None
    if isinstance(value, Sequence):
        return f"{name}: {{not: {written(value)}}}" if told in _NO else None
    if not isinstance(value, Scalar) or value.quoted or not value.text.strip():
        return None
    if told in _NO:
        return opposite(name, value.text)
    test = worded(told, value.text)
    return None if test is None else f"{name}: {test}"


def _kind_of(text: str) -> _Kind | None:
    if text in _GROUPS:
        return _Kind(_GROUPS[text])
    found = _AT_LEAST.fullmatch(text) if len(text) < 100 else None
    return _Kind(Join.AT_LEAST, int(found[1])) if found else None


def _is_meant_as_group(key: Scalar, value: Node) -> bool:
    text = key.text[:100].casefold()
    if text in _MEANT_GROUPS or text in _GROUPS or text in _NOT_ALL or _LIKE_AT_LEAST.match(text):
        return True
    return (
        isinstance(value, Sequence)
        and bool(value.items)
        and all(isinstance(item, Mapping) for item in value.items)
    )


def _unknown_group(shapes: Shapes, key: Scalar, value: Node) -> None:
    text = " ".join(key.text[:100].casefold().split())
    if text in _NOT_ALL:
        shapes.report(not_all_of(key.text), key)
        return
    meant = _MEANT_GROUPS.get(text)
    if meant is not None and isinstance(value, Mapping) and len(value.entries) == 1:
        shapes.report(ungrouped(key.text, f"{meant}: [{written(value)}]"), over(key, value))
        return
    if meant is None and _LIKE_AT_LEAST.match(text):
        digits = re.search(r"\d{1,3}", text)
        words = [word for word in _NUMBERS if word in text.split()]
        number = int(digits[0]) if digits else _NUMBERS[words[0]] if words else 2
        limited = _LIMITS.match(text)
        if limited is not None:
            exactly = limited[0] == "exactly"
            shapes.report(limited_group(key.text, number, exactly=exactly), key)
            return
        meant = f"at least {number + 1 if text.startswith('more') else number} of"
    shapes.report(unknown_group(key.text, meant, _EVERY_GROUP, shapes.speller), key)


def _group(shapes: Shapes, key: Scalar, value: Node, kind: _Kind, scope: Scope) -> Condition | None:
    what = f"`{key.text}`"
    if isinstance(value, Mapping) and value.entries:
        shapes.report(grouped_conditions(what), value)
        return None
    items = shapes.items(value, what, "`- rapport: warm`, one line for each condition")
    if items is None:
        return None
    parts = [read_condition(shapes, item, f"this part of {what}", scope) for item in items]
    if kind.join is Join.AT_LEAST and not 1 <= kind.needed <= len(items):
        shapes.report(impossible_count(what, kind.needed, len(items)), key)
        return None
    return _joined(kind.join, parts, value, kind.needed)


# Groups over several of a thing: "any interviewer", "at least 2 other interviewers".

_OVER = re.compile(r"(any|every|no|at least (\d{1,9}))( other)? (\w[\w-]*)")
_MEANT_OVER = {
    "some": "any", "one": "any", "each": "every", "all": "every", "none of the": "no",
    "any of the": "any", "every one of the": "every", "all of the": "every", "not any": "no",
    "another": "any other", "all other": "every other", "all the other": "every other",
}  # fmt: skip  # a table of words


_EVERY_OVER = ("any", "every", "no", "any other", "every other", "no other")
_DEEPEST = 2
"""Groups over several within one another: each makes what is asked as often larger."""


class _Over(NamedTuple):
    each: str
    join: Join
    needed: int
    other: bool


def _quantifier(text: str, scope: Scope) -> _Over | None:
    """Over which of several a group is, and how many of them it wants."""
    found = _OVER.fullmatch(text) if scope.each and len(text) < 100 else None
    if found is None:
        return None
    each = next((e for e in scope.each.values() if found[4] in (e.id, e.plural)), None)
    if each is None:
        return None
    join = {"any": Join.ANY, "every": Join.ALL, "no": Join.NONE}.get(found[1], Join.AT_LEAST)
    return _Over(each.id, join, int(found[2] or 0), found[3] is not None)


def _unknown_quantifier(shapes: Shapes, key: Scalar, scope: Scope) -> bool:
    """Report what looks like a group over several and is none, if it does."""
    words = " ".join(key.text[:100].casefold().split())
    before, _, thing = words.rpartition(" ")
    known = [name for e in scope.each.values() for name in (e.id, e.plural)]
    near = thing if thing in known else shapes.speller.nearest(thing, known) if before else None
    if near is None:
        return False
    each = next(e for e in scope.each.values() if near in (e.id, e.plural))
    written = _meant_over(shapes, before, each)
    if written is not None:
        shapes.report(misspelt_quantifier(key.text, written), key)
    return written is not None


def _meant_over(shapes: Shapes, before: str, each: Each) -> str | None:
    """The group that was meant by the words before what there are several of, if one can be."""
    if not before:
        return f"any {each.id}"
    if before in ("not every", "not all", "not all of the"):
        return f"none: [{{every {each.id}: ...}}]"
    digits = re.search(r"\d{1,3}", before)
    named = [word for word in _NUMBERS if word in before.split()]
    if before not in _MEANT_OVER and (digits or named):
        number = int(digits[0]) if digits else _NUMBERS[named[0]]
        of_them = f"{'other ' if before.endswith(' other') else ''}{each.plural}"
        limits = _LIMITS.match(before)
        none = f"none: [{{at least {number + 1} {of_them}: ...}}]"
        if limits is None:
            return f"at least {number + 1 if before.startswith('more') else number} {of_them}"
        return f"at least {number} {of_them}: ..., {none}" if limits[0] == "exactly" else none
    meant = _MEANT_OVER.get(before) or shapes.speller.nearest(before, _EVERY_OVER)
    return None if meant is None else f"{meant} {each.id}"


def _over(
    shapes: Shapes, key: Scalar, value: Node, several: _Over, scope: Scope
) -> Condition | None:
    what = f"`{key.text}`"
    part = read_condition(shapes, value, what, scope)
    if part is None:
        return None
    each = scope.each[several.each]
    if not reads(part) & scope.said_of(each.id) and not scope.broken:
        shapes.report(over_nothing(key.text, each), key)
        return None
    if 1 + _depth(part) > _DEEPEST:
        shapes.report(too_deep_over(key.text, each, _DEEPEST), key)
        return None
    if several.join is Join.AT_LEAST and not 1 <= several.needed <= MOST:
        shapes.report(impossible_count(what, several.needed, MOST), key)
        return None
    return Quantified(several.join, (part,), several.needed, key.span, several.each, several.other)


def _depth(condition: Condition) -> int:
    """How many groups over several stand within one another."""
    if isinstance(condition, Test):
        return 0
    return isinstance(condition, Quantified) + max(map(_depth, condition.parts), default=0)
