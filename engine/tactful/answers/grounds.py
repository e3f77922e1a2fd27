"""What each conclusion rests on: enough of the scenario to reach the same conclusion again.

Every fact, rule and decision gets its ``Ground``: the steps that make it come out as it did, and
the steps that keep anything else from happening. The second kind matters because a ruleset may
conclude more from less: a value taken out of a scenario may let another rule fire. So a ground
relies on silence as well, on rules that do not fire and facts that are not known.

The promise, which tests hold: evaluate only the facts in ``given``, or these and any more of the
scenario's, at the same moment, and the step comes out the same.

Source of the idea: justifications with an "in" list and an "out" list, as in J. Doyle, A Truth
Maintenance System (1979).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tactful.answers.enough import Weighing, enough_against, enough_for, needed_rules
from tactful.explanation.decisions import ExplainedDecision
from tactful.explanation.explanation import Explanation
from tactful.explanation.wording import Wording, wording_of
from tactful.language.conclusions import Conclusions, Known, Origin, Settled, Status, known_values
from tactful.language.conditions import reason_told
from tactful.language.model import Argument, Fact, Rule, Ruleset, Stance
from tactful.language.strata import Step, dependencies, step_named, stratify
from tactful.language.terms import Group, Join, Test, reads

_NOTHING: frozenset[str] = frozenset()
_ALWAYS = float("inf")


class Ground(NamedTuple):
    """Why one fact, rule or decision came out as it did.

    Attributes:
        step: The fact, rule or decision.
        holds: Whether the fact is known, the rule fired, the decision has a choice.
        tests: The tests that decide it, true for what fired and applies, and otherwise false or
            unknown.
        because: The facts, rules and decisions that bring it about: the main line.
        guards: Those that keep it from being otherwise.
        given: Every given fact that this rests on, directly or through other steps.
    """

    step: Step
    holds: bool
    tests: tuple[Test, ...]
    because: tuple[Step, ...]
    guards: tuple[Step, ...]
    given: frozenset[str]


Grounds = Mapping[Step, Ground]


def grounds(ruleset: Ruleset, conclusions: Conclusions) -> Grounds:
    """The ground of every fact, rule and decision, in an order in which they settle."""
    finder = _GroundFinder(ruleset, conclusions)
    for step in stratify(ruleset).order:
        if step.kind == "rule":
            finder.rule(step, ruleset.rules[step.id])
        elif step.kind == "fact":
            finder.fact(step, ruleset.facts[step.id])
        else:
            finder.decision(step)
    return finder.found


def behind(found: Grounds, step: Step) -> tuple[Ground, ...]:
    """Every ground that a step rests on, its own first, the nearest before the others."""
    seen: dict[Step, Ground] = {}
    todo = deque([step])
    while todo:
        next_ = todo.popleft()
        if next_ not in seen:
            seen[next_] = found[next_]
            todo += (*found[next_].because, *found[next_].guards)
    return tuple(seen.values())


class _GroundFinder:
    def __init__(self, ruleset: Ruleset, conclusions: Conclusions) -> None:
        self.ruleset = ruleset
        self.conclusions = conclusions
        self.found: dict[Step, Ground] = {}
        self.fired = frozenset(conclusions.fired)
        self.weighing = Weighing(known_values(ruleset, conclusions), ruleset.type_of, self.cost)

    def cost(self, test: Test) -> int:
        return len(self.behind(self.steps((test,))))

    def behind(self, steps: Iterable[Step]) -> frozenset[str]:
        # A reason's branch may look at what is settled only after its rule.
        return _NOTHING.union(*(self.found[step].given for step in steps if step in self.found))

    def steps(self, tests: Iterable[Test]) -> tuple[Step, ...]:
        """What tests look at, as far as it decides them."""
        names: dict[str, None] = {}
        values = self.weighing.values
        for test in tests:
            decided = self.weighing.truth(test) is not None
            if test.operator.presence is not None or (not decided and test.subject not in values):
                names[test.subject] = None
            else:
                looked_at = (test.subject, *sorted(reads(test) - {test.subject}))
                names.update(dict.fromkeys(n for n in looked_at if n in values or not decided))
        return tuple(self.named(name) for name in names)

    def named(self, name: str) -> Step:
        return step_named(name, self.ruleset)

    def settle(
        self,
        step: Step,
        holds: bool,
        because: Iterable[Step] = (),
        guards: Iterable[Step] = (),
        tests: tuple[Test, ...] = (),
        given: frozenset[str] = _NOTHING,
    ) -> None:
        first = tuple(dict.fromkeys(because))
        second = tuple(dict.fromkeys(s for s in guards if s not in first))
        all_given = given | self.behind((*first, *second))
        self.found[step] = Ground(step, holds, tests, first, second, all_given)

    def rule(self, step: Step, rule: Rule) -> None:
        overriding = [Step("rule", name) for name in self.ruleset.overriding.get(rule.id, ())]
        if rule.id in self.fired:
            tests = self.enough_to_fire(rule)
            kept_off = enough_against(rule.unless, self.weighing) or ()
            guards = (*self.steps(kept_off), *overriding)
            self.settle(step, True, self.steps(tests), guards, tests)
            return
        ways: list[tuple[tuple[Step, ...], tuple[Test, ...]]] = [
            ((by,), ()) for by in overriding if by.id in self.fired
        ]
        failing = enough_against(rule.when, self.weighing)
        if failing is not None:
            ways.append((self.steps(failing), failing))
        if rule.unless is not None and self.weighing.truth(rule.unless) is True:
            blocking = enough_for(rule.unless, self.weighing)
            ways.append((self.steps(blocking), blocking))
        because, tests = min(ways, key=lambda way: len(self.behind(way[0])))
        self.settle(step, False, because, tests=tests)

    def enough_to_fire(self, rule: Rule) -> tuple[Test, ...]:
        """Tests that make a rule fire for the reason that is told, where it has several."""
        told = reason_told(rule, self.weighing.values, self.weighing.type_of)
        if told is None:
            return enough_for(rule.when, self.weighing)
        asked, whole = enough_for(told.when, self.weighing), rule.when
        of_reason = tuple(test for test in asked if self.found.keys() >= {*self.steps((test,))})
        if isinstance(whole, Group) and whole.join is Join.ANY and told.when in whole.parts:
            return of_reason
        return tuple(dict.fromkeys((*enough_for(rule.when, self.weighing), *of_reason)))

    def fact(self, step: Step, fact: Fact) -> None:
        known = self.conclusions.facts.get(fact.id)
        conflict = self.conclusions.conflict_about(fact.id)
        if known is not None and known.origin is Origin.GIVEN:
            self.settle(step, True, given=frozenset((fact.id,)))
        elif conflict is not None:
            one, *others = conflict.rules
            other = next(rule for rule, value in others if value != one[1])
            self.settle(step, False, (Step("rule", one[0]), Step("rule", other)))
        elif known is not None and known.origin is Origin.CONCLUDED:
            self.concluded(step, known)
        else:
            silent = [Step("rule", rule) for rule, _ in self.ruleset.concluding.get(fact.id, ())]
            self.unconcluded(step, fact, known, silent)

    def concluded(self, step: Step, known: Known) -> None:
        otherwise = [
            Step("rule", rule)
            for rule, value in self.ruleset.concluding[step.id]
            if value != known.value
        ]
        self.settle(step, True, (Step("rule", rule) for rule in known.rules), otherwise)

    def unconcluded(self, step: Step, fact: Fact, known: Known | None, silent: list[Step]) -> None:
        """A fact that no rule concludes: computed, its default, or unknown."""
        before = dependencies(self.ruleset)[step] if fact.computed is not None else ()
        operands = [operand for operand in before if operand.kind != "rule"]
        if known is not None and known.origin is Origin.COMPUTED:
            because = [o for o in operands if self.found[o].holds]
            guards = [o for o in operands if not self.found[o].holds]
            self.settle(step, True, because, [*guards, *silent])
            return
        missing = [
            o
            for o in operands
            if not self.found[o].holds
            and (o.kind == "decision" or (fact.computed and o.id in fact.computed.facts))
        ]
        missing.sort(key=lambda o: len(self.found[o].given))
        lacking = missing[:1] or [o for o in operands if not self.found[o].holds]
        self.settle(step, known is not None, guards=[*lacking, *silent])

    def decision(self, step: Step) -> None:
        decision = self.ruleset.decisions[step.id]
        settled = self.conclusions.decisions[step.id]
        if settled.status is Status.NOT_APPLICABLE:
            failing = enough_against(decision.applies_when, self.weighing) or ()
            self.settle(step, False, self.steps(failing), tests=failing)
            return
        tests = enough_for(decision.applies_when, self.weighing)
        arguments: dict[str, list[Argument]] = {}
        for argument in self.ruleset.arguing.get(step.id, ()):
            arguments.setdefault(argument.rule, []).append(argument)
        main = _main_line(settled, arguments, self.fired)
        fired = {rule: rule in self.fired for rule in arguments}
        # People are told what rules an option out, so a rule that settles is spared last.
        dearest_first = sorted(
            (rule for rule in fired if rule not in main),
            key=lambda rule: (
                any(argument.stance.settles for argument in arguments[rule]),
                -len(self.found[Step("rule", rule)].given),
            ),
        )
        needed = needed_rules(decision, settled, fired, arguments, dearest_first)
        because = [Step("rule", rule) for rule in arguments if rule in main]
        guards = [Step("rule", rule) for rule in arguments if rule in needed]
        self.settle(step, bool(settled.choices), because, [*self.steps(tests), *guards], tests)


def _main_line(
    settled: Settled, arguments: Mapping[str, Iterable[Argument]], fired: frozenset[str]
) -> frozenset[str]:
    """The rules that speak for what was chosen; in a conflict, for what each side settles."""
    supported = set(settled.choices)
    least: float = 1
    if settled.status is Status.CONFLICT:
        supported = {o for o, w in settled.options.items() if w.settled_by and not w.vetoed_by}
        least = _ALWAYS
    return frozenset(
        rule
        for rule, argued in arguments.items()
        if rule in fired and any(a.option in supported and _support(a) >= least for a in argued)
    )


def _support(argument: Argument) -> float:
    return _ALWAYS if argument.stance is Stance.ALWAYS else argument.weight


# An explanation together with its grounds and its words: what answers are made from.


class Reasoning(NamedTuple):
    """One scenario's advice, ready to be asked about."""

    explanation: Explanation
    grounds: Grounds
    wording: Wording

    @property
    def ruleset(self) -> Ruleset:
        """The rules."""
        return self.explanation.ruleset

    def decision(self, name: str) -> ExplainedDecision:
        """How a decision came out, in words."""
        return self.explanation.decision(name)

    def named(self, name: str) -> Step:
        """A fact or decision as a step of the reasoning."""
        return step_named(name, self.ruleset)


def reason(explanation: Explanation) -> Reasoning:
    """Find what everything in an explanation rests on."""
    ruleset, conclusions = explanation.ruleset, explanation.conclusions
    found = grounds(ruleset, conclusions)
    return Reasoning(explanation, found, wording_of(ruleset, conclusions))
