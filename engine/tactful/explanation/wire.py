"""What programs read: explanations as JSON, described by ``schemas/results.schema.json``.

The keys and their order are a promise. Everything is an id or a value; sentences for people
stay out, except a rule's ``because``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from tactful.explanation.decisions import ExplainedDecision, ExplainedOption
from tactful.explanation.explanation import DoesNotFit, Explanation
from tactful.explanation.times import why_later
from tactful.explanation.unknowns import Unknown, new_budget
from tactful.grounding.names import of_each, told_json
from tactful.grounding.windows import waits_of_each, windows_of_each
from tactful.language.as_json import Json, identity, value_as_json
from tactful.language.conclusions import Conflict, Known, Settled
from tactful.language.model import Ruleset
from tactful.language.terms import Copy
from tactful.language.values import NONE, ValueType
from tactful.language.windows import PlacedWait, PlacedWindow, has_waits

if TYPE_CHECKING:
    from tactful.proofs.budget import Budget


def results(explanations: Iterable[Explanation], *, unknown: bool = True) -> dict[str, Json]:
    """All scenarios' results, in the order given, as objects that ``json`` can write.

    ``unknown`` is as for ``as_json``; the proofs of all scenarios share one budget of steps.
    """
    budget = new_budget() if unknown else None
    return {"results": [as_json(one, unknown=unknown, budget=budget) for one in explanations]}


def as_json(
    explanation: Explanation, *, unknown: bool = True, budget: Budget | None = None
) -> dict[str, Json]:
    """One scenario's result, as an object that ``json`` can write.

    Args:
        explanation: The advice.
        unknown: Whether to prove what each unknown fact may still matter to, which takes far
            longer than all the rest; ``unknown`` is ``None`` in the result otherwise.
        budget: The steps that the solver may take for this and for other results. Whatever it
            does not find out within them is named as open.
    """
    ruleset, conclusions = explanation.ruleset, explanation.conclusions
    fit: dict[str, Json] = {}
    if ruleset.constraints:
        fit["does_not_fit"] = misfits_as_json(explanation.does_not_fit)
    told: dict[str, Json] = {
        "scenario": explanation.title,
        "ruleset": identity(ruleset),
        "facts": {
            name: _fact(known, ruleset.facts[name].type)
            for name, known in conclusions.facts.items()
        },
        "unknown": [_unknown(one) for one in explanation.find_unknown(budget)] if unknown else None,
        "assumptions": [
            {"rule": assumption.rule, "assumed": assumption.assumed}
            for assumption in explanation.assumptions
        ],
        "decisions": {
            decision.id: _decision(decision, conclusions.decisions[decision.id])
            for decision in explanation.decisions
        },
        "rules": {
            "fired": list(conclusions.fired),
            "set_aside": [{"rule": rule, "by": by} for rule, by in conclusions.set_aside],
        },
        "conflicts": [
            _conflict(conflict, ruleset.type_of(conflict.about))
            for conflict in conclusions.conflicts
        ],
        "window": _window_or_none(explanation.window),
        **wait_as_json(explanation.wait, ruleset),
        "by_then": [
            {"decision": one.decision, "choices": list(one.choices), "rules": list(one.rules)}
            for one in explanation.by_then
        ],
        **fit,
    }
    return told if ruleset.ground is None else _with_each(told, explanation)


def _with_each(told: dict[str, Json], explanation: Explanation) -> dict[str, Json]:
    """The same, with what is known and settled of each of several under ``each``."""
    ruleset = explanation.ruleset
    assert ruleset.ground is not None  # noqa: S101 - who calls this has looked
    facts, of_facts = of_each(ruleset, cast("dict[str, Json]", told["facts"]))
    decisions, of_decisions = of_each(ruleset, cast("dict[str, Json]", told["decisions"]))
    windows = windows_of_each(ruleset, explanation.conclusions)
    waits = waits_of_each(ruleset, explanation.conclusions)
    each: dict[str, Json] = {
        id_: [
            {
                "name": name,
                "facts": cast("Json", of_facts[id_][place]),
                "decisions": cast("Json", of_decisions[id_][place]),
                "window": _window_or_none(windows.get(Copy(id_, place + 1, ""))),
                **wait_as_json(waits.get(Copy(id_, place + 1, "")), ruleset),
            }
            for place, name in enumerate(names)
        ]
        for id_, names in ruleset.ground.names.items()
    }
    made = told_json({**told, "facts": facts, "decisions": decisions, "each": each}, ruleset)
    return cast("dict[str, Json]", made)


def _window_or_none(window: PlacedWindow | None) -> Json:
    return None if window is None else window_as_json(window)


def misfits_as_json(found: Iterable[DoesNotFit]) -> Json:
    """The constraints that are broken, each with the facts that it looks at."""
    return [
        {"constraint": one.constraint, "because": one.because, "facts": list(one.facts)}
        for one in found
    ]


def window_as_json(window: PlacedWindow) -> dict[str, Json]:
    """A window; its moments carry an offset where the time zone is known."""
    return {
        "start": window.start.isoformat(),
        "end": window.end.isoformat(),
        "timezone": window.setting.timezone,
        "decision": window.decision,
        "option": window.option,
        "note": why_later(window),
    }


def wait_as_json(wait: PlacedWait | None, ruleset: Ruleset) -> dict[str, Json]:
    """Until when to wait, as the entry ``wait``; no entry at all where no option can wait."""
    if not has_waits(ruleset):
        return {}
    if wait is None:
        return {"wait": None}
    told: dict[str, Json] = {"until": wait.until.isoformat()}
    if wait.end is not None:
        told["end"] = wait.end.isoformat()
    return {"wait": {**told, "note": why_later(wait.hours)}}


def _unknown(unknown: Unknown) -> Json:
    """An unknown fact; what was not found out in time is told only where there is such."""
    told: dict[str, Json] = {"fact": unknown.fact, "matters_to": list(unknown.matters_to)}
    if unknown.may_matter_to:
        told["may_matter_to"] = list(unknown.may_matter_to)
    return told


def _fact(known: Known, type_: ValueType) -> Json:
    none: dict[str, Json] = {} if type_.none is None else {"none": known.value is NONE}
    return {
        "value": value_as_json(known.value, type_),
        **none,
        "origin": known.origin.value,
        "rules": list(known.rules),
    }


def _decision(decision: ExplainedDecision, settled: Settled) -> Json:
    return {
        "status": settled.status.value,
        "choice": None if decision.many else settled.choice,
        "choices": list(settled.choices),
        "runner_up": settled.runner_up,
        "margin": settled.margin,
        "tie": settled.tie,
        "options": {
            option.id: _option(option, settled.options[option.id].settled_by)
            for option in decision.options
        },
    }


def _option(option: ExplainedOption, settled_by: Iterable[str]) -> Json:
    return {
        "score": option.score,
        "settled_by": list(settled_by),
        "vetoed_by": [reason.rule for reason in option.ruled_out_by],
        "arguments": [
            {
                "rule": reason.rule,
                "stance": reason.stance.value if reason.stance is not None else None,
                "weight": reason.weight,
                "because": reason.because,
                "source": reason.source,
                **({} if reason.base is None else {"from": reason.base}),
            }
            for reason in option.reasons
        ],
    }


def _conflict(conflict: Conflict, type_: ValueType) -> Json:
    return {
        "about": conflict.about,
        "rules": [
            {"rule": rule, "says": value_as_json(value, type_)} for rule, value in conflict.rules
        ],
    }
