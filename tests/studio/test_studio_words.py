"""Names in the page: the words that can stand in a place, what they mean, where they are."""

from __future__ import annotations

from pathlib import Path

from browsing import StudioPage, in_browser, until
from running import run

pytestmark = in_browser

GIFT = "gift-where-you-hit-it-off"


def offered(page: StudioPage) -> list[str]:
    """The words that are offered."""
    return until(lambda: page.at(".cm-completionLabel").all_inner_texts())


def test_words_are_offered_where_they_can_stand(page: StudioPage) -> None:
    page.go(GIFT)
    page.replace("{rapport: hit_it_off}", "{rap")
    page.press("Control+Space")
    assert "rapport" in offered(page)
    page.page.wait_for_timeout(300)  # the editor takes no word within 75 ms of showing it
    page.press("Enter")  # which brings the words that can follow
    until(lambda: "hit_it_off" in page.at(".cm-completionLabel").all_inner_texts())
    page.press("Escape")


def test_stances_are_offered_for_an_option(page: StudioPage) -> None:
    page.go(GIFT)
    page.replace("{small_gift: for}", "{small_gift: ")
    page.press("Control+Space")
    assert {"for", "strongly for", "never"} <= {*offered(page)}
    page.press("Escape")


def test_a_name_is_explained_where_it_is_pointed_at(page: StudioPage) -> None:
    page.go(GIFT)
    page.at(".cm-line").filter(has_text="when: {rapport: hit_it_off}").locator(
        "span", has_text="rapport"
    ).first.hover()
    page.wait(".about", "How did you get on with the interviewer?")


def test_f12_leads_to_the_declaration_in_another_file(page: StudioPage) -> None:
    page.go(GIFT)
    page.at(".cm-line").filter(has_text="when: {rapport: hit_it_off}").locator(
        "span", has_text="rapport"
    ).first.click()
    page.press("F12")
    page.wait("#file", "facts.yaml")
    place = page.says("#place")
    page.press("Shift+F12")
    page.wait("#asking-title", "places")
    page.at("#asking .places button").nth(1).click()
    until(lambda: page.says("#place") != place)


def test_f2_renames_everywhere_and_every_scenario_still_passes(
    page: StudioPage, rules: Path
) -> None:
    page.file("facts.yaml")
    page.press("Alt+t", "Control+Home")
    page.replace("  rapport:", "  rapport:")
    page.press("ArrowLeft", "ArrowLeft", "F2")
    page.wait("#asking-title", "Rename rapport in")
    page.at("#new-name").fill("industry")
    page.press("Enter")
    page.wait("#wrong-name", "industry")
    page.at("#new-name").fill("liking")
    page.press("Enter")
    page.wait("#status", "Renamed in")
    assert int(page.says("#save").split()[1]) > 5
    page.wait("#light-mistakes", "No mistakes")
    page.save()
    assert "rapport:" not in (rules / "facts.yaml").read_text()
    done = run("test", rules)
    assert done.code == 0, done.out


def test_the_keys_are_listed(page: StudioPage) -> None:
    page.at("#tab-client").focus()
    page.press("?")
    assert "the next mistake" in page.says("#keys")
    page.press("Escape")
    until(lambda: not page.says("#keys"))
    page.press("Alt+2")
    assert page.at("#tab-why").get_attribute("aria-selected") == "true"
    page.press("ArrowLeft")
    assert page.at("#tab-client").get_attribute("aria-selected") == "true"
