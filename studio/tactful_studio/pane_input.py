"""What a pane is asked with: the rules as they stand in the page, and the client in its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tactful.workspace.opened import Opened


class Present(NamedTuple):
    """Where and when the page is looked at.

    Attributes:
        now: The minute, without an offset, as the clocks of the reader show it.
        zone: The reader's time zone (``Europe/Berlin``), if the browser tells it.
        country: The reader's country by two letters (ISO 3166), if the browser tells it.
    """

    now: datetime
    zone: str | None = None
    country: str | None = None


@dataclass(frozen=True, eq=False)
class PaneInput:
    """All that a pane may look at. Each is asked once, and is the same as no other.

    Attributes:
        opened: The rules as they stand in the page, unsaved edits included.
        saved: The rules as they stand in the folder.
        facts: What the client form holds, as JSON gives it: ``scenarios.from_json`` reads it.
        clock: Where and when the page is looked at.
        form: The pane's own settings, by name: which rule it is about, say.
        tables: The tables of clients that were dropped: what each was called, and where it is.
    """

    opened: Opened
    saved: Opened
    facts: Mapping[str, object]
    clock: Present
    form: Mapping[str, str]
    tables: Mapping[str, tuple[str, Path]] = field(default_factory=dict)
