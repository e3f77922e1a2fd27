"""Each check finds just what its cases announce, on the lines they announce it."""

from __future__ import annotations

from pathlib import Path

import pytest

from casefiles import announced, findings, told
from goldens import Golden
from tactful.checking.examine import CHECKS, examine
from tactful.checking.suppressions import DEFECTS, suppressed
from tactful.checking.witnesses import scenario_of
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load_ruleset
from tactful.scenarios.scenario import scenarios_from
from tactful.scenarios.writing import scenario_text
from tactful.testing.run import run
from tactful.text.diagnostic import Severity

CASES = sorted((Path(__file__).parent.parent / "cases" / "checks").glob("*.yaml"))
NAMES = [check.DEFECT.name for check in CHECKS]
PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_just_what_is_announced_is_found(path: Path) -> None:
    loaded = load_ruleset(path)
    assert loaded.ruleset is not None, told(loaded.diagnostics, loaded.texts)
    found = suppressed(examine(loaded.ruleset), loaded.texts)
    diagnostics = [one.diagnostic for one in found]
    assert findings(diagnostics) == announced(path.read_text()), told(diagnostics, loaded.texts)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_witness_is_a_passing_scenario_as_it_stands(path: Path) -> None:
    rules = load_ruleset(path).ruleset
    assert rules is not None
    for one in examine(rules):
        written = scenario_of(one, Network(rules))
        if written is not None:
            read = scenarios_from(scenario_text(written, rules).encode(), "x", rules)
            assert read.diagnostics == ()
            (tested,) = run(rules, read.scenarios)
            assert tested.failures == ()
            assert tested.scenario.expect


@pytest.mark.parametrize("name", NAMES)
def test_every_check_has_three_files_of_cases(name: str) -> None:
    mine = [path for path in CASES if path.stem.startswith(name)]
    assert len(mine) >= 3
    assert all(name in path.read_text() for path in mine)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.DEFECT.name)
def test_a_check_is_a_module_of_its_defects_name(check: object) -> None:
    defect = check.DEFECT  # type: ignore[attr-defined]
    module = check.__name__.rpartition(".")[2]  # type: ignore[attr-defined]
    assert module == defect.name.replace("-", "_")
    assert defect.severity is Severity.WARNING
    assert "\nAvoid:" in (check.__doc__ or "")
    assert "\nPrefer" in (check.__doc__ or "")


def test_each_check_has_one_golden_rendering(golden: Golden) -> None:
    for name in NAMES:
        path = next(path for path in CASES if path.stem == name)
        loaded = load_ruleset(path)
        assert loaded.ruleset is not None
        shown = [one.diagnostic for one in examine(loaded.ruleset)]
        golden(f"checks/{name}.txt", told(shown, loaded.texts).replace(str(path), path.name))


def page() -> str:
    parts = [
        "# Checks\n\nWhat `tactful check` finds in a ruleset without mistakes. Each finding is "
        "proven for every situation there\ncan be; where it is about something possible, a "
        "smallest situation shows it. A finding that is meant is\nallowed in a comment, with the "
        "reason: `# tactful: allow gap because ...`.\n",
        "\nOf a ruleset that builds on another, only what stands in its own files is told: the "
        "other's findings are\nits own matter, and what is added may well make one of its rules "
        "idle by intention. Rules about several of\na thing are looked at for none, one and two, "
        "and as many as a rule asks for.\n",
    ]
    for check in CHECKS:
        parts.append(f"\n## {check.DEFECT.name}\n\n{check.DEFECT.code}. {_markdown(check.__doc__)}")
    parts.append(
        "\n## Comments that allow findings\n\n| Code | Name | What it is |\n| --- | --- | --- |\n"
    )
    parts += [f"| {d.code} | `{d.name}` | {d.meaning} |\n" for d in DEFECTS]
    return "".join(parts)


def _markdown(doc: str | None) -> str:
    """A docstring, its examples as blocks of YAML."""
    lines: list[str] = []
    for line in (doc or "").strip().splitlines():
        if line.startswith("    "):
            if not lines[-1].startswith(("```", "  ", "- ", "when", "because", "facts", "sources")):
                lines += ["", "```yaml"]
            lines.append(line[4:])
        else:
            if lines and "```yaml" in lines and lines.count("```") < lines.count("```yaml"):
                lines.append("```")
            lines.append(line)
    if lines.count("```") < lines.count("```yaml"):
        lines.append("```")
    return "\n".join(lines) + "\n"


def test_the_page_is_made_of_the_docstrings(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-goldens"):
        PAGE.write_text(page())
    assert PAGE.read_text() == page()
