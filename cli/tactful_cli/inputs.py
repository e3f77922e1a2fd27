"""Reading what a command is given, all of it or ``CouldNotRun``: rulesets and scenarios."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from tactful.language.model import Ruleset
from tactful.reading.ruleset import load_ruleset
from tactful.scenarios.scenario import LoadedScenarios, Scenario, load_scenarios, scenarios_from
from tactful.text.files import is_device
from tactful.workspace.library import packaged, packaged_names
from tactful_cli.failures import CouldNotRun

STANDARD_INPUT = "-"

_RULESET_KEY = rb"(?m)^\s*(title|rules|decisions|facts)\s*:"
_SCENARIO_KEY = rb"(?m)^\s*(- *)?scenario\s*:"


def ruleset_path(given: str | None) -> Path:
    """Where the ruleset is that a command is to use: the one named, or the packaged one.

    A name that is no path here may be that of another packaged ruleset.
    """
    if given is None:
        return packaged()
    path = Path(given)
    return packaged(given) if given in packaged_names() and not path.exists() else path


def usable_ruleset(path: Path) -> Ruleset:
    """The ruleset at a path.

    Raises:
        CouldNotRun: if it has errors.
    """
    loaded = load_ruleset(path)
    if loaded.ruleset is None:
        raise CouldNotRun(loaded.diagnostics, loaded.texts)
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
