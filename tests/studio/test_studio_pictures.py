"""The pictures of the studio in the pages: what they show is there, and fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browsing import RunningStudio, StudioPage, in_browser, until

pytestmark = in_browser

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"

LARGEST = 300_000
"""Bytes of a picture: everybody who clones the project gets it."""


def taken(page: StudioPage, name: str, *, renew: bool) -> None:
    """Renew a picture where that is wanted; see that the page fits its width."""
    wide = page.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    if renew:
        PICTURES.mkdir(exist_ok=True)
        page.page.screenshot(path=PICTURES / name)
    assert (PICTURES / name).stat().st_size <= LARGEST


def test_rules_text_and_advice_side_by_side(
    page: StudioPage, request: pytest.FixtureRequest
) -> None:
    page.choose("industry", "technology")
    page.choose("rapport", "hit_it_off")
    page.go("gift-where-you-hit-it-off")
    page.wait("#advised", "a small gift")
    until(lambda: "looking" not in page.says("#light-scenarios"))
    taken(page, "studio.png", renew=bool(request.config.getoption("--update-goldens")))


def test_a_plan_on_a_telephone(
    browser: Browser, studio: RunningStudio, request: pytest.FixtureRequest
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = StudioPage(context, studio)
    page.at("[data-pane=plan]").first.click()
    page.wait("#pane", "Say thank you")
    taken(page, "telephone.png", renew=bool(request.config.getoption("--update-goldens")))
    context.close()
