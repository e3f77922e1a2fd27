"""What to ask next: an interview that asks only what can still change the advice.

An interview is a value: answering makes a new one, so going back is keeping the old one. The next
question is the most telling of those that matter, in the first section of the ruleset's story that
has one: over ways the situation could turn out, its answer changes the most decisions. It ends when
a solver proves that no answer can change any decision, or has used up its steps: then it is open
whether one could.

Source of the idea: Publicodes asks for what its result still misses; the measure of how telling
an answer is comes from global sensitivity analysis (I. M. Sobol, 1993), total effects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from random import Random
from typing import NamedTuple

from tactful.explanation.unknowns import askable
from tactful.language.conclusions import Conclusions, Outcome, outcome
from tactful.language.given import check_now, checked
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.proofs.budget import EVALUATING, UNBOUNDED, Budget, size
from tactful.proofs.formulas import Formulas
from tactful.proofs.relevance import Relevance

WORLDS = 12
"""Ways the situation could turn out in which each answer's effect is tried."""

MOST_EFFECTS = 600
"""Effects that are tried for one question; where very much is open, in fewer ways."""

OF_AN_INTERVIEW = 20_000_000
"""Steps of the solver for all questions of an interview, some ten to twenty seconds' worth."""


def interview_budget() -> Budget:
    """The steps of an interview that is to end whatever the rules are: ``OF_AN_INTERVIEW``."""
    return Budget(OF_AN_INTERVIEW)


class Reply(NamedTuple):
    """What was answered to the question for a fact; ``None`` for "don't know"."""

    fact: str
    value: Value | None


class AnswerEffect(NamedTuple):
    """What one answer alone would do: the decisions it changes, with what they come to then."""

    value: Value
    changes: Mapping[str, frozenset[Outcome]]


