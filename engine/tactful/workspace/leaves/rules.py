"""The leaf of a rule."""

from __future__ import annotations

from collections.abc import Iterator

from tactful.explanation.wording import capitalised
from tactful.language.model import HOUSE, Argument, Rule, Stance
from tactful.language.terms import Placeholder, Sentence
from tactful.pages.leaf import Leaf, LeafItem, LeafPart, Link, Linked
from tactful.workspace.leaves.book import Book, read_by
from tactful.workspace.leaves.conditions import condition_items

_SAYS = {
    Stance.STRONGLY_FOR: "Speaks strongly for",
    Stance.FOR: "Speaks for",
    Stance.SLIGHTLY_FOR: "Speaks slightly for",
    Stance.SLIGHTLY_AGAINST: "Speaks slightly against",
    Stance.AGAINST: "Speaks against",
    Stance.STRONGLY_AGAINST: "Speaks strongly against",
    Stance.ALWAYS: "Settles on",
    Stance.NEVER: "Rules out",
}


def rule_leaf(rule: Rule, book: Book) -> Leaf:
    """What is told of a rule: what it says, why, on what it rests, and which scenarios show it."""
    return Leaf(
        "rule",
        rule.id,
        "Rule",
        book.called("rule", rule.id),
        (sentence_words(rule.because, book),),
        tuple(_parts(rule, book)),
    )


def _parts(rule: Rule, book: Book) -> Iterator[LeafPart]:
    when = condition_items(rule.when, book)
    yield LeafPart("When", items=when) if when else LeafPart("When", (("Always.",),))
    unless = condition_items(rule.unless, book)
    if unless:
        yield LeafPart("Unless", items=unless)
    yield LeafPart("Then", items=tuple(_then(rule, book)))
    if rule.reasons:
        yield LeafPart("Why, where more is known", items=tuple(_reasons(rule, book)))
    base = book.ruleset.base_of(rule.span)
    built_on = (
        () if base is None else ((f"It is a rule of “{base.title}”, on which this builds.",),)
    )
    yield LeafPart("Where it comes from", (_source(rule, book), *built_on))
    over = [LeafItem((book.link("rule", name),)) for name in rule.overrides]
    if over:
        yield LeafPart("Overrides", items=tuple(over))
    under = book.ruleset.overriding.get(rule.id, ())
    if under:
        links = tuple(LeafItem((book.link("rule", name),)) for name in under)
        yield LeafPart("Overridden by", items=links)
    rests = tuple(_rests_on(rule, book))
    if rests:
        yield LeafPart("What it rests on", items=rests)
    yield scenarios_part(rule, book)


def _then(rule: Rule, book: Book) -> Iterator[LeafItem]:
    for conclusion in rule.conclusions:
        said = capitalised(book.wording.states(conclusion.fact, conclusion.value))
        yield LeafItem((book.named(conclusion.fact, said),))
    for argument in rule.arguments:
        yield LeafItem((*argued(argument), _option(argument, book)))


def argued(argument: Argument) -> Linked:
    """What a rule says of an option, before the option."""
    return (f"{_SAYS[argument.stance]} ",)


def _option(argument: Argument, book: Book) -> Link:
    decision = book.ruleset.decisions[argument.decision]
    return book.link("decision", decision.id, decision.options[argument.option].label)


def _reasons(rule: Rule, book: Book) -> Iterator[LeafItem]:
    for reason in rule.reasons:
        under = condition_items(reason.when, book)
        yield LeafItem(sentence_words(reason.text, book), (LeafItem(("Where:",), under),))


def sentence_words(sentence: Sentence, book: Book) -> Linked:
    """A sentence in which the names of facts lead to them."""
    words: list[str | Link] = []
    for part in sentence:
        if isinstance(part, Placeholder) and part.name in book.ruleset.each:
            words.append(f"{{{part.name}}}")
        elif isinstance(part, Placeholder):
            words.append(book.named(part.name, f"[{book.wording.label(part.name)}]"))
        else:
            words.append(part)
    return tuple(words)


def _source(rule: Rule, book: Book) -> Linked:
    found = book.ruleset.sources.get(rule.source)
    if rule.source == HOUSE or found is None:
        return ("The coach's own judgement.",)
    return (book.link("source", found.id, found.claim),)


def _rests_on(rule: Rule, book: Book) -> Iterator[LeafItem]:
    """Where each of what a rule looks at comes from."""
    ruleset = book.ruleset
    for name in read_by(rule):
        fact = ruleset.facts.get(name)
        if fact is None:
            yield LeafItem((book.named(name), ": what is decided"))
            continue
        concluding = tuple(dict.fromkeys(rule for rule, _ in ruleset.concluding.get(name, ())))
        if fact.computed is not None:
            of = [LeafItem((book.named(one),)) for one in dict.fromkeys(fact.computed.facts)]
            yield LeafItem((book.named(name), ": computed"), tuple(of))
        elif concluding:
            given = ", or said by the client" if fact.question else ""
            links = tuple(LeafItem((book.link("rule", one),)) for one in concluding)
            yield LeafItem((book.named(name), f": concluded{given}"), links)
        else:
            yield LeafItem((book.named(name), ": said by the client"))


def scenarios_part(rule: Rule, book: Book) -> LeafPart:
    """The scenarios in which a rule counts."""
    showing = book.showing.get(rule.id, ())
    if not showing:
        return LeafPart("Scenarios that show it", (("None yet.",),))
    links = tuple(LeafItem((book.link("scenario", s.scenario.title),)) for s in showing)
    return LeafPart("Scenarios that show it", items=links)
