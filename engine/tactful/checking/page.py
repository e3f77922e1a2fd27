"""What is wrong with a ruleset, laid out for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tactful.checking.numbers import numbers, proven_for
from tactful.explanation.wording import counted, joined
from tactful.language.model import Ruleset
from tactful.pages.blocks import Listing
from tactful.pages.page import Page, Section
from tactful.pages.remarks import remark, texts_as_lines
from tactful.text.diagnostic import Diagnostic

if TYPE_CHECKING:
    from tactful.checking.examine import LeftOpen


def findings_page(
    name: str,
    ruleset: Ruleset | None,
    scenarios: int,
    found: Sequence[Diagnostic],
    texts: Mapping[str, str],
    shown: Mapping[Diagnostic, str],
    left_open: Sequence[LeftOpen] = (),
) -> Page:
    """Lay out what was found.

    Args:
        name: What the ruleset is called.
        ruleset: The ruleset, if it could be read.
        scenarios: How many scenarios were read with it.
        found: The findings.
        texts: The texts they point into, by file.
        shown: The situation behind a finding, as a scenario, for those that are to be shown.
        left_open: The checks that were cut short.
    """
    lines = texts_as_lines(texts)
    sections = []
    for one in found:
        told = remark(one, lines)
        if one in shown:
            told = told._replace(under=(Listing(shown[one]),))
        sections.append(Section("", blocks=(told,), label=one.name))
    total = f"{name}: {_summary(ruleset, scenarios, found)}"
    title = (ruleset.title if ruleset is not None else None) or name
    counts = None if ruleset is None else proven_for(numbers(ruleset), ruleset)
    more = (counts, unfinished(left_open) if left_open else None)
    headline = (total, *(line for line in more if line is not None))
    return Page(f"{title}: what was checked", headline, tuple(sections), "log")


def unfinished(left_open: Iterable[LeftOpen]) -> str:
    """That checks were cut short, in a sentence."""
    listed = joined(f"`{one.check}` ({counted(one.questions, 'question')})" for one in left_open)
    return f"Not found out in time, so there may be more to find: {listed}."


def _summary(ruleset: Ruleset | None, scenarios: int, findings: Sequence[Diagnostic]) -> str:
    parts = []
    if ruleset is not None:
        parts = [
            counted(len(ruleset.rules), "rule"),
            counted(len(ruleset.facts), "fact"),
            counted(len(ruleset.decisions), "decision"),
            counted(scenarios, "scenario"),
        ]
    errors = sum(finding.is_error for finding in findings)
    kinds = {"error": errors, "warning": len(findings) - errors}
    found = [counted(number, kind) for kind, number in kinds.items() if number]
    return ", ".join([*parts, joined(found) or "no findings"])
