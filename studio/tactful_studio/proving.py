"""What processes of their own do for the studio: panes and lights that prove things or take long.

They are sent the rules once, as they stand in the page and as they are saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tactful.grounding.names import told_name
from tactful.language.as_json import Json, identity, told_json
from tactful.language.conclusions import told
from tactful.network.kept import network_of, network_with
from tactful.text.diagnostic import Diagnostics
from tactful.workspace.advising import clock
from tactful.workspace.opened import Opened
from tactful_studio.pane_input import PaneInput, Present
from tactful_studio.panes_found import Light, found


class Travels(NamedTuple):
    """Of what a pane is asked with, that which is another each time."""

    facts: Mapping[str, object]
    clock: Present
    form: Mapping[str, str]
    tables: Mapping[str, tuple[str, Path]]


def drawn(opened: Opened, saved: Opened, pane: str, rest: Travels) -> str:
    """A pane."""
    return found()[pane].draw(PaneInput(opened, saved, *rest))


def lit(opened: Opened, saved: Opened, pane: str, rest: Travels) -> Light | None:
    """The light of a pane; none where it has none to show."""
    light = found()[pane].light
    return None if light is None else light(PaneInput(opened, saved, *rest))


def advised(saved: Opened, table: Path) -> dict[str, Json]:
    """What the clients of a table are advised, row by row, and what there is to say of rows."""
    from tactful.cohort.batch import Advisor
    from tactful.cohort.opening import open_cohort
    from tactful.workspace.cohort_scenarios import clients_of

    ruleset, diagnostics = saved.ruleset, Diagnostics()
    if ruleset is None:
        return {"clients": [], "wrong": ["The saved rules have mistakes."]}
    opened = open_cohort(table, ruleset, {}, diagnostics)
    if opened is None:
        return {"clients": [], "wrong": [one.message for one in diagnostics.sorted()]}
    styles, spread = opened.styles.by_fact, opened.spread
    advisor = Advisor(ruleset, opened.matching, None, styles=styles, spread=spread)
    read = clients_of(opened, advisor)
    network, clients = network_of(ruleset), list[Json]()
    for scenario in read.scenarios:
        now = clock(scenario, ruleset)
        own = network_with(network, scenario.people)
        settled = own.evaluate(scenario.given, now=now).decisions
        decisions = {told_name(own.ruleset, n): told_json(told(one)) for n, one in settled.items()}
        clients.append({"client": scenario.title, "decisions": decisions})
    said: list[Json] = [
        {"row": one.row, "column": one.column, "what": one.what.value, "reason": one.reason}
        for one in read.remarks
    ]
    return {"ruleset": identity(ruleset), "clients": clients, "remarks": said}


WORK: Mapping[str, Callable[..., Any]] = {"drawn": drawn, "lit": lit, "advised": advised}

found()  # they are loaded once, and not by each of the processes
