"""How one decision comes out otherwise under new rules: what it turns to, where, and why.

Old and new are put side by side over the same situations. Where z3 finds none in which a decision
comes out otherwise, the decision is proven unchanged. Where it finds one, that is the witness, and
the circumstances that bring the change about are those of its facts that cannot be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from tactful.cases.leanest import smallest
from tactful.changes.comparison import BothAdvised, SideBySide
from tactful.changes.narrowed import Circumstances, cases_in, circumstances
from tactful.changes.nearby import nearby
from tactful.language.conclusions import Status, Told, told
from tactful.language.given import Given
from tactful.proofs.budget import Possibility
from tactful.proofs.logic import Proposition, all_of, any_of, asserted, differ, is_so, negated


class Order(Enum):
    """The order of what a decision chooses together."""

    OTHER = "another order"


Key: TypeAlias = str | Status | Order
"""What a decision may come to: an option, a status without one, or options in another order."""


class Turn(NamedTuple):
    """What a decision comes to, or no longer comes to, in some situations.

    Of a decision that chooses one option each turn is from one outcome to one other. Of one that
    chooses many it is an option that is gained or lost.

    Attributes:
        option: The option, the status that stands for none, or the order of options that are
            chosen both before and after.
        gained: Whether the new ruleset comes to it and the old did not, or the other way round.
        where: Circumstances in which it always is so, whatever else is known; none if it is so
            in every situation, and ``None`` where they could not be told, or nobody asked.
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

    Attributes:
        decision: The decision.
        turns: The ways.
        unchanged: What it is proven to come to just as before.
        proven: Whether that is so of all that is in none of the turns. It is not where the facts
            themselves changed or the solver gave up.
        follows: Decisions, of which it is proven that this one changes only where one of them
            does. None of them follows another.
    """

    decision: str
    turns: tuple[Turn, ...]
    unchanged: tuple[Key, ...]
    proven: bool
    follows: tuple[str, ...] = ()


class _Way(NamedTuple):
    """A way in which a decision may turn.

    Attributes:
        key: What it comes to, or no longer comes to.
        gained: Which of the two.
        keys: All that it comes to otherwise than before.
        when: When it does, if that can be told.
        turns: Whether what it came to and comes to is this way.
    """

    key: Key
    gained: bool
    keys: tuple[Key, ...]
    when: Proposition
    turns: Callable[[Told, Told], bool]


PATIENCE = 6_000_000
"""Steps of the solver to find out whether a decision changes at all."""

HASTE = 1_000_000
"""Steps to find out each other thing about a decision that is known to change.

