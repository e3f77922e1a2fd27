"""Panes at work in the page: what a coach tries, keeps, allows and proves."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser

from asking import umbrella
from browsing import RunningStudio, StudioPage, in_browser, running, until
from tactful.text.library import packaged

pytestmark = in_browser

RULES = "rules/advice.yaml"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A small ruleset, so that what is proven is proven soon."""
    return umbrella(tmp_path / "umbrella")


def show(page: StudioPage, pane: str) -> None:
    """Go to a pane, and wait until it is drawn."""
    page.at(f"#tab-{pane}").click()
    drawn(page)


def drawn(page: StudioPage) -> None:
    until(lambda: page.at("#pane h2").count() and not page.at("#pane[aria-busy]").count())


def edit(page: StudioPage, file: str, old: str, new: str) -> None:
    page.file(file)
    page.replace(old, new)


def test_what_would_change_the_advice_is_tried_from_the_pane(page: StudioPage) -> None:
    edit(page, "facts.yaml", "    question: How does the sky look?", "    question: How?")
    page.choose("sky", "clear")
    page.wait("#advised", "Leave the umbrella")
    show(page, "whatif")
    page.wait("#pane", "What you can do")
    page.at("#pane [data-act=facts]").first.click()
    page.wait("#advised", "ake an umbrella")


def test_a_decision_and_an_option_are_chosen_to_be_led_to(page: StudioPage) -> None:
    page.choose("sky", "clear")
    show(page, "whatif")
    page.at("#whatif-decision").select_option("umbrella")
    until(lambda: page.at("#whatif-option").count())
    page.at("#whatif-option").select_option("take_it")
    page.wait("#pane", "What you can do")
    until(lambda: page.at("#whatif-option").input_value() == "take_it")


def test_a_failing_scenario_is_told_and_gone_to(page: StudioPage) -> None:
    edit(page, RULES, "umbrella: {leave_it: for}", "umbrella: {take_it: for}")
    page.wait("#light-scenarios", "1 of 5 scenarios fail")
    page.at("#light-scenarios").click()
    page.wait("#pane", "expected umbrella to be leave_it")
    page.at("#pane .failed [data-act=open]").click()
    page.wait("#file", "scenarios/cases.yaml")
    assert page.says("#place").startswith("line ")


def test_this_client_is_kept_as_a_scenario_and_undone_in_one_step(page: StudioPage) -> None:
    page.choose("sky", "cloudy")
    show(page, "scenarios")
    page.at("#scenario-title").fill("Clouds alone")
    until(
        lambda: (
            "clouds-alone" in (page.at(".kept [data-act=edits]").get_attribute("data-edits") or "")
        )
    )
    page.at(".kept [data-act=edits]").click()
    page.wait("#light-scenarios", "6 scenarios pass")
    page.save()


def test_whose_advice_changes_then_that_client_before_and_after(page: StudioPage) -> None:
    edit(page, RULES, "take_it: slightly for", "take_it: strongly for")
    page.wait("#light-changes", "1 decision changes")
    page.at("#light-changes").click()
    page.wait("#pane", "instead of “leave the umbrella at home”")
    page.at("#pane [data-act=facts]").first.click()
    page.wait("#advised", "ake an umbrella")
    assert "eave the umbrella at home" in page.says("#before")


def test_a_witness_is_kept_as_a_scenario(page: StudioPage, rules: Path) -> None:
    edit(page, RULES, "take_it: slightly for", "take_it: strongly for")
    page.wait("#light-changes", "1 decision changes")
    page.at("#light-changes").click()
    page.wait("#pane", "Keep as a scenario")
    page.at("#pane [data-act=edits]").first.click()
    page.wait("#light-scenarios", "6 scenarios")
    page.save()
    kept = rules / "scenarios" / "shows-a-change-of-umbrella.yaml"
    assert "umbrella: take_it" in kept.read_text()


def test_an_edit_of_words_alone_is_proven_to_change_nobodys_advice(page: StudioPage) -> None:
    edit(page, RULES, "It is raining.", "It rains.")
    page.wait("#light-changes", "No advice changes")
    page.at("#light-changes").click()
    page.wait("#pane", "No client's advice changes: that is proven for every situation.")


