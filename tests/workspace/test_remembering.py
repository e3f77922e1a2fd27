"""A ruleset that is kept is what its files say now, or it is not used; and nobody hears of it."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tactful
from drawing import ACTING, SAID, Size, draw_ruleset
from drawing_several import SEVERAL, draw_template
from draws import DRAWS, unhurried
from tactful.grounding.stored import NotAModel, as_bytes, from_bytes
from tactful.language.model import Ruleset
from tactful.reading.ruleset import load, load_ruleset
from tactful.text.library import packaged, packaged_names
from tactful.workspace.remembering import home, remember, remembered

EVALUATE = [sys.executable, "-m", "tactful", "evaluate", "--set", "a=yes", "--ruleset"]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("TACTFUL_CACHE")
    return tmp_path / "tactful"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A ruleset that builds on another."""
    base = tmp_path / "base"
    (base / "rules").mkdir(parents=True)
    (base / "ruleset.yaml").write_text(
        "title: Base\ndecisions:\n  d: {label: what to do, choose: one, "
        "options: {x: {label: this}, z: {label: that}}}\n"
    )
    (base / "facts.yaml").write_text("facts:\n  a: {type: yes/no, label: whether a}\n")
    (base / "rules/base.yaml").write_text(rule("one", "x"))
    own = tmp_path / "own"
    (own / "rules").mkdir(parents=True)
    (own / "ruleset.yaml").write_text("title: Own\nextends: ../base\n")
    (own / "rules/own.yaml").write_text(rule("two", "z"))
    return own


def rule(name: str, option: str) -> str:
    return (
        f"rules:\n  - id: {name}\n    when: {{a: yes}}\n    then: {{d: {{{option}: for}}}}\n"
        f"    because: Of {name}.\n    source: house\n"
    )


_SET = re.compile(r"frozenset\(\{(.*?)\}\)")


def _sorted(found: re.Match[str]) -> str:
    """A set as it is written, which has no order of its own."""
    return f"frozenset({sorted(found[1].split(', '))})"


def told(ruleset: Ruleset) -> dict[str, str]:
    """All that a model says, to the order of what it lists."""
    found = {one.name: getattr(ruleset, one.name) for one in fields(ruleset)}
    template = found.pop("template")
    shown = {name: _SET.sub(_sorted, repr(value)) for name, value in found.items()}
    return shown if template is None else shown | {f"_{k}": v for k, v in told(template).items()}


def keep(path: Path) -> Path:
    """Read a ruleset and keep it; the file in which it is."""
    remember(path, load_ruleset(path))
    folder = home()
    assert folder is not None
    (kept,) = folder.glob("*.ruleset")
    return kept


@pytest.mark.parametrize("name", packaged_names())
def test_what_is_kept_is_what_was_read(name: str) -> None:
    path = packaged(name)
    assert remembered(path) is None
    keep(path)
    found = remembered(path)
    assert found is not None
    assert told(found) == told(load(path))


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32), st.sampled_from([Size(), SAID, ACTING]))
def test_every_model_travels_as_bytes(seed: int, size: Size) -> None:
    drawn = draw_ruleset(Random(seed), size)
    assert told(from_bytes(as_bytes(drawn))) == told(drawn)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_so_does_every_model_of_several(seed: int) -> None:
    drawn = draw_template(Random(seed), SEVERAL)
    assert told(from_bytes(as_bytes(drawn))) == told(drawn)


def test_it_is_this_users_alone(rules: Path, cache: Path) -> None:
    kept = keep(rules)
    assert kept.stat().st_mode & 0o7777 == 0o600
    assert cache.stat().st_mode & 0o7777 == 0o700
    assert [one.name for one in cache.iterdir()] == [kept.name]


