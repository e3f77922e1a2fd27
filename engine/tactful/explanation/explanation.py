"""Why the advice is what it is: one object a scenario, which every output renders.

``explain`` gathers, words and orders; it decides nothing, because all of that is in the
``Conclusions`` already. What comes out is data whose leaves are finished English: a terminal, a
Markdown file, JSON or a web page only choose what to show and where.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tactful.compiled.kept import compiled_of
from tactful.explanation.assumptions import Assumption, assumptions
from tactful.explanation.by_then import ByThen, by_then, when_it_opens
from tactful.explanation.computations import comes_from
from tactful.explanation.decisions import (
    ExplainedDecision,
    Reason,
    every_decision,
    reason_of,
    reasons_of,
)
from tactful.explanation.together import together, told_of_each, told_of_one
from tactful.explanation.unknowns import Unknown, telling_facts, unknown_facts
from tactful.explanation.wording import Wording, joined, quote, sentence, wording_of
from tactful.language.conclusions import (
    WITHOUT_OPTION,
    Conclusions,
    Conflict,
    Known,
    Origin,
    Status,
    situation,
)
from tactful.language.conditions import misfits
from tactful.language.given import check_now
from tactful.language.model import Ruleset
from tactful.language.terms import Copy, reads
from tactful.language.values import Value
from tactful.language.windows import PlacedWait, PlacedWindow, wait_of, window_of
from tactful.network.evaluator import Network
from tactful.network.kept import network_of

if TYPE_CHECKING:
    from tactful.proofs.budget import Budget


class ExplainedFact(NamedTuple):
    """A known fact: what it is, where it comes from and, if rules concluded it, why.

    ``used`` says whether any rule that fired or was set aside looks at it, or a decision does;
    ``parts`` what it is computed from, where that can be told.
    """

    id: str
    label: str
    question: str
    value: str
    origin: Origin
    reasons: tuple[Reason, ...]
    used: bool
    parts: str | None = None


class Overruled(NamedTuple):
    """A given value that stands although rules would have concluded another.

    ``said`` tells what was given, fit to follow "you" ("said that the workplace is “relaxed”");
    ``concluded`` is the value that the rules concluded.
    """

    fact: str
    said: str
    concluded: str
    reasons: tuple[Reason, ...]


class GaveWay(NamedTuple):
    """A rule that was set aside, and the rules that did it."""

    reason: Reason
    to: tuple[Reason, ...]


class Disagreement(NamedTuple):
    """A conflict: what it is about, and each side's value with its reason."""

    about: str
    named: str
    is_fact: bool
    sides: tuple[tuple[str, Reason], ...]


class DoesNotFit(NamedTuple):
    """Facts that cannot be so together: a broken constraint, with why, and what they are.

    ``facts`` are their ids, and ``said`` a clause for each.
    """

    constraint: str
    because: str
    facts: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def told(self) -> str:
        """The same as sentences: what is said to be so, and why that cannot be."""
        return f"{sentence(joined(self.said))} {self.because}"


class OpenQuestion(NamedTuple):
    """An unknown fact with the question that would settle it, and what the answer may change."""

    fact: str
    question: str
    matters_to: tuple[str, ...]
    decisions: tuple[str, ...]


class Explanation(NamedTuple):
    """Everything there is to say about one scenario's advice.

    ``asked`` are the unknown facts of which one answer alone would change the advice, the most
    telling first; none if they were not looked for. ``by_then`` is what will be advised otherwise
    when the window opens, and ``then`` all that follows at that moment, where it is a later one.
    """

    title: str
    ruleset: Ruleset
    conclusions: Conclusions
    headline: tuple[str, ...]
    window: PlacedWindow | None
    decisions: tuple[ExplainedDecision, ...]
    facts: tuple[ExplainedFact, ...]
    overruled: tuple[Overruled, ...]
    gave_way: tuple[GaveWay, ...]
    disagreements: tuple[Disagreement, ...]
    assumptions: tuple[Assumption, ...]
    asked: tuple[OpenQuestion, ...]
    does_not_fit: tuple[DoesNotFit, ...] = ()
    by_then: tuple[ByThen, ...] = ()
    then: Conclusions | None = None

    @property
    def wait(self) -> PlacedWait | None:
        """Until when to wait, where a choice waits and the moment lies ahead."""
        return wait_of(self.ruleset, self.conclusions)

    def decision(self, id_: str) -> ExplainedDecision:
        """How a decision came out."""
        return next(decision for decision in self.decisions if decision.id == id_)

    def fact(self, id_: str) -> ExplainedFact:
        """What became of a fact that is known."""
        return next(fact for fact in self.facts if fact.id == id_)

    def find_unknown(self, budget: Budget | None = None) -> tuple[Unknown, ...]:
        """Prove for every unknown fact that can be given what it can still matter to.

        A solver is at work in it: that takes ten times as long as all the rest of an explanation.

        Args:
            budget: The steps that the solver may take for this and for other explanations; what
                it does not find out within them is named as open.
        """
        return unknown_facts(self.ruleset, self.conclusions, budget)


