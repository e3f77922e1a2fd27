"""The pytest plugin, in a pytest of its own."""

from __future__ import annotations

import json
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


OTHERS = {
    "versions": "apiVersion: 1\nrules: []\n",
    "linter": "extends: [spectral:oas]\nrules:\n  no-dots: {severity: warn}\n",
    "title": "title: House rules\nrules: [one, two]\n",
    "list": "- facts\n- decisions\n",
    "empty": "",
    "binary": "\x00\xff binary {",
    "nested": "nested:\n  title: x\n  facts: {a: {type: text}}\n  rules: []\n",
}
"""What other tools may have in a `ruleset.yaml`."""


def test_other_tools_folders_are_left_alone(tmp_path: Path) -> None:
    for name, text in OTHERS.items():
        (tmp_path / name / "scenarios").mkdir(parents=True)
        (tmp_path / name / "ruleset.yaml").write_text(text, encoding="latin-1")
        (tmp_path / name / "scenarios" / "smoke.yaml").write_text("name: smoke\nsteps: [1]\n")
    (tmp_path / "test_mine.py").write_text("def test_mine(): pass\n")
    done = run_pytest(tmp_path, "-q")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 passed")


def test_a_folder_may_be_named_as_ours_whatever_it_looks_like(tmp_path: Path) -> None:
    (tmp_path / "mine" / "scenarios").mkdir(parents=True)
    (tmp_path / "mine" / "ruleset.yaml").write_text("titel: Mine\n")
    (tmp_path / "mine" / "scenarios" / "one.yaml").write_text("scenario: One\nfacts: {}\n")
    assert run_pytest(tmp_path).returncode == 5
    (tmp_path / "pytest.ini").write_text("[pytest]\ntactful_rulesets = mine\n")
    done = run_pytest(tmp_path)
    assert done.returncode == 2
    assert "did you mean `title`?" in done.stdout


TITLES = [
    "std::vector, or worse",
    "::",
    ":::",
    "ends with ::",
    "std: :vector, or worse",
    "in [brackets::too]",
    "[first",
    "a/b\\c.py::d",
    "-k not an option",
    "two\n\nlines",
    "é, 日本 and 🎁",
    "with 'quotes' and \"others\" and $HOME and *",
]


def test_every_title_can_be_chosen_on_the_command_line(tmp_path: Path) -> None:
    listed = [{"scenario": t, "facts": {}, "expect": {"step": "wait"}} for t in TITLES]
    (tmp_path / "odd.tactful.yaml").write_text(
        json.dumps({"scenarios": listed}, ensure_ascii=False)
    )
    shutil.copy(MOODS, tmp_path / "moods.yaml")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\ntactful_scenarios = *.tactful.yaml: moods.yaml\n"
    )
    done = run_pytest(tmp_path, "--collect-only", "-q")
    ids = [line for line in done.stdout.splitlines() if line.startswith("odd.tactful.yaml::")]
    assert len(ids) == len({*ids}) == len(TITLES), done.stdout
    (tmp_path / "each.py").write_text(
        "import json, sys, pytest\n"
        "class Passed(list):\n"
        "    def pytest_runtest_logreport(self, report):\n"
        "        if report.when == 'call' and report.passed: self.append(report.nodeid)\n"
        "for chosen in json.load(sys.stdin):\n"
        "    passed = Passed()\n"
        "    pytest.main(['-q', '-p', 'no:cacheprovider', chosen], plugins=[passed])\n"
        "    print(json.dumps(['ran', chosen, passed]))\n"
    )
    each = subprocess.run(
        [sys.executable, "each.py"],
        input=json.dumps(ids),
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    ran = [json.loads(line)[1:] for line in each.stdout.splitlines() if line.startswith('["ran"')]
    assert ran == [[chosen, [chosen]] for chosen in ids]
