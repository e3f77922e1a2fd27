"""A table of clients in the studio: dropped, advised, compared, and taken away."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from asking import umbrella
from browsing import RunningStudio, StudioPage, in_browser, until
from tactful_studio.tables import LARGEST, MOST

pytestmark = in_browser

CLIENTS = """\
Name,How does the sky look?,minutes outside,Shoes
Ada,clear,30,red
Ben,cloudy,3,blue
Cyd,cloudy,45,
Dee,purple,45,
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return umbrella(tmp_path / "umbrella")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "clients.csv"
    path.write_text(CLIENTS)
    return path


def show(page: StudioPage, table: Path) -> None:
    """Choose a table, and wait until it is advised."""
    page.at("#tab-clients").click()
    page.wait("#pane", "Drop a spreadsheet of clients here")
    page.at("#table").set_input_files(table)
    until(lambda: page.at("#pane .sum").count())


def rows(page: StudioPage) -> list[str]:
    return [" ".join(one.split()) for one in page.at("table.clients tbody tr").all_inner_texts()]


def edit(page: StudioPage, old: str, new: str) -> None:
    page.file("rules/advice.yaml")
    page.replace(old, new)


def test_each_client_is_advised_with_the_rule_that_decided(page: StudioPage, table: Path) -> None:
    show(page, table)
    told = rows(page)
    assert len(told) == 4
    assert "Ada" in told[0]
    assert "Leave the umbrella at home." in told[0]
    assert "The sky is clear" in told[0]
    page.at("table.clients .rule-link").first.click()
    page.wait("#file", "rules/advice.yaml")
    assert page.says("#place") == "line 17, column 1"


def test_a_table_is_dropped_on_the_pane(page: StudioPage) -> None:
    page.at("#tab-clients").click()
    page.wait("#pane", "Drop a spreadsheet of clients here")
    data = base64.b64encode(CLIENTS.encode()).decode()
    page.page.evaluate(
        """data => {
          const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
          const dropped = new DataTransfer();
          dropped.items.add(new File([bytes], "dropped.csv"));
          document.querySelector("[data-drop]").dispatchEvent(
            new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }),
          );
        }""",
        data,
    )
    page.wait("#pane", "dropped.csv")
    page.wait("#pane", "4 clients: 4 advised.")


def test_what_was_not_understood_is_listed_with_its_place(page: StudioPage, table: Path) -> None:
    show(page, table)
    said = page.says("#table-remarks")
    assert "Row 5, How does the sky look?" in said
    assert "purple" in said
    assert "use one of clear, cloudy, raining" in said


def test_a_client_of_the_table_is_tried_in_the_form(page: StudioPage, table: Path) -> None:
    show(page, table)
    page.at("table.clients [data-act=facts]").nth(1).click()
    page.wait("#pane h2", "Ben")
    assert page.at("#fact-sky").input_value() == "cloudy"
    assert page.at("#fact-minutes_outside").input_value() == "3"


def test_under_unsaved_edits_only_those_are_listed_who_change(
    page: StudioPage, table: Path
) -> None:
    show(page, table)
    edit(page, "minutes_outside: less than 5", "minutes_outside: less than 60")
    page.wait("#pane", "Your unsaved edits change the advice of 1 client.")
    (told,) = until(lambda: rows(page), lambda found: len(found) == 1)
    assert "Cyd" in told
    assert "Take an umbrella." in told
    assert "Leave the umbrella at home." in told
    page.press("Control+z")
    until(lambda: rows(page), lambda found: len(found) == 4)


def test_an_edit_that_changes_nobody_in_the_table_says_so(page: StudioPage, table: Path) -> None:
    show(page, table)
    edit(page, "minutes_outside: less than 5", "minutes_outside: less than 4")
    page.wait("#pane", "Nobody in this table is advised otherwise than by the saved rules.")


def test_a_column_is_given_a_meaning_in_the_list_beside_it(page: StudioPage, table: Path) -> None:
    table.write_text(CLIENTS.replace("minutes outside", "stroll"))
    show(page, table)
    page.at("#table-columns summary").click()
    page.at("#column-3").select_option("minutes_outside")
    ben = page.at("table.clients [data-act=facts]").nth(1)
    until(lambda: "minutes_outside" in (ben.get_attribute("data-facts") or ""))
    ben.click()
    until(lambda: page.at("#fact-minutes_outside").input_value() == "3")


