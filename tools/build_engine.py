"""Compiles durable-rules into our own package when a wheel is built: one file for all Pythons.

durable-rules is shipped as source only, knows nothing of Pythons after 3.12, and compiles without
optimisation. So its source distribution is fetched from the package index by version and hash,
and its C module compiled against Python's stable ABI: a wheel that was built with the oldest
supported Python runs on every later one, and whoever installs it needs no compiler. Nothing of it
is kept in this repository.

Where it cannot be compiled, a warning says why and the wheel goes without: tactful then matches
rules in Python. ``TACTFUL_ENGINE=durable`` in the environment makes that an error instead, and
``TACTFUL_ENGINE=plain`` leaves durable-rules out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODULE = "tactful_durable_rules"
"""What the C module is called here: it can stand beside the original."""

DEFINITIONS: list[tuple[str, str | None]] = [
    # Gone since Python 3.13; the other one takes the same arguments and does the same.
    ("PyEval_CallObject", "PyObject_CallObject"),
    ("PyInit_durable_rules_engine", f"PyInit_{MODULE}"),
    # The ABI of the Python at hand, and the wheel's name says so: headers of 3.12 and later count
    # references to None in a way that 3.11 aborts on, whatever version of the ABI they are told.
    ("Py_LIMITED_API", f"0x{sys.hexversion >> 16:04X}0000"),
]

UNIX_OPTIONS = [
    # The stable ABI's headers bring in neither of these, which the sources count on.
    *("-include", "stdio.h", "-include", "stdlib.h"),
    # The sources read memory through pointers of other types, which optimisers may rule out.
    *("-O2", "-fno-strict-aliasing", "-g0"),
    # What compilers say of lines that nobody maintains helps nobody who installs this.
    "-w",
]
FULL_RELRO = ["-Wl,-z,relro,-z,now"]


Pinned: TypeAlias = Mapping[str, str]
"""The hook's settings in pyproject.toml: ``name``, ``version`` and ``sha256`` of an sdist."""


