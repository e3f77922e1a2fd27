"""The words of an interview: the question, what may be answered, why it is asked, what is open.

The interview itself is in ``questions``; whoever holds it with a person shows these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tactful.answers.interview import Interview
from tactful.answers.whatif import outcome_words
from tactful.explanation.explanation import Explanation, does_not_fit
from tactful.explanation.page import page
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
from tactful.language.calendar import countries, regions, zone_exists
from tactful.language.conclusions import Origin, outcome
from tactful.language.model import Ruleset
from tactful.language.strata import reached
from tactful.language.values import NONE, Kind, NotAValue, Value
from tactful.pages.page import Page, Point, Section
from tactful.scenarios.spoken import NO_SUCH, as_written, spoken_names
from tactful.text.names import Speller, spaced

_HINTS = {
    Kind.NUMBER: "a number",
    Kind.DATE: "a date, as 2026-11-20",
    Kind.TIME: "a time, as 16:30",
    Kind.DATETIME: "a date and a time, as 2026-11-20 14:00",
    Kind.TEXT: "in a word or two",
}
SEVERAL = "one or more, with commas between them"

MOST_EFFECTS = 6
"""How many answers are told with what they would change."""

MOST_REGIONS = 20
"""How many regions are listed; nobody knows their abbreviations by heart."""


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
    """

    fact: str
    question: str
    choices: tuple[Choice, ...]
    hint: str | None
    taken_for_granted: str | None
    none: str | None = None
    many: bool = False


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


def asking(interview: Interview, fact: str) -> Asking:
    """Put the question for a fact into words."""
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
        hint = _HINTS[type_.kind] + (f" of {type_.unit}" if type_.unit else "")
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
    )


def _wording(interview: Interview) -> Wording:
    return wording_of(interview.ruleset, interview.conclusions)


def understood(ruleset: Ruleset, asked: Asking, answer: str, country: Value | None = None) -> Value:
    """What a person answered: the number of a choice, its name, its label or how they begin.

    ``country`` is what is known of the clock's country, in which a region has to be.

    Raises:
        NotAValue: with what is wrong and what would be right, if it is no answer.
    """
    words = " ".join(answer.split())
    if asked.many:
        return _several(asked, words)
    if asked.choices:
        return _chosen(asked, words)
    fact = ruleset.facts[asked.fact]
    value = fact.type.parse(as_written(ruleset, asked.fact, words))
    if value is NONE:
        return value
    fact.type.check(value)
    clock = ruleset.clock
    if asked.fact == clock.timezone and not zone_exists(words):
        raise NotAValue(f"`{words}` is not a time zone", "write it as Europe/Paris")
    if asked.fact == clock.country and words not in countries():
        near = Speller().nearest(words, [c for c in countries() if len(c) == 2])
        meant = f"did you mean `{near}`?" if near else "write two capital letters, as US or FR"
        raise NotAValue(f"`{words}` is not a country whose holidays are known", meant)
    if asked.fact == clock.region and isinstance(country, str):
        _check_region(words, country)
    return value


def _check_region(region: str, country: str) -> None:
    known = regions(country)
    if region not in known:
        help_ = "press Enter: everywhere in this country has the same holidays"
        if known:
            help_ = Speller().help(region, known, "the regions", MOST_REGIONS)
        raise NotAValue(f"`{country}` has no region `{region}` with holidays of its own", help_)


def _chosen(asked: Asking, words: str) -> Value:
    if words.isdecimal() and 1 <= int(words) <= len(asked.choices):
        return asked.choices[int(words) - 1].value
    folded = spaced(words).casefold()
    names = [(_named(choice), choice.value) for choice in asked.choices]
    for spoken, value in names:
        if folded in spoken:
            return value
    begun = {
        value for spoken, value in names for one in spoken if folded and one.startswith(folded)
    }
    if len(begun) == 1:
        return begun.pop()
    listed = joined((quote(choice.label) for choice in asked.choices), "or")
    problem = "could be more than one of the answers" if begun else "is not one of the answers"
    raise NotAValue(f"`{words}` {problem}", f"type a number from the list, or {listed}")


