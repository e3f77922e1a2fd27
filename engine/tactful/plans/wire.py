"""What programs read of a plan: as JSON, described by ``schemas/plans.schema.json``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tactful.explanation.decisions import every_decision
from tactful.explanation.explanation import headline, written_summary
from tactful.explanation.wire import misfits_as_json, wait_as_json, window_as_json
from tactful.explanation.wording import wording_of
from tactful.grounding.names import told_json
from tactful.language.as_json import Json, identity, value_as_json
from tactful.language.conclusions import Conclusions
from tactful.language.model import Ruleset
from tactful.language.windows import window_of
from tactful.plans.plan import PlanStep
from tactful.plans.sweep import Cause
from tactful.plans.timeline import Timeline


def plans(timelines: Iterable[Timeline]) -> dict[str, Json]:
    """All scenarios' plans, in the order given, as objects that ``json`` can write."""
    return {"plans": [_plan(timeline) for timeline in timelines]}


def _plan(timeline: Timeline) -> Json:
    plan, ruleset, zone = timeline.plan, timeline.plan.ruleset, timeline.now.tzinfo

    def iso(moment: datetime | None) -> str | None:
        return None if moment is None else moment.replace(tzinfo=zone).isoformat()

    told: Json = {
        "scenario": timeline.title,
        "ruleset": identity(ruleset),
        "timezone": timeline.timezone,
        "start": iso(plan.start),
        "end": iso(plan.end),
        "holds_until": iso(plan.holds_until),
        "complete": plan.complete,
        "steps": [
            {
                "begins": iso(step.begins),
                "taken": iso(step.taken),
                "until": iso(step.until),
                "window": None if step.window is None else window_as_json(step.window),
                **wait_as_json(step.wait, ruleset),
                **_whom(step, ruleset),
                "acts": [{"decision": name, "option": option} for name, option in step.acts],
                "leaves": _leaves(step, ruleset),
                "decisions": _decisions(step.conclusions, ruleset),
                "causes": _causes(step.causes),
                **({"does_not_fit": misfits_as_json(misfits)} if ruleset.constraints else {}),
            }
            for step, misfits in zip(plan.steps, timeline.does_not_fit, strict=True)
        ],
        "changes": [
            {
                "moment": iso(change.moment),
                "at": iso(change.moment),
                "summary": list(_summary(change.conclusions, ruleset)),
                "changed": list(change.decisions),
                "decisions": _decisions(change.conclusions, ruleset),
                "window": _window(change.conclusions, ruleset),
                "causes": _causes(change.causes),
                "rules": _causes(change.rules),
            }
            for change in plan.changes
        ],
        "ends_early": [
            {"fact": each.fact, "decisions": _decisions(each.conclusions, ruleset)}
            for each in plan.early
        ],
    }
    return told_json(told, ruleset)


def _whom(step: PlanStep, ruleset: Ruleset) -> dict[str, Json]:
    """For which of several a step is, as the entry ``whom``; no entry where none are listed."""
    if ruleset.ground is None:
        return {}
    if step.whom is None:
        return {"whom": None}
    each, place, _ = step.whom
    name = ruleset.ground.names[each][place - 1]
    return {"whom": {"each": each, "place": place, "name": name}}


def _summary(conclusions: Conclusions, ruleset: Ruleset) -> tuple[str, ...]:
    """The advice in the lines that people read first."""
    wording = wording_of(ruleset, conclusions)
    written = written_summary(wording)
    return written or headline(every_decision(conclusions, wording), wording)


def _window(conclusions: Conclusions, ruleset: Ruleset) -> Json:
    window = window_of(ruleset, conclusions)
    return None if window is None else window_as_json(window)


def _leaves(step: PlanStep, ruleset: Ruleset) -> Json:
    return {
        name: value_as_json(value, ruleset.facts[name].type) for name, value in step.leaves.items()
    }


def _decisions(conclusions: Conclusions, ruleset: Ruleset) -> Json:
    return {
        name: {"status": settled.status.value, "choices": list(settled.choices)}
        for name, settled in conclusions.decisions.items()
        if name in ruleset.decisions
    }


def _causes(causes: Iterable[Cause]) -> Json:
    return [{"rule": cause.rule, "begins": cause.begins} for cause in causes]
