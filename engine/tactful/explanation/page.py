"""An explanation laid out for people: what is said, in which order, under which headings.

The advice comes first, then why, then what could change it. Ids and scores stay out, except a
rule's name where two rules disagree and someone has to act.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from tactful.explanation.by_then import ByThen
from tactful.explanation.decisions import ExplainedDecision, ExplainedOption, Reason
from tactful.explanation.explanation import (
    Disagreement,
    DoesNotFit,
    ExplainedFact,
    Explanation,
    Overruled,
)
from tactful.explanation.people import of_whom, once_for_all, when_for_each
from tactful.explanation.times import (
    repeated,
    until_when,
    when,
    why_later,
    without_country,
    without_zone,
)
from tactful.explanation.wording import capitalised, first_sentence, joined, quote, sentence
from tactful.grounding.names import copy_of, name_of_one
from tactful.language.conclusions import Origin, Status
from tactful.language.model import Ruleset, Stance
from tactful.pages.page import Bar, Page, Point, Section, Topic, with_something_to_say

MOST_QUESTIONS = 5
"""How many open questions people are shown; the rest are counted."""

MOST_RECALLED = 3
"""How many rules are recalled that rest on one assumption; the rest are counted."""

STEM, ECHO = 5, 0.6
"""How much of a word tells which it is, and which share of a label's words a reason repeats."""

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")

Audience: TypeAlias = Literal["client", "coach"]
"""For whom a page is: for who is advised, or for who advises."""

FOR_THE_COACH = (
    "Set aside for a rule that fits better",
    "Worked out from what is known",
    "Nothing to decide here",
)
"""Headings of what tells a client nothing."""


def for_reader(page: Page, reader: Audience | None) -> Page:
    """A page as it is for somebody: a client's is without bars, pictures and workings."""
    if reader != "client":
        return page
    sections = tuple(
        section._replace(topics=tuple(t._replace(bars=(), graph=None) for t in section.topics))
        for section in page.sections
        if section.heading not in FOR_THE_COACH
    )
    return page._replace(sections=sections)


def page(explanation: Explanation, my_timezone: str | None = None) -> Page:
    """Lay out an explanation. Sections with nothing to say are left out.

    ``my_timezone`` is the reader's, in which the window is told as well.
    """
    worked_out = Section("Worked out from what is known", points=_worked_out(explanation.facts))
    not_a_question = _not_applicable(explanation.decisions)
    sections = (
        disagreements(explanation),
        Section("Why", topics=_topics(explanation.decisions, explanation.ruleset)),
        Section("Ruled out", points=tuple(_ruled_out(explanation))),
        by_the_time(explanation),
        *exceptions(explanation),
        worked_out,
        Section("Nothing to decide here", points=not_a_question),
        *open_ends(explanation),
    )
    return Page(
        explanation.title,
        headline_of(explanation, my_timezone),
        with_something_to_say(sections),
    )


def what_does_not_fit(found: Iterable[DoesNotFit]) -> tuple[str, ...]:
    """Which facts cannot be so together, to be read before any advice; empty where they can."""
    return tuple(f"Check first what does not fit together. {one.told}" for one in found)


def disagreements(explanation: Explanation) -> Section:
    """Where rules say different things; empty where they do not."""
    return Section("Where the rules disagree", points=_disagreements(explanation.disagreements))


def by_the_time(explanation: Explanation) -> Section:
    """What will be advised otherwise when the window opens; empty where nothing will."""
    return Section("By the time you act", points=tuple(_by_then(explanation.by_then)))


def exceptions(explanation: Explanation) -> tuple[Section, ...]:
    """What did not count: conclusions that a given value beats, and rules that were set aside."""
    return (
        Section("Your word stands", points=tuple(_overruled(explanation.overruled))),
        Section("Set aside for a rule that fits better", points=_gave_way(explanation)),
    )


def open_ends(explanation: Explanation) -> tuple[Section, ...]:
    """What the advice takes for granted, and what could still change it."""
    return (
        Section("Taken for granted", points=_taken_for_granted(explanation)),
        Section("Worth finding out", points=_worth_finding_out(explanation)),
    )


def headline_of(explanation: Explanation, my_timezone: str | None = None) -> tuple[str, ...]:
    """What does not fit, then the advice in a few lines, and until when to wait or when to act."""
    window = explanation.window
    said = (*what_does_not_fit(explanation.does_not_fit), *explanation.headline)
    wait = explanation.wait
    if wait is not None:
        said = (*said, until_when(wait, my_timezone))
    if window is None:
        return said
    later = why_later(window)
    own = when_for_each(explanation, my_timezone)
    if own:
        return (*said, *own)
    exactly = f"When exactly: {when(window, my_timezone)}." + (f" {later}" if later else "")
    return (*said, exactly)


