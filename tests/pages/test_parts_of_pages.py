"""What stands on a page, set into another document: the same as in a document of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

import tactful
from tactful.explanation.page import page
from tactful.network.evaluator import Network
from tactful.pages.blocks import Column, Item, Line, Table
from tactful.pages.html import html, part, templates
from tactful.pages.page import Page, Point, Section
from tactful.plans.page import plan_page
from tactful.scenarios.scenario import Scenario
from tactful.workspace.advising import advised, planned

RULESET = tactful.load(tactful.packaged())
WARM = Scenario("A warm talk", tactful.facts(RULESET, {
    "rapport": "warm", "timezone": "Europe/Paris", "now": "2026-11-20T10:00",
}))  # fmt: skip  # facts read across


def letter() -> Page:
    return page(advised(WARM, Network(RULESET)))


def plan() -> Page:
    return plan_page(planned(WARM, Network(RULESET), 14))


def report() -> Page:
    table = Table("Two", (Column("One"), Column("Other")), (("a", "b"),))
    return Page("Report", ("So it is.",), (
        Section("Found", blocks=(Item("This"), Line("And that"), table)),
    ), "report")  # fmt: skip  # a page read from top to bottom


def said(text: str) -> list[str]:
    """The words of a document, without its head and its markup."""
    body = text.partition("<main>")[2].partition("</main>")[0] or text
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_data = lambda data: found.extend(data.split())  # type: ignore[method-assign]
    parser.feed(body)
    return found


@pytest.mark.parametrize("made", [letter, plan, report])
def test_a_part_says_what_the_document_says_below_its_title(made: Callable[[], Page]) -> None:
    shown = made()
    assert [*shown.title.split(), *said(part(shown))] == said(html([shown]))


@pytest.mark.parametrize("made", [letter, plan, report])
def test_a_part_has_no_frame_and_headings_of_the_level_that_is_asked_for(
    made: Callable[[], Page],
) -> None:
    text = part(made(), 3)
    assert not re.search(r"<(html|head|body|main|style|h1|h2)\b", text)
    assert "<h3" in text


def test_parts_in_one_document_share_no_marks() -> None:
    both = part(letter(), mark="one") + part(letter(), mark="other")
    marks = re.findall(r'\bid="([^"]+)"', both)
    assert marks
    assert len({*marks}) == len(marks)
    assert {*re.findall(r'href="#([^"]+)"', both)} <= {*marks}


def test_what_an_author_writes_is_no_markup() -> None:
    text = part(Page("T", ("<b>bold</b>",), (Section("<i>", points=(Point("<u>"),)),)))
    assert not re.search("<[biu]>", text)
    assert "&lt;b&gt;" in text


def test_templates_elsewhere_may_use_the_parts_of_pages(tmp_path: Path) -> None:
    (tmp_path / "own.html").write_text(
        '{% import "blocks.html" as blocks %}<p>{{ said }}</p>{{ blocks.all(listed) }}'
    )
    own = templates(tmp_path).get_template("own.html")
    assert own.render(said="<1>", listed=[Line("a")]).strip() == "<p>&lt;1&gt;</p><p>a</p>"
    with pytest.raises(UndefinedError):
        own.render(listed=[])
