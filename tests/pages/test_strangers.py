"""Whatever strangers write, each format shows it and none obeys it: a real parser says so."""

from __future__ import annotations

import csv
import html as html_entities
import io
import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.console import Console

from draws import unhurried
from strangers import FORMULAS, LAYOUTS, TEXTS, page_of
from tactful.checking.sarif import github, sarif
from tactful.cohort.remarks import RowRemark, reject_cells
from tactful.pages.html import html
from tactful.pages.markdown import markdown
from tactful.pages.markdown_words import code, escaped, fenced
from tactful.pages.mermaid import mermaid
from tactful.pages.page import Layout
from tactful.pages.plain import NARROWEST, plain
from tactful.text.cells import cell
from tactful.text.diagnostic import Defect, Diagnostic, Severity, Span
from tactful.text.signs import first_unfit, visible
from tactful_cli.screen.terminal import rendered

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {"text", "softbreak", "hardbreak", "code_inline", "strong_open", "strong_close"}
OURS |= {"em_open", "em_close"}


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


def said(tokens: list[Token]) -> str:
    """All that a reader of Markdown is shown, without the spaces."""
    parts = [t.content for t in inline(tokens)]
    parts += [t.content for t in tokens if t.type == "fence" and t.info != "mermaid"]
    return "".join("".join(parts).split())


def tight(text: str) -> str:
    return "".join(visible(text).split())


def holds_no_markup(tokens: list[Token]) -> None:
    """Nothing but what we set, and nothing that a code host would make a link of."""
    assert {t.type for t in inline(tokens)} <= OURS
    assert not {t.type for t in tokens} & {"html_block", "code_block", "hr", "reference"}
    for token in inline(tokens):
        if token.type == "text":
            assert not re.search(r"://|www\.\w|@\w|(?<![\w&])#\d", token.content), token.content


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("text", TEXTS)
def test_markdown(text: str, layout: Layout) -> None:
    ordinary = PARSER.parse(markdown([page_of("word", layout)]))
    tokens = PARSER.parse(markdown([page_of(text, layout)]))
    holds_no_markup(tokens)
    assert [t.type for t in tokens] == [t.type for t in ordinary]
    assert said(tokens).count(tight(text)) >= said(ordinary).count("word") > 0


@unhurried
@given(st.text(st.sampled_from("`*_[](){}<>#|~&$@!:/.\\ \n-+=1aw") | st.characters()))
def test_words_in_markdown_are_the_words(text: str) -> None:
    tokens = PARSER.parse(f"x {escaped(visible(text))} x")
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    holds_no_markup(tokens)
    assert said(tokens) == f"x{tight(text)}x"


@pytest.mark.parametrize("text", TEXTS)
def test_code_and_fences_in_markdown(text: str) -> None:
    (only,) = inline(PARSER.parse(code(visible(text))))
    assert "".join(only.content.split()) == tight(text)
    (block,) = PARSER.parse("\n".join(fenced(visible(text), "yaml")))
    assert (block.type, block.content) == ("fence", visible(text) + "\n")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("text", TEXTS)
def test_plain_text_and_terminals(text: str, layout: Layout) -> None:
    page = page_of(text, layout)
    for width in (NARROWEST, 0, -5, 80):
        laid_out = plain([page], width=width)
        assert first_unfit(laid_out) is None
    if layout == "letter":
        out = io.StringIO()
        Console(file=out, width=60, highlight=False, color_system=None).print(rendered(page))
        assert first_unfit(out.getvalue()) is None
        assert tight(text)[:12] in "".join(out.getvalue().split())


@pytest.mark.parametrize("layout", ["letter", "report"])
@pytest.mark.parametrize("text", TEXTS)
def test_html_and_its_drawings(text: str, layout: Layout) -> None:
    made = html([page_of(text, layout)])
    assert first_unfit(made) is None
    document = ElementTree.fromstring(made)  # noqa: S314 - it is our own
    ordinary = ElementTree.fromstring(html([page_of("word", layout)]))  # noqa: S314
    drawn = {"tspan", "text", "path", "rect", "g"}  # as many as the words take lines
    tags = [e.tag for e in document.iter() if e.tag.rpartition("}")[2] not in drawn]
    assert tags == [e.tag for e in ordinary.iter() if e.tag.rpartition("}")[2] not in drawn]
    assert tight(text) in "".join("".join(document.itertext()).split())


@pytest.mark.parametrize("text", TEXTS)
def test_mermaid(text: str) -> None:
    graph = page_of(visible(text)).sections[0].topics[0].graph
    assert graph is not None
    _, given_, chosen, arrow, *_ = mermaid(graph).splitlines()
    assert arrow == "  a -->|for| b"
    for line, start, end in ((given_, '  a(["', '"])'), (chosen, '  b[["', '"]]')):
        assert line.startswith(start)
        assert line.endswith(end)
        label = line[len(start) : -len(end)].replace("<br>", "")
        assert not re.search(r"[<>\"`\[\]{}()|]", label)
        assert "".join(html_entities.unescape(label.replace("#", "&#")).split()) == tight(text)


@pytest.mark.parametrize("text", [*TEXTS, "{0} {name} {{x}} }{"])
def test_sarif_and_annotations(text: str) -> None:
    defect = Defect("T001", "a-defect", Severity.ERROR, "for tests")
    found = Diagnostic(defect, Span(f"my rules#1/{text}.yaml", 1, 1, 1, 2), text, text)
    made = json.loads(json.dumps(sarif([found], "1")))["runs"][0]["results"][0]
    uri = made["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[\w.~/-]|%[0-9A-F]{2})+", uri, re.ASCII)
    assert not re.search(r"(?<!\\)\]\(", made["message"]["text"])
    assert not re.search(r"[{}]", re.sub(r"\{\{|\}\}", "", made["message"]["text"]))
    assert made["message"]["text"].count("{") == 4 * text.count("{")
    assert len(github([found]).splitlines()) == 1 or first_unfit(text) is not None
    assert github([found]).count("\n") == 1
    assert re.match(r"::error file=[^:,]*,line=1,", github([found]))


@pytest.mark.parametrize("text", [*TEXTS, "-5", "+5", "-1,5", "12%", "2026-11-20", "warm"])
def test_cells(text: str) -> None:
    written = io.StringIO()
    csv.writer(written).writerow(reject_cells(RowRemark(1, text, text, text, text)))
    (row,) = csv.reader(io.StringIO(written.getvalue(), newline=""))
    for part in filter(None, row[1:]):
        assert part in (visible(text), f"'{visible(text)}")
        assert part[:1] not in "=+-@\t" or re.fullmatch(r"[+-]\d+([.,]\d+)?", part)


def test_numbers_stay_numbers() -> None:
    assert [cell(n) for n in ("-5", "+5", "-1,5", "-1.000,5")] == ["-5", "+5", "-1,5", "-1.000,5"]
    assert [cell(f)[0] for f in FORMULAS] == ["'"] * len(FORMULAS)
