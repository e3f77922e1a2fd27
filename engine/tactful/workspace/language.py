"""What a name in a text is: its meaning, where it is declared, and wherever it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tactful.language.model import HOUSE, Decision, Fact, Ruleset, Source
from tactful.language.terms import Sentence
from tactful.language.values import Kind
from tactful.text.diagnostic import Span
from tactful.workspace.editing.occurrences import Named, Occurrence, Sort, occurrences
from tactful.workspace.opened import Opened, Parsed

MOST_RULES = 6
"""Rules that are listed where a fact or option is pointed at; there may be dozens."""


class Hover(NamedTuple):
    """What is told of a name that is pointed at.

    Attributes:
        span: The name.
        title: What it is, in a line: its sort and what it is called.
        lines: What is told of it: question, choices, what concludes it, claim.
    """

    span: Span
    title: str
    lines: tuple[str, ...]


class Place(NamedTuple):
    """A place in a file. Where the file is none of the folder, its name is its whole path."""

    file: str
    span: Span


def hover(opened: Opened, file: str, line: int, column: int) -> Hover | None:
    """What the name in a place is; ``None`` where there is none."""
    found = at(opened, file, line, column)
    ruleset = opened.partial
    if found is None or ruleset is None:
        return None
    told = _TOLD[found.named.sort](ruleset, found.named)
    return None if told is None else Hover(found.span, told[0], tuple(told[1]))


def definition(opened: Opened, file: str, line: int, column: int) -> Place | None:
    """Where the name in a place is declared; ``None`` where it is nothing that is."""
    found = at(opened, file, line, column)
    if found is None:
        return None
    every = every_place(opened, found.named)
    return next((Place(one.span.file, one.span) for one in every if one.declares), None)


def references(opened: Opened, file: str, line: int, column: int) -> list[Place]:
    """Wherever the thing is named whose name stands in a place, its declaration first."""
    found = at(opened, file, line, column)
    if found is None:
        return []
    every = sorted(every_place(opened, found.named), key=lambda one: not one.declares)
    return [Place(one.span.file, one.span) for one in every]


def at(opened: Opened, file: str, line: int, column: int) -> Occurrence | None:
    """What is named in a place, the one after a cursor before the one that it ends."""
    found = [
        one
        for one in named_in(opened, file)
        if one.span.line == line and one.span.column <= column <= one.span.end_column
    ]
    if found:
        return found[-1]
    return _by_its_word(opened, file, line, column)


def named_in(opened: Opened, file: str) -> Sequence[Occurrence]:
    """Whatever is named in a file, in its order."""
    parsed, text = opened.kept.get(file), opened.text(file)
    if parsed is None or text is None or opened.partial is None:
        return ()
    return _occurrences(_Same(parsed), text, opened.partial)


class _Same:
    """What a text was read as, told apart by which one it is: comparing trees takes long."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.parsed is self.parsed

    def __hash__(self) -> int:
        return id(self.parsed)


@lru_cache(maxsize=64)
def _occurrences(same: _Same, text: str, ruleset: Ruleset) -> Sequence[Occurrence]:
    return occurrences(same.parsed.node, text, ruleset)


def every_place(opened: Opened, named: Named) -> Iterator[Occurrence]:
    """Wherever something is named, in this folder and in what it builds on."""
    for file in (*opened.texts, *opened.outside):
        text = opened.text(file)
        if text is not None and named.name in text:
            yield from (one for one in named_in(opened, file) if one.named == named)


_WORD = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")


def _by_its_word(opened: Opened, file: str, line: int, column: int) -> Occurrence | None:
    """What a word is the name of, in an entry that cannot be read for the moment."""
    text, ruleset, parsed = opened.text(file), opened.partial, opened.kept.get(file)
    lines = (text or "").split("\n")
    if ruleset is None or parsed is None or parsed.whole or not 0 < line <= len(lines):
        return None
    for found in _WORD.finditer(lines[line - 1]):
        if found.start() < column <= found.end() + 1:
            name = found[0]
            span = Span(file, line, found.start() + 1, line, found.end() + 1)
            sorts = (
                (Sort.FACT, ruleset.facts),
                (Sort.DECISION, ruleset.decisions),
                (Sort.RULE, ruleset.rules),
                (Sort.SOURCE, ruleset.sources),
            )
            for sort, names in sorts:
                if name in names:
                    return Occurrence(Named(sort, name), span)
    return None


def _fact(ruleset: Ruleset, named: Named) -> tuple[str, Iterator[str]] | None:
    fact = ruleset.facts.get(named.name)
    return None if fact is None else (f"Fact: {fact.label}", _of_fact(ruleset, fact))


