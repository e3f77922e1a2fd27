"""Whether rules could be removed without any change of advice.

Every rule gets a switch, and the switched ruleset is put beside the original over the same
situations; so one pair of formulas answers for every rule, and for several at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from tactful.language.choices import settle
from tactful.language.conclusions import Conclusions, Settled, Status
from tactful.language.model import Fact, Rule, Ruleset
from tactful.language.operators import EQUAL
from tactful.language.terms import Condition, Group, Join, Test
from tactful.language.values import Kind, Value, ValueType
from tactful.language.variants import without_rule
from tactful.network.evaluator import Network
from tactful.proofs.budget import COMPILING, EVALUATING, Possibility, putting, size
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import Proposition, any_of, differ, z3
from tactful.proofs.prover import Proofs

_SWITCH = "switch of "
"""No fact of an author's can have a name with spaces."""

PATIENCE = 3_000_000
"""Steps that the solver may take over a rule; past that the rule is left in peace."""

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

    def removable(self, rules: Iterable[str]) -> tuple[str, ...]:
        """Those of some rules whose removal is proven to change no advice, alone and together.

        Where two rules say the same and either could go, the one that is named first does.
        """
        if not self.proofs.sound:
            return ()
        alone = [
            rule
            for rule in rules
            if not self._is_seen_to_matter(rule) and self._unsatisfiable([rule])
        ]
        if len(alone) < 2 or self._unsatisfiable(alone):
            return tuple(alone)
        gone = alone[:1]
        for rule in alone[1:]:
            if self._unsatisfiable([*gone, rule]):
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
        rule = self.ruleset.rules[name]
        fired = [(given, before) for given, before in self.seen if name in before.fired]
        if not (rule.overrides or rule.conclusions):
            decisions = {argument.decision for argument in rule.arguments}
            return any(self._turns(name, d, before) for _, before in fired for d in decisions)
        if not fired:
            return False
        evaluated = fired[:MOST_TRIED]
        budget.spend((COMPILING + EVALUATING * len(evaluated)) * self._size)
        network = Network(without_rule(self.ruleset, name))
        return any(
            _differs(settled, before.decisions[decision])
            for given, before in evaluated
            for decision, settled in network.evaluate(given).decisions.items()
        )

    def _turns(self, rule: str, decision: str, before: Conclusions) -> bool:
        """Whether a decision comes out otherwise without what one rule argues about it."""
        settled = before.decisions[decision]
        said = [a for w in settled.options.values() for a in w.arguments if a.rule != rule]
        applies = settled.status is not Status.NOT_APPLICABLE
        self.proofs.budget.spend(len(said))
        after = settle(self.ruleset.decisions[decision], said, applies)
        return _differs(after, settled)

    def _unsatisfiable(self, rules: Iterable[str]) -> bool:
        budget = self.proofs.budget
        needed = 1 if "_switched" in self.__dict__ else putting(self.ruleset)
        if budget.left < needed:
            budget.give_up()
            return False
        solver, switches = self._switched
        off = set(rules)
        wanted = [z3.Not(on) if name in off else on for name, on in switches.items()]
        return budget.ask(solver, PATIENCE, *wanted) is Possibility.NO

    @cached_property
    def _switched(self) -> tuple[z3.Solver, dict[str, z3.BoolRef]]:
        self.proofs.budget.spend(putting(self.ruleset))
        made = _with_switches(self.proofs.detached)
        names = [_SWITCH + name for name in made.rules]
        context = self.proofs.formulas.context
        formulas = Formulas(made, {}, [*self.proofs.open, *names], context=context)
        formulas.allowed = self.proofs.formulas.allowed  # whatever is kept to now
        solver = formulas.solver()
        solver.add(unlike(self.proofs.formulas, formulas))
        switches = {}
        for name in made.rules:
            on, off = formulas.variables(_SWITCH + name)
            solver.add(z3.Xor(on, off))
            switches[name] = on
        return solver, switches


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


def _with_switches(ruleset: Ruleset) -> Ruleset:
    facts = dict(ruleset.facts)
    for name in ruleset.rules:
        switch = _SWITCH + name
        facts[switch] = Fact(switch, ValueType(Kind.YES_NO), switch)
    rules = {rule.id: _switched(rule) for rule in ruleset.rules.values()}
    return replace(ruleset, facts=facts, rules=rules)


def _switched(rule: Rule) -> Rule:
    on: Condition = Test(_SWITCH + rule.id, EQUAL, (True,))
    return rule._replace(when=on if rule.when is None else Group(Join.ALL, (on, rule.when)))
