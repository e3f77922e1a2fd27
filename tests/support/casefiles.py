"""Case files: texts with mistakes, each announced by a comment on its line.

``# expect: defect-name`` (or several, with commas) stands on the line where the diagnostic has
to begin. Where no comment can stand there, ``# expect-next: defect-name`` stands on the line
above; ``# expect-file: defect-name`` announces one of the whole file. Exactly what is announced
must be found: which, on which line, and none besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tactful.text.diagnostic import Diagnostic, Span

CASES = Path(__file__).parent.parent / "cases"

_EXPECT = re.compile(r"# expect(-next|-file)?: ([a-z0-9, -]+)$")

Findings = list[tuple[int, str]]
"""Lines and names of defects, in order."""


def announced(text: str) -> Findings:
    """What a case announces."""
    found: Findings = []
    for number, line in enumerate(text.split("\n"), 1):
        comment = _EXPECT.search(line)
        if comment:
            place = {"-file": 0, "-next": number + 1}.get(comment[1], number)
            found += [(place, name.strip()) for name in comment[2].split(",")]
    return sorted(found)


def findings(diagnostics: Iterable[Diagnostic]) -> Findings:
    """What was found, in the same form."""
    return sorted((d.span.line, d.name) for d in diagnostics)


def underlined(span: Span, texts: Mapping[str, str]) -> str:
    """The text that a span points at; a span of several lines up to the end of its first."""
    if not span.line or span.file not in texts:
        return ""
    lines = texts[span.file].split("\n")
    line = lines[span.line - 1]
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    return line[span.column - 1 : end]


def told(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    """Every diagnostic with the text it underlines, its message and its help."""
    parts = []
    for d in diagnostics:
        parts.append(f"{d.span.line}:{d.span.column} {d.name}  «{underlined(d.span, texts)}»")
        parts.append(f"  {d.message}")
        parts.append(f"  help: {d.help}")
        parts += [
            f"  {r.span.line}:{r.span.column} «{underlined(r.span, texts)}» {r.message}"
            for r in d.related
        ]
    return "\n".join(parts) + "\n"
