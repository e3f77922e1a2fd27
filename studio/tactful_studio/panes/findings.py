"""What is wrong with the rules as a whole: each finding with a client who shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tactful.checking.examine import Examination
from tactful.checking.finding import Finding
from tactful.checking.page import unfinished
from tactful.checking.witnesses import scenario_of
from tactful.explanation.wording import counted
from tactful.language.as_json import Json
from tactful.language.progress import silent
from tactful.network.kept import network_of
from tactful.pages.blocks import Remark
from tactful.pages.remarks import remark, texts_as_lines
from tactful.scenarios.scenario import Scenario
from tactful.workspace.editing.keeping import allowed, kept
from tactful.workspace.opened import Opened
from tactful.workspace.reviewing import examined
from tactful_studio.advice import facts_of
from tactful_studio.pane_input import PaneInput
from tactful_studio.panes_found import Light
from tactful_studio.places import edits, place
from tactful_studio.remembering import remembered
from tactful_studio.rendering import rendered

TITLE = "Findings"
PROVES = True

REASON = "{reason}"
"""What stands in an edit for the reason that somebody will have written beside the button."""


class ShownFinding(NamedTuple):
    """A finding, with what can be done about it.

    Attributes:
        remark: The finding in words.
        title: What the client is called who shows it.
        facts: That client, as the form holds one; ``None`` if there is none.
        place: Where it is.
        keep: The edits that keep the client as a scenario.
        allow: The edits that allow the finding.
    """

    remark: Remark
    title: str
    facts: Json
    place: Json
    keep: list[Json]
    allow: list[Json]


def pane(asked: PaneInput) -> str:
    """Every finding: go to it, try its client, keep that one, or allow it with a reason."""
    opened = asked.opened
    if opened.ruleset is None:
        return rendered("panes/no_rules.html")
    made = examination(opened)
    lines = texts_as_lines(opened.texts)
    return rendered(
        "panes/findings.html",
        found=[_shown(one, opened, lines) for one in made.findings],
        total=counted(len(made.findings), "finding"),
        unfinished=unfinished(made.left_open) if made.left_open else "",
    )


def light(asked: PaneInput) -> Light | None:
    """How many there are."""
    if asked.opened.ruleset is None:
        return None
    made = examination(asked.opened)
    if made.findings:
        return Light(counted(len(made.findings), "finding"), "look")
    return Light("No findings", "look" if made.left_open else "good")


@remembered
def examination(opened: Opened) -> Examination:
    """What the checks find in rules that can be read."""
    assert opened.ruleset is not None  # noqa: S101 - whoever asks has looked
    return examined(opened.ruleset, opened.scenarios, opened.texts, silent)


def _shown(found: Finding, opened: Opened, lines: Mapping[str, list[str]]) -> ShownFinding:
    assert opened.ruleset is not None  # noqa: S101 - it was examined
    diagnostic = found.diagnostic
    shows = scenario_of(found, network_of(opened.ruleset))
    comment = allowed(diagnostic, REASON, opened)
    facts: Json = None
    if shows is not None:
        facts = {
            **facts_of(Scenario(shows.title, shows.given, people=shows.people), opened.ruleset)
        }
    return ShownFinding(
        remark(diagnostic, lines),
        "" if shows is None else shows.title,
        facts,
        place(diagnostic.span) if diagnostic.span.file in opened.texts else None,
        [] if shows is None else edits(kept(shows, opened)),
        [] if comment is None else edits([comment]),
    )
