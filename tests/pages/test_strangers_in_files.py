"""Whatever strangers write, files for other programs hold it as words: their own parsers say so."""

from __future__ import annotations

import email
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fastexcel
import polars as pl
import pytest
import vobject

from making import YES_NO, check, decision, facts, rule, ruleset
from strangers import LINES, TEXTS
from tactful.cohort.workbook import Workbook
from tactful.explanation.message import Draft, mail
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.plans.ics import calendar
from tactful.plans.plan import plan
from tactful.plans.timeline import Timeline, timeline
from tactful.reading.ruleset import load
from tactful.scenarios.expectation import Holds
from tactful.scenarios.scenario import Scenario
from tactful.testing.junit import junit
from tactful.testing.run import run
from tactful.text.diagnostic import Span
from tactful.text.library import packaged
from tactful.text.signs import first_unfit, visible
from tactful_cli.screen.showing import show_json

every = pytest.mark.parametrize("text", [*TEXTS, *LINES])

RULES = ruleset(
    facts(warm=YES_NO),
    [decision("means", "note", "gift", fallback="note")],
    rule("gift", check("warm", True), then={"means": {"gift": "for"}}),
)


def tight(text: str) -> str:
    return "".join(visible(text).split())


@cache
def usual() -> Timeline:
    rules = load(packaged())
    known: dict[str, Value] = {"rapport": "warm", "interview_ended": datetime(2026, 10, 23, 14)}
    return timeline(
        plan(rules, Network(rules).evaluate, known, datetime(2026, 10, 23, 14, 30)), "word"
    )


def calendar_saying(text: str) -> bytes:
    entries = tuple(e._replace(what=text, more=(text,), answers=()) for e in usual().entries)
    return calendar([usual()._replace(title=text, entries=entries, endings=(text, text))])


@every
def test_calendars(text: str) -> None:
    made = calendar_saying(text).decode("utf-8")
    ordinary = vobject.readOne(calendar_saying("word").decode("utf-8"))
    read = vobject.readOne(made)
    assert first_unfit(made.replace("\r\n", "\n")) is None
    assert read.contents.keys() == ordinary.contents.keys()
    assert len(read.vevent_list) == len(ordinary.vevent_list) > 0
    for event, other in zip(read.vevent_list, ordinary.vevent_list, strict=True):
        assert event.contents.keys() == other.contents.keys()
        assert tight(event.summary.value) == tight(f"{text}: {text.rstrip('.')}")
        assert event.valarm.description.value == event.summary.value
        assert tight(event.description.value).count(tight(text)) >= 2
        assert [tight(one) for one in event.categories.value] == [tight(text)]


@every
def test_mails(text: str) -> None:
    made = mail(Draft(text, (text, text), ()))
    read = email.message_from_bytes(made, policy=default)
    ordinary = email.message_from_bytes(mail(Draft("word", ("word",), ())), policy=default)
    assert read.keys() == ordinary.keys()
    assert not read.is_multipart()
    assert tight(read["subject"]) == tight(" ".join(text.split()))
    assert tight(read.get_content().replace("\r\n", "\n")) == tight(f"{text}{text}")


@every
def test_outcomes(text: str) -> None:
    def outcome(said: str) -> ElementTree.Element:
        span = Span(said, 1, 1, 1, 2)
        scenarios = [
            Scenario(said, {"warm": known}, (Holds(check("means", "gift"), span),), span=span)
            for known in (True, False)
        ]
        made = junit([(said, run(RULES, scenarios))])
        assert first_unfit(made) is None
        return ElementTree.fromstring(made.encode("utf-8"))  # noqa: S314 - it is our own

    read, ordinary = outcome(text), outcome("word")
    assert [e.tag for e in read.iter()] == [e.tag for e in ordinary.iter()]
    assert {e.get("name") for e in read.iter() if e.get("line")} == {visible(text)}
    assert read[0].get("name") == read[0][0].get("file") == visible(text)


def spelt(cell: str | None) -> str | None:
    """A workbook's cell with the controls that it writes by their numbers."""
    if cell is None:
        return None
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), cell)


def test_workbooks(tmp_path: Path) -> None:
    texts = [text for text in (*TEXTS, *LINES) if "\ud83d" not in text]
    names = [f"o{place}" for place in range(len(texts))]
    asked = decision("means", *names)
    options = {n: asked.options[n]._replace(label=t) for n, t in zip(names, texts, strict=True)}
    rules = replace(RULES, title=texts[0], decisions={"means": asked._replace(options=options)})
    frame = pl.LazyFrame({"name": texts, "means": names, "means_status": ["chosen"] * len(texts)})
    out = tmp_path / "o.xlsx"
    Workbook(rules).sink(frame, out)
    read = fastexcel.read_excel(out)
    clients = read.load_sheet("Clients").to_polars()
    counted = read.load_sheet("Summary", header_row=None).to_polars().to_series(0).to_list()
    shown = [clients["name"].to_list(), clients["means"].to_list(), counted]
    if shown[0] != texts:  # older readers leave controls as a workbook writes them
        shown = [[spelt(text) for text in column] for column in shown]
    assert shown[:2] == [texts, texts]
    assert shown[2][0] == texts[0]
    assert set(shown[2]) >= set(texts)
    with zipfile.ZipFile(out) as parts:
        for name in parts.namelist():
            tags = [e.tag for e in ElementTree.fromstring(parts.read(name)).iter()]  # noqa: S314
            assert (
                not [tag for tag in tags if tag.endswith(("}f", "}hyperlink"))] or "chart" in name
            )
            assert "external" not in name.lower()


def test_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for text in (*TEXTS, *LINES):
        data: dict[str, Any] = {text: [text, {text: text}]}
        show_json(data)
        printed = capsys.readouterr().out
        assert json.loads(printed) == data
        assert first_unfit(printed) is None
        assert not re.search(r"^\s*::|##\[|##vso", printed, re.MULTILINE)
