"""The client: what is known, what is advised, and what else would be worth knowing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

from tactful.explanation.decisions import Reason
from tactful.explanation.explanation import Explanation
from tactful.explanation.page import headline_of
from tactful.explanation.wording import sentence
from tactful.reading.ruleset import load
from tactful.text.library import packaged, packaged_names
from tactful_studio.advice import CLIENT, client, saved_client
from tactful_studio.pane_input import PaneInput
from tactful_studio.panes.fields import form
from tactful_studio.panes.why import others
from tactful_studio.places import places
from tactful_studio.rendering import rendered

TITLE = "Client"
LIVE = True

MOST_ASKED = 6
"""Questions under "One answer would change the advice": more would be the whole form again."""


def pane(asked: PaneInput) -> str:
    """The form, and the advice; before and after, where unsaved edits change it."""
    if not asked.opened.texts:
        return rendered("panes/start.html", packaged=_packaged())
    told = client(asked)
    if told is None:
        return rendered("panes/no_rules.html")
    advice = told.advice
    headline = headline_of(advice)
    return rendered(
        "panes/client.html",
        title=asked.form.get("title") or CLIENT,
        told=told,
        held=bool(asked.facts),
        headline=headline,
        before=_before(asked, headline),
        form=form(told, asked.facts, advice, _telling(asked)),
        reasons=_reasons(advice),
        places=places(asked.opened),
        why_not=others(advice),
    )


def _before(asked: PaneInput, headline: Sequence[str]) -> Sequence[str] | None:
    """What the saved rules say, where that is something else."""
    before = saved_client(asked)
    if before is None:
        return None
    said = headline_of(before.advice)
    return said if said != headline else None


def _telling(asked: PaneInput) -> list[str]:
    try:
        found = json.loads(asked.form.get("asked", "[]"))
    except ValueError:
        return []
    names = [name for name in found if isinstance(name, str)] if isinstance(found, list) else []
    return names[:MOST_ASKED]


def _reasons(advice: Explanation) -> list[tuple[str, Reason]]:
    """What was chosen, each with the reason that weighs most; no reason twice."""
    found: list[tuple[str, Reason]] = []
    for decision in advice.decisions:
        for chosen in decision.chosen:
            option = decision.option(chosen)
            for reason in option.in_favour[:1]:
                if reason not in [told for _, told in found]:
                    found.append((sentence(option.label), reason))
    return found


@cache
def _packaged() -> list[tuple[str, str]]:
    """The rulesets that are shipped, with their titles."""
    return [(name, load(packaged(name)).title) for name in packaged_names()]