def _of_fact(ruleset: Ruleset, fact: Fact) -> Iterator[str]:
    type_ = fact.type
    if fact.question is not None:
        yield fact.question
    if type_.kind is Kind.CHOICE:
        order = ", from low to high" if type_.ordered else ""
        yield f"{'Several choices' if type_.many else 'A choice'}{order}:"
        yield from (_labelled(choice, label) for choice, label in type_.choices.items())
    else:
        yield f"Type: {type_.kind.value}" + (f", in {type_.unit}" if type_.unit else "")
    if type_.none is not None:
        yield _labelled("none", type_.none)
    if fact.default is not None:
        yield f"Where nothing is said: {type_.show(fact.default)}"
    if fact.computed is not None:
        yield f"Computed: {fact.computed.name} " + ", ".join(map(str, fact.computed.operands))
    yield from _listed("Concluded by", [rule for rule, _ in ruleset.concluding.get(fact.id, ())])


def _labelled(name: str, label: str) -> str:
    return f"  {name}: {label}" if label != name else f"  {name}"


def _listed(words: str, rules: Sequence[str]) -> Iterator[str]:
    if rules:
        more = f" and {len(rules) - MOST_RULES} more" if len(rules) > MOST_RULES else ""
        yield f"{words}: {', '.join(dict.fromkeys(rules[:MOST_RULES]))}{more}"


def _decision(ruleset: Ruleset, named: Named) -> tuple[str, Iterator[str]] | None:
    decision = ruleset.decisions.get(named.name)
    if decision is None:
        return None
    return f"Decision: {decision.label}", _of_decision(ruleset, decision)


def _of_decision(ruleset: Ruleset, decision: Decision) -> Iterator[str]:
    if decision.question is not None:
        yield decision.question
    yield "Every option that is supported:" if decision.many else "One option, safest first:"
    yield from (_labelled(option.id, option.label) for option in decision.options.values())
    rules = [argument.rule for argument in ruleset.arguing.get(decision.id, ())]
    yield from _listed("Argued by", [*dict.fromkeys(rules)])


def _option(ruleset: Ruleset, named: Named) -> tuple[str, Iterator[str]] | None:
    decision = ruleset.decisions.get(named.owner)
    option = None if decision is None else decision.options.get(named.name)
    if option is None:
        return None
    return f"Option of {named.owner}: {option.label}", _of_option(ruleset, named)


def _of_option(ruleset: Ruleset, named: Named) -> Iterator[str]:
    said = ruleset.arguing_about.get((named.owner, named.name), ())
    yield from _listed("For it", [one.rule for one in said if one.is_for])
    yield from _listed("Against it", [one.rule for one in said if not one.is_for])


def _choice(ruleset: Ruleset, named: Named) -> tuple[str, Iterator[str]] | None:
    fact = ruleset.facts.get(named.owner)
    label = None if fact is None else fact.type.choices.get(named.name)
    if fact is None or label is None:
        return None
    said = ruleset.concluding.get(fact.id, ())
    rules = [rule for rule, value in said if value == named.name]
    also = fact.type.also.get(named.name, ())
    lines = [fact.question or fact.label, *([f"Also: {', '.join(also)}"] if also else [])]
    return f"Choice of {fact.id}: {label}", iter([*lines, *_listed("Concluded by", rules)])


def written(sentence: Sentence) -> str:
    """A sentence as its author wrote it."""
    return "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in sentence)


def _rule(ruleset: Ruleset, named: Named) -> tuple[str, Iterator[str]] | None:
    rule = ruleset.rules.get(named.name)
    if rule is None:
        return None
    source = ruleset.sources.get(rule.source)
    claim = "" if source is None else f": {source.claim}"
    lines = [written(rule.because), f"Source: {rule.source}{claim}"]
    lines += _listed("Overrides", rule.overrides)
    lines += _listed("Overridden by", ruleset.overriding.get(rule.id, ()))
    return f"Rule: {rule.id}", iter([line for line in lines if line])


def _source(ruleset: Ruleset, named: Named) -> tuple[str, Iterator[str]] | None:
    if named.name == HOUSE:
        return f"Source: {HOUSE}", iter(["Your own judgement"])
    source: Source | None = ruleset.sources.get(named.name)
    if source is None:
        return None
    rules = [rule.id for rule in ruleset.rules.values() if rule.source == source.id]
    section = [source.section] if source.section else []
    return f"Source: {source.id}", iter([source.claim, *section, *_listed("Cited by", rules)])


def _constraint(ruleset: Ruleset, named: Named) -> tuple[str, Iterator[str]] | None:
    found = ruleset.constraints.get(named.name)
    return None if found is None else (f"Constraint: {found.id}", iter([written(found.because)]))


_TOLD = {
    Sort.FACT: _fact,
    Sort.DECISION: _decision,
    Sort.OPTION: _option,
    Sort.CHOICE: _choice,
    Sort.RULE: _rule,
    Sort.SOURCE: _source,
    Sort.CONSTRAINT: _constraint,
}
