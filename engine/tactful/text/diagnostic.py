"""What is wrong with an author's text, as a value: where, what, and how to mend it.

A mistake in a ruleset or scenario is never an exception. Each stage collects its
``Diagnostic`` objects and the caller decides what to do with them. The shape (code, name,
span, message, help, related place) follows the diagnostics of modern compilers; the wording
follows three rules: the message says what is wrong and quotes the author's words in
backticks, the help says what to do, and neither names anything of Python's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import NamedTuple


class Severity(Enum):
    """How much a diagnostic matters: an error stops the ruleset from loading."""

    ERROR = "error"
    WARNING = "warning"


class Span(NamedTuple):
    """A stretch of one file. Lines and columns count from 1, in characters; the end is exclusive.

    A span that concerns the whole file (one that could not be opened, say) is ``Span(file)``:
    line 0 means "no place in particular" and is never printed as a line number.
    """

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Edit(NamedTuple):
    """A text that takes the place of a stretch of a file."""

    file: str
    span: Span
    text: str


class Defect(NamedTuple):
    """A kind of mistake: a row of a catalogue.

    ``code`` is never reused, not even after its row is gone: T1xx are mistakes of the text itself,
    before anything is known of rules, T2xx those in a ruleset, T3xx those in a scenario, T4xx those
    of a cohort and what the ``checks`` find, T5xx why a file is not written. ``name`` is the
    defect, not its cure. ``meaning`` is what the page on mistakes (``docs/mistakes.md``) says.
    """

    code: str
    name: str
    severity: Severity
    meaning: str


def warning(code: str, name: str, meaning: str) -> Defect:
    """A defect that a text can be used with."""
    return Defect(code, name, Severity.WARNING, meaning)


def error(code: str, name: str, meaning: str) -> Defect:
    """A defect that stops a text from being used."""
    return Defect(code, name, Severity.ERROR, meaning)


class Related(NamedTuple):
    """Another place that has to do with a diagnostic, and what it has to do with it."""

    span: Span
    message: str


class Mistake(NamedTuple):
    """A defect in words for one case of it: all of a diagnostic but its place.

    Each is made by a function beside the defect, from the names and values it is about.
    """

    defect: Defect
    message: str
    help: str
    related: tuple[Related, ...] = ()

    def at(self, span: Span) -> Diagnostic:
        """The mistake in a place."""
        return Diagnostic(self.defect, span, self.message, self.help, self.related)


class Diagnostic(NamedTuple):
    """One mistake in one place.

    ``message`` says what is wrong, ``help`` what to do about it. Both are plain sentences
    without a final full stop, with the author's own words in backticks.
    """

    defect: Defect
    span: Span
    message: str
    help: str
    related: tuple[Related, ...] = ()

    def renamed(self, told: Callable[[str], str]) -> Diagnostic:
        """The same with other names for files, wherever ``told`` finds any in a text."""
        related = tuple(
            Related(one.span._replace(file=told(one.span.file)), told(one.message))
            for one in self.related
        )
        span = self.span._replace(file=told(self.span.file))
        return Diagnostic(self.defect, span, told(self.message), told(self.help), related)

    @property
    def code(self) -> str:
        """The defect's stable code, such as ``T201``."""
        return self.defect.code

    @property
    def name(self) -> str:
        """The defect's name, such as ``unknown-fact``."""
        return self.defect.name

    @property
    def is_error(self) -> bool:
        """Whether this stops the text from being used."""
        return self.defect.severity is Severity.ERROR


MOST_FOUND = 1000
"""Nobody mends more mistakes than this in one go, and a hostile text has a hundred thousand."""


class Diagnostics:
    """Collects what is found while reading, in the order found."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def add(self, mistake: Mistake, span: Span) -> None:
        """Record one mistake where it was made."""
        self.found.append(mistake.at(span))

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Everything found, by file and place."""
        return tuple(sorted(self.found, key=lambda d: (d.span, d.code, d.message)))

    @property
    def is_full(self) -> bool:
        """Whether so much was found that whoever reads should stop."""
        return len(self.found) >= MOST_FOUND

    @property
    def has_errors(self) -> bool:
        """Whether any of it is an error."""
        return any(d.is_error for d in self.found)


class InvalidText(Exception):  # noqa: N818 - the text is invalid; the exception carries why
    """Raised by the convenience loaders when a text has errors; ``diagnostics`` says which."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        first = next((d for d in self.diagnostics if d.is_error), None)
        errors = sum(d.is_error for d in self.diagnostics)
        more = f" (and {errors - 1} more)" if errors > 1 else ""
        super().__init__(f"{first.span}: {first.message}{more}" if first else "invalid text")
