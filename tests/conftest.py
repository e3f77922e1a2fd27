"""Shared by all tests: golden files and how to renew them, and what matches the rules."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import draws  # noqa: F401 - loads the settings of all property tests
from browsing import CHROMIUM, in_browser
from engines import about_durable_rules, can_be_loaded, chosen_for_tests
from goldens import Golden
from tactful.network.matching import EngineMissing, NoSuchEngine

GOLDEN = Path(__file__).parent / "golden"

os.environ["TACTFUL_CACHE"] = "off"  # nothing is kept in the home of whoever tests

_MATCHED = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="write the golden files anew instead of comparing with them; review the difference",
    )


def pytest_configure(config: pytest.Config) -> None:
    marker = f"{about_durable_rules.name}: is not selected where durable-rules cannot be loaded"
    config.addinivalue_line("markers", marker)
    marker = f"{in_browser.name}: is not selected where there is no Chromium"
    config.addinivalue_line("markers", marker)
    try:
        config.stash[_MATCHED] = chosen_for_tests()
    except (EngineMissing, NoSuchEngine) as error:
        raise pytest.UsageError(str(error)) from None


def pytest_report_header(config: pytest.Config) -> list[str]:
    found = "no Chromium: what is seen in a browser is not tested" if CHROMIUM is None else CHROMIUM
    return [config.stash[_MATCHED], f"pages seen in {found}"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = [] if can_be_loaded() else [about_durable_rules.name]
    missing += [] if CHROMIUM is not None else [in_browser.name]
    about = [item for item in items if any(map(item.get_closest_marker, missing))]
    items[:] = [item for item in items if item not in about]
    config.hook.pytest_deselected(items=about)


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
