"""What ``tactful test`` says: scenarios that failed, what is not covered, what goes unnoticed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tactful.explanation.wording import counted, joined
from tactful.language.model import Ruleset
from tactful.pages.blocks import Entry, Line, Listing
from tactful.pages.page import Page, Section
from tactful.testing.run import ScenarioRun
from tactful.testing.survivors import Trial
from tactful.testing.uncovered import CoveredCount, Uncovered


class SuiteReport(NamedTuple):
    """A ruleset's scenarios that were run, and what was asked about them beside.

    ``idle`` are those that would pass with every rule removed; ``turning`` counts the conditions
    of which scenarios show that they change the advice.
    """

    ruleset: Ruleset
    tested: Sequence[ScenarioRun]
    idle: Sequence[ScenarioRun] = ()
    tallies: Sequence[CoveredCount] = ()
    turning: CoveredCount | None = None
    uncovered: Sequence[Uncovered] = ()
    trial: Trial | None = None


def report_page(groups: Sequence[SuiteReport]) -> Page:
    """Lay the report out: what failed, what is missing, and what it comes to."""
    sections = [*_failed(groups)]
    for group in groups:
        sections += _about(group, group.ruleset.id if len(groups) > 1 else None)
    ran = [one for group in groups for one in group.tested]
    failed = sum(bool(one.failures) for one in ran)
    total = f"{counted(len(ran), 'scenario')}, {len(ran) - failed} passed, {failed} failed"
    names = joined(group.ruleset.title or group.ruleset.id for group in groups)
    return Page(f"{names}: the scenarios", (total,), tuple(sections), "log")


def nothing_to_run(paths: Sequence[str], ruleset: Ruleset) -> Page:
    """What to tell somebody who has no scenarios yet."""
    decision = next(iter(ruleset.decisions.values()), None)
    expect = "a_decision: an_option"
    if decision is not None:
        expect = f"{decision.id}: {next(iter(decision.options))}"
    where = f"`{paths[0]}`" if paths else f"`{ruleset.id}`"
    headline = (
        f"There are no scenarios in {where} yet. A scenario is a case whose answer you know.",
        "Put it into a file, in the ruleset's folder `scenarios`, or under `scenarios:` where the\n"
        "ruleset is one file:",
    )
    example = Listing(f"scenario: What this case shows\nfacts: {{}}\nexpect:\n  {expect}")
    title = f"{ruleset.title or ruleset.id}: the scenarios"
    return Page(title, headline, (Section("", blocks=(example,), label="A scenario"),), "summary")


def _failed(groups: Sequence[SuiteReport]) -> Iterator[Section]:
    label = "Failed"
    for group in groups:
        for tested in group.tested:
            if tested.failures:
                scenario = tested.scenario
                details = tuple(f"{failure.span}: {failure}" for failure in tested.failures)
                yield _entries(label, [Entry(str(scenario.span), scenario.title, details)])
                label = ""


def _entries(label: str, entries: Iterable[Entry]) -> Section:
    return Section("", blocks=tuple(entries), label=label)


def _about(group: SuiteReport, name: str | None) -> Iterator[Section]:
    if name is not None and (group.tallies or group.trial):
        yield Section(f"{name}:")
    for number, tested in enumerate(group.idle):
        scenario = tested.scenario
        says = f"`{scenario.title}` tests nothing: it would pass without any rule"
        help_ = "help: add to `expect` what the rules decide here"
        label = "" if number else "Scenarios that test nothing"
        yield _entries(label, [Entry(str(scenario.span), says, (help_,))])
    if group.uncovered:
        open_ = (Entry(str(one.span), one.what, (one.reason,)) for one in group.uncovered)
        yield _entries("What no scenario exercises", open_)
    if group.trial is not None and group.trial.survivors:
        unnoticed = (
            Entry(str(one.span), f"no scenario notices {one.description}", (f"in `{one.owner}`",))
            for one in group.trial.survivors
        )
        yield _entries("Changes that go unnoticed", unnoticed)
    figures = tuple(map(Line, _figures(group)))
    if figures:
        yield Section("", blocks=figures, label="In figures")


def _figures(group: SuiteReport) -> Iterator[str]:
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


def _score(trial: Trial) -> str:
    total = trial.killed + len(trial.survivors)
    equivalent = ""
    if trial.equivalent:
        verb = "changes" if len(trial.equivalent) == 1 else "change"
        equivalent = f"; {len(trial.equivalent)} more {verb} nothing, and are left out"
    percent = int(100 * trial.score)
    open_ = ""
    if trial.left_open:
        open_ = (
            f"; not found out in time whether {trial.left_open} of those that go unnoticed "
            "can change any advice"
        )
    if trial.untried:
        verb = "was" if trial.untried == 1 else "were"
        open_ += f"; {trial.untried} more {verb} not tried, since all would take too long"
    noticed = f"Noticed: {trial.killed} of {counted(total, 'small change')} ({percent}%)"
    return f"{noticed}{equivalent}{open_}"
