"""The words of an interview: the question, what may be answered, why it is asked, what is open.

The interview itself is in ``interview``; whoever holds it with a person shows these. What people
answer is read in ``understanding``.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from tactful.answers.interview import AnswerEffect, Interview
from tactful.explanation.explanation import Explanation, does_not_fit, explain
from tactful.explanation.page import headline_of, page
from tactful.explanation.wording import (
    NONE_OF_THEM,
    Wording,
    capitalised,
    counted,
    joined,
    quote,
    sentence,
    wording_of,
)
from tactful.language.conclusions import Origin, Outcome, changed_decisions, outcome
from tactful.language.model import Decision, Ruleset
from tactful.language.strata import reached
from tactful.language.values import Kind, Value
from tactful.pages.page import Page, Point, Section
from tactful.scenarios.places import country_name, country_of

_HINTS = {
    Kind.NUMBER: "a number",
    Kind.DATE: "a day, as 20 November, tomorrow or 2026-11-20",
    Kind.TIME: "a time, as 16:30 or 4:30 pm",
    Kind.DATETIME: "a day and a time, as 17 Nov 12:15, yesterday at noon or 2026-11-20 14:00",
    Kind.TEXT: "in a word or two",
}
SEVERAL = "one or more, with commas between them"
TICKING = "all that are so, as 1, 2; none if none is; 2? where you do not know"


class Choice(NamedTuple):
    """One answer that may be chosen from a list; ``also`` has other words for it."""

    value: Value
    label: str
    also: tuple[str, ...] = ()


class Asking(NamedTuple):
    """A question as it is put to a person.

    Attributes:
        fact: The fact it is about.
        question: The question.
        choices: What there is to choose from; empty where anything of a kind may be said.
        hint: What kind of answer is wanted where there is nothing to choose from.
        taken_for_granted: What is taken for granted if nobody knows, as a phrase; ``None`` if
            nothing.
        none: What "none" says, in the fact's own words; ``None`` where that cannot be said.
        many: Whether several of the choices may be named, or none of them.
        offered: Likely answers where any may be given, as the zone of this computer.
        is_checklist: Whether each choice is a fact that may be so.
    """

    fact: str
    question: str
    choices: tuple[Choice, ...]
    hint: str | None
    taken_for_granted: str | None
    none: str | None = None
    many: bool = False
    offered: tuple[Choice, ...] = ()
    is_checklist: bool = False

    @property
    def is_of_words(self) -> bool:
        """Whether any words are an answer, "back" and "save" among them."""
        return self.hint == _HINTS[Kind.TEXT]


class AskedBack(NamedTuple):
    """An answer that does not fit what was known before it.

    Attributes:
        said: What does not fit, as sentences.
        others: The other answers that could be wrong instead, by fact.
    """

    said: tuple[str, ...]
    others: tuple[str, ...]


def asked_back(before: Interview, after: Interview) -> AskedBack | None:
    """What an answer has broken that was not broken before it; ``None`` if it fits.

    Args:
        before: The interview without the answer.
        after: The interview with it as its last.
    """
    broken = before.conclusions.broken
    found = does_not_fit(after.ruleset, after.conclusions, _wording(after))
    new = [one for one in found if one.constraint not in broken]
    if not new:
        return None
    facts = after.ruleset.facts

    def parts(name: str) -> tuple[str, ...]:
        computed = facts[name].computed if name in facts else None
        return () if computed is None else computed.facts

    about = {*reached((name for one in new for name in one.facts), parts)}
    answered = [reply.fact for reply in after.answers[:-1] if reply.value is not None]
    others = tuple(name for name in answered if name in about)
    return AskedBack(tuple(one.told for one in new), others)


def next_asking(interview: Interview, here: str | None = None) -> Asking | None:
    """The next question in words; ``None`` once there is none.

    ``here`` is the time zone of whoever is asked, which may be the employer's, too.
    """
    fact, checklist = interview.question, interview.checklist
    if checklist is not None and fact is not None:
        choices = tuple(Choice(name, label) for name, label in checklist.choices.items())
        question = checklist.question
        return Asking(fact, question, choices, TICKING, None, NONE_OF_THEM, True, (), True)
    return None if fact is None else asking(interview, fact, here)


def asking(interview: Interview, fact: str, here: str | None = None) -> Asking:
    """Put the question for a fact into words.

    ``here`` is the time zone of whoever is asked, which may be the employer's, too.
    """
    ruleset, wording = interview.ruleset, _wording(interview)
    type_ = ruleset.facts[fact].type
    choices: tuple[Choice, ...] = ()
    hint = None
    if type_.kind is Kind.YES_NO:
        choices = (Choice(True, "yes"), Choice(False, "no"))
    elif type_.kind is Kind.CHOICE:
        also = type_.also
        choices = tuple(
            Choice(name, label, also.get(name, ())) for name, label in type_.choices.items()
        )
        hint = SEVERAL if type_.many else None
    else:
        hint = _hint(interview.ruleset, fact)
    known = interview.conclusions.facts.get(fact)
    taken_for_granted = None
    if known is not None and known.origin is not Origin.GIVEN:
        taken_for_granted = wording.value(fact, known.value)
    return Asking(
        fact,
        wording.question(fact),
        choices,
        hint,
        taken_for_granted,
        NONE_OF_THEM if type_.many else type_.none,
        type_.many,
        _offered(interview, fact, here),
    )


def _hint(ruleset: Ruleset, fact: str) -> str:
    """What kind of answer is wanted where there is nothing to choose from."""
    clock, type_ = ruleset.clock, ruleset.facts[fact].type
    if fact == clock.timezone:
        return "a large city there, as New York"
    if fact == clock.country:
        return "its name, or two letters, as France or US"
    if fact == clock.region:
        return "its letters, as BY for Bavaria"
    return _HINTS[type_.kind] + (f" of {type_.unit}" if type_.unit else "")


def _offered(interview: Interview, fact: str, here: str | None) -> tuple[Choice, ...]:
    """Where the employer may be: where the client is."""
    clock = interview.ruleset.clock
    if here is not None and fact == clock.timezone:
        return (Choice(here, f"{place_of(here)}, as this computer"),)
    zone = interview.known.get(clock.timezone or "", here)
    country = country_of(zone) if isinstance(zone, str) else None
    if fact == clock.country and country is not None:
        return (Choice(country, country_name(country)),)
    return ()


def place_of(zone: str) -> str:
    """A time zone in words, with the country that follows from it: ``Europe/Berlin in Germany``."""
    country = country_of(zone)
    place = "" if country is None else f" in {country_name(country)}"
    return zone.replace("_", " ") + place


def _wording(interview: Interview) -> Wording:
    return wording_of(interview.ruleset, interview.conclusions)


def why_asked(interview: Interview, asked: Asking) -> str:
    """Why a question is asked, in one sentence that a client understands."""
    fact = asked.fact
    effects = [effect for effect in interview.effects(fact) if effect.changes]
    decisions = sorted(interview.ruleset.decisions.values(), key=lambda decision: decision.many)
    for decision in decisions:
        told = _alone(interview, asked, decision, effects)
        if told is not None:
            return told
    example = interview.sample.example(fact)
    wording = _wording(interview)
    if example is None:
        named = joined(wording.named(name) for name in interview.relevance.matters_to(fact))
        return f"With what else you may tell me, it may still change {named or 'the advice'}."
    name, outcomes = example
    decision = interview.ruleset.decisions[name]
    said_outcomes = [quote(words) for o in outcomes if (words := _options(decision, o, wording))]
    if len(said_outcomes) == len(outcomes):
        listed = joined(said_outcomes, "or")
        return f"With what else you may tell me, it can decide {wording.named(name)}: {listed}."
    return f"With what else you may tell me, it can still change {wording.named(name)}."


def _alone(
    interview: Interview, asked: Asking, decision: Decision, effects: Sequence[AnswerEffect]
) -> str | None:
    """What an answer would do to a decision if nothing else were learnt; ``None`` if nothing."""
    ruleset, wording, fact = interview.ruleset, _wording(interview), asked.fact
    by_outcome: dict[str, list[Value]] = {}
    for effect in effects:
        if decision.id in effect.changes:
            then = wording_of(ruleset, interview.evaluate({**interview.known, fact: effect.value}))
            words = _options(decision, effect.changes[decision.id], then)
            if words is not None:
                by_outcome.setdefault(words, []).append(effect.value)
    if not by_outcome:
        return None
    named, kind = wording.named(decision.id), ruleset.facts[fact].type.kind
    now = _options(decision, outcome(interview.conclusions.decisions[decision.id]), wording)
    stays = "" if now is None else f"; otherwise {quote(now)}"
    words, values = next(iter(by_outcome.items()))
    if kind is Kind.YES_NO:
        condition = "If so" if values == [True] else "If not"
        if asked.is_checklist:
            label = next(choice.label for choice in asked.choices if choice.value == fact)
            is_so = "is so" if values == [True] else "is not so"
            condition = f"If {quote(label.rstrip('.'))} {is_so}"
        return f"{condition}, {named} could be {quote(words)}{stays}."
    if kind is Kind.CHOICE and not ruleset.facts[fact].type.many:
        answers = joined((quote(wording.value(fact, value)) for value in values), "or")
        return f"If your answer is {answers}, {named} could be {quote(words)}{stays}."
    every = dict.fromkeys([*by_outcome, *([] if now is None else [now])])
    listed = joined(map(quote, every), "or")
    return f"Depending on your answer, {named} could be {listed}."


def _options(decision: Decision, came: Set[Outcome], wording: Wording) -> str | None:
    """The options that a decision comes to, as people read them; ``None`` where it has none."""
    labels = [wording.option(o) for o in decision.options.values() if o.id in came]
    return joined(labels) if labels else None


def advice_so_far(interview: Interview) -> tuple[str, ...]:
    """The advice as it would be if nothing more were answered, in a few lines."""
    explanation = explain(
        interview.network, "", interview.conclusions, now=interview.now, questions=False
    )
    return headline_of(explanation)


class ChangedDecision(NamedTuple):
    """What answers have just changed of one decision, as a sentence, with the options it names."""

    told: str
    options: tuple[str, ...]


def what_changed(before: Interview, after: Interview) -> list[ChangedDecision]:
    """What answers have just changed of the advice; nothing that went away."""
    was, now = _wording(before), _wording(after)
    lines = []
    for name in changed_decisions(before.conclusions, after.conclusions):
        decision = after.ruleset.decisions[name]
        old = _options(decision, outcome(before.conclusions.decisions[name]), was)
        new = _options(decision, outcome(after.conclusions.decisions[name]), now)
        if decision.many:
            lines += _more_and_less(before, after, decision, now)
        elif new is not None and old is not None and new != old:
            told = f"{capitalised(now.label(name))}: now {quote(new)}, before {quote(old)}."
            lines.append(ChangedDecision(told, (new,)))
    return lines


def _more_and_less(
    before: Interview, after: Interview, decision: Decision, wording: Wording
) -> list[ChangedDecision]:
    """What a decision that chooses many has chosen now and not before, and the other way round."""
    was, now = (one.conclusions.decisions[decision.id].choices for one in (before, after))
    told = {
        "now also": [o for o in now if o not in was],
        "no longer": [o for o in was if o not in now],
    }
    lines = []
    for how, options in told.items():
        if options and now:
            labels = tuple(wording.option(decision.options[o]) for o in options)
            named = f"{capitalised(wording.label(decision.id))}: {how}"
            lines.append(ChangedDecision(f"{named} {joined(map(quote, labels))}.", labels))
    return lines


def settled_after(interview: Interview) -> str:
    """How many questions it took, as in "settled after 6 of 22 questions"."""
    asked = interview.asked
    if not interview.settled and interview.budget.is_spent:
        return (
            f"Stopped after {counted(asked, 'question')}: it was not found out in time whether "
            "other answers could still change this."
        )
    if not interview.settled:
        return f"Stopped after {counted(asked, 'question')}; some answers could still change this."
    if not asked:
        return "Settled without a question."
    return f"Settled after {counted(asked, 'question')}."


def interview_page(interview: Interview, explanation: Explanation) -> Page:
    """The page of the advice that an interview led to, with what was asked at its end."""
    wording = _wording(interview)
    asked = [
        Point(
            "" if answer.value is None else sentence(wording.value(answer.fact, answer.value)),
            wording.question(answer.fact) + (" Not known." if answer.value is None else ""),
        )
        for answer in interview.answers
    ]
    whole = page(explanation)
    section = Section("Asked and answered", points=(Point(settled_after(interview)), *asked))
    return whole._replace(sections=(*whole.sections, section))
