"""Findings that an author allows, in a comment with a reason.

    - id: no-gifts   # tactful: allow redundant-rule because it keeps a promise to the client

The comment stands on the finding's line, or alone on the line above. One that allows nothing any
more is a finding itself, so that they do not outlive what they were written for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from tactful.checking.examine import CHECKS
from tactful.checking.finding import Finding, finding, kind
from tactful.text.diagnostic import Span, instead
from tactful.text.names import Speller

BAD_SUPPRESSION = kind(
    "T498", "bad-suppression", "A comment allows a finding without its name or a reason."
)
UNUSED_SUPPRESSION = kind(
    "T499", "unused-suppression", "A comment allows a finding that is not there."
)
DEFECTS = (BAD_SUPPRESSION, UNUSED_SUPPRESSION)
"""What may be found about the comments themselves."""

_NAMES = tuple(check.DEFECT.name for check in CHECKS)
_COMMENT = re.compile(r"(?:^|\s)(#\s*tactful:\s*(.*?))\s*$")
_ALLOW = re.compile(r"allow\s+([a-z-]+)\s+because\s+(\S.*)")
_EXAMPLE = "write `# tactful: allow gap because ...` with your reason"


def allowing(name: str, reason: str) -> str | None:
    """The comment that allows what a check of this name finds; ``None`` if there is none such."""
    return f"# tactful: allow {name} because {reason}" if name in _NAMES else None


class Suppression(NamedTuple):
    """One comment: the check it allows, why, where it stands, and the line it is about."""

    name: str
    reason: str
    span: Span
    line: int


def suppressed(
    findings: Iterable[Finding], texts: Mapping[str, str], ran: Collection[str] = _NAMES
) -> tuple[Finding, ...]:
    """The findings that no comment allows, and what is wrong with the comments.

    Args:
        findings: What the checks found.
        texts: The texts that they were found in, by file.
        ran: The names of the checks that ran; a comment about another is left in peace.
    """
    problems: list[Finding] = []
    comments = [c for file, text in texts.items() for c in _comments(file, text, problems)]
    used: set[Suppression] = set()
    left = []
    for found in findings:
        span = found.diagnostic.span
        allowing = [
            comment
            for comment in comments
            if (comment.name, comment.span.file, comment.line)
            == (found.diagnostic.name, span.file, span.line)
        ]
        used.update(allowing)
        if not allowing:
            left.append(found)
    problems += [
        finding(
            UNUSED_SUPPRESSION,
            comment.span,
            f"there is no `{comment.name}` here to allow",
            instead("remove the comment", ""),
        )
        for comment in comments
        if comment not in used and comment.name in ran
    ]
    return tuple(sorted([*left, *problems], key=lambda f: (f.diagnostic.span, f.diagnostic.code)))


def _comments(file: str, text: str, problems: list[Finding]) -> Iterator[Suppression]:
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        comment = _COMMENT.search(line) if "tactful:" in line else None
        if comment is None:
            continue
        span = Span(file, number, comment.start(1) + 1, number, comment.end(1) + 1)
        allow = _ALLOW.fullmatch(comment[2])
        if allow is None:
            problems.append(finding(BAD_SUPPRESSION, span, "this allows nothing", _EXAMPLE))
        elif allow[1] not in _NAMES:
            help_ = Speller().help(allow[1], _NAMES, "the checks")
            message = f"there is no check `{allow[1]}`"
            problems.append(finding(BAD_SUPPRESSION, span, message, help_))
        else:
            alone = not line[: comment.start(1)].strip()
            about = _next_line(lines, number) if alone else number
            yield Suppression(allow[1], allow[2], span, about)


def _next_line(lines: list[str], number: int) -> int:
    """The next line that says something, by its number."""
    for later in range(number, len(lines)):
        stripped = lines[later].strip()
        if stripped and not stripped.startswith("#"):
            return later + 1
    return number
