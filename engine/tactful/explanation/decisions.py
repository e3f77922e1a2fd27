"""How a decision came out, in words: the answer, its reasons, and how it came about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tactful.explanation.wording import Wording, capitalised, joined, quote, sentence
from tactful.language.conclusions import (
    NOTHING_CHOSEN,
    WITHOUT_OPTION,
    Conclusions,
    Settled,
    Status,
    Told,
)
from tactful.language.conditions import false_part, reason_told, truth, waits_for
from tactful.language.model import HOUSE, Argument, Decision, Rule, Ruleset, Stance
from tactful.language.terms import Condition, Sentence, reads

HOUSE_CREDIT = "the coach's judgement"
"""What people read as the source of a house rule."""


class Reason(NamedTuple):
    """A rule that spoke, in the coach's words.

    Attributes:
        rule: The rule's id.
        because: Its sentence, filled in.
        source: The id of its source.
        credit: Where the advice comes from, as people read it: also the ruleset that a rule is
            inherited from.
        stance: How it argued about an option; ``None`` where it concluded a fact.
        weight: What the stance weighs; 0 for those that settle.
        base: The ruleset that an inherited rule comes from; ``None`` for a rule of one's own.
    """

    rule: str
    because: str
    source: str
    credit: str
    stance: Stance | None = None
    weight: int = 0
    base: str | None = None


def reason_of(rule: Rule, wording: Wording, argument: Argument | None = None) -> Reason:
    """A rule as a reason, with how it argued where it did."""
    source = wording.ruleset.sources.get(rule.source)
    credit = rule.source if source is None else source.section or source.claim
    if rule.source == HOUSE:
        credit = HOUSE_CREDIT
    base = wording.ruleset.base_of(rule.span)
    if base is not None:
        credit = f"{credit}, from {base.id}"
    return Reason(
        rule.id,
        wording.filled(because_of(rule, wording)),
        rule.source,
        credit,
        None if argument is None else argument.stance,
        0 if argument is None else argument.weight,
        None if base is None else base.id,
    )


def because_of(rule: Rule, wording: Wording) -> Sentence:
    """What a rule says: the reason of the first branch that holds, or of what is left."""
    told = reason_told(rule, wording.values, wording.ruleset.type_of)
    return rule.because if told is None else told.text


def reasons_of(rules: Iterable[str], wording: Wording) -> tuple[Reason, ...]:
    """Several rules as reasons."""
    return tuple(reason_of(wording.ruleset.rules[rule], wording) for rule in rules)


class ExplainedOption(NamedTuple):
    """An option with what was said about it, the strongest first."""

    id: str
    label: str
    chosen: bool
    score: int
    reasons: tuple[Reason, ...]

    @property
    def in_favour(self) -> tuple[Reason, ...]:
        """What speaks for it, what settles it first."""
        return tuple(r for r in self.reasons if r.stance is not None and r.stance.is_for(r.weight))

    @property
    def against(self) -> tuple[Reason, ...]:
        """What speaks against it, short of ruling it out."""
        return tuple(r for r in self.reasons if r.weight < 0)

    @property
    def ruled_out_by(self) -> tuple[Reason, ...]:
        """What rules it out."""
        return tuple(r for r in self.reasons if r.stance is Stance.NEVER)


class ExplainedDecision(NamedTuple):
    """One of the ruleset's questions, and how it came out.

    Attributes:
        id: The decision's id.
        label: Its name in prose.
        question: What it asks.
        status: How it came out.
        many: Whether it can choose several options.
        answer: The outcome as a sentence.
        remark: How it came about, where the answer alone would leave that open: a tie, a
            fallback, nothing to recommend, why it is not a question here.
        closeness: How near the runner-up came, as in "a close second"; ``None`` without one,
            and for a tie, which is a remark.
        options: All options in the ruleset's order.
        runner_up: The id of the runner-up.
        chosen: The ids of what was chosen, best first.
    """

    id: str
    label: str
    question: str
    status: Status
    many: bool
    answer: str
    remark: str | None
    closeness: str | None
    options: tuple[ExplainedOption, ...]
    runner_up: str | None
    chosen: tuple[str, ...]

    def option(self, id_: str) -> ExplainedOption:
        """One of the options."""
        return next(option for option in self.options if option.id == id_)


def explained(decision: Decision, settled: Settled, wording: Wording) -> ExplainedDecision:
    """Explain one decision's outcome."""
    rules = wording.ruleset.rules
    options = []
    for name, weighed in settled.options.items():
        strongest_first = sorted(weighed.arguments, key=_strength)
        reasons = tuple(reason_of(rules[a.rule], wording, a) for a in strongest_first)
        label = wording.option(decision.options[name])
        chosen = name in settled.choices
        options.append(ExplainedOption(name, label, chosen, weighed.score, reasons))
    return ExplainedDecision(
        id=decision.id,
        label=decision.label,
        question=capitalised(decision.question or f"{wording.named(decision.id)}:"),
        status=settled.status,
        many=decision.many,
        answer=_answer(decision, settled, wording),
        remark=_remark(decision, settled, wording),
        closeness=_closeness(settled),
        options=tuple(options),
        runner_up=settled.runner_up,
        chosen=settled.choices,
    )


