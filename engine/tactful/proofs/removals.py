"""Whether rules could be removed without any change of advice.

What only argues changes nothing but the decisions it argues about: whatever else may change does
so because one of these did. So their outcomes without it are put beside those with it, and all
that they look at is the same.

What concludes facts or overrides rules may change anything. Each such rule gets a switch, and the
switched ruleset is put beside the original over the same situations; so one pair of formulas
answers for all of them, and for several at once.

Before the solver is asked, the same is looked at in many worlds at once, with each rule on in one
half of them and off in the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property
from itertools import chain

from tactful.cases.steering import Steering, World
from tactful.compiled.evaluator import Compiled
from tactful.language.choices import settle
from tactful.language.conclusions import Conclusions, Settled, Status
from tactful.language.model import Fact, Rule, Ruleset
from tactful.language.operators import EQUAL
from tactful.language.terms import Condition, Group, Join, Test
from tactful.language.values import Kind, Value, ValueType
from tactful.language.variants import without_rule
from tactful.proofs.budget import COMPILING, EVALUATING, Possibility, putting, size
from tactful.proofs.circuit import Part, View
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import Proposition, any_of, asserted, differ, z3
from tactful.proofs.prover import Proofs
from tactful.proofs.worlds import ROUGH, Worlds

_SWITCH = "switch of "
"""No fact of an author's can have a name with spaces."""

PATIENCE = 3_000_000
"""Steps that the solver may take over a rule; past that the rule is left in peace."""

WORLDS, KINDS = 64, 8
"""Worlds in which each rule is tried in a round, and in how many ways they are made to fit it."""

ROUNDS = 12
"""How often that is done with those rules that did not matter yet."""

AT_ONCE = 64
"""Rules that are looked at together: what that takes is memory."""

KEPT = 8
"""Worlds in which a rule matters that are kept for others."""

MOST_TRIED = 12
"""Situations in which a rule is tried out before the solver is asked."""


class Removals:
    """Answers whether a rule could go; those found so far are taken as gone."""

    def __init__(self, proofs: Proofs, seen: Iterable[tuple[Mapping[str, Value], Conclusions]]):
        """``seen`` are situations with what came of them, tried before the solver is asked."""
        self.proofs = proofs
        self.ruleset = proofs.ruleset
        self.seen = list(seen)
        self._size = size(self.ruleset)
        self._switchable: Set[str] = frozenset()
        self._switched: list[Switched] = []

    def removable(self, rules: Iterable[str]) -> tuple[str, ...]:
        """Those of some rules whose removal is proven to change no advice, alone and together.

        Where two rules say the same and either could go, the one that is named first does.
        """
        if not self.proofs.sound:
            return ()
        asked = [*rules]
        shown = shown_to_matter(self.proofs, asked)
        left = [r for r in asked if r not in shown and not self._is_seen_to_matter(r)]
        self._switchable = frozenset(rule for rule in left if not self._only_argues(rule))
        alone = [rule for rule in left if self.changes_nothing([rule])]
        if len(alone) < 2 or self.changes_nothing(alone):
            return tuple(alone)
        gone = alone[:1]
        for rule in alone[1:]:
            if self.changes_nothing([*gone, rule]):
                gone.append(rule)
        return tuple(gone)

    def _is_seen_to_matter(self, name: str) -> bool:
        """Whether the advice of some situation seen would change without the rule.

        An option that would be chosen as the fallback only is a change here: the client would
        lose the reason for it.
        """
        budget = self.proofs.budget
        if budget.is_spent:
            return False
        fired = [(given, before) for given, before in self.seen if name in before.fired]
        if self._only_argues(name):
            decisions = {argument.decision for argument in self.ruleset.rules[name].arguments}
            return any(self._turns(name, d, before) for _, before in fired for d in decisions)
        if not fired:
            return False
        evaluated = fired[:MOST_TRIED]
        budget.spend((COMPILING + EVALUATING * len(evaluated)) * self._size)
        compiled = Compiled(without_rule(self.ruleset, name))
        return any(
            _differs(settled, before.decisions[decision])
            for given, before in evaluated
            for decision, settled in compiled.evaluate(given).decisions.items()
        )

    def _turns(self, rule: str, decision: str, before: Conclusions) -> bool:
        """Whether a decision comes out otherwise without what one rule argues about it."""
        settled = before.decisions[decision]
        said = [a for w in settled.options.values() for a in w.arguments if a.rule != rule]
        applies = settled.status is not Status.NOT_APPLICABLE
        self.proofs.budget.spend(len(said))
        after = settle(self.ruleset.decisions[decision], said, applies)
        return _differs(after, settled)

    def changes_nothing(self, rules: Sequence[str]) -> bool:
        """Whether it is proven that the removal of all these together changes no advice."""
        together = frozenset(rules)
        if all(map(self._only_argues, rules)):
            return self._argues_in_vain(together)
        switched = self._with_switches_on(together)
        return switched is not None and switched.changes_nothing(together)

    def _with_switches_on(self, rules: Set[str]) -> Switched | None:
        """A ruleset in which these rules have switches; ``None`` if there are no steps for it."""
        found = next((one for one in self._switched if rules <= one.switches.keys()), None)
        if found is None:
            budget, needed = self.proofs.budget, putting(self.ruleset)
            if budget.left < needed:
                budget.give_up()
                return None
            budget.spend(needed)
            one_by_one = rules <= self._switchable
            found = Switched(self.proofs, self._switchable if one_by_one else rules)
            self._switched.append(found)
        return found

    def _only_argues(self, name: str) -> bool:
        rule = self.ruleset.rules[name]
        return not (rule.overrides or rule.conclusions)

    def _argues_in_vain(self, rules: Set[str]) -> bool:
        formulas, budget = self.proofs.formulas, self.proofs.budget
        if budget.is_spent:
            budget.give_up()
            return False
        changed = any_of(formulas.unlike_without(rules))
        if isinstance(changed, bool):
            return not changed
        fires = any_of(formulas.fired[rule] for rule in self.ruleset.rules if rule in rules)
        # Of computed facts nothing is said here, nor is it where rules have switches.
        kept, formulas.constraints = formulas.constraints, formulas.constraints[: self.proofs.own]
        try:
            solver = formulas.solver()
        finally:
            formulas.constraints = kept
        asserted(solver, fires)
        asserted(solver, changed)
        return budget.ask(solver, PATIENCE) is Possibility.NO


