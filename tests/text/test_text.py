"""Bytes to nodes: what is kept, what is refused, and with which words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from casefiles import underlined
from running import needs_attribute, needs_file
from tactful.text import parser
from tactful.text.diagnostic import Diagnostic, Diagnostics, Span
from tactful.text.files import LARGEST_FILE, read_file
from tactful.text.nodes import Mapping, Node, Scalar, Sequence
from tactful.text.parser import MOST_NODES, parse


def parsed(source: str | bytes) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    diagnostics = Diagnostics()
    data = source.encode() if isinstance(source, str) else source
    return parse(data, "f.yaml", diagnostics), diagnostics.sorted()


def only(source: str | bytes) -> Diagnostic:
    """The one thing that is wrong with a text."""
    _, found = parsed(source)
    assert len(found) == 1, found
    return found[0]


def plain(node: Node | None) -> object:
    """A node as Python lists, dictionaries and strings."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if node is not None else None


def value(source: str) -> Scalar:
    node, found = parsed(source)
    assert found == ()
    assert isinstance(node, Mapping)
    scalar = node.entries[0].value
    assert isinstance(scalar, Scalar)
    return scalar


@pytest.mark.parametrize(
    "word", ["no", "on", "007", "0x1f", "1e3", "16:30", "2026-11-20", "~", "null", "1_000", ".5"]
)
def test_every_scalar_stays_text(word: str) -> None:
    assert value(f"fact: {word}").text == word


def test_lists_and_groups_keep_their_order() -> None:
    node, found = parsed("b: [1, {z: 2, a: 3}]\na:\n- x\n- y\nc:\n")
    assert found == ()
    assert plain(node) == {"b": ["1", {"z": "2", "a": "3"}], "a": ["x", "y"], "c": ""}


@pytest.mark.parametrize(
    ("source", "span"),
    [
        ("a: warm", (1, 4, 1, 8)),
        ('a: "warm"', (1, 4, 1, 10)),
        ("a:\n  é: 1\n", (2, 3, 2, 7)),
        ("a: one\n  two\nb: 1", (1, 4, 2, 6)),
        ("a: |\n  one\n\n  two\n\n\nb: 1", (1, 4, 4, 6)),
        ("a: |\n  one", (1, 4, 2, 6)),
        ("a: >-\n\n\nb: 1", (1, 4, 1, 6)),
        ("a: [x,\n  y ]", (1, 4, 2, 6)),
        ("a:\n  - x\n  - y\n\n\nb: 1", (2, 3, 3, 6)),
        ("a:\n", (1, 3, 1, 3)),
        ("\ufeffa: warm", (1, 4, 1, 8)),
        ("x: 1\r\na: warm\r\n", (2, 4, 2, 8)),
        ("x: 1\ra: warm\r", (2, 4, 2, 8)),
    ],
)
def test_every_node_knows_its_place(source: str, span: tuple[int, int, int, int]) -> None:
    node, found = parsed(source)
    assert found == ()
    assert isinstance(node, Mapping)
    placed = next(entry.value for entry in node.entries if entry.key.text == "a")
    assert placed.span == Span("f.yaml", *span)


def test_an_empty_value_is_there_to_be_asked_about() -> None:
    empty = value("because:")
    assert (empty.text, empty.quoted) == ("", False)
    assert value('because: ""').quoted


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("a: You are #1", True),
        ("a: You are  #", True),
        ("a: 'You are' # quoted", False),
        ("a: C# is fine", False),
        ("a: |\n  no #1 comment", False),
        ("a: two\n  lines #1", True),
        ("a: [x, y #1\n  ]", None),
    ],
)
def test_a_sentence_that_a_comment_cuts_is_marked(line: str, cut: bool | None) -> None:
    node, found = parsed(line)
    assert found == ()
    assert isinstance(node, Mapping)
    scalar = node.entries[0].value
    if cut is None:
        assert isinstance(scalar, Sequence)
        scalar, cut = scalar.items[1], True
    assert isinstance(scalar, Scalar)
    assert (scalar.cut_at is not None) is cut
    if scalar.cut_at is not None:
        assert underlined(scalar.cut_at, {"f.yaml": line}).startswith("#")


def test_not_utf_8_names_the_byte_and_its_place() -> None:
    found = only("ähm: 1\nein Gr".encode() + b"\xfc\xdf: 2")
    assert (found.name, found.span.line, found.span.column) == ("not-utf-8", 2, 7)
    assert "0xfc" in found.message
    assert "UTF-8" in found.help


def test_utf_16_is_called_by_its_name() -> None:
    assert "UTF-16" in only("a: 1".encode("utf-16")).message


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\x85", "\u2028", "\ufeff", "\uffff"])
def test_invisible_characters_are_refused_where_they_stand(character: str) -> None:
    found = only(f"a: 1\nb: x{character}y")
    assert (found.name, found.span.line, found.span.column) == ("forbidden-character", 2, 5)