def _topics(decisions: Iterable[ExplainedDecision], ruleset: Ruleset) -> tuple[Topic, ...]:
    """What is asked and answered; what is the same for all of several is told once."""
    made: dict[str, Topic] = {}
    for decision in decisions:
        if decision.status is not Status.NOT_APPLICABLE:
            points = _points_of_many(decision) if decision.many else _points_of_one(decision)
            answer = "" if decision.many and decision.chosen else decision.answer
            made[decision.id] = Topic(decision.question, answer, tuple(points), bars_of(decision))
    return once_for_all(made, ruleset)


def _points_of_one(decision: ExplainedDecision) -> Iterator[Point]:
    told: set[str] = set()
    for chosen in decision.chosen:
        option = decision.option(chosen)
        for reason in option.in_favour:
            told.add(reason.rule)
            yield _point(reason)
        for reason in option.against:
            told.add(reason.rule)
            yield _point(reason, "On the other hand:")
    if decision.remark is not None:
        yield Point(decision.remark)
    for option in _by_support(decision):
        if option.chosen or option.ruled_out_by or not option.in_favour:
            continue
        lead = _considered(option, decision)
        spoke = option.in_favour if option.score > 0 else option.against
        untold = [reason for reason in spoke if reason.rule not in told]
        if untold:
            told.add(untold[0].rule)
            yield _point(untold[0], f"{lead}:")
        else:
            yield Point("", f"{lead}.")


def _by_support(decision: ExplainedDecision) -> list[ExplainedOption]:
    return sorted(decision.options, key=lambda o: (o.id != decision.runner_up, -o.score))


def _considered(option: ExplainedOption, decision: ExplainedDecision) -> str:
    named = capitalised(quote(option.label))
    if option.id == decision.runner_up and decision.closeness is None:
        return f"For {quote(option.label)}"  # the remark has said that it is a tie
    if any(_is_settled(decision.option(chosen)) for chosen in decision.chosen):
        return f"For {quote(option.label)}"  # where a rule settles it, support decides nothing
    if option.id == decision.runner_up:
        return f"{named} was {decision.closeness}"
    return f"{named} was possible too" if option.score > 0 else f"{named} lost out"


def _points_of_many(decision: ExplainedDecision) -> Iterator[Point]:
    """Each reason once, led in by the options that it brings in."""
    chosen = [decision.option(id_) for id_ in decision.chosen]
    told: set[str] = set()
    brought_in: set[str] = set()
    for option in chosen:
        for reason in option.in_favour:
            if reason.rule in told:
                continue
            told.add(reason.rule)
            supports = [o for o in chosen if reason.rule in {r.rule for r in o.in_favour}]
            new = [o.label for o in supports if o.id not in brought_in]
            if len(new) == 1 and says_again(reason.because, new[0]):
                new = []
            brought_in.update(o.id for o in supports)
            yield _point(reason, sentence(joined(new)) if new else None)
    if decision.remark is not None:
        yield Point(decision.remark)


def says_again(reason: str, label: str) -> bool:
    """Whether a reason says in a sentence what an option's label says, so that one is enough."""
    told, named = ({w[:STEM] for w in _LONG_WORD.findall(t.lower())} for t in (reason, label))
    return len(named) > 1 and len(named & told) >= ECHO * len(named)


def _point(reason: Reason, lead: str | None = None) -> Point:
    return Point(reason.because, lead, reason.credit)


def _recalled(reason: Reason) -> str:
    return quote(first_sentence(reason.because))


def bars_of(decision: ExplainedDecision) -> tuple[Bar, ...]:
    """The support of each option that something was said about, what was chosen first."""
    spoken_of = [option for option in decision.options if option.reasons]
    spoken_of.sort(key=lambda o: (bool(o.ruled_out_by), not o.chosen, -o.score))
    return tuple(
        Bar(o.label, o.score, o.chosen, bool(o.ruled_out_by), o.chosen and _is_settled(o))
        for o in spoken_of
    )


def _is_settled(option: ExplainedOption) -> bool:
    return any(reason.stance is Stance.ALWAYS for reason in option.reasons)


def _ruled_out(explanation: Explanation) -> Iterator[Point]:
    """What is ruled out, under each reason once; for whom, where it is not so for all."""
    ruleset = explanation.ruleset
    by_reason: dict[Reason, dict[str, list[str | None]]] = {}
    for decision in explanation.decisions:
        if decision.status is not Status.NOT_APPLICABLE:
            for option in decision.options:
                for reason in option.ruled_out_by[:1]:
                    copy = copy_of(ruleset, decision.id)
                    own = copy_of(ruleset, reason.rule)
                    same = reason if own is None else reason._replace(rule=own.of)
                    whom = None if copy is None else name_of_one(ruleset, copy)
                    by_reason.setdefault(same, {}).setdefault(option.label, []).append(whom)
    for reason, labels in by_reason.items():
        told = [of_whom(label, whom, reason, ruleset) for label, whom in labels.items()]
        yield _point(reason, sentence(joined(told, "or")))