class Switched:
    """A ruleset of which some rules can be switched off, beside itself as it is.

    Attributes:
        switches: For each of those rules, that it is on.
    """

    def __init__(self, proofs: Proofs, rules: Set[str]) -> None:
        listed = [name for name in proofs.detached.rules if name in rules]
        made = _with_switches(proofs.detached, listed)
        names = [_SWITCH + name for name in listed]
        context = proofs.formulas.context
        formulas = Formulas(made, {}, [*proofs.open, *names], context=context)
        formulas.allowed = proofs.formulas.allowed  # whatever is kept to now
        self._budget = proofs.budget
        self._solver = formulas.solver()
        self._solver.add(unlike(proofs.formulas, formulas))
        self.switches: dict[str, z3.BoolRef] = {}
        for name in listed:
            on, off = formulas.variables(_SWITCH + name)
            self._solver.add(z3.Xor(on, off))
            self.switches[name] = on

    def changes_nothing(self, off: Set[str]) -> bool:
        """Whether it is proven that no advice changes with these rules off."""
        wanted = [z3.Not(on) if name in off else on for name, on in self.switches.items()]
        return self._budget.ask(self._solver, PATIENCE, *wanted) is Possibility.NO


def shown_to_matter(proofs: Proofs, rules: Sequence[str]) -> Set[str]:
    """Those of some rules without which some of many worlds would come out otherwise.

    Each is a situation that the solver might have found.
    """
    needed = putting(proofs.ruleset)
    if not rules or proofs.budget.left < needed:
        return frozenset()
    proofs.budget.spend(needed)
    trials = Trials(proofs, rules)
    return trials.shown if trials.show_things_as_they_are else frozenset()


