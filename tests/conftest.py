"""Shared by all tests: golden files, and how to renew them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goldens import Golden

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="write the golden files anew instead of comparing with them; review the difference",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    update = bool(request.config.getoption("--update-goldens"))

    def compare(name: str, text: str) -> None:
        # The frame is the same on every page: tests/pages/test_html.py looks at it once.
        text = re.sub(r"<!DOCTYPE html>.*?<main>\n(.*)</main>.*", r"\1", text, flags=re.DOTALL)
        path = GOLDEN / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        expected = path.read_text(encoding="utf-8") if path.exists() else ""
        assert text == expected, f"{path} differs; renew it with pytest --update-goldens"

    return compare
