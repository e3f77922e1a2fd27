"""What is given to others: a wheel and a source distribution that say what they are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

from running import ROOT, environment
from tactful import __version__


def built(target: str, folder: Path) -> Path:
    """A distribution, without the C module: fetching its sources would take a network."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory"]
    plain = environment(TACTFUL_ENGINE="plain")
    subprocess.run([*command, str(folder)], cwd=ROOT, env=plain, capture_output=True, check=True)
    (found,) = folder.iterdir()
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(built("wheel", tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    name = f"tactful-{__version__}.dist-info/METADATA"
    return message_from_string(wheel.read(name).decode())


def test_the_metadata_says_who_made_it_and_on_which_terms(metadata: Message) -> None:
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Author"] == "The tactful developers"
    assert metadata["Requires-Python"] == ">=3.11"
    assert "durable-rules" in metadata["Summary"]
    assert "durable-rules" in metadata["Keywords"]
    newest = [f"Programming Language :: Python :: 3.{minor}" for minor in range(11, 16)]
    assert set(newest) <= set(metadata.get_all("Classifier", []))


def test_on_a_package_index_no_link_of_the_readme_is_dead(metadata: Message) -> None:
    text = metadata.get_payload()
    assert isinstance(text, str)
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    assert "The language: facts, decisions, rules and scenarios" in text


def test_the_licence_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    name = f"tactful-{__version__}.dist-info/licenses/LICENSE"
    assert wheel.read(name) == (ROOT / "LICENSE").read_bytes()


def test_the_wheel_brings_nothing_but_tactful(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    own = {
        "tactful",
        "tactful_cli",
        "tactful_server",
        "tactful_studio",
        f"tactful-{__version__}.dist-info",
    }
    assert tops == own | {"tactful_durable_rules.py"}


def test_a_wheel_without_the_c_module_says_why(wheel: zipfile.ZipFile) -> None:
    with pytest.raises(ImportError, match="TACTFUL_ENGINE=plain was set"):
        exec(wheel.read("tactful_durable_rules.py"), {})  # noqa: S102 - what we have just built


def test_the_source_distribution_has_all_that_its_tests_need(tmp_path: Path) -> None:
    with tarfile.open(built("sdist", tmp_path)) as archive:
        packed = {name.split("/", 1)[1] for name in archive.getnames()}
    here = {
        str(Path(folder, name).relative_to(ROOT))
        for top in ROOT.iterdir()
        if top.is_dir() and not top.name.startswith(".") and top.name not in ("build", "dist")
        for folder, _, names in os.walk(top)
        for name in names
        if "__pycache__" not in folder
    }
    here |= {path.name for path in ROOT.iterdir() if path.is_file()} - {".git", "PKG-INFO"}
    assert here - packed == set()
