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
    for column, fact in likely.items():
        say(f"`{shortened(column)}` may give `{fact}`: --map '{column}={fact}'", err=True)


def _say_each(matching: Matching, orders: dict[str, str], place: str) -> None:
    if place:
        say(f"The names of the columns are {place}.", err=True)
    for fact, column in matching.facts.items():
        time = matching.times.get(fact)
        names = f"`{column}`" if time is None else f"`{column}` and `{time}`"
        order = next((orders[one] for one in (column, time) if one in orders), None)
        say(f"I read {names} as {fact}{', ' + order if order else ''}.", err=True)
