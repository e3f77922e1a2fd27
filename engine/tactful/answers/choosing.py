"""Which question comes next: the most telling one, in the first section that can still matter.

What a sample of ways things could be does not show is asked of a solver. What it proves once, that
a fact cannot matter or that a section does not come up, stays so whatever is answered later, so
that it is not asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol

from tactful.answers.telling import Question, Sample
from tactful.language.conclusions import Conclusions, known_values
from tactful.language.conditions import truth
from tactful.language.model import Constraint, QuestionSection, Ruleset
from tactful.language.strata import step_named, steps_behind
from tactful.language.terms import Condition, Sentence, reads, whole_conditions
from tactful.language.windows import window_chosen
from tactful.proofs.budget import Budget
from tactful.proofs.relevance import Relevance


class Next(NamedTuple):
    """What comes next in an interview.

    Attributes:
        fact: The fact to ask for; ``None`` if there is nothing to ask.
        idle: The facts that are not worth asking for, now or later: proven.
        passed_over: Those of them whose section does not come up: they might matter if given.
    """

    fact: str | None
    idle: frozenset[str]
    passed_over: frozenset[str]


class Standing(Protocol):
    """How far an interview has come, as far as that decides what comes next."""

    @property
    def ruleset(self) -> Ruleset:
        """The rules that are asked for."""

    @property
    def idle(self) -> frozenset[str]:
        """Facts that are proven not to be worth asking for."""

    @property
    def passed_over(self) -> frozenset[str]:
        """Those of them whose section does not come up."""

    @property
    def unasked(self) -> tuple[str, ...]:
        """What has not been asked for yet."""

    @property
    def open(self) -> tuple[str, ...]:
        """What of that may still be asked for."""

    @property
    def now(self) -> datetime | None:
        """The moment of this computer's clock, if the scenario says none."""

    @property
    def budget(self) -> Budget:
        """The steps that are left."""

    @property
    def conclusions(self) -> Conclusions:
        """The advice so far."""

    @property
    def sample(self) -> Sample:
        """Ways in which what is open could turn out."""

    @property
    def relevance(self) -> Relevance:
        """What can still matter."""

    def may_come_up(self, section: QuestionSection) -> bool:
        """Whether a section with a condition may come up."""

    def leave_out(self, facts: Iterable[str]) -> None:
        """Have proofs take it for certain that nobody will be asked for some facts."""


@lru_cache(maxsize=8)
def asking_rules(ruleset: Ruleset) -> Ruleset:
    """The ruleset with the sections' conditions among what its cases tell apart.

    They stand among the constraints, of which ``section_ids`` are not to be kept to.
    """
    told = {
        name: Constraint(name, section.when, Sentence(()))
        for name, section in zip(section_ids(ruleset), ruleset.questions, strict=True)
        if section.when is not None
    }
    if not told:
        return ruleset
    return replace(ruleset, constraints={**ruleset.constraints, **told})


def section_ids(ruleset: Ruleset) -> tuple[str, ...]:
    """Names of the sections that no constraint can have."""
    return tuple(f"section {number}" for number, _ in enumerate(ruleset.questions))


def next_question(interview: Standing) -> Next:
    """The fact to ask for next, and what was found out on the way."""
    return _Search(interview).found()


def _by_telling(sample: Sample, questions: Sequence[Question]) -> list[Question]:
    """Those of some questions that are shown to tell something, the most telling first."""
    if len(questions) == 1:
        return [one for one in questions if sample.tells(one)]
    telling = sample.telling(questions)
    return sorted((one for one in questions if telling[one] > 0), key=lambda one: -telling[one])


