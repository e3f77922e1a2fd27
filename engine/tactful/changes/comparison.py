"""Old and new rules side by side: what both make of a situation, and what can be proven of both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, partial
from itertools import combinations
from typing import NamedTuple

from tactful.cases.detached import common_type
from tactful.cases.representatives import allowed
from tactful.changes.gates import Gates
from tactful.changes.standing import StandingSolver
from tactful.compiled.evaluator import Compiled
from tactful.language.conclusions import WITHOUT_OPTION, Conclusions, Status, Told, advice
from tactful.language.given import Given
from tactful.language.model import Argument, Fact, Rule, Ruleset
from tactful.language.strata import Step, dependencies, reached, resting_on_windows, steps_behind
from tactful.language.terms import NOWHERE, Window
from tactful.language.values import Value
from tactful.language.windows import window_facts
from tactful.proofs.budget import Budget
from tactful.proofs.logic import Proposition, all_of, any_of, differ, negated
from tactful.proofs.prover import Proofs, beside

ALTOGETHER = 100_000_000
"""Steps to find out all of it; past that the rest is open."""

MOST = 200
"""Situations that are looked at where the solver cannot tell."""


MOST_KEPT = 1000
"""Situations of which it is kept in mind how they come out: the same ones are met again soon."""


class BothAdvised(NamedTuple):
    """A situation with the advice of the old and of the new ruleset."""

    given: Given
    before: Mapping[str, Told]
    after: Mapping[str, Told]


class SideBySide:
    """Old and new, side by side.

    Attributes:
        old: The rules as they were.
        new: The rules as they are.
        changed: The rules of both that ask or say something else.
        pool: Situations whose advice differs: what shows one change often shows another.
    """

    def __init__(
        self,
        old: Ruleset,
        new: Ruleset,
        changed: Sequence[str] = (),
        situations: Iterable[Given] = (),
    ) -> None:
        """Set side by side.

        Args:
            old: The rules as they were.
            new: The rules as they are.
            changed: The rules of both that ask or say something else.
            situations: Situations to look at where the solver cannot tell: only then are they
                asked for, and once.
        """
        self.old, self.new = old, new
        self.changed = set(changed)
        self.pool: list[BothAdvised] = []
        self._situations = situations
        self._gates = Gates()
        self._came: dict[tuple[tuple[str, Value], ...], tuple[Conclusions, Conclusions]] = {}
        self._standing: dict[str, StandingSolver] = {}
        # Decisions that all follow which are not looked at so far.
        self._followed: tuple[str, ...] = ()
        # Situations beside some that turned, and those that nobody looked beside so far.
        self._near: list[BothAdvised] = []
        self._unexplored: list[Given] = []
        self._differing: dict[str, Proposition] = {}

    @cached_property
    def drawn(self) -> list[BothAdvised]:
        """Situations whose advice differs among some that are at hand, are drawn, or are alike."""
        proofs = self.proofs[0] if self.proofs is not None else Proofs(self.new)
        situations = [*self._situations]
        found = [*self._unlike([*situations, *proofs.drawn(MOST)])]
        found += self._unlike(proofs.varied([seen.given for seen in found], MOST))
        if self.proofs is None and not found:
            found += self._unlike(proofs.varied([*situations, {}], MOST))
        return sorted(found, key=lambda seen: len(seen.given))

    def _unlike(self, situations: Iterable[Given]) -> Iterator[BothAdvised]:
        """Those of some situations whose advice differs."""
        for given in situations:
            seen = self.seen(given)
            if seen.before != seen.after and self.allows(given):
                yield seen

    def seen(self, given: Given) -> BothAdvised:
        """A situation with what both advise in it."""
        before, after = (advice(conclusions) for conclusions in self.both(given))
        return BothAdvised(given, before, after)

    @cached_property
    def compiled(self) -> tuple[Compiled, Compiled]:
        """What follows from the old rules, and from the new ones."""
        if self.proofs is None:
            return Compiled(self.old), Compiled(self.new)
        return self.proofs[0].compiled, self.proofs[1].compiled

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
    def windows_turn(self) -> Proposition | None:
        """When something comes out otherwise by which the windows are placed that rules read.

        ``None`` where that is not all that may open one at another moment than before.
        """
        both = self.old, self.new
        starts = dict.fromkeys(f.starts for one in both for f in one.facts.values() if f.starts)
        found: list[Proposition] = []
        for name in starts:
            if not all(name in one.decisions for one in both):
                return None
            old, new = (_windows(one, name) for one in both)
            kept = [option for option in old if option in new]
            if self.proofs is None or any(old[option] != new[option] for option in kept):
                return None
            pieces = [piece for each in (*old.values(), *new.values()) for piece in each]
            placing = dict.fromkeys((name, *window_facts(pieces), *filter(None, self.old.clock)))
            found += [self.comes_out_otherwise(each) for each in placing]
        return any_of(found)

    def comes_out_otherwise(self, name: str) -> Proposition:
        """When a fact or decision comes out otherwise; any time where one has it alone."""
        proofs = self.proofs or ()
        if all(name in p.formulas.outcomes for p in proofs):
            return any_of(differ(*self.when(name, key)) for key in self.outcomes(name))
        if not all(name in p.formulas.symbols for p in proofs):
            return True
        said = [{case.value: case.when for case in p.formulas.symbols[name]} for p in proofs]
        values = dict.fromkeys(value for one in said for value in one)
        return any_of(differ(*(one.get(value, False) for one in said)) for value in values)

    @cached_property
    def bears(self) -> Proposition:
        """When a rule that is not as it was has a say; without that all comes out as it did.

        Whatever is asked about a change this may be told besides: it adds nothing, and leads the
        solver past all that the change has nothing to do with. Any time, where more than rules is
        not as it was.
        """
        old, new = self.old, self.new
        defaults = [(old.facts[name].default, new.facts[name].default) for name in self.shared]
        decisions = [(_decides(old, name), _decides(new, name)) for name in self.decisions]
        if self.proofs is None or any(was != now for was, now in (*defaults, *decisions)):
            return True
        found = []
        for name in sorted(self.rules_apart):
            fires = [proofs.formulas.fired.get(name, False) for proofs in self.proofs]
            said = [_effects(one.rules[name]) for one in (old, new) if name in one.rules]
            found.append(differ(*fires) if said[0] == said[-1] else any_of(fires))
        return any_of(found)

    def changes_only_by(self, name: str, others: Collection[str]) -> bool:
        """Whether a decision has to do with what is not as it was by way of some others only.

        That what reads what says it spares the solver a proof over two whole rulesets.
        """
        if self.bears is True:
            return False
        apart = {Step("rule", rule) for rule in self.rules_apart}
        left_out = {Step("decision", other) for other in others}

        def parts(ruleset: Ruleset, step: Step) -> Iterable[Step]:
            return () if step in left_out else dependencies(ruleset)[step]

        return all(
            apart.isdisjoint(reached([Step("decision", name)], partial(parts, one)))
            for one in (self.old, self.new)
        )

    @cached_property
    def untold(self) -> frozenset[str]:
        """The decisions of which nothing at all is proven: of ``unsettled``, if ever."""
        return self.unsettled if self.windows_turn is None else frozenset()

    @cached_property
    def decisions(self) -> tuple[str, ...]:
        """The decisions that both have."""
        return tuple(name for name in self.old.decisions if name in self.new.decisions)

    @cached_property
    def rules_apart(self) -> frozenset[str]:
        """The rules that only one has, and those that ask or say something else."""
        return frozenset(self.changed | (set(self.old.rules) ^ set(self.new.rules)))

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """The facts that both have."""
        return tuple(name for name in self.old.facts if name in self.new.facts)

    def outcomes(self, name: str) -> tuple[str | Status, ...]:
        """What a decision may come to in either ruleset, be it without an option."""
        options = (*self.old.decisions[name].options, *self.new.decisions[name].options)
        return (*dict.fromkeys(options), *WITHOUT_OPTION)

    def swaps(self, name: str) -> Iterator[Proposition]:
        """When two options that both rulesets choose stand in another order than before."""
        old, new = (dict(p.formulas.swapped(name)) for p in self.proofs or ())
        shared = [
            o for o in self.old.decisions[name].options if o in self.new.decisions[name].options
        ]
        for pair in combinations(shared, 2):
            both = all_of(part for one in pair for part in self.when(name, one))
            swapped = new[pair] if pair in new else negated(new[pair[::-1]])
            yield all_of((both, differ(old[pair], swapped)))

    def differs(self, name: str) -> Proposition:
        """When a decision comes out otherwise; any time where nothing can be proven."""
        if self.proofs is None:
            return True
        if name not in self._differing:
            comes = self.comes_out_otherwise(name)
            swaps = self.swaps(name) if self.chooses_many(name, all) else ()
            # What rests on a window may turn with it, and only then but for its own rules.
            turn = self.windows_turn if name in self.unsettled else False
            comes = any_of((comes, *swaps, *([] if turn is None else [turn])))
            self._differing[name] = turn is None or all_of((comes, self.bears))
        return self._differing[name]

    def chooses_many(self, name: str, which: Callable[[Iterable[bool]], bool]) -> bool:
        """Whether a decision chooses many in any or in all of the two, as ``which`` says."""
        return which(one.decisions[name].many for one in (self.old, self.new))

    def when(self, name: str, key: str | Status) -> tuple[Proposition, Proposition]:
        """When the old and the new ruleset come to something."""
        proofs = self.proofs or ()
        found = [dict[str | Status, Proposition](p.formulas.outcomes[name]) for p in proofs]
        one, other = (outcomes.get(key, False) for outcomes in found)
        return one, other

    def standing(self, proofs: Proofs, name: str) -> StandingSolver:
        """A solver that knows when a decision comes to what; of each decision there is one."""
        if name not in self._standing:
            whens = {key: self.when(name, key) for key in self.outcomes(name)}
            self._standing[name] = StandingSolver(proofs, whens, self.bears)
        return self._standing[name]

    def both(self, given: Given) -> tuple[Conclusions, Conclusions]:
        """What follows in the old and in the new ruleset, each given what it can make sense of."""
        key = tuple(given.items())
        if key not in self._came:
            if len(self._came) >= MOST_KEPT:
                self._came.clear()
            old, new = (
                compiled.evaluate({n: v for n, v in given.items() if self._fits(compiled, n, v)})
                for compiled in self.compiled
            )
            self._came[key] = old, new
        return self._came[key]

    def allows(self, given: Given) -> bool:
        """Whether a situation can be: whether one of the rulesets has no constraint against it."""
        if self.proofs is not None:
            return self.proofs[0].allows(given)
        return not all(conclusions.broken for conclusions in self.both(given))

    def _fits(self, compiled: Compiled, name: str, value: Value) -> bool:
        fact = compiled.ruleset.facts.get(name)
        return fact is not None and (name not in self._typed_anew or allowed(fact.type, value))

    @cached_property
    def _typed_anew(self) -> frozenset[str]:
        """The facts that have another type than before."""
        types = {n: (self.old.facts[n].type, self.new.facts[n].type) for n in self.shared}
        return frozenset(name for name, (old, new) in types.items() if old != new)

    def responsible(self, name: str, before: Conclusions, after: Conclusions) -> Iterator[str]:
        """The rules because of which a decision comes out otherwise in a situation."""
        fired, fires = set(before.fired), set(after.fired)
        said, says = (
            {a for w in c.decisions[name].options.values() for a in _apart(w.arguments)}
            for c in (before, after)
        )
        speaking = {rule for rule, *_ in said ^ says}
        for rule in dict.fromkeys((*self.old.rules, *self.new.rules)):
            if rule in speaking or (rule in self.rules_apart and rule in fired | fires):
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
    decision, windows = ruleset.decisions[name], _windows(ruleset, name)
    weights = {(a.rule, a.option, a.weight) for a in ruleset.arguing.get(name, ())}
    return decision.applies_when, decision.fallback, windows, weights


def _decides(ruleset: Ruleset, name: str) -> tuple[object, ...]:
    """What a decision makes of the arguments, and when what it comes to is acted on."""
    decision = ruleset.decisions[name]
    windows = [*_windows(ruleset, name).items()]
    return decision.many, decision.applies_when, decision.fallback, windows


def _effects(rule: Rule) -> tuple[object, ...]:
    """What a rule does where it fires."""
    arguments = {(a.decision, a.option, a.stance, a.weight) for a in rule.arguments}
    return arguments, {(c.fact, c.value) for c in rule.conclusions}, {*rule.overrides}


def _windows(ruleset: Ruleset, name: str) -> dict[str, list[Window]]:
    """The windows of each option of a decision, wherever they are written."""
    return {
        option.id: [piece._replace(span=NOWHERE) for piece in option.windows]
        for option in ruleset.decisions[name].options.values()
    }


def _apart(arguments: Iterable[Argument]) -> Iterator[tuple[str, str, int, str]]:
    for a in arguments:
        yield a.rule, a.option, a.weight, a.stance.value
