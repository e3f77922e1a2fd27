"""An interview that asks only what can still change the advice.

An interview is a value: answering makes a new one, so going back is keeping the old one. The next
question is the most telling of those that matter, in the first section of the ruleset's story that
has one: over ways the situation could turn out, its answer changes the most decisions. It ends when
a solver proves that no answer can change any decision, or has used up its steps: then it is open
whether one could. What the client is told in hours and days is asked for last.

Source of the idea: Publicodes asks for what its result still misses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from tactful.answers.choosing import Next, asking_rules, next_question
from tactful.answers.proving import Propositions, ProvenSoFar, put, serves
from tactful.answers.telling import Sample
from tactful.cases.cases import Cases, cases
from tactful.compiled.kept import compiled_of
from tactful.explanation.unknowns import askable
from tactful.grounding.people import People
from tactful.language.conclusions import Conclusions, Outcome, changed_decisions, outcome
from tactful.language.given import check_now, checked
from tactful.language.model import Checklist, QuestionSection, Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.network.kept import network_with
from tactful.proofs.budget import UNBOUNDED, Budget
from tactful.proofs.relevance import Relevance
from tactful.scenarios.places import country_of

OF_AN_INTERVIEW = 20_000_000
"""Steps of the solver for all questions of an interview, some ten to twenty seconds' worth."""


def interview_budget() -> Budget:
    """The steps of an interview that is to end whatever the rules are: ``OF_AN_INTERVIEW``."""
    return Budget(OF_AN_INTERVIEW)


