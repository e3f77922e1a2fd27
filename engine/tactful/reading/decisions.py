"""The ``decisions`` of a ruleset."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.language.model import Decision, Option
from tactful.language.values import Kind, ValueType
from tactful.reading.choices import option_id
from tactful.reading.conditions import read_condition
from tactful.reading.defects.declarations import listed_options, misplaced_fallback
from tactful.reading.defects.names import unknown_option
from tactful.reading.defects.values import neither_one_nor_many
from tactful.reading.defects.windows import acting_wait, windowed_wait
from tactful.reading.facts import declare
from tactful.reading.options import read_after, read_draft
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.reading.windows import read_wait, read_window, without_window
from tactful.text.diagnostic import Span
from tactful.text.lines import shortened
from tactful.text.names import spaced
from tactful.text.nodes import Mapping, Node, Pair, Sequence, head

_FORM = Form(
    "a decision",
    ("question", "label", "choose", "applies when", "options", "fallback"),
    ("options",),
    {"options": "options: {email: an email, card: a card}"},
)
_OPTION = Form(
    "an option",
    ("label", "window", "wait until", "after", "draft"),
    ("label",),
    {"label": "label: an email"},
)


def read_decisions(shapes: Shapes, sections: Iterable[Node], scope: Scope) -> None:
    """Read every decision of some ``decisions`` sections into the scope.

    All are declared before any ``applies when`` is read, since it may name any decision; so may
    the draft of an option.
    """
    declared = {name: fact.span for name, fact in scope.facts.items()}
    conditions: list[tuple[str, Node]] = []
    extras: list[tuple[str, str, dict[str, Node]]] = []
    for section in sections:
        group = shapes.group(
            section, "`decisions`", "`channel: {options: {email: an email, card: a card}}`"
        )
        if group is None:
            scope.complete = False
            continue
        for entry in group.entries:
            name = declare(shapes, entry.key, "a decision", declared, scope)
            found = _decision(shapes, entry, name or entry.key.text)
            if name is None:
                continue
            if found is None:
                scope.broken.add(name)
                continue
            scope.decisions[name], applies, of_options = found
            extras += [(name, option, more) for option, more in of_options.items() if more]
            if applies is not None:
                conditions.append((name, applies))
    for name, node in conditions:
        applies_when = read_condition(shapes, node, "`applies when`", scope)
        scope.decisions[name] = scope.decisions[name]._replace(applies_when=applies_when)
    for name, option, nodes in extras:
        made = _with_extras(shapes, scope.decisions[name].options[option], nodes, scope)
        options = {**scope.decisions[name].options, option: made}
        scope.decisions[name] = scope.decisions[name]._replace(options=options)


def _with_extras(shapes: Shapes, option: Option, found: dict[str, Node], scope: Scope) -> Option:
    """The option with its window or wait, what is known after it, and its draft."""
    windows = read_window(shapes, found["window"], scope) if "window" in found else ()
    waits = read_wait(shapes, found["wait until"], scope) if "wait until" in found else ()
    if any(piece.when is None for piece in windows) and "wait until" in found:
        shapes.report(windowed_wait(option.id, head(found["window"])), found["wait until"])
    elif "wait until" in found and "after" in found:
        shapes.report(acting_wait(option.id, head(found["after"])), found["wait until"])
    after = read_after(shapes, found["after"], scope) if "after" in found else None
    draft = read_draft(shapes, found["draft"], scope) if "draft" in found else ()
    return option._replace(
        windows=windows, waits=without_window(waits, windows), after=after, draft=draft
    )


_Extras = dict[str, dict[str, Node]]
"""For each option, what its lines say besides the label."""


def _decision(
    shapes: Shapes, entry: Pair, name: str
) -> tuple[Decision, Node | None, _Extras] | None:
    key, node = entry
    group = shapes.group(node, f"`{shortened(name)}`", "`{options: {email: an email}}`")
    if group is None:
        return None
    found = shapes.entries(group, _FORM, key.span, f"`{shortened(name)}`")
    many = _chooses_many(shapes, found.get("choose"))
    read = _options(shapes, found["options"]) if "options" in found else None
    texts = {k: shapes.sentence(found[k], f"`{k}`") for k in ("question", "label") if k in found}
    if read is None:
        return None
    options, extras = read
    labels = {option.id: option.label for option in options.values()}
    decision = Decision(
        name,
        texts.get("label") or spaced(name),
        options,
        ValueType(Kind.CHOICE, labels, many=bool(many)),
        texts.get("question"),
        None,
        _fallback(shapes, found.get("fallback"), name, options, many),
        key.span,
    )
    return decision, found.get("applies when"), extras


def _chooses_many(shapes: Shapes, node: Node | None) -> bool | None:
    """Whether the decision chooses many; ``None`` where that could not be read."""
    if node is None:
        return False
    word = shapes.word(node, "`choose`", "`one` or `many`")
    if word is None:
        return None
    if word.text not in ("one", "many"):
        shapes.report(neither_one_nor_many(word.text), word)
        return None
    return word.text == "many"


def _options(shapes: Shapes, node: Node) -> tuple[dict[str, Option], _Extras] | None:
    if isinstance(node, Sequence) and node.items:
        shapes.report(listed_options(), node)
        return None
    group = shapes.group(node, "`options`", "`email: an email`, one line for each option")
    if group is None:
        return None
    options: dict[str, Option] = {}
    extras: _Extras = {}
    fine = True
    for key, value in group.entries:
        option = option_id(shapes, key, "an option")
        label, more = _label(shapes, value, shortened(key.text), key.span)
        if option is None:
            fine = False
        else:
            options[option] = Option(option, label or spaced(option), key.span)
            extras[option] = more
    return (options, extras) if fine else None


def _label(
    shapes: Shapes, node: Node, name: str, place: Span
) -> tuple[str | None, dict[str, Node]]:
    """An option's label, and what else its lines say."""
    if isinstance(node, Mapping) and node.entries:
        found = shapes.entries(node, _OPTION, place)
        label = found.pop("label", None)
        what = f"the label of `{name}`"
        return (shapes.sentence(label, what) if label is not None else None), found
    return shapes.sentence(node, f"the label of `{name}`"), {}


def _fallback(
    shapes: Shapes, node: Node | None, name: str, options: dict[str, Option], many: bool | None
) -> str | None:
    if node is None:
        return None
    if many:
        shapes.report(misplaced_fallback(name), node)
        return None
    word = shapes.word(node, "`fallback`", "the name of an option")
    if word is None:
        return None
    if word.text not in options:
        shapes.report(unknown_option(name, word.text, options, shapes.speller), word)
        return None
    return word.text
