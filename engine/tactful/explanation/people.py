"""Advice for each of several: when to act, and what is ruled out for whom."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from tactful.explanation.decisions import Reason
from tactful.explanation.explanation import Explanation
from tactful.explanation.times import until_when, when, why_later
from tactful.explanation.together import MARK, Ones, marked, ones, unmarked
from tactful.explanation.wording import in_a_sentence
from tactful.grounding.names import authors_name, copy_of, name_of_one
from tactful.grounding.windows import waits_of_each, windows_of_each
from tactful.language.model import Ruleset
from tactful.language.terms import Copy
from tactful.pages.page import Bar, Point, Topic


def when_for_each(explanation: Explanation, my_timezone: str | None) -> tuple[str, ...]:
    """When to act for each of several, or until when to wait, where each has their own time.

    Those who share a time are told together.
    """
    ruleset, conclusions = explanation.ruleset, explanation.conclusions
    whom: dict[tuple[str, str], list[Copy]] = {}
    for one, window in windows_of_each(ruleset, conclusions).items():
        later = why_later(window)
        said = f": {when(window, my_timezone)}." + (f" {later}" if later else "")
        whom.setdefault(("When exactly", said), []).append(one)
    for one, wait in waits_of_each(ruleset, conclusions).items():
        whom.setdefault(("", until_when(wait, my_timezone)), []).append(one)
    return tuple(_for_whom(*said, copies, ruleset) for said, copies in whom.items())


def _for_whom(lead: str, said: str, copies: list[Copy], ruleset: Ruleset) -> str:
    people = ones(ruleset, copies)
    if not people.others:
        return f"{lead}{said}"
    if lead:
        return f"{lead}, for {people.listed}{said}"
    return f"For {people.listed}: {said}"


def ruled_out(reason: Reason, label: str, decision: str, ruleset: Ruleset) -> tuple[Reason, str]:
    """An option that is ruled out, as it is of everybody of whom the same can be said."""
    copy = copy_of(ruleset, decision)
    if copy is None:
        return reason, label
    because, told = marked((reason.because, label), name_of_one(ruleset, copy))
    return reason._replace(rule=authors_name(ruleset, reason.rule), because=because), told


def said_of(because: str, decisions: Sequence[str], ruleset: Ruleset) -> tuple[str, str]:
    """Why something is ruled out in some decisions, and for whom where that has to be said."""
    copies = [copy for name in decisions if (copy := copy_of(ruleset, name)) is not None]
    if not copies:
        return because, ""
    people = ones(ruleset, copies)
    is_said = MARK in because or not people.others
    return unmarked(because, people), "" if is_said else f" for {people.listed}"


def topics_together(ruleset: Ruleset, told: Sequence[tuple[str, Topic]]) -> tuple[Topic, ...]:
    """What was asked and answered, by decision; what has one answer for several is one topic.

    What is said only of some of them is led in by whom it is of.
    """
    groups: dict[Hashable, list[tuple[Copy, Topic]]] = {}
    made: dict[Hashable, Topic] = {}
    for name, topic in told:
        copy = copy_of(ruleset, name)
        if copy is None:
            made[name] = topic
            continue
        about: Topic = marked(topic, name_of_one(ruleset, copy))
        key: Hashable = (copy.each, copy.of, about.question, about.answer)
        made.setdefault(key, topic)
        groups.setdefault(key, []).append((copy, about))
    for which, found in groups.items():
        if len(found) > 1:
            made[which] = _one_topic(found, ruleset)
    return tuple(made.values())


def _one_topic(found: list[tuple[Copy, Topic]], ruleset: Ruleset) -> Topic:
    everybody = [copy for copy, _ in found]
    of_points: dict[Point, list[Copy]] = {}
    of_bars: dict[tuple[Bar, ...], list[Copy]] = {}
    for copy, topic in found:
        of_bars.setdefault(topic.bars, []).append(copy)
        for point in dict.fromkeys(topic.points):
            of_points.setdefault(point, []).append(copy)
    points = [
        point if len(copies) == len(everybody) else _led_in(point, ones(ruleset, copies))
        for point, copies in of_points.items()
    ]
    whose = [ones(ruleset, copies) for copies in of_bars.values()]
    bars = [
        bar if len(of_bars) == 1 else bar._replace(label=f"{bar.label} ({people.listed})")
        for people, group in zip(whose, of_bars, strict=True)
        for bar in group
    ]
    first = found[0][1]._replace(points=tuple(points), bars=tuple(bars))
    told: Topic = unmarked(first, ones(ruleset, everybody))
    return told


def _led_in(point: Point, people: Ones) -> Point:
    """A point that is of some only, with words for them; it says whom where it does not yet."""
    told: Point = unmarked(point, people)
    if MARK in (point.text if point.lead is None else point.lead):
        return told
    lead = f"For {people.listed}:"
    return told._replace(lead=lead if told.lead is None else f"{lead} {in_a_sentence(told.lead)}")
