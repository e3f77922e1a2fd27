"""What whoever gives a cohort says of how its cells are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType
from typing import NamedTuple


class Declared(NamedTuple):
    """What whoever gives a cohort says of how its cells are written.

    Attributes:
        day_first: For columns by name whether the day is before the month; of all under ``""``.
        time: The time of day to assume where a moment has only its day.
    """

    day_first: Mapping[str, bool] = MappingProxyType({})
    time: time | None = None


NOTHING_DECLARED = Declared()
