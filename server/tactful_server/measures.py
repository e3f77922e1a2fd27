"""What the server counts, in the text format of Prometheus."""

from __future__ import annotations

import threading
from collections import Counter

BOUNDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0)
"""Seconds up to which answers are counted together."""

MEDIA_TYPE = "text/plain; version=0.0.4"


class Measures:
    """Requests by what was asked and how it ended, and how long they took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self._seconds: Counter[str] = Counter()

    def note(self, resource: str, status: int, seconds: float) -> None:
        """Count one request."""
        with self._lock:
            self._requests[resource, status] += 1
            self._seconds[resource] += seconds  # type: ignore[assignment]
            for bound in BOUNDS:
                if seconds <= bound:
                    self._within[resource, bound] += 1

    def text(self, gauges: dict[str, float]) -> str:
        """All counts, and some numbers as they are now."""
        with self._lock:
            requests, within = dict(self._requests), dict(self._within)
            seconds = dict(self._seconds)
        lines = ["# TYPE tactful_requests_total counter"]
        lines += [
            f'tactful_requests_total{{resource="{name}",status="{status}"}} {count}'
            for (name, status), count in sorted(requests.items())
        ]
        lines.append("# TYPE tactful_request_seconds histogram")
        for name in sorted(seconds):
            total = sum(count for (one, _), count in requests.items() if one == name)
            lines += [
                f'tactful_request_seconds_bucket{{resource="{name}",le="{bound}"}} '
                f"{within.get((name, bound), 0)}"
                for bound in BOUNDS
            ]
            lines.append(f'tactful_request_seconds_bucket{{resource="{name}",le="+Inf"}} {total}')
            lines.append(f'tactful_request_seconds_sum{{resource="{name}"}} {seconds[name]:.6f}')
            lines.append(f'tactful_request_seconds_count{{resource="{name}"}} {total}')
        for name, value in gauges.items():
            lines += [f"# TYPE tactful_{name} gauge", f"tactful_{name} {value:g}"]
        return "\n".join(lines) + "\n"
