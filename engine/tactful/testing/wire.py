"""What programs read of tested scenarios: as JSON, described by ``schemas/tested.schema.json``."""

from __future__ import annotations

from collections.abc import Sequence

from tactful.language.as_json import Json
from tactful.language.model import Ruleset
from tactful.scenarios.failure import Failure
from tactful.testing.report import SuiteReport
from tactful.testing.survivors import Trial
from tactful.text.diagnostic import Span


def tested(groups: Sequence[SuiteReport]) -> dict[str, Json]:
    """What came of the scenarios of some rulesets."""
    ran = [one for group in groups for one in group.tested]
    idle = {id(one.scenario) for group in groups for one in group.idle}
    failed = sum(bool(one.failures) for one in ran)
    made: dict[str, Json] = {
        "passed": len(ran) - failed,
        "failed": failed,
        "scenarios": [
            {
                "scenario": one.scenario.title,
                **_place(one.scenario.span),
                "passed": not one.failures,
                "tests_nothing": id(one.scenario) in idle,
                "failures": [_failure(failure) for failure in one.failures],
            }
            for one in ran
        ],
    }
    if any(group.tallies for group in groups):
        made["coverage"] = [_coverage(group) for group in groups]
    if any(group.trial for group in groups):
        made["mutation"] = [
            _mutation(group.ruleset, group.trial) for group in groups if group.trial
        ]
    return made


def _coverage(group: SuiteReport) -> Json:
    return {
        "ruleset": group.ruleset.id,
        **{f"{t.kind}s": {"covered": t.covered, "total": t.total} for t in group.tallies},
        "conditions_that_change_advice": group.turning.covered if group.turning else None,
        "uncovered": [
            {"kind": u.kind, "what": u.what, "reason": u.reason, **_place(u.span)}
            for u in group.uncovered
        ],
    }


def _mutation(ruleset: Ruleset, trial: Trial) -> Json:
    return {
        "ruleset": ruleset.id,
        "noticed": trial.killed,
        "unnoticed": len(trial.survivors),
        "equivalent": len(trial.equivalent),
        **({"left_open": trial.left_open} if trial.left_open else {}),
        **({"untried": trial.untried} if trial.untried else {}),
        "survivors": [
            {
                "change": mutant.change.value,
                "owner": mutant.owner,
                "description": mutant.description,
                **_place(mutant.span),
            }
            for mutant in trial.survivors
        ],
    }


def _failure(failure: Failure) -> Json:
    return {
        "about": failure.about,
        "expected": failure.expected,
        "came": failure.came,
        "rules": [*failure.rules],
        **_place(failure.span),
    }


def _place(span: Span) -> dict[str, Json]:
    return {"file": span.file, "line": span.line, "column": span.column}
