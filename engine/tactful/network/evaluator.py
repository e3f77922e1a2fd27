"""The model compiled to durable-rules: the evaluator that tactful uses.

Compilation turns each rule's ``when`` and ``unless``, and each decision's ``applies when``, into
paths of property tests (``lowering``) and gives each a stage (``compiler``). Evaluation goes
through the stages. At each, one message carries what is known by then into the network; the rules
that durable-rules activates go on the agenda, where overridden ones are set aside; what the others
conclude and argue settles facts and decisions, which the next stage's message carries on. That is
forward chaining with the conflict set resolved stratum by stratum, which unknown facts, overrides
and conflicting conclusions require.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from tactful.language.choices import choose, conflict_of
from tactful.language.computations import computed_value
from tactful.language.conclusions import (
    Conclusions,
    Conflict,
    Known,
    Origin,
    SetAside,
    Settled,
    Status,
)
from tactful.language.conditions import broken
from tactful.language.given import InvalidGiven, check_now, checked, wrong_places
from tactful.language.model import Ruleset
from tactful.language.values import NONE, Value
from tactful.network.combinations import Combination, members
from tactful.network.compiler import compile_ruleset
from tactful.network.matching import Session, matcher
from tactful.network.program import (
    DecisionPlan,
    FactPlan,
    OrderPlan,
    Program,
    SeveralPlan,
    Stage,
)
from tactful.text import forks as forks  # whatever matches, forked children need it


class Network:
    """A ruleset compiled to durable-rules, or to plain Python where that cannot be loaded.

    Make one, keep it, and evaluate as often as needed from any thread, from a signal handler and
    in forked children. Whatever ends an evaluation half-way, a signal handler that raises,
    Ctrl-C or a time-out, the next answer is right and nothing is left behind. Pickled or copied
    deeply, it travels as its ruleset and is compiled anew where it arrives.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._program = compile_ruleset(ruleset)
        self._matcher = matcher(self._program.targets, self._program.places)
        self._rules = [(1 << number, rule) for number, rule in enumerate(ruleset.rules)]

    def worded(self, ruleset: Ruleset) -> Network:
        """The same network for a ruleset that differs in nothing but its words."""
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made.ruleset = ruleset
        return made

    def __reduce__(self) -> tuple[type[Network], tuple[Ruleset]]:
        return type(self), (self.ruleset,)

    def evaluate(self, given: Mapping[str, Value], *, now: datetime | None = None) -> Conclusions:
        """Evaluate one scenario.

        Args:
            given: The values the scenario gives, by fact.
            now: The local time to assume where the clock's fact is not given, without an offset.

        Raises:
            InvalidGiven: if ``given`` names no fact or has a value that is not of the fact's type,
                or ``now`` is no local time that the clock's fact can have.
            MatcherFailure: if durable-rules itself fails.
        """
        check_now(self.ruleset, now)
        run = _Evaluation(self.ruleset, self._program, given, now)
        self._matcher.serve(partial(run.through, self._matcher.stages))
        return run.conclusions(self._rules)


