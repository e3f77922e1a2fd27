"""A rule, fact, decision, source or scenario as a form beside its text."""

from __future__ import annotations

from typing import NamedTuple

from tactful.explanation.wording import capitalised
from tactful.text.names import spaced
from tactful.workspace.fields.entries import entries
from tactful.workspace.fields.field import EntryForm, FieldChoice, FieldGroup, found_in, groups_in
from tactful.workspace.fields.forming import EMPTY
from tactful.workspace.fields.rules import STANCES, sources
from tactful.workspace.fields.surgery import Unchangeable
from tactful.workspace.forms import KINDS, form
from tactful.workspace.opened import Opened
from tactful_studio.pane_input import PaneInput
from tactful_studio.rendering import rendered

TITLE = "Form"

CALLED = {
    "ruleset": "The ruleset",
    "decision": "Decisions",
    "rule": "Rules",
    "fact": "Facts",
    "scenario": "Scenarios",
    "source": "Sources",
}
"""What entries of a kind are called together, in the order in which they are listed."""

OF_A_BASE = (
    "This stands in the ruleset that this one builds on, and is changed there. To have it "
    "otherwise here, write one of the same name that says `replaces: yes`, in the text."
)
"""What is said of an entry that is in no file of the folder."""

MORE = {
    "rule": "a rule",
    "fact": "a fact",
    "decision": "a decision",
    "scenario": "a scenario",
    "source": "a source",
}
"""What can be added."""


class FilledEntries(NamedTuple):
    """Entries of a kind to choose from: their names in settings, and what they are called."""

    called: str
    entries: tuple[tuple[str, str], ...]


class FilledForm(NamedTuple):
    """An entry's form as the template has it.

    Attributes:
        form: The form; ``None`` where it cannot be shown.
        wrong: Why it cannot.
        blank: A field or group that is being added to a group, by the group's path.
        targets: The groups that a test can be moved to.
    """

    form: EntryForm | None
    wrong: str
    blank: dict[str, object]
    targets: tuple[FieldGroup, ...]


def pane(asked: PaneInput) -> str:
    """The form of an entry, or an empty one for a new entry.

    The settings: ``entry`` is which, as ``rule/no-bribes``; ``new`` is of what kind a new one is
    to be; ``adding`` the path of what is being added to the form.
    """
    now = asked.opened
    listed = all_listed(now)
    first = next((ids[0][0] for _, ids in listed if ids), "")
    entry = asked.form.get("entry", "") or first
    new = asked.form.get("new", "") if listed else "ruleset"
    kind, _, id_ = entry.partition("/")
    return rendered(
        "panes/form.html",
        listed=listed,
        entry=entry,
        new=new if new in KINDS else "",
        more=MORE,
        filled=filled(now, kind, id_, asked.form.get("adding", "")) if entry and not new else None,
        options=_options(now),
        stances=STANCES,
        sources=sources(now.partial or EMPTY),
    )


def all_listed(now: Opened) -> list[FilledEntries]:
    """Every entry that has a form, by its kind."""
    found = []
    for kind, called in CALLED.items():
        ids = [one.id for one in entries(now, kind)]
        named = tuple((f"{kind}/{id_}", _called(now, kind, id_)) for id_ in ids)
        if named:
            found.append(FilledEntries(called, named))
    return found


def _called(now: Opened, kind: str, id_: str) -> str:
    ruleset = now.partial or EMPTY
    if kind == "ruleset":
        return "title, subject and sources"
    if kind == "fact" and id_ in ruleset.facts:
        return capitalised(ruleset.facts[id_].label)
    if kind == "decision" and id_ in ruleset.decisions:
        return capitalised(ruleset.decisions[id_].label)
    return id_ if kind == "scenario" else capitalised(spaced(id_))


def filled(now: Opened, kind: str, id_: str, adding: str = "") -> FilledForm:
    """The form of an entry with what is being added to it."""
    try:
        made = form(now, kind, id_)
    except Unchangeable as error:
        if _is_of_a_base(now, kind, id_):
            return FilledForm(None, OF_A_BASE, {}, ())
        return FilledForm(None, str(error), {}, ())
    groups = tuple(groups_in(made.parts))
    blank: dict[str, object] = {}
    part = found_in(made, adding) if adding else None
    if part is not None and getattr(part, "span", None) is None and not _is_there(part):
        homes = [one for one in groups if adding.startswith(f"{one.path}/")]
        if homes:
            blank[max(homes, key=lambda one: len(one.path)).path] = part
    roots = ("when", "unless", "applies when")
    targets = tuple(g for g in groups if g.path.split("/")[0] in roots and g.make is not None)
    return FilledForm(made, "", blank, targets)


def _is_of_a_base(now: Opened, kind: str, id_: str) -> bool:
    """Whether an entry is one of the rulesets that this one builds on."""
    ruleset = now.partial or EMPTY
    spans = {
        "rule": {one.id: one.span for one in ruleset.rules.values()},
        "fact": {one.id: one.span for one in ruleset.facts.values()},
        "decision": {one.id: one.span for one in ruleset.decisions.values()},
    }
    span = spans.get(kind, {}).get(id_)
    return span is not None and ruleset.base_of(span) is not None


def _is_there(part: object) -> bool:
    return isinstance(part, FieldGroup) and bool(part.parts)


def _options(now: Opened) -> list[tuple[str, list[FieldChoice]]]:
    """What a rule can speak for: the options of each decision."""
    ruleset = now.partial or EMPTY
    words = ruleset if ruleset.template is None else ruleset.template
    return [
        (
            decision.question or capitalised(decision.label),
            [FieldChoice(f"{decision.id}/{o.id}", o.label) for o in decision.options.values()],
        )
        for decision in words.decisions.values()
    ]
