"""What depends on what: the order in which a ruleset settles, and the circles that forbid one.

A fact is settled once every rule that concludes it is decided; a rule is decided once all it
reads is settled and the rules that override it are decided; a decision is settled once every
rule that argues about it is decided. That order (stratification, as in Datalog with negation)
makes evaluation end, and makes the advice independent of the order of the rules.
"""

from __future__ import annotations

import graphlib
import itertools
from collections.abc import Iterable
from typing import Literal, NamedTuple

from tactful.computations import COMPUTATIONS
from tactful.model import Fact, Ruleset, reads


class Step(NamedTuple):
    """One thing that gets settled."""

    kind: Literal["fact", "decision", "rule"]
    id: str


class Strata(NamedTuple):
    """The order of settling. ``level`` counts how many rules in a chain stand before a step."""

    order: tuple[Step, ...]
    level: dict[Step, int]


def dependencies(ruleset: Ruleset) -> dict[Step, tuple[Step, ...]]:
    """For each fact, decision and rule, what has to be settled before it."""
    graph: dict[Step, dict[Step, None]] = {}
    for fact in ruleset.facts.values():
        graph[Step("fact", fact.id)] = dict.fromkeys(
            Step("fact", name) for name in computed_from(fact, ruleset)
        )
    for decision in ruleset.decisions.values():
        graph[Step("decision", decision.id)] = dict.fromkeys(
            _named(ruleset, reads(decision.applies_when))
        )
    for rule in ruleset.rules.values():
        step = Step("rule", rule.id)
        graph.setdefault(step, {}).update(
            dict.fromkeys(_named(ruleset, reads(rule.when) | reads(rule.unless)))
        )
        for conclusion in rule.conclusions:
            graph[Step("fact", conclusion.fact)][step] = None
        for argument in rule.arguments:
            graph[Step("decision", argument.decision)][step] = None
        for overridden in rule.overrides:
            graph.setdefault(Step("rule", overridden), {})[step] = None
    return {step: tuple(before) for step, before in graph.items()}


def computed_from(fact: Fact, ruleset: Ruleset) -> tuple[str, ...]:
    """The facts that a computed fact's value depends on, the clock's facts included."""
    if fact.computed is None:
        return ()
    uses = COMPUTATIONS[fact.computed.name].uses
    clock = (getattr(ruleset.clock, part) for part in uses)
    return tuple(dict.fromkeys((*fact.computed.operands, *(name for name in clock if name))))


def _named(ruleset: Ruleset, names: Iterable[str]) -> list[Step]:
    return [Step("fact" if n in ruleset.facts else "decision", n) for n in sorted(names)]


def stratify(ruleset: Ruleset) -> Strata:
    """The order in which the ruleset settles.

    Raises:
        graphlib.CycleError: if there is a circle; ``reading`` has reported it by then.
    """
    graph = dependencies(ruleset)
    order = tuple(graphlib.TopologicalSorter(graph).static_order())
    level: dict[Step, int] = {}
    for step in order:
        level[step] = max(
            (level[b] + (b.kind == "rule" and step.kind != "rule") for b in graph[step]), default=0
        )
    return Strata(order, level)


def circles(ruleset: Ruleset) -> tuple[tuple[Step, ...], ...]:
    """Circles, each as the steps along it with the first repeated at the end.

    One circle is reported for each knot: it is cut where it was found and the search goes on,
    so several independent circles are all found in one go. Rules of which each needs the next.
    """
    graph = {step: list(before) for step, before in dependencies(ruleset).items()}
    found: list[tuple[Step, ...]] = []
    while True:
        try:
            graphlib.TopologicalSorter(graph).prepare()
        except graphlib.CycleError as error:
            circle: tuple[Step, ...] = tuple(error.args[1])
            found.append(circle)
            for before, after in itertools.pairwise(circle):
                if before in graph.get(after, ()):
                    graph[after].remove(before)
        else:
            return tuple(found)
