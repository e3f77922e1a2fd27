"""What options are called for each client, where that depends: columns for those who read labels.

They are made beside the columns of advice, at no cost unless somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from tactful.columns.conditions import ConditionExpressions
from tactful.language.lowering import Asked
from tactful.language.model import Decision, Option, Ruleset


def label_column(decision: str, option: str) -> str:
    """The column that says what an option is called for each client."""
    return f"label:{decision}:{option}"


def label_columns(ruleset: Ruleset) -> dict[tuple[str, str], str]:
    """The columns of labels: for each decision and option of it whose label depends."""
    return {
        (decision.id, option.id): label_column(decision.id, option.id)
        for decision, option in _depending(ruleset)
    }


def make_labels(
    ruleset: Ruleset, formulas: ConditionExpressions, make: Callable[[str, pl.Expr], str]
) -> None:
    """Have the columns of labels made, once everything is settled that they may look at."""
    for decision, option in _depending(ruleset):
        label = pl.lit(option.label)
        for case in reversed(option.labels):
            holds = formulas.expression(formulas.formula(case.when, Asked.TRUE))
            label = pl.when(holds).then(pl.lit(case.text)).otherwise(label)
        make(label_column(decision.id, option.id), label)


def _depending(ruleset: Ruleset) -> Iterator[tuple[Decision, Option]]:
    for decision in ruleset.decisions.values():
        for option in decision.options.values():
            if option.labels:
                yield decision, option