def explain(
    network: Network | Ruleset,
    title: str,
    conclusions: Conclusions,
    *,
    now: datetime | None = None,
    questions: bool = True,
) -> Explanation:
    """Explain what follows from a scenario.

    Args:
        network: What made the conclusions. It is asked what other facts would lead to. A ruleset
            will do: its network is compiled once, and kept as long as the ruleset is.
        title: What the scenario is called.
        conclusions: What came of it. A moment that came from the clock is known by its origin,
            and becomes an assumption.
        now: The local time that the network was told, for whom rules conclude what time it is;
            the conclusions tell it otherwise.
        questions: Whether to look for ``asked``, which takes longer than all the rest.

    Raises:
        InvalidGiven: if ``now`` is no local time that the clock's fact can have.
    """
    ruleset = network if isinstance(network, Ruleset) else network.ruleset
    network = network_of(network) if isinstance(network, Ruleset) else network
    check_now(ruleset, now)
    if now is None:
        _, now = situation(ruleset, conclusions)
    wording = wording_of(ruleset, conclusions)
    decisions = every_decision(conclusions, wording)
    window = window_of(ruleset, conclusions)
    then = when_it_opens(ruleset, network.evaluate, conclusions, window)
    return Explanation(
        title=" ".join(title.split()),
        ruleset=ruleset,
        conclusions=conclusions,
        headline=headline(decisions, wording),
        window=window,
        decisions=decisions,
        facts=_facts(ruleset, conclusions, wording),
        overruled=tuple(_overruled(conclusions, wording)),
        gave_way=_gave_way(ruleset, conclusions, wording),
        disagreements=tuple(_disagreement(c, wording) for c in conclusions.conflicts),
        assumptions=assumptions(ruleset, conclusions, wording),
        asked=tuple(_asked(network, conclusions, now, wording)) if questions else (),
        does_not_fit=does_not_fit(ruleset, conclusions, wording),
        by_then=by_then(network.evaluate, conclusions, then, window, wording),
        then=then,
    )


def does_not_fit(
    ruleset: Ruleset, conclusions: Conclusions, wording: Wording
) -> tuple[DoesNotFit, ...]:
    """The constraints that are broken, each with the facts that cannot be so together."""
    return tuple(
        DoesNotFit(
            misfit.constraint.id,
            wording.filled(misfit.constraint.because),
            misfit.facts,
            tuple(
                wording.states(name, wording.values[name]) + _by_default(name, conclusions)
                for name in misfit.facts
                if name in wording.values
            ),
        )
        for misfit in misfits(ruleset, conclusions.broken)
    )


def _by_default(fact: str, conclusions: Conclusions) -> str:
    """What keeps a client from taking for their own words what is only taken for granted."""
    known = conclusions.facts.get(fact)
    is_default = known is not None and known.origin is Origin.DEFAULT
    return " (taken for granted)" if is_default else ""


def _asked(
    network: Network, conclusions: Conclusions, now: datetime | None, wording: Wording
) -> Iterable[OpenQuestion]:
    evaluate = partial(compiled_of(network.ruleset).evaluate, now=now)
    for unknown in telling_facts(network.ruleset, conclusions, evaluate):
        yield OpenQuestion(
            fact=unknown.fact,
            question=wording.question(unknown.fact),
            matters_to=unknown.matters_to,
            decisions=tuple(wording.named(name) for name in unknown.matters_to),
        )


