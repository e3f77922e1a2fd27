"""What the checks look at: a ruleset, and what is proven about it once and used by many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import NamedTuple

from tactful.language.conclusions import Conclusions, Status, known_values
from tactful.language.conditions import AskedTest
from tactful.language.model import Option, Rule, Ruleset
from tactful.language.operators import ALL_OF, EQUAL, NONE_OF, NOT, ONE_OF
from tactful.language.strata import computed_from
from tactful.language.terms import Condition, FactRef, Join, Placeholder, Test, reads, tests_in
from tactful.language.values import Value
from tactful.language.variants import Place, places
from tactful.language.windows import window_facts
from tactful.proofs.budget import Budget
from tactful.proofs.logic import Proposition, any_of, negated
from tactful.proofs.prover import Proofs

ALTOGETHER = 25_000_000
"""Steps that all checks may take together, some ten to twenty seconds' worth."""

MOST = 400
"""Situations that are drawn where there are more than that."""

_ALONE = {ONE_OF.name: EQUAL.name, ALL_OF.name: EQUAL.name, NONE_OF.name: NOT.name}
"""What asks the same of a list of one."""


class Seen(NamedTuple):
    """A situation that was evaluated: what is given, what came of it, what is known in the end."""

    given: Mapping[str, Value]
    conclusions: Conclusions
    values: Mapping[str, Value]


def _used_by(option: Option) -> set[str]:
    """What an option's labels, windows, effects and draft look at, besides what it quotes."""
    found = {*window_facts(option.windows), *window_facts(option.waits)}
    found.update(e.value.fact for e in option.after or () if isinstance(e.value, FactRef))
    for case in option.labels:
        found |= reads(case.when)
    for piece in option.draft:
        found |= reads(piece.when)
    return found


def _meaning(rule: Rule) -> object:
    """What a rule asks and says, in whatever order and words."""
    arguments = frozenset((a.decision, a.option, a.stance, a.weight) for a in rule.arguments)
    conclusions = frozenset((c.fact, c.value) for c in rule.conclusions)
    return _asked(rule.when), _asked(rule.unless), arguments, conclusions


def _asked(condition: Condition | None) -> object:
    """What a condition asks, in whatever order its parts stand."""
    if isinstance(condition, Test):
        name, operands = condition.operator.name, condition.operands
        if not condition.operator.takes_list:
            return condition.subject, name, operands
        if len(operands) == 1:
            return condition.subject, _ALONE.get(name, name), operands
        return condition.subject, name, frozenset(operands)
    if condition is None or (len(condition.parts) == 1 and condition.join is not Join.NONE):
        return None if condition is None else _asked(condition.parts[0])
    parts = [_asked(part) for part in condition.parts]
    counted = condition.join is Join.AT_LEAST
    return condition.join, condition.count if counted else 0, frozenset(Counter(parts).items())


