"""Scenarios that say when they play, to be asked again at other moments."""

from __future__ import annotations

from pathlib import Path

from tactful.language.model import Ruleset
from tactful.scenarios.scenario import Scenario, load_scenarios


def dated(path: Path, ruleset: Ruleset) -> list[Scenario]:
    """A ruleset's scenarios that name their moment, but for those that list several people."""
    every = load_scenarios(path, ruleset).scenarios
    return [one for one in every if "now" in one.given and not one.people]
