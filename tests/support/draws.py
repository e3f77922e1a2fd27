"""How many random draws the property tests make: ``TACTFUL_DRAWS``, 200 if it is not set.

Up to so many the draws are the same each time: what is red then is red because of the change at
hand. Where more are asked for, as ``make check`` does, each run draws anew. What failed is not
made smaller: most tests draw from a seed, of which none is simpler than another.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import HealthCheck, Phase, settings

T = TypeVar("T")

USUAL = 200
DRAWS = int(os.environ.get("TACTFUL_DRAWS", str(USUAL)))

settings.register_profile(
    "tactful",
    derandomize=DRAWS <= USUAL,
    phases=[phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)],
)
settings.load_profile("tactful")

unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
"""No test looks at a clock: the machine may be busy."""


def some(items: Sequence[T], every: int = 1) -> Sequence[T]:
    """One in ``every`` of many like items, and fewer where fewer draws than usual are made."""
    return items[:: every * max(1, USUAL // max(1, DRAWS))]
