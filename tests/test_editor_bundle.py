"""What the page has from others: by version and hash, with its licences, and never in a commit."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from running import ROOT

sys.path.insert(0, str(ROOT / "tools"))
try:
    build_editor = importlib.import_module("build_editor")
finally:
    sys.path.pop(0)


def test_every_package_is_named_by_hash_and_by_no_address() -> None:
    text = (build_editor.SOURCES / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    del packages[""]
    assert all(re.match(r"sha512-", one["integrity"]) for one in packages.values())
    assert "resolved" not in text
    node = (build_editor.SOURCES / "node.txt").read_text(encoding="utf-8")
    assert "--hash=sha256:" in node
    assert "http" not in node


def test_nothing_of_it_is_in_a_commit() -> None:
    if not (ROOT / ".git").exists():  # a source distribution has it, so that nobody needs Node
        assert (build_editor.TARGET / "SOURCES").exists()
        return
    kept = subprocess.run(
        ["git", "ls-files", str(build_editor.TARGET)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert kept.stdout == ""


def test_what_is_in_it_is_told_with_its_licence() -> None:
    sources = (build_editor.TARGET / "SOURCES").read_text(encoding="utf-8").splitlines()
    licences = (build_editor.TARGET / "LICENSES").read_text(encoding="utf-8")
    named = [line.rsplit(" ", 1)[0] for line in sources]
    assert any(name.startswith("@codemirror/view ") for name in named)
    assert any(name.startswith("idiomorph ") for name in named)
    assert [name for name in named if name not in licences] == []
    terms = {re.search(r"\((.*)\)$", name)[1] for name in named}  # type: ignore[index]
    assert terms <= {"MIT", "0BSD", "ISC", "BSD-2-Clause", "BSD-3-Clause"}


def test_without_node_it_is_said_why_there_is_no_bundle(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(build_editor, "TARGET", tmp_path / "vendor")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(build_editor.CannotBundle, match="Node is not installed"):
        build_editor.bundle()
    assert not (tmp_path / "vendor").exists()


def test_whoever_wants_none_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TACTFUL_EDITOR", "none")
    with pytest.raises(build_editor.CannotBundle, match="TACTFUL_EDITOR=none was set"):
        build_editor.bundle()
