"""The leaf of a scenario, and the first leaf, which leads to all others."""

from __future__ import annotations

from collections.abc import Iterator

from tactful.explanation.wording import capitalised, joined, wording_of
from tactful.grounding.names import copy_of, name_of_one
from tactful.language.conclusions import Status
from tactful.pages.leaf import Leaf, LeafItem, LeafPart, Linked
from tactful.workspace.leaves.book import Book, ShownScenario
from tactful.workspace.leaves.facts import links

_WITHOUT = {
    Status.NONE: "nothing is recommended",
    Status.NOT_APPLICABLE: "does not apply",
    Status.CONFLICT: "rules contradict each other",
}


def scenario_leaf(shown: ShownScenario, book: Book) -> Leaf:
    """What is told of a scenario: what is known, what is advised, and which rules count."""
    given = tuple(_given(shown, book))
    known = LeafPart("What is known", items=given) if given else None
    parts = [
        known or LeafPart("What is known", (("Nothing.",),)),
        LeafPart("What is advised", items=tuple(_advised(shown, book))),
        LeafPart("Rules that count", items=links("rule", shown.fired, book)),
    ]
    title = shown.scenario.title
    return Leaf("scenario", title, "Scenario", title, (), tuple(parts))


def _given(shown: ShownScenario, book: Book) -> Iterator[LeafItem]:
    wording = wording_of(shown.ruleset, shown.conclusions)
    for name, value in shown.scenario.given.items():
        yield LeafItem((*_whose(shown, name, book), f": {wording.value_with_unit(name, value)}"))


def _advised(shown: ShownScenario, book: Book) -> Iterator[LeafItem]:
    for name, settled in shown.conclusions.decisions.items():
        options = shown.ruleset.decisions[name].options
        chosen = joined(options[one].label for one in settled.choices)
        words = chosen or _WITHOUT.get(settled.status, _WITHOUT[Status.NONE])
        yield LeafItem((*_whose(shown, name, book), f": {words}"))


def _whose(shown: ShownScenario, name: str, book: Book) -> Linked:
    """A fact or decision with whose it is, where it is of one of several."""
    copy = copy_of(shown.ruleset, name)
    if copy is None:
        return (book.named(name),)
    whose = name_of_one(shown.ruleset, copy)
    return (book.named(copy.of), f" ({whose})")


def first_leaf(book: Book) -> Leaf:
    """What a handbook begins with: what the ruleset is about, and all that there is in it."""
    ruleset = book.ruleset
    about: tuple[Linked, ...] = ((ruleset.about,),) if ruleset.about else ()
    parts = [
        LeafPart("Decisions", items=links("decision", ruleset.decisions, book)),
        *_rules(book),
        LeafPart("Facts", items=links("fact", ruleset.facts, book)),
    ]
    if ruleset.sources:
        found = ruleset.sources.values()
        items = tuple(LeafItem((book.link("source", one.id, one.claim),)) for one in found)
        parts.append(LeafPart("Claims", items=items))
    titles = [shown.scenario.title for shown in book.shown]
    if titles:
        parts.append(LeafPart("Scenarios", items=links("scenario", titles, book)))
    return Leaf("ruleset", "ruleset", "Handbook", ruleset.title, about, tuple(parts))


def _rules(book: Book) -> Iterator[LeafPart]:
    """The rules by what they are about."""
    ruleset = book.ruleset
    for decision in ruleset.decisions.values():
        arguing = dict.fromkeys(a.rule for a in ruleset.arguing.get(decision.id, ()))
        if arguing:
            heading = f"Rules on {book.wording.named(decision.id)}"
            yield LeafPart(heading, items=links("rule", arguing, book))
    others = [rule.id for rule in ruleset.rules.values() if rule.conclusions and not rule.arguments]
    if others:
        yield LeafPart("Rules that conclude facts", items=links("rule", others, book))


def heading_of(leaf: Leaf) -> str:
    """The title of a leaf's own document."""
    return f"{leaf.title} ({leaf.over.lower()})" if leaf.over else capitalised(leaf.title)
