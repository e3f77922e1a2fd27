"""The answer to one question about a piece of advice: data first, and every leaf finished English.

The terminal, Markdown, HTML and JSON render this object; ``why`` and ``why_not`` make it.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from tactful.answers.grounds import Ground, Reasoning, behind
from tactful.answers.lacking import SilentRule, would_say
from tactful.explanation.decisions import ExplainedDecision
from tactful.explanation.wording import capitalised, quote, sentence
from tactful.pages.tree import Branch
from tactful.scenarios.words import Inquiry


class Verdict(Enum):
    """What became of what was asked about."""

    SO = "so"
    RULED_OUT = "ruled out"
    OUTWEIGHED = "outweighed"
    SET_ASIDE = "set aside"
    NEVER_ARGUED_FOR = "never argued for"
    NOT_APPLICABLE = "not applicable"
    CONFLICT = "conflict"
    GIVEN_OTHERWISE = "given otherwise"
    CONCLUDED_OTHERWISE = "concluded otherwise"
    COMPUTED_OTHERWISE = "computed otherwise"
    DEFAULT_OTHERWISE = "default otherwise"
    UNKNOWN = "unknown"


class Need(NamedTuple):
    """A rule that would have helped, and what it lacked, in words.

    Attributes:
        silent: What it lacked.
        would: What it would do: "It would speak strongly for “a card”".
        says: Its own sentence as it would read, where that can be told.
        lacks: What keeps it from counting.
        source: The rule and where its advice comes from, shown on request.
    """

    silent: SilentRule
    would: str
    says: str | None
    lacks: str
    source: str


class Answer(NamedTuple):
    """An answer.

    Attributes:
        inquiry: What was asked.
        title: The question in words.
        verdict: What became of what was asked about.
        sentences: The answer in a few sentences.
        tree: Why it is so, from the outcome back to what was given.
        also_rests_on: What would have to be otherwise before it could change.
        needs: For a "why not", the rules that would have helped, the nearest first.
        steps: Every step that the outcome rests on; evaluating the given facts of the first alone
            leads to the same outcome.
    """

    inquiry: Inquiry
    title: str
    verdict: Verdict
    sentences: tuple[str, ...]
    tree: tuple[Branch, ...] = ()
    also_rests_on: tuple[Branch, ...] = ()
    needs: tuple[Need, ...] = ()
    steps: tuple[Ground, ...] = ()


def title_of(inquiry: Inquiry, reasoning: Reasoning) -> str:
    """The question in words: "What should you follow up with? Why not “a card”?"."""
    about = question_about(inquiry.subject, reasoning)
    word = inquiry.asks.capitalize()
    if inquiry.value is None:
        return f"{about} Why?"
    return f"{about} {word} {quote(value_words(inquiry, reasoning))}?"


def value_words(inquiry: Inquiry, reasoning: Reasoning) -> str:
    """The value or option asked about, as people say it."""
    decision = reasoning.ruleset.decisions.get(inquiry.subject)
    if decision is not None:
        return reasoning.wording.option(decision.options[str(inquiry.value)])
    assert inquiry.value is not None  # noqa: S101 - callers ask about a value
    return reasoning.wording.value(inquiry.subject, inquiry.value)


def is_value(inquiry: Inquiry, reasoning: Reasoning) -> bool:
    """Whether a fact has the value asked about; of several choices, whether these are among them.

    Asked about no choices at all, it has to have none.
    """
    value, asked = reasoning.wording.values.get(inquiry.subject), inquiry.value
    if isinstance(value, frozenset) and isinstance(asked, frozenset) and asked:
        return asked <= value
    return value == asked


def question_about(subject: str, reasoning: Reasoning) -> str:
    """A fact's or decision's question; for a fact that nobody is asked, its name."""
    if subject in reasoning.ruleset.decisions:
        return reasoning.decision(subject).question
    if reasoning.ruleset.facts[subject].question is None:
        return f"{capitalised(reasoning.wording.named(subject))}:"
    return reasoning.wording.question(subject)


def steps_behind(subject: str, reasoning: Reasoning) -> tuple[Ground, ...]:
    """Everything that a fact's or decision's outcome rests on, its own ground first."""
    return behind(reasoning.grounds, reasoning.named(subject))


def not_a_question(explained: ExplainedDecision) -> str:
    """That a decision does not come up, and why."""
    return sentence(f"that does not come up here, because {explained.remark}")


def rule_would_say(silent: SilentRule, reasoning: Reasoning) -> str | None:
    """The rule's own sentence as it would read if the rule fired."""
    return would_say(silent.rule.because, silent.rule.when, reasoning.wording)