def _facts(
    ruleset: Ruleset, conclusions: Conclusions, wording: Wording
) -> tuple[ExplainedFact, ...]:
    from_rules = (ruleset.rules[name] for name in _spoke(conclusions))
    conditions = [c for rule in from_rules for c in (rule.when, rule.unless)]
    conditions += [decision.applies_when for decision in ruleset.decisions.values()]
    used = {name for condition in conditions for name in reads(condition)}
    return tuple(
        ExplainedFact(
            id=name,
            label=ruleset.facts[name].label,
            question=wording.question(name),
            value=wording.value(name, known.value),
            origin=known.origin,
            reasons=reasons_of(known.rules, wording),
            used=name in used,
            parts=comes_from(name, wording) if known.origin is Origin.COMPUTED else None,
        )
        for name, known in conclusions.facts.items()
    )


def _spoke(conclusions: Conclusions) -> tuple[str, ...]:
    return (*conclusions.fired, *dict.fromkeys(aside.rule for aside in conclusions.set_aside))


def _overruled(conclusions: Conclusions, wording: Wording) -> Iterable[Overruled]:
    for name, known in conclusions.facts.items():
        if known.origin is Origin.GIVEN and known.outweighed:
            by_value = _differing(name, known, wording)
            for value, rules in by_value.items():
                said = _said(name, known.value, wording)
                yield Overruled(name, said, value, reasons_of(rules, wording))


def _said(fact: str, value: Value, wording: Wording) -> str:
    if not isinstance(value, bool):
        return f"said that {wording.states(fact, value)}"
    asked = wording.ruleset.facts[fact].question or wording.label(fact)
    return f"said {'yes' if value else 'no'} to {quote(asked)}"


def _differing(name: str, known: Known, wording: Wording) -> dict[str, list[str]]:
    """The rules that concluded another value than the given one, by that value in words."""
    found: dict[str, list[str]] = {}
    for rule in known.outweighed:
        for conclusion in wording.ruleset.rules[rule].conclusions:
            if conclusion.fact == name and conclusion.value != known.value:
                found.setdefault(wording.value(name, conclusion.value), []).append(rule)
    return found


def _gave_way(ruleset: Ruleset, conclusions: Conclusions, wording: Wording) -> tuple[GaveWay, ...]:
    by: dict[str, list[str]] = {}
    for aside in conclusions.set_aside:
        by.setdefault(aside.rule, []).append(aside.by)
    return tuple(
        GaveWay(reason_of(ruleset.rules[rule], wording), reasons_of(others, wording))
        for rule, others in by.items()
    )


def _disagreement(conflict: Conflict, wording: Wording) -> Disagreement:
    rules = wording.ruleset.rules
    return Disagreement(
        about=conflict.about,
        named=wording.named(conflict.about),
        is_fact=conflict.about in wording.ruleset.facts,
        sides=tuple(
            (wording.value(conflict.about, value), reason_of(rules[rule], wording))
            for rule, value in conflict.rules
        ),
    )


# What a client reads first: the advice in a line or two, as the ruleset's summary words it.


def written_summary(wording: Wording, whom: Copy | None = None) -> tuple[str, ...]:
    """The lines of the ruleset's summary that can be filled in.

    Of what is said of each of several, what is the same for all of them is said once.

    Args:
        wording: The words.
        whom: The one of several of whom alone it is to be, by a copy that names nothing: what is
            said of that one comes before what is said of all.
    """
    lines = []
    for alternatives in wording.ruleset.summary:
        filled = (wording.filled_if_known(line) for line in alternatives)
        lines.append(next((line for line in filled if line is not None), None))
    ground = wording.ruleset.ground
    of_whom = [None] * len(lines) if ground is None else ground.lines
    told = [*zip(of_whom, lines, strict=True)]
    if whom is None:
        return told_of_each(told, wording.ruleset)
    return told_of_one(told, whom, wording.ruleset)


def headline(
    decisions: Sequence[ExplainedDecision], wording: Wording, whom: Copy | None = None
) -> tuple[str, ...]:
    """The advice's first lines: the summary filled in, or else each answer; never empty.

    ``whom`` is as for ``written_summary``; the decisions have to be that one's then.
    """
    written = written_summary(wording, whom)
    if written:
        return written
    answered = together(
        wording.ruleset, [(d.id, f"{d.question} {d.answer}") for d in decisions if d.chosen]
    )
    if answered:
        return answered
    disagree = any(d.status is Status.CONFLICT for d in decisions)
    return (WITHOUT_OPTION[Status.CONFLICT if disagree else Status.NONE].headline,)