class Subject:
    """A ruleset under examination.

    Attributes:
        ruleset: The ruleset.
        situations: What its scenarios give: where a difference is looked for first.
        budget: The steps that the solver may take for all checks.
    """

    def __init__(self, ruleset: Ruleset, situations: Iterable[Mapping[str, Value]] = ()) -> None:
        self.ruleset = ruleset
        self.situations = list(situations)
        self.budget = Budget(ALTOGETHER)

    @cached_property
    def proofs(self) -> Proofs:
        """The solver's answers about the ruleset."""
        return Proofs(self.ruleset, budget=self.budget)

    @cached_property
    def used(self) -> frozenset[str]:
        """The facts and decisions that anything looks at: conditions, computations, sentences."""
        ruleset = self.ruleset
        found = {name for name in ruleset.clock if name is not None} | self.quoted
        for decision in ruleset.decisions.values():
            found |= reads(decision.applies_when)
            for option in decision.options.values():
                found |= _used_by(option)
        for rule in ruleset.rules.values():
            found |= reads(rule.when) | reads(rule.unless)
            found.update(name for reason in rule.reasons for name in reads(reason.when))
        for constraint in ruleset.constraints.values():
            found |= reads(constraint.never)
        for fact in ruleset.facts.values():
            found.update(computed_from(fact, ruleset))
        return frozenset(found)

    @cached_property
    def quoted(self) -> frozenset[str]:
        """The facts and decisions that sentences quote."""
        rules, lines = self.ruleset.rules.values(), self.ruleset.summary
        texts = [text for rule in rules for text in (rule.because, *(r.text for r in rule.reasons))]
        texts += [sentence for line in lines for sentence in line]
        for decision in self.ruleset.decisions.values():
            for option in decision.options.values():
                texts += [text for piece in option.draft for text in piece.parts.values()]
        return frozenset(p.name for text in texts for p in text if isinstance(p, Placeholder))

    @cached_property
    def repeating(self) -> Mapping[str, str]:
        """The rules that ask and say the same as an earlier one, with that one."""
        first: dict[object, str] = {}
        found = {}
        for rule in self.ruleset.rules.values():
            earlier = first.setdefault(_meaning(rule), rule.id)
            if earlier != rule.id:
                found[rule.id] = earlier
        return found

    @cached_property
    def seen(self) -> Sequence[Seen]:
        """What came of the scenarios and of the situations drawn.

        What is seen to be possible need not be asked of the solver.
        """
        compiled = self.proofs.compiled
        given = [*filter(self.proofs.allows, self.situations), *self.drawn]
        ran = [(one, compiled.evaluate(one)) for one in given]
        return [Seen(one, came, known_values(self.ruleset, came)) for one, came in ran]

    @cached_property
    def drawn(self) -> Sequence[Mapping[str, Value]]:
        """Situations in which each case of each fact, and its being unknown, counts alike."""
        return self.proofs.drawn(MOST)

    @cached_property
    def never_true(self) -> tuple[Place, ...]:
        """The tests that are proven to be true in no situation."""
        return tuple(self._places(holds=True))

    @cached_property
    def always_true(self) -> tuple[Place, ...]:
        """The tests that are proven to be true in every situation."""
        return tuple(self._places(holds=False))

    def _places(self, *, holds: bool) -> Iterator[Place]:
        formulas, type_of = self.proofs.formulas, self.ruleset.type_of
        apart = zip(places(self.ruleset), places(self.proofs.detached), strict=True)
        for place, same in apart:
            said = AskedTest(place.test, type_of)
            if any((said.truth(seen.values) is True) is holds for seen in self.seen):
                continue
            true, _ = formulas.condition(same.test)
            if self.proofs.is_impossible(true if holds else negated(true)):
                yield place

    @cached_property
    def dead(self) -> frozenset[str]:
        """The rules whose conditions are proven never to hold."""
        seen = {pair.rule for one in self.seen for pair in one.conclusions.set_aside}
        seen.update(rule for one in self.seen for rule in one.conclusions.fired)
        return self._impossible(self.proofs.formulas.triggered, seen)

    @cached_property
    def shadowed(self) -> frozenset[str]:
        """The rules that others are proven always to set aside."""
        seen = {rule for one in self.seen for rule in one.conclusions.fired}
        return self._impossible(self.proofs.formulas.fired, seen | self.dead)

    def _impossible(self, what: Mapping[str, Proposition], seen: Set[str]) -> frozenset[str]:
        return frozenset(
            name
            for name, when in what.items()
            if name not in seen and self.proofs.is_impossible(when)
        )

    @cached_property
    def never_chosen(self) -> frozenset[tuple[str, str]]:
        """The options that are proven never to be chosen, with their decisions."""
        seen = {
            (name, choice)
            for one in self.seen
            for name, settled in one.conclusions.decisions.items()
            for choice in settled.choices
        }
        outcomes = self.proofs.formulas.outcomes
        return frozenset(
            (decision.id, option)
            for decision in self.ruleset.decisions.values()
            for option in decision.options
            if (decision.id, option) not in seen
            and self.proofs.is_impossible(outcomes[decision.id][option])
        )

    @cached_property
    def never_applies(self) -> frozenset[str]:
        """The decisions whose ``applies when`` is proven never to hold."""
        seen = {
            name
            for one in self.seen
            for name, settled in one.conclusions.decisions.items()
            if settled.status is not Status.NOT_APPLICABLE
        }
        outcomes = self.proofs.formulas.outcomes
        return frozenset(
            name
            for name, found in outcomes.items()
            if name not in seen and self.proofs.is_impossible(negated(found[Status.NOT_APPLICABLE]))
        )

    def is_explained(self, place: Place) -> bool:
        """Whether a test is never true just because its options are never chosen."""
        subject = place.test.subject
        if subject not in self.ruleset.decisions:
            return False
        if subject in self.never_applies:
            return True
        options = [o for o in place.test.operands if not isinstance(o, FactRef)]
        return bool(options) and all((subject, str(o)) in self.never_chosen for o in options)

    def is_known_dead(self, rule: Rule) -> bool:
        """Whether a rule is dead because of a test that is reported, or explained, by itself."""
        never = {(p.owner, p.part, p.test.span, p.test) for p in self.never_true}
        return any((rule.id, "when", t.span, t) in never for t in tests_in(rule.when))

    def speaking_for(self, decision: str, option: str) -> tuple[Rule, ...]:
        """The rules that speak for an option."""
        said = self.ruleset.arguing_about.get((decision, option), ())
        speaking = dict.fromkeys(argument.rule for argument in said if argument.is_for)
        return tuple(self.ruleset.rules[rule] for rule in speaking)

    def witness(
        self, what: Proposition, is_so: Callable[[Conclusions], bool]
    ) -> Mapping[str, Value] | None:
        """A smallest situation in which something is so; ``None`` if none is found.

        Where a situation that was seen shows it, what it can do without is left out of that one;
        only then is the solver asked.
        """
        shown = [one.given for one in self.seen if is_so(one.conclusions)]
        if not shown:
            return self.proofs.witness(what, is_so)
        return self.shrunk(min(shown, key=len), is_so)

    def shrunk(
        self, given: Mapping[str, Value], is_so: Callable[[Conclusions], bool]
    ) -> Mapping[str, Value]:
        """A situation in which something is so, without what it can do without."""
        compiled = self.proofs.compiled
        proofs = self.proofs
        return proofs.smallest(
            given, lambda less: proofs.allows(less) and is_so(compiled.evaluate(less))
        )

    def is_possible(self, *rules: str) -> bool:
        """Whether any of these rules may fire."""
        fired = self.proofs.formulas.fired
        return not self.proofs.is_impossible(any_of(fired[rule] for rule in rules))
