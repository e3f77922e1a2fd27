"""A plan in words: what to do and when, how long each advice holds, and what would end it.

A ``Timeline`` is data whose leaves are finished English, as an ``Explanation`` is: the terminal,
Markdown, the drawn page and the calendar use the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from tactful.explanation.decisions import (
    ExplainedDecision,
    Reason,
    every_decision,
    explained,
)
from tactful.explanation.explanation import DoesNotFit, does_not_fit, headline
from tactful.explanation.times import (
    city,
    clock_time,
    day_of,
    length,
    repeated,
    until_when,
    when,
    why_later,
    without_country,
    without_zone,
)
from tactful.explanation.together import noted, together
from tactful.explanation.wording import (
    Wording,
    capitalised,
    counted,
    joined,
    quote,
    sentence,
    wording_of,
)
from tactful.grounding.names import copy_of
from tactful.language.calendar import Setting, on_time_line, zone_exists, zone_named
from tactful.language.conclusions import Conclusions, known_values
from tactful.language.given import InvalidGiven, WrongFact
from tactful.language.model import Decision, Ruleset
from tactful.language.windows import PlacedWindow
from tactful.plans.actings import steering
from tactful.plans.plan import Plan, PlanStep
from tactful.plans.sweep import AdviceChange, Cause
from tactful.plans.telling import reasons_told, rules_about, told_of


class TimelineEntry(NamedTuple):
    """One step of the timeline.

    Attributes:
        act: Whether there is something to do; else it is a time to wait.
        start: When it begins, with the employer's offset where the time zone is known.
        end: When it ends, likewise; ``None`` for waiting without end.
        when: The same in words.
        what: The advice in one line.
        more: The rest of the advice: how, and what to be careful about.
        why: What makes the advice this, from this moment on.
        answers: The questions and answers of the ruleset, with the reasons for each.
        step: The step of the plan.
    """

    act: bool
    start: datetime
    end: datetime | None
    when: str
    what: str
    more: tuple[str, ...]
    why: tuple[Reason, ...]
    answers: tuple[ExplainedDecision, ...]
    step: PlanStep


class ToldChange(NamedTuple):
    """A change of the advice if nothing is done: when, to what, and the reasons."""

    start: datetime
    when: str
    what: str
    why: tuple[tuple[str, Reason], ...]


class Stretch(NamedTuple):
    """A time in which one thing is advised: whether it is something to do, and what it is."""

    begins: datetime
    ends: datetime
    act: bool
    says: str


class Timeline(NamedTuple):
    """A whole plan for people.

    Attributes:
        plan: The plan that is told.
        title: The scenario's.
        now: The moment it is made for.
        timezone: The employer's time zone, if known.
        holds: How long the present advice holds.
        entries: What to do, in order.
        turns: How the advice changes if nothing is done, as far as decisions are concerned that
            choose one option.
        lesser: What is left out of that: how often only the others change; ``None`` if never.
        endings: What ends the plan.
        notes: What is taken for granted.
        does_not_fit: For each step, which of the facts cannot be so together by then.
        stretches: What is advised from when to when if nothing is done; empty if it never changes.
    """

    plan: Plan
    title: str
    now: datetime
    timezone: str | None
    holds: str
    entries: tuple[TimelineEntry, ...]
    turns: tuple[ToldChange, ...]
    lesser: str | None
    endings: tuple[str, ...]
    notes: tuple[str, ...]
    does_not_fit: tuple[tuple[DoesNotFit, ...], ...] = ()
    stretches: tuple[Stretch, ...] = ()


def timeline(plan: Plan, title: str, my_timezone: str | None = None) -> Timeline:
    """Put a plan into words.

    Args:
        plan: The plan.
        title: What its scenario is called.
        my_timezone: The reader's time zone, in which windows are told as well.

    Raises:
        InvalidGiven: if there is no such time zone.
    """
    if my_timezone is not None and not zone_exists(my_timezone):
        problem = f"`{my_timezone}` is not a time zone"
        wanted = "give a name as 'Europe/Paris'"
        raise InvalidGiven([WrongFact("my_timezone", my_timezone, problem, wanted)])
    return _TimelineWriter(plan, " ".join(title.split()), my_timezone).timeline()


MOST_TURNS = 12
"""Changes that are told one by one; the rest are counted."""


class _TimelineWriter:
    def __init__(self, plan: Plan, title: str, my_timezone: str | None) -> None:
        self.plan = plan
        self.ruleset: Ruleset = plan.ruleset
        self.title = title
        self.my_timezone = my_timezone
        first = plan.steps[0].conclusions
        self.setting = Setting.of(self.ruleset.clock, known_values(self.ruleset, first))
        zone = self.setting.timezone
        self.zone = zone_named(zone) if zone is not None else None
        self.wordings = tuple(self.wording(step.conclusions) for step in plan.steps)
        self.misfits = tuple(
            does_not_fit(self.ruleset, step.conclusions, wording)
            for step, wording in zip(plan.steps, self.wordings, strict=True)
        )

    def timeline(self) -> Timeline:
        plan = self.plan
        entries = tuple(self.entry(number, step) for number, step in enumerate(plan.steps))
        single = [c for c in plan.changes if any(self.is_single(d) for d in c.decisions)]
        lesser = [f"And {len(single) - MOST_TURNS} more."] if len(single) > MOST_TURNS else []
        others = len(plan.changes) - len(single)
        lesser += [self.left_out(others)] if others else []
        return Timeline(
            plan=plan,
            title=self.title,
            now=self.at(plan.start),
            timezone=self.setting.timezone,
            holds=self.holds(),
            entries=entries,
            turns=tuple(map(self.turn, single[:MOST_TURNS])),
            lesser=" ".join(lesser) or None,
            endings=tuple(self.endings()),
            notes=tuple(self.notes()),
            does_not_fit=self.misfits,
            stretches=tuple(self.stretches()),
        )

    def at(self, moment: datetime) -> datetime:
        """A local moment with its offset, where the time zone is known."""
        return moment if self.zone is None else moment.replace(tzinfo=self.zone)

    def is_single(self, decision: str) -> bool:
        return not self.ruleset.decisions[decision].many

    def wording(self, conclusions: Conclusions) -> Wording:
        return wording_of(self.ruleset, conclusions)

    def entry(self, number: int, step: PlanStep) -> TimelineEntry:
        wording = self.wordings[number]
        answers = told_of(step.whom, every_decision(step.conclusions, wording), self.ruleset)
        first, *more = headline(answers, wording, step.whom)
        # What made the advice this may not count any more when it is acted on.
        counting = [cause.rule for cause in step.causes if cause.rule in step.conclusions.fired]
        about = rules_about(step.whom, counting, self.ruleset)
        why = reasons_told(about, wording) or self.reasons(answers)
        if step.stands:
            more.append(self.still(step, wording))
        if step.taken is None:
            start, end = self.at(step.begins), step.until and self.at(step.until)
            said = self.waiting(number, step)
            more = [*self.waited_for(step)]
            return TimelineEntry(False, start, end, said, first, tuple(more), why, answers, step)
        window = step.window
        start, end = self.at(step.taken), None
        said = self.moment(step.taken)
        if window is not None:
            start, end = window.start, window.end
            said = when(_for(window, self.setting, self.plan.start), self.my_timezone)
            later = why_later(window)
            said += f". {later[:-1]}" if later is not None else ""
        return TimelineEntry(
            True, start, end, capitalised(said), first, tuple(more), why, answers, step
        )

    def still(self, step: PlanStep, wording: Wording) -> str:
        """That a step changes nothing about the advice to take it."""
        options = (self.ruleset.decisions[name].options[option] for name, option in step.acts)
        labels = joined(quote(wording.option(option)) for option in options)
        return f"After that, the advice is still {labels}."

    def stretches(self) -> Iterator[Stretch]:
        """What is advised from when to when, if nothing is done."""
        steers = [decision for decision in steering(self.ruleset) if not decision.many]
        main = next((one for one in steers if copy_of(self.ruleset, one.id) is None), None)
        if main is None or not self.plan.changes:
            return
        begins, conclusions = self.plan.start, self.plan.at_start
        for change in self.plan.changes:
            if main.id in change.decisions:
                yield self.stretch(begins, change.moment, main, conclusions)
                begins, conclusions = change.moment, change.conclusions
        yield self.stretch(begins, self.plan.end, main, conclusions)

    def stretch(
        self, begins: datetime, ends: datetime, main: Decision, conclusions: Conclusions
    ) -> Stretch:
        settled = conclusions.decisions[main.id]
        told = explained(main, settled, self.wording(conclusions))
        acts = any(main.options[choice].after is not None for choice in settled.choices)
        when_ = capitalised(self.moment(begins.replace(second=0)))
        return Stretch(begins, ends, acts, f"{when_}: {told.answer}")

    def reasons(self, answers: Iterable[ExplainedDecision]) -> tuple[Reason, ...]:
        """Why the first of the decisions that say what to do came out as it did."""
        steers = [decision.id for decision in steering(self.ruleset)]
        for answer in answers:
            if answer.id in steers and answer.chosen:
                return answer.option(answer.chosen[0]).in_favour
        return ()

    def waiting(self, number: int, step: PlanStep) -> str:
        begins = "From now on" if number == 0 else f"From {self.moment(step.begins)} on"
        if self.plan.steps[number - 1].taken is not None and number:
            begins = "Then"
        if step.until is None:
            return begins
        return f"{begins}, until {self.moment(step.until)}"

    def waited_for(self, step: PlanStep) -> Iterator[str]:
        """Until when the ruleset says to wait, where the advice does not change just then."""
        if step.wait is not None and step.wait.until.replace(tzinfo=None) != step.until:
            yield until_when(step.wait, self.my_timezone, self.plan.start.date())

    def moment(self, moment: datetime) -> str:
        """A moment as people say it; a day's beginning is the day itself."""
        day = day_of(moment, self.plan.start.date())
        comma = "," if "," in day else ""
        return day if clock_time(moment) == "midnight" else f"{day}{comma} at {clock_time(moment)}"

    def holds(self) -> str:
        until = self.plan.holds_until
        if until is None:
            days = (self.plan.end - self.plan.start).days
            return f"This advice holds for the next {counted(days, 'day')} at least."
        start, end = (on_time_line(m, self.zone) for m in (self.plan.start, until))
        # A test such as "after 20:00" turns a second later, which is no news to anybody.
        end -= timedelta(seconds=end.second)
        stretch, shown = length(end - start), until.replace(second=0)
        if clock_time(shown) == "midnight":
            return f"This advice holds for another {stretch}, until {self.moment(shown)} begins."
        return f"This advice holds for another {stretch}, until {self.moment(shown)}."

    def turn(self, change: AdviceChange) -> ToldChange:
        wording = self.wording(change.conclusions)
        outcomes = []
        for name in change.decisions:
            settled = change.conclusions.decisions[name]
            if self.is_single(name):
                told = explained(self.ruleset.decisions[name], settled, wording)
                labels = [told.option(chosen).label for chosen in told.chosen]
                outcomes.append((told, labels))
        steers = {decision.id for decision in steering(self.ruleset)}
        main = [(told, labels) for told, labels in outcomes if told.id in steers] or outcomes
        said = [
            (told.id, f"{told.label}: {labels[0] if labels else 'no recommendation'}")
            for told, labels in main
        ]
        parts = together(self.ruleset, said)
        return ToldChange(
            self.at(change.moment),
            capitalised(f"{self.moment(change.moment.replace(second=0))}"),
            sentence("; ".join(parts)),
            tuple(self.causes(change.causes, wording)),
        )

    def causes(self, causes: Iterable[Cause], wording: Wording) -> Iterator[tuple[str, Reason]]:
        for begins in (True, False):
            rules = [cause.rule for cause in causes if cause.begins is begins]
            for reason in reasons_told(rules, wording):
                yield ("" if begins else "No longer counts:"), reason

    def left_out(self, number: int) -> str:
        many = [(d.id, d.label) for d in self.ruleset.decisions.values() if d.many]
        times = "Once" if number == 1 else f"{number} times"
        return f"{times} only the details change ({', '.join(noted(self.ruleset, many))})."

    def endings(self) -> Iterator[str]:
        plan = self.plan
        if plan.complete:
            yield "After the last step nothing changes any more, so the plan ends there."
        else:
            yield f"The plan looks ahead until {self.moment(plan.end)}, and no further."
        told = []
        for early in plan.early:
            wording = self.wording(early.conclusions)
            answers = every_decision(early.conclusions, wording)
            then = headline(answers, wording)[0]
            said = f"Stop as soon as {wording.states(early.fact, True)}. Then: {then}"
            told.append((early.fact, said))
        yield from together(self.ruleset, told)

    def will_not_fit(self) -> Iterator[tuple[str, str]]:
        """What a step would make of the facts that cannot be, and was not so from the start."""
        seen = set(self.plan.steps[0].conclusions.broken)
        for step, misfits in zip(self.plan.steps[1:], self.misfits[1:], strict=True):
            for one in misfits:
                if one.constraint not in seen:
                    seen.add(one.constraint)
                    said = f"from {self.moment(step.begins)} on this would not fit together"
                    yield one.constraint, f"{capitalised(said)}. {one.told}"

    def notes(self) -> Iterator[str]:
        yield from together(self.ruleset, self.will_not_fit())
        clock = self.ruleset.clock
        if self.setting.timezone is not None:
            yield f"All times are those of {city(self.setting.timezone)}."
        elif clock.timezone is not None:
            yield without_zone(self.ruleset)
        if clock.country is not None and self.setting.country is None:
            yield without_country(self.ruleset)
        if self.setting.timezone is not None:
            moments = dict.fromkeys((*self.plan.given.values(), self.plan.start))
            yield from repeated(moments, self.setting.timezone)
        if any(entry.taken is not None for entry in self.plan.steps):
            yield "Each step counts on the one before having been taken as its time began."


def _for(window: PlacedWindow, setting: Setting, now: datetime) -> PlacedWindow:
    """The window as told at the moment the plan is made, to which "today" refers."""
    return window._replace(setting=setting._replace(now=now))
