"""What programs read: explanations as JSON, described by ``schemas/results.schema.json``.

The keys and their order are a promise. Everything is an id or a value; sentences for people
stay out, except a rule's ``because``.
"""

from __future__ import annotations

from collections.abc import Iterable

from tactful.explanation.decisions import ExplainedDecision, ExplainedOption
from tactful.explanation.explanation import Explanation
from tactful.explanation.times import why_later
from tactful.language.as_json import Json, identity, value_as_json
from tactful.language.conclusions import Conflict, Known, Settled
from tactful.language.values import ValueType
from tactful.language.windows import PlacedWindow


def results(explanations: Iterable[Explanation]) -> dict[str, Json]:
    """All scenarios' results, in the order given, as objects that ``json`` can write."""
    return {"results": [as_json(explanation) for explanation in explanations]}


def as_json(explanation: Explanation, *, unknown: bool = True) -> dict[str, Json]:
    """One scenario's result, as an object that ``json`` can write.

    Args:
        explanation: What is advised and why.
        unknown: Whether to prove what can still matter, which takes longer than all the rest.
    """
    ruleset, conclusions = explanation.ruleset, explanation.conclusions
    return {
        "scenario": explanation.title,
        "ruleset": identity(ruleset),
        "facts": {
            name: _fact(known, ruleset.facts[name].type)
            for name, known in conclusions.facts.items()
        },
        **({"unknown": _unknown(explanation)} if unknown else {}),
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
        "window": None if explanation.window is None else window_as_json(explanation.window),
    }


def _unknown(explanation: Explanation) -> Json:
    return [
        {"fact": unknown.fact, "matters_to": list(unknown.matters_to)}
        for unknown in explanation.find_unknown()
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


def _fact(known: Known, type_: ValueType) -> Json:
    return {
        "value": value_as_json(known.value, type_),
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
