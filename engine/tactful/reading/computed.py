"""How a fact is computed from others: the ``computed`` key of a fact."""

from __future__ import annotations

from collections.abc import Sequence as Several
from typing import TypeAlias

from tactful.language.computations import COMPUTATIONS, Computation
from tactful.language.model import Computed, Fact
from tactful.language.values import Kind, NotAValue, ValueType
from tactful.language.windows import has_windows
from tactful.reading.defects.declarations import (
    broken_number,
    broken_operand,
    decision_without_window,
    misfit_choices,
    misfit_count,
    misfit_number,
    misfit_operand,
    misfit_parts,
    misfit_result,
    mixed_operands,
    unknown_computation,
)
from tactful.reading.defects.names import fact_as_decision, unknown_decision, unknown_fact
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.text.diagnostic import Span
from tactful.text.nodes import Mapping, Node, Scalar, head

_NUMBER = ValueType(Kind.NUMBER)
_ALIKE = frozenset(("sum of", "difference of", "largest of", "smallest of"))
"""What is computed so has to be of one kind and unit."""

_Operand: TypeAlias = str | int | float


def read_computed(shapes: Shapes, name: str, node: Node, scope: Scope) -> Fact | None:
    """The fact with the way it is computed."""
    group = shapes.group(node, "`computed`", "`{hours from: interview_ended, to: now}`")
    if group is None:
        return None
    row = _row(group)
    if row is None:
        key = group.entries[0].key
        shapes.report(unknown_computation(key.text, COMPUTATIONS, shapes.speller), key)
        return None
    example = {key: f"{key}: {'now' if key == 'to' else '...'}" for key in row.keys}
    form = Form(f"`{row.name}`", row.keys, row.keys, example)
    found = shapes.entries(group, form)
    if row.of_decision:
        return _start_of_window(shapes, scope.facts[name], row, found, scope, head(group))
    reader = _Operands(shapes, row, scope)
    operands = reader.listed(found[row.keys[0]]) if row.several and found else reader.keyed(found)
    fact = scope.facts[name]
    if operands is None or not _result_fits(shapes, fact, row, operands, scope, head(group)):
        return None
    return fact._replace(default=None, computed=Computed(row.name, operands, head(group)))


def _start_of_window(
    shapes: Shapes,
    fact: Fact,
    row: Computation,
    found: dict[str, Node],
    scope: Scope,
    place: Span,
) -> Fact | None:
    """A moment of acting. Decisions are read later, so ``check_windows`` looks at the one named."""
    key = row.keys[0]
    word = shapes.word(found[key], f"`{key}`", "the name of a decision") if found else None
    if word is None:
        return None
    if not _result_fits(shapes, fact, row, (), scope, place):
        return None
    return fact._replace(default=None, computed=Computed(row.name, (), word.span, word.text))


def check_windows(shapes: Shapes, scope: Scope) -> None:
    """Report facts that are the start of a window where no decision of one choice has any.

    These count as not computed then.
    """
    for fact in [*scope.facts.values()]:
        named = fact.starts
        if fact.computed is None or named is None:
            continue
        decision = scope.decisions.get(named)
        if decision is not None and not decision.many and has_windows(decision):
            continue
        scope.facts[fact.id] = fact._replace(computed=None)
        if decision is not None:
            with_windows = [d.id for d in scope.decisions.values() if has_windows(d)]
            mistake = decision_without_window(decision, with_windows)
        elif named in scope.facts:
            mistake = fact_as_decision(named)
        elif scope.is_missing(named):
            mistake = unknown_decision(named, scope.decisions, shapes.speller)
        else:
            continue
        shapes.report(mistake, fact.computed.span)


def _row(group: Mapping) -> Computation | None:
    """The computation that is meant: by the key that no other has, wherever it stands."""
    named = [key.text for key, _ in group.entries]
    return next((COMPUTATIONS[text] for text in named if text in COMPUTATIONS), None)


