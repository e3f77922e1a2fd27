"""A table of clients: what each is advised and by which rule; under unsaved edits, who changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tactful.explanation.decisions import Reason
from tactful.explanation.explanation import Explanation
from tactful.explanation.page import headline_of
from tactful.explanation.wording import counted
from tactful.extras import NotAvailable
from tactful.language.as_json import Json
from tactful.language.model import Ruleset
from tactful.network.kept import network_of
from tactful.scenarios.scenario import Scenario
from tactful.text.diagnostic import Diagnostic, Diagnostics
from tactful.text.names import whole_number
from tactful.workspace.advising import advised
from tactful.workspace.opened import Opened
from tactful_studio.advice import facts_of
from tactful_studio.pane_input import PaneInput
from tactful_studio.places import RulePlace, places
from tactful_studio.rendering import rendered
from tactful_studio.tables import FORMATS

if TYPE_CHECKING:
    from tactful.cohort.opening import OpenedCohort
    from tactful.cohort.remedies import Remedies
    from tactful.workspace.cohort_scenarios import SomeClients

TITLE = "Clients"
PROVES = True

MOST_SHOWN = 50
"""Clients on a page."""

MOST_REMARKS = 30

FACT = "fact:"
"""What a setting begins with that says which fact a column gives."""

IGNORE = "-"
"""What such a setting says where a column is to give none."""

_ORDERS = {"day": True, "month": False}


class ShownColumn(NamedTuple):
    """A column of the table: the fact that it gives, how it is read, and what it may give."""

    name: str
    fact: str
    how: str
    likely: str


class ShownAdvice(NamedTuple):
    """A client: the advice, what it was by the saved rules if that is asked, and what decided."""

    row: int
    title: str
    advice: str
    before: str | None
    reason: Reason | None
    place: RulePlace | None
    facts: dict[str, Json]


def pane(asked: PaneInput) -> str:
    """The table that was dropped last, or a place to drop one."""
    named = asked.tables.get(asked.form.get("table", ""))
    if named is None:
        return rendered("panes/clients.html", name=None, formats=FORMATS, trouble=_trouble())
    opened = asked.opened
    if opened.ruleset is None:
        return rendered("panes/no_rules.html")
    name, path = named
    try:
        return _table(asked, name, path, opened.ruleset)
    except NotAvailable as error:
        return rendered("panes/clients.html", name=None, formats=FORMATS, trouble=str(error))


def _trouble() -> str:
    """What is missing for tables on this machine, and how to get it; nothing if all is there."""
    try:
        from tactful.cohort import opening  # noqa: F401 - only whether it can be had
    except NotAvailable as error:
        return f"Reading tables of clients {error.trouble}."
    return ""


def _table(asked: PaneInput, name: str, path: Path, ruleset: Ruleset) -> str:
    from tactful.cohort.opening import open_cohort
    from tactful.cohort.output import DamagedCohort
    from tactful.cohort.reading.declared import Declared

    form = asked.form
    mapped = {
        column.removeprefix(FACT): fact
        for column, fact in form.items()
        if column.startswith(FACT) and fact in ruleset.facts
    }
    first = {"": _ORDERS[form["dates"]]} if form.get("dates") in _ORDERS else {}
    diagnostics = Diagnostics()
    old = _saved(asked)
    told = {
        "name": name,
        "table": form.get("table", ""),
        "dates": form.get("dates", ""),
        "edited": old is not None,
        "facts": [(fact.id, fact.label) for fact in ruleset.facts.values() if not fact.computed],
    }
    opened = open_cohort(
        path, ruleset, mapped, diagnostics, old, _remedies(), Declared(first, None)
    )
    if opened is None:
        return rendered("panes/clients.html", **told, wrong=_renamed(diagnostics, path, name))
    start = whole_number(form.get("start", "")) or 0
    try:
        found = _looked(opened, ruleset, old, start)
    except DamagedCohort as error:
        return rendered("panes/clients.html", **told, wrong=[(str(error), "")])
    return rendered(
        "panes/clients.html",
        **told,
        wrong=[],
        columns=_columns(opened, ruleset),
        look=found,
        sums=_sums(found, old is not None),
        remarks=found.remarks[:MOST_REMARKS],
        more_remarks=max(len(found.remarks) - MOST_REMARKS, 0),
        clients=[_shown(one, asked, ruleset, old) for one in found.clients],
        start=start,
        most=MOST_SHOWN,
    )


def _saved(asked: PaneInput) -> Ruleset | None:
    """The saved rules, where there are unsaved edits to compare with them."""
    saved: Opened = asked.saved
    if saved.texts == asked.opened.texts:
        return None
    return saved.ruleset


def _remedies() -> Remedies:
    from tactful.cohort.remedies import Remedies

    return Remedies(
        choose="the list beside the column",
        chosen="the list beside `{}`: choose `{}`",
        alone="the tab “Client”",
        time="a time of day in the cell",
        dates="the choice “Dates” above the table",
    )


def _looked(opened: OpenedCohort, ruleset: Ruleset, old: Ruleset | None, start: int) -> SomeClients:
    from tactful.cohort.batch import Advisor
    from tactful.workspace.cohort_scenarios import look_at

    styles, spread = opened.styles.by_fact, opened.spread
    advisor = Advisor(ruleset, opened.matching, None, _remedies(), styles, spread)
    before = None
    if old is not None and opened.before is not None:
        before = Advisor(old, opened.before, None, _remedies(), opened.styles_before.by_fact)
    return look_at(opened, advisor, before, start, MOST_SHOWN)


def _columns(opened: OpenedCohort, ruleset: Ruleset) -> list[ShownColumn]:
    from tactful.cohort.likely import likely_facts

    matching = opened.matching
    gives = {column: fact for fact, column in matching.facts.items()}
    gives.update({column: fact for fact, column in matching.times.items()})
    orders = {**opened.styles_before.orders, **opened.styles.orders}
    others = [name for name in opened.cohort.columns if name not in gives]
    likely = likely_facts(opened.cohort, others, matching, ruleset)
    return [
        ShownColumn(name, gives.get(name, ""), orders.get(name, ""), likely.get(name, ""))
        for name in opened.cohort.columns
    ]


def _sums(found: SomeClients, edited: bool) -> list[str]:
    """What came of all clients, in sentences."""
    from tactful.cohort.report import columns_counted, said_of_notes

    summary = found.summary
    told = [f"{counted(summary.clients, 'client')}: {summary.advised:,} advised"]
    if summary.rejected:
        about = columns_counted(summary.rejected_by_column)
        told[0] += f", {summary.rejected:,} rejected ({about})"
    if edited:
        told.append(f"Your unsaved edits change the advice of {counted(found.total, 'client')}")
    return [*told, *said_of_notes(summary)]


def _shown(
    one: tuple[int, Scenario], asked: PaneInput, ruleset: Ruleset, old: Ruleset | None
) -> ShownAdvice:
    row, scenario = one
    explanation = advised(scenario, network_of(ruleset), questions=False)
    before = None
    if old is not None:
        known = {n: v for n, v in scenario.given.items() if n in old.facts}
        was = advised(Scenario(scenario.title, known), network_of(old), questions=False)
        before = _in_one_line(was)
    reason = _decided(explanation)
    place = places(asked.opened).get(reason.rule) if reason is not None else None
    facts = facts_of(scenario, ruleset)
    told = _in_one_line(explanation)
    return ShownAdvice(row, scenario.title, told, before, reason, place, facts)


def _in_one_line(explanation: Explanation) -> str:
    return next(iter(headline_of(explanation)), "")


def _decided(explanation: Explanation) -> Reason | None:
    """What spoke loudest for the first thing that is advised."""
    for decision in explanation.decisions:
        for chosen in decision.chosen[:1]:
            for reason in decision.option(chosen).in_favour[:1]:
                return reason
    return None


def _renamed(diagnostics: Diagnostics, path: Path, name: str) -> list[tuple[str, str]]:
    """What is wrong, with the name that the table has for who dropped it."""
    found: Iterable[Diagnostic] = diagnostics.sorted()
    return [
        (one.message.replace(str(path), name), one.help.replace(str(path), name)) for one in found
    ]