class Reply(NamedTuple):
    """What was answered to the question for a fact; ``None`` for "don't know".

    ``follows`` says that the same question had asked for the fact before it.
    """

    fact: str
    value: Value | None
    follows: bool = False


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
        idle: frozenset[str] = frozenset(),
        passed_over: frozenset[str] = frozenset(),
        clocks: Callable[[str | None], datetime] | None = None,
        put_before: Propositions | None = None,
    ) -> None:
        """Start or go on.

        Args:
            network: Evaluates the ruleset.
            given: What is known beforehand and not asked for.
            now: The local time to assume where the clock's fact is not given.
            answers: What was answered so far.
            budget: The steps that are left for questions.
            idle: Facts that are proven not to be worth asking for.
            passed_over: Those of them whose section does not come up.
            clocks: The present moment as the clocks of a time zone show it, where ``now`` is that;
                whoever answers for the zone moves ``now``.
            put_before: An earlier situation as it was put for the solver, which may serve for this.

        Raises:
            InvalidGiven: if a value or an answer is not of its fact's type, or ``now`` is no local
                time that the clock's fact can have.
        """
        self.budget = Budget(UNBOUNDED) if budget is None else budget
        self.network = network
        self.now = now
        self.answers = answers
        self.idle = idle
        self.passed_over = passed_over
        self._clocks = clocks
        self._put = put_before
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
        idle, passed_over = self.idle, self.passed_over
        if "next" in vars(self):
            idle, passed_over = self.next.idle, self.next.passed_over
        return self._having((*self.answers, Reply(fact, value)), idle, passed_over)

    def ticked(self, values: Mapping[str, Value | None]) -> Interview:
        """The interview after one more question that asked for several facts."""
        idle, passed_over = self.next.idle, self.next.passed_over
        replies = (
            Reply(fact, value, follows=place > 0)
            for place, (fact, value) in enumerate(values.items())
        )
        return self._having((*self.answers, *replies), idle, passed_over)

    def following(self, fact: str, value: Value | None) -> dict[str, Value]:
        """What follows from an answer for most people, so that it need not be asked for.

        Of a time zone that is its country, where that may still matter. Whoever takes it for
        granted has to say so.
        """
        clock = self.ruleset.clock
        country = country_of(value) if fact == clock.timezone and isinstance(value, str) else None
        if country is None or clock.country is None or clock.country not in self.unasked:
            return {}
        return {clock.country: country}

    def back(self) -> Interview:
        """The interview as it was before the last question."""
        return self._having(self.answers[: _last_question(self.answers)])

    def without(self, fact: str) -> Interview:
        """The interview as if a fact had not been asked for, to ask for it again.

        What followed from it goes, too.
        """
        clock = self.ruleset.clock
        kept: list[Reply] = []
        before: Reply | None = None
        for reply in self.answers:
            follows = reply.follows
            if follows and before is not None and before.fact == fact:
                if (fact, reply.fact) == (clock.timezone, clock.country):
                    continue
                follows = before.follows
            before = reply
            if reply.fact != fact:
                kept.append(reply._replace(follows=follows))
        return self._having(tuple(kept))

    def of_several(self, people: People) -> Interview:
        """The interview for those whom a situation has, from here on; what was answered stays.

        Raises:
            ValueError: if there are too many, or something is listed of which there is only one.
        """
        network = network_with(self.network, people)
        known = network.ruleset.facts
        given = {name: value for name, value in self._given.items() if name in known}
        answers = tuple(reply for reply in self.answers if reply.fact in known)
        return Interview(network, given, self.now, answers, self.budget, clocks=self._clocks)

    def knowing(self, more: Mapping[str, Value]) -> Interview:
        """The interview as if some more had been known beforehand."""
        given = {**self._given, **more}
        return Interview(
            self.network, given, self.now, self.answers, self.budget, clocks=self._clocks
        )

    def _having(
        self,
        answers: tuple[Reply, ...],
        idle: frozenset[str] = frozenset(),
        passed_over: frozenset[str] = frozenset(),
    ) -> Interview:
        now, zone = self.now, self.ruleset.clock.timezone
        if self._clocks is not None:
            told = {reply.fact: reply.value for reply in answers}
            if zone not in told:
                now = self._clocks(_text(self._given.get(zone or "")))
            elif any(reply.fact == zone for reply in answers[_last_question(answers) :]):
                now = self._clocks(_text(told[zone]))
                idle = passed_over = frozenset()  # at another hour, other things matter
        return Interview(
            self.network,
            self._given,
            now,
            answers,
            self.budget,
            idle,
            passed_over,
            self._clocks,
            self._put,
        )

    @property
    def present(self) -> datetime | None:
        """The present moment where the employer is, if anything tells it."""
        known = self.conclusions.facts.get(self.ruleset.clock.now or "")
        return known.value if known is not None and isinstance(known.value, datetime) else self.now

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
    def unasked(self) -> tuple[str, ...]:
        """What has not been asked for yet."""
        answered = {answer.fact for answer in self.answers}
        return tuple(name for name in self.askable if name not in answered)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """What has not been asked for yet and, for all that is proven so far, may be."""
        return tuple(name for name in self.unasked if name not in self.idle)

    @cached_property
    def conclusions(self) -> Conclusions:
        """The advice so far."""
        return self.network.evaluate(self.known, now=self.now)

    def evaluate(self, given: Mapping[str, Value]) -> Conclusions:
        """What follows from some facts at the moment of the interview."""
        return compiled_of(self.network.ruleset).evaluate(given, now=self.now)

    def _possible(self, more: Mapping[str, Value]) -> Conclusions | None:
        """What follows with some more answers; ``None`` where they cannot be together.

        A constraint that is broken by now says nothing more.
        """
        came = self.evaluate({**self.known, **more})
        return None if came.breaks_more_than(self.conclusions) else came

    def _cases_of(self, facts: Iterable[str]) -> Cases:
        clock = self.ruleset.clock.now
        at = {} if clock is None or self.now is None else {clock: self.now}
        return cases(asking_rules(self.ruleset), {**at, **self.known}, facts)

    @cached_property
    def _cases(self) -> Cases:
        return self._cases_of(self.open)

    @cached_property
    def sample(self) -> Sample:
        """Ways in which what is open could turn out, wherever it is."""
        clock = self.ruleset.clock
        places = {clock.timezone, clock.country, clock.region, clock.working_week}
        # Telling all countries apart would take longer than all else, and hardly ever tells.
        values = self._cases_of(name for name in self.open if name not in places).values
        return Sample(self.ruleset, values, self._possible, self.budget)

    @property
    def relevance(self) -> Relevance:
        """What can still matter."""
        return self._proofs.relevance

    @cached_property
    def _proofs(self) -> ProvenSoFar:
        known, left, broken = self.known, self.open, self.conclusions.broken
        if self._put is None or not serves(self._put, known, left, self.now, broken):
            self._put = put(self.ruleset, known, left, self._cases, self.now, broken)
        return ProvenSoFar(self._put, known, left, self.budget)

    def may_come_up(self, section: QuestionSection) -> bool:
        """Whether a section with a condition may come up: proven that it cannot, if not."""
        return self._proofs.may_come_up(section)

    def prepare(self) -> None:
        """Look up now what takes long once, as the holidays of all countries, if it may be needed.

        That is best done while somebody reads the first question.
        """
        _ = self._cases

    def leave_out(self, facts: Iterable[str]) -> None:
        """Have proofs take it for certain that nobody will be asked for some facts."""
        if "_proofs" in vars(self):
            self.relevance.leave_out(facts)

    @cached_property
    def next(self) -> Next:
        """What comes next, and what is not worth asking for any more."""
        return next_question(self)

    @property
    def question(self) -> str | None:
        """The fact to ask for next; ``None`` once the advice is settled.

        It is the most telling one in the first of the ruleset's sections where one may matter;
        ``None`` also where the steps are used up: ``settled`` then is false.
        """
        return self.next.fact

    @cached_property
    def settled(self) -> bool:
        """Whether no answer that would be asked for can change the advice any more: proven."""
        left = {*self.open} - self.next.idle
        return not left or self.relevance.settled(self.conclusions)

    @cached_property
    def checklist(self) -> Checklist | None:
        """The checklist by which the next question asks for several facts; ``None`` for one."""
        fact = self.question
        found = (c for s in self.ruleset.questions for c in s.checklists if fact in c.choices)
        whole = next(found, None)
        if whole is None or fact is None:
            return None
        left = [name for name in whole.choices if name in self.open and name not in self.next.idle]
        tells = self.sample.tells
        left = [n for n in left if n == fact or tells((n,)) or self.relevance.matters(n)]
        if len(left) < 2:
            return None
        return whole._replace(choices={name: whole.choices[name] for name in left})

    @property
    def asked(self) -> int:
        """How many questions were asked."""
        return sum(not reply.follows for reply in self.answers)

    @property
    def at_most(self) -> int:
        """How many questions may come after the next one."""
        left = {*self.unasked} - self.next.idle
        clock = self.ruleset.clock
        if self.next.fact == clock.timezone:
            left -= {clock.country}  # which follows
        spared = len(left) - len({self.next.fact} & left)
        for section in self.ruleset.questions:
            for checklist in section.checklists:
                together = left & {*checklist.choices}
                spared -= max(len(together) - 1, 0)
        return max(spared, 0)

    def is_new_section(self, fact: str) -> bool:
        """Whether nothing has been asked for in a fact's section just before."""
        last = self.answers[-1].fact if self.answers else None
        return last is None or self.section(last) != self.section(fact)

    def section(self, fact: str) -> str | None:
        """The title of the section in which a fact is asked for."""
        sections = self.ruleset.questions
        return next((one.title for one in sections if fact in one.facts), None)

    def possible(self, decision: str) -> tuple[Outcome, ...]:
        """What a decision can still come to: proven."""
        if not self.open:
            return tuple(outcome(self.conclusions.decisions[decision]))
        return self.relevance.possible_outcomes(decision)

    def effects(self, fact: str) -> tuple[AnswerEffect, ...]:
        """What each answer to a question would do on its own, if nothing else were learnt."""
        found = []
        for value in self._cases.values.get(fact, ()):
            after = self._possible({fact: value})
            if after is None:
                continue
            changed = changed_decisions(self.conclusions, after)
            changes = {name: outcome(after.decisions[name]) for name in changed}
            found.append(AnswerEffect(value, changes))
        return tuple(found)


def _last_question(answers: Sequence[Reply]) -> int:
    """The place of the reply with which the last question's begin; 0 if there is none."""
    asked = [place for place, reply in enumerate(answers) if not reply.follows]
    return asked[-1] if asked else 0


def _text(value: Value | None) -> str | None:
    return value if isinstance(value, str) else None
