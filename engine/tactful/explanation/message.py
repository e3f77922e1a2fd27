"""The message that the advice is about, put together from what the chosen options bring to it.

A subject, an opening and a closing come from the first chosen option that has one; every chosen
option adds its text, in the ruleset's order. What nobody can know but the client stays a
placeholder in square brackets, and so does every fact in the text that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from typing import NamedTuple

from tactful.explanation.wording import Wording, wording_of
from tactful.grounding.names import copy_of
from tactful.language.conclusions import Conclusions
from tactful.language.conditions import truth
from tactful.language.model import Option, Piece, Ruleset
from tactful.language.terms import Copy, Placeholder, Sentence
from tactful.language.values import NONE, Kind
from tactful.pages.blocks import Item, Line, Message
from tactful.pages.page import Page, Section
from tactful.text.gate import Mark
from tactful.text.signs import visible

_BLANK = re.compile(r"\[[^\[\]\n]+\]")


MAIL = Mark("mail")
"""The client goes on writing in it, so none is ever replaced."""


class Draft(NamedTuple):
    """A message to be looked over by the client.

    Attributes:
        subject: What it is about, if it is a message that has a subject: a mail.
        paragraphs: Its text, the opening and the closing included.
        blanks: What the client has to fill in, as it stands in the text: ``[their name]``.
    """

    subject: str | None
    paragraphs: tuple[str, ...]
    blanks: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text, an empty line between two paragraphs, without a final line feed."""
        return "\n\n".join(self.paragraphs)


def draft(ruleset: Ruleset, conclusions: Conclusions, whom: Copy | None = None) -> Draft | None:
    """The message for some advice; ``None`` if there is nothing to write.

    Args:
        ruleset: The rules.
        conclusions: What follows from them.
        whom: To which of several it is, by a copy that names nothing; ``None`` for a message that
            is the same for all.
    """
    wording = wording_of(ruleset, conclusions)
    parts: dict[str, list[str]] = {"subject": [], "opening": [], "text": [], "closing": []}
    one_paragraph = False
    for option in _chosen(ruleset, conclusions, whom):
        pieces = _holding(option, wording)
        one_paragraph = one_paragraph or any(piece.one_paragraph for piece in pieces)
        for part, text in _first_of_each(pieces):
            parts[part].append(_filled(text, wording))
    if not parts["text"]:
        return None
    subject = next(iter(parts["subject"]), None)
    paragraphs = (*parts["opening"][:1], *parts["text"], *parts["closing"][:1])
    if one_paragraph:
        paragraphs = (" ".join(" ".join(paragraphs).split()),)
    blanks = _blanks([subject or "", *paragraphs])
    return Draft(subject, paragraphs, blanks)


def written_to(ruleset: Ruleset, conclusions: Conclusions) -> tuple[Copy, ...]:
    """To whom of several a message of their own is written; nobody where one is for all.

    A message is somebody's own where what is settled for them brings anything to it. Who else is
    of the same kind has their own as well, or none.
    """
    ground = ruleset.ground
    if ground is None:
        return ()
    wording = wording_of(ruleset, conclusions)
    kinds = {
        copy.each
        for name, copy in ground.copies.items()
        if (decision := ruleset.decisions.get(name)) is not None
        for choice in conclusions.decisions[name].choices
        if _holding(decision.options[choice], wording)
    }
    return tuple(
        Copy(each, place, "")
        for each, names in ground.names.items()
        if each in kinds
        for place in range(1, len(names) + 1)
    )


def _chosen(ruleset: Ruleset, conclusions: Conclusions, whom: Copy | None) -> Iterator[Option]:
    for decision in ruleset.decisions.values():
        copy = copy_of(ruleset, decision.id)
        if copy is None or copy._replace(of="") == whom:
            choices = conclusions.decisions[decision.id].choices
            yield from (option for option in decision.options.values() if option.id in choices)