def test_a_finding_has_a_client_and_is_allowed_with_a_reason(page: StudioPage) -> None:
    edit(page, "ruleset.yaml", "    fallback: take_it\n", "")
    page.wait("#light-findings", "finding")
    page.at("#light-findings").click()
    until(lambda: page.at("#pane .found [data-act=facts]").count())
    found = page.says("#light-findings")
    page.at("#allow-1 summary").click()
    page.at("#allow-1 [data-act=edits]").click()
    page.wait("#status", "Write the reason first.")
    page.at("#reason-1").fill("nobody asks then")
    page.at("#allow-1 [data-act=edits]").click()
    page.wait_without("#light-findings", found)
    assert "because nobody asks then" in page.text()
    page.press("Control+s")


def test_coverage_is_shown_and_small_changes_are_tried(page: StudioPage) -> None:
    show(page, "coverage")
    page.wait("#pane", "Covered: 4 of 4 rules (100%)")
    page.at("#pane [data-act=pane]").click()
    page.wait("#pane", "Noticed:")


def test_the_lights_go_with_what_is_typed(page: StudioPage) -> None:
    page.wait("#light-scenarios", "5 scenarios pass")
    page.wait("#light-findings", "No findings")
    page.wait("#light-changes", "Nothing unsaved")
    edit(page, RULES, "minutes_outside: less than 5", "minutes_outside: less than 1")
    page.wait("#light-changes", "1 decision changes")
    page.wait("#light-scenarios", "fail")
    page.press("Control+z")
    page.wait("#light-changes", "Nothing unsaved")
    page.wait("#light-scenarios", "5 scenarios pass")


class TestPackaged:
    """What needs the packaged rules: moments, plans, messages."""

    @pytest.fixture
    def rules(self, tmp_path: Path) -> Path:
        return Path(copytree(packaged(), tmp_path / "follow-up"))

    @pytest.fixture
    def page(self, page: StudioPage) -> StudioPage:
        facts = {
            "rapport": "warm",
            "email_known": "yes",
            "timezone": "Europe/Berlin",
            "interview_ended": "2026-11-20T11:00",
            "now": "2026-11-20T12:00",
            "country": "DE",
        }
        page.page.evaluate("f => sessionStorage.setItem('tactful-facts', JSON.stringify(f))", facts)
        page.page.reload()
        page.wait_until_ready()
        return page

    def test_the_timeline_is_drawn_and_a_slider_goes_through_its_moments(
        self, page: StudioPage
    ) -> None:
        show(page, "plan")
        until(lambda: page.at("#pane svg.timeline").count())
        page.at("#moment").focus()
        now = page.says(".moment:not([hidden])")
        page.press("ArrowRight")
        then = until(lambda: page.says(".moment:not([hidden])"), lambda said: said != now)
        assert (page.at("#moment").get_attribute("aria-valuetext") or "nothing") in then
        page.at(".moment:not([hidden]) [data-act=facts]").click()
        page.wait("#pane h2", "This client, ")

    def test_the_message_is_shown_for_now_and_for_a_step(self, page: StudioPage) -> None:
        show(page, "message")
        page.wait("#pane", "Thank you so much for taking the time")
        page.at("#message-step").select_option("2")
        page.wait("#pane", "This message is for a step of your plan")
        page.at("#pane [data-act=copy]").click()
        page.wait("#status", "op")


def test_on_a_telephone_nothing_is_wider_than_the_screen(
    browser: Browser, studio: RunningStudio
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = StudioPage(context, studio)
    page.at(".views [data-view=advice]").click()
    for pane in ("whatif", "plan", "message", "scenarios", "findings", "changes", "coverage"):
        show(page, pane)
        until(
            lambda: page.page.evaluate(
                "scrollX + document.documentElement.scrollWidth <= innerWidth"
            )
        )
        wide = "(([p]) => p.scrollWidth - p.clientWidth)(document.querySelectorAll('#pane'))"
        assert page.page.evaluate(wide) == 0, pane
    assert page.complaints == []
    context.close()


def test_a_studio_that_is_ended_leaves_no_process_behind(rules: Path) -> None:
    with running(rules) as studio:
        with studio.client() as client:
            assert client.post("/parts/findings", json={}).status_code == 200
        assert studio.end() == 0
