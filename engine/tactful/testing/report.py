"""What ``tactful test`` says: scenarios that failed, what is not covered, what goes unnoticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tactful.explanation.wording import counted
from tactful.language.model import Ruleset
from tactful.testing.run import Outcome
from tactful.testing.survivors import Trial
from tactful.testing.uncovered import Tally, Uncovered


class Report(NamedTuple):
    """A ruleset's scenarios that were run, and what was asked about them beside.

    ``idle`` are those that would pass with every rule removed; ``turning`` counts the conditions
    of which scenarios show that they change the advice.
    """

    ruleset: Ruleset
    tested: Sequence[Outcome]
    idle: Sequence[Outcome] = ()
    tallies: Sequence[Tally] = ()
    turning: Tally | None = None
    uncovered: Sequence[Uncovered] = ()
    trial: Trial | None = None


def report_lines(groups: Sequence[Report]) -> Iterator[str]:
    """The report as lines."""
    for group in groups:
        for tested in group.tested:
            if tested.failures:
                yield f"{tested.scenario.span}: {tested.scenario.title}"
                for failure in tested.failures:
                    yield f"  {failure.span}: {failure}"
                yield ""
    for group in groups:
        yield from _about(group, group.ruleset.id if len(groups) > 1 else None)
    ran = [one for group in groups for one in group.tested]
    failed = sum(bool(one.failures) for one in ran)
    yield f"{counted(len(ran), 'scenario')}, {len(ran) - failed} passed, {failed} failed"


def _about(group: Report, name: str | None) -> Iterator[str]:
    if name is not None and (group.tallies or group.trial):
        yield f"{name}:"
        yield ""
    for tested in group.idle:
        title = tested.scenario.title
        yield f"{tested.scenario.span}: `{title}` tests nothing: it would pass without any rule"
        yield "  help: add to `expect` what the rules decide here"
        yield ""
    for found in group.uncovered:
        yield f"{found.span}: {found.what}"
        yield f"  {found.reason}"
    if group.uncovered:
        yield ""
    if group.trial is not None:
        for mutant in group.trial.survivors:
            yield f"{mutant.span}: no scenario notices {mutant.description}"
            yield f"  in `{mutant.owner}`"
        if group.trial.survivors:
            yield ""
    if group.tallies:
        yield "Covered: " + ", ".join(
            f"{tally.covered} of {counted(tally.total, tally.kind)} ({tally.percent}%)"
            for tally in group.tallies
            if tally.total
        )
    if group.turning is not None:
        turning = group.turning
        yield (
            f"Of the conditions, {turning.covered} ({turning.percent}%) are also seen to change "
            "the advice, both when true and when false"
        )
    if group.trial is not None:
        yield _score(group.trial)
    if group.tallies or group.trial is not None:
        yield ""


def _score(trial: Trial) -> str:
    total = trial.killed + len(trial.survivors)
    equivalent = ""
    if trial.equivalent:
        verb = "changes" if len(trial.equivalent) == 1 else "change"
        equivalent = f"; {len(trial.equivalent)} more {verb} nothing, and are left out"
    percent = int(100 * trial.score)
    return f"Noticed: {trial.killed} of {counted(total, 'small change')} ({percent}%){equivalent}"