def _holding(option: Option, wording: Wording) -> tuple[Piece, ...]:
    values, type_of = wording.values, wording.ruleset.type_of
    return tuple(piece for piece in option.draft if truth(piece.when, values, type_of) is True)


def _first_of_each(pieces: Iterable[Piece]) -> Iterator[tuple[str, Sentence]]:
    """For each part of a message, what the first piece that has it says."""
    told: dict[str, Sentence] = {}
    for piece in pieces:
        told = {**piece.parts, **told}
    yield from told.items()


def _filled(text: Sentence, wording: Wording) -> str:
    written = "".join(_part(part, wording) for part in text)
    return "\n".join(" ".join(line.split()) for line in written.strip().split("\n"))


def _part(part: str | Placeholder, wording: Wording) -> str:
    if isinstance(part, str):
        return part
    value = wording.values.get(part.name)
    if value is not None and value is not NONE:  # that there is none is for the advice to say
        return wording.value(part.name, value)
    # The sentence around a text is the author's, who has put the article where one belongs.
    is_text = wording.type_of(part.name).kind is Kind.TEXT
    return f"[{wording.label(part.name) if is_text else wording.named(part.name)}]"


def _blanks(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for text in texts for found in _BLANK.findall(text)))


def message_page(
    told: Page, made: Draft | None, moment: str | None = None, step: str | None = None
) -> Page:
    """Lay a message out under the advice that it is about.

    Args:
        told: The page that tells the advice.
        made: The message, if there is one to write.
        moment: When it is to be sent, where another would be right now.
        step: When it is to be sent, where it belongs to a step of a plan.
    """
    sections = message_sections(made, moment, step=step)
    return Page(told.title, told.headline, sections, "message")


def message_sections(
    made: Draft | None,
    moment: str | None = None,
    name: str | None = None,
    step: str | None = None,
) -> tuple[Section, ...]:
    """A message with what has to be known of it; ``name`` is to whom of several it is."""
    sections = []
    heading = "" if name is None else f"To {name}"
    if step is not None:
        moment = step
        line = _OF_STEP if made is not None else _NOTHING_AT_STEP
        sections.append(Section(heading, blocks=(Line(line.format(step)),)))
        heading = ""
    elif moment is not None:
        line = _FOR_THEN if made is not None else _NOTHING_THEN
        sections.append(Section(heading, blocks=(Line(line.format(moment)),)))
        heading = ""
    if made is not None:
        sections.append(Section(heading, blocks=(Message(*made),), label="The message"))
    elif moment is None:
        sections.append(Section(heading, blocks=(Line("There is nothing to write now."),)))
    if made is not None and made.blanks:
        blanks = tuple(Item(blank[1:-1], one_line=True) for blank in made.blanks)
        sections.append(Section("Fill in before you send it:", blocks=blanks))
    return tuple(sections)


_OF_STEP = "This message is for a step of your plan: {}. If they write before then, ask again."
"""What stands above the message of a step that is still to come."""

_NOTHING_AT_STEP = "There is nothing to write at this step of your plan: {}."

_FOR_THEN = "This message is for the time at which you send it: {}. Right now it would be another."
"""What stands above a message that is not the one for now."""

_NOTHING_THEN = "There is nothing to write when its time comes, {}: the advice will have changed."
"""What stands in place of a message that would be right only now, when it is not to be sent."""


def mail(message: Draft) -> bytes:
    """A draft as a mail file (RFC 5322) that a mail program opens for editing.

    It has no sender and no recipient: the client's mail program knows the one, the client the
    other.

    Raises:
        ValueError: if the draft has no subject, so that it is not meant to be a mail.
    """
    if message.subject is None:
        raise ValueError("the draft is no mail")
    made = EmailMessage(policy=SMTP)
    made["Subject"] = visible(" ".join(message.subject.split()))
    made["X-Unsent"] = "1"  # mail programs that know it open the file as a draft
    made.set_content(visible(message.text) + "\n", cte="quoted-printable")
    return made.as_bytes()
