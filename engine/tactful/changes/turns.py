"""How one decision comes out otherwise under new rules: what it turns to, where, and why.

Old and new are put side by side over the same situations. Where z3 finds none in which a decision
comes out otherwise, the decision is proven unchanged. Where it finds one, that is the witness, and
the circumstances that bring the change about are those of its facts that cannot be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from enum import Enum
from functools import cached_property
from itertools import combinations
from typing import NamedTuple, TypeAlias

from tactful.cases.detached import common_type
from tactful.cases.representatives import allowed
from tactful.language.conclusions import WITHOUT_OPTION, Conclusions, Status, Told, advice, told
from tactful.language.given import Given
from tactful.language.model import Argument, Fact, Ruleset
from tactful.language.strata import Step, resting_on_windows, steps_behind
from tactful.language.terms import NOWHERE
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.proofs.budget import Budget
from tactful.proofs.circumstances import Circumstances, circumstances
from tactful.proofs.logic import Proposition, all_of, any_of, differ, negated
from tactful.proofs.prover import Proofs, beside, smallest


class Order(Enum):
    """The order of what a decision chooses together."""

    OTHER = "another order"


Key: TypeAlias = str | Status | Order
"""What a decision may come to: an option, a status without one, or options in another order."""


class Turn(NamedTuple):
    """One option that a decision comes to, or no longer comes to, in some situations.

    Attributes:
        option: The option, the status that stands for none, or the order of options that are
            chosen both before and after.
        gained: Whether the new ruleset comes to it and the old did not, or the other way round.
        where: Circumstances in which it always is so, whatever else is known; none if it is so
            in every situation, and ``None`` where they could not be told.
        witness: A smallest situation in which it is so.
        before: How the decision came out there.
        after: How it comes out now.
        rules: The rules responsible: those that fire in one of the two only, and those that say
            something else than they did.
    """

    option: Key
    gained: bool
    where: Circumstances | None
    witness: Given
    before: Told
    after: Told
    rules: tuple[str, ...]


class Changed(NamedTuple):
    """A decision, and how it changes: not at all (proven), or in these ways.

    ``unchanged`` lists the options to which it is proven to come just as before. ``proven`` is
    false where that is open for some of the others, because the facts themselves changed or the
    solver gave up.
    """

    decision: str
    turns: tuple[Turn, ...]
    unchanged: tuple[Key, ...]
    proven: bool


PATIENCE = 6_000_000
"""Steps of the solver to find out whether a decision changes at all."""

HASTE = 400_000
"""Steps to find out each other thing about a decision that is known to change."""

ALTOGETHER = 100_000_000
"""Steps to find out all of it; past that the rest is open."""

MOST = 200
"""Situations that are looked at before the solver is asked for one."""


class _Seen(NamedTuple):
    """A situation with the advice of the old and of the new ruleset."""

    given: Given
    before: Mapping[str, Told]
    after: Mapping[str, Told]


class Comparison:
    """Old and new, side by side."""

    def __init__(
        self,
        old: Ruleset,
        new: Ruleset,
        changed: Sequence[str] = (),
        situations: Sequence[Given] = (),
    ) -> None:
        """Set side by side.

        Args:
            old: The rules as they were.
            new: The rules as they are.
            changed: The rules of both that ask or say something else.
            situations: Situations to look at first.
        """
        self.old, self.new = old, new
        self.changed = set(changed)
        self.networks = Network(old), Network(new)
        self.situations = situations

    @cached_property
    def pool(self) -> list[_Seen]:
        """Situations whose advice differs: what shows one change often shows another."""
        proofs = self.proofs[0] if self.proofs is not None else Proofs(self.new)
        found = [*self._differing([*self.situations, *proofs.drawn(MOST)])]
        found += self._differing(proofs.varied([seen.given for seen in found], MOST))
        if self.proofs is None and not found:
            found += self._differing(proofs.varied([*self.situations, {}], MOST))
        return sorted(found, key=lambda seen: len(seen.given))

    def _differing(self, situations: Iterable[Given]) -> Iterator[_Seen]:
        """Those of some situations whose advice differs."""
        for given in situations:
            before, after = (advice(conclusions) for conclusions in self.both(given))
            if before != after and self.allows(given):
                yield _Seen(given, before, after)

    @cached_property
    def proofs(self) -> tuple[Proofs, Proofs] | None:
        """Proofs about both over the same cases; ``None`` where the cases are not the same."""
        both = self.old, self.new
        shared = [[one.facts[name] for one in both] for name in self.shared]
        if any(old.computed != new.computed for old, new in shared):
            return None
        if any(common_type(old.type, new.type) is None for old, new in shared):
            return None
        computed = any(fact.computed is not None for one in both for fact in one.facts.values())
        if computed and self.old.clock != self.new.clock:
            return None
        return beside(*both, budget=Budget(ALTOGETHER))

    @cached_property
    def unsettled(self) -> frozenset[str]:
        """The decisions that rest on when a window opens, where that is not told as it was.

        Proofs take that moment for a fact of its own, which says the same in both rulesets.
        """
        if _act_alike(self.old, self.new, self.changed):
            return frozenset()
        return frozenset(
            name
            for one in (self.old, self.new)
            for name in one.decisions
            if steps_behind(one, Step("decision", name)).intersection(_on_windows(one))
        )

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """The facts that both have."""
        return tuple(name for name in self.old.facts if name in self.new.facts)

    def decision(self, name: str) -> Changed:
        """How a decision that both have changes."""
        options = (*self.old.decisions[name].options, *self.new.decisions[name].options)
        keys: list[Key] = [*dict.fromkeys(options)]
        keys += WITHOUT_OPTION
        both = self.old.decisions[name], self.new.decisions[name]
        keys += [Order.OTHER] if all(decision.many for decision in both) else []
        found: list[Turn] = []
        unchanged: list[Key] = []
        proven = self.proofs is not None and name not in self.unsettled
        for key in keys:
            # That the decision changes, or is beyond the solver, is known by then: the rest is
            # worth less.
            if self.proofs is not None:
                self.proofs[0].patience = HASTE if found or not proven else PATIENCE
            ways = self._ways(name, key)
            turned = [*self._turns(name, key, ways)]
            found += turned
            if self.proofs is not None and not turned and name not in self.unsettled:
                is_proven = all(map(self.proofs[0].is_impossible, ways))
                proven = proven and is_proven
                unchanged += [key] if is_proven else []
        return Changed(name, tuple(_telling(found)), tuple(unchanged), proven)

    def _turns(self, name: str, key: Key, ways: Sequence[Proposition]) -> Iterator[Turn]:
        for gained, what in zip((True, False), ways, strict=False):

            def turns(before: Told, after: Told, *, gained: bool = gained) -> bool:
                if isinstance(key, Order):
                    return _reordered(before, after)
                return (_comes(key, before), _comes(key, after)) == (not gained, gained)

            yield from self._turn(name, key, what, turns, gained=gained)

    def _ways(self, name: str, key: Key) -> tuple[Proposition, ...]:
        """When the new ruleset comes to something and the old does not, and the other way round.

        Just one for the order; and where nothing can be proven, it may be any time.
        """
        if self.proofs is None:
            return (True,) if isinstance(key, Order) else (True, True)
        if isinstance(key, Order):
            return (any_of(self._swaps(name)),)
        one, other = self._when(name, key)
        return all_of((other, negated(one))), all_of((one, negated(other)))

    def _swaps(self, name: str) -> Iterator[Proposition]:
        """When two options that both rulesets choose stand in another order than before."""
        old, new = (dict(p.formulas.swapped(name)) for p in self.proofs or ())
        shared = [
            o for o in self.old.decisions[name].options if o in self.new.decisions[name].options
        ]
        for pair in combinations(shared, 2):
            both = all_of(part for one in pair for part in self._when(name, one))
            swapped = new[pair] if pair in new else negated(new[pair[::-1]])
            yield all_of((both, differ(old[pair], swapped)))

    def _when(self, name: str, key: str | Status) -> tuple[Proposition, Proposition]:
        """When the old and the new ruleset come to something."""
        proofs = self.proofs or ()
        found = [dict[str | Status, Proposition](p.formulas.outcomes[name]) for p in proofs]
        one, other = (outcomes.get(key, False) for outcomes in found)
        return one, other

    def _turn(
        self,
        name: str,
        key: Key,
        what: Proposition,
        turns: Callable[[Told, Told], bool],
        *,
        gained: bool,
    ) -> Iterator[Turn]:
        if what is False:
            return

        def is_so(given: Given) -> bool:
            one, other = (told(c.decisions[name]) for c in self.both(given))
            return turns(one, other) and self.allows(given)

        pool = (s.given for s in self.pool if turns(s.before[name], s.after[name]))
        seen = next(pool, None)
        if seen is not None:
            witness: Given | None = smallest(seen, is_so)
        elif self.proofs is not None:
            witness = self.proofs[0].witness_where(what, is_so, stated=True)
        else:
            witness = None
        if witness is not None:
            shown = (advice(conclusions) for conclusions in self.both(witness))
            self.pool.insert(0, _Seen(witness, *shown))
            proofs = self.proofs
            is_open = proofs is None or name in self.unsettled
            where = None if is_open or proofs is None else circumstances(proofs[0], what, witness)
            yield self._shown(name, key, witness, where, gained=gained)

    def _shown(
        self, name: str, key: Key, witness: Given, where: Circumstances | None, *, gained: bool
    ) -> Turn:
        before, after = self.both(witness)
        rules = tuple(self._responsible(name, before, after))
        outcomes = told(before.decisions[name]), told(after.decisions[name])
        return Turn(key, gained, where, witness, *outcomes, rules)

    def both(self, given: Given) -> tuple[Conclusions, Conclusions]:
        """What follows in the old and in the new ruleset, each given what it can make sense of."""
        old, new = (
            network.evaluate({n: v for n, v in given.items() if self._makes_sense(network, n, v)})
            for network in self.networks
        )
        return old, new

    def allows(self, given: Given) -> bool:
        """Whether a situation can be: whether one of the rulesets has no constraint against it."""
        if self.proofs is not None:
            return self.proofs[0].allows(given)
        return not all(conclusions.broken for conclusions in self.both(given))

    def _makes_sense(self, network: Network, name: str, value: Value) -> bool:
        fact = network.ruleset.facts.get(name)
        return fact is not None and (name not in self._typed_anew or allowed(fact.type, value))

    @cached_property
    def _typed_anew(self) -> frozenset[str]:
        """The facts that have another type than before."""
        types = {n: (self.old.facts[n].type, self.new.facts[n].type) for n in self.shared}
        return frozenset(name for name, (old, new) in types.items() if old != new)

    def _responsible(self, name: str, before: Conclusions, after: Conclusions) -> Iterator[str]:
        fired, fires = set(before.fired), set(after.fired)
        said, says = (
            {a for w in c.decisions[name].options.values() for a in _apart(w.arguments)}
            for c in (before, after)
        )
        speaking = {rule for rule, *_ in said ^ says}
        roots = self.changed | (set(self.old.rules) ^ set(self.new.rules))
        for rule in dict.fromkeys((*self.old.rules, *self.new.rules)):
            if rule in speaking or (rule in roots and rule in fired | fires):
                yield rule


def _on_windows(ruleset: Ruleset) -> list[Step]:
    """The facts that rest on when a window opens."""
    return [Step("fact", name) for name in resting_on_windows(ruleset)]


def _act_alike(old: Ruleset, new: Ruleset, changed: Set[str]) -> bool:
    """Whether all is as it was that tells when the windows open of which rules read that."""
    behind = [steps_behind(one, *_on_windows(one)) for one in (old, new)]
    if behind[0] != behind[1]:
        return False
    return not any(
        step.id in changed
        or (step.kind == "decision" and _placed(old, step.id) != _placed(new, step.id))
        or (step.kind == "fact" and _settled(old.facts[step.id]) != _settled(new.facts[step.id]))
        for step in behind[0]
    )


def _settled(fact: Fact) -> tuple[object, ...]:
    return fact.type, fact.default, fact.computed


def _placed(ruleset: Ruleset, name: str) -> tuple[object, ...]:
    """What a decision may come to, and when that is acted on."""
    decision = ruleset.decisions[name]
    windows = {
        option.id: [piece._replace(span=NOWHERE) for piece in option.windows]
        for option in decision.options.values()
    }
    weights = {(a.rule, a.option, a.weight) for a in ruleset.arguing.get(name, ())}
    return decision.applies_when, decision.fallback, windows, weights


def _apart(arguments: Iterable[Argument]) -> Iterator[tuple[str, str, int, str]]:
    for a in arguments:
        yield a.rule, a.option, a.weight, a.stance.value


def _comes(key: Key, outcome: Told) -> bool:
    return key in outcome[1] if isinstance(key, str) else outcome[0] is key


def _reordered(before: Told, after: Told) -> bool:
    """Whether what is chosen both before and after stands in another order."""
    kept = [
        [o for o in one[1] if o in other[1]] for one, other in ((before, after), (after, before))
    ]
    return kept[0] != kept[1]


def _telling(turns: Sequence[Turn]) -> Iterator[Turn]:
    """The turns without those that another tells: what is lost where an option is gained."""
    gained = [(turn.before, turn.after) for turn in turns if turn.gained]
    for turn in turns:
        if turn.gained or (turn.before, turn.after) not in gained:
            yield turn
