"""Why the client is advised so, and why not otherwise."""

from __future__ import annotations

from typing import NamedTuple

from tactful.answers.page import reasoned_page
from tactful.explanation.explanation import Explanation
from tactful.explanation.page import page
from tactful.language.conclusions import Status
from tactful.network.kept import network_with
from tactful.pages.html import part
from tactful.scenarios.words import read_inquiries
from tactful.workspace.advising import reasoned
from tactful_studio.advice import Client, client
from tactful_studio.pane_input import PaneInput
from tactful_studio.rendering import rendered

TITLE = "Why"


class Other(NamedTuple):
    """An option that was not chosen: how to ask why not, and what it is called."""

    ask: str
    label: str


def pane(asked: PaneInput) -> str:
    """The reasons of the advice, and the answer to what is asked about it.

    The setting ``ask`` is what was not chosen, as ``channel=card``.
    """
    told = client(asked)
    if told is None:
        return rendered("panes/no_rules.html")
    advice = told.advice
    ask = asked.form.get("ask", "")
    return rendered(
        "panes/why.html",
        saved=told.saved,
        headline=advice.headline,
        others=others(advice),
        ask=ask,
        answer=_answer(told, ask) if ask else None,
        whole=part(page(advice)._replace(headline=()), level=3),
    )


def others(advice: Explanation) -> list[tuple[str, list[Other]]]:
    """What was not chosen, by the question it would have answered."""
    found = []
    for decision in advice.decisions:
        if decision.status is not Status.NOT_APPLICABLE:
            left = [option for option in decision.options if not option.chosen]
            told = [Other(f"{decision.id}={option.id}", option.label) for option in left]
            found.append((decision.question, told))
    return [(question, told) for question, told in found if told]


def _answer(told: Client, ask: str) -> str | None:
    """The answer to why something is not advised; ``None`` where the rules know nothing of it."""
    own = network_with(told.network, told.scenario.people)
    read = read_inquiries([ask], "why not", own.ruleset, "the question")
    if not read.inquiries:
        return None
    reasoning, answers = reasoned(told.scenario, told.network, read.inquiries)
    made = reasoned_page(reasoning, answers)._replace(headline=())
    return part(made, level=3, mark="2")
