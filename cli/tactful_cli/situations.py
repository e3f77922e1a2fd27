"""The situations that a command works on: files, ``--set`` and ``--now``."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

import click

from tactful.grounding.ground import ground
from tactful.grounding.names import told_name
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.scenarios.defects import MALFORMED_SETTING
from tactful.scenarios.listing import with_people
from tactful.scenarios.scenario import UNTITLED, Scenario, settings_from
from tactful_cli.failures import COULD_NOT_RUN, USAGE, CouldNotRun
from tactful_cli.inputs import STANDARD_INPUT, ruleset_path, usable_ruleset, usable_scenarios

NOTHING_GIVEN = """\
there is nothing to advise on yet. Describe the situation in a file, or with --set:

  tactful {0} --set rapport=warm --set email_known=yes

`tactful {0} --help` shows more."""

NO_SITUATION = """\
there is no situation to start from. Describe it in a file, and change it with --set:

  tactful {0} interview.yaml --set rapport=cold

`tactful {0} --help` shows more."""


def situations(
    files: tuple[str, ...],
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    *,
    command: str,
    hint: str = NOTHING_GIVEN,
) -> tuple[Ruleset, list[Scenario]]:
    """The ruleset and the scenarios to work on; standard input where nothing is named.

    Args:
        files: Files and folders of scenarios; ``-`` is standard input.
        ruleset: Where the ruleset is; the packaged one if ``None``.
        settings: What ``--set`` states.
        now: What ``--now`` states.
        command: The command that asks, for its messages.
        hint: What to say where there is nothing to work on, with the command for its `{0}`.

    Raises:
        CouldNotRun: if anything cannot be read.
        click.UsageError: if there is nothing to work on.
    """
    if not files and not settings and now is None:
        files = (STANDARD_INPUT,)
        if sys.stdin.isatty() or not _waiting():
            raise click.UsageError(hint.format(command))
    rules = usable_ruleset(ruleset_path(ruleset))
    scenarios = usable_scenarios(files, rules) if files else (Scenario(UNTITLED, {}),)
    if not scenarios:
        raise click.UsageError(f"there are no scenarios in {' or '.join(f'`{f}`' for f in files)}")
    listed = [with_people(scenario, settings, rules) for scenario in scenarios]
    return rules, [stated(scenario, settings, now, rules) for scenario in listed]


def _waiting() -> bool:
    """Whether there is anything at all on standard input; waits until that is clear."""
    stdin = sys.stdin.buffer
    return not isinstance(stdin, io.BufferedReader) or bool(stdin.peek(1))


def stated(
    scenario: Scenario, settings: Iterable[str], now: str | None, ruleset: Ruleset
) -> Scenario:
    """The scenario with some of its facts stated anew on the command line.

    Raises:
        CouldNotRun: if a setting names no fact or has a value that the fact cannot take.
        click.UsageError: if a setting is not written as one.
    """
    given = {**scenario.given, **changes(scenario, settings, ruleset)}
    return replace(scenario, given={**given, **_moment(now, ruleset, given)})


def changes(scenario: Scenario, settings: Iterable[str], ruleset: Ruleset) -> Mapping[str, Value]:
    """The facts that settings state anew, with their values where the scenario plays.

    Raises:
        CouldNotRun: if a setting names no fact or has a value that the fact cannot take.
    """
    rules = ground(ruleset, scenario.people)
    read = settings_from(settings, rules, "--set", scenario.given)
    if any(d.is_error for d in read.diagnostics):
        malformed = any(d.defect is MALFORMED_SETTING for d in read.diagnostics)
        raise CouldNotRun(read.diagnostics, read.texts, USAGE if malformed else COULD_NOT_RUN)
    return read.given


def _moment(now: str | None, ruleset: Ruleset, given: Mapping[str, Value]) -> Mapping[str, Value]:
    if now is None:
        return {}
    if ruleset.clock.now is None:
        raise click.UsageError("--now: this ruleset does not look at the time")
    read = settings_from([f"{ruleset.clock.now}={now}"], ruleset, "--now", given)
    for wrong in read.diagnostics:
        raise click.UsageError(f"--now: {wrong.message}; {wrong.help}")
    return read.given


_Read = TypeVar("_Read")


def answerable(
    scenarios: Iterable[Scenario], ruleset: Ruleset, read: Callable[[Ruleset], _Read]
) -> list[tuple[Scenario, _Read]]:
    """The scenarios that something written can be about, each with what it says of that.

    Of one of several, it is about those in which somebody of that name is listed.

    Args:
        scenarios: The scenarios.
        ruleset: The rules, as they were loaded.
        read: Reads it, for rules made plain for those whom a scenario lists.

    Raises:
        CouldNotRun: if it is about none of them, with what is wrong in the first.
    """
    found, wrong = [], []
    for scenario in scenarios:
        try:
            found.append((scenario, read(ground(ruleset, scenario.people))))
        except CouldNotRun as error:
            wrong.append(error)
            if not ruleset.each:
                break
    if wrong and not found:
        raise wrong[0]
    return found


def targets(words: tuple[str, ...], ruleset: Ruleset, option: str) -> list[tuple[str, str | None]]:
    """The decisions, or options of them, that are named: ``channel``, ``channel=email``.

    Args:
        words: What was written, one target each.
        ruleset: The rules they are about, made plain for those who are listed.
        option: The option of the command line that takes them, for messages.

    Raises:
        CouldNotRun: if one names nothing that there is.
        click.UsageError: if one is about a fact.
    """
    from tactful.explanation.wording import joined
    from tactful.scenarios.words import read_inquiries  # most commands have no targets

    read = read_inquiries(words, "why", ruleset, option)
    if read.diagnostics:
        exit_code = USAGE if read.malformed else COULD_NOT_RUN
        raise CouldNotRun(read.diagnostics, read.texts, exit_code)
    for _, subject, _ in read.inquiries:
        if subject not in ruleset.decisions:
            known = joined([f"`{told_name(ruleset, name)}`" for name in ruleset.decisions], "or")
            fact = told_name(ruleset, subject)
            raise click.UsageError(f"{option}: `{fact}` is a fact; name a decision: {known}")
    return [
        (subject, value if isinstance(value, str) else None) for _, subject, value in read.inquiries
    ]
