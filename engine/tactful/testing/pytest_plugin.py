"""A pytest plugin: every scenario of a ruleset is a test of its own.

The scenarios in ``scenarios/`` of a ruleset's folder, beside its ``ruleset.yaml``, are collected
wherever pytest collects. Other tools have such files, too; they are left alone unless they look
like ours. Rulesets of one file, folders that are ours whatever they look like, and scenarios that
stand elsewhere are named in pytest's configuration::

    [tool.pytest.ini_options]
    tactful_rulesets = ["advice/small.yaml", "advice/large"]
    tactful_scenarios = ["tests/*.tactful.yaml: advice/small.yaml"]

Nothing is imported from the rest of tactful until a scenario is found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from fnmatch import fnmatch
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tactful.language.model import Ruleset
    from tactful.network.evaluator import Network
    from tactful.scenarios.scenario import Scenario
    from tactful.text.diagnostic import Diagnostic


def pytest_addoption(parser: pytest.Parser) -> None:
    """Announce what can be configured."""
    parser.addini("tactful_rulesets", "files and folders whose scenarios are tests", "linelist")
    parser.addini(
        "tactful_scenarios", "scenarios elsewhere, as `pattern: ruleset`, a line each", "linelist"
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """Collect a file of scenarios."""
    ruleset = _ruleset_of(file_path, parent.config)
    if ruleset is None:
        return None
    made: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
    made.ruleset = ruleset
    return made


def _ruleset_of(file: Path, config: pytest.Config) -> Path | None:
    """Where the ruleset is that a file's scenarios belong to; ``None`` if it holds none."""
    if file.suffix != ".yaml" or file.name.startswith("."):
        return None
    named = [config.rootpath / name for name in config.getini("tactful_rulesets")]
    home = file.parent.parent
    if file.parent.name == "scenarios" and (home in named or _is_ours(home)):
        return home
    if file in named:
        return file
    for line in config.getini("tactful_scenarios"):
        pattern, _, ruleset = line.rpartition(":")
        if fnmatch(str(file), str(config.rootpath / pattern.strip())):
            found: Path = config.rootpath / ruleset.strip()
            return found
    return None


def _is_ours(folder: Path) -> bool:
    from tactful.reading.homes import is_home

    return is_home(folder)


class ScenarioFile(pytest.File):
    """A file of scenarios and the ruleset that they belong to."""

    ruleset: Path

    def collect(self) -> Iterable[ScenarioItem]:
        """One item for each scenario."""
        from tactful.reading.ruleset import load_ruleset
        from tactful.scenarios.scenario import load_scenarios

        loaded = load_ruleset(self.ruleset)
        if loaded.ruleset is None:
            raise self.CollectError(_listed(loaded.diagnostics))
        read = load_scenarios(self.path, loaded.ruleset)
        if any(found.is_error for found in read.diagnostics):
            raise self.CollectError(_listed(read.diagnostics))
        shared = _Shared(loaded.ruleset)
        taken: set[str] = set()
        for scenario in read.scenarios:
            name = _name(scenario.title, taken)
            taken.add(name)
            made: ScenarioItem = ScenarioItem.from_parent(self, name=name)
            made.scenario, made.shared = scenario, shared
            yield made


def _name(title: str, taken: Collection[str]) -> str:
    """A test's name by which it can be chosen: ``::`` would end it, as would a line's end."""
    plain = re.sub(r":(?=:)", ": ", " ".join(title.split()))
    names = chain([plain], (f"{plain} ({number})" for number in count(2)))
    return next(name for name in names if name not in taken)


def _listed(diagnostics: Iterable[Diagnostic]) -> str:
    return "\n".join(f"{d.span}: {d.message}\n  help: {d.help}" for d in diagnostics if d.is_error)


class _Shared:
    """A ruleset, compiled when the first of its scenarios runs."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._network: Network | None = None

    @property
    def network(self) -> Network:
        from tactful.network.evaluator import Network

        if self._network is None:
            self._network = Network(self.ruleset)
        return self._network


class NotAsExpected(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised when a scenario does not come out as it expects."""


class ScenarioItem(pytest.Item):
    """One scenario."""

    scenario: Scenario
    shared: _Shared

    def runtest(self) -> None:
        """Evaluate it and compare.

        Raises:
            NotAsExpected: listing every expectation that was not met.
        """
        from tactful.network.kept import network_with
        from tactful.scenarios.failure import failures

        network = network_with(self.shared.network, self.scenario.people)
        conclusions = network.evaluate(self.scenario.given)
        missed = failures(self.scenario, conclusions, network.ruleset)
        if missed:
            raise NotAsExpected("\n".join(f"{one.span}: {one}" for one in missed))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was not met, without a traceback, which would show our code and not the rules."""
        if isinstance(excinfo.value, NotAsExpected):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the scenario is written."""
        return self.path, self.scenario.span.line - 1, self.name
