"""The scenarios: which pass, why the others do not, and this client as one more."""

from __future__ import annotations

from collections.abc import Sequence

from tactful.explanation.wording import counted
from tactful.language.as_json import Json
from tactful.language.conclusions import Status
from tactful.language.model import Ruleset
from tactful.network.kept import network_with
from tactful.scenarios.scenario import Scenario
from tactful.scenarios.writing import Written, expected_decisions
from tactful.testing.report import SuiteReport
from tactful.workspace.advising import clock
from tactful.workspace.editing.keeping import kept
from tactful.workspace.opened import Opened
from tactful.workspace.reviewing import report_on
from tactful_studio.advice import client, facts_of
from tactful_studio.pane_input import PaneInput
from tactful_studio.panes_found import Light
from tactful_studio.places import edits, place
from tactful_studio.remembering import remembered
from tactful_studio.rendering import rendered

TITLE = "Scenarios"
PROVES = True


def pane(asked: PaneInput) -> str:
    """All scenarios, those that fail first."""
    opened = asked.opened
    if opened.ruleset is None:
        return rendered("panes/no_rules.html")
    ran = report(opened)
    told = [
        (one, _place(one.scenario, opened), _facts(one.scenario, opened.ruleset))
        for one in ran.tested
    ]
    return rendered(
        "panes/scenarios.html",
        failed=[one for one in told if one[0].failures],
        passed=[one for one in told if not one[0].failures],
        idle=[(one, _place(one.scenario, opened)) for one in ran.idle],
        places={failure: place(failure.span) for one, *_ in told for failure in one.failures},
        client=_client(asked),
        total=counted(len(told), "scenario"),
    )


def light(asked: PaneInput) -> Light | None:
    """How many pass."""
    if asked.opened.ruleset is None:
        return None
    ran = report(asked.opened).tested
    failed = sum(bool(one.failures) for one in ran)
    if not ran:
        return Light("No scenarios", "look")
    if failed:
        return Light(f"{failed} of {counted(len(ran), 'scenario')} fail", "bad")
    return Light(f"{counted(len(ran), 'scenario')} pass", "good")


@remembered
def report(opened: Opened) -> SuiteReport:
    """What came of the scenarios of rules that can be read."""
    assert opened.ruleset is not None  # noqa: S101 - whoever asks has looked
    return report_on(opened.ruleset, opened.scenarios)


def _place(scenario: Scenario, opened: Opened) -> Json:
    """Where a scenario stands, if that is in this folder."""
    return place(scenario.span) if scenario.span.file in opened.texts else None


def _facts(scenario: Scenario, ruleset: Ruleset) -> dict[str, Json]:
    return facts_of(scenario, ruleset)


def _client(asked: PaneInput) -> Sequence[Json] | None:
    """The edits that keep the client in the form, who expects what is advised now."""
    told = client(asked)
    if told is None or told.saved or not asked.facts:
        return None
    network = network_with(told.network, told.scenario.people)
    now = clock(told.scenario, told.ruleset)
    given = dict(told.scenario.given)
    if now is not None and told.ruleset.clock.now is not None:
        given[told.ruleset.clock.now] = now  # a test must not depend on the clock
    conclusions = network.evaluate(given)
    settled = [n for n, d in conclusions.decisions.items() if d.status is not Status.NOT_APPLICABLE]
    title = asked.form.get("title") or "A client who was tried"
    expect = expected_decisions(network.ruleset, conclusions, settled)
    written = Written(title, given, expect, people=told.scenario.people)
    return edits(kept(written, asked.opened))