Of the follow-up rules, with both orders of each two cautions, half go into telling the solver.
"""


class Comparison(SideBySide):
    """Old and new, side by side, decision by decision."""

    def every_decision(self, *, whole: bool = True) -> Iterator[Changed]:
        """How each decision that both have changes, in the ruleset's order.

        Args:
            whole: Whether to tell also what changes only where something else does. Of decisions
                that follow others there are only some turns without it, and without circumstances.
        """
        roots: dict[str, Proposition] = {}
        for name in self.decisions:
            follows = self._follows(name, self.differs(name), roots)
            known = () if whole or not follows else tuple(self._known(name))
            if known:
                yield Changed(name, known, (), False, follows)
                continue
            changed = self.decision(name, beside={} if whole else roots)
            if changed.turns and not follows:
                roots[name] = self.differs(name)
            yield changed._replace(follows=follows if changed.turns else ())

    def _known(self, name: str) -> Iterator[Turn]:
        """The turns of a decision that situations at hand show."""
        for given, before, after in self.pool:
            if before[name] != after[name]:
                yield self._shown(name, _key(after[name]), given, None)

    def _follows(
        self, name: str, what: Proposition, roots: Mapping[str, Proposition]
    ) -> tuple[str, ...]:
        """Decisions without whose change something of this one never is; none if it may be."""
        if self.proofs is None or not roots or {name, *roots} & self.untold:
            return ()
        if self._followed != tuple(roots) and not self.changes_only_by(name, roots):
            self._be_patient(False)
            alone = [*map(negated, roots.values())]
            rest = self.decisions[self.decisions.index(name) :]
            # Mostly all that is left follows: that is found out as fast as of one.
            any_more = any_of(self.differs(one) for one in rest if one not in self.untold)
            if self._is_impossible(all_of((any_more, *alone))):
                self._followed = tuple(roots)
            elif not self._is_impossible(all_of((what, *alone))):
                return ()
        return tuple(roots)

    def decision(
        self, name: str, *, beside: Mapping[str, Proposition] = MappingProxyType({})
    ) -> Changed:
        """How a decision that both have changes.

        Args:
            name: The decision.
            beside: Other decisions, with when they change: of one that chooses many, another order
                and what is gained or lost only there are left out, if there is anything else.
        """
        keys: list[Key] = [*self.outcomes(name)]
        keys += [Order.OTHER] if self.chooses_many(name, all) else []
        settled = self.proofs is not None and name not in self.unsettled
        self._be_patient(settled)
        is_seen = any(seen.before[name] != seen.after[name] for seen in self.pool)
        if settled and not is_seen and self._is_impossible(self.differs(name)):
            return Changed(name, (), tuple(keys), True)
        by_key = self.chooses_many(name, any)
        ways, complete = self._by_key(name, keys) if by_key else self._by_pair(name)
        if by_key and beside:
            turns, _ = self._found(name, self._alone(ways, beside))
            if turns:
                return Changed(name, tuple(_telling(turns)), (), False)
        turns, left_open = self._found(name, ways)
        turned = {key for turn in turns for key in _keys(turn, by_key=by_key)}
        turned.update(key for way in left_open for key in way.keys)
        unchanged = [key for key in keys if settled and key not in turned]
        if not complete:
            unchanged = [key for key in unchanged if self._never_turns(name, key)]
        proven = settled and complete and not left_open
        return Changed(name, tuple(_telling(turns)), tuple(unchanged), proven)

    def _alone(self, ways: Sequence[_Way], beside: Mapping[str, Proposition]) -> list[_Way]:
        """Those of some ways in which a decision may turn where no other decision changes.

        Another order is not looked at: what is gained or lost says more, and is found much faster.
        """
        ways = [w for w in ways if w.key is not Order.OTHER and not self._is_impossible(w.when)]
        if self.proofs is None:
            return ways
        proofs = self.proofs[0]
        solver = proofs.asked(*map(negated, beside.values()))
        left, found = [*ways], list[_Way]()
        asserted(solver, any_of(way.when for way in left))
        while left:
            answer = proofs.budget.ask(solver, HASTE)
            if answer is not Possibility.YES:
                return found if answer is Possibility.NO else ways
            model = solver.model()
            found += [way for way in left if is_so(model, way.when)]
            left = [way for way in left if way not in found]
            asserted(solver, any_of(way.when for way in left))
        return found

    def _found(self, name: str, ways: Sequence[_Way]) -> tuple[list[Turn], list[_Way]]:
        """The turns of which there is a situation, and the ways in which more are left open."""
        settled = self.proofs is not None and name not in self.unsettled
        found: list[Turn] = []
        left_open: list[_Way] = []
        for way in ways:
            # That the decision changes, or is beyond the solver, is known by then: the rest is
            # worth less.
            self._be_patient(settled and not found)
            self._look_around(name, way, ways)
            turn = self._turn(name, way)
            if turn is not None:
                found.append(turn)
                self._unexplored.append(turn.witness)
            elif not settled or not self._is_impossible(way.when):
                left_open.append(way)
        return found, left_open

    def _look_around(self, name: str, way: _Way, ways: Sequence[_Way]) -> None:
        """Look near those found for a situation that shows a way, and for others besides."""
        if self.proofs is None or name in self.unsettled or self._is_impossible(way.when):
            return

        def is_seen(way: _Way) -> bool:
            return any(way.turns(s.before[name], s.after[name]) for s in (*self.pool, *self._near))

        while self._unexplored and not is_seen(way):
            given = self._unexplored.pop()
            left = [o for o in ways if not is_seen(o) and not self._is_impossible(o.when)]
            cases = dict(cases_in(self.proofs[0], given))
            found = nearby(self.proofs[0], self._gates, given, cases, [o.when for o in left])
            self._near += map(self.seen, found)

    def _never_turns(self, name: str, key: Key) -> bool:
        """Whether it is proven that a decision comes to something just as before."""
        if isinstance(key, Order):
            return self._is_impossible(any_of(self.swaps(name)))
        return self._is_impossible(differ(*self.when(name, key)))

    def _be_patient(self, patient: bool) -> None:
        if self.proofs is not None:
            self.proofs[0].patience = PATIENCE if patient else HASTE

    def _is_impossible(self, what: Proposition) -> bool:
        return self.proofs is not None and self.proofs[0].is_impossible(what)

    def _by_key(self, name: str, keys: Sequence[Key]) -> tuple[list[_Way], bool]:
        """That each of some things is gained, or lost; all that there can be."""
        ways = []
        if self.proofs is not None and name not in self.unsettled:
            self.standing(self.proofs[0], name).find_out_what_turns()
        for key in keys:
            if isinstance(key, Order):
                when = True if self.proofs is None else any_of(self.swaps(name))
                ways.append(_Way(key, True, (key,), when, _reordered))
                continue
            both: tuple[Proposition, Proposition] = True, True
            if self.proofs is not None:
                one, other = self.when(name, key)
                both = all_of((other, negated(one))), all_of((one, negated(other)))
            for gained, when in zip((True, False), both, strict=True):
                ways.append(_Way(key, gained, (key,), when, _comes_or_goes(key, gained=gained)))
        return [way for way in ways if way.when is not False], True

    def _by_pair(self, name: str) -> tuple[list[_Way], bool]:
        """From what to what it may turn; and whether that is all that there can be."""
        seen = {(_key(s.before[name]), _key(s.after[name])) for s in self._at_hand(name)}
        pairs = {pair for pair in seen if pair[0] != pair[1]}
        complete = False
        if self.proofs is not None and name not in self.unsettled:
            found, complete = self.standing(self.proofs[0], name).pairs()
            pairs |= found
        order = self.outcomes(name)
        ways = []
        for pair in sorted(pairs, key=lambda pair: [*map(order.index, pair)]):
            before, after = pair
            when: Proposition = True
            if self.proofs is not None:
                when = all_of((self.when(name, before)[0], self.when(name, after)[1]))
            ways.append(_Way(after, True, pair, when, _from_to(pair)))
        return ways, complete

    def _at_hand(self, name: str) -> list[BothAdvised]:
        """Situations at hand whose advice differs; more where the solver cannot tell all."""
        if self.proofs is None or name in self.unsettled:
            return [*self.pool, *self.drawn]
        return self.pool

    def _turn(self, name: str, way: _Way) -> Turn | None:
        """A turn with a situation that shows it; ``None`` if there is none, or none was found."""

        def is_so(given: Given) -> bool:
            one, other = (told(c.decisions[name]) for c in self.both(given))
            return way.turns(one, other) and self.allows(given)

        def shows(some: Iterable[BothAdvised]) -> Given | None:
            showing = (s.given for s in some if way.turns(s.before[name], s.after[name]))
            first = next(showing, None)
            return None if first is None else smallest(first, is_so)

        proofs = None if self.proofs is None else self.proofs[0]
        witness = shows(self._at_hand(name)) or shows(self._near)
        if witness is None and proofs is not None:
            witness = proofs.witness_where(way.when, is_so, stated=True)
        if witness is None and proofs is not None and not self._is_impossible(way.when):
            witness = shows(self.drawn)
        if witness is None:
            return None
        self.pool.insert(0, self.seen(witness))
        where = None
        if proofs is not None and name not in self.unsettled:
            denial = self.standing(proofs, name).denial(way.when)
            others = any(not way.turns(s.before[name], s.after[name]) for s in self.pool)
            always = False if others else None
            where = circumstances(proofs, self._gates, way.when, witness, denial, always=always)
        return self._shown(name, way.key, witness, where, gained=way.gained)

    def _shown(
        self,
        name: str,
        key: Key,
        witness: Given,
        where: Circumstances | None,
        *,
        gained: bool = True,
    ) -> Turn:
        before, after = self.both(witness)
        rules = tuple(self.responsible(name, before, after))
        outcomes = told(before.decisions[name]), told(after.decisions[name])
        return Turn(key, gained, where, witness, *outcomes, rules)


def comes_about(turn: Turn, before: Told, after: Told, *, many: bool) -> bool:
    """Whether what a decision came to and comes to, of one or of many options, is a turn."""
    if isinstance(turn.option, Order):
        return _reordered(before, after)
    if many:
        return _comes_or_goes(turn.option, gained=turn.gained)(before, after)
    return (_key(before), _key(after)) == (_key(turn.before), _key(turn.after))


def _keys(turn: Turn, *, by_key: bool) -> tuple[Key, ...]:
    """What a decision comes to otherwise than before in a turn."""
    return (turn.option,) if by_key else (_key(turn.before), _key(turn.after))


def _key(outcome: Told) -> str | Status:
    """What a decision that chooses one option came to."""
    status, choices = outcome
    return choices[0] if choices else status


def _from_to(pair: tuple[str | Status, str | Status]) -> Callable[[Told, Told], bool]:
    return lambda before, after: (_key(before), _key(after)) == pair


def _comes_or_goes(key: str | Status, *, gained: bool) -> Callable[[Told, Told], bool]:
    def turns(before: Told, after: Told) -> bool:
        return (_comes(key, before), _comes(key, after)) == (not gained, gained)

    return turns


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