CHANGES: dict[str, Callable[[Path], object]] = {
    "a rule": lambda own: (own / "rules/own.yaml").write_text(rule("two", "x")),
    "a new file": lambda own: (own / "rules/new.yaml").write_text(rule("new", "x")),
    "a file less": lambda own: (own / "rules/own.yaml").unlink(),
    "a file by another name": lambda own: (own / "rules/own.yaml").rename(own / "rules/o.yaml"),
    "a file that is misnamed": lambda own: (own / "rules/more.yml").write_text(rule("m", "x")),
    "a file in the wrong place": lambda own: (own / "more.yaml").write_text(rule("m", "x")),
    "facts of its own": lambda own: (own / "facts.yaml").write_text("facts: {}\n"),
    "a rule of the base": lambda own: (own / "../base/rules/base.yaml").write_text(rule("1", "x")),
    "a file of the base": lambda own: (own / "../base/rules/new.yaml").write_text(rule("n", "x")),
    "no base": lambda own: shutil.rmtree(own / "../base"),
    "a link": lambda own: linked(own / "rules/own.yaml", own.parent / "elsewhere.yaml"),
}


def linked(file: Path, to: Path) -> None:
    file.rename(to)
    file.symlink_to(to)


@pytest.mark.parametrize("change", [*CHANGES])
def test_whatever_changes_is_noticed_though_the_clock_stands_still(
    rules: Path, change: str
) -> None:
    keep(rules)
    assert remembered(rules) is not None
    CHANGES[change](rules)
    for path in (*rules.parent.rglob("*"), rules):
        os.utime(path, (0, 0))
    assert remembered(rules) is None


def test_a_base_that_now_stands_nearer_is_noticed(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "rules").mkdir(parents=True)
    (own / "ruleset.yaml").write_text("title: Own\nextends: practice\n")
    keep(own)
    assert remembered(own) is not None
    shutil.copytree(packaged("start-date"), own / "practice")
    assert remembered(own) is None


def test_what_there_is_something_to_say_about_is_not_kept(rules: Path, cache: Path) -> None:
    (rules / "rules/more.yml").write_text("")
    loaded = load_ruleset(rules)
    assert loaded.ruleset is not None
    assert loaded.diagnostics
    remember(rules, loaded)
    assert not cache.exists()


def test_another_version_and_other_libraries_read_anew(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(rules)
    with monkeypatch.context() as changed:
        changed.setattr(tactful, "__version__", "0.0.0")
        assert remembered(rules) is None
    with monkeypatch.context() as changed:
        changed.setattr(sys, "version", "3.99")
        assert remembered(rules) is None
    (tmp_path / "site-packages").mkdir()
    with monkeypatch.context() as changed:
        changed.syspath_prepend(str(tmp_path / "site-packages"))
        assert remembered(rules) is None
    assert remembered(rules) is not None


def test_off_is_off(rules: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(rules)
    monkeypatch.setenv("TACTFUL_CACHE", "off")
    assert home() is None
    assert remembered(rules) is None
    shutil.rmtree(cache)
    remember(rules, load_ruleset(rules))
    assert not cache.exists()


def test_a_damaged_file_is_as_good_as_none(rules: Path) -> None:
    kept = keep(rules)
    whole, rng = kept.read_bytes(), Random(1)
    damaged = [b"", b"\n", b"\n\n", whole[:-1], whole + b"\n", whole[:64], b"\xff" * len(whole)]
    for place in (*range(140), *(rng.randrange(len(whole)) for _ in range(200))):
        damaged.append(
            whole[:place] + bytes([whole[place] ^ 1 << rng.randrange(8)]) + whole[place + 1 :]
        )
    for data in damaged:
        kept.write_bytes(data)
        assert remembered(rules) is None
    kept.write_bytes(whole)
    assert remembered(rules) is not None


class Harmful:
    def __init__(self, made: Path) -> None:
        self.made = made

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.made),)


