"""The client form's fields, made from the facts: what is asked, what may be answered, what is held.

A field shows what the form holds, be it right or wrong. Beneath it stands what is wrong with it, or
what its fact counts as meanwhile: what follows from others, what is taken for granted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from tactful.explanation.explanation import ExplainedFact, Explanation
from tactful.explanation.unknowns import askable
from tactful.explanation.wording import capitalised
from tactful.grounding.people import copy_name
from tactful.language.calendar import countries
from tactful.language.conclusions import Origin
from tactful.language.given import WrongFact
from tactful.language.model import Fact, Ruleset
from tactful.language.terms import Each
from tactful.language.values import NONE, Kind
from tactful_studio.advice import Client

Look: TypeAlias = Literal["choice", "many", "text"]

_INPUTS: Mapping[Kind, str] = {
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.DATETIME: "datetime-local",
}
"""Which of a browser's own fields a value has; all others are typed as texts."""

_COUNTS_AS: Mapping[Origin, str] = {
    Origin.DEFAULT: "Until you say so, taken as {value}.",
    Origin.CONCLUDED: "The rules conclude: {value}.",
    Origin.COMPUTED: "Worked out: {value}.",
}
"""What is said of a fact that is not given, by where its value comes from."""


class Field(NamedTuple):
    """One field.

    Attributes:
        key: Unique on the page.
        fact: The fact, as its author calls it.
        label: What is asked.
        look: A list to choose one of, boxes to tick, or something to type.
        value: What the form holds, as a text; for boxes, those that are ticked.
        options: What may be chosen: values with their words.
        input_type: What a browser calls the kind of field.
        unit: What a number counts.
        beneath: What is said of it.
        wrong: What is wrong with it.
        suggested: What might be typed.
        several: Of whom it is, where several are listed: the list, and the place in it.
    """

    key: str
    fact: str
    label: str
    look: Look
    value: str
    ticked: Sequence[str]
    options: Sequence[tuple[str, str]]
    input_type: str
    unit: str | None
    beneath: str | None
    wrong: str | None
    suggested: Sequence[str]
    several: tuple[str, int] | None


class ListedPerson(NamedTuple):
    """One of several: which one, what the form calls it, and its fields."""

    place: int
    name: str
    fields: Sequence[Field]


class Several(NamedTuple):
    """A list of several: interviewers, say.

    Attributes:
        plural: What they are called together.
        label: What one of them is called.
        question: How one is asked for a name.
        facts: The facts of one of them.
        ones: Those who are listed; none where there is one of whom no name is known.
    """

    plural: str
    label: str
    question: str
    facts: Sequence[str]
    ones: Sequence[ListedPerson]


class Questions(NamedTuple):
    """Fields that are asked together, under a title."""

    title: str
    fields: Sequence[Field]


class ClientForm(NamedTuple):
    """The client form.

    Attributes:
        known: What the form holds.
        telling: Of which one answer alone would change the advice.
        sections: Everything else that can be asked.
        several: Those of whom there may be several.
        strange: What the form holds that the rules do not know, with what is said of it.
    """

    known: Sequence[Field]
    telling: Sequence[Field]
    sections: Sequence[Questions]
    several: Sequence[Several]
    strange: Sequence[WrongFact]


def form(
    client: Client, held: Mapping[str, object], told: Explanation, telling: Iterable[str]
) -> ClientForm:
    """The form for a client.

    Args:
        client: The client, by the rules that advise.
        held: What the form holds, right or wrong.
        told: The advice.
        telling: The facts of which one answer alone would change the advice.
    """
    making = _Making(client, held, told)
    rules = client.ruleset
    listed = {name for each in rules.each.values() if each.plural in held for name in each.facts}
    names = [name for name in askable(rules) if name not in listed]
    known = [name for name in rules.facts if name in held and name not in listed]
    first = [name for name in telling if name in names and name not in held]
    shown = {*known, *first}
    return ClientForm(
        [making.field(name) for name in known],
        [making.field(name) for name in first],
        [*making.sections([name for name in names if name not in shown])],
        [making.several(each) for each in rules.each.values() if each.facts],
        [wrong for wrong in client.mistakes if wrong.fact not in making.placed],
    )


