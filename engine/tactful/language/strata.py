"""What depends on what: the order in which a ruleset settles, and the circles that forbid one.

A fact is settled once every rule that concludes it is decided; a rule is decided once all it
reads is settled and the rules that override it are decided; a decision is settled once every
rule that argues about it is decided. That order (stratification, as in Datalog with negation)
makes evaluation end, and makes the advice independent of the order of the rules.
"""

from __future__ import annotations

import graphlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from tactful.language.computations import COMPUTATIONS
from tactful.language.model import Fact, Ruleset
from tactful.language.terms import reads
from tactful.language.windows import window_facts

_Name = TypeVar("_Name", bound=Hashable)


class Step(NamedTuple):
    """One thing that gets settled."""

    kind: Literal["fact", "decision", "rule"]
    id: str


Dependencies: TypeAlias = dict[Step, list[Step]]
"""For each step, the steps it waits for."""


class Strata(NamedTuple):
    """The order of settling. ``level`` counts how many rules in a chain stand before a step."""

    order: tuple[Step, ...]
    level: Mapping[Step, int]


@lru_cache(maxsize=8)
def dependencies(ruleset: Ruleset) -> Mapping[Step, tuple[Step, ...]]:
    """For each fact, decision and rule, what has to be settled before it."""
    graph: dict[Step, dict[Step, None]] = {}
    for fact in ruleset.facts.values():
        before = [*computed_from(fact, ruleset), *_decisions_behind(fact, ruleset)]
        graph[Step("fact", fact.id)] = dict.fromkeys(step_named(name, ruleset) for name in before)
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
    """The facts that a computed fact's value depends on, the clock's facts included.

    The start of a window depends on its decision as well.
    """
    if fact.computed is None:
        return ()
    uses = COMPUTATIONS[fact.computed.name].uses
    clock = (getattr(ruleset.clock, part) for part in uses)
    placing = [name for name in _placing(fact, ruleset) if name in ruleset.facts]
    return tuple(dict.fromkeys((*fact.computed.facts, *placing, *(name for name in clock if name))))


@lru_cache(maxsize=8)
def placed_by_facts(ruleset: Ruleset) -> tuple[str, ...]:
    """The facts by which windows are placed whose start some fact is, the clock's facts too."""
    starts = (fact for fact in ruleset.facts.values() if fact.starts is not None)
    return tuple(dict.fromkeys(name for fact in starts for name in computed_from(fact, ruleset)))


def _placing(fact: Fact, ruleset: Ruleset) -> Iterator[str]:
    """What the windows are placed by of which a fact is the start."""
    if fact.starts is not None:
        for option in ruleset.decisions[fact.starts].options.values():
            yield from window_facts(option.windows)


def _decisions_behind(fact: Fact, ruleset: Ruleset) -> Iterator[str]:
    """The decisions that tell of which window a fact is the start."""
    if fact.starts is not None:
        yield fact.starts
        yield from (name for name in _placing(fact, ruleset) if name in ruleset.decisions)


def reached(names: Iterable[_Name], parts: Callable[[_Name], Iterable[_Name]]) -> Iterator[_Name]:
    """Some facts, or steps, and all that they are made of, each once, however many ways lead to it.

    ``parts`` gives what one is made of directly.
    """
    found: set[_Name] = set()
    todo = [*names]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            yield name
            todo += reversed([*parts(name)])


def steps_behind(ruleset: Ruleset, *steps: Step) -> frozenset[Step]:
    """Some steps, and everything that has to be settled before them."""
    return frozenset(reached(steps, dependencies(ruleset).__getitem__))


@lru_cache(maxsize=8)
def resting_on_windows(ruleset: Ruleset) -> frozenset[str]:
    """The facts that are the start of a window, or computed from such."""
    found: set[str] = set()
    for step in stratify(ruleset).order:
        computed = ruleset.facts[step.id].computed if step.kind == "fact" else None
        if computed is not None and (
            computed.decision is not None or not found.isdisjoint(computed.facts)
        ):
            found.add(step.id)
    return frozenset(found)


@lru_cache(maxsize=8)
def followed_by_facts(ruleset: Ruleset) -> Mapping[str, tuple[str, ...]]:
    """For each fact those that it follows from without any rule, each after all of them.

    What rests on a window follows from others by way of rules.
    """
    by_rules = resting_on_windows(ruleset)
    facts = [step.id for step in stratify(ruleset).order if step.kind == "fact"]
    return {n: () if n in by_rules else computed_from(ruleset.facts[n], ruleset) for n in facts}


def needed_for(fact: Fact, ruleset: Ruleset) -> tuple[str, ...]:
    """Those of the facts that a computed fact depends on without which it is not known."""
    if fact.computed is None:
        return ()
    uses_now = "now" in COMPUTATIONS[fact.computed.name].uses
    return (*fact.computed.facts, *((ruleset.clock.now or "",) if uses_now else ()))


def step_named(name: str, ruleset: Ruleset) -> Step:
    """The fact or decision of a name."""
    return Step("fact" if name in ruleset.facts else "decision", name)


def _named(ruleset: Ruleset, names: Iterable[str]) -> list[Step]:
    return [step_named(name, ruleset) for name in sorted(names)]


@lru_cache(maxsize=8)
def stratify(ruleset: Ruleset) -> Strata:
    """The order in which the ruleset settles: found once, since a batch asks for every client.

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


def circles(ruleset: Ruleset) -> Iterator[tuple[Step, ...]]:
    """One circle for each knot of steps that all wait for each other, the shortest there is.

    Each is read from effect to cause, from the fact or decision of it that stands first in the
    text, which comes again at the end. The time is linear in the ruleset's size, so that a hostile
    text cannot make it long.
    """
    order = {name: place for place, name in enumerate((*ruleset.facts, *ruleset.decisions))}
    for knot in _knots(_stuck(dependencies(ruleset))):
        first = min(knot, key=lambda s: (s.kind == "rule", order.get(s.id, 0), s.id))
        yield _shortest(first, knot)


def _stuck(graph: Mapping[Step, Iterable[Step]]) -> Dependencies:
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


def _knots(graph: Dependencies) -> Iterator[Dependencies]:
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
    back: Dependencies = {step: [] for step in graph}
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


def _shortest(first: Step, knot: Dependencies) -> tuple[Step, ...]:
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
