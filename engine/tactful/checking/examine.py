"""The checks: each a module with the defect's name, whose docstring is its page.

To add one, write its module in ``checks/`` and give it files of cases in ``tests/cases/checks/``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import NamedTuple

from tactful.checking import checks
from tactful.checking.finding import Finding
from tactful.checking.numbers import made_for, numbers, standing
from tactful.checking.subject import Subject
from tactful.language.model import Ruleset
from tactful.language.progress import Progress, silent
from tactful.language.values import Value
from tactful.proofs.budget import Budget

CHECKS: tuple[ModuleType, ...] = tuple(
    sorted(
        (
            import_module(f"{checks.__name__}.{name}")
            for _, name, _ in iter_modules(checks.__path__)
        ),
        key=lambda check: str(check.DEFECT.code),
    )
)
"""Every check, in the order of their codes, in which they run and are listed."""


FINE = 100
"""The parts of a check that progress is told in."""


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
        progress: Told how far the work is; within a check, by the steps that it takes of the rest.
    """
    counts = numbers(ruleset)
    found: dict[int, list[Finding]] = {}
    made: dict[int, Ruleset] = {}
    left_open: dict[str, int] = {}
    for turn, number in enumerate(counts):
        made[number], people = made_for(ruleset, number)
        subject = Subject(made[number], situations if number == 1 else ())

        def told(done: int, total: int, turn: int = turn) -> None:
            progress(turn * total + done, len(counts) * total)

        found[number] = [one._replace(people=people) for one in _examined(subject, told, left_open)]
    stands = [*standing(found, made)] if len(counts) > 1 else found[1]
    stands.sort(key=lambda one: (one.diagnostic.span, one.diagnostic.code))
    open_ = tuple(LeftOpen(name, questions) for name, questions in left_open.items())
    return Examination(tuple(stands), open_)


def _examined(subject: Subject, progress: Progress, left_open: dict[str, int]) -> Iterable[Finding]:
    """What the checks find; adds to the questions that they did not answer in time."""
    for number, check in enumerate(CHECKS):
        subject.budget.watched = _watching(subject.budget, number, progress)
        subject.budget.watched()
        before = subject.budget.gave_up
        yield from check.check(subject)
        if subject.budget.gave_up > before:
            name = check.DEFECT.name
            left_open[name] = left_open.get(name, 0) + subject.budget.gave_up - before
    progress(len(CHECKS) * FINE, len(CHECKS) * FINE)


def _watching(budget: Budget, number: int, progress: Progress) -> Callable[[], None]:
    """Tells how far the check of this number is, going by the steps that it may take."""
    start = max(budget.left, 1)

    def tell() -> None:
        taken = FINE * (start - max(budget.left, 0)) // start
        progress(number * FINE + min(taken, FINE), len(CHECKS) * FINE)

    return tell
