"""Pages on a terminal and as plain text; diagnostics with their carets."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from goldens import Golden
from tactful.pages.markdown import markdown
from tactful.pages.markdown_words import escaped
from tactful.pages.page import Bar, Page, Point, Section, Topic
from tactful.pages.plain import WIDTH, plain
from tactful.text.diagnostic import Defect, Diagnostic, Related, Severity, Span
from tactful_cli.screen.diagnostics import rendered
from tactful_cli.screen.terminal import rendered as on_terminal

PAGE = Page(
    "A page with everything",
    ("Say thank you, with a card.", "Keep it short."),
    (
        Section(
            "Why",
            topics=(
                Topic(
                    "With what?",
                    "A card.",
                    (
                        Point("It shows that you took the time.", credit="Presents"),
                        Point("It is slow.", "On the other hand:", "the coach's judgement"),
                    ),
                    (
                        Bar("a card", 3, chosen=True, ruled_out=False),
                        Bar("an email", 1, chosen=False, ruled_out=False),
                        Bar(
                            "a letter of several pages, written by hand and sealed", 0, False, False
                        ),
                        Bar("a phone call", -2, chosen=False, ruled_out=False),
                        Bar("a gift", 4, chosen=False, ruled_out=True),
                    ),
                ),
                Topic("What should you say?", "", (Point("It is polite.", "Say thanks."),)),
            ),
        ),
        Section("Ruled out", points=(Point("They may not take any.", "A gift."),)),
    ),
)


def shown(page: Page, width: int = 80, *, colour: bool = False, scores: bool = False) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        legacy_windows=False,
    )
    console.print(on_terminal(page, scores=scores))
    return out.getvalue()


def without_trailing_space(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def test_a_page_on_a_terminal(golden: Golden) -> None:
    golden("terminal.txt", without_trailing_space(shown(PAGE)))


def test_a_page_in_plain_text(golden: Golden) -> None:
    golden("plain.txt", plain([PAGE, PAGE], scores=True) + "\n")


def test_a_page_in_markdown(golden: Golden) -> None:
    golden("markdown.md", markdown([PAGE]) + "\n")


def test_scores_are_numbers_on_request_only() -> None:
    assert not re.search(r"[+-]\d", shown(PAGE))
    assert "+3" in shown(PAGE, scores=True)
    assert "Support:" not in plain([PAGE])


@pytest.mark.parametrize("width", [40, 80, 100])
def test_a_terminal_of_any_width_will_do(width: int) -> None:
    lines = shown(PAGE, width).splitlines()
    assert max(len(line) for line in lines) <= width
    assert "Say thank you" in "\n".join(lines)


def test_plain_text_is_as_wide_everywhere() -> None:
    long = Page("T " * 60, ("word " * 40,), (Section("S", points=(Point("word " * 40),)),))
    assert max(len(line) for line in plain([long]).splitlines()) <= WIDTH


def test_both_say_the_same_words() -> None:
    def words(text: str) -> list[str]:
        return re.findall(r"[a-z']+", text.lower())

    for word in words(plain([PAGE])):
        assert word in words(shown(PAGE, 100)), word


def test_markup_in_the_text_is_only_text() -> None:
    hostile = "[bold]*x* <b>_y_</b> `z` # | [link](http://example.com)"
    page = Page(hostile, (hostile,), (Section("S", points=(Point(hostile, hostile, hostile),)),))
    assert "[bold]" in shown(page)
    assert "<b>" not in markdown([page])
    assert escaped("*x* _y_") == r"\*x\* \_y\_"


ERROR = Defect("T001", "a-defect", Severity.ERROR, "for tests")
WARNING = Defect("T002", "another-defect", Severity.WARNING, "for tests")


def diagnostic(span: Span, *related: Related, defect: Defect = ERROR) -> Diagnostic:
    return Diagnostic(defect, span, "`raport` is no fact", "did you mean `rapport`?", related)


def test_a_diagnostic_with_its_excerpt(golden: Golden) -> None:
    texts = {"rules.yaml": "rules:\n  - when: {raport: warm}\n", "facts.yaml": "rapport: {}\n"}
    related = Related(Span("facts.yaml", 1, 1, 1, 8), "it is declared here")
    first = diagnostic(Span("rules.yaml", 2, 12, 2, 18), related)
    second = diagnostic(Span("none.yaml"), defect=WARNING)
    golden("diagnostics.txt", rendered([first, second], texts) + "\n")


@pytest.mark.parametrize(
    ("line", "column", "end", "under"),
    [
        ("a: raport", 4, 10, "raport"),
        ("\ta: raport", 5, 11, "raport"),
        ("名前: raport", 5, 11, "raport"),
        ("a: 名前", 4, 6, "名前"),
        ("e\u0301: raport", 5, 11, "raport"),
        ("x" * 300 + " raport " + "y" * 300, 302, 308, "raport"),
        ("a:", 3, 3, ""),
    ],
)
def test_carets_stand_under_the_words(line: str, column: int, end: int, under: str) -> None:
    span = Span("f.yaml", 1, column, 1, end)
    _, text, carets, *_ = rendered([diagnostic(span)], {"f.yaml": line}).splitlines()

    def columns(part: str) -> int:
        return sum(2 if ord(c) > 0x2E80 else 0 if c == "\u0301" else 1 for c in part)

    before = carets[: carets.index("^")]
    assert carets.count("^") == max(columns(under), 1)
    assert columns(before) == columns(text[: text.index(under)] if under else text)
    assert len(text) < 130


@pytest.mark.parametrize(
    "span", [Span("f.yaml", 9, 1, 9, 2), Span("g.yaml", 1, 1, 1, 2), Span("f.yaml")]
)
def test_a_place_without_text_has_no_excerpt(span: Span) -> None:
    text = rendered([diagnostic(span)], {"f.yaml": "a: b\n"})
    assert "^" not in text
    assert len(text.splitlines()) == 2


def test_a_place_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    text = rendered([diagnostic(Span("f.yaml", 1, 4, 3, 2))], {"f.yaml": "a: |\n  b\nc\n"})
    assert "^" in text.splitlines()[2]


def test_colour_is_only_colour() -> None:
    texts = {"f.yaml": "a: raport\n"}
    found = [diagnostic(Span("f.yaml", 1, 4, 1, 10))]
    painted = rendered(found, texts, colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == rendered(found, texts)
    assert painted != rendered(found, texts)
