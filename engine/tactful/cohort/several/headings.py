"""The columns of a cohort that are about one of several: ``interviewer 2 rapport``, ``Rapport 2``.

A column is about the second interviewer where its heading is what names a fact of one of them, with
a 2 in it and the word for the thing or without: before, behind, in brackets, or as a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from tactful.cohort.defects import not_compared, too_many_columns
from tactful.cohort.matching import authors, folded, kind_of, kinds_of_columns
from tactful.cohort.remarks import OnRemarks
from tactful.grounding.ground import ground
from tactful.grounding.names import parts_of
from tactful.grounding.people import MOST, copy_name
from tactful.language.model import Fact, Ruleset
from tactful.language.terms import Each
from tactful.language.values import Kind, ValueType
from tactful.text.diagnostic import Diagnostics, Span

_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
_NUMBERED = re.compile(r"([^\W\d_]*?)_?([0-9]{1,3})(?:st|nd|rd|th)?")
_IDLE = ("no", "nr", "number", "the", "s")
"""Words that may stand beside a number or a thing, and tell nothing."""

NAMES = ("", "name", "names", "full_name", "who", "called")
"""What is left of a heading that gives a name, once the number and the thing are taken away."""


class Heading(NamedTuple):
    """What a column is about: which of a thing, 0 where no number is in its heading, and what."""

    each: str
    place: int
    fact: str


class Spread(NamedTuple):
    """Over how many of each thing a cohort's columns are spread.

    Attributes:
        rules: The rules, as they were loaded.
        ruleset: The rules for as many as there may be, by which cells are read: one for each
            number, also where one of them is not there. A name is a fact of it, too.
        counts: For each thing of which some are listed, how many there may be.
        home: Takes a listener to remarks, and gives one that says of cells of other tables where
            they are.
    """

    rules: Ruleset
    ruleset: Ruleset
    counts: Mapping[str, int]
    home: Callable[[OnRemarks], OnRemarks] | None = None

    def of_ones(self) -> Iterator[tuple[str, int, str]]:
        """Each fact of one of a thing that a column may give: the thing, which one, the fact."""
        for each, count in self.counts.items():
            for place in range(1, count + 1):
                for fact in (name_of(each, self.rules), *self.rules.each[each].facts):
                    yield each, place, fact

    def facts(self, each: str, place: int) -> list[str]:
        """The facts that are given of one, by the names that they have in ``ruleset``."""
        own = (name_of(each, self.rules), *self.rules.each[each].facts)
        return [copy_name(fact, place) for fact in own]


def name_of(each: str, ruleset: Ruleset) -> str:
    """What the name of one of several is called, as if it were a fact."""
    return each if each not in ruleset.facts else f"{each}_name"


def spread(ruleset: Ruleset, counts: Mapping[str, int]) -> Spread:
    """The rules for a cohort whose clients have up to so many of some things."""
    made = ground(ruleset, {each: (None,) * count for each, count in counts.items()})
    names = {}
    for each, count in counts.items():
        for place in range(1, count + 1):
            id_ = copy_name(name_of(each, ruleset), place)
            label = f"name of {ruleset.each[each].label} {place}"
            names[id_] = Fact(id_, ValueType(Kind.TEXT), label)
    return Spread(ruleset, replace(made, facts={**names, **made.facts}), counts)


class Headings:
    """Tells of headings whether they are about one of several.

    Args:
        ruleset: The rules, as they were loaded.
        mapped: For columns by name, the fact that each gives. What is said of a heading without
            its number holds for all numbers.
    """

    def __init__(self, ruleset: Ruleset, mapped: Mapping[str, str]) -> None:
        self._ruleset = ruleset
        self._mapped = {folded(column): fact for column, fact in mapped.items()}
        self._words: dict[str, dict[str, str]] = {
            each.id: self._names(each) for each in ruleset.each.values()
        }
        own = {name for each in ruleset.each.values() for name in each.facts}
        self._others = {folded(name) for name in ruleset.facts if name not in own}

    def of(self, column: str) -> Heading | None:
        """What a column is about; ``None`` if it is about all or gives nothing."""
        words = folded(column)
        said = self._mapped.get(words)
        if said is not None:
            return self._said(said)
        if words in self._others:
            return None
        found = self._read(words.split("_"))
        return found if found is not None else self._unnumbered(words)

    def _said(self, fact: str) -> Heading | None:
        """What is said of a column: ``rapport[2]``, or ``rapport`` of the first."""
        name, who = parts_of(fact) or (fact, "0")
        for each in self._ruleset.each.values():
            if who.isdecimal() and name in (*each.facts, name_of(each.id, self._ruleset)):
                return Heading(each.id, int(who[:3]), name)
        return None

    def _read(self, words: Sequence[str]) -> Heading | None:
        """A heading with a number in it."""
        for at, word in enumerate(words):
            place, rest = _number(word)
            if not place:
                continue
            left = [*words[:at], *([rest] if rest else []), *words[at + 1 :]]
            for each, known in self._words.items():
                is_said, bare = self._without(self._ruleset.each[each], left)
                fact = known.get("_".join(bare))
                if fact is None and is_said and "_".join(bare) in NAMES:
                    fact = name_of(each, self._ruleset)
                if fact is not None:
                    return Heading(each, place, fact)
        return None

    def _unnumbered(self, words: str) -> Heading | None:
        """A heading without a number, as people have of the first."""
        for each, known in self._words.items():
            is_said, bare = self._without(self._ruleset.each[each], words.split("_"))
            fact = known.get("_".join(bare))
            if fact is None and is_said and "_".join(bare) in NAMES:
                fact = name_of(each, self._ruleset)
            if fact is not None:
                return Heading(each, 0, fact)
        return None

    def _names(self, each: Each) -> dict[str, str]:
        """What the facts of one may be called, without words for the thing."""
        facts = [self._ruleset.facts[name] for name in each.facts]
        told = [(f.id, text) for f in facts for text in (f.label, f.question) if text]
        braces = f"{{{each.id}}}"
        told = [(id_, text.replace(braces, each.label)) for id_, text in told]
        if each.question is not None:
            question = each.question.replace(braces, each.label)
            told.append((name_of(each.id, self._ruleset), question))
        bare = {(id_, self._bare(each, text)) for id_, text in told}
        often = Counter(words for _, words in bare)
        found = {words: id_ for id_, words in bare if often[words] == 1 and words}
        found |= {self._bare(each, fact.id): fact.id for fact in facts}
        for column, fact in self._mapped.items():
            if fact in each.facts or fact == name_of(each.id, self._ruleset):
                found.setdefault(self._bare(each, column), fact)
        return found

    def _bare(self, each: Each, text: str) -> str:
        return "_".join(self._without(each, folded(text).split("_"))[1])

    def _without(self, each: Each, words: Sequence[str]) -> tuple[bool, list[str]]:
        """Words less those for the thing, and whether there were any."""
        left, is_said = [word for word in words if word not in _IDLE], False
        for name in dict.fromkeys(map(folded, (each.plural, each.label, each.id))):
            thing = [word for word in name.split("_") if word not in _IDLE]
            for at in range(len(left) - len(thing) + 1):
                if left[at : at + len(thing)] == thing:
                    left, is_said = left[:at] + left[at + len(thing) :], True
                    break
        return is_said, left


def _number(word: str) -> tuple[int, str]:
    """The number in a word and the letters before it; 0 if there is none."""
    if word in _ORDINALS:
        return _ORDINALS.index(word) + 1, ""
    found = _NUMBERED.fullmatch(word)
    return (0, "") if found is None else (int(found[2]), found[1])


def number_in(column: str) -> int:
    """The number that a heading says, of one of several there may be; 0 if it says none."""
    numbers = (_number(word)[0] for word in folded(column).split("_"))
    return next((number for number in numbers if 0 < number <= MOST), 0)


class NumberedColumns(NamedTuple):
    """Over how many a cohort's columns are spread, and which fact each of those columns gives."""

    spread: Spread
    facts: Mapping[str, str]


