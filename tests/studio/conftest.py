"""A browser for all tests of the studio, and a page for each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browsing import RunningStudio, StudioPage, chromium, running
from tactful.text.library import packaged


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The packaged rules, to be written in."""
    home = tmp_path / "follow-up"
    shutil.copytree(packaged(), home)
    return home


@pytest.fixture
def studio(rules: Path) -> Iterator[RunningStudio]:
    with running(rules) as made:
        yield made


@pytest.fixture
def page(browser: Browser, studio: RunningStudio) -> Iterator[StudioPage]:
    """A page of the studio, in which nothing went wrong by the end of the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    made = StudioPage(context, studio)
    yield made
    context.close()
    assert made.complaints == []
    assert [url for url in made.asked if not url.startswith(studio.base)] == []
