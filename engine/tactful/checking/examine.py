"""The checks: each a module with the defect's name, whose docstring is its page.

``CHECKS`` is the list of them, in the order of their codes. To add one, write its module, add it
here, and give it a file of cases in ``tests/cases/checks/``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import NamedTuple

from tactful.checking.checks import (
    condition_always_true,
    condition_never_true,
    conflicting_conclusions,
    conflicting_settlement,
    fact_never_known,
    frequent_tie,
    gap,
    option_never_chosen,
    redundant_rule,
    shadowed_by_override,
    unanswerable_placeholder,
    uncited_claim,
    unreachable_rule,
    unused_fact,
)
from tactful.checking.finding import Finding
from tactful.checking.subject import Subject
from tactful.language.model import Ruleset
from tactful.language.progress import Progress, silent
from tactful.language.values import Value

CHECKS: tuple[ModuleType, ...] = (
    unused_fact,
    fact_never_known,
    uncited_claim,
    unanswerable_placeholder,
    condition_never_true,
    condition_always_true,
    unreachable_rule,
    shadowed_by_override,
    option_never_chosen,
    conflicting_conclusions,
    conflicting_settlement,
    gap,
    frequent_tie,
    redundant_rule,
)
"""Every check, in the order in which they run and are listed."""


class LeftOpen(NamedTuple):
    """A check that may have missed something: so many questions were not answered in time."""

    check: str
    questions: int


class Examination(NamedTuple):
    """What the checks found, by file and place, and which of them did not come to an end."""

    findings: tuple[Finding, ...]
    left_open: tuple[LeftOpen, ...]


def examine(
    ruleset: Ruleset, situations: Iterable[Mapping[str, Value]] = ()
) -> tuple[Finding, ...]:
    """Everything that the checks find in a ruleset, as ``examination`` has it."""
    return examination(ruleset, situations).findings


def examination(
    ruleset: Ruleset,
    situations: Iterable[Mapping[str, Value]] = (),
    progress: Progress = silent,
) -> Examination:
    """Look for everything that the checks find in a ruleset.

    Args:
        ruleset: A ruleset without errors.
        situations: What its scenarios give; they make some proofs quicker.
        progress: Told how many checks of how many are done.
    """
    subject = Subject(ruleset, situations)
    found: list[Finding] = []
    left_open: list[LeftOpen] = []
    for number, check in enumerate(CHECKS):
        progress(number, len(CHECKS))
        before = subject.budget.gave_up
        found += check.check(subject)
        if subject.budget.gave_up > before:
            left_open.append(LeftOpen(check.DEFECT.name, subject.budget.gave_up - before))
    progress(len(CHECKS), len(CHECKS))
    found.sort(key=lambda one: (one.diagnostic.span, one.diagnostic.code))
    return Examination(tuple(found), tuple(left_open))
