"""The way a command stops when it cannot do its work."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import click

from tactful.text.diagnostic import Diagnostic

FINDINGS = 1
USAGE = 2
COULD_NOT_RUN = 3


class CannotLoad(click.ClickException):
    """Raised when a command needs a library that is missing or cannot be loaded."""

    exit_code = COULD_NOT_RUN


class CouldNotRun(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised by a command that has to stop: what is wrong with its input, and the exit code.

    ``texts`` are the texts the diagnostics point into, by file.
    """

    def __init__(
        self,
        diagnostics: Sequence[Diagnostic],
        texts: Mapping[str, str],
        exit_code: int = COULD_NOT_RUN,
    ) -> None:
        super().__init__("could not run")
        self.diagnostics = diagnostics
        self.texts = texts
        self.exit_code = exit_code

    def renamed(self, names: Mapping[str, str]) -> CouldNotRun:
        """The same, with other names for files, the longest first, wherever one is told."""

        def told(text: str) -> str:
            for name, other in names.items():
                text = text.replace(name, other)
            return text

        found = [one.renamed(told) for one in self.diagnostics]
        texts = {told(file): text for file, text in self.texts.items()}
        return CouldNotRun(found, texts, self.exit_code)

    def show(self) -> None:
        """Tell the user, on standard error."""
        from tactful_cli.screen.diagnostics import rendered  # only when things go wrong
        from tactful_cli.screen.saying import say_laid_out, wants_colour

        colour = wants_colour(sys.stderr)
        say_laid_out(rendered(self.diagnostics, self.texts, colour=colour), err=True)
