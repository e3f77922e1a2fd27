"""Answers for programs, described by ``schemas/explanations.schema.json``.

The reasoning is a flat list of steps that name each other, so that a program can replay it, draw
it or check it however deep it is. The keys and their order are a promise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tactful.answer import Answer, Need
from tactful.answers import answers
from tactful.grounds import Ground
from tactful.inquiry import Inquiry
from tactful.model import Condition, Ruleset
from tactful.reasoning import Reasoning
from tactful.strata import Step
from tactful.wire import Json, value_as_json
from tactful.wording import written

SCHEMA = Path(__file__).with_name("schemas") / "explanations.schema.json"
"""The published JSON Schema (draft 2020-12) of what ``explanations`` returns."""


def explanations(reasoned: Iterable[tuple[Reasoning, Sequence[Answer]]]) -> dict[str, Json]:
    """All scenarios' answers; of a scenario without any, why each decision came out as it did."""
    return {"explanations": [_explanation(*one) for one in reasoned]}


def _explanation(reasoning: Reasoning, given: Sequence[Answer]) -> Json:
    ruleset = reasoning.ruleset
    shown = given or answers((Inquiry("why", name) for name in ruleset.decisions), reasoning)
    return {
        "scenario": reasoning.explanation.title,
        "ruleset": {"id": ruleset.id, "fingerprint": ruleset.fingerprint},
        "answers": [_answer(answer, reasoning) for answer in shown],
    }


def _answer(answer: Answer, reasoning: Reasoning) -> Json:
    asks, subject, value = answer.inquiry
    ruleset = reasoning.ruleset
    first = answer.steps[0]
    return {
        "asks": asks,
        "about": subject,
        "value": None if value is None else value_as_json(value, ruleset.type_of(subject)),
        "outcome": answer.outcome.value,
        "sentences": list(answer.sentences),
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
        aside = any(aside.rule == name for aside in conclusions.set_aside)
        return "fired" if ground.holds else "set aside" if aside else "not fired"
    if ground.step.kind == "decision":
        return conclusions.decisions[name].status.value
    known = conclusions.facts.get(name)
    return "unknown" if known is None else known.origin.value


def _need(need: Need, ruleset: Ruleset) -> Json:
    short = need.short

    def conditions(parts: Iterable[Condition]) -> list[Json]:
        return [written(part, ruleset) for part in parts]

    return {
        "rule": short.rule.id,
        "holds": conditions(short.held),
        "fails": conditions(short.failed),
        "unknown": conditions(short.unknown),
        "exception": None if short.blocked is None else written(short.blocked, ruleset),
        "gave_way_to": list(short.gave_way_to),
    }
