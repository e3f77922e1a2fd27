"""An explanation laid out for people: what is said, in which order, under which headings.

The advice comes first, then why, then what could change it. Ids and scores stay out, except a
rule's name where two rules disagree and someone has to act.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from tactful.explanation.decisions import ExplainedDecision, ExplainedOption, Reason
from tactful.explanation.explanation import DoesNotFit, Explanation
from tactful.explanation.open_ends import is_clock, is_taken, open_ends, recalled
from tactful.explanation.people import ruled_out, said_of, topics_together, when_for_each
from tactful.explanation.times import until_when, when, why_later
from tactful.explanation.together import together
from tactful.explanation.wording import capitalised, joined, quote, sentence
from tactful.grounding.names import authors_name, copy_of
from tactful.language.conclusions import Origin, Status
from tactful.language.model import Ruleset, Stance
from tactful.pages.page import Bar, Page, Point, Section, Topic, with_something_to_say

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
    worked_out = Section("Worked out from what is known", points=_worked_out(explanation))
    not_a_question = _not_applicable(explanation)
    sections = (
        disagreements(explanation),
        Section("Why", topics=_topics(explanation)),
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


def what_does_not_fit(found: Iterable[DoesNotFit], ruleset: Ruleset) -> tuple[str, ...]:
    """Which facts cannot be so together, to be read before any advice; empty where they can."""
    return together(
        ruleset,
        [(one.constraint, f"Check first what does not fit together. {one.told}") for one in found],
    )


def disagreements(explanation: Explanation) -> Section:
    """Where rules say different things; empty where they do not."""
    return Section("Where the rules disagree", points=_disagreements(explanation))


def by_the_time(explanation: Explanation) -> Section:
    """What will be advised otherwise when the window opens; empty where nothing will."""
    return Section("By the time you act", points=_by_then(explanation))


def exceptions(explanation: Explanation) -> tuple[Section, ...]:
    """What did not count: conclusions that a given value beats, and rules that were set aside."""
    return (
        Section("Your word stands", points=_overruled(explanation)),
        Section("Set aside for a rule that fits better", points=_gave_way(explanation)),
    )


def headline_of(explanation: Explanation, my_timezone: str | None = None) -> tuple[str, ...]:
    """What does not fit, then the advice in a few lines, and until when to wait or when to act."""
    window = explanation.window
    misfits = what_does_not_fit(explanation.does_not_fit, explanation.ruleset)
    said = (*misfits, *explanation.headline)
    wait, ruleset = explanation.wait, explanation.ruleset
    if wait is not None and copy_of(ruleset, wait.hours.decision) is None:
        said = (*said, until_when(wait, my_timezone))
    if window is not None and copy_of(ruleset, window.decision) is None:
        later = why_later(window)
        exactly = f"When exactly: {when(window, my_timezone)}." + (f" {later}" if later else "")
        said = (*said, exactly)
    return (*said, *when_for_each(explanation, my_timezone))


def _topics(explanation: Explanation) -> tuple[Topic, ...]:
    """What is asked and answered; what is the same for several is told once."""
    made: list[tuple[str, Topic]] = []
    for decision in explanation.decisions:
        if decision.status is not Status.NOT_APPLICABLE:
            points = _points_of_many(decision) if decision.many else _points_of_one(decision)
            answer = "" if decision.many and decision.chosen else decision.answer
            topic = Topic(decision.question, answer, tuple(points), bars_of(decision))
            made.append((decision.id, topic))
    return topics_together(explanation.ruleset, made)


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
    found: dict[tuple[Reason, str], list[str]] = {}
    for decision in explanation.decisions:
        if decision.status is not Status.NOT_APPLICABLE:
            for option in decision.options:
                for reason in option.ruled_out_by[:1]:
                    one = ruled_out(reason, option.label, decision.id, ruleset)
                    found.setdefault(one, []).append(decision.id)
    labels: dict[tuple[Reason, tuple[str, ...]], list[str]] = {}
    for (reason, label), decisions in found.items():
        labels.setdefault((reason, tuple(decisions)), []).append(label)
    by_reason: dict[Reason, list[str]] = {}
    for (reason, ids), options in labels.items():
        because, for_whom = said_of(reason.because, ids, ruleset)
        said = by_reason.setdefault(reason._replace(because=because), [])
        said += [f"{label}{for_whom}" for label in options]
    for reason, named in by_reason.items():
        yield _point(reason, sentence(joined(named, "or")))


def _by_then(explanation: Explanation) -> tuple[Point, ...]:
    points = []
    for one in explanation.by_then:
        if not one.is_same_moment:
            lead = f"{one.question} {one.answer}"
            said = [*one.begin[:1]] or [*one.end[:1]]
            reason = " ".join(r.because for r in said)
            if not one.begin and reason:
                reason = f"No longer counts: {reason}"
            points.append((one.decision, Point(reason, lead, said[0].credit if said else None)))
    return together(explanation.ruleset, points)


def _disagreements(explanation: Explanation) -> tuple[Point, ...]:
    ruleset, points = explanation.ruleset, []
    for disagreement in explanation.disagreements:
        sides = joined(
            f"the rule `{authors_name(ruleset, reason.rule)}` says {quote(value)} "
            f"({quote(reason.because)})"
            for value, reason in disagreement.sides
        )
        if disagreement.is_fact:
            outcome = "So it counts as unknown. Say yourself what it is, or let one rule override "
        else:
            outcome = "So there is no recommendation. Let one rule override "
        text = f"{capitalised(sides)}. {outcome}the other."
        points.append((disagreement.about, Point(text, f"About {disagreement.named}:")))
    return together(ruleset, points)


def _overruled(explanation: Explanation) -> tuple[Point, ...]:
    points = []
    for overruled in explanation.overruled:
        first = overruled.reasons[0]
        text = (
            f"You {overruled.said}, and that stands. Otherwise it would be "
            f"{quote(overruled.concluded)}: {first.because}"
        )
        points.append((overruled.fact, Point(text, credit=first.credit)))
    return together(explanation.ruleset, points)


def _gave_way(explanation: Explanation) -> tuple[Point, ...]:
    points = []
    for gave_way in explanation.gave_way:
        others = joined(map(recalled, gave_way.to))
        text = f"{recalled(gave_way.reason)} gives way here to {others}."
        points.append((gave_way.reason.rule, Point(text, credit=gave_way.to[0].credit)))
    return together(explanation.ruleset, points)


def _worked_out(explanation: Explanation) -> tuple[Point, ...]:
    ruleset, facts = explanation.ruleset, explanation.facts
    points = [
        (
            fact.id,
            Point(
                " ".join(dict.fromkeys(reason.because for reason in fact.reasons)),
                f"{capitalised(fact.label)}: {fact.value}.",
                fact.reasons[0].credit if fact.reasons else None,
            ),
        )
        for fact in facts
        if fact.origin is Origin.CONCLUDED
    ]
    computed = [
        (fact.id, f"{fact.label}: {fact.value}{'' if fact.parts is None else f', {fact.parts}'}")
        for fact in facts
        if fact.origin is Origin.COMPUTED and fact.used
    ]
    points += [
        (fact.id, Point(f"{capitalised(fact.label)}: {fact.value}, unless you say otherwise."))
        for fact in facts
        if fact.origin is Origin.DEFAULT and fact.used and not is_taken(fact, ruleset)
        if not is_clock(fact, ruleset)
    ]
    told = together(ruleset, points)
    if computed:
        told += (Point(sentence("; ".join(together(ruleset, computed)))),)
    return told


def _not_applicable(explanation: Explanation) -> tuple[Point, ...]:
    found = [
        (decision.id, (decision.question, decision.remark))
        for decision in explanation.decisions
        if decision.status is Status.NOT_APPLICABLE and decision.remark is not None
    ]
    by_cause: dict[str, list[str]] = {}
    for question, cause in together(explanation.ruleset, found):
        by_cause.setdefault(cause, []).append(question)
    return tuple(
        Point(f"{' '.join(questions)} {_none_of(len(questions))}, because {cause}.")
        for cause, questions in by_cause.items()
    )


def _none_of(number: int) -> str:
    if number == 1:
        return "That does not come up"
    return "Neither comes up" if number == 2 else "None of these comes up"
