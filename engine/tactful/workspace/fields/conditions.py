"""Conditions as fields: a test a line, and groups of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tactful.explanation.wording import capitalised
from tactful.grounding.people import MOST
from tactful.language.model import Decision, Fact, Ruleset
from tactful.language.operators import EQUAL, NONE_OF, NOT, ONE_OF, OPERATORS, Operator
from tactful.language.terms import FactRef, Operand
from tactful.language.values import NONE, Kind, ValueType
from tactful.reading.condition_tests import read_test
from tactful.reading.scope import Scope
from tactful.reading.shapes import Shapes
from tactful.text.diagnostic import Diagnostics
from tactful.text.names import whole_number
from tactful.text.nodes import Mapping, Sequence
from tactful.workspace.fields.data import Bare, Data
from tactful.workspace.fields.field import FieldChoice, FieldGroup, FilledIn, FormField, KindOfTest
from tactful.workspace.fields.surgery import Unchangeable
from tactful.workspace.fields.values import (
    NO_VALUE,
    FieldPlace,
    fixed,
    offers_of,
    value_data,
    words_of,
)

GROUPS = {
    "all": "All of these hold",
    "any": "Any of these holds",
    "none": "None of these holds",
}
"""The groups of tests, and what they are called for people."""

_COUNTED = re.compile(r"at +least +([1-9]\d?) +of")
_OVER = r"(any|every|no|at least [1-9]\d?)( other)? (.+)"
_LABELS = {
    "known": "is known",
    "unknown": "is not known",
    "none of": "is none of",
    "not": "is not",
    "one of": "is one of",
    "equal": "is",
    "all of": "includes all of",
}


class Vocabulary:
    """What the conditions of a ruleset can name, as it was written."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset if ruleset.template is None else ruleset.template
        self.scope = Scope(self.ruleset.facts, self.ruleset.decisions)
        self.scope.each = dict(self.ruleset.each)

    def declared(self, name: str) -> Fact | Decision:
        """The fact or decision of a name.

        Raises:
            KeyError: if there is none.
        """
        fact = self.ruleset.facts.get(name)
        return self.ruleset.decisions[name] if fact is None else fact

    def called(self, name: str) -> str:
        """A fact or decision for people."""
        return capitalised(self.declared(name).label)

    def offers(self) -> tuple[FieldChoice, ...]:
        """Everything that can be tested."""
        both: list[Fact | Decision] = [*self.ruleset.facts.values()]
        both += self.ruleset.decisions.values()
        return tuple(
            FieldChoice(one.id, capitalised(one.label), one.question or "") for one in both
        )


def condition_group(place: FieldPlace, label: str, words: Vocabulary) -> FieldGroup | FormField:
    """A condition, or room for one: a group of tests all of which must hold."""
    node = place.node
    if node is not None and not isinstance(node, Mapping):
        return fixed(place, label)

    def make(rest: str) -> FormField | FieldGroup:
        first, _, inner = rest.partition("/")
        part = _entry(place.under(first), first, words)
        if not inner:
            return part
        if isinstance(part, FieldGroup) and part.make is not None:
            return part.make(inner)
        raise KeyError(rest)

    keys = [key.text for key, _ in node.entries] if node is not None else []
    parts = tuple(_entry(place.under(key), key, words) for key in keys if _is_known(key, words))
    parts += tuple(fixed(place.under(k), k) for k in keys if not _is_known(k, words))
    new = [offer for offer in words.offers() if offer.value not in keys]
    new += [FieldChoice(name, label) for name, label in GROUPS.items() if name not in keys]
    new += [offer for offer in _over_offers(words) if offer.value not in keys]
    return FieldGroup(place.path, label, parts, tuple(new), "a test", make)


def _over_offers(words: Vocabulary) -> Iterator[FieldChoice]:
    for each in words.ruleset.each.values():
        for said in ("any", "every", "no"):
            yield FieldChoice(f"{said} {each.id}", capitalised(f"{said} {each.label}"))


def _is_known(key: str, words: Vocabulary) -> bool:
    return key in words.scope or _group_label(key, words) is not None


def _group_label(key: str, words: Vocabulary) -> str | None:
    """What a group is called for people; ``None`` where it is none."""
    if key in GROUPS:
        return GROUPS[key]
    counted = _COUNTED.fullmatch(key)
    if counted:
        return f"At least {counted[1]} of these hold"
    over = re.fullmatch(_OVER, key)
    things = words.ruleset.each.values()
    each = next((e for e in things if over and over[3] in (e.id, e.plural)), None)
    if over is None or each is None:
        return None
    number = re.search(r"\d+", over[1])
    if number and int(number[0]) > MOST:
        return None
    noun = each.plural if over[3] == each.plural else each.label
    return capitalised(f"Of {over[1]}{over[2] or ''} {noun} all of this holds")


