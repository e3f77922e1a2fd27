"""The checks: each a module with the defect's name, whose docstring is its page.

``CHECKS`` is the list of them, in the order of their codes. To add one, write its module, add it
here, and give it a file of cases in ``tests/cases/checks/``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType

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


def examine(
    ruleset: Ruleset,
    situations: Iterable[Mapping[str, Value]] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> tuple[Finding, ...]:
    """Everything that the checks find in a ruleset, by file and place.

    Args:
        ruleset: A ruleset without errors.
        situations: What its scenarios give; they make some proofs quicker.
        progress: Told how many checks of how many are done.
    """
    subject = Subject(ruleset, situations)
    found = list(_each(subject, progress))
    return tuple(sorted(found, key=lambda one: (one.diagnostic.span, one.diagnostic.code)))


def _each(subject: Subject, progress: Callable[[int, int], None]) -> Iterator[Finding]:
    for number, check in enumerate(CHECKS):
        progress(number, len(CHECKS))
        yield from check.check(subject)
    progress(len(CHECKS), len(CHECKS))