class Trials:
    """A ruleset in many worlds, with each of some rules on and off.

    Attributes:
        worlds: The ruleset, in which those rules have switches.
    """

    def __init__(self, proofs: Proofs, rules: Sequence[str]) -> None:
        self.rules = rules
        self._budget = proofs.budget
        known = proofs.formulas.cases
        switches = {_SWITCH + name: (True, False) for name in rules}
        both = known._replace(values={**known.values, **switches})
        self.worlds = Worlds(_with_switches(proofs.detached, rules), {}, both)
        self._steering = Steering(proofs.detached, known)
        self._limit = True if proofs.formulas.allowed is True else self.worlds.allowed
        self._outcomes = [
            when
            for name in self.worlds.ruleset.decisions
            if not self._is_rough(self.worlds.changing(name))
            for when in self._changing(name)
        ]

    def _changing(self, decision: str) -> Iterator[Part]:
        """What may come of a decision, and in which order."""
        yield from self.worlds.changing(decision)
        if self.worlds.ruleset.decisions[decision].many:
            swapped = self.worlds.swapped(decision).values()
            yield from (when for when in swapped if isinstance(when, Part))

    def _is_rough(self, gates: Iterable[Part]) -> bool:
        return bool(self.worlds.made_of(gates) & (ROUGH | self.worlds.loose_atoms))

    @property
    def show_things_as_they_are(self) -> bool:
        """Whether it can be told of each world that it can be."""
        if isinstance(self._limit, Part):
            return not self._is_rough([self._limit])
        return self._limit

    @cached_property
    def shown(self) -> Set[str]:
        """The rules that are seen to matter.

        First in worlds drawn at random, changed so that the rule fires. Where one rule matters
        another one may as well, if it fires there: so the others are tried in such worlds then.
        """
        found: dict[str, list[World]] = {}
        plain = self._steering.plain(WORLDS)
        for number in range(ROUNDS):
            left = [name for name in self.rules if name not in found]
            shown = [*chain.from_iterable(found.values())]
            for start in range(0, len(left), AT_ONCE):
                bases = {
                    name: self._bases(name, found, shown) if number else plain
                    for name in left[start : start + AT_ONCE]
                }
                found |= self._tried(bases, alone=number > 0)
        return found.keys()

    def _bases(
        self, name: str, found: Mapping[str, Sequence[World]], shown: Sequence[World]
    ) -> Sequence[World]:
        """Worlds in which rules matter that are like this one."""
        rules = self.worlds.ruleset.rules
        about = {(a.decision, a.option) for a in rules[name].arguments}
        near: list[World] = []
        for other, worlds in found.items():
            if not about.isdisjoint((a.decision, a.option) for a in rules[other].arguments):
                near += worlds
        pool = near or shown
        return pool[:: max(1, len(pool) // WORLDS)][:WORLDS]

    def _tried(
        self, bases: Mapping[str, Sequence[World]], *, alone: bool
    ) -> dict[str, list[World]]:
        """Those of some rules that matter in worlds made of these, and some worlds that show it."""
        if self._budget.is_spent:
            return {}
        worlds: list[World] = []
        ends = []
        for name, from_ in bases.items():
            worlds += self._steering.steered(name, from_, KINDS, alone)
            ends.append(len(worlds))
        count = len(worlds)
        places = {
            n: [b | b << count for b in bits] for n, bits in self._steering.bits(worlds).items()
        }
        everywhere = (1 << 2 * count) - 1
        places |= {_SWITCH + name: [everywhere, 0, 0] for name in self.rules}
        for name, start, end in zip(bases, (0, *ends), ends, strict=False):
            off = (1 << end) - (1 << start) << count
            places[_SWITCH + name] = [everywhere ^ off, off, 0]
        view = View(2 * count, places)
        changed = 0
        for when in self._outcomes:
            bits = view.bits(when)
            changed |= bits ^ bits >> count
        changed &= (1 << count) - 1
        if isinstance(self._limit, Part):
            changed &= view.bits(self._limit)
        self._budget.spend(view.settled)
        found = {}
        for name, start, end in zip(bases, (0, *ends), ends, strict=False):
            places_ = [n for n in range(start, end) if changed >> n & 1]
            if places_:
                found[name] = [worlds[n] for n in places_[:KEPT]]
        return found


def unlike(one: Formulas, other: Formulas) -> Proposition:
    """That some decision comes out otherwise in one than in the other, or in another order."""
    return any_of(_unlike(one, other))


def _unlike(one: Formulas, other: Formulas) -> Iterator[Proposition]:
    for name, outcomes in one.outcomes.items():
        for key, when in outcomes.items():
            yield differ(when, other.outcomes[name][key])
        if one.ruleset.decisions[name].many:
            swapped = other.swapped(name)
            for pair, when in one.swapped(name).items():
                yield differ(when, swapped[pair])


def _differs(one: Settled, other: Settled) -> bool:
    return (one.status, one.choices) != (other.status, other.choices)


def _with_switches(ruleset: Ruleset, switched: Iterable[str]) -> Ruleset:
    facts, rules = dict(ruleset.facts), dict(ruleset.rules)
    for name in switched:
        switch = _SWITCH + name
        facts[switch] = Fact(switch, ValueType(Kind.YES_NO), switch)
        rules[name] = _switched(rules[name])
    return replace(ruleset, facts=facts, rules=rules)


def _switched(rule: Rule) -> Rule:
    on: Condition = Test(_SWITCH + rule.id, EQUAL, (True,))
    return rule._replace(when=on if rule.when is None else Group(Join.ALL, (on, rule.when)))
