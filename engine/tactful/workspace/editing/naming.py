"""Another name for something, wherever it is named; proven to change nobody's advice.

The edits are carried out on the texts as they stand, what comes of them is read, and it has to be
the same ruleset under the new name, with the same scenarios, before anybody gets to see the edits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

from tactful.changes.names import Renames, under_new_names
from tactful.language.model import HOUSE, Ruleset
from tactful.language.values import ValueType
from tactful.text.diagnostic import Edit, Span
from tactful.text.names import RESERVED, RESERVED_OPTIONS, is_id, spaced
from tactful.workspace.editing.edits import edited
from tactful.workspace.editing.occurrences import Named, Sort
from tactful.workspace.language import at, every_place
from tactful.workspace.opened import Opened, opened


class NotRenamed(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where something cannot have a name; its words are a sentence without a full stop."""


def renamable(opened: Opened, file: str, line: int, column: int) -> Span:
    """The place of the name that would be changed.

    Raises:
        NotRenamed: if there is none, or it cannot be changed here.
    """
    found = at(opened, file, line, column)
    if found is None:
        raise NotRenamed("there is no name here that can be changed")
    _check_place(opened, found.named)
    return found.span


def rename(before: Opened, file: str, line: int, column: int, new: str) -> list[Edit]:
    """The edits that give the thing in a place another name.

    Args:
        before: The folder with its unsaved texts.
        file: The file's name.
        line: The line, from 1.
        column: The column, from 1, in characters.
        new: The new name.

    Raises:
        NotRenamed: if it is no name, is taken, or if it could not be proven that nothing else
            would change.
    """
    found = at(before, file, line, column)
    if found is None:
        raise NotRenamed("there is no name here that can be changed")
    named = found.named
    _check_place(before, named)
    _check_name(before, named, new)
    if new == named.name:
        return []
    places = [one.span for one in every_place(before, named)]
    edits = [Edit(place.file, place, new) for place in places]
    _check_outcome(before, named, new, edits)
    return edits


def _check_place(before: Opened, named: Named) -> None:
    if before.ruleset is None:
        raise NotRenamed(
            "names can be changed once the rules have no mistakes: "
            "until then nobody can tell that nothing else would change"
        )
    places = [*every_place(before, named)]
    outside = next((one for one in places if one.span.file not in before.texts), None)
    if outside is not None:
        raise NotRenamed(
            f"`{named.name}` belongs to a ruleset that this one builds on, in "
            f"`{outside.span.file}`; its name can be changed there"
        )
    if not any(one.declares for one in places):
        raise NotRenamed(f"`{named.name}` is a word of the language")


def _check_name(before: Opened, named: Named, new: str) -> None:
    ruleset = before.ruleset
    if not is_id(new):
        raise NotRenamed(
            f"`{new}` cannot be a name: names are lower-case words joined with `_` or `-`, "
            "from a letter on"
        )
    reserved = RESERVED_OPTIONS if named.sort is Sort.OPTION else RESERVED
    if new in reserved or (named.sort is Sort.SOURCE and new == HOUSE):
        raise NotRenamed(f"the language uses the word `{new}` itself")
    taken = _taken(ruleset, named) if ruleset is not None else ()
    if new in taken and new != named.name:
        raise NotRenamed(f"there is a `{new}` already")


def _taken(ruleset: Ruleset, named: Named) -> Iterable[str]:
    """The names that may not be given twice."""
    if named.sort in (Sort.FACT, Sort.DECISION):
        each = (name for one in ruleset.each.values() for name in (one.id, one.plural))
        return {*ruleset.facts, *ruleset.decisions, *each}
    if named.sort is Sort.OPTION:
        return ruleset.decisions[named.owner].options
    if named.sort is Sort.CHOICE:
        return ruleset.facts[named.owner].type.choices
    if named.sort is Sort.RULE:
        return ruleset.rules
    return ruleset.sources if named.sort is Sort.SOURCE else ruleset.constraints


def _check_outcome(before: Opened, named: Named, new: str, edits: Sequence[Edit]) -> None:
    """Have what comes of some edits be the same ruleset under another name."""
    texts = {edit.file: before.texts[edit.file] for edit in edits}
    unsaved = {**before.texts, **edited(texts, edits)}
    after = opened(before.path, unsaved, before)
    if after.ruleset is None or before.ruleset is None:
        found = next(one for one in after.diagnostics if one.is_error)
        raise NotRenamed(f"with the name `{new}` there would be a mistake: {found.message}")
    if len(after.diagnostics) > len(before.diagnostics):
        raise NotRenamed(f"with the name `{new}` a scenario would no longer be understood")
    said = renames(named, new)
    expected = bare(_parts(under_new_names(before.ruleset, said), named, new))
    if expected != bare(_parts(after.ruleset, named, new)):
        raise NotRenamed(
            f"with the name `{new}` the rules would not be the same: it may mean something else "
            f"in a place where `{named.name}` stands"
        )


def renames(named: Named, new: str) -> Renames:
    """A new name as what ``changes`` compares rulesets by."""
    one = {named.name: new}
    if named.sort is Sort.FACT:
        return Renames(facts=one)
    if named.sort is Sort.DECISION:
        return Renames(decisions=one)
    if named.sort is Sort.RULE:
        return Renames(rules=one)
    if named.sort is Sort.OPTION:
        return Renames(options={(named.owner, named.name): new})
    if named.sort is Sort.CHOICE:
        return Renames(choices={(named.owner, named.name): new})
    return Renames()


def _parts(ruleset: Ruleset, named: Named, new: str) -> tuple[object, ...]:
    """All of a ruleset that advice comes of."""
    rules = [*ruleset.rules.values()]
    if named.sort is Sort.SOURCE:
        rules = [r._replace(source=new) if r.source == named.name else r for r in rules]
    from_name = {named.name, new, spaced(named.name), spaced(new)}
    facts = [
        fact._replace(label=_called(fact.label, from_name), type=_named(fact.type, from_name))
        for fact in ruleset.facts.values()
    ]
    decisions = [
        one._replace(
            label=_called(one.label, from_name),
            type=_named(one.type, from_name),
            options={
                option.id: option._replace(label=_called(option.label, from_name))
                for option in one.options.values()
            },
        )
        for one in ruleset.decisions.values()
    ]
    return facts, decisions, rules, ruleset.summary, ruleset.clock


def _called(label: str, from_name: Collection[str]) -> str:
    """What something is called; nothing where that is only its name, old or new."""
    return "" if label in from_name else label


def _named(type_: ValueType, from_name: Collection[str]) -> ValueType:
    choices = {choice: _called(label, from_name) for choice, label in type_.choices.items()}
    return replace(type_, choices=choices)


def bare(thing: object) -> object:
    """A part of a ruleset without the places in which it is written."""
    if isinstance(thing, Span):
        return None
    if is_dataclass(thing) and not isinstance(thing, type):
        return (type(thing), *(bare(getattr(thing, field.name)) for field in fields(thing)))
    if isinstance(thing, Mapping):
        return [(bare(key), bare(value)) for key, value in thing.items()]
    if isinstance(thing, tuple | list):
        return [bare(part) for part in thing]
    return thing