class CannotCompile(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where there will be no C module; the text says why, to whoever installs."""


class EngineBuildHook(BuildHookInterface[Any]):
    """Puts the compiled module, its licence and its bill of materials into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it writes a wheel; ``version`` is standard or editable."""
        wanted = os.environ.get("TACTFUL_ENGINE", "")
        self._scratch = Path(tempfile.mkdtemp(prefix="tactful-engine-"))
        try:
            if wanted == "plain":
                raise CannotCompile("TACTFUL_ENGINE=plain was set when tactful was installed")
            module = self._compiled(build_data)
        except CannotCompile as reason:
            if wanted == "durable":
                raise
            self.app.display_warning(f"tactful will match rules in Python: {reason}")
            module = self._reason_why_not(str(reason))
        where = "force_include" if version == "standard" else "force_include_editable"
        build_data[where][str(module)] = module.name
        self._bundle_editor(build_data)

    def _bundle_editor(self, build_data: dict[str, Any]) -> None:
        """The studio's editor, with its licences; without it, a sentence says so."""
        sys.path.insert(0, str(Path(__file__).parent))
        try:
            import build_editor
        finally:
            sys.path.pop(0)
        try:
            build_editor.bundle()
        except build_editor.CannotBundle as reason:
            self.app.display_warning(f"the studio will have a plain text area: {reason}")
            return
        licences = build_editor.TARGET / "LICENSES"
        build_data["extra_metadata"][str(licences)] = "studio-editor/LICENSES"

    def finalize(
        self,
        version: str,  # noqa: ARG002
        build_data: dict[str, Any],  # noqa: ARG002
        artifact_path: str,  # noqa: ARG002
    ) -> None:
        """Called by hatchling when the wheel is written."""
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _compiled(self, build_data: dict[str, Any]) -> Path:
        sources = fetched(self.config, self._scratch)
        module = compiled(sources, self._scratch)
        name = self.config["name"]
        build_data["pure_python"] = False
        build_data["tag"] = wheel_tag()
        build_data["extra_metadata"][str(sources / "LICENSE")] = f"{name}/LICENSE"
        materials = self._scratch / f"{name}.cdx.json"
        materials.write_text(json.dumps(bill_of_materials(self.config), indent=1))
        build_data["sbom_files"].append(str(materials))
        return module

    def _reason_why_not(self, reason: str) -> Path:
        """A module in place of the compiled one, so that whoever runs tactful is told why."""
        module = self._scratch / f"{MODULE}.py"
        module.write_text(f"raise ImportError({reason!r})\n", encoding="utf-8")
        return module


def fetched(pinned: Pinned, scratch: Path) -> Path:
    """The unpacked source distribution of what pyproject.toml names, version and hash.

    pip fetches it, since pip knows this machine's index, proxies and certificates.

    Raises:
        CannotCompile: if it cannot be had.
        RuntimeError: if what came has another hash: never to be passed over.
    """
    line = f"{pinned['name']}=={pinned['version']} --hash=sha256:{pinned['sha256']}\n"
    (scratch / "engine.txt").write_text(line)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes"]
    command += ["--dest", str(scratch), "--requirement", str(scratch / "engine.txt")]
    ran = subprocess.run(command, capture_output=True, text=True, env=_with_index(), check=False)
    if "DO NOT MATCH THE HASHES" in ran.stderr:
        raise RuntimeError(f"durable-rules is not what it should be:\n{ran.stderr}")
    if ran.returncode:
        said = ran.stderr.strip().splitlines() or ["pip does not say why"]
        raise CannotCompile(f"durable-rules could not be fetched ({said[-1].strip()})")
    (archive,) = scratch.glob("*.tar.gz")
    # Pythons before 3.11.4 know no filters; the hash vouches for what is in there.
    safely: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    with tarfile.open(archive) as sources:
        sources.extractall(scratch, **safely)  # noqa: S202 - filtered where it can be
    return scratch / archive.name.removesuffix(".tar.gz")


def _with_index() -> Mapping[str, str]:
    """The environment, with uv's index where uv builds this and pip has been told none."""
    index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL")
    return ({"PIP_INDEX_URL": index} if index else {}) | os.environ


def compiled(sources: Path, scratch: Path, unix_options: Sequence[str] = UNIX_OPTIONS) -> Path:
    """The C module, compiled from the unpacked sources and seen to load.

    Raises:
        CannotCompile: if it cannot be compiled or loaded here.
    """
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        raise CannotCompile("durable-rules is not made for Pythons without the global lock")
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        raise CannotCompile("Python's headers are missing; Debian has them in python3-dev")
    module = _build(sources / "src", scratch, unix_options)
    trial = [sys.executable, "-c", f"import {MODULE}"]
    ran = subprocess.run(trial, cwd=module.parent, capture_output=True, text=True, check=False)
    if ran.returncode:
        said = ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"]
        raise CannotCompile(f"durable-rules does not load once compiled ({said[-1]})")
    return module


def _build(src: Path, scratch: Path, unix_options: Sequence[str]) -> Path:
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext
    from setuptools.errors import BaseError, CCompilerError

    parts = [src / "rules" / f"{part}.c" for part in ("json", "rete", "state", "events", "regex")]
    extension = Extension(
        MODULE,
        [str(part) for part in [*parts, src / "rulespy" / "rules.c"]],
        include_dirs=[str(src / "rules")],
        define_macros=DEFINITIONS,
        extra_compile_args=[] if sys.platform == "win32" else list(unix_options),
        extra_link_args=FULL_RELRO if sys.platform.startswith("linux") else [],
        py_limited_api=True,
    )
    command = build_ext(Distribution({"name": MODULE, "ext_modules": [extension]}))
    scratch.mkdir(exist_ok=True)
    command.build_lib = str(scratch / "lib")
    command.build_temp = str(scratch / "temp")
    try:
        with _output_kept(scratch / "compiler.txt") as output:
            command.ensure_finalized()
            command.run()
    except (BaseError, CCompilerError, OSError) as error:
        said = [line for line in output.read_text(errors="replace").splitlines() if "error" in line]
        raise CannotCompile(f"no C compiler can compile it here ({[*said, error][0]})") from error
    return Path(command.get_ext_fullpath(MODULE))


@contextmanager
def _output_kept(path: Path) -> Iterator[Path]:
    """Send what compilers print into a file: they write past ``sys.stderr``."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(1), os.dup(2)]
    with path.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield path
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for number, before in enumerate(kept, start=1):
                os.dup2(before, number)
                os.close(before)


def wheel_tag() -> str:
    """What the wheel runs on: this Python's stable ABI, on this system."""
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"cp{sys.version_info[0]}{sys.version_info[1]}-abi3-{platform}"


def bill_of_materials(pinned: Pinned) -> dict[str, Any]:
    """What the wheel contains of others' work, as CycloneDX has it (PEP 770)."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "components": [
            {
                "type": "library",
                "name": pinned["name"],
                "version": pinned["version"],
                "purl": f"pkg:pypi/{pinned['name']}@{pinned['version']}",
                "hashes": [{"alg": "SHA-256", "content": pinned["sha256"]}],
                "licenses": [{"license": {"id": "MIT"}}],
            }
        ],
    }
