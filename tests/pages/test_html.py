"""The page to mail: it is whole, needs nothing from elsewhere, and shows what it was given."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise
from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import some
from tactful.answers.answering import answers
from tactful.answers.graph import graph_of
from tactful.answers.grounds import Reasoning, reason
from tactful.answers.page import reasoned_page
from tactful.explanation.explanation import explain
from tactful.explanation.page import page
from tactful.language.model import Ruleset
from tactful.network.evaluator import Network
from tactful.network.kept import network_with
from tactful.pages.diagram import CHARACTERS, Box, diagram
from tactful.pages.folded import folded
from tactful.pages.graph import Edge, Graph, GraphNode, Role, Way
from tactful.pages.html import html
from tactful.pages.page import Page, Point, Section, Topic
from tactful.pages.tree import walk
from tactful.pages.words import bare
from tactful.reading.ruleset import load
from tactful.scenarios.scenario import load_scenarios
from tactful.scenarios.words import Inquiry
from tactful.text.library import packaged

NASTY = "a <b> & \"c\" 'd' {{ e }} {% f %} </style> ✓"
ROLES: tuple[Role, ...] = ("given", "taken", "worked out", "reason", "chosen", "not chosen")
WAYS: tuple[Way, ...] = ("leads to", "speaks for", "speaks against", "rules out")


@cache
def follow_up() -> Ruleset:
    return load(packaged())


@cache
def reasoned() -> tuple[Reasoning, ...]:
    """Every scenario of the packaged ruleset."""
    network = Network(follow_up())
    return tuple(
        reason(explain(own, scenario.title, own.evaluate(scenario.given)))
        for scenario in load_scenarios(packaged(), follow_up()).scenarios
        for own in (network_with(network, scenario.people),)
    )


def parsed(text: str) -> ElementTree.Element:
    """The document; it is written so that XML is as happy with it as HTML."""
    assert text.startswith("<!DOCTYPE html>\n")
    return ElementTree.fromstring(text)  # noqa: S314 - it is our own


def said(element: ElementTree.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_the_frame_of_every_page() -> None:
    text = html([Page("Thanks", ("Send a card.",), ())])
    framed = re.sub(
        r"(<style>).*(</style>)|(<main>).*(</main>)", r"\1\2\3\4", text, flags=re.DOTALL
    )
    assert (
        framed
        == """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="color-scheme" content="light dark"/>
