"""``tactful diff`` as a process."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from running import run
from test_changes import OLD

NEW = OLD.replace("at most 20", "at most 30")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ruleset.yaml").write_text(OLD)
    (tmp_path / "one.yaml").write_text(OLD)
    for arguments in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "Old"),
    ):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "rules" / "ruleset.yaml").write_text(NEW)
    (tmp_path / "one.yaml").write_text(NEW)
    return tmp_path


def test_no_change_is_fine(repository: Path) -> None:
    done = run("diff", "HEAD:rules", "HEAD:one.yaml", cwd=repository)
    assert (done.code, done.err) == (0, "")
    assert "No client's advice changes: that is proven for every situation." in done.out


@pytest.mark.parametrize("name", ["rules", "one.yaml"])
def test_a_revision_is_compared_with_what_is_there_now(repository: Path, name: str) -> None:
    done = run("diff", f"HEAD:{name}", name, cwd=repository)
    assert done.code == 1
    assert "means: changed" in done.out
    assert "because of `gift`" in done.out


def test_json_tells_the_same(repository: Path) -> None:
    done = run("diff", "HEAD:rules", "rules", "--format", "json", cwd=repository)
    told = json.loads(done.out)
    assert told["changes_advice"] is True
    turns = told["decisions"]["means"]["turns"]
    assert turns[0]["option"] == "gift"
    assert turns[0]["before"]["choices"] == ["note"]
    assert turns[0]["rules"] == ["gift"]
    assert told["rules"]["changed"] == ["gift"]


def test_clients_are_counted_and_named(repository: Path) -> None:
    (repository / "clients.yaml").write_text(
        "scenarios:\n- {scenario: Ann, facts: {rapport: warm, price: 25}}\n"
        "- {scenario: Bo, facts: {rapport: warm, price: 5}}\n"
    )
    done = run("diff", "HEAD:rules", "rules", "--cohort", "clients.yaml", cwd=repository)
    assert "The advice changes for 1 of 2 clients.\n  - Ann: means\n" in done.out


@pytest.mark.parametrize("old", ["HEAD:nothing", "v9:rules", "none.yaml"])
def test_what_is_not_there_is_said_so(repository: Path, old: str) -> None:
    done = run("diff", old, "rules", cwd=repository)
    assert (done.code, done.out) == (3, "")
    assert old.partition(":")[0] in done.err
    assert "Traceback" not in done.err


def test_rules_with_mistakes_cannot_be_compared(repository: Path) -> None:
    (repository / "one.yaml").write_text(NEW.replace("rapport: at", "raport: at"))
    done = run("diff", "rules", "one.yaml", cwd=repository)
    assert (done.code, done.out) == (3, "")
    assert "did you mean `rapport`?" in done.err
