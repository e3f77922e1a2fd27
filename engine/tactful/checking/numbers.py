"""Rulesets about several of a thing, looked at for none, one, two, and as many as rules ask for.

What always or never is so has to be so for each of these numbers, wherever the place of it exists
at all; what a situation shows is there once it is shown for one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from tactful.checking.finding import Finding
from tactful.explanation.wording import joined
from tactful.grounding.conditions import quantified
from tactful.grounding.ground import ground
from tactful.grounding.people import MOST, People
from tactful.language.model import Ruleset
from tactful.language.terms import Condition, Join, tests_in
from tactful.text.diagnostic import Span

_COPY = re.compile(r"(?<=[\w-])\[\d+\]")
_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def numbers(ruleset: Ruleset) -> tuple[int, ...]:
    """For how many of each thing a ruleset is looked at; just one where it has several of none.

    Beside none, one and two, the largest number that a group over several asks for.
    """
    template = ruleset.template
    if template is None:
        return (1,)
    asked = [
        group.count + group.other
        for condition in _conditions(template)
        for group, _ in quantified(condition)
        if group.join is Join.AT_LEAST
    ]
    most = min(max(asked, default=2), MOST)
    return (0, 1, 2) if most <= 2 else (0, 1, 2, most)


def made_for(ruleset: Ruleset, number: int) -> tuple[Ruleset, People]:
    """The ruleset for so many of each thing, and who they are: for one, the ruleset itself."""
    if number == 1:
        return ruleset, {}
    people: People = dict.fromkeys(ruleset.each, (None,) * number)
    return ground(ruleset, people), people


def standing(
    found: Mapping[int, Iterable[Finding]], made: Mapping[int, Ruleset]
) -> Iterator[Finding]:
    """What stands of that which was found for each number: each finding once.

    Args:
        found: The findings, by number.
        made: The ruleset for each number.
    """
    keyed = {n: {_key(one): one for one in reversed([*listed])} for n, listed in found.items()}
    there = {n: {*_spans(ruleset)} for n, ruleset in made.items()}
    copied = {span for spans in there.values() for span in spans}
    told: set[object] = set()
    for number in sorted(keyed, key=lambda n: (n != 1, n)):  # in the author's own names, if it can
        for key, one in keyed[number].items():
            gone = {n for n in keyed if one.diagnostic.span in copied - there[n]}
            everywhere = all(key in keyed[n] or n in gone for n in keyed)
            if key not in told and (one.witness is not None or everywhere):
                told.add(key)
                yield one if number == 1 else _of_no_copy(one)


def proven_for(counts: Iterable[int], ruleset: Ruleset) -> str | None:
    """For how many it was looked at, in a sentence; ``None`` where that is no matter."""
    if not ruleset.each:
        return None
    words = joined(_WORDS[n] if n < len(_WORDS) else str(n) for n in counts)
    plurals = joined(each.plural.replace("_", " ") for each in ruleset.each.values())
    return (
        f"Looked at for {words} of the {plurals}."
        if len(ruleset.each) > 1
        else (f"Looked at for {words} {plurals}.")
    )


def _key(one: Finding) -> object:
    return one.diagnostic.code, one.diagnostic.span


def _of_no_copy(one: Finding) -> Finding:
    """The same, in the author's names where nothing shows whom it is about."""
    if one.witness is not None:
        return one
    found = one.diagnostic
    message, help_ = (_COPY.sub("", text) for text in (found.message, found.help))
    related = tuple(r._replace(message=_COPY.sub("", r.message)) for r in found.related)
    return one._replace(diagnostic=found._replace(message=message, help=help_, related=related))


def _conditions(ruleset: Ruleset) -> Iterator[Condition | None]:
    for rule in ruleset.rules.values():
        yield from (rule.when, rule.unless, *(reason.when for reason in rule.reasons))
    for decision in ruleset.decisions.values():
        yield decision.applies_when
        for option in decision.options.values():
            yield from (piece.when for piece in (*option.windows, *option.waits))
            yield from (case.when for case in option.labels)
    yield from (constraint.never for constraint in ruleset.constraints.values())


def _spans(ruleset: Ruleset) -> Iterator[Span]:
    """The places of all that a ruleset has."""
    for condition in _conditions(ruleset):
        yield from (test.span for test in tests_in(condition))
    yield from (fact.span for fact in ruleset.facts.values())
    yield from (constraint.span for constraint in ruleset.constraints.values())
    for rule in ruleset.rules.values():
        yield rule.span
        yield from (conclusion.span for conclusion in rule.conclusions)
        yield from (argument.span for argument in rule.arguments)
    for decision in ruleset.decisions.values():
        yield decision.span
        for option in decision.options.values():
            yield option.span
            yield from (piece.span for piece in (*option.windows, *option.waits))