<title>Thanks</title>
<style></style>
</head>
<body>
<main></main>
</body>
</html>"""
    )


def every_text(shown: Page) -> Iterator[str]:
    """Everything that a page says."""
    yield from (shown.title, *shown.headline)
    for section in shown.sections:
        yield from (bare(section.heading), *section.intro)
        yield from (part for point in section.points for part in point if part)
        for topic in section.topics:
            yield from (topic.question, topic.answer)
            yield from (part for point in topic.points for part in point if part)
            for tree in topic.trees:
                for _, branch in walk(tree):
                    yield from (branch.lead or "", branch.text, branch.note, branch.source or "")


def test_all_scenarios_make_one_whole_document() -> None:
    taken = some(reasoned(), every=4)
    pages = [page(one.explanation) for one in taken] + [reasoned_page(one) for one in taken]
    text = html(pages)
    document = parsed(text)
    shown = said(document)
    for one in pages:
        for words in every_text(one):
            assert " ".join(words.split()) in shown


def test_nothing_comes_from_elsewhere_and_nothing_runs() -> None:
    text = html([reasoned_page(one) for one in reasoned()])
    assert not re.search(r"https?:|//|@import|<script|<link|<img|<iframe|\bsrc=|\bon\w+=", text)
    targets = set(re.findall(r"url\((.*?)\)|href=\"(.*?)\"", text))
    assert targets
    assert all((one or other).startswith("#") for one, other in targets)


def test_every_place_that_is_pointed_to_is_there_once() -> None:
    text = html([reasoned_page(one) for one in reasoned()])
    document = parsed(text)
    ids = [e.attrib["id"] for e in document.iter() if "id" in e.attrib]
    assert len(ids) == len(set(ids))
    pointed = set(re.findall(r"url\(#(.*?)\)|href=\"#(.*?)\"", text))
    labels = {i for e in document.iter() for i in e.get("aria-labelledby", "").split()}
    assert {one or other for one, other in pointed} | labels <= set(ids)


def test_a_page_can_be_read_aloud() -> None:
    some = [reasoned_page(one) for one in reasoned()[:3]]
    document = parsed(html(some, "Advice for 3 situations"))
    assert document.get("lang") == "en"
    assert document.findtext("head/title") == "Advice for 3 situations"
    assert [len(list(document.iter(f"h{n}"))) for n in (1, 2)] == [1, 3]
    for picture in document.iter("svg"):
        if picture.get("aria-hidden") != "true":
            assert picture.get("role") == "img"
            assert picture.findtext("title")


def test_headings_go_down_one_step_at_a_time() -> None:
    for pages in ([reasoned_page(reasoned()[0])], [reasoned_page(r) for r in reasoned()[:3]]):
        levels = [int(e.tag[1]) for e in parsed(html(pages)).iter() if re.match(r"h\d$", e.tag)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_one_situation_needs_no_contents() -> None:
    document = parsed(html([reasoned_page(reasoned()[0])]))
    assert document.find(".//nav") is None
    assert document.findtext(".//h1") == reasoned()[0].explanation.title


def test_answers_are_shown() -> None:
    asked = [Inquiry("why", "channel"), Inquiry("why not", "channel", "card")]
    found = answers(asked, reasoned()[0])
    shown = said(parsed(html([reasoned_page(reasoned()[0], found, sources=True)])))
    for answer in found:
        assert answer.title in shown
        assert all(" ".join(sentence.split()) in shown for sentence in answer.sentences)


def test_an_authors_words_never_become_markup() -> None:
    graph = Graph(
        NASTY,
        (GraphNode("a", "given", NASTY), GraphNode("b", "chosen", NASTY)),
        (Edge("a", "b", "speaks for"),),
    )
    topic = Topic(NASTY, NASTY, (Point(NASTY, NASTY, NASTY),), graph=graph)
    document = parsed(html([Page(NASTY, (NASTY,), (Section(NASTY, (topic,), intro=(NASTY,)),))]))
    assert said(document).count(NASTY) >= 10
    assert {e.tag for e in document.iter()} >= {"svg", "h1", "article"}
    assert next(iter(document.iter("b")), None) is None


def draw_graph(rng: Random) -> Graph:
    """Facts that lead to reasons that speak about options, sometimes in several pieces."""
    columns = [rng.randint(1, 6) for _ in range(rng.randint(2, 6))]
    layers, nodes, edges = [], [], []
    for depth, count in enumerate(columns):
        layer = [f"n{depth}-{number}" for number in range(count)]
        layers.append(layer)
        words = (" ".join(rng.choice(("tea", "biscuits", "of", "x" * 40)) for _ in range(9)),)
        nodes += [GraphNode(name, rng.choice(ROLES), rng.choice(words)) for name in layer]
    for depth, layer in enumerate(layers[:-1]):
        for name in layer:
            for later in rng.sample(layers[rng.randint(depth + 1, len(layers) - 1)], 1):
                edges.append(Edge(name, later, rng.choice(WAYS)))
    ends = {end for edge in edges for end in (edge.source, edge.target)}
    return Graph("Drawn", tuple(n for n in nodes if n.id in ends), tuple(dict.fromkeys(edges)))


def apart(one: Box, other: Box) -> bool:
    across = one.x + one.width < other.x or other.x + other.width < one.x
    return across or one.y + one.height < other.y or other.y + other.height < one.y


@pytest.mark.parametrize("by", ["fast_sugiyama", "ourselves"])
@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 2**32))
def test_boxes_keep_apart_and_lines_end_at_boxes(by: str, seed: int) -> None:
    graph = draw_graph(Random(seed))
    if by == "ourselves":
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, "fast_sugiyama", None)
            drawn = diagram(graph)
    else:
        pytest.importorskip("fast_sugiyama")
        drawn = diagram(graph)
    boxes = {box.node.id: box for box in drawn.boxes}
    assert list(boxes) == [node.id for node in graph.nodes]
    assert all(apart(*pair) for pair in combinations(drawn.boxes, 2))
    for box in drawn.boxes:
        assert 0 <= box.x <= drawn.width - box.width
        assert 0 <= box.y <= drawn.height - box.height
        assert all(len(words) <= CHARACTERS for _, words in box.lines)
        assert all(box.y < baseline < box.y + box.height for baseline, _ in box.lines)
    for line in drawn.lines:
        numbers = [float(n) for n in re.findall(r"-?[\d.]+(?:e[+-]?\d+)?", line.path)]
        source, target = boxes[line.edge.source], boxes[line.edge.target]
        assert numbers[0] == pytest.approx(source.x + source.width)
        assert numbers[-2] == pytest.approx(target.x)
        assert target.y <= numbers[-1] <= target.y + target.height
        assert source.x < target.x


@pytest.mark.parametrize(("across", "widest"), [(2, 350), (4, 700)])
@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 2**32))
def test_a_folded_picture_fits_and_its_lines_pass_no_box(
    across: int, widest: int, seed: int
) -> None:
    graph = draw_graph(Random(seed))
    drawn = folded(graph, across)
    boxes = {box.node.id: box for box in drawn.boxes}
    assert boxes.keys() == {node.id for node in graph.nodes}
    assert drawn.width <= widest
    assert all(apart(*pair) for pair in combinations(drawn.boxes, 2))
    for box in drawn.boxes:
        assert 0 <= box.x <= drawn.width - box.width
        assert 0 <= box.y <= drawn.height - box.height
        assert all(box.y < baseline < box.y + box.height for baseline, _ in box.lines)
    for line in drawn.lines:
        source, target = boxes[line.edge.source], boxes[line.edge.target]
        steps = re.findall(r"([MVC])([^MVC]*)", line.path)
        points = [[float(n) for n in numbers.split()] for _, numbers in steps]
        assert points[0] == [source.x + source.width / 2, source.y + source.height]
        assert points[-1][-2:] == [target.x + target.width / 2, target.y]
        assert source.y + source.height < target.y
        x, y = points[0]
        for (way, _), numbers in zip(steps[1:], points[1:], strict=True):
            if way == "V":
                beside = [box for box in drawn.boxes if box.x < x < box.x + box.width]
                passed = [b for b in beside if max(y, b.y) < min(numbers[0], b.y + b.height)]
                assert not passed, line
                y = numbers[0]
            else:
                x, y = numbers[-2:]


def test_sources_are_footnotes_each_once() -> None:
    for one in reasoned()[:5]:
        text = html([reasoned_page(one, sources=True)])
        document = parsed(text)
        (notes,) = [e for e in document.iter("section") if e.get("class") == "notes"]
        listed = [said(item) for item in notes.iter("li")]
        assert len(listed) == len(set(listed))
        pointed = re.findall(r'class="note-of"><a href="#(note-1-\d+)"', text)
        assert {item.get("id") for item in notes.iter("li")} == {*pointed}
    assert 'class="notes"' not in html([reasoned_page(reasoned()[0])])


def test_a_client_reads_no_workings_and_a_coach_all() -> None:
    for one in reasoned()[:5]:
        client, coach = (html([reasoned_page(one, reader=r)]) for r in ("client", "coach"))
        assert not re.search("<svg|<table|Set aside for|Worked out from", client)
        assert "<svg" in coach
        assert 'class="notes"' in coach
        for line in reasoned_page(one).headline:
            assert " ".join(line.split()) in said(parsed(client))


def test_a_picture_shows_what_spoke() -> None:
    for one in reasoned():
        for decision in one.explanation.decisions:
            graph = graph_of(decision.id, one)
            if graph is None:
                continue
            texts = {node.text.casefold() for node in graph.nodes}
            for option in decision.options:
                assert bool(option.reasons) is (option.label.casefold() in texts)
            assert {n.id for n in graph.nodes} == {
                end for edge in graph.edges for end in (edge.source, edge.target)
            }


def luminance(colour: str) -> float:
    """Of a colour such as ``#fff`` or ``#1d6b4a``, as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    channels = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "paper"])
def test_words_stand_out_from_what_is_behind_them(scheme: int) -> None:
    found = re.findall(r":root \{(.*?)\}", html([page(reasoned()[0].explanation)]), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", found[scheme]))
    for words, behind in (
        ("ink", "paper"),
        ("soft", "paper"),
        ("yes", "paper"),
        ("no", "paper"),
        ("fact", "paper"),
        ("ink", "yes-wash"),
        ("ink", "fact-wash"),
        ("ink", "wash"),
    ):
        dark, light = sorted((luminance(colours[words]), luminance(colours[behind])))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (words, behind)
