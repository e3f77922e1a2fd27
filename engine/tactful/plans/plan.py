"""The plan: the advice followed step by step, as if each step were taken when it should be.

A step is a choice that leaves something behind (its option's ``after``). It is taken at the
beginning of its window; what it leaves behind is then known, and the advice is asked anew. Where
the advice names another window before that one opens, it is the other that counts. Where there is
nothing to do, time passes until the advice changes. The plan ends where it never will.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import takewhile
from typing import Any, NamedTuple

from tactful.language.conclusions import Conclusions, Evaluate, outcome
from tactful.language.given import InvalidGiven, WrongFact, check_now
from tactful.language.model import Ruleset
from tactful.language.terms import Copy, FactRef
from tactful.language.values import LARGEST_NUMBER, NONE, Kind, Value
from tactful.language.windows import PlacedWait, PlacedWindow, wait_of, window_of
from tactful.plans.actings import Act, Acting, actings, steering, whose, window_for
from tactful.plans.sweep import (
    LAST_MOMENT,
    AdviceChange,
    Cause,
    TimelessRuleset,
    horizon,
    sweep,
)

HORIZON = 60
"""Days that a plan looks ahead, unless told otherwise."""

YEAR = 366
"""Days beyond a plan's end in which the advice must not change for the plan to be complete."""

MOST_STEPS = 100
"""A ruleset whose steps undo each other would go on for ever."""


class PlanStep(NamedTuple):
    """One step of a plan: something to do, or to wait.

    Attributes:
        begins: From when on the advice is this, local to the employer.
        taken: When it is done; ``None`` for waiting.
        conclusions: What follows at that moment.
        window: When to do it, if the ruleset says so.
        until: While waiting: when the advice changes; ``None`` if it does not, as far as the plan
            looks ahead.
        acts: The options that are acted on, as decision and option; empty for waiting.
        leaves: What is known afterwards that was not before, by fact.
        causes: The rules that changed the advice to this; empty where a step before did.
        wait: While waiting: until when, if the ruleset says so.
        stands: Whether the same is advised right after it, whatever it leaves behind.
        whom: For which of several it is, where each has their own time: a copy that names nothing.
    """

    begins: datetime
    taken: datetime | None
    conclusions: Conclusions
    window: PlacedWindow | None
    until: datetime | None = None
    acts: tuple[Act, ...] = ()
    leaves: Mapping[str, Value] = {}
    causes: tuple[Cause, ...] = ()
    wait: PlacedWait | None = None
    stands: bool = False
    whom: Copy | None = None


class EarlyEnd(NamedTuple):
    """A yes/no fact whose turning true changes every step; ``conclusions`` follow from it then."""

    fact: str
    conclusions: Conclusions


class Plan(NamedTuple):
    """A plan.

    Attributes:
        start: The moment that it is made for, local to the employer.
        end: How far it looks ahead.
        steps: At least one, in order.
        changes: How the advice would change if nothing at all were done.
        at_start: What follows at ``start``.
        early: What would end it early.
        complete: Whether it ends by itself: after the last step the advice stays as it is for a
            year at least beyond ``end``.
    """

    ruleset: Ruleset
    given: Mapping[str, Value]
    start: datetime
    end: datetime
    steps: tuple[PlanStep, ...]
    changes: tuple[AdviceChange, ...]
    early: tuple[EarlyEnd, ...]
    complete: bool
    at_start: Conclusions

    @property
    def holds_until(self) -> datetime | None:
        """When any decision that chooses one option changes first; ``None`` if none does."""
        decisions = self.ruleset.decisions
        return next(
            (c.moment for c in self.changes if any(not decisions[d].many for d in c.decisions)),
            None,
        )


def plan(
    ruleset: Ruleset,
    evaluate: Evaluate,
    given: Mapping[str, Value],
    start: datetime,
    days: int = HORIZON,
) -> Plan:
    """Plan ahead from a moment.

    Args:
        ruleset: The rules.
        evaluate: An evaluator of them.
        given: What is given; the clock's moment in it is not looked at.
        start: The moment, local to the employer.
        days: How far to look ahead, one day or more.

    Raises:
        TimelessRuleset: if the ruleset has no fact for the present moment.
        InvalidGiven: if ``start`` is no local time that this fact can have, or ``days`` is no
            whole number from 1.
    """
    if ruleset.clock.now is None:
        raise TimelessRuleset("the ruleset names no fact that holds the present moment")
    check_now(ruleset, start, "start")
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        wrong = WrongFact("days", days, f"`{days}` is not a number of days", "give an int from 1")
        raise InvalidGiven([wrong])
    planning = _Planning(ruleset, evaluate, given, start, horizon(start, days))
    at_start = planning.at(start)
    planning.run()
    return Plan(
        ruleset=ruleset,
        given=given,
        start=start,
        end=planning.end,
        steps=tuple(planning.steps),
        changes=tuple(planning.changes(given, start)),
        early=tuple(planning.early_ends()),
        complete=planning.complete,
        at_start=at_start,
    )


