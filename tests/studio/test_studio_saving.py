"""Saving, and everything that must not be lost: two who write, reloads, crashes, restarts."""

from __future__ import annotations

import signal
from pathlib import Path

from playwright.sync_api import Browser

from browsing import RunningStudio, StudioPage, in_browser, running, until

pytestmark = in_browser

GIFT = "gift-where-you-hit-it-off"
CHANNEL = "rules/channel.yaml"
OLD, NEW = "rapport: hit_it_off", "rapport: at least warm"


def edited(page: StudioPage) -> None:
    """Change a rule, and see that it counts as unsaved."""
    page.go(GIFT)
    page.replace(OLD, NEW)
    page.wait("#save", "Save 1 file")


def test_saving_writes_the_file_as_it_was_but_for_the_change(page: StudioPage, rules: Path) -> None:
    path = rules / CHANNEL
    text = path.read_text()
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    page.wait("#status", "Files were changed elsewhere")
    edited(page)
    page.save()
    changed = text.replace(OLD, NEW, 1).replace("\n", "\r\n")
    assert path.read_bytes() == b"\xef\xbb\xbf" + changed.encode()
    assert path.stat().st_mode & 0o777 == 0o640


def test_edits_in_different_places_are_put_together(page: StudioPage, rules: Path) -> None:
    edited(page)
    path = rules / CHANNEL
    path.write_text(path.read_text() + "# theirs\n")
    page.press("Control+s")
    page.wait("#conflict-title", "rules/channel.yaml was changed elsewhere")
    assert "no line was changed twice" in page.says("#conflict")
    page.at("#conflict .main").click()
    page.wait("#save", "Saved")
    assert NEW in path.read_text()
    assert path.read_text().endswith("# theirs\n")


def test_where_both_changed_a_line_nothing_is_lost(page: StudioPage, rules: Path) -> None:
    edited(page)
    path = rules / CHANNEL
    theirs = path.read_text().replace(OLD, "rapport: warm", 1)
    path.write_text(theirs)
    page.press("Control+s")
    page.wait("#conflict", "where both changed the same lines, yours: one place")
    page.at(
        "#conflict button",
    ).filter(has_text="Not now").click()
    assert path.read_text() == theirs
    page.press("Control+s")
    page.wait("#conflict-title", "was changed elsewhere")
    page.at("#conflict button").filter(has_text="Take theirs").click()
    page.wait("#save", "Saved")
    page.press("Alt+t", "Control+z")
    page.wait("#save", "Save 1 file")
    assert NEW in page.text()
    assert path.read_text() == theirs


def test_a_file_that_was_deleted_elsewhere_can_be_saved_anew(page: StudioPage, rules: Path) -> None:
    edited(page)
    (rules / CHANNEL).unlink()
    page.press("Control+s")
    page.wait("#conflict-title", "was deleted elsewhere")
    page.at("#conflict .main").click()
    page.wait("#save", "Saved")
    assert NEW in (rules / CHANNEL).read_text()


def test_changes_elsewhere_appear_and_the_cursor_stays_in_its_line(
    page: StudioPage, rules: Path
) -> None:
    page.go(GIFT)
    line = int(page.says("#place").split()[1].rstrip(","))
    path = rules / CHANNEL
    path.write_text("# one\n# two\n" + path.read_text())
    page.wait("#place", f"line {line + 2},")
    assert page.says("#save") == "Saved"
    (rules / "rules/new.yaml").write_text("rules: []\n")
    until(lambda: page.at("#outline button[data-file='rules/new.yaml']").count())


def test_unsaved_text_is_there_after_a_reload_and_a_restart(
    page: StudioPage, studio: RunningStudio, rules: Path
) -> None:
    edited(page)
    page.page.reload()
    page.wait_until_ready()
    page.wait("#save", "Save 1 file")
    assert page.says("#file") == CHANNEL
    studio.end(signal.SIGKILL)
    with running(rules, studio.port) as again:
        page.open(again.address)
        page.wait("#save", "Save 1 file")
        page.save()
    assert NEW in (rules / CHANNEL).read_text()


def test_unsaved_text_of_a_tab_that_is_gone_is_taken_up_by_the_next(
    page: StudioPage, studio: RunningStudio
) -> None:
    edited(page)
    context = page.page.context
    beside = StudioPage(context, studio)
    assert beside.says("#save") == "Saved"  # the other tab is open, and its edits are its own
    beside.page.close()
    page.page.close()
    after = StudioPage(context, studio)
    after.wait("#save", "Save 1 file")
    assert NEW in after.text()


def test_a_second_tab_cannot_write_over_the_first(
    page: StudioPage, studio: RunningStudio, rules: Path
) -> None:
    edited(page)
    other = StudioPage(page.page.context, studio)
    other.go(GIFT)
    other.replace(OLD, "rapport: neutral")
    other.wait("#save", "Save 1 file")
    page.page.bring_to_front()
    page.save()
    other.page.bring_to_front()
    other.press("Control+s")
    other.wait("#conflict-title", "was changed elsewhere")
    assert NEW in (rules / CHANNEL).read_text()


def test_the_studio_says_when_it_is_away_and_goes_on_when_it_is_back(
    page: StudioPage, studio: RunningStudio, rules: Path
) -> None:
    page.go(GIFT)
    studio.end()
    page.replace(OLD, NEW)
    page.wait("#status", "The studio does not answer")
    assert NEW in page.text()
    with running(rules, studio.port) as again:
        page.open(again.address)
        page.wait("#save", "Save 1 file")


def test_a_folder_without_rules_is_a_place_to_start(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path) as studio:
        page = StudioPage(browser.new_context(), studio)
        page.wait("#pane", "There are no rules in this folder yet")
        page.at("#start-title").fill("Umbrellas")
        page.at("[data-from=small]").click()
        page.wait("#save", "Save 4 files")
        page.wait("#advised", "umbrella")
        assert [*tmp_path.iterdir()] == []
        page.save()
        assert page.complaints == []
        page.page.context.close()
    assert "title: Umbrellas" in (tmp_path / "ruleset.yaml").read_text()
    assert (tmp_path / "scenarios/cases.yaml").exists()
