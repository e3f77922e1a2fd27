"""Texts with edits made in them, and texts laid out in other ways; for the tests of forms."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tactful.text.diagnostic import Edit, Span
from tactful.workspace.editing.edits import edited
from tactful.workspace.fields.field import EntryForm, FormField, fields_in
from tactful.workspace.opened import Opened, opened


def reopened(before: Opened, edits: Iterable[Edit]) -> Opened:
    """The folder with the edits made in its unsaved texts."""
    return opened(before.path, edited(before.texts, edits), before)


def open_texts(folder: Path, texts: Mapping[str, str]) -> Opened:
    """A folder in which nothing is saved yet."""
    return opened(folder, texts)


def bare(thing: Any) -> Any:
    """A part of a model without the places of its parts."""
    if isinstance(thing, Span):
        return None
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        names = [one.name for one in dataclasses.fields(thing)]
        return (type(thing).__name__, *(bare(getattr(thing, name)) for name in names))
    if isinstance(thing, Mapping):
        return [(key, bare(value)) for key, value in thing.items()]
    if isinstance(thing, tuple):
        return (type(thing).__name__, *map(bare, thing))
    return thing


def answers(form: EntryForm) -> dict[str, object]:
    """What stands in each field, by its path."""
    return {field.path: field.value for field in fields_in(form.parts)}


def others(field: FormField, rng: Random) -> Iterator[str | tuple[str, ...]]:
    """Other answers that may stand in a field."""
    offered = [offer.value for offer in field.offers]
    rng.shuffle(offered)
    if field.shape == "sentence":
        yield "Something else in plain words"
    elif field.shape in ("choice", "choices"):
        several = field.shape == "choices"
        yield from (((word,) if several else word) for word in offered)
    elif field.shape == "test":
        for test in rng.sample(field.tests, len(field.tests)):
            most = test.least if test.most is not None else 2
            for words in (offered[:most], *_VALUES[: 8 - 7 * (most == 0)]):
                yield (test.name, *words[:most])
    else:
        yield from (words[0] for words in _VALUES)


def style(written: str) -> str:
    """How a value is written: in which quotation marks or brackets, or without; over lines or not.

    What has been written in one way is not known any more once it was written in another.
    """
    if "\n" in written:
        return "over lines"
    mark = written[:1]
    if written.startswith(("- ", "not: ", "all of: ")):
        return "with lines of its own"
    if mark in "[{":
        return f"{mark} with quotation marks" if "'" in written or '"' in written else mark
    return mark if mark in "'\"" else "bare"


_VALUES = [
    *(["7", "8"], ["2026-11-23", "2026-11-24"], ["10:30", "11:30"], ["some words", "others"]),
    *(["2026-11-23T10:30", "2026-11-24T10:30"], ["0", "1"]),
]


def laid_out(text: str, rng: Random) -> str:
    """The same in another layout: with braces here and there, with remarks, or as it is."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None
    _braced(node, rng, 0)
    made = str(yaml.serialize(node, width=rng.choice([70, 4096]), allow_unicode=True))
    if rng.random() < 0.5:
        return made
    lines = []
    for line in made.split("\n"):
        indent = len(line) - len(line.lstrip())
        if line.strip() and not line[:1].isspace() and rng.random() < 0.3:
            lines.append(" " * indent + "# a remark")
        ends_a_value = line.endswith((":", "yes", "no", "for", "against", "house", "never"))
        lines.append(line + ("  # as it is" if ends_a_value and rng.random() < 0.3 else ""))
    return "\n".join(lines)


def _braced(node: yaml.Node, rng: Random, depth: int) -> None:
    if isinstance(node, yaml.CollectionNode):
        node.flow_style = depth > 2 and rng.random() < 0.3
        for one in node.value:
            for part in one if isinstance(one, tuple) else (one,):
                _braced(part, rng, depth + 1)