def _by_then(found: Iterable[ByThen]) -> Iterator[Point]:
    for one in found:
        if not one.is_same_moment:
            lead = f"{one.question} {one.answer}"
            said = [*one.begin[:1]] or [*one.end[:1]]
            reason = " ".join(r.because for r in said)
            if not one.begin and reason:
                reason = f"No longer counts: {reason}"
            yield Point(reason, lead, said[0].credit if said else None)


def _disagreements(found: Iterable[Disagreement]) -> tuple[Point, ...]:
    points = []
    for disagreement in found:
        sides = joined(
            f"the rule `{reason.rule}` says {quote(value)} ({quote(reason.because)})"
            for value, reason in disagreement.sides
        )
        if disagreement.is_fact:
            outcome = "So it counts as unknown. Say yourself what it is, or let one rule override "
        else:
            outcome = "So there is no recommendation. Let one rule override "
        text = f"{capitalised(sides)}. {outcome}the other."
        points.append(Point(text, f"About {disagreement.named}:"))
    return tuple(points)


def _overruled(found: Iterable[Overruled]) -> Iterator[Point]:
    for overruled in found:
        first = overruled.reasons[0]
        text = (
            f"You {overruled.said}, and that stands. Otherwise it would be "
            f"{quote(overruled.concluded)}: {first.because}"
        )
        yield Point(text, credit=first.credit)


def _gave_way(explanation: Explanation) -> tuple[Point, ...]:
    return tuple(
        Point(
            f"{_recalled(gave_way.reason)} gives way here to "
            f"{joined(map(_recalled, gave_way.to))}.",
            credit=gave_way.to[0].credit,
        )
        for gave_way in explanation.gave_way
    )


def _worked_out(facts: Iterable[ExplainedFact]) -> tuple[Point, ...]:
    points = [
        Point(
            " ".join(dict.fromkeys(reason.because for reason in fact.reasons)),
            f"{capitalised(fact.label)}: {fact.value}.",
            fact.reasons[0].credit if fact.reasons else None,
        )
        for fact in facts
        if fact.origin is Origin.CONCLUDED
    ]
    computed = [
        f"{fact.label}: {fact.value}{'' if fact.parts is None else f', {fact.parts}'}"
        for fact in facts
        if fact.origin is Origin.COMPUTED and fact.used
    ]
    if computed:
        points.append(Point(sentence("; ".join(computed))))
    return tuple(points)


def _not_applicable(decisions: Iterable[ExplainedDecision]) -> tuple[Point, ...]:
    by_cause: dict[str, list[str]] = {}
    for decision in decisions:
        if decision.status is Status.NOT_APPLICABLE and decision.remark is not None:
            by_cause.setdefault(decision.remark, []).append(decision.question)
    return tuple(
        Point(f"{' '.join(questions)} {_none_of(len(questions))}, because {cause}.")
        for cause, questions in by_cause.items()
    )


def _none_of(number: int) -> str:
    if number == 1:
        return "That does not come up"
    return "Neither comes up" if number == 2 else "None of these comes up"


def _taken_for_granted(explanation: Explanation) -> tuple[Point, ...]:
    clock = [a.clause for a in explanation.assumptions if a.reason is None]
    points = [Point(f"{sentence(clause)} That is this computer's clock.") for clause in clock]
    points += _about_the_clock(explanation)
    resting_on: dict[str, list[Reason]] = {}
    for assumption in explanation.assumptions:
        if assumption.reason is not None and assumption.counts:
            said = assumption.clause
            if assumption.answered is not None:
                said = " ".join(map(capitalised, assumption.answered))
            resting_on.setdefault(said, []).append(assumption.reason)
    for said, reasons in resting_on.items():
        rest = joined([_recalled(reason) for reason in reasons[:MOST_RECALLED]])
        if len(reasons) > MOST_RECALLED:
            rest += f", and {len(reasons) - MOST_RECALLED} more"
        points.append(Point(f"{sentence(said)} Otherwise this would not count: {rest}."))
    points += [
        Point(f"{fact.question} {capitalised(fact.value)}, unless you say otherwise.")
        for fact in explanation.facts
        if fact.origin is Origin.DEFAULT and fact.used and fact.id != explanation.ruleset.clock.now
    ]
    return tuple(points)


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


def _worth_finding_out(explanation: Explanation) -> tuple[Point, ...]:
    asked = explanation.asked
    points = [
        Point(a.question, aside=f"may change {joined(a.decisions)}") for a in asked[:MOST_QUESTIONS]
    ]
    if len(asked) > MOST_QUESTIONS:
        points.append(Point(f"And {len(asked) - MOST_QUESTIONS} more."))
    return tuple(points)
