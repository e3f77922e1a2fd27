"""``python -m tactful_cli``."""

from __future__ import annotations

from tactful_cli.start import main

if __name__ == "__main__":
    main()
