"""``python -m tactful``: the command line, for whoever has no `tactful` on their path.

The engine does not know the command line, which stands on it. It asks Python for what is installed
under that name.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

COULD_NOT_RUN = 3


def main() -> None:
    """Run the command line that is installed, and leave with its exit code."""
    for command in entry_points(group="console_scripts", name="tactful"):
        try:
            run = command.load()
        except ModuleNotFoundError:
            continue
        sys.exit(run())
    sys.stderr.write(
        "tactful: its command line is not installed here. Install it with: pip install tactful\n"
    )
    sys.exit(COULD_NOT_RUN)


if __name__ == "__main__":
    main()