class _Evaluation:
    """What is known, and what the rules have said, while one scenario is evaluated."""

    def __init__(
        self,
        ruleset: Ruleset,
        program: Program,
        given: Mapping[str, Value],
        now: datetime | None,
    ) -> None:
        self.ruleset = ruleset
        self.program = program
        self.given = given
        self.now = now
        self.fragments = program.defaults.fragments.copy()
        self.values: dict[str, Value] = {**program.defaults.values, **given}
        self.facts: dict[str, Known] = program.defaults.facts.copy()
        self.decisions: dict[str, Settled] = {}
        self.conflicts: dict[str, Conflict] = {}
        self.activated: Combination = 0
        self.fired: Combination = 0
        self.accept()

    def accept(self) -> None:
        """Take what is given, once it is known to be of the facts' types."""
        if not self.take():  # all that is wrong is said, and other libraries' values are known
            self.given = checked(self.ruleset, self.given)
            self.values = {**self.program.defaults.values, **self.given}
            self.take()
        wrong = wrong_places(self.ruleset.clock, self.given)
        if wrong:
            raise InvalidGiven(wrong)

    def take(self) -> bool:
        """Whether everything that is given could be taken."""
        acceptors, facts, fragments = self.program.acceptors, self.facts, self.fragments
        for name, value in self.given.items():
            found = acceptors.get(name)
            taken = None if found is None else found[0](value)
            if found is None or taken is None:
                return False
            facts[name], fragments[found[1]] = taken
        return True

    def through(self, messages: Sequence[Sequence[Any]], session: Session) -> None:
        for number, stage in enumerate(self.program.stages):
            for plan in stage.settles:
                if isinstance(plan, FactPlan):
                    self.settle_fact(plan)
                else:
                    self.settle_decision(plan)
            for order in stage.orders:
                self.compare(order)
            for several in stage.several:
                self.include(several)
            if number < len(messages):
                self.work_off(stage, self.match(messages[number], session))

    def settle_fact(self, plan: FactPlan) -> None:
        said = plan.concluding & self.fired
        if plan.id in self.given:
            if said:
                rules = tuple([c.rule for c in plan.conclusions if said >> c.number & 1])
                self.facts[plan.id] = self.facts[plan.id]._replace(outweighed=rules)
            return
        known = plan.concluded[said] or self.computed_or_default(plan)
        if isinstance(known, Known):
            self.facts[plan.id] = known
            self.values[plan.id] = known.value
            self.fragments[plan.place] = plan.encode(known.value)
        elif known is not None:
            self.conflicts[plan.id] = known

    def computed_or_default(self, plan: FactPlan) -> Known | None:
        """The value of a fact that is neither given nor concluded: computed, or its default."""
        if plan.computed is not None:
            value = computed_value(plan.computed, self.values, self.ruleset)
            if value is not None:
                return Known(value, Origin.COMPUTED)
        if plan.is_now and plan.default is None and self.now is not None:
            return Known(self.now, Origin.DEFAULT)
        return plan.default

    def settle_decision(self, plan: DecisionPlan) -> None:
        decision, fired = plan.decision, self.fired
        options = {option: weighed[arguing & fired] for option, arguing, weighed in plan.options}
        applies = not plan.applies or bool(plan.applies & self.activated)
        settled = choose(decision, options, applies)
        self.decisions[decision.id] = settled
        if settled.status is Status.CONFLICT:
            self.conflicts[decision.id] = conflict_of(decision, settled)
        if decision.many:
            if applies:
                self.values[decision.id] = frozenset(settled.choices)
                for option, place, texts in plan.option_texts:
                    self.fragments[place] = texts[option in settled.choices]
        elif settled.choices:
            choice = settled.choices[0]
            self.values[decision.id] = choice
            self.fragments[plan.place] = plan.encode(choice)

    def include(self, plan: SeveralPlan) -> None:
        value = self.values.get(plan.fact)
        if isinstance(value, frozenset):
            for choice, place, texts in plan.choice_texts:
                self.fragments[place] = texts[choice in value]

    def compare(self, order: OrderPlan) -> None:
        fact, other = self.values.get(order.fact), self.values.get(order.other)
        if fact is not None and other is not None and fact is not NONE and other is not NONE:
            one, two = order.rank(fact), order.rank(other)
            self.fragments[order.place] = order.texts[1 + (one > two) - (one < two)]

    def match(self, messages: Sequence[Any], session: Session) -> Combination:
        """The rules, and the decisions' ``applies when``, that hold at this stage."""
        activated = 0
        for message in messages:
            activated |= session.match(message, self.fragments)
        for part in members(activated >> self.program.first_part):
            place, text = self.program.part_texts[part]
            self.fragments[place] = text
        return activated

    def work_off(self, stage: Stage, activated: Combination) -> None:
        """Work off the agenda: an activated rule fires unless one that fired overrides it."""
        self.activated |= activated
        self.fired |= activated & ~stage.contested
        for rule in stage.overridable:
            if activated >> rule.number & 1 and not rule.overriding & self.fired:
                self.fired |= 1 << rule.number

    def conclusions(self, rules: list[tuple[Combination, str]]) -> Conclusions:
        facts, decisions, fired = self.facts, self.decisions, self.fired
        return Conclusions(
            facts={name: facts[name] for name in self.ruleset.facts if name in facts},
            decisions={name: decisions[name] for name in self.ruleset.decisions},
            fired=tuple([name for rule, name in rules if rule & fired]),
            set_aside=tuple(
                [
                    SetAside(rule.id, name)
                    for rule in self.program.overridable
                    if self.activated >> rule.number & 1 and rule.overriding & fired
                    for number, name in rule.by
                    if fired >> number & 1
                ]
            ),
            conflicts=tuple([self.conflicts[name] for name in self.in_order(self.conflicts)]),
            broken=broken(self.ruleset, self.values) if self.ruleset.constraints else (),
        )

    def in_order(self, found: Mapping[str, object]) -> list[str]:
        if not found:
            return []
        return [n for n in (*self.ruleset.facts, *self.ruleset.decisions) if n in found]
