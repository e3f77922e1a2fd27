"""Rules that share their shape as a table: a row a rule, a column what they differ in.

Source of the idea: decision tables, and reading them back into rules (J. Vanthienen, 1986).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tactful.explanation.wording import capitalised, in_a_sentence, joined
from tactful.language.model import Rule
from tactful.language.terms import Condition, Group, Join, Test
from tactful.text.diagnostic import Edit
from tactful.workspace.fields.conditions import Vocabulary
from tactful.workspace.fields.data import Data, data_of
from tactful.workspace.fields.entries import entry
from tactful.workspace.fields.field import EntryForm, FormField, fields_in, found_in
from tactful.workspace.fields.forming import EMPTY, form_of
from tactful.workspace.fields.surgery import Unchangeable
from tactful.workspace.forms import added, form
from tactful.workspace.opened import Opened

FEWEST = 2
"""Rules that make a table."""


class TableColumn(NamedTuple):
    """A column: the path of its fields, what it is called, and under what it stands."""

    path: str
    label: str
    over: str


class TableRow(NamedTuple):
    """A rule as a row, with a field for each column."""

    rule: str
    title: str
    cells: tuple[FormField, ...]


class RuleTable(NamedTuple):
    """Rules side by side.

    A cell is changed as the field of its rule's form is: ``changed(opened, "rule", row.rule,
    cell.path, value)``.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]


def families(opened: Opened) -> Sequence[tuple[str, ...]]:
    """The rules that share their shape, those of each shape together, in the ruleset's order.

    They ask of the same facts, without groups, and conclude the same facts or argue about the same
    decisions.
    """
    words = Vocabulary(opened.partial or EMPTY).ruleset
    found: dict[object, list[str]] = {}
    for rule in words.rules.values():
        shape = _shape(rule)
        if shape is not None and rule.span.file in opened.texts:
            found.setdefault(shape, []).append(rule.id)
    return tuple(tuple(rules) for rules in found.values() if len(rules) >= FEWEST)


def _shape(rule: Rule) -> object:
    """What rules of one table have in common; ``None`` for a rule that fits in none."""
    asked, denied = _subjects(rule.when), _subjects(rule.unless)
    if asked is None or denied is None or rule.reasons or not (asked or denied):
        return None
    facts = frozenset(conclusion.fact for conclusion in rule.conclusions)
    decisions = frozenset(argument.decision for argument in rule.arguments)
    return asked, denied, facts, decisions


def _subjects(condition: Condition | None) -> frozenset[str] | None:
    if condition is None:
        return frozenset()
    if isinstance(condition, Test):
        return frozenset((condition.subject,))
    plain = type(condition) is Group and condition.join is Join.ALL
    tests = [part for part in condition.parts if isinstance(part, Test)]
    if not plain or len(tests) != len(condition.parts):
        return None
    subjects = frozenset(test.subject for test in tests)
    return subjects if len(subjects) == len(tests) else None


def table(opened: Opened, rules: Sequence[str]) -> RuleTable | None:
    """Some rules as a table; ``None`` if they do not share their shape.

    Raises:
        Unchangeable: if one of them is not there, or cannot be read.
    """
    words = Vocabulary(opened.partial or EMPTY).ruleset
    if not all(rule in words.rules for rule in rules):
        return None
    shapes = {_shape(words.rules[rule]) for rule in rules}
    if len(shapes) != 1 or None in shapes:
        return None
    forms = [form(opened, "rule", rule) for rule in rules]
    columns = _columns(forms, Vocabulary(words))
    rows = [
        TableRow(made.id, made.title, tuple(_cell(made, column.path) for column in columns))
        for made in forms
    ]
    return RuleTable(columns, tuple(rows))