class _Search:
    def __init__(self, interview: Standing) -> None:
        self.interview = interview
        self.ruleset = interview.ruleset
        self.idle = set(interview.idle)
        self.passed_over = set(interview.passed_over)

    def found(self) -> Next:
        fact = None if self.interview.budget.is_spent else self._mattering()
        fact = fact or self._for_the_window()
        clock = self.ruleset.clock
        if fact is not None and fact == clock.country and self._asks_for_zone:
            fact = clock.timezone  # the country follows from it, and not the other way round
        return Next(fact, frozenset(self.idle), frozenset(self.passed_over))

    def _mattering(self) -> str | None:
        interview = self.interview
        for section, names in self._sections():
            if section is not None and not self._comes_up(section):
                self.passed_over.update(names)
                self._drop(names)
                continue
            mattering = self._shown_to_matter(section, names) or self._proven_to_matter(names)
            if mattering is not None:
                return mattering
        left = [name for name in interview.open if name not in self.idle]
        if left and self.ruleset.constraints and not interview.budget.is_spent:
            # Two answers may be possible together and neither alone.
            return None if interview.relevance.settled(interview.conclusions) else left[0]
        return None

    def _shown_to_matter(
        self, section: QuestionSection | None, names: tuple[str, ...]
    ) -> str | None:
        """A fact of the most telling question of a section, if the sample shows one that tells."""
        together: dict[str, Question] = {name: (name,) for name in names}
        for checklist in () if section is None else section.checklists:
            question = tuple(name for name in names if name in checklist.choices)
            together |= dict.fromkeys(question, question)
        sample = self.interview.sample
        for question in _by_telling(sample, [*dict.fromkeys(together.values())]):
            best = next((name for name in question if sample.tells((name,))), None)
            if best is not None:
                return best
        return None

    def _proven_to_matter(self, names: tuple[str, ...]) -> str | None:
        relevance = self.interview.relevance
        if len(names) > 1 and relevance.settled(self.interview.conclusions):
            self._drop(self.interview.open)
            return None
        for name in names:
            if relevance.matters(name):
                return name
            if not self.ruleset.constraints:
                self.idle.add(name)
        return None

    def _drop(self, names: Iterable[str]) -> None:
        self.idle.update(names)
        self.interview.leave_out(names)

    def _sections(self) -> Iterator[tuple[QuestionSection | None, tuple[str, ...]]]:
        """What is open, as the ruleset has people tell it; last what it puts into no section."""
        told = {name for section in self.ruleset.questions for name in section.facts}
        rest = tuple(name for name in self.interview.open if name not in told)
        every = [(one, one.facts) for one in self.ruleset.questions]
        for section, names in (*every, (None, rest)):
            left = tuple(n for n in names if n in self.interview.open and n not in self.idle)
            if left:
                yield section, left

    def _comes_up(self, section: QuestionSection) -> bool:
        """Whether a section may still come up: what it asks for may turn out to be so."""
        interview, when = self.interview, section.when
        if when is None:
            return True
        values = known_values(self.ruleset, interview.conclusions)
        parts = [*whole_conditions(when)]
        settled = [part for part in parts if not self._is_open(part)]
        if any(truth(part, values, self.ruleset.type_of) is not True for part in settled):
            return False
        if len(settled) == len(parts) or interview.sample.shows(self._holding(when)):
            return True
        return interview.may_come_up(section)

    def _holding(self, when: Condition) -> Callable[[Conclusions], bool]:
        def holds(came: Conclusions) -> bool:
            return truth(when, known_values(self.ruleset, came), self.ruleset.type_of) is True

        return holds

    def _is_open(self, condition: Condition) -> bool:
        """Whether an answer may still change what a condition looks at."""
        steps = (step_named(name, self.ruleset) for name in reads(condition))
        behind = steps_behind(self.ruleset, *steps)
        return any(step.kind == "fact" and step.id in self._left for step in behind)

    @property
    def _left(self) -> set[str]:
        return {*self.interview.open} - self.idle

    def _for_the_window(self) -> str | None:
        """What is asked only because the client is told hours and days by it."""
        interview, clock = self.interview, self.ruleset.clock
        piece = window_chosen(self.ruleset, interview.conclusions)
        if piece is None:
            return None
        if self._asks_for_zone:
            return clock.timezone
        if not piece.any_day and clock.country in interview.unasked:
            return clock.country
        return None

    @property
    def _asks_for_zone(self) -> bool:
        """Whether this computer's clock tells what the hour is there, once the zone is known."""
        interview = self.interview
        return interview.now is not None and self.ruleset.clock.timezone in interview.unasked
