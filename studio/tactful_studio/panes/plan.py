"""The plan: what to do when, and what is advised at each moment if nothing is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from tactful.explanation.explanation import explain
from tactful.explanation.page import headline_of
from tactful.network.kept import network_with
from tactful.pages.html import part
from tactful.plans.page import plan_page
from tactful.plans.plan import HORIZON
from tactful.plans.timeline import Timeline
from tactful.workspace.advising import planned
from tactful_studio.advice import Client, client, facts_of
from tactful_studio.pane_input import PaneInput
from tactful_studio.rendering import rendered

TITLE = "Plan"
PROVES = True


class ShownMoment(NamedTuple):
    """A moment at which the advice changes by itself, and what is advised from then on."""

    when: str
    headline: tuple[str, ...]
    facts: dict[str, object]


def pane(asked: PaneInput) -> str:
    """The drawn plan, and a slider over the moments at which the advice changes."""
    told = client(asked)
    if told is None:
        return rendered("panes/no_rules.html")
    if told.ruleset.clock.now is None:
        return rendered("panes/plan.html", told=told, page=None, moments=[])
    timeline = planned(told.scenario, told.network, HORIZON, asked.clock.zone)
    page = part(plan_page(timeline), 3, "plan")
    return rendered("panes/plan.html", told=told, page=page, moments=_moments(told, timeline))


def _moments(told: Client, timeline: Timeline) -> list[ShownMoment]:
    """Now, and every moment at which anything of the advice changes if nothing is done."""
    network = network_with(told.network, told.scenario.people)
    plan = timeline.plan
    at = [(plan.start, plan.at_start), *((c.moment, c.conclusions) for c in plan.changes)]
    found = []
    for moment, conclusions in at:
        explanation = explain(network, told.scenario.title, conclusions, questions=False)
        now = {told.ruleset.clock.now or "": moment}
        client_then = replace(told.scenario, given={**told.scenario.given, **now})
        facts: dict[str, object] = {**facts_of(client_then, told.ruleset)}
        found.append(ShownMoment(_said(moment, plan.start), tuple(headline_of(explanation)), facts))
    return found


def _said(moment: datetime, start: datetime) -> str:
    """A moment in words, with its weekday."""
    if moment == start:
        return "Now"
    return f"{moment:%A} {moment.day} {moment:%B %Y}, {moment:%H:%M}"
