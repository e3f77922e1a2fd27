"""What advice for a cohort costs: every figure that the README and docs/scale.md quote.

    make bench-batch
    PYTHONPATH=benchmarks:tests/support .venv/bin/python benchmarks/cohort/run.py files spark

Each part prints a heading and the Markdown that belongs below it. A figure is a median of five
runs; what is compared is run in turn, in an order drawn anew each time. The exit code is 1 if a
part that tests something finds it wanting.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cohort.compile import compiling
from cohort.costs import costs
from cohort.files import files
from cohort.memory import in_memory
from cohort.settings import Settings, quick
from cohort.soak import soak
from cohort.spark import on_spark

Part = Callable[[Settings], str]

PARTS: dict[str, tuple[str, Part]] = {
    "compile": ("Compiling for a cohort", compiling),
    "memory": ("Rows in memory", in_memory),
    "files": ("Parquet in, Parquet out", files),
    "costs": ("Text, windows and reasons", costs),
    "soak": ("What a batch has to stand", soak),
    "spark": ("Spark", on_spark),
}
"""The parts by name, each with its heading in README.md."""


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all if none")
    parser.add_argument("--quick", action="store_true", help="only to see that it runs")
    parser.add_argument("--rounds", type=int, help="runs of which the median is taken")
    parser.add_argument("--rows", type=int, help="clients in the largest file")
    parser.add_argument("--folder", type=Path, help="where cohorts are written; needs 8 GB")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - {*PARTS}:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # for the processes that are started
    wanting = False
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        settings = quick(Path(folder)) if arguments.quick else Settings(Path(folder))
        if arguments.rounds:
            settings = settings._replace(rounds=arguments.rounds)
        if arguments.rows:
            smaller = tuple(size for size in settings.files if size < arguments.rows)
            settings = settings._replace(files=(*smaller, arguments.rows))
        print(
            f"Python {platform.python_version()}, {os.cpu_count()} cores, load "
            f"{os.getloadavg()[0]:.1f}; medians of {settings.rounds}",
            flush=True,
        )
        for name in arguments.parts or PARTS:
            heading, part = PARTS[name]
            start = time.monotonic()
            told = part(settings)
            wanting = wanting or "WRONG" in told
            minutes = (time.monotonic() - start) / 60
            print(
                f"\n### {heading}\n\n{told}\n\n({name}: {minutes:.1f} minutes, "
                f"load {os.getloadavg()[0]:.1f})",
                flush=True,
            )
    return 1 if wanting else 0


if __name__ == "__main__":
    sys.exit(main())
