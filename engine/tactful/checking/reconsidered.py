"""Advice that is asked for again when its own window opens, and comes out otherwise.

Worlds are looked at thousands at a time, now and when the window opens; what differs there has to
come about in the network before it is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from tactful.cases.cases import Cases, cases
from tactful.cases.detached import facts_read
from tactful.checking.openings import Opening, TimeAnswers, moment_facts, openings
from tactful.checking.subject import Subject
from tactful.language.conclusions import Conclusions, changed_decisions
from tactful.language.model import Ruleset
from tactful.language.strata import Step, dependencies, reached
from tactful.language.values import Value
from tactful.language.windows import window_of
from tactful.network.combinations import members
from tactful.proofs.circuit import Part, View, WorldsInOrder, all_worlds, sampled
from tactful.proofs.worlds import Worlds

FEW = 1 << 12
"""Worlds that are all looked at before a sample is."""

SAMPLE = 64
"""How many worlds are drawn, besides all their neighbours."""

MOST_TRIED = 6
"""Worlds of one opening that are tried for one decision."""

MOST_LOOKED_AT = 6_000
"""Rules of all circuits that are looked at: the larger a ruleset, the fewer openings."""

STEPS = 400
"""Steps of the checks' budget that making and looking at a circuit counts for, per rule."""


class Unstable(NamedTuple):
    """A decision that comes out otherwise when the window opens that an option brings."""

    by: str
    option: str
    decision: str
    witness: Mapping[str, Value]


def unstable(subject: Subject) -> Iterator[Unstable]:
    """Every such decision that is found, each once for each option."""
    search = _Search(subject)
    if search.left:
        yield from search.among_scenarios()
        yield from search.among_worlds()


def differs_by_then(
    ruleset: Ruleset, now: Conclusions, then: Conclusions, option: tuple[str, str]
) -> set[str]:
    """The decisions that come out otherwise when the window opens that is named now.

    That the decision of the window says in other words that the moment has come is no difference.
    """
    window, there = window_of(ruleset, now), window_of(ruleset, then)
    if window is None or (window.decision, window.option) != option:
        return set()
    found = {*changed_decisions(now, then)}
    if there is not None and there.start <= window.start:
        found.discard(window.decision)
    return found


def movable(ruleset: Ruleset) -> frozenset[str]:
    """The decisions that may come out otherwise just because time passes until a window opens.

    When a window has opened, its start is what it was, unless another option is chosen by then.
    """
    before = dependencies(ruleset)

    def parts(step: Step) -> tuple[Step, ...]:
        fact = ruleset.facts.get(step.id) if step.kind == "fact" else None
        if fact is not None and fact.starts is not None:
            return (Step("decision", fact.starts),)
        return before.get(step, ())

    now = Step("fact", ruleset.clock.now or "")
    return frozenset(n for n in ruleset.decisions if now in reached([Step("decision", n)], parts))


