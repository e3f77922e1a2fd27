"""What of a ruleset is told beside its text: how its scenarios come out, and what checks find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tactful.language.progress import silent
from tactful.text.diagnostic import Diagnostic, Edit, Fix, Span
from tactful.workspace.editing.edits import edited
from tactful.workspace.editing.mending import with_fixes
from tactful.workspace.opened import Opened, opened
from tactful.workspace.reviewing import examined

if TYPE_CHECKING:
    from tactful.scenarios.failure import Failure


class Lens(NamedTuple):
    """What came of one scenario.

    Attributes:
        span: Its title.
        failures: The expectations that are not met; none where it passes.
        title: The same in words, on a line.
    """

    span: Span
    failures: tuple[Failure, ...]
    title: str


def lenses(opened: Opened, file: str) -> list[Lens]:
    """What comes of each scenario of a file; nothing while the rules have mistakes."""
    from tactful.testing.run import run  # an editor does not wait for it when it starts

    own = [one for one in opened.scenarios if one.span.file == file]
    if opened.ruleset is None or not own:
        return []
    found = []
    for ran in run(opened.ruleset, own):
        wrong = ran.failures
        title = "Passes" if not wrong else f"Fails: {wrong[0]}"
        if len(wrong) > 1:
            title += f", and {len(wrong) - 1} more"
        found.append(Lens(ran.scenario.span, wrong, title))
    return found


def findings(path: Path, unsaved: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """What the checks find in a folder, with fixes; nothing while the rules have mistakes.

    It takes as long as proofs take: seconds, or more.

    Args:
        path: The folder, or the one file.
        unsaved: Texts that stand in the place of those on the disk.
    """
    now = opened(path, unsaved)
    if now.ruleset is None:
        return ()
    made = examined(now.ruleset, now.scenarios, now.texts, silent)
    found = with_fixes((one.diagnostic for one in made.findings), now.texts)
    return tuple(_usable(one, now) for one in found)


def _usable(found: Diagnostic, now: Opened) -> Diagnostic:
    """A finding with the fixes that leave no mistake behind, and the one that allows it."""
    kept = [fix for fix in found.fixes if _is_sound(fix, now)]
    return found._replace(fixes=(*kept, *allowed(found, now.texts)))


def _is_sound(fix: Fix, now: Opened) -> bool:
    after = opened(now.path, {**now.texts, **edited(now.texts, fix.edits)}, now)
    return after.ruleset is not None and len(after.diagnostics) <= len(now.diagnostics)


def allowed(found: Diagnostic, texts: Mapping[str, str], reason: str = "...") -> Iterator[Fix]:
    """The comment that allows a finding, on a line of its own above what it is about."""
    from tactful.checking.suppressions import allowing  # the solver is slow to import

    text = texts.get(found.span.file)
    words = allowing(found.name, reason)
    if text is None or words is None or not found.span.line:
        return
    line = text.split("\n")[found.span.line - 1]
    indent = line[: len(line) - len(line.lstrip())]
    place = Span(found.span.file, found.span.line, 1, found.span.line, 1)
    yield Fix("Allow it, because ...", (Edit(found.span.file, place, f"{indent}{words}\n"),))