def every_decision(conclusions: Conclusions, wording: Wording) -> tuple[ExplainedDecision, ...]:
    """Explain how every decision came out."""
    decisions = wording.ruleset.decisions
    return tuple(
        explained(decisions[name], settled, wording)
        for name, settled in conclusions.decisions.items()
    )


def _strength(argument: Argument) -> tuple[bool, int]:
    return not argument.stance.settles, -abs(argument.weight)


def _answer(decision: Decision, settled: Settled, wording: Wording) -> str:
    """The outcome as a short sentence."""
    labels = [wording.option(decision.options[choice]) for choice in settled.choices]
    if labels:
        return sentence(joined(labels))
    if decision.many and settled.status is Status.NONE:
        return sentence(NOTHING_CHOSEN)
    return WITHOUT_OPTION[settled.status].answer


def _closeness(settled: Settled) -> str | None:
    """How near the runner-up came, by the share of the winner's support that it lacked."""
    if settled.runner_up is None or settled.choice is None or not settled.margin:
        return None
    best = settled.options[settled.choice].score
    if settled.margin * 4 <= best:
        return "a very close second"
    return "a close second" if settled.margin * 2 <= best else "a distant second"


def _remark(decision: Decision, settled: Settled, wording: Wording) -> str | None:
    """What the answer alone leaves open, as a sentence or two; ``None`` if it leaves nothing."""
    match settled.status:
        case Status.CHOSEN:
            return _tie(decision, settled, wording) if settled.tie else None
        case Status.FALLBACK:
            return "Nothing known so far points to one of the options, so this is the safe choice."
        case Status.NONE if not decision.many:
            if all(weighed.vetoed_by for weighed in settled.options.values()):
                return "Everything that could be suggested is ruled out."
            if decision.fallback is not None:
                usual = quote(wording.option(decision.options[decision.fallback]))
                return f"Nothing speaks clearly for any option, and {usual} is ruled out."
            return "Nothing known so far speaks clearly for any of the options."
        case Status.NOT_APPLICABLE:
            return _why_not_applicable(decision, wording)
    return None


def _tie(decision: Decision, settled: Settled, wording: Wording) -> str:
    best = max(w.score for w in settled.options.values() if not w.vetoed_by)
    first, *others = [
        quote(wording.option(decision.options[name]))
        for name, weighed in settled.options.items()
        if not weighed.vetoed_by and weighed.score == best
    ]
    them, safer = ("it", "safer") if len(others) == 1 else ("them", "safest")
    return (
        f"It is a tie: just as much speaks for {joined(others)}. {capitalised(first)} is listed "
        f"before {them}, as the {safer} choice, and that decides."
    )


def _why_not_applicable(decision: Decision, wording: Wording) -> str | None:
    """Why a decision does not apply, fit to follow "because"."""
    condition = decision.applies_when
    if condition is None:
        return None
    values, type_of = wording.values, wording.ruleset.type_of
    if truth(condition, values, type_of) is False:
        return _states_of(false_part(condition, values, type_of), wording)
    names = sorted(waits_for(condition, values, type_of))
    facts = [wording.named(n) for n in names if n in wording.ruleset.facts]
    decisions = [wording.named(n) for n in names if n in wording.ruleset.decisions]
    parts = [f"{joined(facts)} {'is' if len(facts) == 1 else 'are'} not known"] if facts else []
    if decisions:
        parts.append(f"{joined(decisions)} {'is' if len(decisions) == 1 else 'are'} not settled")
    return joined(parts)


def _states_of(condition: Condition, wording: Wording) -> str:
    names = sorted(reads(condition))
    known = [wording.states(n, wording.values[n]) for n in names if n in wording.values]
    unknown = [f"{wording.named(n)} is not known" for n in names if n not in wording.values]
    return joined(known + unknown)


def outcome_in_words(told: Told, decision: str, ruleset: Ruleset) -> str:
    """What a decision came to, in words."""
    status, choices = told
    if choices:
        return joined(quote(ruleset.decisions[decision].options[c].label) for c in choices)
    if status is Status.NONE and ruleset.decisions[decision].many:
        return NOTHING_CHOSEN
    return WITHOUT_OPTION[status].phrase
