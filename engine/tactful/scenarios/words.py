"""What somebody asks of a piece of advice: why it is so, or why it is not otherwise.

An inquiry is written as a setting is: ``channel=small_gift`` is about one option,
``workplace_style=relaxed`` about one value of a fact, ``channel`` about a whole decision.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from tactful.language.model import Ruleset
from tactful.language.values import Kind, Value
from tactful.reading.defects.names import unknown_name, unknown_option
from tactful.reading.shapes import Enough, Shapes
from tactful.reading.values import parsed
from tactful.scenarios.defects import MALFORMED_SETTING, inquiry_without_value, malformed_inquiry
from tactful.scenarios.scenario import part_of
from tactful.text.diagnostic import Diagnostic, Diagnostics, Span
from tactful.text.nodes import Scalar

Asks: TypeAlias = Literal["why", "why not"]


class Inquiry(NamedTuple):
    """One question: ``subject`` is a fact or a decision, ``value`` its value or option, if any."""

    asks: Asks
    subject: str
    value: Value | None = None


class Inquiries(NamedTuple):
    """What came of reading inquiries. ``texts`` has one line for each of them."""

    inquiries: tuple[Inquiry, ...]
    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]

    @property
    def malformed(self) -> bool:
        """Whether any of them is not written as an inquiry is."""
        return any(d.defect is MALFORMED_SETTING for d in self.diagnostics)


def read_inquiries(words: Sequence[str], asks: Asks, ruleset: Ruleset, file: str) -> Inquiries:
    """Read what is asked, such as ``channel=email``.

    Args:
        words: One text an inquiry.
        asks: Whether they ask why or why not.
        ruleset: The rules they are about.
        file: What the places of diagnostics name, there being no file: where they were written.
    """
    diagnostics = Diagnostics()
    shapes = Shapes(diagnostics)
    lines = [" ".join(word.split("\n")) for word in words]
    found = []
    with contextlib.suppress(Enough):
        for number, line in enumerate(lines, 1):
            inquiry = _inquiry(
                line, Span(file, number, 1, number, len(line) + 1), asks, ruleset, shapes
            )
            if inquiry is not None:
                found.append(inquiry)
    return Inquiries(tuple(found), diagnostics.sorted(), {file: "\n".join(lines)})


def _inquiry(
    line: str, whole: Span, asks: Asks, ruleset: Ruleset, shapes: Shapes
) -> Inquiry | None:
    name, sign, value = line.partition("=")
    subject = part_of(name, whole, 0)
    if not subject.text or (sign and not value.strip()):
        shapes.report(malformed_inquiry(line), whole)
        return None
    if subject.text not in ruleset.facts and subject.text not in ruleset.decisions:
        names = (*ruleset.decisions, *ruleset.facts)
        shapes.report(unknown_name(subject.text, names, shapes.speller), subject)
        return None
    if sign:
        return _about_value(subject, part_of(value, whole, len(name) + 1), asks, ruleset, shapes)
    if asks == "why not" and subject.text in ruleset.facts:
        shapes.report(inquiry_without_value(subject.text, _example(subject.text, ruleset)), whole)
        return None
    return Inquiry(asks, subject.text)


def _about_value(
    subject: Scalar, value: Scalar, asks: Asks, ruleset: Ruleset, shapes: Shapes
) -> Inquiry | None:
    decision = ruleset.decisions.get(subject.text)
    if decision is None:
        type_ = ruleset.facts[subject.text].type
        meant = parsed(shapes, value, type_, f"`{subject.text}`")
        return None if meant is None else Inquiry(asks, subject.text, meant)
    if value.text in decision.options:
        return Inquiry(asks, subject.text, value.text)
    shapes.report(unknown_option(decision.id, value.text, decision.options, shapes.speller), value)
    return None


def _example(fact: str, ruleset: Ruleset) -> str:
    type_ = ruleset.facts[fact].type
    if type_.kind is Kind.CHOICE:
        return next(iter(type_.choices))
    return "yes" if type_.kind is Kind.YES_NO else "VALUE"
