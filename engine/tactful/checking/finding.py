"""What a check finds: a diagnostic, and where it is about something possible, a situation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from tactful.grounding.people import People
from tactful.language.values import Value
from tactful.text.diagnostic import Defect, Diagnostic, Help, Related, Severity, Span


class Finding(NamedTuple):
    """One finding.

    ``witness`` is a smallest situation that shows it, where it can be shown; ``about`` are the
    decisions that come out there as the finding says, and ``expect`` is what else a scenario
    would say that shows it. ``people`` are those of whom the situation is, where it lists some.
    """

    diagnostic: Diagnostic
    witness: Mapping[str, Value] | None = None
    about: tuple[str, ...] = ()
    expect: Mapping[str, str] = MappingProxyType({})
    people: People = MappingProxyType({})


def kind(code: str, name: str, meaning: str) -> Defect:
    """The row of a check in the catalogue. Checks warn: what they find can still be evaluated."""
    return Defect(code, name, Severity.WARNING, meaning)


def finding(
    defect: Defect,
    span: Span,
    message: str,
    help_: str,
    related: Iterable[Related] = (),
    *,
    witness: Mapping[str, Value] | None = None,
    about: Iterable[str] = (),
    expect: Mapping[str, str] = MappingProxyType({}),
) -> Finding:
    """A finding."""
    mends = help_.mends if isinstance(help_, Help) else ()
    diagnostic = Diagnostic(defect, span, message, str(help_), tuple(related), mends)
    return Finding(diagnostic, witness, tuple(about), expect)
