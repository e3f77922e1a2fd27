"""Circles among rules, told as a coach would follow them: what waits for what."""

from __future__ import annotations

import itertools

from tactful.language.model import NOWHERE, Ruleset, reads
from tactful.language.strata import Step, circles
from tactful.reading.shapes import Shapes
from tactful.text import defects
from tactful.text.diagnostic import Related, Span

MOST_STEPS = 16
"""A longer circle is told in part."""


def report_circles(shapes: Shapes, ruleset: Ruleset) -> None:
    """Report each circle once, at the first of its rules."""
    for steps in circles(ruleset):
        rules = [step for step in steps[:-1] if step.kind == "rule"]
        rules.sort(key=lambda step: ruleset.rules[step.id].span)
        places = [_place(step, ruleset) for step in rules or steps[:-1]]
        related = [
            Related(place, _role(step, ruleset))
            for step, place in zip(rules[:MOST_STEPS], places, strict=False)
        ]
        shapes.report(
            defects.CIRCLE,
            places[0],
            f"these wait for each other in a circle: {_told(steps)}",
            "let one of them look at something else: a fact that is given, or a fact of its own "
            "that both conclude from",
            related,
        )


def _told(steps: tuple[Step, ...]) -> str:
    named = [_named(step) for step in steps]
    if len(named) > MOST_STEPS:
        half = MOST_STEPS // 2
        named[half:-half] = [f"... {len(named) - 2 * half} more ..."]
    return " <- ".join(named)


def _named(step: Step) -> str:
    return f"rule `{step.id}`" if step.kind == "rule" else f"`{step.id}`"


def _place(step: Step, ruleset: Ruleset) -> Span:
    if step.kind == "rule":
        return ruleset.rules[step.id].span
    if step.kind == "fact":
        return ruleset.facts[step.id].span
    return ruleset.decisions[step.id].span if step.id in ruleset.decisions else NOWHERE


def _role(step: Step, ruleset: Ruleset) -> str:
    rule = ruleset.rules[step.id]
    looks = sorted(reads(rule.when) | reads(rule.unless))
    says = list(
        dict.fromkeys(
            itertools.chain(
                (c.fact for c in rule.conclusions), (a.decision for a in rule.arguments)
            )
        )
    )
    parts = []
    if looks:
        parts.append(f"looks at {_listed(looks)}")
    if says:
        parts.append(f"speaks about {_listed(says)}")
    if rule.overrides:
        parts.append(f"overrides {_listed(rule.overrides)}")
    return f"rule `{rule.id}` " + " and ".join(parts)


def _listed(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
