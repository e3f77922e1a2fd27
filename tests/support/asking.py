"""Panes asked as the page asks them, without a page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

from tactful.workspace.opened import Opened, opened
from tactful.workspace.starter import new_ruleset
from tactful_studio.pane_input import PaneInput, Present

NOON = Present(datetime(2026, 11, 20, 12, 0), "Europe/Berlin", "DE")


def umbrella(folder: Path) -> Path:
    """A small ruleset of somebody's own in a folder."""
    for name, text in new_ruleset("umbrella", "a run of them").items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def asked(
    home: Path,
    edits: Mapping[str, tuple[str, str]] | None = None,
    facts: Mapping[str, object] | None = None,
    form: Mapping[str, str] | None = None,
    tables: Mapping[str, tuple[str, Path]] | None = None,
) -> PaneInput:
    """What a pane is asked with.

    Args:
        home: The rules.
        edits: For files, a text in them and what stands unsaved in its place.
        facts: What the client form holds.
        form: The pane's settings.
        tables: Tables that were dropped.
    """
    saved = opened(home)
    unsaved = {}
    for name, (old, new) in (edits or {}).items():
        assert old in saved.texts[name]
        unsaved[name] = saved.texts[name].replace(old, new, 1)
    now = opened(home, unsaved, saved) if unsaved else saved
    return PaneInput(now, saved, facts or {}, NOON, form or {}, tables or {})


def acts(html: str, kind: str) -> list[Any]:
    """What the buttons of one kind carry: ``facts``, or ``edits``."""
    return [json.loads(unescape(one)) for one in re.findall(rf"data-{kind}='([^']*)'", html)]


def words(html: str) -> str:
    """What a pane says, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def edited(texts: Mapping[str, str], edits: Any) -> dict[str, str]:
    """The texts of a folder once the page has carried edits out."""
    made = dict(texts)
    for edit in edits:
        lines = made.get(edit["file"], "").split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        first, last = (
            starts[line - 1] + column - 1 for line, column in (edit["start"], edit["end"])
        )
        text = "\n".join(lines)
        made[edit["file"]] = text[:first] + edit["text"] + text[last:]
    return made


def reopened(before: Opened, texts: Mapping[str, str]) -> Opened:
    """The folder with some texts as they are now."""
    return opened(before.path, texts, before)
