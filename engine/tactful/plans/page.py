"""A timeline laid out as a page, with the timeline drawn."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from tactful.explanation.decisions import Reason
from tactful.explanation.page import what_does_not_fit
from tactful.explanation.together import marked, ones, unmarked
from tactful.grounding.names import name_of_one
from tactful.language.model import Ruleset
from tactful.language.terms import Copy
from tactful.pages.page import Page, Point, Section
from tactful.pages.steps import ShownStep, ShownTurn, Steps, Turns, Why
from tactful.plans.drawing import drawing, strip
from tactful.plans.timeline import Timeline, TimelineEntry


def plan_page(timeline: Timeline) -> Page:
    """Lay a timeline out."""
    entries = steps_together(timeline.entries, timeline.plan.ruleset)
    steps = tuple(
        ShownStep(entry.act, entry.when, entry.what, entry.more, tuple(map(_why, entry.why)))
        for entry in entries
    )
    sections = [
        Section("The plan", blocks=(Steps(steps, drawing(timeline._replace(entries=entries))),))
    ]
    if timeline.turns or timeline.lesser is not None:
        turns = tuple(
            ShownTurn(turn.when, turn.what, tuple(_why(reason, lead) for lead, reason in turn.why))
            for turn in timeline.turns
        )
        sections.append(
            Section("If you do nothing", blocks=(Turns(turns, timeline.lesser, strip(timeline)),))
        )
    sections.append(_listed("How it ends", timeline.endings))
    sections.append(_listed("Taken for granted", timeline.notes))
    first = timeline.does_not_fit[0] if timeline.does_not_fit else ()
    headline = (*what_does_not_fit(first, timeline.plan.ruleset), timeline.holds)
    return Page(timeline.title, headline, tuple(sections), "plan")


def _why(reason: Reason, lead: str = "") -> Why:
    return Why(reason.because, lead, reason.credit)


def _listed(heading: str, said: Iterable[str]) -> Section:
    return Section(heading, points=tuple(map(Point, said)))


def steps_together(entries: Iterable[TimelineEntry], ruleset: Ruleset) -> tuple[TimelineEntry, ...]:
    """The entries of a timeline for people: one for those to whom the same is done at one time.

    Only entries that follow each other are put together, so that the order stays.
    """
    told: list[TimelineEntry] = []
    for (_, whom), group in groupby(entries, key=lambda one: (one.when, one.step.whom is None)):
        found = [*group]
        if whom:
            told += found
            continue
        alike: dict[tuple[str, ...], list[tuple[Copy, TimelineEntry]]] = {}
        for entry in found:
            assert entry.step.whom is not None  # noqa: S101 - those for all are told already
            said = (entry.what, *entry.more, *(reason.because for reason in entry.why))
            words = marked(said, name_of_one(ruleset, entry.step.whom))
            alike.setdefault(words, []).append((entry.step.whom, entry))
        told += [_one_entry(same, ruleset) for same in alike.values()]
    return tuple(told)


def _one_entry(found: list[tuple[Copy, TimelineEntry]], ruleset: Ruleset) -> TimelineEntry:
    first, entry = found[0]
    if len(found) == 1:
        return entry
    people, name = ones(ruleset, [copy for copy, _ in found]), name_of_one(ruleset, first)
    words = marked((entry.what, entry.more, entry.why), name)
    what, more, why = unmarked(words, people)
    return entry._replace(what=what, more=more, why=why)