def _hours_of(window: PlacedWindow | None) -> tuple[datetime, datetime] | None:
    """When a window opens and closes; ``None`` where there is none."""
    return None if window is None else (window.start, window.end)


def _as_it_opens(
    window: PlacedWindow, there: PlacedWindow | None, taken: datetime
) -> PlacedWindow | None:
    """A window as the advice has it at the moment it opens; ``None`` if it is not open then.

    Of one option the hours stay that were named, as far as they are its hours still.
    """
    if there is None or there.start.replace(tzinfo=None) > taken:
        return None
    here = window.decision, window.option, window.setting.timezone
    if (there.decision, there.option, there.setting.timezone) == here:
        return window._replace(end=min(window.end, there.end))
    return there._replace(skipped=window.skipped)


class _Planning:
    def __init__(
        self,
        ruleset: Ruleset,
        evaluate: Evaluate,
        given: Mapping[str, Value],
        start: datetime,
        end: datetime,
    ) -> None:
        self.ruleset = ruleset
        self.evaluate = evaluate
        self.moment = ruleset.clock.now or ""
        self.given = dict(given)
        self.now = start
        self.end = end
        self.steering = steering(ruleset)
        self.steps: list[PlanStep] = []
        self.givens: list[dict[str, Value]] = []
        self.causes: tuple[Cause, ...] = ()
        self.complete = False

    def run(self) -> None:
        """Take steps until there is none that the plan sees."""
        while len(self.steps) < MOST_STEPS:
            conclusions = self.at(self.now)
            acts = self.acts(conclusions)
            self.note_what_stands(acts)
            going_on = self.act(conclusions, acts) if acts else self.wait(conclusions)
            if not going_on:
                return

    def note_what_stands(self, acts: tuple[Act, ...]) -> None:
        """Say of the step just taken, if there is one, that it is advised still."""
        last = self.steps[-1] if self.steps else None
        if last is not None and last.taken == self.now and acts:
            self.steps[-1] = last._replace(stands=last.acts == self.of(last.whom, acts))

    def at(self, moment: datetime) -> Conclusions:
        return self.evaluate({**self.given, self.moment: moment})

    def acts(self, conclusions: Conclusions) -> tuple[Act, ...]:
        """The chosen options that leave something behind."""
        return tuple(
            (decision.id, choice)
            for decision in self.steering
            for choice in conclusions.decisions[decision.id].choices
            if decision.options[choice].after is not None
        )

    def of(self, whom: Copy | None, acts: tuple[Act, ...]) -> tuple[Act, ...]:
        """Those that are for one of several, or for all."""
        return tuple(act for act in acts if whose(act[0], self.ruleset) == whom)

    def act(self, conclusions: Conclusions, acts: tuple[Act, ...]) -> bool:
        """Take the first step that does anything; whether the plan goes on."""
        for acting in actings(self.ruleset, conclusions, acts, self.now):
            going_on = self.take(acting, conclusions)
            if going_on is not None:
                return going_on
        return False

    def take(self, acting: Acting, conclusions: Conclusions) -> bool | None:
        """Take a step; whether the plan goes on, ``None`` if it would be the same once more."""
        whom, acts, window, taken = acting
        if taken > LAST_MOMENT:  # nobody can tell what the advice is then
            self.record(self.waiting(conclusions, None))
            return False
        for change in sweep(self.ruleset, self.evaluate, self.given, self.now, taken):
            if self.is_other(change, acting):
                if change.moment > self.end:
                    self.record(self.waiting(conclusions, None))
                    return False
                self.now, self.causes = change.moment, change.causes
                return True
        at_that_time = self.at(taken)
        if window is not None:
            there = window_for(whom, self.ruleset, at_that_time)
            window = _as_it_opens(window, there, taken)
            if window is None and taken > self.now:  # it has moved on, and nothing else has
                self.now, self.causes = taken, ()
                return taken <= self.end
        step = PlanStep(
            self.now,
            taken,
            at_that_time,
            window,
            None,
            tuple(act for act in acts if act[1] in at_that_time.decisions[act[0]].choices),
            self.left_by(acts, at_that_time),
            self.causes,
            whom=whom,
        )
        if self.is_once_more(step):
            return None
        self.record(step)
        self.given.update(step.leaves)
        self.now, self.causes = taken, ()
        return taken <= self.end

    def is_other(self, change: AdviceChange, acting: Acting) -> bool:
        """Whether something else is to be done by then, or the same at another time."""
        acts, whom = self.acts(change.conclusions), acting.whom
        if self.of(whom, acts) != acting.acts:
            return True
        if not any(decision.id in change.decisions for decision in self.steering):
            return False
        there = self.at(change.moment)
        if _hours_of(window_for(whom, self.ruleset, there)) != _hours_of(acting.window):
            return True
        if whom is None and self.ruleset.ground is None:
            return False
        others = actings(self.ruleset, there, self.acts(there), change.moment)
        return any(one.whom != whom and one.begins < acting.begins for one in others)

    def changes(self, given: Mapping[str, Value], start: datetime) -> Iterator[AdviceChange]:
        """How the advice changes if nothing is done, each worked out for its own moment."""
        for change in sweep(self.ruleset, self.evaluate, given, start, self.end):
            at_moment = self.evaluate({**given, self.moment: change.moment})
            yield change._replace(conclusions=at_moment)

    def is_once_more(self, step: PlanStep) -> bool:
        """Whether a step does what the one just before it did, and changes nothing but moments."""
        before = takewhile(lambda one: one.taken is not None, reversed(self.steps))
        last = next((one for one in before if one.whom == step.whom), None)
        return (
            last is not None
            and step.acts == last.acts
            and all(
                self.given.get(fact) == value or self.ruleset.facts[fact].type.kind is Kind.DATETIME
                for fact, value in step.leaves.items()
            )
        )

    def wait(self, conclusions: Conclusions) -> bool:
        """Wait for the next change that matters; whether one comes that the plan still sees."""
        last = horizon(self.end, YEAR)
        for change in sweep(self.ruleset, self.evaluate, self.given, self.now, last):
            if any(decision.id in change.decisions for decision in self.steering):
                if change.moment > self.end:
                    self.record(self.waiting(conclusions, None))
                    return False
                self.record(self.waiting(conclusions, change.moment))
                self.now, self.causes = change.moment, change.causes
                return True
        self.record(self.waiting(conclusions, None))
        self.complete = True
        return False

    def waiting(self, conclusions: Conclusions, until: datetime | None) -> PlanStep:
        window = window_of(self.ruleset, conclusions)
        wait = wait_of(self.ruleset, conclusions)
        return PlanStep(self.now, None, conclusions, window, until, causes=self.causes, wait=wait)

    def record(self, step: PlanStep) -> None:
        self.steps.append(step)
        self.givens.append(dict(self.given))

    def left_by(self, acts: tuple[Act, ...], conclusions: Conclusions) -> dict[str, Value]:
        """What is known once the options were acted on, as far as it follows from what is known."""
        known = {name: fact.value for name, fact in conclusions.facts.items()}
        left: dict[str, Value] = {}
        for decision, option in acts:
            for effect in self.ruleset.decisions[decision].options[option].after or ():
                if effect.value is None:
                    most: Any = self.ruleset.facts[effect.fact].type.maximum
                    before: Any = known.get(effect.fact, NONE)
                    number = (0 if before is NONE else int(before)) + effect.more
                    left[effect.fact] = min(number, LARGEST_NUMBER if most is None else most)
                elif not isinstance(effect.value, FactRef):
                    left[effect.fact] = effect.value
                elif effect.value.fact in known:
                    value, type_ = known[effect.value.fact], self.ruleset.facts[effect.fact].type
                    if value is not NONE or type_.none is not None:
                        left[effect.fact] = value
        return left

    def early_ends(self) -> list[EarlyEnd]:
        """The facts now false whose turning true would change every step there is.

        What somebody does who follows the advice is left out, and what nobody is ever asked.
        """
        done = {
            effect.fact
            for decision in self.steering
            for option in decision.options.values()
            for effect in option.after or ()
            if effect.value is True
        }
        found = []
        for fact in self.ruleset.facts.values():
            if fact.type.kind is not Kind.YES_NO or fact.computed or fact.id in done:
                continue
            if fact.id in self.ruleset.concluding and fact.question is None:
                continue
            flipped = (
                [
                    (step, self.flipped(step, given, fact.id))
                    for step, given in zip(self.steps, self.givens, strict=True)
                    if step.conclusions.facts[fact.id].value is False
                ]
                if all(fact.id in step.conclusions.facts for step in self.steps)
                else []
            )
            # What cannot be is nothing to wait for.
            if any(after.breaks_more_than(step.conclusions) for step, after in flipped):
                continue
            if flipped and all(self.differs(step, after) for step, after in flipped):
                found.append(EarlyEnd(fact.id, flipped[0][1]))
        return found

    def flipped(self, step: PlanStep, given: Mapping[str, Value], fact: str) -> Conclusions:
        moment = step.taken if step.taken is not None else step.begins
        return self.evaluate({**given, self.moment: moment, fact: True})

    def differs(self, step: PlanStep, other: Conclusions) -> bool:
        """Whether something else would be done in place of a step."""
        own = [d.id for d in self.steering if whose(d.id, self.ruleset) == step.whom]
        first = next(iter(own or [d.id for d in self.steering]), None)
        if first is None:
            return False
        return outcome(step.conclusions.decisions[first]) != outcome(other.decisions[first])
