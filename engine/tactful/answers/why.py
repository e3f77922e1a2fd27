"""Why something is so: the chain from the given facts to a choice or a concluded fact."""

from __future__ import annotations

from tactful.answers.also_rests_on import also_rests_on
from tactful.answers.answer import (
    Answer,
    Verdict,
    is_value,
    not_a_question,
    question_about,
    steps_behind,
    title_of,
)
from tactful.answers.grounds import Reasoning
from tactful.answers.lacking import in_words, why_unknown
from tactful.answers.narration import Narration
from tactful.answers.why_not import not_so
from tactful.explanation.computations import comes_from
from tactful.explanation.decisions import ExplainedDecision, ExplainedOption, Reason
from tactful.explanation.wording import capitalised, joined, quote, sentence
from tactful.language.conclusions import Known, Origin, Status
from tactful.language.strata import Step
from tactful.pages.tree import Branch
from tactful.scenarios.words import Inquiry


def why(inquiry: Inquiry, reasoning: Reasoning) -> Answer:
    """Answer why a fact has its value or a decision its choice.

    Asked about something that is not so, it says that, and answers why not.
    """
    decision = reasoning.ruleset.decisions.get(inquiry.subject)
    if decision is not None:
        chosen = reasoning.decision(inquiry.subject).chosen
        if inquiry.value is not None and inquiry.value not in chosen:
            return not_so(inquiry, reasoning)
        return _decision(inquiry, reasoning)
    if inquiry.value is not None and not is_value(inquiry, reasoning):
        return not_so(inquiry, reasoning)
    return _fact(inquiry, reasoning)


def _decision(inquiry: Inquiry, reasoning: Reasoning) -> Answer:
    explained = reasoning.decision(inquiry.subject)
    narration = Narration(reasoning)
    step = Step("decision", explained.id)
    if inquiry.value is not None and explained.many:
        option = explained.option(str(inquiry.value))
        main = narration.option(explained, option).behind
        said = (*main, narration.comes_up(step), _besides(explained, option, narration))
        tree = tuple(branch for branch in said if branch.says_something)
        sentences = _chosen(explained, option, reasoning)
    else:
        tree = narration.whole_decision(explained.id).behind
        sentences = _came_out(explained, reasoning)
        if inquiry.value is not None:  # the question has named the choice
            sentences = sentences[1:] or sentences
    return Answer(
        inquiry,
        title_of(inquiry, reasoning),
        _verdict(explained),
        sentences,
        tree,
        also_rests_on(reasoning, narration, step),
        steps=steps_behind(explained.id, reasoning),
    )


def _besides(explained: ExplainedDecision, option: ExplainedOption, narration: Narration) -> Branch:
    """What else a decision chose that can choose several."""
    others = (explained.option(id_) for id_ in explained.chosen if id_ != option.id)
    told = tuple(narration.option(explained, other) for other in others)
    return Branch("heading", "", "Chosen besides:" if told else None, behind=told)


def _verdict(explained: ExplainedDecision) -> Verdict:
    if explained.status is Status.NOT_APPLICABLE:
        return Verdict.NOT_APPLICABLE
    return Verdict.CONFLICT if explained.status is Status.CONFLICT else Verdict.SO


def _came_out(explained: ExplainedDecision, reasoning: Reasoning) -> tuple[str, ...]:
    if explained.status is Status.NOT_APPLICABLE:
        return (not_a_question(explained),)
    if explained.status is Status.CHOSEN and not explained.many:
        chosen = _chosen(explained, explained.option(explained.chosen[0]), reasoning)
        return (explained.answer, *chosen)
    remark = (explained.remark,) if explained.remark is not None else ()
    return (explained.answer, *remark)