def placed_columns(
    columns: Sequence[str],
    ruleset: Ruleset,
    mapped: Mapping[str, str],
    diagnostics: Diagnostics,
    file: str,
) -> NumberedColumns | None:
    """What the numbered columns of a cohort give; ``None`` where none is numbered.

    Args:
        columns: The names of the columns.
        ruleset: The rules, as they were loaded.
        mapped: For columns by name, the fact that each gives.
        diagnostics: Takes what is wrong: a number that is too large.
        file: The cohort's name, for messages.
    """
    if not ruleset.each:
        return None
    headings = Headings(ruleset, mapped)
    found = {column: about for column in columns if (about := headings.of(column)) is not None}
    counts: dict[str, int] = {}
    for column, about in found.items():
        if about.place > MOST:
            each = ruleset.each[about.each]
            diagnostics.add(too_many_columns(column, about.place, MOST, each), Span(file))
        elif about.place:
            counts[about.each] = max(counts.get(about.each, 0), about.place)
    if not counts:
        return None
    counts = {each: counts[each] for each in ruleset.each if each in counts}
    facts = {c: copy_name(a.fact, a.place or 1) for c, a in found.items() if a.each in counts}
    return NumberedColumns(spread(ruleset, counts), facts)


def check_not_spread(
    columns: Sequence[str],
    rulesets: Iterable[Ruleset],
    mapped: Mapping[str, str],
    diagnostics: Diagnostics,
    file: str,
) -> None:
    """Make sure that two rulesets are not compared for clients who list several of a thing.

    The arguments are those of ``placed_columns``.
    """
    for ruleset in rulesets:
        placed = placed_columns(columns, ruleset, mapped, Diagnostics(), file)
        if placed is not None:
            numbered = [c for c, fact in placed.facts.items() if c != authors(fact)]
            each = ruleset.each[next(iter(placed.spread.counts))]
            diagnostics.add(not_compared(numbered, each), Span(file))
            return


def kinds_of_headings(ruleset: Ruleset, mapped: Mapping[str, str]) -> Callable[[str], str | None]:
    """Tells for the name of a column, with a number or without, the kind of the fact it gives."""
    kinds, headings = kinds_of_columns(ruleset, mapped), Headings(ruleset, mapped)

    def kind(column: str) -> str | None:
        about = headings.of(column)
        if about is None or not about.place:
            return kinds(column)
        fact = ruleset.facts.get(about.fact)
        return Kind.TEXT.value if fact is None else kind_of(fact)

    return kind