class _Making:
    """One form that is being made."""

    def __init__(self, client: Client, held: Mapping[str, object], told: Explanation) -> None:
        self.rules: Ruleset = client.ruleset
        self.held = held
        self.facts = {fact.id: fact for fact in told.facts}
        self.wrong = {wrong.fact: wrong for wrong in client.mistakes}
        self.placed: set[str] = set()

    def sections(self, names: Sequence[str]) -> Iterator[Questions]:
        """Facts under the titles that the ruleset gives them, each title once."""
        titles: dict[str, list[str]] = {}
        placed: set[str] = set()
        for section in self.rules.questions:
            own = [name for name in section.facts if name in names and name not in placed]
            titles.setdefault(section.title, []).extend(own)
            placed.update(own)
        rest = [name for name in names if name not in placed]
        titles.setdefault("What else can be known" if titles else "What can be known", rest)
        for title, own in titles.items():
            if own:
                yield Questions(title, [self.field(name) for name in own])

    def several(self, each: Each) -> Several:
        listed = self.held.get(each.plural)
        ones = []
        for place, one in enumerate(listed if isinstance(listed, list) else [], 1):
            if isinstance(one, dict):
                fields = [
                    self.field(fact, one, (each.plural, place))
                    for fact in each.facts
                    if self.rules.facts[fact].computed is None
                ]
                ones.append(ListedPerson(place, str(one.get("name", "")), fields))
        question = each.question or f"What is the name of the {each.label}?"
        return Several(each.plural, each.label, question, each.facts, ones)

    def field(
        self,
        name: str,
        held: Mapping[str, object] | None = None,
        several: tuple[str, int] | None = None,
    ) -> Field:
        """The field of a fact: of the client, or of one of several."""
        fact = self.rules.facts[name]
        held = self.held if held is None else held
        key = name if several is None else f"{several[0]}-{several[1]}-{name}"
        known = copy_name(name, several[1]) if several is not None else name
        wrong = self._wrong(name, held, several)
        stated = held.get(name)
        look, options = _choices(fact)
        ticked = [str(one) for one in stated] if isinstance(stated, list) else [str(stated)]
        text = "" if stated is None else _as_text(stated)
        if look == "choice" and text not in dict(options) and text:
            options = [*options, (text, text)]
        return Field(
            f"fact-{key}",
            name,
            fact.question or capitalised(fact.label),
            look,
            text,
            ticked if stated is not None else [],
            options,
            _INPUTS.get(fact.type.kind, "text") if not wrong else "text",
            fact.type.unit,
            None if wrong else _beneath(self.facts.get(known), fact, stated),
            wrong,
            self._suggested(name),
            several,
        )

    def _wrong(
        self, name: str, held: Mapping[str, object], several: tuple[str, int] | None
    ) -> str | None:
        keys = [name]
        if several is not None:
            plural, place = several
            keys = [f"{name}[{place}]", f"{name}[{held.get('name')}]", f"{plural}[{place}].{name}"]
        for key in keys:
            wrong = self.wrong.get(key)
            if wrong is not None:
                self.placed.add(key)
                return f"{capitalised(wrong.problem)}: {wrong.wanted}."
        return None

    def _suggested(self, name: str) -> Sequence[str]:
        clock = self.rules.clock
        return [*countries()] if name == clock.country else []


def _choices(fact: Fact) -> tuple[Look, list[tuple[str, str]]]:
    """How a fact is answered, and the words that may be chosen."""
    type_ = fact.type
    none = [] if type_.none is None else [(NONE.value, type_.none)]
    if type_.many:
        return "many", [*type_.choices.items(), *none]
    if type_.kind is Kind.CHOICE:
        return "choice", [("", "not known"), *type_.choices.items(), *none]
    if type_.kind is Kind.YES_NO:
        return "choice", [("", "not known"), ("yes", "yes"), ("no", "no"), *none]
    return "text", none


def _as_text(stated: object) -> str:
    if isinstance(stated, bool):
        return "yes" if stated else "no"
    return str(stated)


def _beneath(known: ExplainedFact | None, fact: Fact, stated: object) -> str | None:
    """A given date in words, with its weekday; of a fact that is not given, what it counts as."""
    if known is None:
        return None
    if known.origin is Origin.GIVEN:
        return capitalised(known.value) + "." if fact.type.kind in _INPUTS else None
    said = _COUNTS_AS.get(known.origin)
    return None if said is None or stated is not None else said.format(value=known.value)