def _named(choice: Choice) -> list[str]:
    if isinstance(choice.value, bool):
        return [choice.label]
    return spoken_names(str(choice.value), choice.label, choice.also)


def _several(asked: Asking, words: str) -> Value:
    """Several choices: numbers, names or labels with commas between them, or that it is none."""
    whole = words.strip("[]")
    labels = {name for choice in asked.choices for name in _named(choice)}
    if whole.casefold() not in labels:
        if whole.casefold() in (*NO_SUCH, NONE_OF_THEM, ""):
            return frozenset()
        parts = whole.replace(";", ",").split(",")
        if all(part.isdecimal() for part in whole.split()):
            parts = whole.split()
        named = [part.strip() for part in parts if part.strip()]
        return frozenset(str(_chosen(asked, part)) for part in named)
    return frozenset((str(_chosen(asked, whole)),))


def why_asked(interview: Interview, fact: str) -> list[str]:
    """Why a question is asked: what it may still change, and what the answers would do."""
    ruleset, wording = interview.ruleset, _wording(interview)
    decisions = interview.relevance.matters_to(fact)
    named = joined(wording.named(name) for name in decisions)
    lines = [f"The answer may still change {named}."]
    effects = [effect for effect in interview.effects(fact) if effect.changes]
    for effect in effects[:MOST_EFFECTS]:
        then = wording_of(ruleset, interview.evaluate({**interview.known, fact: effect.value}))
        changes = "; ".join(
            f"{wording.named(name)} would be "
            f"{quote(outcome_words(ruleset.decisions[name], came, then))}"
            for name, came in effect.changes.items()
        )
        answer = quote(wording.value(fact, effect.value))
        lines.append(sentence(f"if the answer is {answer}, {changes}"))
    if len(effects) > MOST_EFFECTS:
        lines.append("And so on.")
    if not effects:
        lines.append(_together(interview, fact, wording))
    return lines


def _together(interview: Interview, fact: str, wording: Wording) -> str:
    """An example of how an answer matters that does nothing on its own."""
    witness = interview.relevance.witness(fact)
    alone = "On its own it changes nothing, but together with other answers it may."
    if witness is None:
        return alone
    others = [wording.states(name, value) for name, value in witness.rest.items()]
    others = [
        words
        for words, name in zip(others, witness.rest, strict=True)
        if name in interview.relevant
    ][:2]
    if not others:
        return alone
    return f"{alone} For example if {joined(others)}."


def so_far(interview: Interview) -> list[str]:
    """For each decision that chooses one option, what it can still come to."""
    wording = _wording(interview)
    lines = []
    for name, decision in interview.ruleset.decisions.items():
        if decision.many:
            continue
        possible = interview.possible(name)
        labels = [quote(wording.option(o)) for o in decision.options.values() if o.id in possible]
        named = capitalised(wording.label(name))
        if len(possible) == 1:
            came = outcome(interview.conclusions.decisions[name])
            lines.append(f"{named}: {outcome_words(decision, came, wording)}. That is settled.")
        elif len(labels) == 1:
            lines.append(f"{named}: {labels[0]}, if anything.")
        elif labels:
            lines.append(f"{named}: {joined(labels, 'or')}.")
    return lines


def settled_after(interview: Interview) -> str:
    """How many questions it took, as in "settled after 6 of 22 questions"."""
    asked, all_ = len(interview.answers), len(interview.askable)
    if not interview.settled and interview.budget.is_spent:
        return (
            f"Stopped after {counted(asked, 'question')}: it was not found out in time whether "
            "other answers could still change this."
        )
    if not interview.settled:
        return f"Stopped after {counted(asked, 'question')}; some answers could still change this."
    if not asked:
        return f"Settled without any of {counted(all_, 'question')}."
    return f"Settled after {asked} of {counted(all_, 'question')}."


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


def answers_of(interview: Interview) -> Mapping[str, Value]:
    """The answers that say something, by fact: what a scenario would give."""
    return {a.fact: a.value for a in interview.answers if a.value is not None}
