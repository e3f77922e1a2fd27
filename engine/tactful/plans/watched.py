"""What is watched while one moment moves: all that a ruleset tests and that depends on it.

The moment itself, and the facts computed from it: where each lies among what it is compared with.
What depends on what rules say comes after all by which they can turn, tier by tier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from tactful.language.computations import COMPUTATIONS, computed_value
from tactful.language.conditions import every_test
from tactful.language.model import Ruleset
from tactful.language.strata import (
    Step,
    computed_from,
    dependencies,
    reached,
    resting_on_windows,
    stratify,
)
from tactful.language.terms import FactRef, reads
from tactful.language.turning import place_among, second_of_day
from tactful.language.values import NONE, Kind, Value
from tactful.plans.openings import Openings

TURNING = frozenset(("product of", "quotient of", "largest of", "smallest of"))
"""The computations that may go up and down again where several of their parts move."""


class Watched:
    """What is watched in one situation as a moment moves.

    Attributes:
        moment: The fact that moves; a datetime.
        known: What is known from the beginning, but for the moment.
        openings: When the windows open whose start some fact is.
        tiers: What is watched: later tiers depend on what rules say, by which earlier ones turn.
    """

    def __init__(self, ruleset: Ruleset, given: Mapping[str, Value], moment: str) -> None:
        """Find out what to watch.

        Args:
            ruleset: The rules.
            given: What the scenario gives.
            moment: The fact that moves.
        """
        self._ruleset = ruleset
        self.moment = moment
        self._concluded = {
            fact: tuple(dict.fromkeys(value for _, value in said))
            for fact, said in ruleset.concluding.items()
        }
        settled = {
            fact.id: fact.default
            for fact in ruleset.facts.values()
            if fact.default is not None and fact.id not in self._concluded
        }
        self.known = {n: v for n, v in {**settled, **given}.items() if n != moment}
        self._parts = {f.id: computed_from(f, ruleset) for f in ruleset.facts.values()}
        self._moving = self._moving_facts()
        self.openings = Openings(ruleset, self._moving)
        constants, pairs = self._compared()
        watches = [self._place_of(name, found) for name, found in constants.items()]
        watches += [self._order_of(one, other) for one, other in pairs]
        levels = _levels(ruleset)
        found: dict[int, list[Watch]] = {0: []}
        for watch in watches:
            found.setdefault(max(levels[name] for name in watch.behind), []).append(watch)
        self.tiers = [self._tier(found[level]) for level in sorted(found)]

    def _tier(self, watches: Sequence[Watch]) -> Tier:
        """Things that are watched together, and what has to be evaluated for them."""
        made_of = {name for watch in watches for name in watch.behind}
        moving = tuple(name for name in self._moving if name in made_of)
        parts = {*reached(moving, self._parts.__getitem__)} - made_of - {*self.known}
        said = [name for name in self._concluded if name in parts]
        starts = (self._ruleset.facts[name].starts for name in moving)
        decisions = dict.fromkeys(name for name in starts if name is not None)
        return Tier(watches, moving, tuple(said), tuple(decisions))

    def _moving_facts(self) -> tuple[str, ...]:
        """The moment, and the facts that are computed from it, in the order of computing."""
        found = [self.moment]
        facts = self._ruleset.facts
        waiting = [f for f in facts.values() if f.computed and f.id not in self.known]
        while True:
            ready = [
                f.id for f in waiting if f.id not in found and set(self._parts[f.id]) & set(found)
            ]
            if not ready:
                return tuple(found)
            found += ready

    def _compared(self) -> tuple[dict[str, list[Any]], list[tuple[str, str]]]:
        """What each moving fact is compared with: values, and other moving facts."""
        constants: dict[str, set[Any]] = {}
        pairs: dict[tuple[str, str], None] = {}
        for test in every_test(self._ruleset):
            sides = [test.subject, *(o.fact for o in test.operands if isinstance(o, FactRef))]
            fixed = [o for o in test.operands if not isinstance(o, FactRef)]
            for name in sides:
                if name in self._moving:
                    found = constants.setdefault(name, set())
                    if name == test.subject:
                        found.update(fixed)
                    for other in sides:
                        if other not in self._moving:
                            found.update(self._possible(other))
                        elif other != name and name == test.subject:
                            pairs[name, other] = None
        type_of = self._ruleset.type_of
        lying = {n: c - {NONE} for n, c in constants.items()}
        return {n: sorted(c, key=type_of(n).rank) for n, c in lying.items()}, [*pairs]  # type: ignore[arg-type]

    def _possible(self, name: str) -> Iterable[Value]:
        """Every value that a fact which does not move may have."""
        if name in self.known:
            return [self.known[name]]
        fact = self._ruleset.facts.get(name)
        if fact is None:
            return []
        found = [*self._concluded.get(name, ())]
        found += [fact.default] if fact.default is not None else []
        if fact.computed is not None:
            computed = self.computed(name, dict(self.known))
            found += [computed] if computed is not None else []
        return found

    def values(
        self, moment: datetime, known: Mapping[str, Value], names: Iterable[str]
    ) -> Mapping[str, Value]:
        """What is known at a moment, with some of the moving facts."""
        values = {**self.known, **known, self.moment: moment}
        for name in names:
            value = self.computed(name, values)
            if value is not None:
                values[name] = value
        return values

    def computed(self, name: str, values: dict[str, Value]) -> Value | None:
        """A fact from what is known; what it is computed from and stands still is added to that."""
        fact = self._ruleset.facts[name]
        if name == self.moment:
            return values[name]
        if fact.computed is None:
            return fact.default
        for operand in self._parts[name]:
            if operand not in values and operand not in self._moving:
                value = self.computed(operand, values)
                if value is not None:
                    values[operand] = value
        if fact.starts is not None:
            return self.openings.start(fact.starts, values)
        return computed_value(fact, values, self._ruleset)

    def _place_of(self, name: str, constants: list[Any]) -> Watch:
        """Where a fact lies among what it is compared with: between, or on, or itself."""
        type_ = self._ruleset.facts[name].type
        if not type_.comparable:
            named = frozenset(constants)
            # Monday and Tuesday are alike where rules speak of Sunday only.
            return self._watch(lambda v: v[name] if v.get(name) in named else name in v, (name,))
        rank = type_.rank
        ranks: list[Any] = [rank(constant) for constant in constants]

        def height(values: Mapping[str, Value]) -> Any:
            value = values.get(name)
            return None if value is None or value is NONE else rank(value)

        def lies(values: Mapping[str, Value]) -> int | None:
            value = values.get(name)
            if value is None or value is NONE:
                return None if value is None else -1
            return place_among(ranks, rank(value))

        computed = self._ruleset.facts[name].computed
        follows = computed is not None and computed.operands == (self.moment,)
        by_clock = type_.kind is Kind.TIME and follows
        seconds = [second_of_day(at) for at in ranks] if by_clock else None
        return self._watch(lies, (name,), height, seconds)

    def _order_of(self, one: str, other: str) -> Watch:
        """Which of two facts is more."""
        rank = self._ruleset.facts[one].type.rank

        def tells(values: Mapping[str, Value]) -> bool:
            return all(values.get(name, NONE) is not NONE for name in (one, other))

        def height(values: Mapping[str, Value]) -> Any:
            if not tells(values):
                return None
            left, right = (_number(rank(values[name])) for name in (one, other))
            return left - right

        def lies(values: Mapping[str, Value]) -> int | None:
            if not tells(values):  # none of one is known, and neither more nor less
                return 2 if one in values and other in values else None
            left: Any = rank(values[one])
            right: Any = rank(values[other])
            return bool(left > right) - bool(left < right)

        return self._watch(lies, (one, other), height)

    def _behind(self, names: Iterable[str]) -> tuple[str, ...]:
        """Facts and all the moving ones that they are computed from, in the order of computing."""

        def parts(each: str) -> tuple[str, ...]:
            return self._parts[each]

        found = {*reached(names, parts)}
        return tuple(each for each in self._moving if each in found)

    def _watch(
        self,
        lies: Callable[[Mapping[str, Value]], object],
        names: tuple[str, ...],
        height: Callable[[Mapping[str, Value]], Any] | None = None,
        seconds_of_day: list[int] | None = None,
    ) -> Watch:
        """What is watched of some facts; ``lies`` tells where they are."""
        behind = self._behind(names)
        by_day, may_turn = set[str](), False
        resting = resting_on_windows(self._ruleset)
        for name in behind:
            computed = self._ruleset.facts[name].computed
            if computed is None or name in resting:
                continue
            moving = [part for part in computed.facts if part in behind]
            if COMPUTATIONS[computed.name].by_day or (moving and by_day.issuperset(moving)):
                by_day.add(name)
            may_turn = may_turn or (computed.name in TURNING and len(moving) > 1)
        running = tuple(name for name in behind if name not in by_day)
        if by_day.issuperset(names):
            running = ()
        return Watch(lies, behind, running, seconds_of_day, height if may_turn else None)


class Tier(NamedTuple):
    """Things that are watched together.

    ``moving`` are the facts that they are made of, in the order of computing; ``said`` and
    ``decisions`` are of which other facts, and of which decisions' windows, those are made.
    """

    watches: Sequence[Watch]
    moving: tuple[str, ...]
    said: tuple[str, ...]
    decisions: tuple[str, ...]


class Watch(NamedTuple):
    """One thing that is watched.

    ``lies`` tells where it is, from what is known. ``behind`` are the moving facts that it is made
    of, in the order of computing, ``running`` those that move within a day. ``seconds_of_day`` are
    set where it only reads the clock on the wall. ``height`` is set where it may go back again: it
    goes up and down with it.
    """

    lies: Callable[[Mapping[str, Value]], object]
    behind: tuple[str, ...]
    running: tuple[str, ...]
    seconds_of_day: list[int] | None
    height: Callable[[Mapping[str, Value]], Any] | None

    @property
    def steady(self) -> bool:
        """Whether it is the same all day."""
        return not self.running


def _number(value: Any) -> Any:
    """A time of day as seconds, so that one can be taken from another; all else as it is."""
    return second_of_day(value) if isinstance(value, time) else value


@lru_cache(maxsize=8)
def _levels(ruleset: Ruleset) -> Mapping[str, int]:
    """How many times rules or decisions have to be asked before a fact can be followed."""
    before = dependencies(ruleset)
    level: dict[Step, int] = {}
    for step in stratify(ruleset).order:
        level[step] = max((level[each] for each in before[step]), default=0)
        if step.kind == "decision" or any(each.kind == "rule" for each in before[step]):
            level[step] += step.kind != "rule"
        elif step.kind == "fact" and (decision := ruleset.facts[step.id].starts) is not None:
            options = ruleset.decisions[decision].options.values()
            read = {n for o in options for piece in o.windows for n in reads(piece.when)}
            asked = [level[Step("fact", name)] + 1 for name in read if name in ruleset.facts]
            level[step] = max([level[step], *asked])
    return {step.id: found for step, found in level.items() if step.kind == "fact"}
