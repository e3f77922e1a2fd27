"""A form and its text never disagree, whatever the ruleset is and however it is laid out."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import SAID, WINDOWED, Size, draw_ruleset
from draws import DRAWS, unhurried
from edited import answers, bare, laid_out, others, reopened, style
from tactful.language.model import Ruleset
from tactful.text.library import packaged, packaged_names
from tactful.workspace.editing.edits import edited, places
from tactful.workspace.fields.entries import entries
from tactful.workspace.fields.field import FormField, fields_in
from tactful.workspace.fields.surgery import Unchangeable
from tactful.workspace.forms import KINDS, changed, form
from tactful.workspace.opened import Opened, opened
from writing import as_yaml

SIZES = (Size(), SAID, WINDOWED)
TELLS_OF_OTHERS = ("type", "choose", "many", "ordered", "whole")
"""Lines of which it depends what other lines can say."""


def every_entry(before: Opened) -> Iterator[tuple[str, str]]:
    for kind in KINDS:
        for found in entries(before, kind):
            yield kind, found.id


def parts(ruleset: Ruleset) -> dict[str, object]:
    """Every entry of a model, by its kind and name, without places."""
    words = ruleset if ruleset.template is None else ruleset.template
    every = {"fact": words.facts, "decision": words.decisions, "rule": words.rules}
    named = {f"{k}/{id_}": bare(one) for k, listed in every.items() for id_, one in listed.items()}
    return {**named, "title": words.title, "summary": bare(words.summary)}


def put(before: Opened, kind: str, id_: str, field: FormField, rng: Random) -> Opened | None:
    """The folder with another answer in a field; ``None`` where none may stand there."""
    for answer in others(field, rng):
        try:
            edits = changed(before, kind, id_, field.path, answer)
        except Unchangeable:
            continue
        if edits:
            text, (edit,) = before.texts[edits[0].file], edits
            after = edited(before.texts, edits)[edit.file]
            start, end = places(text, edit.span)
            assert after[:start] == text[:start]
            assert after[len(after) - (len(text) - end) :] == text[end:]
            return reopened(before, edits)
    return None


def check(before: Opened, kind: str, id_: str, field: FormField, rng: Random) -> bool:
    """Put another answer in a field, and the old one again; whether any other could be put."""
    after = put(before, kind, id_, field, rng)
    if after is None:
        return False
    was, found = form(before, kind, id_), form(after, kind, id_)
    line = field.path.split("/")[0]
    if line not in TELLS_OF_OTHERS:
        old, new = answers(was), answers(found)
        differ = {path for path in {*old, *new} if old.get(path) != new.get(path)}
        assert differ == {field.path}
        assert before.ruleset is not None
        assert after.partial is not None
        told, tells = parts(before.ruleset), parts(after.partial)
        changes = {name for name in {*told, *tells} if told.get(name) != tells.get(name)}
        if kind in ("fact", "rule"):
            assert changes <= {f"{kind}/{id_}"}
    back = reopened(after, changed(after, kind, id_, field.path, field.value))
    ways = {_style(before, field, was.file), _style(after, _at(after, kind, id_, field), was.file)}
    if len(ways) == 1 and ways <= {"bare", "'", '"', "[", "{"}:
        assert back.texts[was.file].splitlines() == before.texts[was.file].splitlines()
    assert answers(form(back, kind, id_)) == answers(was)
    return True


def _at(after: Opened, kind: str, id_: str, field: FormField) -> FormField:
    return next(f for f in fields_in(form(after, kind, id_).parts) if f.path == field.path)


def _style(folder: Opened, field: FormField, file: str) -> str:
    assert field.span is not None
    start, end = places(folder.texts[file], field.span)
    return style(folder.texts[file][start:end])


def filled(before: Opened, kind: str, id_: str) -> list[FormField]:
    """The fields of a form in which something stands that can be changed in it."""
    found = fields_in(form(before, kind, id_).parts)
    return [field for field in found if field.span and field.write and field.path != "scenario"]


@given(st.integers(0, 2**32), st.sampled_from(SIZES))
@settings(unhurried, max_examples=max(10, DRAWS // 4))
def test_a_change_of_a_field_changes_that_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, seed: int, size: Size
) -> None:
    rng = Random(seed)
    text = laid_out(as_yaml(draw_ruleset(rng, size)), rng)
    before = opened(tmp_path_factory.getbasetemp(), {"ruleset.yaml": text})
    assert before.ruleset is not None, text
    every = [(k, i, f) for k, i in every_entry(before) for f in filled(before, k, i)]
    for kind, id_, field in rng.sample(every, min(4, len(every))):
        check(before, kind, id_, field, rng)


@pytest.mark.parametrize("name", packaged_names())
def test_so_it_is_with_the_packaged_rulesets(name: str) -> None:
    before = opened(packaged(name))
    rng = Random(name)
    every = [(k, i, f) for k, i in every_entry(before) for f in filled(before, k, i)]
    changes = [check(before, *one, rng) for one in rng.sample(every, min(6, len(every)))]
    assert changes.count(True) > len(changes) // 2


@pytest.mark.parametrize("name", packaged_names())
def test_every_entry_of_the_packaged_rulesets_is_shown_whole(name: str) -> None:
    before = opened(packaged(name))
    for kind, id_ in every_entry(before):
        made = form(before, kind, id_)
        assert all(field.value for field in fields_in(made.parts) if field.shape == "fixed")
        assert made.title
