"""The door to advice: from a scenario to what is advised, why, when, and what would change it.

Every face comes in here: the moment at which a scenario plays, and what belongs together, are the
same for all. What only some ask for is imported where it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from tactful.compiled.kept import compiled_of
from tactful.explanation.explanation import Explanation, explain
from tactful.language.calendar import zone_named
from tactful.language.conclusions import Status
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.network.kept import network_with
from tactful.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from tactful.answers.answer import Answer
    from tactful.answers.grounds import Reasoning
    from tactful.explanation.sending import Sending
    from tactful.plans.timeline import Timeline
    from tactful.proofs.counterfactual import Counterfactuals, Goal
    from tactful.scenarios.words import Inquiry


class NoSuchStep(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a step that a plan does not have; ``acts`` is how often there is one to take."""

    def __init__(self, acts: int) -> None:
        super().__init__(f"the plan has {acts} steps to take")
        self.acts = acts


class PlannedMessages(NamedTuple):
    """The messages of one step of a plan.

    Attributes:
        told: The advice at that step.
        sent: The messages: one for all, or one to each of several.
        when: When the step is taken, in words.
    """

    told: Explanation
    sent: tuple[Sending, ...]
    when: str


class Compared(NamedTuple):
    """The advice before and after some facts were changed."""

    before: Explanation
    after: Explanation
    changes: Mapping[str, Value]


def clocks() -> Callable[[str | None], datetime]:
    """The present minute, the same whenever it is asked for, as each time zone's clocks show it."""
    at = datetime.now().astimezone().replace(second=0, microsecond=0)

    def local(zone: str | None) -> datetime:
        return (at if zone is None else at.astimezone(zone_named(zone))).replace(tzinfo=None)

    return local


def clock(scenario: Scenario, ruleset: Ruleset) -> datetime | None:
    """The present minute where the scenario plays; ``None`` if it says what the moment is."""
    facts = ruleset.clock
    if facts.now is None or facts.now in scenario.given:
        return None
    zone = scenario.given.get(facts.timezone or "")
    if zone is None and facts.timezone is not None:
        zone = ruleset.facts[facts.timezone].default
    return clocks()(None if zone is None else str(zone))


def advised(
    scenario: Scenario, network: Network, at: Scenario | None = None, *, questions: bool = True
) -> Explanation:
    """The advice for a scenario, explained.

    Args:
        scenario: What is known.
        network: Evaluates the ruleset, as it was loaded.
        at: The scenario whose moment it is, if that is another one's.
        questions: Whether to look for what is worth asking, which programs are not told.
    """
    network = network_with(network, scenario.people)
    now = clock(scenario if at is None else at, network.ruleset)
    conclusions = network.evaluate(scenario.given, now=now)
    return explain(network, scenario.title, conclusions, now=now, questions=questions)


def written(scenario: Scenario, network: Network) -> tuple[Explanation, tuple[Sending, ...]]:
    """The advice for a scenario, and the messages that it is about, as they are sent."""
    from tactful.explanation.sending import sendings

    told = advised(scenario, network, questions=False)
    return told, sendings(network_with(network, scenario.people), told)


def reasoned(
    scenario: Scenario, network: Network, asked: Iterable[Inquiry]
) -> tuple[Reasoning, tuple[Answer, ...]]:
    """What the advice for a scenario rests on, and the answers to what is asked about it."""
    from tactful.answers.answering import answers
    from tactful.answers.grounds import reason

    reasoning = reason(advised(scenario, network))
    return reasoning, answers(asked, reasoning)


def ways_to_change(
    scenario: Scenario, network: Network, goals: Sequence[Goal]
) -> tuple[Explanation, list[Counterfactuals]]:
    """The advice, and the smallest changes of a scenario that lead it elsewhere.

    Args:
        scenario: What is known.
        network: Evaluates the ruleset.
        goals: Where the advice is to be led; away from every decision that comes up, if none.
    """
    from tactful.proofs.counterfactual import Goal, every_counterfactual

    explanation = advised(scenario, network)
    network = network_with(network, scenario.people)
    conclusions = explanation.conclusions
    wanted = goals or [
        Goal(name)
        for name, settled in conclusions.decisions.items()
        if settled.status is not Status.NOT_APPLICABLE
    ]
    return explanation, every_counterfactual(network, conclusions, wanted)


def compared(scenario: Scenario, changes: Mapping[str, Value], network: Network) -> Compared:
    """The advice for a scenario as it is, and with some facts changed at the same moment."""
    before = advised(scenario, network)
    changed = replace(scenario, given={**scenario.given, **changes})
    return Compared(before, advised(changed, network, at=scenario), changes)


def planned(
    scenario: Scenario, network: Network, days: int, my_timezone: str | None = None
) -> Timeline:
    """What to do and when, from the moment at which a scenario plays.

    Args:
        scenario: What is known.
        network: Evaluates the ruleset.
        days: How far to look ahead.
        my_timezone: The reader's time zone, in which windows are told as well.

    Raises:
        TimelessRuleset: if the ruleset has no fact for the present moment.
    """
    from tactful.plans.plan import plan
    from tactful.plans.timeline import timeline

    network = network_with(network, scenario.people)
    ruleset = network.ruleset
    moment = ruleset.facts.get(ruleset.clock.now or "")
    given = None if moment is None else scenario.given.get(moment.id, moment.default)
    start = given if isinstance(given, datetime) else clock(scenario, ruleset) or clocks()(None)
    evaluate = compiled_of(ruleset).evaluate
    made = plan(ruleset, evaluate, scenario.given, start, days)
    return timeline(made, scenario.title, my_timezone)


def planned_messages(
    scenario: Scenario, network: Network, step: int, days: int, my_timezone: str | None = None
) -> PlannedMessages:
    """The messages of a later step of the plan, if all goes as planned until then.

    Args:
        scenario: What is known.
        network: Evaluates the ruleset.
        step: Which of the steps at which there is something to do, from 1 on.
        days: How far the plan looks ahead.
        my_timezone: The reader's time zone, in which windows are told as well.

    Raises:
        NoSuchStep: if the plan has fewer steps.
        TimelessRuleset: if the ruleset has no fact for the present moment.
    """
    from tactful.explanation.message import draft, written_to
    from tactful.explanation.sending import Sending

    told = planned(scenario, network, days, my_timezone)
    network = network_with(network, scenario.people)
    acts = [entry for entry in told.entries if entry.act]
    if step > len(acts):
        raise NoSuchStep(len(acts))
    entry = acts[step - 1]
    conclusions = entry.step.conclusions
    explained = explain(network, scenario.title, conclusions, questions=False)
    window = explained.window
    if window is not None:  # "tomorrow" is what it is to those who read it now
        at = told.now.replace(tzinfo=None)
        explained = explained._replace(
            window=window._replace(setting=window.setting._replace(now=at))
        )
    ruleset = network.ruleset
    whom = written_to(ruleset, conclusions) or (None,)
    sent = (Sending(explained, draft(ruleset, conclusions, one), None, one) for one in whom)
    return PlannedMessages(explained, tuple(sent), entry.when)
