"""A difference between two rulesets for programs: described by ``schemas/changes.schema.json``."""

from __future__ import annotations

from tactful.changes.circumstances import listed, said
from tactful.changes.difference import Difference
from tactful.changes.report import ChangeReport, facts_of_both
from tactful.changes.turns import Key, Turn
from tactful.language.as_json import Json, identity, told_json
from tactful.language.model import Ruleset
from tactful.scenarios.writing import shown


def report_json(report: ChangeReport) -> dict[str, Json]:
    """The report for programs."""
    difference = report.difference
    both = facts_of_both(difference)
    made: dict[str, Json] = {
        "changes_advice": difference.changes_advice,
        "old": identity(difference.old),
        "new": identity(difference.new),
        "decisions": {
            changed.decision: {
                "changed": bool(changed.turns),
                "proven": changed.proven,
                "unchanged": [_id(key) for key in changed.unchanged],
                "turns": [_turn_json(turn, both, difference) for turn in changed.turns],
            }
            for changed in difference.decisions
        },
        "decisions_added": [*difference.added],
        "decisions_removed": [*difference.removed],
        "rules": {
            "added": [*difference.rules_added],
            "removed": [*difference.rules_removed],
            "changed": [*difference.rules_changed],
            "reworded": [*difference.reworded],
        },
        "facts_changed": [*difference.facts_changed],
        "options_changed": [*difference.options_changed],
        "facts_partly_compared": [*difference.partly_compared],
        "words_changed": [*difference.relabelled],
        "renamed": {kind: {**names} for kind, names in difference.renamed.dotted().items()},
    }
    if report.clients is not None:
        made["clients"] = {
            "total": report.total,
            "changed": [{"scenario": t, "decisions": [*names]} for t, names in report.clients],
        }
    return made


def _turn_json(turn: Turn, ruleset: Ruleset, difference: Difference) -> Json:
    return {
        "option": _id(turn.option),
        "gained": turn.gained,
        "where": said(turn.where, (difference.old, difference.new)),
        "conditions": _conditions(turn, difference),
        "witness": dict(shown(turn.witness, ruleset)),
        "before": told_json(turn.before),
        "after": told_json(turn.after),
        "rules": [*turn.rules],
    }


def _conditions(turn: Turn, difference: Difference) -> Json:
    conditions = listed(turn.where, (difference.old, difference.new))
    return None if conditions is None else [*conditions]


def _id(key: Key) -> str:
    return key if isinstance(key, str) else key.value
