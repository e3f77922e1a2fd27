"""Which ruleset a file belongs to: ours are told from other tools' by what stands in them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml

from running import MOODS
from tactful.reading.homes import home_of, is_home, is_whole, rulesets_within
from tactful.text.library import packaged, packaged_names
from tactful.workspace.starter import new_ruleset


def start(folder: Path) -> Path:
    for name, text in new_ruleset("mine", "pytest").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return start(tmp_path / "mine")


@pytest.mark.parametrize("name", packaged_names())
def test_every_file_of_a_ruleset_stands_for_it(name: str) -> None:
    home = packaged(name)
    files = [*home.rglob("*.yaml")]
    assert len(files) > 3
    assert {home_of(file) for file in files} == {home}
    assert home_of(home) == home_of(home / "rules") == home


def test_it_is_found_from_inside_and_named_from_there(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, name in ((mine, "."), (mine / "rules", ".."), (mine.parent, "mine")):
        monkeypatch.chdir(folder)
        file = Path(os.path.relpath(mine / "rules" / "advice.yaml", folder))
        assert home_of(file) == Path(name)
    monkeypatch.chdir(mine / "scenarios")
    assert home_of(Path()) == Path("..")
    monkeypatch.chdir(mine.parent)
    assert home_of(Path()) is None


def test_the_nearest_one_counts(mine: Path) -> None:
    inner = start(mine / "drafts" / "inner")
    assert home_of(inner / "facts.yaml") == inner
    assert home_of(mine / "drafts") == mine
    shutil.copy(MOODS, mine / "whole.yaml")
    assert home_of(mine / "whole.yaml") == mine / "whole.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("ruleset.yaml", "title:", "titel:"),
        ("ruleset.yaml", "decisions:", "decision:"),
        ("ruleset.yaml", "decisions:", '"decisions":'),
        ("ruleset.yaml", "title: ", "title:\t"),
        ("ruleset.yaml", "\n", "\r\n"),
        ("ruleset.yaml", "", "\ufeff"),
        ("facts.yaml", "facts:", "fact:"),
        ("rules/advice.yaml", "because:", "becuase:"),
    ],
)
def test_ours_is_known_with_mistakes_in_it(mine: Path, file: str, old: str, new: str) -> None:
    text = (mine / file).read_text()
    changed = text.replace(old, new) if old else new + text
    assert changed != text
    (mine / file).write_text(changed)
    assert is_home(mine)


@pytest.mark.parametrize("missing", ["ruleset.yaml", "facts.yaml", "rules", "scenarios"])
def test_ours_is_known_without_one_of_its_parts(mine: Path, missing: str) -> None:
    path = mine / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert is_home(mine)


def test_a_text_in_braces_is_known(tmp_path: Path) -> None:
    made = yaml.safe_dump(yaml.safe_load(MOODS.read_text()), default_flow_style=True)
    (tmp_path / "ruleset.yaml").write_text(made)
    assert is_home(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "rules: []\n", "title: x\nrules: []\n", "- facts\n", "name: x\nversion: 1\nrules: {}\n"],
)
def test_what_others_write_is_not_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / "ruleset.yaml").write_text(text)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "one.yaml").write_text("rules:\n- {id: x}\n")
    assert not is_home(tmp_path)
    assert home_of(tmp_path / "rules" / "one.yaml") is None
    assert not is_whole(tmp_path / "rules" / "one.yaml")


def test_pipes_folders_and_what_is_not_there_are_no_rulesets(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ruleset.yaml")
    (tmp_path / "facts.yaml").mkdir()
    assert not is_home(tmp_path)
    assert not is_home(tmp_path / "none")
    assert home_of(tmp_path / "none.yaml") is None


def test_rulesets_below_are_found_but_hidden_ones(tmp_path: Path) -> None:
    start(tmp_path / "one")
    start(tmp_path / "folder" / "two")
    start(tmp_path / ".hidden")
    start(tmp_path / "a" / "b" / "too-deep")
    shutil.copy(MOODS, tmp_path / "moods.yaml")
    found = [path.relative_to(tmp_path).as_posix() for path in rulesets_within(tmp_path)]
    assert found == ["moods.yaml", "one", "folder/two"]
