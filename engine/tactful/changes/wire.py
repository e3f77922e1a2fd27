"""A difference between two rulesets for programs: described by ``schemas/changes.schema.json``."""

from __future__ import annotations

from tactful.changes.circumstances import besides, in_common, listed, said
from tactful.changes.difference import Difference
from tactful.changes.report import ChangeReport, clients_of, facts_of_both
from tactful.changes.turns import Key, Turn
from tactful.language.as_json import Json, identity, told_json
from tactful.scenarios.writing import shown


def report_json(report: ChangeReport) -> dict[str, Json]:
    """The report for programs."""
    difference = report.difference
    both = facts_of_both(difference)
    made: dict[str, Json] = {
        "changes_advice": difference.changes_advice,
        "old": identity(difference.old),
        "new": identity(difference.new),
        "core": _core_json(difference),
        "decisions": {
            changed.decision: {
                "changed": bool(changed.turns),
                "proven": changed.proven,
                "unchanged": [_id(key) for key in changed.unchanged],
                "core": _core_of(changed.decision, difference),
                "follows": [*changed.follows],
                "turns": [_turn_json(turn, changed.decision, report) for turn in changed.turns],
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
            "revived": [
                {
                    "rule": one.rule,
                    "kept_down_by": one.kept_down_by,
                    "set_aside_by": one.set_aside_by,
                    "witness": dict(shown(one.witness, both)),
                }
                for one in difference.revived
            ],
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


def _core_json(difference: Difference) -> Json:
    core = difference.core
    if core is None:
        return None
    return {
        "conditions": [*in_common(core.necessary, (difference.old, difference.new))],
        "decisions": [*core.decisions],
        "nobody_else": difference.core_is_of_all,
    }


def _core_of(decision: str, difference: Difference) -> list[Json]:
    core = difference.core
    both = difference.old, difference.new
    return [] if core is None else [*in_common(core.own(decision), both)]


def _turn_json(turn: Turn, decision: str, report: ChangeReport) -> Json:
    difference = report.difference
    rulesets = difference.old, difference.new
    core = None if difference.core is None else difference.core.of(decision)
    conditions = listed(turn.where, rulesets)
    made: dict[str, Json] = {
        "option": _id(turn.option),
        "gained": turn.gained,
        "where": said(turn.where, rulesets),
        "conditions": None if conditions is None else [*conditions],
        "beyond_core": said(besides(turn.where, core), rulesets),
        "witness": dict(shown(turn.witness, facts_of_both(difference))),
        "before": told_json(turn.before),
        "after": told_json(turn.after),
        "rules": [*turn.rules],
    }
    if report.clients is not None or report.tally:
        made["clients"] = clients_of(turn, decision, report)
    return made


def _id(key: Key) -> str:
    return key if isinstance(key, str) else key.value
