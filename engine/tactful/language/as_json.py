"""Values and advice as JSON, as every result for programs has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time
from typing import TypeAlias

from tactful.language.conclusions import Told
from tactful.language.model import Ruleset
from tactful.language.values import Nothing, Value, ValueType

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def as_text(data: Mapping[str, Json], *, ascii_only: bool = False) -> str:
    """The JSON text of some results, indented, without a final line feed."""
    return json.dumps(data, indent=2, ensure_ascii=ascii_only, allow_nan=False)


def identity(ruleset: Ruleset) -> dict[str, Json]:
    """Which ruleset a result is of: its id, and a fingerprint that tells versions of it apart."""
    return {"id": ruleset.id, "fingerprint": ruleset.fingerprint}


def value_as_json(value: Value, type_: ValueType) -> Json:
    """A value as JSON: yes/no as a boolean, a choice as its id, days and times as ISO 8601.

    Several choices are a list in the author's order; that there is none is ``null``.
    """
    if isinstance(value, date | time):
        return type_.show(value)
    if isinstance(value, frozenset):
        return [*type_.in_order(value)]
    return None if isinstance(value, Nothing) else value


def told_json(told: Told) -> Json:
    """What a decision came to: its status, and the ids of what it chose."""
    return {"status": told[0].value, "choices": [*told[1]]}