def _entry(place: FieldPlace, key: str, words: Vocabulary) -> FormField | FieldGroup:
    if key in words.scope:
        return field_of_test(place, key, words)
    label = _group_label(key, words)
    if label is None:
        raise KeyError(key)
    if key not in GROUPS and not _COUNTED.fullmatch(key):
        return condition_group(place, label, words)
    return _list_group(place, label, words)


def _list_group(place: FieldPlace, label: str, words: Vocabulary) -> FormField | FieldGroup:
    """A group whose parts are conditions of their own."""
    node = place.node
    if node is not None and not isinstance(node, Sequence):
        return fixed(place, label)
    size = 0 if node is None else len(node.items)

    def make(rest: str) -> FormField | FieldGroup:
        first, _, inner = rest.partition("/")
        number = whole_number(first)
        if number is None or number > size:
            raise KeyError(rest)
        part = condition_group(place.under(number), _ONE, words)
        if not inner or isinstance(part, FormField):
            return part
        assert part.make is not None  # noqa: S101 - conditions have one
        return part.make(inner)

    parts = tuple(condition_group(place.under(n), _ONE, words) for n in range(size))
    return FieldGroup(place.path, label, parts, words.offers(), "an alternative", make, True)


_ONE = "All of this together"


def field_of_test(place: FieldPlace, subject: str, words: Vocabulary) -> FormField:
    """A test of a fact or decision."""
    type_ = words.ruleset.type_of(subject)
    label, hint = words.called(subject), words.declared(subject).question or ""
    is_decision = subject in words.ruleset.decisions
    tests = tuple(_tests(type_, is_decision))
    alike = () if is_decision else tuple(_alike(subject, words))

    def write(answer: FilledIn) -> Data | None:
        said = words_of(answer)
        return _written(said, type_, tests, {one.value for one in alike}) if said else None

    value: tuple[str, ...] = ()
    if place.node is not None:
        read = read_test(Shapes(Diagnostics()), subject, place.node, words.scope)
        if read is None:
            return fixed(place, label, hint)
        operator, operands = read
        value = (operator.name, *(_answer(operand, type_) for operand in operands))
    return FormField(
        place.path,
        label,
        "test",
        value,
        (*offers_of(type_), *alike),
        tests,
        hint,
        of=type_,
        span=None if place.node is None else place.node.span,
        write=write,
    )


def _tests(type_: ValueType, is_decision: bool) -> Iterator[KindOfTest]:
    first = (EQUAL, NOT, ONE_OF, NONE_OF)
    for operator in (*first, *(o for o in OPERATORS if o not in first)):
        if not operator.fits(type_) or (is_decision and operator.ordered):
            continue
        count = operator.pattern.count("{}")
        label = _LABELS.get(operator.name, f"is {operator.name}")
        if type_.many:
            label = _OF_MANY.get(operator.name, label)
        yield KindOfTest(operator.name, label, count, None if operator.takes_list else count)


_OF_MANY = {
    "equal": "includes",
    "not": "does not include",
    "one of": "includes any of",
    "none of": "includes none of",
}


def _alike(subject: str, words: Vocabulary) -> Iterator[FieldChoice]:
    """The facts that a fact may be compared with."""
    mine = words.ruleset.facts[subject].type
    for other in words.ruleset.facts.values():
        if other.id != subject and other.type.same_as(mine):
            yield FieldChoice(f"{{{other.id}}}", capitalised(other.label), "another fact")


def _answer(operand: Operand, type_: ValueType) -> str:
    if isinstance(operand, FactRef):
        return f"{{{operand.fact}}}"
    return NO_VALUE if operand is NONE else type_.single.show(operand)


def _written(
    said: list[str], type_: ValueType, tests: tuple[KindOfTest, ...], alike: set[str]
) -> Data:
    found = next((test for test in tests if test.name == said[0]), None)
    if found is None:
        raise Unchangeable("No such test can be put here.")
    given = said[1:]
    if len(given) < found.least:
        raise Unchangeable(f"Say what it {found.label}.")
    if found.most is not None and len(given) > found.most:
        raise Unchangeable(f"What it {found.label} is one word only.")
    operands = [_operand(word, type_, alike) for word in given]
    return _test_data(next(o for o in OPERATORS if o.name == found.name), operands, type_)


def _operand(word: str, type_: ValueType, alike: set[str]) -> Data:
    if word in alike:
        return Bare(word[1:-1])
    return value_data(word, type_.single)


def _test_data(operator: Operator, operands: list[Data], type_: ValueType) -> Data:
    if operator.every:
        return {operator.name: operands}
    if operator.takes_list:
        return {"not": operands} if operator.outside else operands
    if operator is EQUAL:
        return operands[0]
    if operator is NOT and type_.kind is Kind.TEXT:
        return {"not": operands[0]}
    words = operator.pattern.format(*operands)
    return Bare(words) if type_.kind is Kind.TEXT else words