def _columns(forms: Sequence[EntryForm], words: Vocabulary) -> tuple[TableColumn, ...]:
    found: dict[str, TableColumn] = {}
    heads = {"when": "When", "unless": "Unless", "then": "Then"}
    for head in heads:
        for made in forms:
            for field in fields_in(made.parts):
                if field.path.startswith(f"{head}/"):
                    label = capitalised(field.label)
                    over = heads[head]
                    if head == "then" and field.path.count("/") > 1:
                        over = words.called(field.path.split("/")[1])
                    found.setdefault(field.path, TableColumn(field.path, label, over))
    order = {
        option: n for d in words.ruleset.decisions.values() for n, option in enumerate(d.options)
    }
    columns = sorted(
        found.values(),
        key=lambda one: (
            [*heads].index(one.path.split("/")[0]),
            order.get(one.path.split("/")[-1], 0) if one.path.count("/") > 1 else -1,
        ),
    )
    return (*columns, TableColumn("because", "Why", ""))


def _cell(made: EntryForm, path: str) -> FormField:
    found = found_in(made, path)
    assert isinstance(found, FormField)  # noqa: S101 - rules of one shape have the same groups
    return found


def row_added(opened: Opened, rules: Sequence[str], values: Mapping[str, object]) -> Sequence[Edit]:
    """The edits that add a rule of the same shape as some others.

    Args:
        opened: The texts.
        rules: The rules of the table; the new one takes from the last what is not said of it, and
            goes to its file.
        values: What stands in the new rule's cells, by the columns' paths, and its name as ``id``
            where it is not to be made of its reason.

    Raises:
        Unchangeable: with a sentence for people, if that cannot be.
    """
    made = table(opened, rules)
    if made is None:
        raise Unchangeable("These rules differ in more than what a table can show.")
    last = entry(opened, "rule", rules[-1])
    whole = data_of(last.node)
    assert isinstance(whole, dict)  # noqa: S101 - a rule is a group of lines
    data: dict[str, Data] = {
        key: value
        for key, value in whole.items()
        if key not in ("id", "overrides", "because", "then", "replaces")
    }
    shown = form_of(opened, "rule", last)
    for column in made.columns:
        given = values.get(column.path)
        field = _cell(shown, column.path)
        told = _written(field, given) if given else None
        if told is None and column.path.startswith("then/") and given is None:
            told = (
                None if "then" in {p.split("/")[0] for p in values} else _kept(whole, column.path)
            )
        if told is not None:
            _set(data, column.path.split("/"), told)
    if "because" not in data:
        raise Unchangeable("Say why the new rule holds.")
    if "then" not in data:
        raise Unchangeable("Say what follows from the new rule.")
    named = {"id": values["id"]} if values.get("id") else {}
    return added(opened, "rule", {**named, **data, "file": last.file})


def _written(field: FormField, given: object) -> Data | None:
    assert field.write is not None  # noqa: S101 - a rule with other fields has no table
    return field.write(given if isinstance(given, str) else [str(one) for one in _listed(given)])


def _listed(given: object) -> Sequence[object]:
    return given if isinstance(given, list | tuple) else [given]


def _kept(whole: Data, path: str) -> Data | None:
    for step in path.split("/"):
        if not isinstance(whole, dict) or step not in whole:
            return None
        whole = whole[step]
    return whole


def _set(data: dict[str, Data], steps: Sequence[str], value: Data) -> None:
    *above, last = steps
    for step in above:
        inner = data.get(step)
        data[step] = dict(inner) if isinstance(inner, dict) else {}
        data = data[step]  # type: ignore[assignment]
    data[last] = value


def table_title(made: RuleTable) -> str:
    """What a table is called: what its rules say something of, and by what they tell it apart."""
    told = [column for column in made.columns if column.path.startswith("then/")]
    about = dict.fromkeys(c.label if c.path.count("/") == 1 else c.over for c in told)
    asked = dict.fromkeys(c.label for c in made.columns if c.path.startswith(("when/", "unless/")))
    return f"{joined(about)}, by {joined(in_a_sentence(label) for label in asked)}"