class _Search:
    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.ruleset = ruleset = subject.ruleset
        moving = movable(ruleset) if ruleset.clock.now is not None else frozenset[str]()
        self.left = {
            (decision.id, option.id): {*moving}
            for decision in ruleset.decisions.values()
            for option in decision.options.values()
            if option.windows and moving
        }
        read = {*facts_read(ruleset)} - moment_facts(ruleset)
        self.open = [n for n in ruleset.facts if n in read and not ruleset.facts[n].computed]
        self.situations: dict[TimeAnswers, tuple[Mapping[str, Value], Cases]] = {}
        self.circuits: dict[TimeAnswers, Worlds] = {}

    def shown(self, given: Mapping[str, Value], option: tuple[str, str]) -> Iterator[Unstable]:
        """What a situation shows of an option that had not been shown."""
        for name in sorted(self.differing(given, option) & self.left[option]):
            self.left[option].discard(name)

            def is_so(less: Mapping[str, Value], name: str = name) -> bool:
                return name in self.differing(less, option)

            yield Unstable(*option, name, self.subject.proofs.smallest(given, is_so))

    def differing(self, given: Mapping[str, Value], option: tuple[str, str]) -> set[str]:
        proofs, clock = self.subject.proofs, self.ruleset.clock.now or ""
        if clock not in given or not proofs.allows(given):
            return set()
        now = proofs.compiled.evaluate(given)
        window = window_of(self.ruleset, now)
        if window is None or window.local_start <= given[clock]:  # type: ignore[operator]
            return set()
        then = proofs.compiled.evaluate({**given, clock: window.local_start})
        return differs_by_then(self.ruleset, now, then, option)

    def among_scenarios(self) -> Iterator[Unstable]:
        for given in self.subject.situations:
            window = window_of(self.ruleset, self.subject.proofs.compiled.evaluate(given))
            if window is not None and (window.decision, window.option) in self.left:
                yield from self.shown(given, (window.decision, window.option))

    def among_worlds(self) -> Iterator[Unstable]:
        looked_at = 0
        for opening in openings(self.ruleset):
            option = opening.decision, opening.option
            if not self.left[option]:
                continue
            looked_at += len(self.ruleset.rules)
            if looked_at > MOST_LOOKED_AT or self.subject.budget.is_spent:
                return
            self.subject.budget.spend(STEPS * len(self.ruleset.rules))
            for given in self.proposed(opening):
                yield from self.shown(given, option)

    def proposed(self, opening: Opening) -> Iterator[Mapping[str, Value]]:
        """Situations in which something seems to differ."""
        clock = self.ruleset.clock.now or ""
        then = opening.then(clock)
        if self.cases(opening.told[0], opening.moments) != self.cases(opening.told[1], then):
            return
        one, other = (self.circuit(told) for told in opening.told)
        layout = _layout(one)
        views = [View(layout.worlds, _places(layout, each)) for each in (one, other)]
        chosen = _bits(views[0], one.outcomes[opening.decision][opening.option], layout.worlds)
        for name in sorted(self.left[opening.decision, opening.option]):
            differing = 0
            for key, when in one.outcomes[name].items():
                there = _bits(views[1], other.outcomes[name][key], layout.worlds)
                differing |= _bits(views[0], when, layout.worlds) ^ there
            for place in islice(members(differing & chosen), MOST_TRIED):
                yield {**opening.moments, **_values_in(layout, place, one)}

    def cases(self, told: TimeAnswers, moments: Mapping[str, Value]) -> Mapping[str, object]:
        """The cases of the open facts at some moments, or at others of which tests say the same."""
        if told not in self.situations:
            self.situations[told] = moments, cases(self.ruleset, moments, self.open)
        return self.situations[told][1].values

    def circuit(self, told: TimeAnswers) -> Worlds:
        """What follows at moments of which the cases were asked for."""
        if told not in self.circuits:
            self.circuits[told] = Worlds(self.ruleset, *self.situations[told])
        return self.circuits[told]


def _layout(worlds: Worlds) -> WorldsInOrder:
    sizes = {name: len(symbol) + 1 for name, symbol in worlds.open.items()}
    return all_worlds(sizes) if math.prod(sizes.values()) <= FEW else sampled(sizes, SAMPLE)


def _places(layout: WorldsInOrder, worlds: Worlds) -> Mapping[str, list[int]]:
    return {n: [*bits] for n, bits in layout.places.items()} | {
        name: [0, 0, 0] for name in worlds.loose_roots
    }


def _bits(view: View, gate: object, worlds: int) -> int:
    if isinstance(gate, Part):
        return view.bits(gate)
    return (1 << worlds) - 1 if gate else 0


def _values_in(layout: WorldsInOrder, place: int, worlds: Worlds) -> dict[str, Value]:
    """What the open facts are in one world; what is unknown is left out."""
    return {
        name: case.value
        for name, symbol in worlds.open.items()
        for case, bits in zip(symbol, layout.places[name], strict=False)
        if bits >> place & 1
    }
