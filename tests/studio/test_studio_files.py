"""Files that are read and saved: whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browsing import running
from running import environment
from tactful_studio.files import ChangedElsewhere, NoSuchFile, RuleFiles, Unreadable, with_ends_of


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "ruleset.yaml").write_bytes(b"title: A\n")
    (tmp_path / "rules/a.yaml").write_bytes(b"rules: []\n")
    return tmp_path


def test_every_file_of_a_ruleset_is_listed_and_no_other(home: Path) -> None:
    for name in ("notes.yaml", "rules/.b.yaml", "rules/a.txt", "other.txt"):
        (home / name).write_text("x")
    (home / "rules/out.yaml").symlink_to("/etc/hostname")
    assert [*RuleFiles(home).versions()] == ["ruleset.yaml", "rules/a.yaml"]


def test_a_ruleset_of_one_file_has_that_file(home: Path) -> None:
    files = RuleFiles(home / "ruleset.yaml")
    assert [*files.versions()] == ["ruleset.yaml"]
    assert files.read("ruleset.yaml").text == "title: A\n"
    with pytest.raises(NoSuchFile):
        files.read("rules/a.yaml")


def test_what_was_read_can_be_saved_and_read_again(home: Path) -> None:
    files = RuleFiles(home)
    version = files.read("rules/a.yaml").version
    saved = files.save("rules/a.yaml", "rules:\n", version)
    assert files.read("rules/a.yaml") == ("rules:\n", saved)
    assert saved != version


def test_what_somebody_else_wrote_since_is_not_written_over(home: Path) -> None:
    files = RuleFiles(home)
    version = files.read("rules/a.yaml").version
    (home / "rules/a.yaml").write_text("theirs\n")
    with pytest.raises(ChangedElsewhere) as raised:
        files.save("rules/a.yaml", "mine\n", version)
    assert raised.value.found is not None
    assert raised.value.found.text == "theirs\n"
    assert (home / "rules/a.yaml").read_text() == "theirs\n"


def test_a_new_file_is_made_with_its_folder_and_takes_no_others_place(home: Path) -> None:
    files = RuleFiles(home)
    files.save("scenarios/new.yaml", "scenarios: []\n", None)
    assert (home / "scenarios/new.yaml").read_text() == "scenarios: []\n"
    with pytest.raises(ChangedElsewhere):
        files.save("scenarios/new.yaml", "", None)
    (home / "rules/a.yaml").unlink()
    with pytest.raises(ChangedElsewhere) as raised:
        files.save("rules/a.yaml", "mine\n", "a version that was read")
    assert raised.value.found is None


def test_line_ends_the_byte_order_mark_and_the_mode_stay(home: Path) -> None:
    path = home / "rules/a.yaml"
    path.write_bytes(b"\xef\xbb\xbfrules:\r\n  # one\r\n")
    path.chmod(0o640)
    files = RuleFiles(home)
    held = files.read("rules/a.yaml")
    assert held.text == "rules:\n  # one\n"
    files.save("rules/a.yaml", "rules:\n  # two\n", held.version)
    assert path.read_bytes() == b"\xef\xbb\xbfrules:\r\n  # two\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(home: Path) -> None:
    (home / "rules/b.yaml").symlink_to("a.yaml")
    files = RuleFiles(home)
    files.save("rules/b.yaml", "new\n", files.read("rules/b.yaml").version)
    assert (home / "rules/b.yaml").is_symlink()
    assert (home / "rules/a.yaml").read_text() == "new\n"


def test_what_is_no_text_or_too_large_is_told(home: Path) -> None:
    (home / "rules/a.yaml").write_bytes(b"rules: \xff\n")
    files = RuleFiles(home)
    with pytest.raises(Unreadable, match="UTF-8"):
        files.read("rules/a.yaml")
    version = files.versions()["ruleset.yaml"]
    with pytest.raises(Unreadable, match="1,048,576 bytes"):
        files.save("ruleset.yaml", "x" * (2**20 + 1), version)
    assert (home / "ruleset.yaml").read_text() == "title: A\n"


def test_a_file_of_a_mebibyte_is_saved(home: Path) -> None:
    files = RuleFiles(home)
    text = "# a line of thirty-one signs .\n" * (2**20 // 31)
    files.save("ruleset.yaml", text, files.read("ruleset.yaml").version)
    assert files.read("ruleset.yaml").text == text


_LINES = st.lists(st.sampled_from(["", "a", "b: 1", "# ä"]), min_size=1, max_size=8)
_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(_LINES, st.data(), st.booleans())
def test_a_text_that_was_not_changed_is_the_same_bytes(
    lines: list[str], data: st.DataObject, marked: bool
) -> None:
    ends = [data.draw(_ENDS) for _ in lines[1:]]
    while any(e == "\r" and line == "" for e, line in zip(ends, lines[1:], strict=True)):
        ends = ["\n" if e == "\r" else e for e in ends]
    text = "".join(map("".join, zip(lines, [*ends, ""], strict=True)))
    old = (b"\xef\xbb\xbf" if marked else b"") + text.encode()
    shown = text.replace("\r\n", "\n").replace("\r", "\n")
    assert with_ends_of(old, shown) == old


@given(_LINES, _LINES, _ENDS)
def test_a_changed_text_is_what_the_page_shows(old: list[str], new: list[str], end: str) -> None:
    made = with_ends_of(end.join(old).encode(), "\n".join(new)).decode()
    assert made.replace("\r\n", "\n").replace("\r", "\n") == "\n".join(new)


def test_of_two_who_save_at_once_one_is_told(home: Path) -> None:
    files = RuleFiles(home)
    version = files.read("rules/a.yaml").version
    outcomes: list[str] = []

    def save(text: str) -> None:
        try:
            files.save("rules/a.yaml", text, version)
            outcomes.append("saved")
        except ChangedElsewhere:
            outcomes.append("told")

    threads = [threading.Thread(target=save, args=(f"{n}\n",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", *["told"] * 7]


_SAVER = """
import sys
from pathlib import Path
from tactful_studio.files import RuleFiles
files, texts = RuleFiles(Path(sys.argv[1])), [f"# {letter}\\n" * 20_000 for letter in "ab"]
print("ready", flush=True)
while True:
    held = files.read("rules/a.yaml")
    files.save("rules/a.yaml", texts[held.text == texts[0]], held.version)
