"""What a ruleset says about itself: its sources, weights, summary, questions and dates."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Map

from tactful.language.model import (
    HOUSE,
    USUAL_WEIGHTS,
    Checklist,
    Fact,
    QuestionSection,
    Source,
    Stance,
)
from tactful.language.terms import Sentence
from tactful.language.values import Kind, NotAValue, ValueType
from tactful.reading.conditions import read_condition
from tactful.reading.defects.names import decision_as_fact, unknown_fact, unknown_stance
from tactful.reading.defects.rules import (
    asked_computation,
    broken_weight,
    grouped_summary,
    listed_claim,
    listed_other_kind,
    misfit_weight,
    misordered_weights,
    weighed_settlement,
)
from tactful.reading.defects.shapes import duplicate_item
from tactful.reading.defects.values import neither_day_nor_month
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.text.diagnostic import Span
from tactful.text.lines import shortened
from tactful.text.nodes import Mapping, Node, Scalar, Sequence

_SOURCE = Form("a source", ("section", "claim"), ("claim",), {"claim": "claim: what it advises"})
_WHOLE = ValueType(Kind.NUMBER, whole=True)
_BY_WORD = {stance.value: stance for stance in USUAL_WEIGHTS}


def read_sources(shapes: Shapes, node: Node) -> dict[str, Source] | None:
    """The sources by name; ``None`` where they could not be read at all."""
    group = shapes.group(node, "`sources`", "`a-short-name: what it advises`")
    if group is None:
        return None
    found: dict[str, Source] = {}
    for key, value in group.entries:
        name = shapes.id(key, "a source", "-", reserved=(HOUSE,))
        claim, section = _source(shapes, value, shortened(key.text), key.span)
        # A source with a mistake in it is still there to be cited.
        found[name or key.text] = Source(name or key.text, claim or "", section, key.span)
    return found


def _source(shapes: Shapes, node: Node, name: str, place: Span) -> tuple[str | None, str | None]:
    if not isinstance(node, Mapping):
        if isinstance(node, Sequence):
            shapes.report(listed_claim(name), node)
            return None, None
        return shapes.sentence(node, f"the source `{name}`"), None
    group = shapes.group(node, f"the source `{name}`", "`claim: what it advises`")
    if group is None:
        return None, None
    found = shapes.entries(group, _SOURCE, place)
    texts = {key: shapes.sentence(value, f"`{key}`") for key, value in found.items()}
    return texts.get("claim"), texts.get("section")


def read_weights(shapes: Shapes, node: Node | None) -> Map[Stance, int]:
    """What each stance weighs; those that are left out keep their usual weight."""
    weights = dict(USUAL_WEIGHTS)
    group = shapes.group(node, "`weights`", "`for: 2`") if node is not None else None
    places: dict[Stance, Span] = {}
    for key, value in group.entries if group else ():
        stance = _BY_WORD.get(key.text)
        if stance is None:
            settles = key.text in ("always", "never")
            mistake = (
                weighed_settlement(key.text)
                if settles
                else unknown_stance(key.text, _BY_WORD, shapes.speller)
            )
            shapes.report(mistake, key)
            continue
        word = shapes.word(value, f"`{key.text}`", "a whole number")
        weight = None if word is None else _weight(shapes, word.text, word.span, stance)
        if weight is not None:
            weights[stance] = weight
            places[stance] = word.span if word else key.span
    _check_order(shapes, weights, places)
    return weights


def _weight(shapes: Shapes, text: str, span: Span, stance: Stance) -> int | None:
    try:
        value = _WHOLE.parse(text[:40])
    except NotAValue:
        value = 0.5
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int):
        shapes.report(broken_weight(text, stance), span)
    elif value * USUAL_WEIGHTS[stance] <= 0:
        shapes.report(misfit_weight(value, stance), span)
    else:
        return value
    return None


def _check_order(shapes: Shapes, weights: Map[Stance, int], places: Map[Stance, Span]) -> None:
    for stronger, weaker in (
        (Stance.STRONGLY_FOR, Stance.FOR),
        (Stance.FOR, Stance.SLIGHTLY_FOR),
        (Stance.STRONGLY_AGAINST, Stance.AGAINST),
        (Stance.AGAINST, Stance.SLIGHTLY_AGAINST),
    ):
        place = places.get(stronger) or places.get(weaker)
        if place and abs(weights[stronger]) <= abs(weights[weaker]):
            shapes.report(misordered_weights(stronger, weaker, weights), place)


def read_summary(shapes: Shapes, node: Node, scope: Scope) -> tuple[tuple[Sentence, ...], ...]:
    """The lines that are printed first, each with its alternatives."""
    example = '`- "{channel} {timing}."`, one line for each sentence'
    lines = []
    for item in shapes.items(node, "`summary`", example) or ():
        alternatives: tuple[Node, ...] = (item,)
        if isinstance(item, Sequence):
            alternatives = shapes.items(item, "this line of the summary", example) or ()
        if isinstance(item, Mapping):
            shapes.report(grouped_summary(), item)
            continue
        found = [
            shapes.template(alternative, "a line of the summary", scope)
            for alternative in alternatives
        ]
        lines.append(tuple(sentence for sentence in found if sentence is not None))
    return tuple(lines)


# How people are asked: in which order, what together and what at all, and how they write dates.

_SECTION = Form(
    "a section",
    ("title", "ask", "when"),
    ("title", "ask"),
    {
        "title": "title: How the talk went",
        "ask": "ask: [interview_ended, rapport]",
        "when": "when: {thank_you_sent: yes}",
    },
)
_CHECKLIST = Form(
    "a checklist",
    ("question", "choices"),
    ("question", "choices"),
    {
        "question": "question: How could you reach them?",
        "choices": "choices: {email_known: by email, phone_known: by phone}",
    },
)
_EXAMPLE = "`- {title: How the talk went, ask: [interview_ended, rapport]}`"


def read_questions(shapes: Shapes, node: Node | None, scope: Scope) -> tuple[QuestionSection, ...]:
    """The sections of the questions, in the order in which they are asked."""
    if node is None:
        return ()
    reading = _Questions(shapes, scope)
    items = shapes.items(node, "`questions`", _EXAMPLE) or ()
    return tuple(section for section in map(reading.section, items) if section is not None)


class _Questions:
    def __init__(self, shapes: Shapes, scope: Scope) -> None:
        self.shapes = shapes
        self.scope = scope
        self.asked: dict[str, Span] = {}

    def section(self, node: Node) -> QuestionSection | None:
        """One section; ``None`` where it cannot be asked."""
        group = self.shapes.group(node, "a section", _EXAMPLE)
        if group is None:
            return None
        found = self.shapes.entries(group, _SECTION)
        title = self.shapes.sentence(found["title"], "`title`") if "title" in found else None
        asked = [*self.listed(found["ask"])] if "ask" in found else []
        facts = tuple(fact for one in asked for fact in _facts(one))
        when = None
        if "when" in found:
            when = read_condition(self.shapes, found["when"], "`when`", self.scope)
        if title is None or not facts or ("when" in found and when is None):
            return None
        lists = tuple(one for one in asked if isinstance(one, Checklist))
        return QuestionSection(title, facts, group.entries[0].key.span, when, lists)

    def listed(self, node: Node) -> Iterator[str | Checklist]:
        """What a section asks for: facts, and checklists of facts."""
        for item in self.shapes.items(node, "`ask`", "`[interview_ended, rapport]`") or ():
            if isinstance(item, Mapping):
                checklist = self.checklist(item)
                if checklist is not None:
                    yield checklist
                continue
            word = self.shapes.word(item, "`ask`", "the name of a fact")
            fact = None if word is None else self.fact(word)
            if fact is not None:
                yield fact.id

    def checklist(self, node: Mapping) -> Checklist | None:
        """One question for several facts; ``None`` where there is nothing to ask."""
        found = self.shapes.entries(node, _CHECKLIST)
        question = None
        if "question" in found:
            question = self.shapes.sentence(found["question"], "`question`")
        example = "`email_known: by email`, one line for each fact"
        group = None
        if "choices" in found:
            group = self.shapes.group(found["choices"], "`choices`", example)
        choices: dict[str, str] = {}
        for key, value in group.entries if group is not None else ():
            fact = self.fact(key)
            label = self.shapes.sentence(value, f"`{key.text}`")
            if fact is not None and fact.type.kind is not Kind.YES_NO:
                self.shapes.report(listed_other_kind(fact), key)
            elif fact is not None and label is not None:
                choices[fact.id] = label
        return Checklist(question, choices) if question is not None and choices else None

    def fact(self, word: Scalar) -> Fact | None:
        """The fact of a name, if it can be asked for here and is not asked for elsewhere."""
        scope, shapes = self.scope, self.shapes
        fact = scope.facts.get(word.text)
        if fact is None and word.text in scope.decisions:
            shapes.report(decision_as_fact(word.text), word)
        elif fact is None:
            if scope.is_missing(word.text):
                shapes.report(unknown_fact(word.text, scope.facts, shapes.speller), word)
        elif fact.computed is not None:
            shapes.report(asked_computation(fact), word)
        elif fact.id in self.asked:
            shapes.report(duplicate_item(fact.id, self.asked[fact.id]), word)
        else:
            self.asked[fact.id] = word.span
            return fact
        return None


def _facts(one: str | Checklist) -> tuple[str, ...]:
    return (one,) if isinstance(one, str) else tuple(one.choices)


_DATE_ORDERS = {"day first": True, "month first": False}


def read_dates(shapes: Shapes, node: Node | None) -> bool | None:
    """Whether people write the day before the month; ``None`` where that is not said."""
    word = None if node is None else shapes.word(node, "`dates`", "`day first` or `month first`")
    if word is None:
        return None
    order = _DATE_ORDERS.get(" ".join(word.text.split()))
    if order is None:
        shapes.report(neither_day_nor_month(word.text), word)
    return order
