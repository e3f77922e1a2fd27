"""What programs read of ``whatif``: described by ``schemas/whatif.schema.json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

from tactful.conclusions import Outcome, Status, outcome
from tactful.counterfactual import Counterfactual, Counterfactuals
from tactful.explanation import Explanation
from tactful.model import Decision, Ruleset
from tactful.values import Value
from tactful.wire import Json, value_as_json
from tactful.wording import written

SCHEMA = Path(__file__).with_name("schemas") / "whatif.schema.json"
"""The published JSON Schema (draft 2020-12) of what ``whatif --format json`` prints."""


def counterfactuals_as_json(
    answered: Iterable[tuple[Explanation, Sequence[Counterfactuals]]],
) -> dict[str, Json]:
    """The counterfactuals of scenarios, each with the explanation of how things are."""
    return {
        "results": [
            {
                "scenario": explanation.title,
                "ruleset": _identity(explanation.ruleset),
                "decisions": {
                    answer.goal.decision: _answer(answer, explanation.ruleset) for answer in answers
                },
            }
            for explanation, answers in answered
        ]
    }


def comparisons_as_json(
    compared: Iterable[tuple[Explanation, Explanation, Mapping[str, Value]]],
) -> dict[str, Json]:
    """Scenarios before and after some facts were changed."""
    return {"results": [_comparison(*one) for one in compared]}


def _identity(ruleset: Ruleset) -> Json:
    return {"id": ruleset.id, "fingerprint": ruleset.fingerprint}


def _answer(answer: Counterfactuals, ruleset: Ruleset) -> Json:
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
    return {
        "scenario": before.title,
        "ruleset": _identity(ruleset),
        "changes": {
            name: value_as_json(value, ruleset.facts[name].type) for name, value in changes.items()
        },
        "decisions": changed,
        "rules": {
            "fired_only_before": [rule for rule in ruleset.rules if rule in was - came],
            "fired_only_after": [rule for rule in ruleset.rules if rule in came - was],
        },
    }
