"""``tactful new`` and the hooks, as processes."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import yaml

from running import ROOT, run


@pytest.mark.parametrize("arguments", [(), ("--from", "follow-up"), ("--from", "start-date")])
def test_a_new_ruleset_passes_check_and_test(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run("new", "my-rules", *arguments, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "tactful check my-rules" in done.out
    checked = run("check", "my-rules", "--strict", cwd=tmp_path)
    assert checked.code == 0, checked.out
    assert checked.out.startswith("my-rules: ")
    assert checked.out.endswith(", no findings\n")
    tested = run("test", "my-rules", cwd=tmp_path)
    assert tested.code == 0
    assert tested.out.endswith(" passed, 0 failed\n")
    assert "tests nothing" not in tested.out


def test_its_scenarios_notice_every_small_change(tmp_path: Path) -> None:
    run("new", "mine", cwd=tmp_path)
    done = run("test", "mine", "--coverage", "--mutate", cwd=tmp_path)
    assert "(100%)" in done.out
    assert "conditions (100%)" in done.out


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    done = run("new", "mine", cwd=tmp_path)
    assert done.code == 3
    assert "exists already" in done.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_a_name_without_a_letter_is_wrong_usage(tmp_path: Path) -> None:
    assert run("new", "123", cwd=tmp_path).code in (0, 2)
    assert run("new", "...", cwd=tmp_path).code == 2


def test_the_hooks_run_commands_that_exist(tmp_path: Path) -> None:
    run("new", "mine", cwd=tmp_path)
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["tactful-check", "tactful-test"]
    for hook in hooks:
        name, *arguments = shlex.split(hook["entry"])
        assert name == "tactful"
        assert run(*arguments, "mine", cwd=tmp_path).code == 0
