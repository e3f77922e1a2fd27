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


class Repair(Enum):
    """A way to mend a text, as far as it can be told before the text is looked at."""

    INSTEAD = "a text in the place of what is underlined"
    QUOTED = "quotation marks around the value of the line"
    STRAIGHT = "straight quotation marks in the place of Word's"
    MOVED = "the line further right or left"
    SPACED = "ordinary spaces in the place of all that look like one in the line"
    UNTABBED = "two spaces for each tab where the line begins"
    DASHED = "a dash before the line, below the dash of the entry above"
    INDENTED = "the line below the sentence above, as a part of it"
    JOINED = "the same, with quotation marks around the whole sentence"
    BESIDE = "one more line, or entry between braces, beside what is underlined"
    DECLARED = "one more entry of what is declared elsewhere"
    RENAMED = "another name wherever the underlined one is used"
    REMOVED = "the text without the entry or item that is underlined"


class Mend(NamedTuple):
    """What to do about a mistake, before the text that it is in is looked at.

    Attributes:
        way: What to do.
        text: What to write, where something is written.
        by: How many spaces a line moves to the right; less than 0 to the left.
        was: What stands in the place of ``text``, where that is below what is underlined; or the
            name of the line above that a sentence belongs to.
        place: Where to write, where that is not what is underlined.
    """

    way: Repair
    text: str = ""
    by: int = 0
    was: str = ""
    place: Span | None = None


class Help(str):
    """What to do about a mistake in words, with the same as data where a program can do it.

    Each of ``mends`` would do; there are several where only the author knows which is meant.
    """

    mends: tuple[Mend, ...]

    def __new__(cls, words: str, *mends: Mend) -> Help:
        """Make the words, with what they say as data."""
        made = super().__new__(cls, words)
        made.mends = mends
        return made


def instead(words: str, *texts: str) -> Help:
    """Words that offer texts for the place of what is underlined, if they are not cut short."""
    whole = (text for text in texts if not text.endswith("..."))
    return Help(words, *(Mend(Repair.INSTEAD, text) for text in whole))


def meant(text: str, more: str = "") -> Help:
    """The question whether a text was meant; ``more`` follows it."""
    return instead(f"did you mean `{text}`?{more}", text)


class Edit(NamedTuple):
    """A stretch of a file with another text in its place.

    A file that is not there yet is made by an edit at line 1, column 1.
    """

    file: str
    span: Span
    text: str


class Fix(NamedTuple):
    """A way to mend a mistake: what it does, for people, and the edits that do it."""

    title: str
    edits: tuple[Edit, ...]


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
        mends = self.help.mends if isinstance(self.help, Help) else ()
        return Diagnostic(self.defect, span, self.message, str(self.help), self.related, mends)


class Diagnostic(NamedTuple):
    """One mistake in one place.

    ``message`` says what is wrong, ``help`` what to do about it. Both are plain sentences
    without a final full stop, with the author's own words in backticks. ``mends`` is what of the
    help a program can do; ``fixes`` are the edits that do it, where the texts have been looked at.
    """

    defect: Defect
    span: Span
    message: str
    help: str
    related: tuple[Related, ...] = ()
    mends: tuple[Mend, ...] = ()
    fixes: tuple[Fix, ...] = ()

    def renamed(self, told: Callable[[str], str]) -> Diagnostic:
        """The same with other names for files, wherever ``told`` finds any in a text."""
        related = tuple(
            Related(one.span._replace(file=told(one.span.file)), told(one.message))
            for one in self.related
        )
        span = self.span._replace(file=told(self.span.file))
        mends = tuple(
            one._replace(place=one.place._replace(file=told(one.place.file))) if one.place else one
            for one in self.mends
        )
        return Diagnostic(self.defect, span, told(self.message), told(self.help), related, mends)

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
