"""The page of a client in a pack: the advice, why in short, the plan, the message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tactful.explanation.explanation import Explanation
from tactful.explanation.message import message_page
from tactful.explanation.open_ends import open_ends
from tactful.explanation.page import headline_of
from tactful.explanation.sending import Sending, messages_page
from tactful.language.conclusions import Status
from tactful.pages.blocks import Block, Item, Line, Paragraph
from tactful.pages.page import Page, Section
from tactful.plans.timeline import Timeline

MOST_REASONS = 2
"""Reasons that are told for each answer; all of them are in ``tactful evaluate``."""


def packed_page(
    explanation: Explanation,
    timeline: Timeline | None,
    sent: Sequence[Sending],
    my_timezone: str | None = None,
) -> Page:
    """Lay out all that a client is handed.

    Args:
        explanation: The advice.
        timeline: What to do when, where the ruleset looks at the time.
        sent: What to send, to whom.
        my_timezone: The reader's time zone, in which windows are told as well.
    """
    sections = [Section("Why", blocks=tuple(_reasons(explanation)))]
    if timeline is not None:
        sections.append(Section("The plan", blocks=tuple(_steps(timeline))))
    sections += _messages(explanation, sent)
    sections += [
        Section(section.heading, blocks=tuple(Item(point.text) for point in section.points))
        for section in open_ends(explanation)
        if section.points
    ]
    told = tuple(section for section in sections if section.blocks)
    return Page(explanation.title, headline_of(explanation, my_timezone), told, "message")


def _messages(explanation: Explanation, sent: Sequence[Sending]) -> list[Section]:
    if any(one.whom is not None for one in sent):
        return [*messages_page(Page("", (), ()), sent, explanation.ruleset).sections]
    found: list[Section] = []
    for one in sent:
        if one.message is not None:
            laid_out = message_page(Page("", (), ()), one.message, one.moment)
            first, *rest = (section for section in laid_out.sections if section.blocks)
            found += [first._replace(heading="The message", label=""), *rest]
    return found


def _reasons(explanation: Explanation) -> Iterator[Block]:
    for decision in explanation.decisions:
        if decision.status is Status.NOT_APPLICABLE or not decision.chosen:
            continue
        chosen = [decision.option(id_) for id_ in decision.chosen]
        told = dict.fromkeys(r.because for option in chosen for r in option.in_favour)
        if told:
            under = tuple(Paragraph(text) for text in [*told][:MOST_REASONS])
            yield Item(f"{decision.question} {decision.answer}", under)


def _steps(timeline: Timeline) -> Iterator[Block]:
    for entry in timeline.entries:
        more = tuple(Paragraph(line) for line in entry.more)
        yield Item(f"{entry.when}: {entry.what}", more)
    for note in timeline.endings:
        yield Line(note)
