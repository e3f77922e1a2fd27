"""Circles among rules, told as a coach would follow them: what waits for what."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from typing import TypeAlias

from tactful import defects
from tactful.diagnostic import Related, Span
from tactful.model import NOWHERE, Ruleset, reads
from tactful.reading_shapes import Shapes
from tactful.strata import Step, dependencies

Graph: TypeAlias = dict[Step, list[Step]]
"""For each step, the steps it waits for."""


MOST_STEPS = 16
"""A longer circle is told in part."""


def report_circles(shapes: Shapes, ruleset: Ruleset) -> None:
    """Report each circle once, at the first of its rules."""
    for steps in _circles(ruleset):
        rules = [step for step in steps[:-1] if step.kind == "rule"]
        rules.sort(key=lambda step: ruleset.rules[step.id].span)
        places = [_place(step, ruleset) for step in rules or steps[:-1]]
        related = [
            Related(place, _role(step, ruleset))
            for step, place in zip(rules[:MOST_STEPS], places, strict=False)
        ]
        shapes.report(
            defects.CIRCLE, places[0],
            f"these wait for each other in a circle: {_told(steps)}",
            "let one of them look at something else: a fact that is given, or a fact of its own "
            "that both conclude from",
            related,
        )  # fmt: skip


def _circles(ruleset: Ruleset) -> Iterator[tuple[Step, ...]]:
    """One circle for each knot of steps that all wait for each other, the shortest there is.

    Each is read from effect to cause, from the fact or decision of it that stands first in the
    text, which comes again at the end.
    """
    order = {name: place for place, name in enumerate((*ruleset.facts, *ruleset.decisions))}
    for knot in _knots(_stuck(dependencies(ruleset))):
        first = min(knot, key=lambda s: (s.kind == "rule", order.get(s.id, 0), s.id))
        yield _shortest(first, knot)


def _stuck(graph: Map[Step, Iterable[Step]]) -> Graph:
    """What is left of the graph once everything that can be settled is settled."""
    waiting = {step: len(set(before)) for step, before in graph.items()}
    after: dict[Step, list[Step]] = {}
    for step, before in graph.items():
        for needed in set(before):
            after.setdefault(needed, []).append(step)
    ready = [step for step, count in waiting.items() if count == 0]
    for step in ready:
        for next_ in after.get(step, ()):
            waiting[next_] -= 1
            if waiting[next_] == 0:
                ready.append(next_)
    left = {step for step, count in waiting.items() if count > 0}
    return {step: [needed for needed in graph[step] if needed in left] for step in left}


def _knots(graph: Graph) -> Iterator[Graph]:
    """The parts of a graph in which every step leads to every other (Kosaraju's method)."""
    finished: list[Step] = []
    seen: set[Step] = set()
    for root in graph:
        walk = [(root, False)]
        while walk:
            step, done = walk.pop()
            if done:
                finished.append(step)
            elif step not in seen:
                seen.add(step)
                walk.append((step, True))
                walk += [(needed, False) for needed in graph[step] if needed not in seen]
    back: Graph = {step: [] for step in graph}
    for step, before in graph.items():
        for needed in before:
            back[needed].append(step)
    taken: set[Step] = set()
    for root in reversed(finished):
        knot = []
        reached = [root]
        while reached:
            step = reached.pop()
            if step not in taken:
                taken.add(step)
                knot.append(step)
                reached += back[step]
        inside = set(knot)
        part = {step: [needed for needed in graph[step] if needed in inside] for step in knot}
        if any(part.values()):
            yield part


def _shortest(first: Step, knot: Graph) -> tuple[Step, ...]:
    """The shortest way from a step back to itself."""
    came: dict[Step, Step] = {}
    reached = [first]
    for step in reached:
        for needed in knot[step]:
            if needed == first:
                way = [first, step]
                while way[-1] != first:
                    way.append(came[way[-1]])
                return tuple(way[::-1])
            if needed not in came:
                came[needed] = step
                reached.append(needed)
    return (first, first)


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
