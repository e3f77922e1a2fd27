"""Which of a cohort's columns give which facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from tactful.cohort.defects import NO_FACTS, doubled_column, no_facts, unknown_column
from tactful.cohort.remedies import FACELESS, Remedies
from tactful.grounding.names import parts_of
from tactful.language.model import Fact, Ruleset
from tactful.language.values import Kind
from tactful.reading.defects.names import unknown_fact
from tactful.text.diagnostic import Diagnostics, Span
from tactful.text.lines import shortened
from tactful.text.names import Speller

SEVERAL_CHOICES = "several choices"
"""The kind of a column that gives several choices at once."""


NO_TIMES: Mapping[str, str] = MappingProxyType({})


class Matching(NamedTuple):
    """Which columns mean what.

    Attributes:
        facts: For each fact that is given, its column.
        ignored: Columns that give no fact; they are handed on as they are.
        missing: Facts with a question that no column gives.
        times: For each moment whose time of day is in a column of its own, that column.
        order: All columns, as they stand in the cohort.
    """

    facts: Mapping[str, str]
    ignored: tuple[str, ...]
    missing: tuple[str, ...]
    times: Mapping[str, str] = NO_TIMES
    order: tuple[str, ...] = ()

    def naming(self, ruleset: Ruleset) -> str | None:
        """The first column that gives no fact, or a text as a name is: it tells clients apart."""
        places = {*ruleset.clock, *(name for name in self.facts if parts_of(name))}
        texts = [n for n in self.facts if ruleset.facts[n].type.kind is Kind.TEXT]
        apart = {*self.ignored, *self.columns(n for n in texts if n not in places)}
        return next((name for name in (*self.order, *self.ignored) if name in apart), None)

    def columns(self, facts: Iterable[str]) -> list[str]:
        """The columns that give some facts."""
        found = [self.facts[name] for name in facts if name in self.facts]
        return [*found, *(self.times[name] for name in facts if name in self.times)]


def match_columns(
    columns: Sequence[str],
    ruleset: Ruleset,
    mapped: Mapping[str, str],
    diagnostics: Diagnostics,
    file: str,
    remedies: Remedies = FACELESS,
    ones: Mapping[str, str] = NO_TIMES,
) -> Matching:
    """Match columns with facts: by name, label or question, case and signs forgiven, and as mapped.

    Two columns that are mapped to one moment give its day and its time of day.

    Args:
        columns: The names of the columns.
        ruleset: The rules, with their facts.
        mapped: For columns by name, the fact that each gives; beats what the name says.
        diagnostics: Takes what is wrong.
        file: The cohort's name, for messages.
        remedies: What can be done about it.
        ones: For columns about one of several, the fact of that one; the rules are for as many.
    """
    of_all = {
        column: fact
        for column, fact in mapped.items()
        if column not in ones and fact not in map(authors, ones.values())
    }
    _check_mapped(columns, ruleset, of_all, diagnostics, file)
    wanted = {folded(column): fact for column, fact in of_all.items()}
    known = _Known(ruleset, columns, wanted, {folded(column) for column in mapped}, ones)
    taken: dict[str, str] = {}
    times: dict[str, str] = {}
    ignored = []
    for column in columns:
        fact = known.fact(column)
        if fact is None or fact not in ruleset.facts:
            ignored.append(column)
        elif fact in taken and fact not in times and _gives_time(fact, ruleset, column, wanted):
            times[fact] = column
        elif fact in taken:
            choice = remedies.chosen.format(shortened(column), fact)
            diagnostics.add(doubled_column(fact, taken[fact], column, choice), Span(file))
        else:
            taken[fact] = column
    if not taken and columns:
        diagnostics.add(no_facts(columns, ruleset.facts, remedies.choose), Span(file))
    given = {authors(fact) for fact in taken}
    asked = (fact.id for fact in ruleset.facts.values() if fact.question is not None)
    missing = tuple(name for name in dict.fromkeys(map(authors, asked)) if name not in given)
    return Matching(taken, tuple(ignored), missing, times, tuple(columns))


class _Known:
    """Tells which fact a column gives, by what is said of it or else by its name."""

    def __init__(
        self,
        ruleset: Ruleset,
        columns: Sequence[str],
        wanted: Mapping[str, str],
        said: set[str],
        ones: Mapping[str, str],
    ) -> None:
        self._by_name = names_of_facts(ruleset)
        self._columns = columns
        self._wanted = wanted
        self._said = said
        self._ones = ones
        self._said_of_ones = {fact for name, fact in ones.items() if folded(name) in said}

    def fact(self, column: str) -> str | None:
        """The fact; ``None`` if it gives none, or another column was named for that."""
        name = folded(column)
        fact = self._ones.get(column, self._wanted.get(name))
        if fact in self._said_of_ones and name not in self._said:
            return None
        if fact is None:
            fact = self._by_name.get(folded(_named_twice(column, self._columns)))
            return None if fact in self._wanted.values() else fact
        return fact


def authors(fact: str) -> str:
    """The name that the author of a ruleset gave a fact, also where it is of one of several."""
    found = parts_of(fact)
    return fact if found is None else found[0]


def _gives_time(fact: str, ruleset: Ruleset, column: str, wanted: Mapping[str, str]) -> bool:
    """Whether a second column of a fact may have its time of day: both were named for it."""
    is_moment = ruleset.facts[fact].type.kind is Kind.DATETIME
    return is_moment and folded(column) in wanted and [*wanted.values()].count(fact) == 2


def names_of_facts(ruleset: Ruleset) -> dict[str, str]:
    """The facts by what columns may be called that give them, folded: names, labels, questions.

    A label that two facts share names neither, and a fact's own name goes before any other.
    """
    others = [
        (name, fact.id)
        for fact in ruleset.facts.values()
        for name in {
            folded(words) for words in (fact.label, _bare(fact.label), fact.question) if words
        }
    ]
    often = Counter(words for words, _ in others)
    found = {words: name for words, name in others if often[words] == 1}
    return found | {folded(name): name for name in ruleset.facts}


def _bare(label: str) -> str:
    """A label without the article before it."""
    return re.sub(r"^(the|your|their|whether) ", "", label)


def match_both(
    columns: Sequence[str],
    ruleset: Ruleset,
    older: Ruleset,
    mapped: Mapping[str, str],
    diagnostics: Diagnostics,
    file: str,
    remedies: Remedies = FACELESS,
) -> tuple[Matching, Matching]:
    """Match columns with the facts of two rulesets, either of which may have facts of its own.

    It is enough if one of them knows a column, and what is wrong for both is said once. The
    arguments are those of ``match_columns``; what is mapped is meant for whichever has the fact.
    """
    found = []
    for rules, other in ((ruleset, older), (older, ruleset)):
        meant = {
            column: fact
            for column, fact in mapped.items()
            if fact in rules.facts or fact not in other.facts
        }
        wrong = Diagnostics()
        found.append((match_columns(columns, rules, meant, wrong, file, remedies), wrong.found))
    some = any(matching.facts for matching, _ in found)
    listed = [d for _, wrong in found for d in wrong]
    told: set[str] = set()
    for diagnostic in listed:
        if diagnostic.message not in told and not (some and diagnostic.defect is NO_FACTS):
            told.add(diagnostic.message)
            diagnostics.found.append(diagnostic)
    return found[0][0], found[1][0]


def together(one: Matching, other: Matching) -> Matching:
    """What columns give to either of two rulesets."""
    return Matching(
        {**other.facts, **one.facts},
        tuple(name for name in one.ignored if name in other.ignored),
        tuple(dict.fromkeys((*one.missing, *other.missing))),
        {**other.times, **one.times},
    )


def kinds_of_columns(ruleset: Ruleset, mapped: Mapping[str, str]) -> Callable[[str], str | None]:
    """Tells for the name of a column the kind of the fact that it gives; ``None`` if none.

    Where a fact may be several choices at once, ``SEVERAL_CHOICES`` stands for its kind.
    """
    facts = names_of_facts(ruleset)
    facts |= {folded(column): fact for column, fact in mapped.items()}

    def kind(column: str) -> str | None:
        fact = ruleset.facts.get(facts.get(folded(column), ""))
        return None if fact is None else kind_of(fact)

    return kind


def kind_of(fact: Fact) -> str:
    """The kind of a fact, ``SEVERAL_CHOICES`` where it may be several at once."""
    return SEVERAL_CHOICES if fact.type.many else fact.type.kind.value


def _check_mapped(
    columns: Sequence[str],
    ruleset: Ruleset,
    mapped: Mapping[str, str],
    diagnostics: Diagnostics,
    file: str,
) -> None:
    speller = Speller()
    present = {folded(column) for column in columns}
    for column, fact in mapped.items():
        if folded(column) not in present:
            diagnostics.add(unknown_column(column, columns, speller), Span(file))
        if fact not in ruleset.facts:
            diagnostics.add(unknown_fact(fact, ruleset.facts, speller), Span(file))


def _named_twice(column: str, columns: Sequence[str]) -> str:
    """The name that a column bears as written: a second one of a name was given a number."""
    found = re.fullmatch(r"(.+) \(\d+\)", column)
    return found[1] if found is not None and found[1] in columns else column


def is_same_name(one: str, other: str) -> bool:
    """Whether two names of columns are the same, case and signs forgiven."""
    return folded(one) == folded(other)


def folded(name: str) -> str:
    """A name of a column as it is compared with others: case and signs forgiven."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_") or name
