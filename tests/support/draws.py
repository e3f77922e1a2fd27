"""How many random draws the property tests make: ``TACTFUL_DRAWS``, 200 if it is not set."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

DRAWS = int(os.environ.get("TACTFUL_DRAWS", "200"))

unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
"""No test looks at a clock: the machine may be busy."""
