"""The ``facts`` of a ruleset."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tactful.language.calendar import WEEKDAYS
from tactful.language.model import Fact
from tactful.language.operators import reads_like_operator
from tactful.language.values import Kind, Value, ValueType
from tactful.reading.computed import read_computed
from tactful.reading.defects.declarations import (
    computed_with_default,
    misplaced_key,
    missing_choices,
    operator_like_name,
    reversed_range,
    too_few_choices,
    unknown_type,
)
from tactful.reading.defects.shapes import duplicate_item, duplicate_name
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.reading.values import value_of
from tactful.text.diagnostic import Span
from tactful.text.lines import quoted, shortened
from tactful.text.names import RESERVED, RESERVED_OPTIONS, spaced
from tactful.text.nodes import Mapping, Node, Pair, Scalar, Sequence, head

_FORM = Form(
    "a fact",
    (
        "type",
        "label",
        "question",
        "choices",
        "ordered",
        "unit",
        "min",
        "max",
        "whole",
        "default",
        "changeable",
        "computed",
    ),
    ("type",),
    {"type": "type: yes/no"},
)
_KINDS = {kind.value: kind for kind in Kind}
_RANGED = (Kind.NUMBER, Kind.DATE, Kind.TIME, Kind.DATETIME)
_SUITS = {
    "choices": ((Kind.CHOICE,), "a choice"),
    "ordered": ((Kind.CHOICE,), "a choice"),
    "unit": ((Kind.NUMBER,), "a number"),
    "whole": ((Kind.NUMBER,), "a number"),
    "min": (_RANGED, "a number, date or time"),
    "max": (_RANGED, "a number, date or time"),
}
_MEANT_TYPES = {
    "boolean": "yes/no", "bool": "yes/no", "yes_no": "yes/no", "yes or no": "yes/no",
    "flag": "yes/no", "string": "text", "str": "text", "integer": "number", "int": "number",
    "float": "number", "decimal": "number", "money": "number", "enum": "choice",
    "choices": "choice", "options": "choice", "timestamp": "datetime", "moment": "datetime",
    "day": "date", "hour": "time",
}  # fmt: skip  # a table of words


def read_facts(shapes: Shapes, sections: Iterable[Node], scope: Scope) -> None:
    """Read every fact of some ``facts`` sections into the scope.

    A fact whose type can be told is put in the scope even where something else about it is
    wrong, so that its uses are still checked; any other name is marked as broken.
    """
    declared: dict[str, Span] = {}
    computed: list[tuple[str, Node]] = []
    for section in sections:
        group = shapes.group(section, "`facts`", "`rapport: {type: yes/no}`")
        if group is None:
            scope.complete = False
            continue
        for entry in group.entries:
            name = declare(shapes, entry.key, "a fact", declared, scope)
            fact = _Fact(shapes, entry).read(name or entry.key.text)
            if name is None:
                continue
            if fact is None:
                scope.broken.add(name)
                continue
            scope.facts[name] = fact.fact
            if fact.computed is not None:
                computed.append((name, fact.computed))
    for name, node in computed:
        made = read_computed(shapes, name, node, scope)
        if made is not None:
            scope.facts[name] = made


def declare(
    shapes: Shapes, key: Scalar, what: str, declared: dict[str, Span], scope: Scope
) -> str | None:
    """Declare the name of a fact or decision; ``None``, once reported, if it cannot be had."""
    name = shapes.id(key, what, reserved=RESERVED)
    if name is None:
        scope.broken.add(key.text)
        return None
    first = declared.setdefault(name, key.span)
    if first is not key.span:
        shapes.report(duplicate_name(name, first), key)
        return None
    return name


class _Read(NamedTuple):
    fact: Fact
    computed: Node | None


class _Fact:
    """One fact's lines while they are read."""

    def __init__(self, shapes: Shapes, entry: Pair) -> None:
        self.shapes = shapes
        self.key, self.node = entry
        self.found: dict[str, Node] = {}

    def read(self, name: str) -> _Read | None:
        title = f"`{shortened(name)}`"
        group = self.shapes.group(self.node, title, "`{type: yes/no}`")
        if group is None:
            return None
        self.found = self.shapes.entries(group, _FORM, self.key.span, title)
        kind = self.kind()
        if kind is None:
            return None
        self.check_keys(kind, name)
        choices = self.choices(name) if kind is Kind.CHOICE else {}
        if choices is None:
            return None
        type_ = self.type(kind, choices)
        changeable = self.flag("changeable", default=True)
        computed = self.found.get("computed")
        default = self.default(type_, computed)
        label = self.sentence("label") or spaced(name)
        fact = Fact(
            name, type_, label, self.sentence("question"), default, changeable, None, self.key.span
        )
        return _Read(fact, computed)

    def kind(self) -> Kind | None:
        node = self.found.get("type")
        if node is None:
            return None
        word = self.shapes.word(node, "`type`", f"one of {quoted(_KINDS)}")
        if word is None:
            return None
        kind = _KINDS.get(word.text)
        if kind is None:
            meant = _MEANT_TYPES.get(word.text.casefold())
            self.shapes.report(unknown_type(word.text, meant, _KINDS, self.shapes.speller), word)
        return kind

    def check_keys(self, kind: Kind, name: str) -> None:
        for key, (kinds, suits) in _SUITS.items():
            node = self.found.get(key)
            if node is None or kind in kinds:
                continue
            del self.found[key]
            self.shapes.report(misplaced_key(key, name, kind, suits), node)

    def choices(self, name: str) -> dict[str, str] | None:
        node = self.found.get("choices")
        computed = self.found.get("computed")
        if node is None and _is_weekday(computed):
            return {day: day.capitalize() for day in WEEKDAYS}
        if node is None:
            self.shapes.report(missing_choices(name), self.key)
            return None
        found = self.listed(node) if isinstance(node, Sequence) else self.labelled(node)
        if found is None:
            return None
        if len(found) == 1:
            self.shapes.report(too_few_choices(name), node)
        return found

    def listed(self, node: Node) -> dict[str, str] | None:
        found: dict[str, str] = {}
        places: dict[str, Span] = {}
        fine = True
        for item in self.shapes.items(node, "`choices`", "`[cold, warm]`") or ():
            word = self.shapes.word(item, "a choice", "a name, as `warm`")
            choice = word and option_id(self.shapes, word, "a choice")
            if not word or not choice:
                fine = False
            elif choice in found:
                self.shapes.report(duplicate_item(word.text, places[choice]), word)
            else:
                found[choice] = spaced(choice)
                places[choice] = word.span
        return found if found and fine else None

    def labelled(self, node: Node) -> dict[str, str] | None:
        group = self.shapes.group(
            node, "`choices`", "`{cold: It stayed stiff, warm: Friendly}`, in your words"
        )
        if group is None:
            return None
        found: dict[str, str] = {}
        fine = True
        for key, value in group.entries:
            choice = option_id(self.shapes, key, "a choice")
            label = self.shapes.sentence(value, f"the label of `{shortened(key.text)}`")
            if choice is None:
                fine = False
            else:
                found[choice] = label or spaced(choice)
        return found if fine else None

    def type(self, kind: Kind, choices: dict[str, str]) -> ValueType:
        unit = self.sentence("unit")
        whole = self.flag("whole", default=False)
        plain = ValueType(kind, choices, self.flag("ordered", default=False), unit, whole=whole)
        low, high = self.value("min", plain), self.value("max", plain)
        if low is not None and high is not None and low > high:  # type: ignore[operator]
            self.shapes.report(
                reversed_range(plain.show(low), plain.show(high), head(self.found["min"])),
                self.found["max"],
            )
            low = high = None
        return ValueType(kind, choices, plain.ordered, unit, low, high, whole)

    def default(self, type_: ValueType, computed: Node | None) -> Value | None:
        node = self.found.get("default")
        if node is None:
            return None
        if computed is not None:
            self.shapes.report(computed_with_default(self.key.text, head(computed)), node)
            return None
        return self.value("default", type_)

    def value(self, key: str, type_: ValueType) -> Value | None:
        node = self.found.get(key)
        return None if node is None else value_of(self.shapes, node, type_, f"`{key}`")

    def sentence(self, key: str) -> str | None:
        node = self.found.get(key)
        return None if node is None else self.shapes.sentence(node, f"`{key}`")

    def flag(self, key: str, *, default: bool) -> bool:
        node = self.found.get(key)
        answer = None if node is None else self.shapes.flag(node, f"`{key}`")
        return default if answer is None else answer


def option_id(shapes: Shapes, key: Scalar, what: str) -> str | None:
    """The name of a choice or option; one that a test would read as its words is refused."""
    operator = reads_like_operator(key.text) if len(key.text) < 100 else None
    if operator is not None and not key.spoilt:
        shapes.report(operator_like_name(key.text, what), key)
        return None
    return shapes.id(key, what, reserved=RESERVED_OPTIONS if what == "an option" else ())


def _is_weekday(computed: Node | None) -> bool:
    return isinstance(computed, Mapping) and any(
        entry.key.text == "weekday of" for entry in computed.entries
    )
