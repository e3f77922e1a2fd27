"""What became of a cohort's columns, said on standard error before it is advised: it is no result.

On a terminal each column has a line, so that a coach sees what was understood; elsewhere all are
one line, as logs want it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tactful.explanation.wording import counted
from tactful.language.model import Ruleset
from tactful.text.lines import quoted, shortened
from tactful_cli.screen.saying import say, wants_colour

if TYPE_CHECKING:
    from tactful.cohort.matching import Matching
    from tactful.cohort.opening import OpenedCohort
    from tactful.cohort.several.tables import PeopleTable


def report_columns(
    opened: OpenedCohort,
    matching: Matching,
    ruleset: Ruleset,
    replaced: Sequence[str] = (),
    ignored: str = "handed on as they are:",
) -> None:
    """Say what became of the columns.

    Args:
        opened: The cohort.
        matching: Which columns mean what, to either ruleset where two are compared.
        ruleset: The rules.
        replaced: Columns that give way to columns of advice.
        ignored: What to say of columns that give no fact.
    """
    from tactful.cohort.likely import likely_facts

    orders = {**opened.styles_before.orders, **opened.styles.orders}
    others = [name for name in matching.ignored if name not in replaced]
    likely = likely_facts(opened.cohort, others, matching, ruleset)
    place = opened.cohort.place
    matching = _without(matching, opened.tables)
    if wants_colour(sys.stderr):
        _say_each(matching, orders, place)
        parts = []
    else:
        parts = [f"facts from {counted(len(matching.columns(matching.facts)), 'column')}"]
        parts += [f"`{shortened(name)}` is read as {order}" for name, order in orders.items()]
        if place:
            parts.insert(0, f"the names are {place}")
    if others:
        parts.append(f"{ignored} {quoted(others)}")
    if replaced:
        parts.append(f"replaced by the advice: {quoted(list(replaced))}")
    if matching.missing:
        parts.append(f"nothing known of {quoted(list(matching.missing), 20)}")
    say("; ".join(parts), err=True)
    for table in opened.tables:
        _say_table(table)
    for column, fact in likely.items():
        say(f"`{shortened(column)}` may give `{fact}`: --map '{column}={fact}'", err=True)


def _without(matching: Matching, tables: Sequence[PeopleTable]) -> Matching:
    """What the clients' own columns mean."""
    added = {column for table in tables for column in table.numbered}
    return matching._replace(facts={f: c for f, c in matching.facts.items() if c not in added})


def _say_table(table: PeopleTable) -> None:
    """Say what became of the columns of a table of those whom clients list."""
    gives = ", ".join(f"`{shortened(column)}` as {fact}" for column, fact in table.facts.items())
    known = {table.key.own, *table.facts}
    others = [name for name in table.cohort.columns if name not in known]
    rest = f"; not read: {quoted(others)}" if others else ""
    say(
        f"{table.title}: each row belongs to the client that `{shortened(table.key.own)}` names; "
        f"I read {gives}{rest}",
        err=True,
    )


def _say_each(matching: Matching, orders: dict[str, str], place: str) -> None:
    if place:
        say(f"The names of the columns are {place}.", err=True)
    for fact, column in matching.facts.items():
        time = matching.times.get(fact)
        names = f"`{column}`" if time is None else f"`{column}` and `{time}`"
        order = next((orders[one] for one in (column, time) if one in orders), None)
        say(f"I read {names} as {fact}{', ' + order if order else ''}.", err=True)