def test_a_half_of_a_character_is_refused() -> None:
    assert only("a: \ud800".encode("utf-8", "surrogatepass")).name == "not-utf-8"


def test_limits() -> None:
    assert only("a: " + "[" * 24 + "]" * 24).name == "too-deep"
    assert parsed("a: " + "[" * 23 + "]" * 23)[1] == ()
    assert only("[" + "a," * MOST_NODES + "]").name == "too-many-parts"
    assert only(b"a" * (LARGEST_FILE + 1)).name == "file-too-large"
    assert parsed(b"a: " + b"a" * (LARGEST_FILE - 3))[1] == ()


@pytest.mark.parametrize("sign", ["[", "{", "- ", "? ", "{a: ", "[{", "a:\n"])
def test_ten_thousand_levels_end_at_the_limit(sign: str) -> None:
    source = sign * 10_000
    if sign == "a:\n":
        source = "".join(" " * level + "a:\n" for level in range(300))
    assert only(source).name in ("too-deep", "unreadable-text")


def test_aliases_are_never_followed() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join(['*a' + str(n - 1 or '')] * 9)}]\n" for n in range(1, 30)
    )
    node, found = parsed(bomb)
    assert node is not None
    assert {d.name for d in found} == {"anchor", "alias"}


def test_mistakes_that_leave_the_rest_readable_leave_it_readable() -> None:
    node, found = parsed("a: 1\na: 2\nb: !t x\n? [c]\n: 3\nd: *e\nf: 4\n")
    assert [d.name for d in found] == ["duplicate-key", "tag", "odd-key", "alias"]
    assert found[0].related[0].span == Span("f.yaml", 1, 1, 1, 2)
    assert plain(node) == {"a": "1", "b": "x", "d": "", "f": "4"}


@pytest.mark.parametrize(
    "source",
    [
        "a: 'x\n---\n'",
        'a: "\\x4"',
        "a: & x",
        "a: !<x",
        "a: |0\n x",
        "a: |\n\tx",
        "%YAML 9.9\n---\na: 1",
        "%x\na: 1",
        "a: ? b",
        "'a': 1\n'b' 2",
        "a: [b\n",
        "a: {b: c\n",
        "}",
        "]",
        "a: b: c",
        "- - : - {",
        "a:\n - b\n c: d",
        "x" * 2000 + ": 1",
        "a: b\n c: d",
        "a: b\n\tc: d",
        "\t",
        "a: @b",
        "a: `b`",
        "--- |x",
        "a: *",
        "- a\nb: c",
        "a: 1\n b\nc: 2",
        "? a\n  : b\n - c",
        "!",
        "&",
        "a: !!",
        "...",
        "--- - a: b",
    ],
)
@pytest.mark.parametrize("own_parser", [False, True])
def test_whatever_a_parser_says_is_said_in_plain_words(
    source: str, own_parser: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if own_parser:
        monkeypatch.setattr(parser, "_LOADER", yaml.Loader)
    _, found = parsed(source)
    for d in found:
        words = f"{d.message} {d.help}".lower()
        for jargon in (
            "scalar",
            "mapping",
            "sequence",
            "token",
            "flow",
            "node",
            "stream",
            "indicator",
        ):
            assert jargon not in words
        assert d.help
        assert 0 <= d.span.line <= source.count("\n") + 1


def told(path: Path | str) -> tuple[str, str]:
    diagnostics = Diagnostics()
    assert read_file(path, diagnostics) is None
    (found,) = diagnostics.found
    assert found.span == Span(str(path))
    return found.name, found.message


def test_devices_and_pipes_cannot_be_read(tmp_path: Path) -> None:
    needs_file("/dev/zero")
    needs_attribute("os", "mkfifo")
    assert told("/dev/zero")[1] == "`/dev/zero` is not an ordinary file"
    os.mkfifo(tmp_path / "pipe")
    assert told(tmp_path / "pipe")[0] == "unreadable-file"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert told(tmp_path / "gone.yaml")[0] == "missing-file"
    assert told(tmp_path) == ("unreadable-file", f"`{tmp_path}` is a folder, not a file")
    assert told("a\0b")[0] == "unreadable-file"
    assert told("x" * 5000)[0] == "unreadable-file"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert told(tmp_path / "loop")[0] == "unreadable-file"
    with (tmp_path / "large.yaml").open("wb") as stream:
        stream.truncate(50 * 2**20)
    assert told(tmp_path / "large.yaml")[0] == "file-too-large"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "closed.yaml"
    path.write_text("a: 1")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    diagnostics = Diagnostics()
    assert read_file(path, diagnostics) is None
    assert diagnostics.found[0].message == f"`{path}` may not be read"
