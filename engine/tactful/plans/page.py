"""A timeline laid out as a page, with the timeline drawn."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.explanation.decisions import Reason
from tactful.explanation.page import what_does_not_fit
from tactful.pages.page import Page, Point, Section
from tactful.pages.steps import ShownStep, ShownTurn, Steps, Turns, Why
from tactful.plans.drawing import drawing, strip
from tactful.plans.telling import steps_together
from tactful.plans.timeline import Timeline


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
