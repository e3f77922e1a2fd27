"""Waiting until a file changes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from tactful.reading.ruleset import load_ruleset

PAUSE = 0.4
"""Seconds between two looks: soon enough for people, and nothing to a processor."""

State = dict[Path, tuple[int, int]]


def with_bases(paths: Iterable[Path]) -> list[Path]:
    """Some rulesets and files, and the rulesets that they build on."""
    found = dict.fromkeys(paths)
    for path in list(found):
        loaded = load_ruleset(path).ruleset if path.exists() else None
        if loaded is not None:
            found.update(dict.fromkeys(Path(base.path) for base in loaded.bases))
    return [*found]


def state(paths: Iterable[Path]) -> State:
    """When each YAML file at these paths was last changed, and how large it is."""
    found: State = {}
    for path in paths:
        files = path.rglob("*.yaml") if path.is_dir() else (path,)
        for file in files:
            try:
                about = file.stat()
            except OSError:  # it may be gone for the moment in which an editor saves it
                continue
            found[file] = about.st_mtime_ns, about.st_size
    return found


def wait_for_change(paths: Iterable[Path], before: State) -> State:
    """Return the new state once it is another than the one before."""
    listed = list(paths)
    while True:
        now = state(listed)
        if now != before:
            return now
        time.sleep(PAUSE)
