"""The pytest plugin, in a pytest of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from running import MOODS, environment

FOLLOW_UP = Path(__file__).parents[2] / "rulesets" / "follow-up"


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(FOLLOW_UP, tmp_path / "rules")
    return tmp_path


def test_a_rulesets_scenarios_are_collected_beside_other_tests(project: Path) -> None:
    (project / "test_mine.py").write_text("def test_mine(): pass\n")
    done = run_pytest(project, "-q")
    assert done.returncode == 0, done.stdout
    assert "rules/scenarios/gifts.yaml ...." in run_pytest(project).stdout
    assert " passed" in done.stdout.splitlines()[-1]


def test_a_failure_shows_the_expectation_and_no_traceback(project: Path) -> None:
    wrong = "scenario: Wrong\nfacts: {rapport: cold}\nexpect:\n  tone: friendly\n"
    (project / "rules" / "scenarios" / "wrong.yaml").write_text(wrong)
    done = run_pytest(project, "-k", "Wrong")
    assert done.returncode == 1
    assert "wrong.yaml:4:3: expected `tone` to be `friendly`, but it is `formal`" in done.stdout
    assert "Traceback" not in done.stdout
    assert "runtest" not in done.stdout


def test_text_with_mistakes_is_a_collection_error_in_its_own_words(project: Path) -> None:
    (project / "rules" / "scenarios" / "bad.yaml").write_text("scenario: X\nfacts: {raport: x}\n")
    done = run_pytest(project)
    assert done.returncode == 2
    assert "bad.yaml:2:9: there is no fact `raport`" in done.stdout
    assert "did you mean `rapport`" in done.stdout


def test_other_places_are_configured(tmp_path: Path) -> None:
    shutil.copy(MOODS, tmp_path / "moods.yaml")
    assert run_pytest(tmp_path).returncode == 5  # nothing is collected unasked
    (tmp_path / "mine.tactful.yaml").write_text("scenario: Mine\nfacts: {}\nexpect: {step: wait}\n")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\ntactful_rulesets = moods.yaml\ntactful_scenarios = *.tactful.yaml: moods.yaml\n"
    )
    done = run_pytest(tmp_path, "-v")
    assert done.returncode == 0, done.stdout
    assert "mine.tactful.yaml::Mine PASSED" in done.stdout
    assert "moods.yaml::Hardly anything known PASSED" in done.stdout
    assert "13 passed" in done.stdout


def test_collecting_nothing_imports_nothing_of_tactful(tmp_path: Path) -> None:
    (tmp_path / "test_light.py").write_text(
        "import sys\n"
        "def test_light():\n"
        "    found = {m for m in sys.modules if m.startswith('tactful')}\n"
        "    assert found == {'tactful', 'tactful.testing', 'tactful.testing.pytest_plugin'}\n"
    )
    done = run_pytest(tmp_path, "-q")
    assert done.returncode == 0, done.stdout
