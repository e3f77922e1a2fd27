"""Reading what a command is given, all of it or ``CouldNotRun``: rulesets and scenarios."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from tactful.language.model import Ruleset
from tactful.reading.homes import MAIN, home_of, is_home, is_whole, rulesets_within
from tactful.scenarios.scenario import LoadedScenarios, Scenario, load_scenarios, scenarios_from
from tactful.text.files import is_device
from tactful.text.library import PACKAGED, packaged, packaged_names
from tactful.workspace.remembering import remember, remembered
from tactful_cli.failures import CouldNotRun
from tactful_cli.screen.saying import say

STANDARD_INPUT = "-"

MOST_NAMED = 4
"""Rulesets that are named where any of them may be meant."""

_RULESET_KEY = rb"(?m)^\s*(title|rules|decisions|facts)\s*:"
_SCENARIO_KEY = rb"(?m)^\s*(- *)?scenario\s*:"


def ruleset_path(given: str | None, *, told: bool = True) -> Path:
    """Where the ruleset is that a command is to use: the one named, or else the one around.

    A name that is no path here may be that of another packaged ruleset. Where none is named and
    the working folder is in none, the packaged one is meant. That one around is used is ``told``.
    """
    if given is None:
        return (_around() if told else home_of(Path())) or packaged()
    path = Path(given)
    return packaged(given) if given in packaged_names() and not path.exists() else path


def judged_path(verb: str) -> Path:
    """Where the ruleset is that is to be judged where none is named, which is said.

    Whoever stands beside a ruleset and reads that another one is sound takes it for theirs.

    Args:
        verb: What is done with it, as the command is called.

    Raises:
        UsageError: if there are rulesets below the working folder: any may be meant.
    """
    found = _around()
    if found is not None:
        return found
    shipped = {packaged(name).resolve() for name in packaged_names()}
    beside = [path for path in rulesets_within(Path()) if path.resolve() not in shipped]
    if beside:
        named = [f"`{path}`" for path in beside[:MOST_NAMED]]
        more = f" and {len(beside) - MOST_NAMED} more" if len(beside) > MOST_NAMED else ""
        raise click.UsageError(
            f"which ruleset? Here {'is' if len(beside) == 1 else 'are'} {', '.join(named)}{more}: "
            f"write `tactful {verb} {beside[0]}`"
        )
    say(
        f"There is no ruleset here or in a folder above: these are the packaged {PACKAGED} rules.",
        err=True,
    )
    return packaged()


def rulesets_of(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The rulesets that some files belong to, each once, and the files that belong to none.

    A folder, and a file that is a ruleset by itself, stand for themselves.
    """
    found: dict[Path, Path] = {}
    others = []
    for path in paths:
        inside = (path.is_file() and not is_whole(path)) or path.name == MAIN
        home = home_of(path) if inside else path
        if home is None:
            others.append(path)
        else:
            found.setdefault(home.resolve(), home)
    return [*found.values()], others


def changed_rulesets(named: Iterable[str]) -> list[Path]:
    """The rulesets that some changed files belong to; it is said where there are none.

    Files of other tools, whose names may be like ours, are left alone.
    """
    paths = [Path(name) for name in named]
    found, _ = rulesets_of(paths)
    found = [path for path in found if not path.is_dir() or is_home(path)]
    if not found:
        say("None of these files belongs to a ruleset, so nothing was looked at.", err=True)
    return found


def _around() -> Path | None:
    """The ruleset that the working folder is in, which is said."""
    found = home_of(Path())
    if found is not None:
        place = "" if found == Path() else f" ({found})"
        named = f"`{found.resolve().name}`{place}"
        say(f"This folder is in the ruleset {named}, which is used.", err=True)
    return found


def usable_ruleset(path: Path) -> Ruleset:
    """The ruleset at a path.

    Raises:
        CouldNotRun: if it has errors.
    """
    kept = remembered(path)
    if kept is not None:
        return kept
    from tactful.reading.ruleset import load_ruleset  # takes longer than all else of a start

    loaded = load_ruleset(path)
    if loaded.ruleset is None:
        raise CouldNotRun(loaded.diagnostics, loaded.texts)
    remember(path, loaded)
    return loaded.ruleset


def usable_scenarios(paths: Iterable[str | Path], ruleset: Ruleset) -> tuple[Scenario, ...]:
    """The scenarios of all files and folders, in order; ``-`` is standard input.

    Raises:
        CouldNotRun: if any of them has errors, with the mistakes of all.
    """
    loaded = [_scenarios_in(path, ruleset) for path in paths]
    diagnostics = [d for one in loaded for d in one.diagnostics]
    if any(d.is_error for d in diagnostics):
        raise CouldNotRun(diagnostics, {f: text for one in loaded for f, text in one.texts.items()})
    return tuple(scenario for one in loaded for scenario in one.scenarios)


def _scenarios_in(path: str | Path, ruleset: Ruleset) -> LoadedScenarios:
    if path == STANDARD_INPUT:
        try:
            data = sys.stdin.buffer.read()
        except OSError as error:
            raise OSError(error.errno, error.strerror or str(error), "standard input") from None
        return scenarios_from(data, "standard input", ruleset)
    return load_scenarios(path, ruleset)


def holds_rules(path: Path) -> bool:
    """Whether a path is a ruleset rather than scenarios for one.

    A guess from names and first words, so that a ruleset with mistakes in it is still taken for
    one, and its mistakes are shown instead of others.
    """
    if path.is_dir():
        signs = ("ruleset.yaml", "facts.yaml", "rules")
        return any((path / sign).exists() for sign in signs) or not any(path.glob("*.yaml"))
    if is_device(path):
        return False
    try:
        with path.open("rb") as stream:
            start = stream.read(65536)
    except OSError:
        return False
    scenario, rules = re.search(_SCENARIO_KEY, start), re.search(_RULESET_KEY, start)
    return rules is not None and (scenario is None or rules.start() < scenario.start())
