"""What pre-commit runs, and what a command takes for the ruleset that is meant."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from running import MOODS, ROOT, Done, run

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
NOT_OURS = "apiVersion: 1\nrules: []\n"


def git(folder: Path, *arguments: str) -> str:
    words = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    assert run("new", "advice", cwd=tmp_path).code == 0
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "ruleset.yaml").write_text(NOT_OURS)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "alerts.yaml").write_text("groups: []\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "First")
    return tmp_path


def hooked(repository: Path, *, every: bool = False) -> list[tuple[str, Done]]:
    """Run the hooks as pre-commit does: on the files that it hands to each of them."""
    listed = ["ls-files"] if every else ["diff", "--staged", "--name-only", "--diff-filter=d"]
    ran = []
    for hook in HOOKS:
        assert hook["pass_filenames"]
        assert hook["require_serial"]
        files = [f for f in git(repository, *listed).split() if re.search(hook["files"], f)]
        assert files
        program, *arguments = shlex.split(hook["entry"])
        assert program == "tactful"
        ran.append((hook["id"], run(*arguments, *files, cwd=repository)))
    return ran


def test_hooks_pass_what_is_sound_and_look_at_each_ruleset_once(repository: Path) -> None:
    checked, tested = (done for _, done in hooked(repository, every=True))
    assert (checked.code, tested.code) == (0, 0), (checked, tested)
    assert checked.out.count("advice: 4 rules") == 1
    assert tested.out.endswith("5 scenarios, 5 passed, 0 failed\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "codes"),
    [
        ("rules/advice.yaml", "because:", "becuase:", (1, 3)),
        ("ruleset.yaml", "decisions:", "decision:", (1, 3)),
        ("facts.yaml", "type: choice", "type: choices", (1, 3)),
        ("scenarios/cases.yaml", "umbrella: take_it", "umbrella: leave_it", (0, 1)),
        ("rules/advice.yaml", "strongly for", "strongly against", (1, 0)),
    ],
)
def test_hooks_fail_where_a_changed_file_breaks_its_ruleset(
    repository: Path, file: str, old: str, new: str, codes: tuple[int, int]
) -> None:
    path = repository / "advice" / file
    text = path.read_text().replace(old, new)
    assert text != path.read_text()
    path.write_text(text)
    git(repository, "add", "-A")
    ran = hooked(repository)
    assert tuple(done.code for _, done in ran) == codes, ran
    assert all("Traceback" not in done.err for _, done in ran)


def test_hooks_leave_other_tools_files_alone_and_say_so(repository: Path) -> None:
    (repository / "other" / "ruleset.yaml").write_text(NOT_OURS + "# more\n")
    git(repository, "add", "-A")
    for _, done in hooked(repository):
        said = "None of these files belongs to a ruleset, so nothing was looked at.\n"
        assert (done.code, done.out, done.err) == (0, "", said)


def test_a_ruleset_is_found_from_inside(repository: Path) -> None:
    path = repository / "advice" / "rules" / "advice.yaml"
    path.write_text(path.read_text().replace("because:", "becuase:"))
    done = run("check", cwd=path.parent)
    assert done.code == 1
    assert "../rules/advice.yaml:8:5: error: `becuase` means nothing" in done.out
    assert done.err == "This folder is in the ruleset `advice` (..), which is used.\n"
    assert run("test", cwd=path.parent).code == 3
    assert run("evaluate", "--set", "sky=clear", cwd=path.parent).code == 3


def test_beside_a_ruleset_it_is_asked_which_is_meant(repository: Path) -> None:
    for name in ("check", "test"):
        done = run(name, cwd=repository)
        assert (done.code, done.out) == (2, "")
        assert f"which ruleset? Here is `advice`: write `tactful {name} advice`" in done.err


def test_with_none_around_the_packaged_rules_are_meant_and_it_is_said(tmp_path: Path) -> None:
    done = run("check", "--quick", cwd=tmp_path)
    assert done.code == 0
    assert done.out.startswith("follow-up: 138 rules")
    assert done.err == (
        "There is no ruleset here or in a folder above: these are the packaged follow-up rules.\n"
    )


def test_several_rulesets_are_checked_in_one_go(repository: Path) -> None:
    done = run("check", "--quick", MOODS, "advice", "advice/facts.yaml", cwd=repository)
    assert done.code == 0
    assert "moods: 12 rules" in done.out
    assert done.out.count("advice: 4 rules") == 1
    done = run("check", MOODS, "advice", "--format", "json", cwd=repository)
    assert (done.code, done.out) == (2, "")
    assert "one ruleset at a time" in done.err