class _Operands:
    """The operands of one computation while they are read."""

    def __init__(self, shapes: Shapes, row: Computation, scope: Scope) -> None:
        self.shapes = shapes
        self.row = row
        self.scope = scope

    def keyed(self, found: dict[str, Node]) -> tuple[_Operand, ...] | None:
        operands = [
            self.operand(found[key], key, place)
            for place, key in enumerate(self.row.keys)
            if key in found
        ]
        return self.whole(operands) if len(operands) == len(self.row.keys) else None

    def listed(self, node: Node) -> tuple[_Operand, ...] | None:
        key = self.row.keys[0]
        items = self.shapes.items(node, f"`{key}`", f"`{self.row.example}`")
        if items is None:
            return None
        operands = self.whole([self.operand(item, key, n) for n, item in enumerate(items)])
        least, most = self.row.several or (0, 0)
        if not least <= len(items) <= most:
            self.shapes.report(misfit_count(self.row, len(items)), node)
            return None
        return None if operands is None or self.is_mixed(operands, node) else operands

    def whole(self, operands: Several[_Operand | None]) -> tuple[_Operand, ...] | None:
        """The operands, if none of them is wrong."""
        found = tuple(operand for operand in operands if operand is not None)
        return found if len(found) == len(operands) else None

    def operand(self, node: Node, key: str, place: int) -> _Operand | None:
        word = self.shapes.word(node, f"`{key}`", "the name of a fact")
        if word is None:
            return None
        fact = self.scope.facts.get(word.text)
        if fact is None:
            return self.number(word, place)
        kinds = self.row.kinds_of(place)
        if fact.type.kind not in kinds or fact.type.many:
            self.shapes.report(misfit_operand(key, kinds, fact), word)
            return None
        if self.row.whole and fact.type.kind is Kind.NUMBER and not fact.type.whole:
            self.shapes.report(broken_operand(self.row, fact), word)
            return None
        return fact.id

    def number(self, word: Scalar, place: int) -> _Operand | None:
        """A number in place of a fact."""
        try:
            value = None if word.quoted else _NUMBER.parse(word.text[:40])
        except NotAValue:
            value = None
        if not isinstance(value, int | float):
            if self.scope.is_missing(word.text):
                self.shapes.report(
                    unknown_fact(word.text, self.scope.facts, self.shapes.speller), word
                )
            return None
        if not self.row.takes_number(place):
            self.shapes.report(misfit_number(self.row, word.text), word)
        elif self.row.whole and value != int(value):
            self.shapes.report(broken_number(self.row, word.text), word)
        else:
            return int(value) if self.row.whole else value
        return None

    def is_mixed(self, operands: tuple[_Operand, ...], node: Node) -> bool:
        """Whether facts of different kinds or units are put together; reported if so."""
        if self.row.name not in _ALIKE:
            return False
        facts = [self.scope.facts[o] for o in operands if isinstance(o, str)]
        for one in facts[1:]:
            if one.type.kind is not facts[0].type.kind or one.type.unit != facts[0].type.unit:
                self.shapes.report(mixed_operands(self.row, facts[0], one), node)
                return True
        only_facts = len(facts) == len(operands)
        if facts and not only_facts and facts[0].type.kind is not Kind.NUMBER:
            number = next(str(o) for o in operands if not isinstance(o, str))
            self.shapes.report(misfit_number(self.row, number), node)
            return True
        return False


def _result_fits(
    shapes: Shapes,
    fact: Fact,
    row: Computation,
    operands: tuple[_Operand, ...],
    scope: Scope,
    place: Span,
) -> bool:
    kind = row.result.kind if row.result else _kind_of(operands, scope)
    if fact.type.kind is not kind or fact.type.many:
        shapes.report(misfit_result(row, kind, fact), place)
        return False
    if fact.type.whole and not _gives_whole(row, operands, scope):
        shapes.report(misfit_parts(row, fact), place)
        return False
    if row.result and row.result.choices and set(fact.type.choices) != set(row.result.choices):
        shapes.report(misfit_choices(row, fact), place)
        return False
    return True


def _kind_of(operands: tuple[_Operand, ...], scope: Scope) -> Kind:
    """The kind of what is computed from operands of one kind."""
    facts = [scope.facts[o] for o in operands if isinstance(o, str)]
    return facts[0].type.kind if facts else Kind.NUMBER


def _gives_whole(row: Computation, operands: tuple[_Operand, ...], scope: Scope) -> bool:
    """Whether a computation gives whole numbers only: of whole ones, all but a quotient does."""
    if row.result is not None and row.result.whole:
        return True
    if row.name == "quotient of":
        return False
    return all(scope.facts[o].type.whole if isinstance(o, str) else o == int(o) for o in operands)
