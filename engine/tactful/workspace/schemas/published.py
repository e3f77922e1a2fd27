"""The JSON Schemas of what programs read, by the names under which they are published."""

from __future__ import annotations

import json
from pathlib import Path

from tactful.language.as_json import Json

_HOME = Path(__file__).parents[2] / "schemas"
_ENDING = ".schema.json"


def schema(name: str) -> dict[str, Json]:
    """A published JSON Schema (draft 2020-12) by its name, as ``results`` or ``plans``.

    Raises:
        ValueError: if there is none of this name; the message says which there are.
    """
    if name not in schema_names():
        raise ValueError(f"there is no schema {name!r}, only {', '.join(schema_names())}")
    read: dict[str, Json] = json.loads((_HOME / f"{name}{_ENDING}").read_text(encoding="utf-8"))
    return read


def schema_names() -> tuple[str, ...]:
    """The names of all schemas."""
    return tuple(sorted(path.name.removesuffix(_ENDING) for path in _HOME.glob(f"*{_ENDING}")))
