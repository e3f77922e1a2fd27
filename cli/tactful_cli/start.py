"""Where the command begins: from its first moment on, Ctrl-C ends it without a word."""

from __future__ import annotations

import os

INTERRUPTED = 130


def main() -> None:
    """Run the command line, and leave with its exit code.

    What it is made of is imported here, which takes as long as much of what is done with it.
    """
    try:
        from tactful_cli import interrupts

        try:
            interrupts.listen()
            from tactful_cli.app import main as run

            run()
        except Exception:
            if interrupts.interrupted():
                raise KeyboardInterrupt from None
            raise
        finally:
            interrupts.stop_listening()
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)  # others may be in the middle of being imported, and would complain


if __name__ == "__main__":
    main()
