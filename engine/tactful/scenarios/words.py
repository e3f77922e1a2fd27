"""What somebody asks of a piece of advice: why it is so, or why it is not otherwise.

An inquiry is written as a setting is: ``channel=small_gift`` is about one option,
``workplace_style=relaxed`` about one value of a fact, ``channel`` about a whole decision. Where
there are several, ``channel[Ana]`` is about one of them, and ``channel`` about each.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from tactful.grounding.names import told_name
from tactful.language.model import Ruleset
from tactful.language.values import Kind, Value
from tactful.reading.defects.names import unknown_option
from tactful.reading.shapes import Enough, Shapes
from tactful.reading.values import parsed
from tactful.scenarios.defects import MALFORMED_SETTING, inquiry_without_value, malformed_inquiry
from tactful.scenarios.scenario import part_of
from tactful.scenarios.subjects import parted, subjects
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
        ruleset: The rules they are about, made plain for those who are listed.
        file: What the places of diagnostics name, there being no file: where they were written.
    """
    diagnostics = Diagnostics()
    shapes = Shapes(diagnostics)
    lines = [" ".join(word.split("\n")) for word in words]
    found: list[Inquiry] = []
    with contextlib.suppress(Enough):
        for number, line in enumerate(lines, 1):
            whole = Span(file, number, 1, number, len(line) + 1)
            found += _inquiries(line, whole, asks, ruleset, shapes)
    return Inquiries(tuple(found), diagnostics.sorted(), {file: "\n".join(lines)})


def _inquiries(
    line: str, whole: Span, asks: Asks, ruleset: Ruleset, shapes: Shapes
) -> Iterator[Inquiry]:
    """What a line asks: of each of several where it names none of them."""
    name, value = parted(line)
    word = part_of(name, whole, 0)
    if not word.text or (value is not None and not value.strip()):
        shapes.report(malformed_inquiry(line), whole)
        return
    for subject in subjects(word, ruleset, shapes):
        if value is not None:
            said = part_of(value, whole, len(name) + 1)
            inquiry = _about_value(subject, said, asks, ruleset, shapes)
            if inquiry is None:  # what is wrong about one is wrong about each
                return
            yield inquiry
        elif asks == "why not" and subject in ruleset.facts:
            example = _example(subject, ruleset)
            shapes.report(inquiry_without_value(told_name(ruleset, subject), example), whole)
            return
        else:
            yield Inquiry(asks, subject)


def _about_value(
    subject: str, value: Scalar, asks: Asks, ruleset: Ruleset, shapes: Shapes
) -> Inquiry | None:
    decision, told = ruleset.decisions.get(subject), told_name(ruleset, subject)
    if decision is None:
        meant = parsed(shapes, value, ruleset.facts[subject].type, f"`{told}`")
        return None if meant is None else Inquiry(asks, subject, meant)
    if value.text in decision.options:
        return Inquiry(asks, subject, value.text)
    shapes.report(unknown_option(told, value.text, decision.options, shapes.speller), value)
    return None


def _example(fact: str, ruleset: Ruleset) -> str:
    type_ = ruleset.facts[fact].type
    if type_.kind is Kind.CHOICE:
        return next(iter(type_.choices))
    return "yes" if type_.kind is Kind.YES_NO else "VALUE"
