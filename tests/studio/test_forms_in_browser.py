"""Forms and tables in the page, as a coach fills them in who never looks at the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from asking import umbrella
from browsing import RunningStudio, StudioPage, in_browser, running, until
from tactful.workspace.opened import opened

pytestmark = in_browser

RULES = "rules/advice.yaml"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return umbrella(tmp_path / "umbrella")


def show(page: StudioPage, pane: str) -> None:
    """Go to a pane, and wait until it is drawn."""
    page.at(f"#tab-{pane}").click()
    until(lambda: page.at("#pane h2").count() and not page.at("#pane[aria-busy]").count())


def choose(page: StudioPage, entry: str) -> None:
    """Show the form of an entry."""
    show(page, "form")
    page.at("#form-entry").select_option(entry)
    kind, _, id_ = entry.partition("/")
    until(lambda: page.at(f"form.entry[data-kind='{kind}'][data-id='{id_}']").count())


def holds(page: StudioPage, text: str) -> None:
    """Wait until the unsaved texts hold something."""
    until(page.text, lambda said: text in said)


def is_there(page: StudioPage, selector: str) -> None:
    """Wait until a part of the page is there."""
    until(lambda: page.at(selector).count())


def fill(page: StudioPage, selector: str, text: str) -> None:
    """Fill in a field and leave it."""
    page.at(selector).fill(text)
    page.at(selector).press("Tab")


def test_a_reason_is_rewritten_and_nothing_else(page: StudioPage, rules: Path) -> None:
    before = (rules / RULES).read_text(encoding="utf-8")
    choose(page, "rule/rain-asks-for-an-umbrella")
    fill(page, "#form-because", "It is raining: stay dry.")
    holds(page, 'because: "It is raining: stay dry."')
    page.save()
    assert (rules / RULES).read_text(encoding="utf-8") == before.replace(
        "because: It is raining.", 'because: "It is raining: stay dry."'
    )


def test_a_test_is_changed_by_its_words(page: StudioPage) -> None:
    choose(page, "rule/rain-asks-for-an-umbrella")
    assert "How does the sky look?" in page.says(".form-field.is-test")
    page.at("#form-when-sky-how").select_option(label="is at least")
    page.at("#form-when-sky-0").select_option(label="cloudy")
    holds(page, "when: {sky: at least cloudy}")
    page.file(RULES)
    assert "at least cloudy" in page.at("#editor").inner_text()


def test_changes_made_at_once_follow_each_other(page: StudioPage) -> None:
    choose(page, "rule/rain-asks-for-an-umbrella")
    page.page.evaluate(
        """() => {
          const set = (id, value) => {
            const field = document.getElementById(id);
            field.value = value;
            field.dispatchEvent(new Event("change", { bubbles: true }));
          };
          set("form-when-sky-how", "at most");
          set("form-when-sky-0", "cloudy");
          set("form-because", "Three at once.");
        }"""
    )
    holds(page, "when: {sky: at most cloudy}")
    holds(page, "because: Three at once.")
    assert page.text().count("at most cloudy") == 2


def test_the_text_is_shown_in_the_form_as_it_is_typed(page: StudioPage) -> None:
    choose(page, "rule/clouds-may-bring-rain")
    page.go("clouds-may-bring-rain")
    page.replace("because: Clouds may bring rain.", "because: Clouds tend to rain.")
    until(lambda: page.at("#form-because").input_value() == "Clouds tend to rain.")


def test_a_change_is_one_step_that_can_be_undone(page: StudioPage) -> None:
    choose(page, "rule/clouds-may-bring-rain")
    page.at("#form-then-umbrella-take_it").select_option(label="strongly for")
    holds(page, "{take_it: strongly for}}\n    because: Clouds")
    page.go("clouds-may-bring-rain")
    page.at("#editor .cm-content").click()
    page.press("Control+z")
    page.wait("#save", "Saved")
    until(lambda: page.at("#form-then-umbrella-take_it").input_value() == "slightly for")


def test_a_test_is_added_filled_in_and_taken_out(page: StudioPage) -> None:
    choose(page, "rule/rain-asks-for-an-umbrella")
    page.at("#form-when-add").select_option(label="The time outside")
    until(lambda: page.at("#form-when-minutes_outside-how").count())
    page.at("#form-when-minutes_outside-how").select_option(label="is at least")
    fill(page, "#form-when-minutes_outside-0", "2")
    holds(page, "minutes_outside: at least 2")
    until(lambda: page.at("#form-when-minutes_outside-less").count())
    page.at("#form-when-minutes_outside-less").click()
    page.wait("#save", "Saved")


def test_a_test_is_moved_to_what_speaks_against(page: StudioPage) -> None:
    choose(page, "rule/a-few-steps-do-no-harm")
    page.at("#form-when-sky-move").select_option(label="Unless all of this holds")
    holds(page, "unless: {sky: at most cloudy}")
    until(lambda: page.at("#form-unless-sky-how").input_value() == "at most")


def test_what_cannot_stand_there_is_said_at_its_field(page: StudioPage) -> None:
    choose(page, "rule/a-few-steps-do-no-harm")
    fill(page, "#form-when-minutes_outside-0", "a while")
    page.wait(".form-field:has(#form-when-minutes_outside) .wrong", "a while")
    assert page.at("#form-when-minutes_outside [aria-invalid=true]").count() == 1
    assert page.says("#save") == "Saved"


def test_what_others_name_is_not_taken_out(page: StudioPage) -> None:
    choose(page, "fact/sky")
    page.at("#form-remove").click()
    page.wait(".entry .wrong[data-all]", "Take it out of these first")


def test_a_choice_of_a_fact_is_added_by_what_it_is_called(page: StudioPage) -> None:
    choose(page, "fact/sky")
    page.at("#form-choices-add").fill("thunder and lightning")
    page.at("#form-choices .more button").click()
    holds(page, "thunder_and_lightning: thunder and lightning")
    until(lambda: page.at("#form-choices-thunder_and_lightning").count())


def test_a_rule_s_page_leads_to_what_it_names_and_has_its_form(page: StudioPage) -> None:
    show(page, "rule")
    page.at("#rule-entry").select_option("rule/a-few-steps-do-no-harm")
    page.wait(".leaf-of", "The time outside is less than 5 minutes")
    page.at("#rule-form summary").click()
    fill(page, "#rule-when-minutes_outside-0", "7")
    page.wait(".leaf-of", "The time outside is less than 7 minutes")
    page.at(".leaf-of a[data-kind=fact][data-id=minutes_outside]").first.click()
    page.wait(".leaf-of", "Rules that look at it")
    page.at(".leaf-of a[data-kind=rule]").first.click()
    page.wait(".leaf-of", "Scenarios that show it")


def test_a_table_is_filled_in_cell_by_cell_and_gets_a_row(page: StudioPage, rules: Path) -> None:
    show(page, "table")
    table = page.at(".rule-table")
    assert table.locator("tbody tr").count() == 4
    page.at("#cell-clouds-may-bring-rain-then-umbrella-take_it").select_option(label="for")
    holds(page, "then: {umbrella: {take_it: for}}")
    page.at("#new-when-sky-how").select_option(label="is not known")
    page.at("#new-then-umbrella-take_it").select_option(label="slightly for")
    page.at("#new-because").fill("Who knows.")
    page.at("#row-add").click()
    until(lambda: page.at(".rule-table tbody tr").count() == 5)
    page.save()
    read = opened(rules)
    assert read.ruleset is not None
    assert "who-knows" in read.ruleset.rules


@pytest.mark.parametrize("pane", ["form", "rule", "table"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_in_anybody_s_way(page: StudioPage, pane: str, scheme: str) -> None:
    page.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    show(page, pane)
    if pane == "rule":
        page.at("#rule-form summary").click()
    found = Axe().run(page.page, context="#advice")
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("pane", ["form", "rule", "table"])
def test_nothing_is_cut_off_on_a_telephone(page: StudioPage, pane: str) -> None:
    page.page.set_viewport_size({"width": 390, "height": 800})
    show(page, pane)
    assert page.page.evaluate("document.querySelector('#pane').scrollWidth") <= 390


def test_a_form_is_used_by_keys_alone(page: StudioPage) -> None:
    choose(page, "rule/clouds-may-bring-rain")
    page.at("#form-because").focus()
    page.press("Control+a")
    page.type("Clouds bring rain.")
    page.press("Tab")
    holds(page, "because: Clouds bring rain.")
    until(lambda: page.page.evaluate("document.activeElement?.id") == "form-source")


def test_a_ruleset_is_made_through_forms_alone(browser: Browser, tmp_path: Path) -> None:
    home = tmp_path / "plants"
    home.mkdir()
    with running(home) as studio:
        made = StudioPage(browser.new_context(viewport={"width": 390, "height": 800}), studio)
        _make(made, studio)
        made.save()
        assert made.complaints == []
    read = opened(home)
    assert [str(one) for one in read.diagnostics] == []
    assert read.ruleset is not None
    assert len(read.ruleset.rules) == 5
    assert [scenario.title for scenario in read.scenarios] == ["Dry for a week"]


def _make(page: StudioPage, studio: RunningStudio) -> None:
    assert page.page.url.startswith(studio.base)
    page.at("#start-form").click()
    page.at("#new-title").fill("Whether to water a plant")
    page.at("#new-add").click()
    until(lambda: page.at("form.entry[data-kind=ruleset] #form-title").count())
    _new(
        page,
        "fact",
        {"label": "the soil", "question": "How is the soil?"},
        {"type": "choice"},
        {"choices": "dry\nmoist\nwet"},
    )
    _new(
        page, "fact", {"label": "the days since", "question": "How many days?"}, {"type": "number"}
    )
    _new(
        page,
        "decision",
        {"label": "watering", "question": "Should you water it?"},
        {},
        {"options": "wait a day\nwater it"},
    )
    for reason, stance, option, fact, test, value in (
        ("Dry soil asks for water.", "for", "water it", "The soil", "is", "dry"),
        ("Wet soil asks for none.", "never", "water it", "The soil", "is", "wet"),
        ("Moist soil can wait.", "for", "wait a day", "The soil", "is", "moist"),
        ("It was watered yesterday.", "for", "wait a day", "The days since", "is less than", "2"),
        ("A week is long.", "for", "water it", "The days since", "is at least", "7"),
    ):
        _new(page, "rule", {"because": reason}, {"stance": stance, "option": option})
        page.at("#form-when-add").select_option(label=fact)
        name = "the_soil" if fact == "The soil" else "the_days_since"
        is_there(page, f"#form-when-{name}-how")
        page.at(f"#form-when-{name}-how").select_option(label=test)
        if name == "the_soil":
            page.at(f"#form-when-{name}-0").select_option(label=value)
        else:
            fill(page, f"#form-when-{name}-0", value)
        is_there(page, f"#form-when-{name}-less")
    _new(page, "scenario", {"scenario": "Dry for a week"})
    page.at("#form-facts-add").select_option(label="The soil")
    until(lambda: page.at("#form-facts-the_soil").count())
    page.at("#form-facts-the_soil").select_option(label="dry")
    until(lambda: page.at("#form-facts-the_soil-less").count())
    page.at("#form-expect-add").select_option(label="Watering")
    until(lambda: page.at("#form-expect-watering").count())
    page.at("#form-expect-watering").select_option(label="water it")
    until(lambda: page.at("#form-expect-watering-less").count())


def _new(
    page: StudioPage,
    kind: str,
    said: dict[str, str],
    chosen: dict[str, str] | None = None,
    lines: dict[str, str] | None = None,
) -> None:
    """Add an entry, and wait for its form."""
    page.at(f"#add-{kind}").click()
    until(lambda: page.at(f"form.new-entry[data-kind={kind}]").count())
    for name, text in {**said, **(lines or {})}.items():
        page.at(f"#new-{name}").fill(text)
    for name, value in (chosen or {}).items():
        if name == "type":
            page.at("#new-type").select_option(value)
        else:
            page.at(f"#new-{name}").select_option(label=value)
    page.at("#new-add").click()
    until(lambda: page.at(f"form.entry[data-kind={kind}]:not(.new-entry)").count())
