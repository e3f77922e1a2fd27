"""Answers to what is asked of a piece of advice, one scenario at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.answers.answer import Answer, Verdict, is_value
from tactful.answers.grounds import Reasoning
from tactful.answers.why import why
from tactful.answers.why_not import not_so
from tactful.language.conclusions import Status
from tactful.scenarios.words import Inquiry


def answers(inquiries: Iterable[Inquiry], reasoning: Reasoning) -> tuple[Answer, ...]:
    """Answer everything that is asked, in order.

    To ask why not about a whole decision is to ask about each of its options that was not chosen.
    """
    return tuple(
        _answer(one, reasoning) for inquiry in inquiries for one in _each(inquiry, reasoning)
    )


def _each(inquiry: Inquiry, reasoning: Reasoning) -> Iterator[Inquiry]:
    if inquiry.asks == "why" or inquiry.value is not None:
        yield inquiry
        return
    explained = reasoning.decision(inquiry.subject)
    others = [option for option in explained.options if not option.chosen]
    if explained.status is Status.NOT_APPLICABLE or not others:
        yield inquiry._replace(asks="why")
        return
    for option in others:
        yield inquiry._replace(value=option.id)


def _answer(inquiry: Inquiry, reasoning: Reasoning) -> Answer:
    if inquiry.asks == "why":
        return why(inquiry, reasoning)
    if not _is_so(inquiry, reasoning):
        return not_so(inquiry, reasoning)
    answer = why(inquiry, reasoning)
    first, *more = answer.sentences
    so = "But it is so. " if inquiry.subject in reasoning.ruleset.facts else "But it was chosen. "
    return answer._replace(verdict=Verdict.SO, sentences=(f"{so}{first}", *more))


def _is_so(inquiry: Inquiry, reasoning: Reasoning) -> bool:
    if inquiry.subject in reasoning.ruleset.decisions:
        return inquiry.value in reasoning.decision(inquiry.subject).chosen
    return is_value(inquiry, reasoning)
