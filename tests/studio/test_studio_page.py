"""The page at work: text and client on the one side, what comes of them on the other."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from browsing import RunningStudio, StudioPage, in_browser, running, until
from running import MOODS
from tactful.text.library import packaged

pytestmark = in_browser

GIFT = "gift-where-you-hit-it-off"


def test_it_opens_with_rules_text_and_advice(page: StudioPage) -> None:
    assert page.says("h1").startswith("Following up after a job interview")
    assert page.says("#light-mistakes") == "No mistakes"
    assert page.says("#advised").startswith("Say thank you")
    assert page.says("#save") == "Saved"
    assert page.at("#outline .speaks").count() > 3


def test_advice_follows_what_is_typed_and_says_what_it_was(page: StudioPage) -> None:
    page.choose("industry", "technology")
    page.choose("rapport", "warm")
    page.wait("#advised", "warm and friendly")
    page.go(GIFT)
    page.replace("rapport: hit_it_off", "rapport: at least warm")
    page.wait("#advised", "a small gift")
    assert "Your unsaved edits change this client's advice" in page.says("#before")
    assert "with an email" in page.says("#before")
    assert page.says("#save") == "Save 1 file"
    page.press("Control+z")
    page.wait("#advised", "with an email")
    assert page.says("#before") == ""
    assert page.says("#save") == "Saved"


def test_a_misspelt_name_is_underlined_and_mended_by_one_press(page: StudioPage) -> None:
    page.go(GIFT)
    page.replace("rapport: hit_it_off", "raport: hit_it_off")
    page.wait("#light-mistakes", "1 mistake")
    assert page.says(".cm-lintRange-error") == "raport"
    assert "there is no fact or decision raport" in page.says("#mistake")
    page.at("#mistake .do button").first.click()
    page.wait("#light-mistakes", "No mistakes")
    assert page.says("#save") == "Saved"
    page.press("Control+z")
    page.at("#editor .cm-content").click()


def test_a_fix_is_one_step_back_even_right_after_typing(page: StudioPage) -> None:
    page.go(GIFT)
    page.replace("rapport: hit_it_off", "raport: hit_it_off")
    page.wait("#mistake", "raport")
    page.at("#mistake .do button").first.click()
    page.wait("#light-mistakes", "No mistakes")
    page.press("Alt+t", "Control+z")
    page.wait("#light-mistakes", "1 mistake")
    page.press("Control+z")
    page.wait("#light-mistakes", "No mistakes")
    assert page.says("#save") == "Saved"


def test_f8_leads_from_mistake_to_mistake(page: StudioPage) -> None:
    page.go(GIFT)
    page.replace("rapport: hit_it_off", "raport: hit_it_off")
    page.file("facts.yaml")
    page.press("Control+Home")
    page.wait("#light-mistakes", "1 mistake")
    page.press("F8")
    page.wait("#file", "rules/channel.yaml")
    page.wait("#mistake", "raport")
    page.press("Shift+F8")
    page.wait("#place", "line")


def test_text_with_mistakes_keeps_the_last_advice_and_says_so(page: StudioPage) -> None:
    page.choose("industry", "technology")
    page.wait("#advised", "warm and friendly")
    before = page.says("#advised")
    page.go(GIFT)
    page.replace("rapport: hit_it_off", "rapport: [")
    page.wait("#stale", "this is what was last right")
    assert page.says("#advised") == before
    page.press("Control+z")
    page.wait_without("#stale", "this is what was last right")


def test_an_answer_while_the_text_has_mistakes_is_met_by_the_saved_rules(page: StudioPage) -> None:
    page.at("#telling").wait_for()
    page.go(GIFT)
    page.replace("rapport: hit_it_off", "rapport: [")
    page.wait("#light-mistakes", "mistake")
    page.choose("industry", "technology")
    page.wait("#pane", "this is what the saved rules say")
    page.choose("rapport", "warm")
    page.wait("#advised", "warm and friendly")
    page.at("#telling").wait_for()


def test_an_answer_changes_the_advice_and_stays_in_focus(page: StudioPage) -> None:
    page.at("#fact-decision_due").wait_for()
    page.at("#fact-impression_wanted").focus()
    page.choose("impression_wanted", "bold")
    page.wait("#advised", "")
    until(lambda: page.at("section[aria-label='What is known'] #fact-impression_wanted").count())
    assert page.page.evaluate("document.activeElement.id") == "fact-impression_wanted"


def test_digits_that_are_typed_fast_are_all_there(page: StudioPage) -> None:
    page.choose("industry", "technology")
    page.choose("rapport", "warm")
    field = page.at("#fact-gift_value")
    field.wait_for()
    field.focus()
    page.type("1234")
    until(lambda: field.input_value(), lambda value: value == "1234")
    until(lambda: page.at("section[aria-label='What is known'] #fact-gift_value").count())
    assert page.page.evaluate("document.activeElement.id") == "fact-gift_value"
    assert field.input_value() == "1234"


def test_a_wrong_value_is_told_at_its_field(page: StudioPage) -> None:
    page.choose("industry", "technology")
    page.choose("rapport", "warm")
    field = page.at("#fact-gift_value")
    field.wait_for()
    field.fill("much")
    page.wait("#fact-gift_value-wrong", "number")
    assert field.get_attribute("aria-invalid") == "true"
    assert "fact-gift_value-wrong" in (field.get_attribute("aria-describedby") or "")
    assert page.says("#advised").startswith("Say thank you")
    field.fill("20")
    page.wait_without("#fact-gift_value-wrong", "number")


def test_a_date_is_told_with_its_weekday(page: StudioPage) -> None:
    field = page.at("#fact-decision_due")
    field.wait_for()
    field.fill("2027-03-05")
    page.wait("#fact-decision_due-beneath", "Friday 5 March")


def test_a_scenario_can_be_taken_as_the_client(page: StudioPage) -> None:
    page.at("#take").click()
    page.at("#asking .filter").fill("thank")
    title = page.at("#asking li:not([hidden]) button").first.inner_text()
    page.press("Enter")
    page.wait("#pane h2", title)
    page.at("#clear").click()
    page.wait("#pane h2", "This client")


def test_there_may_be_several_interviewers(page: StudioPage) -> None:
    page.choose("industry", "technology")
    page.choose("rapport", "warm")
    page.at("#several-interviewers").click()
    page.wait("#pane", "The interviewer, number 2")
    assert page.page.evaluate("document.activeElement.id") == "name-interviewers-1"
    assert page.at("#fact-interviewers-1-rapport").input_value() == "warm"
    page.type("Ana")
    page.at("#name-interviewers-2").fill("Ben")
    page.at("#fact-interviewers-2-rapport").select_option("cold")
    page.wait("#advised", "Ana")
    page.at("#more-interviewers").click()
    page.wait("#pane", "The interviewer, number 3")
    page.at("#fewer-interviewers-3").click()
    page.at("#fewer-interviewers-2").click()
    page.wait_without("#pane", "Remove")
    assert page.at("#fact-rapport").input_value() == "warm"


def test_why_not_is_asked_of_what_was_not_chosen(page: StudioPage) -> None:
    page.at("#why-not summary").click()
    page.at("#why-not button").filter(has_text="a card").first.click()
    page.wait("#answer", "Why not")
    assert page.at("#tab-why").get_attribute("aria-selected") == "true"
    page.at("#why-not-what").select_option("channel=phone_call")
    page.wait("#answer", "phone call")


def test_a_reason_leads_to_its_rule(page: StudioPage) -> None:
    link = page.at("#pane .rule-link").first
    rule = link.inner_text()
    link.click()
    page.wait("#outline [aria-current][data-rule]", rule)


def test_the_filter_leaves_the_rules_that_are_looked_for(page: StudioPage) -> None:
    page.press("Alt+r")
    page.type("gift hit")
    until(lambda: page.at("#outline li:visible").count(), lambda count: count == 1)
    page.press("Enter")
    page.wait("#file", "rules/channel.yaml")


def test_markup_in_a_sentence_stays_text(page: StudioPage) -> None:
    page.file("ruleset.yaml")
    page.replace("title: Following up", "title: <b>Following</b><script>up")
    page.wait("h1", "<b>Following</b><script>up")
    page.go("say-thank-you-by-default")
    page.replace("because: A thank-you", "because: <img src=x onerror=alert(1)> A thank-you")
    page.wait("#pane", "<img src=x onerror=alert(1)>")
    assert page.at("#pane img, #pane script").count() == 0


def test_it_opens_in_ten_tabs_that_all_answer(
    browser: Browser, studio: RunningStudio, page: StudioPage
) -> None:
    context = page.page.context
    tabs = [page, *(StudioPage(context, studio) for _ in range(9))]
    for number, tab in enumerate(tabs):
        tab.page.bring_to_front()
        tab.choose("industry", "technology" if number % 2 else "finance")
        tab.wait("section[aria-label='What is known']", "field")


def test_without_the_bundle_a_plain_text_area_serves(page: StudioPage, rules: Path) -> None:
    page.page.route("**/vendor/*", lambda route: route.abort())
    page.page.reload()
    page.wait_until_ready()
    page.wait("#status", "The plain text area is used")
    page.choose("industry", "technology")
    page.choose("rapport", "warm")
    page.go(GIFT)
    area = page.at("#editor textarea")
    text = area.input_value()
    area.fill(text.replace("rapport: hit_it_off", "raport: at least warm"))
    page.wait("#mistake", "raport")
    page.at("#mistake .do button").first.click()
    page.wait("#advised", "a small gift")
    page.press("Alt+t", "Control+z")
    page.wait("#mistake", "raport")
    page.press("Control+y")
    page.wait("#light-mistakes", "No mistakes")
    page.save()
    assert "rapport: at least warm" in (rules / "rules/channel.yaml").read_text()
    assert [said for said in page.complaints if "ERR_FAILED" not in said] == []
    page.complaints.clear()


def test_a_ruleset_of_one_file_is_at_home_in_it_too(browser: Browser, tmp_path: Path) -> None:
    home = tmp_path / "moods.yaml"
    home.write_bytes(MOODS.read_bytes())
    with running(home) as studio:
        page = StudioPage(browser.new_context(), studio)
        assert page.says("#file") == "moods.yaml"
        assert page.says("#light-mistakes") == "No mistakes"
        page.press("Alt+t", "Control+End")
        page.type("# The end.")
        page.save()
        page.page.context.close()
        assert page.complaints == []
    assert home.read_text().endswith("# The end.")


def test_other_packaged_rules_are_at_home_in_it_too(browser: Browser) -> None:
    with running(packaged("start-date")) as studio:
        page = StudioPage(browser.new_context(), studio)
        assert page.says("#light-mistakes") == "No mistakes"
        assert page.says("#advised")
        page.page.context.close()
        assert page.complaints == []