def test_bytes_that_would_run_something_run_nothing(rules: Path, tmp_path: Path) -> None:
    kept, made = keep(rules), tmp_path / "made"
    harmful = pickle.dumps(Harmful(made))
    _, seen, _ = kept.read_bytes().split(b"\n", 2)
    digest = hashlib.sha256()
    for part in (seen, harmful):
        digest.update(b"%d:" % len(part) + part)
    kept.write_bytes(digest.hexdigest().encode() + b"\n" + seen + b"\n" + harmful)
    assert remembered(rules) is None
    assert not made.exists()
    pickle.loads(harmful)  # noqa: S301 - as a pickle it does what it says
    assert made.exists()


def test_bytes_of_something_else_are_no_model() -> None:
    for data in (b"", b"\x80", pickle.dumps(3), pickle.dumps(load(packaged("practice")).clock)):
        with pytest.raises(NotAModel):
            from_bytes(data)


def test_what_others_may_have_written_is_not_read(
    rules: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(rules)
    for path, modes in ((kept, (0o644, 0o620, 0o602)), (cache, (0o755, 0o720, 0o703))):
        usual = path.stat().st_mode
        for mode in modes:
            path.chmod(mode)
            assert remembered(rules) is None
        path.chmod(usual)
        assert remembered(rules) is not None
    with monkeypatch.context() as changed:
        changed.setattr(os, "getuid", lambda: kept.stat().st_uid + 1)
        assert remembered(rules) is None
    linked(kept, cache.parent / "elsewhere")
    assert remembered(rules) is None
    kept.unlink()
    os.mkfifo(kept, 0o600)
    assert remembered(rules) is None


def test_nothing_is_left_in_the_home_of_somebody_else(
    rules: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: rules.stat().st_uid + 1)
    remember(rules, load_ruleset(rules))
    assert not cache.exists()


@pytest.mark.parametrize("place", ["a file", "a link that leads nowhere", "relative"])
def test_where_nothing_can_be_kept_nothing_is(
    rules: Path, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "tactful").symlink_to("nowhere")
    homes = {"a file": tmp_path / "file", "a link that leads nowhere": tmp_path, "relative": "x"}
    monkeypatch.setenv("XDG_CACHE_HOME", str(homes[place]))
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    remember(rules, load_ruleset(rules))
    assert remembered(rules) is None
    assert not (tmp_path / "nowhere").exists()


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path, cache: Path, rules: Path) -> None:
    keep(rules)
    for number in range(70):
        (cache / f"{number}.ruleset").write_bytes(b"")
        os.utime(cache / f"{number}.ruleset", (number, number))
    remember(rules, load_ruleset(rules))
    assert remembered(rules) is not None
    assert len([*cache.iterdir()]) == 64
    assert not (cache / "0.ruleset").exists()


def _no_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def test_a_full_disk_is_not_heard_of(rules: Path, cache: Path) -> None:
    full = subprocess.run(
        [*EVALUATE, str(rules)], capture_output=True, text=True, check=True, preexec_fn=_no_room
    )
    assert [*cache.iterdir()] == []
    usual = subprocess.run([*EVALUATE, str(rules)], capture_output=True, text=True, check=True)
    assert len([*cache.iterdir()]) == 1
    assert (full.stdout, full.stderr) == (usual.stdout, usual.stderr)
    assert full.stderr == ""


def test_several_at_once_all_give_the_right_answer(rules: Path, cache: Path) -> None:
    for option in ("this", "that"):
        text = rule("two", "x" if option == "this" else "z").replace("for}", "always}")
        (rules / "rules/own.yaml").write_text(text)
        started = [
            subprocess.Popen([*EVALUATE, str(rules)], stdout=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        for one in started:
            said, _ = one.communicate(timeout=300)
            assert f": {option}" in said.lower() or option in said.splitlines()[0]
            assert one.returncode == 0
    assert [one.suffix for one in cache.iterdir()] == [".ruleset"]
    assert remembered(rules) is not None


def test_the_version_says_where(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said() -> str:
        words = [sys.executable, "-m", "tactful", "--version"]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout

    assert f"rulesets kept in {cache}\n" in said()
    monkeypatch.setenv("TACTFUL_CACHE", "off")
    assert "rulesets are read each time\n" in said()