def _chosen(
    explained: ExplainedDecision, option: ExplainedOption, reasoning: Reasoning
) -> tuple[str, ...]:
    """That an option was chosen, what for, and on what that rests."""
    settling = [r for r in option.in_favour if r.stance is not None and r.stance.settles]
    speaks = settling or option.in_favour
    said = [reason.because for reason in speaks]
    said += [f"On the other hand: {reason.because}" for reason in option.against]
    said += _resting_on(speaks, reasoning)
    if explained.remark is not None:
        said.append(explained.remark)
    if explained.closeness is not None and explained.runner_up is not None:
        runner_up = explained.option(explained.runner_up)
        said.append(f"{capitalised(quote(runner_up.label))} was {explained.closeness}.")
    return (" ".join(said),)


def _resting_on(reasons: tuple[Reason, ...] | list[Reason], reasoning: Reasoning) -> list[str]:
    """What the rules that spoke saw, and why it is so where it was concluded."""
    wording, values = reasoning.wording, reasoning.wording.values
    names: dict[str, None] = {}
    for reason in reasons:
        because = reasoning.grounds[Step("rule", reason.rule)].because
        names.update(dict.fromkeys(step.id for step in because if step.id in values))
    if not names:
        return []
    clauses = [wording.states(name, values[name]) for name in names]
    counts = "This counts" if len(reasons) == 1 else f"These {in_words(len(reasons))} reasons count"
    said = [sentence(f"{counts} because {joined(clauses)}")]
    for name in names:
        known = reasoning.explanation.conclusions.facts.get(name)
        if known is not None and known.origin is Origin.CONCLUDED:
            fact = reasoning.explanation.fact(name)
            said.append(f"{capitalised(fact.label)}: {fact.value}. {fact.reasons[0].because}")
    return said


def _fact(inquiry: Inquiry, reasoning: Reasoning) -> Answer:
    known = reasoning.explanation.conclusions.facts.get(inquiry.subject)
    narration = Narration(reasoning)
    tree = narration.subject(inquiry.subject)
    verdict = Verdict.SO if known is not None else Verdict.UNKNOWN
    if reasoning.explanation.conclusions.conflict_about(inquiry.subject) is not None:
        verdict = Verdict.CONFLICT
    step = Step("fact", inquiry.subject)
    return Answer(
        inquiry,
        title_of(inquiry, reasoning),
        verdict,
        (_origin(inquiry.subject, known, verdict, reasoning),),
        (tree,) if tree.behind else (),
        also_rests_on(reasoning, narration, step),
        steps=steps_behind(inquiry.subject, reasoning),
    )


def _origin(fact: str, known: Known | None, verdict: Verdict, reasoning: Reasoning) -> str:
    wording = reasoning.wording
    if known is None:
        if verdict is Verdict.CONFLICT:
            return "That is not known, because the rules disagree about it."
        because = why_unknown(fact, wording)
        if because is not None:
            return f"That is not known, because {because}."
        asked = question_about(fact, reasoning)
        ask = f" Whoever knows can answer this: {asked}" if asked.endswith("?") else ""
        return f"That is not known: nobody has said it, and nothing known so far settles it.{ask}"
    value = capitalised(wording.value(fact, known.value))
    if known.origin is Origin.GIVEN:
        outweighed = next((o for o in reasoning.explanation.overruled if o.fact == fact), None)
        if outweighed is None:
            return sentence(f"{value}. You said so")
        return (
            f"{sentence(value)} You said so, and your word stands. Otherwise it would be "
            f"{quote(outweighed.concluded)}: {outweighed.reasons[0].because}"
        )
    if known.origin is Origin.DEFAULT:
        return sentence(f"{value}{Narration(reasoning).caveat(fact, known)}")
    if known.origin is Origin.COMPUTED:
        parts = comes_from(fact, wording)
        if parts is not None:
            return f"{sentence(value)} That is worked out: {parts}."
        return f"{sentence(value)} That is worked out from what is known."
    reasons = dict.fromkeys(
        r.because for f in reasoning.explanation.facts if f.id == fact for r in f.reasons
    )
    return f"{sentence(value)} {' '.join(reasons)}"
