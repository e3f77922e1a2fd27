"""The message for the moment at which it is sent: with the means, tone and cautions of then.

A message is written before its window opens. What would be right to say now may not be by then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tactful.explanation.by_then import when_it_opens
from tactful.explanation.explanation import Explanation, explain
from tactful.explanation.message import (
    Draft,
    draft,
    message_page,
    message_sections,
    written_to,
)
from tactful.explanation.page import page
from tactful.explanation.times import clock_time, day_of
from tactful.explanation.together import marked
from tactful.explanation.wording import capitalised, joined
from tactful.grounding.names import name_of_one
from tactful.grounding.windows import windows_of_each
from tactful.language.model import Ruleset
from tactful.language.terms import Copy
from tactful.language.windows import PlacedWindow
from tactful.network.evaluator import Network
from tactful.pages.blocks import Item
from tactful.pages.page import Page, Section

MOST_MOVES = 5
"""Times that a window may be another one when it opens; rules may put it off for ever."""


LONGEST_NAME = 40
"""Letters of a person's name in the name of a file."""

_PLAIN = re.compile(r"[^\w]+")


class Sending(NamedTuple):
    """A message as it is when it is sent.

    Attributes:
        told: The advice that holds then.
        message: The message, if there is one to write.
        moment: When that is, in words, where the message would be another now.
        whom: To which of several it is; ``None`` where it is the same for all.
    """

    told: Explanation
    message: Draft | None
    moment: str | None = None
    whom: Copy | None = None


def sending(network: Network, told: Explanation, whom: Copy | None = None) -> Sending:
    """The message for some advice, as it is when its window opens.

    Args:
        network: What made the conclusions of the advice.
        told: The advice as it is now.
        whom: To which of several it is, by a copy that names nothing.
    """
    ruleset, opening = told.ruleset, told
    made = draft(ruleset, told.conclusions, whom)
    if made is None:  # who is to wait has nothing to write, whatever comes of it
        return Sending(told, None, whom=whom)
    start: datetime | None = None
    window = _window_of(whom, opening)
    for _ in range(MOST_MOVES):
        then = opening.then
        if window != opening.window:
            then = when_it_opens(ruleset, network.evaluate, opening.conclusions, window)
        if then is None or window is None:
            break
        start = window.start
        opening = explain(network, told.title, then, questions=False)
        window = _window_of(whom, opening)
    now = told.window.setting.now if told.window is not None else None
    if start is None or now is None:
        return Sending(told, made, whom=whom)
    sent = draft(ruleset, opening.conclusions, whom)
    if window is not None:  # "tomorrow" is what it is to those who read it now
        window = window._replace(setting=window.setting._replace(now=now))
    opening = opening._replace(window=window)
    if sent == made:
        return Sending(opening, made, whom=whom)
    day = day_of(start, now.date())
    moment = f"{day}{',' if ',' in day else ''} at {clock_time(start)}"
    return Sending(opening, sent, moment, whom)


def sendings(network: Network, told: Explanation) -> tuple[Sending, ...]:
    """The messages for some advice: one for all, or one to each of several, as they are sent."""
    whom = written_to(told.ruleset, told.conclusions)
    return tuple(sending(network, told, one) for one in whom) or (sending(network, told),)


def _window_of(whom: Copy | None, told: Explanation) -> PlacedWindow | None:
    if whom is None:
        return told.window
    return windows_of_each(told.ruleset, told.conclusions).get(whom, told.window)


def sent_page(
    told: Explanation, sent: Sequence[Sending], step: str | None = None, zone: str | None = None
) -> Page:
    """Lay out what is sent: the one message, or one to each of several.

    Args:
        told: The advice that the messages are about.
        sent: The messages.
        step: When they are sent, where they belong to a step of a plan.
        zone: The reader's time zone.
    """
    if sent[0].whom is not None:
        return messages_page(page(told, zone), sent, told.ruleset, step)
    (one,) = sent
    return message_page(page(one.told, zone), one.message, one.moment, step)


def messages_page(
    told: Page, sent: Sequence[Sending], ruleset: Ruleset, step: str | None = None
) -> Page:
    """Some messages of one client, one to each of several, under the advice that they are about.

    ``step`` is when they are sent, where they belong to a step of a plan.
    """
    sections = [
        section
        for one in sent
        if one.whom is not None
        for section in message_sections(
            one.message, one.moment, name_of_one(ruleset, one.whom), step
        )
    ]
    same = tuple(Item(said) for said in same_words(sent, ruleset))
    if same:
        sections.append(Section("Before you send them:", blocks=same))
    return Page(told.title, told.headline, tuple(sections), "message")


def same_words(sent: Sequence[Sending], ruleset: Ruleset) -> tuple[str, ...]:
    """Who would get the same words, but for their own names: people show each other such notes."""
    alike: dict[object, list[Copy]] = {}
    for one in sent:
        if one.whom is not None and one.message is not None:
            words = marked(one.message, name_of_one(ruleset, one.whom))
            alike.setdefault(words, []).append(one.whom)
    return tuple(
        f"{capitalised(joined(name_of_one(ruleset, one) for one in whom))} get the same words: "
        "change one detail of the talk in each."
        for whom in alike.values()
        if len(whom) > 1
    )


def mail_paths(path: Path, whom: Sequence[Copy | None], ruleset: Ruleset) -> tuple[Path, ...]:
    """A file for each of some messages: the one that is named, or one beside it for each person.

    No two are the same, on file systems either that know no capitals.
    """
    found: dict[str, Path] = {}
    for one in whom:
        if one is None:
            return (path,)
        name = _PLAIN.sub("-", name_of_one(ruleset, one).casefold()).strip("-")[:LONGEST_NAME]
        known = ruleset.ground.names[one.each][one.place - 1] if ruleset.ground else None
        word = name if name and known is not None else f"{one.each}-{one.place}"
        while word in found:
            word += f"-{one.place}"
        found[word] = path.with_name(f"{path.stem}-{word}{path.suffix}")
    return tuple(found.values())
