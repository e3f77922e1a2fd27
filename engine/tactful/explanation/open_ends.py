"""What advice takes for granted, and what could still change it, as points of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.explanation.decisions import Reason
from tactful.explanation.explanation import ExplainedFact, Explanation, OpenQuestion
from tactful.explanation.times import repeated, without_country, without_zone
from tactful.explanation.together import noted, together
from tactful.explanation.wording import capitalised, first_sentence, joined, quote, sentence
from tactful.language.conclusions import Origin
from tactful.language.model import Ruleset
from tactful.pages.page import Point, Section

MOST_QUESTIONS = 5
"""How many open questions people are shown; the rest are counted."""

MOST_RECALLED = 3
"""How many rules are recalled that rest on one assumption; the rest are counted."""


def open_ends(explanation: Explanation) -> tuple[Section, ...]:
    """What the advice takes for granted, and what could still change it."""
    questions = questions_left(explanation.asked, explanation.ruleset)
    return (
        Section("Taken for granted", points=_taken_for_granted(explanation)),
        Section("Worth finding out", points=questions),
    )


def questions_left(asked: Iterable[OpenQuestion], ruleset: Ruleset) -> tuple[Point, ...]:
    """The questions whose answers may change the advice, with what they may change."""
    told = []
    for one in asked:
        if len(one.matters_to) > 2 and len(one.matters_to) == len(ruleset.decisions):
            changed = "all of the advice"
        else:
            told_of = zip(one.matters_to, one.decisions, strict=True)
            changed = joined(noted(ruleset, told_of, one.fact))
        told.append((one.fact, Point(one.question, aside=f"may change {changed}")))
    points = together(ruleset, told)
    if len(points) > MOST_QUESTIONS:
        more = Point(f"And {len(points) - MOST_QUESTIONS} more.")
        return (*points[:MOST_QUESTIONS], more)
    return points


def is_taken(fact: ExplainedFact, ruleset: Ruleset) -> bool:
    """Whether a default was taken for a fact that is asked of people.

    What nobody is asked is the rules' own: it is worked out, if only from nothing having said
    otherwise.
    """
    is_asked = ruleset.facts[fact.id].question is not None
    return fact.origin is Origin.DEFAULT and fact.used and is_asked and not is_clock(fact, ruleset)


def is_clock(fact: ExplainedFact, ruleset: Ruleset) -> bool:
    """Whether a fact is the moment of asking, which is told apart."""
    return fact.id == ruleset.clock.now


def recalled(reason: Reason) -> str:
    """A reason by its first sentence, in quotation marks."""
    return quote(first_sentence(reason.because))


def _taken_for_granted(explanation: Explanation) -> tuple[Point, ...]:
    ruleset = explanation.ruleset
    clock = [a.clause for a in explanation.assumptions if a.reason is None]
    points = [Point(f"{sentence(clause)} That is this computer's clock.") for clause in clock]
    points += _about_the_clock(explanation)
    points += together(ruleset, _assumed(explanation))
    points += together(
        ruleset,
        [
            (
                fact.id,
                Point(f"{fact.question} {capitalised(fact.value)}, unless you say otherwise."),
            )
            for fact in explanation.facts
            if is_taken(fact, ruleset)
        ],
    )
    return tuple(points)


def _assumed(explanation: Explanation) -> Iterator[tuple[str, Point]]:
    """What is assumed, under a rule that rests on it, with what would not count otherwise."""
    resting_on: dict[str, list[Reason]] = {}
    for assumption in explanation.assumptions:
        if assumption.reason is not None and assumption.counts:
            said = assumption.clause
            if assumption.answered is not None:
                said = " ".join(map(capitalised, assumption.answered))
            resting_on.setdefault(said, []).append(assumption.reason)
    for said, reasons in resting_on.items():
        all_ = together(
            explanation.ruleset, [(reason.rule, recalled(reason)) for reason in reasons]
        )
        rest = joined(all_[:MOST_RECALLED])
        if len(all_) > MOST_RECALLED:
            rest += f", and {len(all_) - MOST_RECALLED} more"
        yield (
            reasons[0].rule,
            Point(f"{sentence(said)} Otherwise this would not count: {rest}."),
        )


def _about_the_clock(explanation: Explanation) -> Iterator[Point]:
    window, clock = explanation.window, explanation.ruleset.clock
    known = {name: fact.value for name, fact in explanation.conclusions.facts.items()}
    timezone = known.get(clock.timezone or "")
    if timezone is not None:
        for said in repeated(known.values(), str(timezone)):
            yield Point(said)
    wait = explanation.wait if window is None else None
    if wait is not None:
        window = wait.hours
    if window is None:
        return
    if clock.timezone is not None and window.setting.timezone is None:
        yield Point(without_zone(explanation.ruleset))
    if clock.country is not None and window.setting.country is None:
        yield Point(without_country(explanation.ruleset))
