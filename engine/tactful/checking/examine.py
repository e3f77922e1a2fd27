"""The checks: each a module with the defect's name, whose docstring is its page.

To add one, write its module in ``checks/`` and give it files of cases in ``tests/cases/checks/``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from tactful.checking import checks
from tactful.checking.finding import Finding
from tactful.checking.subject import Subject
from tactful.language.model import Ruleset
from tactful.language.values import Value

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
