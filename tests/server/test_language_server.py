"""``tactful language-server`` as editors use it: over its standard input and output."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol.types import Position

from editing import SMALL, laid, placed
from editor import Editor
from tactful.text.diagnostic import Span
from tactful_server.positions import path_of, place_of, range_of, uri_of

RULES = "rules/drinks.yaml"


@pytest.fixture
def editor() -> Iterator[Editor]:
    with Editor() as made:
        yield made


def test_mistakes_are_told_while_one_types_and_gone_once_they_are_mended(
    tmp_path: Path, editor: Editor
) -> None:
    file = laid(tmp_path) / RULES
    editor.open(file)
    editor.change(file, SMALL[RULES].replace("mood: low", "mod: low"))
    (wrong,) = editor.mistakes(file)
    assert wrong["message"].startswith("there is no fact or decision `mod`\ndid you mean `mood`?")
    assert wrong["range"]["start"] == {"line": 2, "character": 11}
    assert (wrong["code"], wrong["source"], wrong["severity"]) == ("T208", "tactful", 1)
    (action,) = editor.ask(
        "textDocument/codeAction",
        textDocument={"uri": file.as_uri()},
        range=wrong["range"],
        context={"diagnostics": [wrong]},
    )
    assert (action["title"], action["isPreferred"]) == ("Change to `mood`", True)
    assert action["edit"]["changes"] == {
        file.as_uri(): [{"range": wrong["range"], "newText": "mood"}]
    }
    editor.change(file, SMALL[RULES])
    editor.mistakes(file, lambda found: found == [])


def test_what_the_checks_find_is_told_after_a_pause(tmp_path: Path, editor: Editor) -> None:
    file = laid(tmp_path) / "facts.yaml"
    editor.open(file, SMALL["facts.yaml"] + "  size: {type: number, question: Which size?}\n")
    found = editor.mistakes(file)
    assert [one["code"] for one in found] == ["T401"]
    actions = editor.ask(
        "textDocument/codeAction",
        textDocument={"uri": file.as_uri()},
        range=found[0]["range"],
        context={"diagnostics": []},
    )
    assert [one["title"] for one in actions] == ["Remove it", "Allow it, because ..."]


def test_words_are_offered_and_told_of(tmp_path: Path, editor: Editor) -> None:
    file = laid(tmp_path) / RULES
    text, line, column = placed(SMALL[RULES] + "  - id: more\n    when: {mood: |")
    editor.open(file, text)
    offered = editor.at("completion", file, line - 1, column - 1)["items"]
    assert [one["label"] for one in offered][:3] == ["low", "fair", "high"]
    assert offered[0]["detail"] == "rather low"
    assert offered[0]["textEdit"]["range"]["start"] == {"line": line - 1, "character": column - 1}
    editor.change(file, SMALL[RULES])
    told = editor.at("hover", file, 2, 12)
    assert told["contents"]["kind"] == "plaintext"
    assert told["contents"]["value"].startswith("Fact: mood\nHow do you feel?")


def test_names_are_found_and_changed(tmp_path: Path, editor: Editor) -> None:
    file = laid(tmp_path) / RULES
    editor.open(file)
    place = editor.at("definition", file, 2, 12)
    assert place["uri"] == (tmp_path / "facts.yaml").as_uri()
    used = editor.at("references", file, 2, 12, context={"includeDeclaration": False})
    assert len(used) == 5
    assert editor.at("prepareRename", file, 2, 12)["start"] == {"line": 2, "character": 11}
    changes = editor.at("rename", file, 2, 12, newName="spirits")["changes"]
    assert sum(map(len, changes.values())) == 6
    refused = editor.at("rename", file, 2, 12, newName="late")
    assert refused["message"] == "There is a `late` already."


def test_scenarios_say_how_they_come_out(tmp_path: Path, editor: Editor) -> None:
    file = laid(tmp_path) / "scenarios" / "drinks.yaml"
    editor.open(file)
    shown = editor.ask("textDocument/codeLens", textDocument={"uri": file.as_uri()})
    assert [one["command"]["title"].partition(":")[0] for one in shown] == ["Passes", "Fails"]


def test_columns_are_counted_as_editors_count_them(tmp_path: Path, editor: Editor) -> None:
    file = laid(tmp_path) / RULES
    text = SMALL[RULES].replace("{mood: low, late", '{mood: "\U0001f375", late')
    editor.open(file, text)
    (wrong,) = editor.mistakes(file)
    assert wrong["range"]["start"] == {"line": 2, "character": 17}
    assert wrong["range"]["end"] == {"line": 2, "character": 21}
    assert editor.at("hover", file, 2, 23)["range"]["start"] == {"line": 2, "character": 23}


def test_a_file_of_no_ruleset_is_left_alone(tmp_path: Path, editor: Editor) -> None:
    file = tmp_path / "notes.yaml"
    file.write_text("buy: milk\n", encoding="utf-8")
    editor.open(file)
    assert editor.at("completion", file, 0, 0)["items"] == []
    assert editor.at("hover", file, 0, 1) is None
    assert editor.told == {}


def test_it_ends_when_it_is_told_to(editor: Editor) -> None:
    editor.ask("shutdown")
    editor.tell("exit")
    assert editor.process.wait(30) == 0


@pytest.mark.parametrize("pipe", ["stdin", "stdout"])
def test_it_ends_when_nobody_is_there_any_more(tmp_path: Path, editor: Editor, pipe: str) -> None:
    file = laid(tmp_path) / RULES
    editor.open(file)
    getattr(editor.process, pipe).close()
    if pipe == "stdout":
        editor.change(file, "rules: [")
    assert editor.process.wait(60) == 0
    assert editor.process.stderr is not None
    assert editor.process.stderr.read() == b""


@pytest.mark.parametrize("text", ["plain", "\u00e9t\u00e9 \U0001f375 b", "\U0001f375", ""])
def test_places_go_to_editors_and_back(text: str) -> None:
    for column in range(1, len(text) + 2):
        made = range_of(f"a\n{text}", Span("f", 2, column, 2, column)).start
        assert place_of(f"a\n{text}", made) == (2, column)
    assert place_of(text, Position(9, 99)) == (1, len(text) + 1)


def test_addresses_go_to_files_and_back(tmp_path: Path) -> None:
    path = tmp_path / "caf\u00e9 & co#1 %.yaml"
    assert path_of(uri_of(path)) == path
    assert path_of("untitled:Untitled-1") is None
