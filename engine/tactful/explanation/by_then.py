"""What will be advised otherwise when the window opens that is named now: what changes, and why.

Advice is about the moment at which somebody acts, and it is given before. So it is asked for again
at the start of its own window, with nothing else changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from tactful.explanation.decisions import Reason, explained, reason_of
from tactful.explanation.wording import Wording, wording_of
from tactful.grounding.names import copy_of
from tactful.grounding.windows import windows_of_each
from tactful.language.conclusions import Conclusions, Evaluate, changed_decisions, situation
from tactful.language.model import Ruleset
from tactful.language.terms import Copy
from tactful.language.windows import PlacedWindow, window_of


class ByThen(NamedTuple):
    """A decision that comes to something else by the time somebody acts.

    Attributes:
        decision: The decision.
        question: What it asks.
        answer: What it comes to then, as a sentence.
        choices: The options chosen then, best first.
        rules: The rules about it that fire only then, and those that no longer do, in their order.
        begin: What those that fire only then say.
        end: What those said that no longer fire.
        is_same_moment: Whether it only says in other words that the moment has come.
    """

    decision: str
    question: str
    answer: str
    choices: tuple[str, ...]
    rules: tuple[str, ...]
    begin: tuple[Reason, ...]
    end: tuple[Reason, ...]
    is_same_moment: bool


def when_it_opens(
    ruleset: Ruleset, evaluate: Evaluate, conclusions: Conclusions, window: PlacedWindow | None
) -> Conclusions | None:
    """What follows at the start of a window, with nothing else changed.

    ``None`` where the window is open now, where there is none, and where time does not matter.

    Args:
        ruleset: The rules.
        evaluate: An evaluator of them.
        conclusions: What follows now.
        window: When to act on it.
    """
    clock = ruleset.clock.now
    if window is None or clock is None or window.setting.now is None:
        return None
    start = window.start.replace(tzinfo=None)
    if start <= window.setting.now:
        return None
    given, _ = situation(ruleset, conclusions)
    return evaluate({**given, clock: start})


def by_then(
    evaluate: Evaluate,
    now: Conclusions,
    then: Conclusions | None,
    window: PlacedWindow | None,
    wording: Wording,
) -> tuple[ByThen, ...]:
    """What is advised otherwise at the start of a window; empty where it is open now.

    Of each of several it is told for the start of their own window. What is settled for all is
    told of the one that opens first, as is what is settled for who has none of their own.

    Args:
        evaluate: An evaluator of the rules.
        now: What follows now.
        then: What follows when the window opens, if it does so later.
        window: When to act, the first one where each has their own.
        wording: The words for what follows now.
    """
    ruleset, found = wording.ruleset, _at_its_start(now, then, window, wording)
    if ruleset.ground is None:
        return found
    own = windows_of_each(ruleset, now)
    told = {one.decision: one for one in found if _whose(one.decision, ruleset) not in own}
    at: dict[datetime, Conclusions | None] = {} if window is None else {window.start: then}
    for whose, theirs in own.items():
        if theirs.start not in at:
            at[theirs.start] = when_it_opens(ruleset, evaluate, now, theirs)
        for one in _at_its_start(now, at[theirs.start], theirs, wording):
            if _whose(one.decision, ruleset) == whose:
                told[one.decision] = one
    return tuple(told[name] for name in ruleset.decisions if name in told)


def _at_its_start(
    now: Conclusions, then: Conclusions | None, window: PlacedWindow | None, wording: Wording
) -> tuple[ByThen, ...]:
    if window is None or then is None:
        return ()
    differing = changed_decisions(now, then)
    return tuple(_changed(now, then, window, wording, differing)) if differing else ()


def _whose(decision: str, ruleset: Ruleset) -> Copy | None:
    copy = copy_of(ruleset, decision)
    return None if copy is None else copy._replace(of="")


def _changed(
    now: Conclusions,
    then: Conclusions,
    window: PlacedWindow,
    before: Wording,
    differing: tuple[str, ...],
) -> Iterator[ByThen]:
    ruleset = before.ruleset
    after = wording_of(ruleset, then)
    spoke_once = {*now.fired} ^ {*then.fired}
    is_open = False
    if window.decision in differing:
        there = window_of(ruleset, then, None if ruleset.ground is None else window.decision)
        is_open = there is not None and there.start <= window.start
    for name in differing:
        about = {argument.rule for argument in ruleset.arguing.get(name, ())} & spoke_once
        rules = [ruleset.rules[rule] for rule in ruleset.rules if rule in about]
        told = explained(ruleset.decisions[name], then.decisions[name], after)
        yield ByThen(
            name,
            told.question,
            told.answer,
            told.chosen,
            tuple(rule.id for rule in rules),
            tuple(reason_of(rule, after) for rule in rules if rule.id in then.fired),
            tuple(reason_of(rule, before) for rule in rules if rule.id in now.fired),
            is_open and name == window.decision,
        )
