"""The leaf of a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.explanation.wording import capitalised, said
from tactful.language.model import Fact
from tactful.language.values import Kind
from tactful.pages.leaf import Leaf, LeafItem, LeafPart, Linked
from tactful.workspace.leaves.book import Book

_KINDS = {
    Kind.YES_NO: "A yes or no.",
    Kind.CHOICE: "One of these choices.",
    Kind.NUMBER: "A number.",
    Kind.DATE: "A day.",
    Kind.TIME: "A time of day.",
    Kind.DATETIME: "A moment: a day with a time.",
    Kind.TEXT: "A text.",
}


def fact_leaf(fact: Fact, book: Book) -> Leaf:
    """What is told of a fact: what it can be, where it comes from, and which rules look at it."""
    lead: tuple[Linked, ...] = ((fact.question,),) if fact.question else ()
    title = book.called("fact", fact.id)
    return Leaf("fact", fact.id, "Fact", title, lead, tuple(_parts(fact, book)))


def _parts(fact: Fact, book: Book) -> Iterator[LeafPart]:
    choices = tuple(LeafItem((capitalised(label),)) for label in fact.type.choices.values())
    yield LeafPart("What it can be", tuple(_kind(fact)), choices)
    ruleset = book.ruleset
    each = next((e for e in ruleset.each.values() if fact.id in e.facts), None)
    if each is not None:
        yield LeafPart("Of whom", ((f"Of each {each.label}.",),))
    if fact.computed is not None:
        of = dict.fromkeys(
            (*fact.computed.facts, *([fact.computed.decision] if fact.computed.decision else []))
        )
        words = f"{capitalised(fact.computed.name)}:"
        links = tuple(LeafItem((book.named(one),)) for one in of)
        yield LeafPart("How it is computed", ((words,),), links)
    concluding = [
        LeafItem((book.link("rule", rule), f": {said(value, fact.type)}"))
        for rule, value in ruleset.concluding.get(fact.id, ())
    ]
    if concluding:
        yield LeafPart("Rules that conclude it", items=tuple(concluding))
    yield from used(fact.id, book)


def _kind(fact: Fact) -> Iterator[Linked]:
    type_ = fact.type
    words = "Any of these choices, several at once." if type_.many else _KINDS[type_.kind]
    yield (words[:-1] + ", from low to high." if type_.ordered else words,)
    if type_.unit:
        yield (f"It is counted in {type_.unit}.",)
    if type_.minimum is not None:
        yield (f"It is at least {said(type_.minimum, type_)}.",)
    if type_.maximum is not None:
        yield (f"It is at most {said(type_.maximum, type_)}.",)
    if type_.none is not None:
        yield (f"Where there is none: “{type_.none}”.",)
    if fact.default is not None:
        yield (f"Where nobody says, it is taken to be {said(fact.default, type_)}.",)
    if fact.needed:
        yield ("Nobody is advised without it.",)


def used(name: str, book: Book) -> Iterator[LeafPart]:
    """The rules, facts and decisions that look at a fact or decision."""
    readers = book.readers.get(name, ())
    if readers:
        yield LeafPart("Rules that look at it", items=links("rule", readers, book))
    computing = book.computing.get(name, ())
    if computing:
        yield LeafPart("Facts that are computed from it", items=links("fact", computing, book))


def links(kind: str, ids: Iterable[str], book: Book) -> tuple[LeafItem, ...]:
    """A list of links to entries of a kind."""
    return tuple(LeafItem((book.link(kind, one),)) for one in ids)
