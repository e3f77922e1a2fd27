"""The message that the advice is about, to be looked over and sent."""

from __future__ import annotations

from tactful.explanation.sending import sent_page
from tactful.pages.html import part
from tactful.plans.plan import HORIZON
from tactful.text.names import place_in
from tactful.workspace.advising import planned, planned_messages, written
from tactful_studio.advice import Client, client
from tactful_studio.pane_input import PaneInput
from tactful_studio.rendering import rendered

TITLE = "Message"
PROVES = True


def pane(asked: PaneInput) -> str:
    """The draft for now, or for a step of the plan that is still to come."""
    told = client(asked)
    if told is None:
        return rendered("panes/no_rules.html")
    steps = _steps(told)
    step = place_in(asked.form.get("step", ""), len(steps))
    if step is None:
        explanation, sent = written(told.scenario, told.network)
        when = None
    else:
        planned_ = planned_messages(told.scenario, told.network, step, HORIZON)
        explanation, sent, when = planned_
    texts = [(one.message.subject, one.message.text) for one in sent if one.message is not None]
    made = part(sent_page(explanation, sent, when, asked.clock.zone), 3, "message")
    return rendered("panes/message.html", told=told, page=made, steps=steps, step=step, texts=texts)


def _steps(told: Client) -> list[str]:
    """When there is something to do, step by step, where the rules look at the time."""
    if told.ruleset.clock.now is None:
        return []
    timeline = planned(told.scenario, told.network, HORIZON)
    return [entry.when for entry in timeline.entries if entry.act]
