"""The ``decisions`` of a ruleset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.language.model import Decision, Option
from tactful.language.terms import LabelCase
from tactful.language.values import Kind, ValueType
from tactful.reading.choices import option_id
from tactful.reading.conditions import read_condition
from tactful.reading.defects.declarations import (
    listed_options,
    misplaced_fallback,
    misplaced_label,
)
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
from tactful.text.nodes import Mapping, Node, Pair, Scalar, Sequence, head

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
    """The option with its labels, its window or wait, what is known after it, and its draft."""
    windows = read_window(shapes, found["window"], scope) if "window" in found else ()
    waits = read_wait(shapes, found["wait until"], scope) if "wait until" in found else ()
    if any(piece.when is None for piece in windows) and "wait until" in found:
        shapes.report(windowed_wait(option.id, head(found["window"])), found["wait until"])
    elif "wait until" in found and "after" in found:
        shapes.report(acting_wait(option.id, head(found["after"])), found["wait until"])
    return option._replace(
        windows=windows,
        waits=without_window(waits, windows),
        after=read_after(shapes, found["after"], scope) if "after" in found else None,
        draft=read_draft(shapes, found["draft"], scope) if "draft" in found else (),
        labels=tuple(_label_cases(shapes, found["label"], scope)) if "label" in found else (),
    )


_Extras = dict[str, dict[str, Node]]
"""For each option, what its lines say besides the label, or which label holds when."""


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
    """An option's label where no other holds, and what else its lines say."""
    what = f"the label of `{name}`"
    if isinstance(node, Mapping) and node.entries:
        found = shapes.entries(node, _OPTION, place)
        label = found.get("label")
        if isinstance(label, Sequence):
            return _last_label(shapes, label, what), found
        found.pop("label", None)
        if isinstance(label, Mapping):
            shapes.wrong_shape(label, what, "a phrase, or a list of labels", _EITHER)
            return None, found
        return (shapes.sentence(label, what) if label is not None else None), found
    if isinstance(node, Sequence):
        shapes.wrong_shape(node, f"`{name}`", "a phrase, or lines such as `label: ...`", _EITHER)
        return None, {}
    return shapes.sentence(node, what), {}


# A label that depends: a list, the last of which holds wherever no other does. What each says is
# read with its option, and when it holds once every decision is declared, since it may name any.

_CASE = Form("a label", ("when", "text"), ("text",), {"text": "text: an email"})
_EITHER = (
    "`label: an email`; where it depends `label:`, and below it a list: "
    "`- {when: {rapport: warm}, text: a friendly email}` and, last, `- {text: an email}`"
)


def _last_label(shapes: Shapes, node: Node, what: str) -> str | None:
    """Check what the labels of an option say; the last of them."""
    items = shapes.items(node, what, "`- {text: an email}`") or ()
    text = None
    for number, item in enumerate(items, start=1):
        group = shapes.group(item, "a label of the list", "`{text: an email}`")
        found = {} if group is None else shapes.entries(group, _CASE)
        if group is not None and ("when" in found) is (number == len(items)):
            shapes.report(misplaced_label(is_last=number == len(items)), item)
        text = shapes.sentence(found["text"], what) if "text" in found else None
    return text


def _label_cases(shapes: Shapes, node: Node, scope: Scope) -> Iterator[LabelCase]:
    """The labels that hold only in some cases, in order."""
    for item in node.items if isinstance(node, Sequence) else ():
        entries = item.entries if isinstance(item, Mapping) else ()
        found = {key.text: value for key, value in entries}
        if "when" in found:
            when = read_condition(shapes, found["when"], "`when`", scope)
            text = found.get("text")
            if when is not None and isinstance(text, Scalar):
                yield LabelCase(when, text.text.strip())


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
