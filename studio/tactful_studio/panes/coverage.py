"""What the scenarios leave open: what none exercises, and small changes that none notices."""

from __future__ import annotations

from typing import NamedTuple

from tactful.language.as_json import Json
from tactful.language.progress import silent
from tactful.testing.report import SuiteReport, report_page
from tactful.text.diagnostic import Span
from tactful.workspace.opened import Opened
from tactful.workspace.reviewing import report_on, with_mutants
from tactful_studio.pane_input import PaneInput
from tactful_studio.places import place
from tactful_studio.remembering import remembered
from tactful_studio.rendering import rendered

TITLE = "Coverage and mutation"
PROVES = True


class Gap(NamedTuple):
    """Something that the scenarios leave open, and where it is."""

    what: str
    reason: str
    place: Json


def pane(asked: PaneInput) -> str:
    """Coverage; and if it is asked for, the small changes of rules that go unnoticed."""
    opened = asked.opened
    if opened.ruleset is None:
        return rendered("panes/no_rules.html")
    mutated = asked.form.get("mutate") == "yes"
    made = trial(opened) if mutated else coverage(opened)
    figures = report_page([made]).sections[-1:] if made.tested else ()
    return rendered(
        "panes/coverage.html",
        tested=bool(made.tested),
        figures=[block for section in figures for block in section.blocks],
        gaps=[Gap(one.what, one.reason, _place(one.span, opened)) for one in made.uncovered],
        mutated=mutated,
        survivors=_survivors(made, opened),
    )


def _survivors(made: SuiteReport, opened: Opened) -> list[Gap]:
    return [
        Gap(f"no scenario notices {m.description}", f"in `{m.owner}`", _place(m.span, opened))
        for m in (made.trial.survivors if made.trial is not None else ())
    ]


@remembered
def coverage(opened: Opened) -> SuiteReport:
    """The scenarios of rules that can be read, and what they leave out."""
    assert opened.ruleset is not None  # noqa: S101 - whoever asks has looked
    return report_on(opened.ruleset, opened.scenarios, coverage=True)


@remembered
def trial(opened: Opened) -> SuiteReport:
    """The same, with the small changes that the scenarios would not notice."""
    return with_mutants(coverage(opened), silent)


def _place(span: Span, opened: Opened) -> Json:
    return place(span) if span.file in opened.texts else None
