"""Circles among rules, told as a coach would follow them: what waits for what."""

from __future__ import annotations

from tactful.language.model import Ruleset
from tactful.language.strata import Step, circles
from tactful.language.terms import NOWHERE
from tactful.reading.defects.rules import circle
from tactful.reading.shapes import Shapes
from tactful.text.diagnostic import Span


def report_circles(shapes: Shapes, ruleset: Ruleset) -> None:
    """Report each circle once, at the first of its rules."""
    for steps in circles(ruleset):
        around = [ruleset.rules[step.id] for step in steps[:-1] if step.kind == "rule"]
        around.sort(key=lambda rule: rule.span)
        place = around[0].span if around else _place(steps[0], ruleset)
        shapes.report(circle(steps, around), place)


def _place(step: Step, ruleset: Ruleset) -> Span:
    if step.kind == "rule":
        return ruleset.rules[step.id].span
    if step.kind == "fact":
        return ruleset.facts[step.id].span
    return ruleset.decisions[step.id].span if step.id in ruleset.decisions else NOWHERE
