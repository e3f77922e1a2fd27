"""The page for everybody: without a mouse, read aloud, in the dark, on a telephone, on paper."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from browsing import RunningStudio, StudioPage, in_browser, running, until
from tactful.text.library import packaged

pytestmark = in_browser

EXCEPT_THE_EDITOR: Mapping[str, Any] = {"exclude": [[".cm-scroller"]]}
"""CodeMirror's own scroller is reached by its text, which has the focus."""

SMALLEST_TARGET = 44
"""Pixels, by which a thumb can hit a button (WCAG 2.2, 2.5.5)."""

SCHEMES: Mapping[str, Mapping[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"color_scheme": "dark", "forced_colors": "active"},
}


def barriers(page: StudioPage) -> list[str]:
    """What axe finds wrong with the page as it is now."""
    found = Axe().run(page.page, context=dict(EXCEPT_THE_EDITOR)).response
    return [
        f"{one['id']}: {node['html'][:160]} {node['any'][:1]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_pane_has_a_barrier(browser: Browser, scheme: str) -> None:
    with running(packaged("start-date")) as studio:
        context = browser.new_context(viewport={"width": 1280, "height": 860}, **SCHEMES[scheme])
        page, found = StudioPage(context, studio), {}
        panes = page.at("[role=tab]").evaluate_all("all => all.map(tab => tab.dataset.pane)")
        assert len(panes) > 2
        for pane in panes:
            page.at(f"#tab-{pane}").click()
            until(lambda: page.at("#pane > *").count())
            until(lambda: page.at("#pane").get_attribute("aria-busy") is None)
            found[pane] = barriers(page)
        assert {pane: said for pane, said in found.items() if said} == {}
        context.close()


def test_mistakes_dialogs_and_edits_have_no_barrier(page: StudioPage) -> None:
    page.choose("industry", "technology")
    page.choose("rapport", "warm")
    page.go("gift-where-you-hit-it-off")
    page.replace("rapport: hit_it_off", "rapport: at least warm")
    page.wait("#before", "Your unsaved edits change")
    assert barriers(page) == []
    page.replace("rapport: at least warm", "raport: warm")
    page.wait("#mistake", "raport")
    assert barriers(page) == []
    page.at("#help").click()
    assert barriers(page) == []
    page.press("Escape")
    page.at("#take").click()
    page.wait("#asking-title", "Take a scenario")
    assert barriers(page) == []


def test_a_folder_without_rules_has_no_barrier(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path) as studio:
        page = StudioPage(browser.new_context(), studio)
        page.wait("#pane", "There are no rules in this folder yet")
        assert barriers(page) == []
        page.page.context.close()


def test_parts_of_the_page_are_told_apart_by_ear(page: StudioPage) -> None:
    for role, name in (("navigation", "Rules"), ("region", "Text"), ("region", "What comes of it")):
        assert page.page.get_by_role(role, name=name, exact=True).count() == 1  # type: ignore[arg-type]
    assert page.page.get_by_role("main").count() == 1
    assert page.at("#status").get_attribute("aria-live") == "polite"
    assert page.at("#outline .speaks .aloud").first.text_content() == ", speaks for this client"


def test_all_can_be_done_without_a_mouse(page: StudioPage, rules: Path) -> None:
    page.page.evaluate("document.activeElement.blur()")
    page.press("Alt+r")
    page.type("gift-where-you-hit")
    page.press("Enter")
    page.wait("#file", "rules/channel.yaml")
    page.press("ArrowDown", "End")
    page.type(" # gifts")
    page.wait("#save", "Save 1 file")
    page.press("Control+s")
    page.wait("#save", "Saved")
    assert " # gifts" in (rules / "rules/channel.yaml").read_text()
    page.press("Tab")
    inside = "document.activeElement.closest('#editor') !== null"
    assert page.page.evaluate(inside) is False
    page.press("Alt+1")
    assert page.page.evaluate("document.activeElement.id") == "tab-client"
    page.press("Tab", "Tab")
    assert page.page.evaluate("document.activeElement.closest('#pane') !== null")


def test_the_first_tab_leads_past_the_rules(page: StudioPage) -> None:
    page.page.reload()
    page.wait_until_ready()
    page.page.evaluate("document.activeElement.blur(); document.body.focus()")
    page.at(".skip").focus()
    assert page.at(".skip").bounding_box() is not None
    page.press("Enter")
    assert page.page.evaluate("location.hash") == "#advice"


def test_on_a_telephone_one_part_is_shown_and_thumbs_can_hit_it(
    browser: Browser, studio: RunningStudio
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = StudioPage(context, studio)
    for view, part in (("Rules", "#rules"), ("Text", "#text"), ("Advice", "#advice")):
        page.page.get_by_role("button", name=view, exact=True).click()
        assert page.at(part).is_visible()
        assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
        shown = [p for p in ("#rules", "#text", "#advice") if page.at(p).is_visible()]
        assert shown == [part]
        small = page.page.evaluate(
            "[...document.querySelectorAll('button, select, summary, input')]"
            f".filter((e) => e.offsetParent && e.offsetHeight < {SMALLEST_TARGET}"
            " && !e.closest('.cm-editor') && e.type !== 'checkbox'"
            " && !e.matches('.rule-link')).map((e) => e.outerHTML.slice(0, 120))"
        )
        assert small == []
    assert page.says("#advised").startswith("Say thank you")
    assert barriers(page) == []
    context.close()


def test_on_paper_there_is_the_pane_alone(page: StudioPage) -> None:
    page.page.emulate_media(media="print")
    for part in (".top", "#rules", "#text", ".tabs"):
        assert not page.at(part).is_visible()
    assert page.at("#advised").is_visible()
    assert page.page.evaluate("getComputedStyle(document.body).overflow") == "visible"


def test_nothing_moves_for_who_wants_no_motion(page: StudioPage) -> None:
    page.page.emulate_media(reduced_motion="reduce")
    moving = page.page.evaluate(
        "[...document.querySelectorAll('body *')].filter((e) => "
        "getComputedStyle(e).transitionDuration.split(', ').some((t) => parseFloat(t) > 0)"
        " && !e.closest('.cm-editor')).length"
    )
    assert moving == 0