class Interview:
    """How far an interview has come.

    Attributes:
        answers: What was answered so far, in order.
        budget: The steps that are left for all questions, those before and after this one too.
            Without one each question ends by itself, and a value says the same for ever.
    """

    def __init__(
        self,
        network: Network,
        given: Mapping[str, Value],
        now: datetime | None = None,
        answers: tuple[Reply, ...] = (),
        budget: Budget | None = None,
    ) -> None:
        """Start or go on.

        Args:
            network: Evaluates the ruleset.
            given: What is known beforehand and not asked for.
            now: The local time to assume where the clock's fact is not given.
            answers: What was answered so far.
            budget: The steps that are left for questions.

        Raises:
            InvalidGiven: if a value or an answer is not of its fact's type, or ``now`` is no local
                time that the clock's fact can have.
        """
        self.budget = Budget(UNBOUNDED) if budget is None else budget
        self.network = network
        self.now = now
        self.answers = answers
        self._given = dict(given)
        checked(self.ruleset, self.known)
        check_now(self.ruleset, now)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.network, self._given, self.now, self.answers)

    @property
    def ruleset(self) -> Ruleset:
        """The rules that are asked for."""
        return self.network.ruleset

    def answered(self, fact: str, value: Value | None) -> Interview:
        """The interview after one more answer; ``None`` is "don't know"."""
        answers = (*self.answers, Reply(fact, value))
        return Interview(self.network, self._given, self.now, answers, self.budget)

    def back(self) -> Interview:
        """The interview as it was before the last answer."""
        return Interview(self.network, self._given, self.now, self.answers[:-1], self.budget)

    def without(self, fact: str) -> Interview:
        """The interview as if a fact had not been asked for, to ask for it again."""
        answers = tuple(answer for answer in self.answers if answer.fact != fact)
        return Interview(self.network, self._given, self.now, answers, self.budget)

    @cached_property
    def known(self) -> dict[str, Value]:
        """All that is known: what was given and what was answered."""
        return {**self._given, **{a.fact: a.value for a in self.answers if a.value is not None}}

    @cached_property
    def askable(self) -> tuple[str, ...]:
        """Everything that could be asked for in this interview, answered or not."""
        clock = self.ruleset.clock.now if self.now is not None else None
        return tuple(f for f in askable(self.ruleset) if f not in self._given and f != clock)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """What has not been asked for yet."""
        answered = {answer.fact for answer in self.answers}
        return tuple(name for name in self.askable if name not in answered)

    @cached_property
    def conclusions(self) -> Conclusions:
        """The advice so far."""
        return self.evaluate(self.known)

    def evaluate(self, given: Mapping[str, Value]) -> Conclusions:
        """What follows from some facts at the moment of the interview."""
        return self.network.evaluate(given, now=self.now)

    def _with(self, more: Mapping[str, Value]) -> dict[str, frozenset[Outcome]] | None:
        """What each decision comes to with some answers; ``None`` where they cannot be together.

        A constraint that is broken by now says nothing more.
        """
        came = self.evaluate({**self.known, **more})
        if came.breaks_more_than(self.conclusions):
            return None
        return {name: outcome(settled) for name, settled in came.decisions.items()}

    @cached_property
    def relevance(self) -> Relevance:
        """What can still matter."""
        broken = self.conclusions.broken
        formulas = Formulas(self.ruleset, self.known, self.open, now=self.now, broken=broken)
        return Relevance(formulas, self.budget, UNBOUNDED)

    @cached_property
    def settled(self) -> bool:
        """Whether no answer can change the advice any more: proven."""
        return not self.open or self.relevance.settled(self.conclusions)

    @cached_property
    def question(self) -> str | None:
        """The fact to ask for next; ``None`` once the advice is settled.

        It is the most telling one in the first of the ruleset's sections where one may matter.

        It is ``None`` also where the steps are used up; ``settled`` then is false.
        """
        if self.budget.is_spent or self.settled:
            return None
        influence = self._influence()
        for names in self._sections():
            best = max(names, key=lambda name: influence[name])
            if influence[best] > 0:
                return best
            mattering = next((name for name in names if self.relevance.matters(name)), None)
            if mattering is not None:
                return mattering
        if self.ruleset.constraints and not self.budget.is_spent:
            return self.open[0]  # two answers may be possible together and neither alone
        return None

    def _sections(self) -> Iterator[tuple[str, ...]]:
        """What is open, as the ruleset has people tell it; last what it puts into no section."""
        told = {name for section in self.ruleset.questions for name in section.facts}
        rest = tuple(name for name in self.open if name not in told)
        for names in (*(section.facts for section in self.ruleset.questions), rest):
            left = tuple(name for name in names if name in self.open)
            if left:
                yield left

    def is_new_section(self, fact: str) -> bool:
        """Whether nothing has been asked for in a fact's section just before."""
        last = self.answers[-1].fact if self.answers else None
        return last is None or self.section(last) != self.section(fact)

    def section(self, fact: str) -> str | None:
        """The title of the section in which a fact is asked for."""
        sections = self.ruleset.questions
        return next((one.title for one in sections if fact in one.facts), None)

    @cached_property
    def relevant(self) -> tuple[str, ...]:
        """The open facts whose answer can still change the advice: proven."""
        if self.settled:
            return ()
        return tuple(name for name in self.open if self.relevance.matters(name))

    def possible(self, decision: str) -> tuple[Outcome, ...]:
        """What a decision can still come to: proven."""
        if not self.open:
            return tuple(outcome(self.conclusions.decisions[decision]))
        return self.relevance.possible_outcomes(decision)

    def effects(self, fact: str) -> tuple[AnswerEffect, ...]:
        """What each answer to a question would do on its own, if nothing else were learnt."""
        before = {n: outcome(settled) for n, settled in self.conclusions.decisions.items()}
        found = []
        for case in self.relevance.formulas.open[fact]:
            after = self._with({fact: case.value})
            if after is None:
                continue
            changes = {name: came for name, came in after.items() if came != before[name]}
            found.append(AnswerEffect(case.value, changes))
        return tuple(found)

    def _influence(self) -> dict[str, float]:
        """For each open fact, how many decisions its answer changes on average."""
        rng = Random(WORLDS)  # noqa: S311 - the same situation always gets the same question
        values = {name: [c.value for c in s] for name, s in self.relevance.formulas.open.items()}
        found = dict.fromkeys(self.open, 0.0)
        worlds = max(1, min(WORLDS, MOST_EFFECTS // (len(self.open) + 1)))
        self.budget.spend(EVALUATING * size(self.ruleset) * worlds * (len(self.open) + 1))
        for _ in range(worlds):
            world = self._world(rng, values)
            came = self._with(world)
            if came is None:
                continue
            for name in self.open:
                others = [v for v in (None, *values[name]) if v != world.get(name)]
                if others:
                    changed = {n: v for n, v in world.items() if n != name}
                    other = rng.choice(others)
                    if other is not None:
                        changed[name] = other
                    after = self._with(changed)
                    if after is not None:
                        found[name] += sum(after[d] != came[d] for d in after) / worlds
        return found

    def _world(self, rng: Random, values: Mapping[str, list[Value]]) -> dict[str, Value]:
        """One way in which everything that is open could turn out."""
        facts = self.ruleset.facts
        return {
            name: rng.choice(cases)
            for name, cases in values.items()
            if cases and rng.random() < (0.5 if facts[name].default is not None else 0.9)
        }
