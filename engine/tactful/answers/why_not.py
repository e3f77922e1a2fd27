"""Why something is not so: what stood in its way, and what would have helped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.answers.answer import (
    Answer,
    Need,
    Verdict,
    not_a_question,
    question_about,
    rule_would_say,
    steps_behind,
    title_of,
    value_words,
)
from tactful.answers.grounds import Reasoning
from tactful.answers.lacking import SilentRule, held_back, silent_rule, why_unknown
from tactful.answers.narration import Narration, credit
from tactful.explanation.decisions import ExplainedDecision, ExplainedOption, Reason, reason_of
from tactful.explanation.wording import capitalised, joined, quote
from tactful.language.conclusions import Origin, Status
from tactful.language.model import Rule, Stance
from tactful.pages.tree import Branch
from tactful.scenarios.words import Inquiry

_HELPS = {
    Stance.ALWAYS: "This would settle it",
    Stance.STRONGLY_FOR: "This would speak strongly for it",
    Stance.FOR: "This would speak for it",
    Stance.SLIGHTLY_FOR: "This would speak slightly for it",
}


def not_so(inquiry: Inquiry, reasoning: Reasoning) -> Answer:
    """Answer why a fact does not have this value or a decision did not choose this option.

    Asked about something that is so, it says that; ``inquire`` asks ``why`` first.
    """
    if inquiry.subject in reasoning.ruleset.decisions:
        return _option(inquiry, reasoning)
    return _value(inquiry, reasoning)


def _option(inquiry: Inquiry, reasoning: Reasoning) -> Answer:
    explained = reasoning.decision(inquiry.subject)
    option = explained.option(str(inquiry.value))
    verdict = _verdict(option, explained, reasoning)
    narration = Narration(reasoning)
    helping = [
        (argument, reasoning.ruleset.rules[argument.rule])
        for argument in reasoning.ruleset.arguing_about.get((explained.id, option.id), ())
        if argument.is_for
    ]
    return Answer(
        inquiry,
        title_of(inquiry, reasoning),
        verdict,
        tuple(_option_sentences(option, explained, verdict)),
        _option_tree(option, explained, verdict, narration),
        needs=()
        if verdict is Verdict.NOT_APPLICABLE
        else _needs(((rule, _HELPS[argument.stance]) for argument, rule in helping), reasoning),
        steps=steps_behind(explained.id, reasoning),
    )


def _verdict(
    option: ExplainedOption, explained: ExplainedDecision, reasoning: Reasoning
) -> Verdict:
    if explained.status is Status.NOT_APPLICABLE:
        return Verdict.NOT_APPLICABLE
    if option.ruled_out_by:
        return Verdict.RULED_OUT
    if explained.status is Status.CONFLICT and _settles(option):
        return Verdict.CONFLICT
    if option.in_favour or option.against:
        return Verdict.OUTWEIGHED
    aside = {aside.rule for aside in reasoning.explanation.conclusions.set_aside}
    said = reasoning.ruleset.arguing_about.get((explained.id, option.id), ())
    if any(argument.rule in aside and argument.is_for for argument in said):
        return Verdict.SET_ASIDE
    return Verdict.NEVER_ARGUED_FOR


def _settles(option: ExplainedOption) -> bool:
    return any(reason.stance is Stance.ALWAYS for reason in option.reasons)


def _option_sentences(
    option: ExplainedOption, explained: ExplainedDecision, verdict: Verdict
) -> Iterable[str]:
    match verdict:
        case Verdict.NOT_APPLICABLE:
            yield not_a_question(explained)
        case Verdict.RULED_OUT:
            yield f"It is ruled out. {_said(option.ruled_out_by)}"
            if option.in_favour:
                yield f"So this does not help it: {_said(option.in_favour)}"
        case Verdict.CONFLICT:
            yield "Two rules each settle this, and differently, so there is no recommendation."
        case Verdict.OUTWEIGHED:
            yield _outweighed(option, explained)
        case Verdict.SET_ASIDE:
            yield "What would speak for it gives way here to something that fits better."
            yield from _instead(explained)
        case _:
            yield "Nothing known so far speaks for it."
            yield from _instead(explained)


def _said(reasons: Iterable[Reason]) -> str:
    return " ".join(reason.because for reason in reasons)


def _instead(explained: ExplainedDecision) -> Iterator[str]:
    """What was chosen instead, unless a decision that chooses several chose others."""
    if not explained.many:
        yield f"The advice is: {explained.answer}" if explained.chosen else explained.answer
        if explained.remark is not None:
            yield explained.remark


def _outweighed(option: ExplainedOption, explained: ExplainedDecision) -> str:
    against = _said(option.against)
    instead = " ".join(_instead(explained))
    if not option.in_favour:
        return f"Nothing speaks for it, and this speaks against it: {against} {instead}".strip()
    if option.score == 0:
        return f"As much speaks against it as for it. {against} {instead}".strip()
    if option.score < 0:
        return f"More speaks against it than for it. {against} {instead}".strip()
    if not explained.chosen:
        return instead
    winner = explained.option(explained.chosen[0])
    if option.id == explained.runner_up and explained.closeness is None:
        return f"Just as much speaks for it. {explained.remark}"
    because = _said(winner.in_favour)
    label = quote(winner.label)
    if _settles(winner):
        return f"{capitalised(label)} is settled on, whatever speaks for anything else. {because}"
    place = f"It was {explained.closeness}: m" if option.id == explained.runner_up else "M"
    lead = f"{place}ore speaks for {label}. {because}"
    return f"{lead} And this speaks against it: {against}" if against else lead


def _option_tree(
    option: ExplainedOption, explained: ExplainedDecision, verdict: Verdict, narration: Narration
) -> tuple[Branch, ...]:
    if verdict is Verdict.NOT_APPLICABLE:
        return narration.whole_decision(explained.id).behind[1:]
    own = narration.said_of(option)
    if verdict is Verdict.RULED_OUT or not explained.chosen:
        return own
    if explained.many:
        return own
    winner = narration.option(explained, explained.option(explained.chosen[0]))
    chosen = Branch("answer", "", f"Chosen: {winner.lead}", behind=winner.behind)
    return (*own, chosen) if winner.behind else own


def _needs(rules: Iterable[tuple[Rule, str]], reasoning: Reasoning) -> tuple[Need, ...]:
    conclusions, wording = reasoning.explanation.conclusions, reasoning.wording
    found: dict[str, Need] = {}
    for rule, would in rules:
        if rule.id in conclusions.fired or rule.id in found:
            continue
        silent = silent_rule(rule, conclusions, wording.values, reasoning.ruleset.type_of)
        found[rule.id] = Need(
            silent,
            would,
            rule_would_say(silent, reasoning),
            _lacks(silent, reasoning),
            credit(reason_of(rule, wording), reasoning.ruleset),
        )
    return tuple(sorted(found.values(), key=lambda need: need.silent.distance))


def _lacks(silent: SilentRule, reasoning: Reasoning) -> str:
    said = held_back(silent, reasoning.wording)
    if silent.gave_way_to:
        others = [
            quote(reason_of(reasoning.ruleset.rules[by], reasoning.wording).because)
            for by in silent.gave_way_to
        ]
        said = f"{said} It gives way to {joined(others)}.".strip()
    return said


def _value(inquiry: Inquiry, reasoning: Reasoning) -> Answer:
    known = reasoning.explanation.conclusions.facts.get(inquiry.subject)
    narration = Narration(reasoning)
    if reasoning.explanation.conclusions.conflict_about(inquiry.subject) is not None:
        verdict = Verdict.CONFLICT
    elif known is None:
        verdict = Verdict.UNKNOWN
    else:
        verdict = {
            Origin.GIVEN: Verdict.GIVEN_OTHERWISE,
            Origin.CONCLUDED: Verdict.CONCLUDED_OTHERWISE,
            Origin.COMPUTED: Verdict.COMPUTED_OTHERWISE,
            Origin.DEFAULT: Verdict.DEFAULT_OTHERWISE,
        }[known.origin]
    tree = narration.subject(inquiry.subject)
    concluding = [
        reasoning.ruleset.rules[rule]
        for rule, value in reasoning.ruleset.concluding.get(inquiry.subject, ())
        if value == inquiry.value
    ]
    would = f"This would make it {quote(value_words(inquiry, reasoning))}"
    return Answer(
        inquiry,
        title_of(inquiry, reasoning),
        verdict,
        (_value_sentence(inquiry, verdict, reasoning),),
        (tree,) if tree.behind else (),
        needs=_needs(((rule, would) for rule in concluding), reasoning),
        steps=steps_behind(inquiry.subject, reasoning),
    )


def _value_sentence(inquiry: Inquiry, verdict: Verdict, reasoning: Reasoning) -> str:
    wording = reasoning.wording
    if verdict is Verdict.CONFLICT:
        return "It is not known, because the rules disagree about it."
    if verdict is Verdict.UNKNOWN:
        because = why_unknown(inquiry.subject, wording)
        if because is not None:
            return f"It is not known, because {because}."
        asked = question_about(inquiry.subject, reasoning)
        ask = f" Whoever knows can answer this: {asked}" if asked.endswith("?") else ""
        return f"It is not known: nobody has said it, and nothing known so far settles it.{ask}"
    value = wording.values[inquiry.subject]
    there = quote(wording.value(inquiry.subject, value))
    match verdict:
        case Verdict.GIVEN_OTHERWISE:
            return f"You said {there}, and your word stands."
        case Verdict.DEFAULT_OTHERWISE:
            return f"It is {there}, unless you say otherwise."
        case Verdict.COMPUTED_OTHERWISE:
            return f"It is {there}, which is worked out from what is known."
    fact = reasoning.explanation.fact(inquiry.subject)
    return f"It is {there}. {' '.join(dict.fromkeys(r.because for r in fact.reasons))}"
