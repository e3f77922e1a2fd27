"""``tactful new`` and the hooks, as processes."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
import yaml

from running import ROOT, run


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--from", "start-date"),
        ("--from", "offer-talk"),
        ("--extends", "follow-up"),
        ("--extends", "offer-talk"),
        ("--extends", "start-date"),
    ],
)
def test_a_new_ruleset_passes_check_and_test(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run("new", "my-rules", *arguments, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "tactful check my-rules" in done.out
    checked = run("check", "my-rules", "--strict", cwd=tmp_path)
    assert checked.code == 0, checked.out
    assert checked.out.startswith("my-rules: ")
    assert checked.out.splitlines()[0].endswith(", no findings")
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


def test_to_copy_and_to_build_on_is_too_much(tmp_path: Path) -> None:
    done = run("new", "mine", "--from", "follow-up", "--extends", "follow-up", cwd=tmp_path)
    assert done.code == 2
    assert "give one" in done.err
    assert not (tmp_path / "mine").exists()


def test_advice_says_from_which_ruleset_a_rule_comes(tmp_path: Path) -> None:
    run("new", "mine", "--extends", "start-date", cwd=tmp_path)
    facts = ("--set", "coach_advised_patience=yes")
    done = run("evaluate", "--ruleset", "mine", *facts, cwd=tmp_path)
    assert "Your coach knows you, and has advised patience. [the coach's judgement]" in " ".join(
        done.out.split()
    )
    done = run(
        "evaluate", "--ruleset", "mine", *facts, "--format", "json", "--no-unknown", cwd=tmp_path
    )
    argued = [
        one
        for decision in json.loads(done.out)["results"][0]["decisions"].values()
        for option in decision["options"].values()
        for one in option["arguments"]
    ]
    own = [one["rule"] for one in argued if "from" not in one]
    assert own == ["as-your-coach-advised"]
    assert {one["from"] for one in argued if "from" in one} <= {"start-date"}
