"""What would change the advice: by what the client can do, then by what they may find out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tactful.answers.whatif import led_in, what_if
from tactful.grounding.ground import ground
from tactful.language.conclusions import Status
from tactful.proofs.counterfactual import Goal
from tactful.workspace.advising import ways_to_change
from tactful_studio.advice import Client, client, facts_of
from tactful_studio.pane_input import PaneInput
from tactful_studio.rendering import rendered

TITLE = "What would change"
PROVES = True


def pane(asked: PaneInput) -> str:
    """The smallest changes of this client's facts that lead elsewhere, each to be tried."""
    told = client(asked)
    if told is None:
        return rendered("panes/no_rules.html")
    goal = _goal(asked.form, told)
    explanation, found = ways_to_change(told.scenario, told.network, [goal] if goal else [])
    scenario, ruleset = told.scenario, explanation.ruleset
    tries = {
        lead: facts_of(replace(scenario, given={**scenario.given, **changes}), told.ruleset)
        for lead, changes in led_in(explanation, found).items()
    }
    settled = explanation.conclusions.decisions
    decisions = [
        (decision.id, decision.label)
        for decision in ruleset.decisions.values()
        if settled[decision.id].status is not Status.NOT_APPLICABLE
    ]
    return rendered(
        "panes/whatif.html",
        told=told,
        page=what_if(explanation, found, told.network),
        tries=tries,
        decisions=decisions,
        options=ruleset.decisions[goal.decision].options if goal else {},
        goal=goal,
    )


def _goal(form: Mapping[str, str], told: Client) -> Goal | None:
    """What the advice is to be led to, if that is asked for and there is such a thing."""
    decisions = ground(told.ruleset, told.scenario.people).decisions
    decision = decisions.get(form.get("decision", ""))
    if decision is None:
        return None
    option = form.get("option", "")
    return Goal(decision.id, option if option in decision.options else None)