def test_a_file_that_is_no_table_is_refused_in_a_sentence(page: StudioPage, table: Path) -> None:
    page.at("#tab-clients").click()
    page.wait("#pane", "Drop a spreadsheet of clients here")
    page.at("#table").set_input_files(
        {"name": "clients.docx", "mimeType": "application/zip", "buffer": b"PK"}
    )
    page.wait("#status", "Drop a table of one of these kinds: csv, tsv")
    page.complaints.clear()  # the console tells of the refusal, too
    page.at("#table").set_input_files(
        {"name": "clients.xlsx", "mimeType": "application/zip", "buffer": b"PK"}
    )
    page.wait("#pane", "clients.xlsx")
    until(lambda: page.at("#pane .notice.is-bad").count())


def test_a_table_that_gives_no_fact_says_what_would(page: StudioPage, table: Path) -> None:
    table.write_text("Name,Shoes\nAda,red\n")
    page.at("#tab-clients").click()
    page.wait("#pane", "Drop a spreadsheet of clients here")
    page.at("#table").set_input_files(table)
    until(lambda: page.at("#pane .notice.is-bad").count())
    assert "the list beside the column" in page.says("#pane") or "column" in page.says("#pane")


def test_many_clients_come_in_pages(page: StudioPage, table: Path) -> None:
    lines = [f"Client {n},clear,{n},\n" for n in range(1, 121)]
    table.write_text(CLIENTS.splitlines(keepends=True)[0] + "".join(lines))
    show(page, table)
    page.wait("#pane", "1 to 50 of 120")
    page.at("#pane .buttons [data-act=pane]").click()
    page.wait("#pane", "51 to 100 of 120")
    assert "Client 51" in rows(page)[0]


def test_a_table_is_taken_away_and_nothing_of_it_stays(page: StudioPage, table: Path) -> None:
    show(page, table)
    page.at("[data-act=table-away]").click()
    page.wait("#pane", "Drop a spreadsheet of clients here")
    tables = page.page.evaluate("fetch('/api/cohorts').then((answer) => answer.json())")
    assert tables == {"tables": {}}


def test_on_a_telephone_each_client_is_a_card(
    browser: Browser, studio: RunningStudio, table: Path
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = StudioPage(context, studio)
    page.at(".views [data-view=advice]").click()
    show(page, table)
    wide = (
        "document.querySelector('#pane').scrollWidth - document.querySelector('#pane').clientWidth"
    )
    assert page.page.evaluate(wide) == 0
    assert page.complaints == []
    context.close()


def sent(client: httpx.Client, name: str, data: bytes) -> httpx.Response:
    return client.post("/api/cohorts", params={"name": name}, content=data)


def test_over_http_a_table_is_kept_told_and_let_go(studio: RunningStudio) -> None:
    with studio.client() as client:
        answer = sent(client, "../../clients.csv", CLIENTS.encode())
        assert answer.status_code == 201
        mark = answer.json()["table"]
        assert client.get("/api/cohorts").json() == {"tables": {mark: "clients.csv"}}
        told = client.get(f"/api/cohorts/{mark}").json()
        assert [one["client"] for one in told["clients"]] == ["Ada", "Ben", "Cyd", "Dee"]
        assert told["clients"][0]["decisions"]["umbrella"]["choices"] == ["leave_it"]
        assert told["remarks"][0]["row"] == 5
        assert client.delete(f"/api/cohorts/{mark}").status_code == 204
        assert client.get(f"/api/cohorts/{mark}").status_code == 404
        assert client.delete(f"/api/cohorts/{mark}").status_code == 404


def test_over_http_there_are_limits(studio: RunningStudio) -> None:
    with studio.client() as client:
        assert sent(client, "a.csv", b"").status_code == 415
        assert sent(client, "a.exe", b"x").status_code == 415
        assert sent(client, "a.csv", b"x" * (LARGEST + 1)).status_code == 413
        marks = [
            sent(client, f"{n}.csv", CLIENTS.encode()).json()["table"] for n in range(MOST + 2)
        ]
        assert [*client.get("/api/cohorts").json()["tables"]] == marks[2:]
    with httpx.Client(base_url=studio.base) as stranger:
        assert stranger.get("/api/cohorts").status_code == 401


def test_a_path_that_a_page_names_is_never_read(studio: RunningStudio, table: Path) -> None:
    with studio.client() as client:
        body = {"form": {"table": str(table)}}
        told = client.post("/parts/clients", json=body).text
        assert "Drop a spreadsheet" in told
        assert "Ada" not in told


def test_tables_go_with_the_studio(studio: RunningStudio, tmp_path: Path) -> None:
    place = Path(tempfile.gettempdir())
    with studio.client() as client:
        assert sent(client, "clients.csv", CLIENTS.encode()).status_code == 201
    held = [path for folder in place.glob(".tactful-studio.*") for path in folder.rglob("*.csv")]
    own = [path for path in held if path.read_bytes() == CLIENTS.encode()]
    assert own
    assert studio.end() == 0
    assert [path for path in own if path.exists()] == []