"""


def test_who_is_killed_while_saving_leaves_a_whole_file(home: Path) -> None:
    """Fifty times: the file is the old one or the new one, and nothing else lies about."""
    texts = [f"# {letter}\n" * 20_000 for letter in "ab"]
    files = RuleFiles(home)
    files.save("rules/a.yaml", texts[0], files.read("rules/a.yaml").version)
    for number in range(50):
        saver = subprocess.Popen(
            [sys.executable, "-c", _SAVER, str(home)], stdout=subprocess.PIPE, env=environment()
        )
        assert saver.stdout is not None
        assert saver.stdout.readline() == b"ready\n"
        time.sleep(number * 0.0007)
        saver.kill()
        saver.wait()
        saver.stdout.close()
        assert files.read("rules/a.yaml").text in texts
    files.save("rules/a.yaml", "rules: []\n", files.read("rules/a.yaml").version)
    assert sorted(path.name for path in (home / "rules").iterdir()) == ["a.yaml"]


def test_a_file_is_saved_over_http_by_who_knows_its_version(home: Path) -> None:
    with running(home) as studio, studio.client() as client:
        read = client.get("/api/files/rules/a.yaml")
        assert read.text == "rules: []\n"
        url, known = "/api/files/rules/a.yaml", {"if-match": read.headers["etag"]}
        assert client.put(url, content="mine\n").status_code == 428
        saved = client.put(url, content="mine\n", headers=known)
        assert saved.status_code == 204
        again = client.put(url, content="again\n", headers=known)
        assert again.status_code == 412
        assert again.json()["theirs"]["text"] == "mine\n"
        assert f'"{again.json()["theirs"]["version"]}"' == saved.headers["etag"]


def test_what_cannot_be_written_is_told_in_a_sentence(home: Path) -> None:
    (home / "rules/b.yaml").mkdir()
    with running(home) as studio, studio.client() as client:
        new = {"if-none-match": "*"}
        answer = client.put("/api/files/rules/b.yaml", content="mine\n", headers=new)
        assert answer.status_code == 409
        assert "b.yaml" in answer.json()["detail"]
