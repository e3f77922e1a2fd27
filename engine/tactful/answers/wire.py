"""Answers, what-ifs and interviews for programs, each described by its schema in ``schemas/``.

The reasoning is a flat list of steps that name each other, so that a program can replay it, draw
it or check it however deep it is. The keys and their order are a promise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from tactful.answers.answer import Answer, Need
from tactful.answers.answering import answers
from tactful.answers.grounds import Ground, Reasoning
from tactful.answers.interview import Interview
from tactful.explanation.explanation import Explanation
from tactful.explanation.wire import as_json, misfits_as_json
from tactful.explanation.written import written
from tactful.grounding.names import told_json, told_name
from tactful.language.as_json import Json, identity, value_as_json
from tactful.language.conclusions import Outcome, Status, outcome
from tactful.language.model import Decision, Ruleset
from tactful.language.strata import Step
from tactful.language.terms import Condition
from tactful.language.values import NONE, Value
from tactful.proofs.counterfactual import Counterfactual, Counterfactuals
from tactful.scenarios.words import Inquiry


def explanations(reasoned: Iterable[tuple[Reasoning, Sequence[Answer]]]) -> dict[str, Json]:
    """All scenarios' answers; of a scenario without any, why each decision came out as it did."""
    return {"explanations": [_explanation(*one) for one in reasoned]}


def _explanation(reasoning: Reasoning, given: Sequence[Answer]) -> Json:
    ruleset = reasoning.ruleset
    shown = given or answers((Inquiry("why", name) for name in ruleset.decisions), reasoning)
    told: Json = {
        "scenario": reasoning.explanation.title,
        "ruleset": identity(ruleset),
        "answers": [_answer(answer, reasoning) for answer in shown],
    }
    return told_json(told, ruleset)


def _answer(answer: Answer, reasoning: Reasoning) -> Json:
    asks, subject, value = answer.inquiry
    ruleset = reasoning.ruleset
    first = answer.steps[0]
    return {
        "asks": asks,
        "about": subject,
        "value": None if value is None else value_as_json(value, ruleset.type_of(subject)),
        "outcome": answer.verdict.value,
        "sentences": list(answer.sentences),
        **({} if value is not NONE else {"none": True}),
        "rests_on": [name for name in ruleset.facts if name in first.given],
        "steps": [_step(ground, reasoning) for ground in answer.steps],
        "would_help": [_need(need, ruleset) for need in answer.needs],
    }


def _step(ground: Ground, reasoning: Reasoning) -> Json:
    return {
        **_name(ground.step),
        "came": _came(ground, reasoning),
        "because": [_name(step) for step in ground.because],
        "guarded_by": [_name(step) for step in ground.guards],
    }


def _name(step: Step) -> dict[str, Json]:
    return {"kind": step.kind, "id": step.id}


def _came(ground: Ground, reasoning: Reasoning) -> str:
    """How a step came out, in the words of the results."""
    conclusions, name = reasoning.explanation.conclusions, ground.step.id
    if ground.step.kind == "rule":
        aside = bool(conclusions.set_aside_by(name))
        return "fired" if ground.holds else "set aside" if aside else "not fired"
    if ground.step.kind == "decision":
        return conclusions.decisions[name].status.value
    known = conclusions.facts.get(name)
    return "unknown" if known is None else known.origin.value


def _need(need: Need, ruleset: Ruleset) -> Json:
    silent = need.silent

    def conditions(parts: Iterable[Condition]) -> list[Json]:
        return [written(part, ruleset) for part in parts]

    return {
        "rule": silent.rule.id,
        "holds": conditions(silent.held),
        "fails": conditions(silent.failed),
        "unknown": conditions(silent.unknown),
        "exception": None if silent.blocked is None else written(silent.blocked, ruleset),
        "gave_way_to": list(silent.gave_way_to),
    }


# What programs read of an interview: described by ``schemas/interview.schema.json``.


def interview_as_json(interview: Interview, explanation: Explanation) -> dict[str, Json]:
    """An interview: what was asked and answered, whether it is settled, and the advice."""
    ruleset = interview.ruleset
    facts = ruleset.facts
    return {
        "asked": [
            {
                "fact": told_name(ruleset, fact),
                "answer": None if value is None else value_as_json(value, facts[fact].type),
                **({"none": value is NONE} if facts[fact].type.none is not None else {}),
            }
            for fact, value, _ in interview.answers
        ],
        "askable": [told_name(ruleset, fact) for fact in interview.askable],
        "settled": interview.settled,
        "result": as_json(explanation),
    }


# What programs read of ``whatif``: described by ``schemas/whatif.schema.json``.


def counterfactuals_as_json(
    answered: Iterable[tuple[Explanation, Sequence[Counterfactuals]]],
) -> dict[str, Json]:
    """The counterfactuals of scenarios, each with the explanation of how things are."""
    return {"results": [_changeable(*one) for one in answered]}


def _changeable(explanation: Explanation, answers: Sequence[Counterfactuals]) -> Json:
    ruleset = explanation.ruleset
    found: dict[str, Json] = {
        answer.goal.decision: _counterfactuals(answer, ruleset) for answer in answers
    }
    told: dict[str, Json] = {
        "scenario": explanation.title,
        "ruleset": identity(ruleset),
        "decisions": found,
    }
    return told_json(told, ruleset)


def comparisons_as_json(
    compared: Iterable[tuple[Explanation, Explanation, Mapping[str, Value]]],
) -> dict[str, Json]:
    """Scenarios before and after some facts were changed."""
    return {"results": [_comparison(*one) for one in compared]}


def _counterfactuals(answer: Counterfactuals, ruleset: Ruleset) -> Json:
    decision = ruleset.decisions[answer.goal.decision]
    return {
        "to": answer.goal.option,
        "now": _outcome(answer.now, decision),
        "counterfactuals": [_way(way, decision, ruleset) for way in answer.found],
        "larger": answer.larger,
        "proven": answer.exact,
    }


def _way(way: Counterfactual, decision: Decision, ruleset: Ruleset) -> Json:
    return {
        "changes": [
            {
                "fact": change.fact,
                "becomes": written(change.becomes, ruleset),
                "values": [
                    value_as_json(value, ruleset.facts[change.fact].type) for value in change.values
                ],
            }
            for change in way.changes
        ],
        "outcome": _outcome(way.outcome, decision),
    }


def _outcome(came: Set[Outcome], decision: Decision) -> Json:
    status = next((key.value for key in came if isinstance(key, Status)), None)
    return {"choices": [option for option in decision.options if option in came], "without": status}


def _comparison(before: Explanation, after: Explanation, changes: Mapping[str, Value]) -> Json:
    ruleset = after.ruleset
    was, came = set(before.conclusions.fired), set(after.conclusions.fired)
    changed: dict[str, Json] = {}
    for name, decision in ruleset.decisions.items():
        old = outcome(before.conclusions.decisions[name])
        new = outcome(after.conclusions.decisions[name])
        if old != new:
            changed[name] = {"before": _outcome(old, decision), "after": _outcome(new, decision)}
    told: dict[str, Json] = {
        "scenario": before.title,
        "ruleset": identity(ruleset),
        "changes": {
            name: value_as_json(value, ruleset.facts[name].type) for name, value in changes.items()
        },
        "decisions": changed,
        "rules": {
            "fired_only_before": [rule for rule in ruleset.rules if rule in was - came],
            "fired_only_after": [rule for rule in ruleset.rules if rule in came - was],
        },
        **({"does_not_fit": misfits_as_json(after.does_not_fit)} if ruleset.constraints else {}),
    }
    return told_json(told, ruleset)
