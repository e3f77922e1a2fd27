"""The ``facts`` of a ruleset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from tactful.language.calendar import WEEKDAYS
from tactful.language.model import Fact
from tactful.language.values import Kind, Value, ValueType
from tactful.reading.choices import Choices, read_choices
from tactful.reading.computed import read_computed
from tactful.reading.defects.declarations import (
    computed_with_default,
    misplaced_key,
    missing_choices,
    needed_computation,
    ordered_several,
    reversed_range,
    unknown_type,
)
from tactful.reading.defects.shapes import duplicate_name
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.reading.values import value_of
from tactful.text.diagnostic import Span
from tactful.text.lines import quoted, shortened
from tactful.text.names import RESERVED, spaced
from tactful.text.nodes import Mapping, Node, Pair, Scalar, Sequence, head

_FORM = Form(
    "a fact",
    (
        "type",
        "label",
        "question",
        "choices",
        "ordered",
        "many",
        "none",
        "unit",
        "min",
        "max",
        "whole",
        "default",
        "changeable",
        "needed",
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
    "many": ((Kind.CHOICE,), "a choice"),
    "none": ((*_RANGED, Kind.TEXT), "a number, date, time or text"),
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
        choices = self.choices(name) if kind is Kind.CHOICE else Choices({}, {})
        if choices is None:
            return None
        type_ = self.type(kind, choices)
        computed = self.found.get("computed")
        changeable, reachable = self.changeable(type_)
        fact = Fact(
            name,
            type_,
            self.sentence("label") or spaced(name),
            self.sentence("question"),
            self.default(type_, computed),
            changeable,
            None,
            self.key.span,
            reachable,
            self.needed(computed),
        )
        return _Read(fact, computed)

    def needed(self, computed: Node | None) -> bool:
        """Whether nobody is advised without it."""
        needed = self.flag("needed", default=False)
        if needed and computed is not None:
            self.shapes.report(needed_computation(head(computed)), self.found["needed"])
        return needed

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

    def choices(self, name: str) -> Choices | None:
        node = self.found.get("choices")
        if node is not None:
            return read_choices(self.shapes, name, node)
        if _is_weekday(self.found.get("computed")):
            return Choices({day: day.capitalize() for day in WEEKDAYS}, {})
        self.shapes.report(missing_choices(name), self.key)
        return None

    def type(self, kind: Kind, choices: Choices) -> ValueType:
        plain = ValueType(
            kind,
            choices.labels,
            ordered=self.flag("ordered", default=False),
            unit=self.sentence("unit"),
            whole=self.flag("whole", default=False),
            many=self.flag("many", default=False),
            also=choices.also,
        )
        if plain.ordered and plain.many:
            self.shapes.report(ordered_several(), self.found["ordered"])
        low, high = self.value("min", plain), self.value("max", plain)
        if low is not None and high is not None and low > high:  # type: ignore[operator]
            self.shapes.report(
                reversed_range(plain.show(low), plain.show(high), head(self.found["min"])),
                self.found["max"],
            )
            low = high = None
        return replace(plain, minimum=low, maximum=high, none=self.sentence("none"))

    def changeable(self, type_: ValueType) -> tuple[bool, tuple[Value, ...] | None]:
        """Whether somebody can bring about another value, and which, where not just any."""
        node = self.found.get("changeable")
        if not isinstance(node, Sequence):
            return self.flag("changeable", default=True), None
        items = self.shapes.items(node, "`changeable`", "`changeable: [yes]`") or ()
        one = type_.single
        values = [value_of(self.shapes, item, one, "`changeable`") for item in items]
        if type_.many:
            values = [None if value is None else frozenset((str(value),)) for value in values]
        return True, tuple(value for value in values if value is not None)

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


def _is_weekday(computed: Node | None) -> bool:
    return isinstance(computed, Mapping) and any(
        entry.key.text == "weekday of" for entry in computed.entries
    )
