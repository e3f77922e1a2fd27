"""The leaf of a decision, and that of a source."""

from __future__ import annotations

from collections.abc import Iterator

from tactful.explanation.wording import capitalised
from tactful.language.model import Decision, Option, Source
from tactful.pages.leaf import Leaf, LeafItem, LeafPart, Linked
from tactful.workspace.leaves.book import Book, read_by
from tactful.workspace.leaves.conditions import condition_items
from tactful.workspace.leaves.facts import links, used
from tactful.workspace.leaves.rules import argued


def decision_leaf(decision: Decision, book: Book) -> Leaf:
    """What is told of a decision: its options, what speaks for each, and what it depends on."""
    lead: tuple[Linked, ...] = ((decision.question,),) if decision.question else ()
    title = book.called("decision", decision.id)
    return Leaf("decision", decision.id, "Decision", title, lead, tuple(_parts(decision, book)))


def _parts(decision: Decision, book: Book) -> Iterator[LeafPart]:
    applies = condition_items(decision.applies_when, book)
    if applies:
        yield LeafPart("It applies when", items=applies)
    options = tuple(_option(decision, option, book) for option in decision.options.values())
    many = "Every option that something speaks for is chosen."
    one = "One option is chosen; where two have equal support, the one that stands first."
    yield LeafPart("Options", ((many if decision.many else one,), *_fallback(decision)), options)
    arguing = [book.ruleset.rules[a.rule] for a in book.ruleset.arguing.get(decision.id, ())]
    asked = dict.fromkeys(name for rule in arguing for name in read_by(rule))
    if asked:
        items = tuple(LeafItem((book.named(name),)) for name in asked)
        yield LeafPart("What it depends on", items=items)
    yield from used(decision.id, book)


def _fallback(decision: Decision) -> Iterator[Linked]:
    if decision.fallback is not None:
        yield (f"Where nothing wins: {decision.options[decision.fallback].label}.",)


def _option(decision: Decision, option: Option, book: Book) -> LeafItem:
    found = book.ruleset.arguing_about.get((decision.id, option.id), ())
    under = tuple(
        LeafItem((f"{argued(a)[0].strip()}: ", book.link("rule", a.rule)))  # type: ignore[union-attr]
        for a in found
    )
    return LeafItem((capitalised(option.label),), under)


def source_leaf(source: Source, book: Book) -> Leaf:
    """What is told of a source: what it says, and which rules rest on it."""
    section: tuple[LeafPart, ...] = ()
    if source.section:
        section = (LeafPart("Where it says so", ((source.section,),)),)
    citing = [rule.id for rule in book.ruleset.rules.values() if rule.source == source.id]
    rules = LeafPart("Rules that rest on it", items=links("rule", citing, book))
    if not citing:
        rules = LeafPart("Rules that rest on it", (("None.",),))
    title = book.called("source", source.id)
    return Leaf("source", source.id, "Claim", title, ((source.claim,),), (*section, rules))
