"""Ten tabs that save, a studio that is killed again and again meanwhile, and an editor elsewhere.

Each tab does what the page does: it keeps its text until a save is answered, asks again once the
studio is back, and where somebody else saved meanwhile puts both edits together and saves that.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import random
import threading
import time
from collections import defaultdict
from email.message import Message
from http.client import HTTPConnection, HTTPException
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from tactful_studio.files import RuleFiles
from tactful_studio.main import run

TABS = 10
KILLS = 50
FILES = ("rules/gifts.yaml", "rules/tone.yaml", "rules/channel.yaml")
OTHER = "rules/stakes.yaml"
"""A file that is edited elsewhere alone, while the studio runs."""

PATIENCE = 120.0

_PROCESSES = multiprocessing.get_context("forkserver")
_UVICORN = ("protocols.http.auto", "protocols.websockets.auto", "lifespan.on", "loops.auto")
_PROCESSES.set_forkserver_preload(
    ["tactful_studio.main", "tactful_studio.panes_found", *(f"uvicorn.{n}" for n in _UVICORN)]
)


def _serve(connection: Connection, home: Path, port: int) -> None:
    run(home, port, connection.send)


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


class Mortal:
    """A studio that is killed and started again at the same port; who saves asks for its key."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = 0
        self.key = ""
        self.start()

    def start(self) -> None:
        mine, theirs = _PROCESSES.Pipe(duplex=False)
        self.process: Any = _PROCESSES.Process(
            target=_serve, args=(theirs, self.home, self.port), daemon=True
        )
        self.process.start()
        theirs.close()
        address = mine.recv()
        self.base, _, _ = address.partition("/?")
        self.port = int(self.base.rpartition(":")[2])
        self.key = ""
        door = self.answer("GET", address.removeprefix(self.base), "", {})
        self.key = (door.headers["set-cookie"] or "").partition(";")[0]

    def answer(self, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        """What it answers.

        Raises:
            OSError, HTTPException: if it is not there, or is killed meanwhile.
        """
        asked = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(asked):
            asked.request(method, path, body.encode(), {"cookie": self.key, **headers})
            answer = asked.getresponse()
            return Answer(answer.status, answer.headers, answer.read())

    def kill(self) -> None:
        self.process.kill()
        self.process.join()


class Said:
    """Every text that a file may have, since somebody sent or wrote it; and what was saved."""

    def __init__(self, home: Path) -> None:
        self.texts = defaultdict[str, set[str]](set)
        self.saved: set[tuple[str, str]] = set()
        for name in (*FILES, OTHER):
            self.texts[name].add((home / name).read_text(encoding="utf-8"))

    def check(self, home: Path) -> None:
        """Every file is whole, and has every line that somebody was told is saved."""
        saved = {*self.saved}
        now = {name: (home / name).read_text(encoding="utf-8") for name in (*FILES, OTHER)}
        for name, text in now.items():
            assert text in self.texts[name], name
        for name, line in saved:
            assert line in now[name].splitlines(), (name, line)


class Tab(threading.Thread):
    """One who adds lines at a place of their own to a file that others edit, too."""

    def __init__(self, number: int, studio: Mortal, said: Said, done: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number = number
        self.name_ = FILES[number % len(FILES)]
        self.studio, self.said, self.done = studio, said, done
        self.base = (studio.home / self.name_).read_text(encoding="utf-8")
        self.version = RuleFiles(studio.home).versions()[self.name_]
        self.lines: list[str] = []
        self.wrong: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.done.is_set():
                self.lines.append(f"# tab {self.number} wrote line {len(self.lines)}")
                anchor = f"# tab {self.number} begins\n"
                mine = self.base.replace(anchor, f"{anchor}{self.lines[-1]}\n")
                self.save(mine)
                self.said.saved.add((self.name_, self.lines[-1]))
        except BaseException as error:
            self.wrong = error

    def save(self, mine: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError, HTTPException):
                mine = self.asked(mine)
                if mine == self.base:
                    return
            time.sleep(0.002)
        raise TimeoutError("the studio did not come back")

    def asked(self, mine: str) -> str:
        """Ask once to save; the text that is to be saved then, which is the base where it was."""
        self.said.texts[self.name_].add(mine)
        match = {"if-match": f'"{self.version}"'}
        answer = self.studio.answer("PUT", f"/api/files/{self.name_}", mine, match)
        if answer.status == 204:
            self.base, self.version = mine, (answer.headers["etag"] or "").strip('"')
        elif answer.status == 412:
            theirs = json.loads(answer.body)["theirs"]
            asked = json.dumps({"base": self.base, "mine": mine, "theirs": theirs["text"]})
            merged = json.loads(self.studio.answer("POST", "/api/merges", asked, {}).body)
            if "text" not in merged:
                return mine  # it was killed in between
            assert merged["clashes"] == 0
            self.base, self.version = theirs["text"], theirs["version"]
            return str(merged["text"])
        else:
            assert answer.status == 401, answer.body  # the key is the one before
        return mine


def elsewhere(home: Path, name: str, line: str, said: Said) -> None:
    """Another editor adds a line, by writing the file in place of the old one."""
    text = f"{(home / name).read_text(encoding='utf-8')}{line}\n"
    said.texts[name].add(text)
    scratch = home / f".{name.replace('/', '-')}"
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(home / name)
    said.saved.add((name, line))


def test_nothing_is_lost_or_half_written_however_often_the_studio_is_killed(rules: Path) -> None:
    for number in range(TABS):  # a place for each, with room between
        path = rules / FILES[number % len(FILES)]
        room = f"# tab {number} begins\n# tab {number} ends\n#\n"
        path.write_text(f"{room}{path.read_text(encoding='utf-8')}", encoding="utf-8")
    known = {*RuleFiles(rules).versions()}
    rng, said, done = random.Random(20), Said(rules), threading.Event()
    studio = Mortal(rules)
    tabs = [Tab(number, studio, said, done) for number in range(TABS)]
    for tab in tabs:
        tab.start()
    for number in range(KILLS):
        before = len(said.saved)
        end = time.monotonic() + PATIENCE
        while len(said.saved) <= before + number % 3 and time.monotonic() < end:
            time.sleep(0.001)
        elsewhere(rules, OTHER, f"# elsewhere wrote line {number}", said)
        time.sleep(rng.random() * 0.02)
        studio.kill()
        said.check(rules)
        elsewhere(rules, rng.choice(FILES), f"# while it was away: {number}", said)
        studio.start()
    done.set()
    for tab in tabs:
        tab.join(PATIENCE)
        assert tab.wrong is None
        assert not tab.is_alive()
    studio.kill()
    said.check(rules)
    for tab in tabs:
        written = (rules / tab.name_).read_text(encoding="utf-8").splitlines()
        assert sorted(set(tab.lines)) == sorted(
            line for line in written if line.startswith(f"# tab {tab.number} wrote")
        )
    assert {*RuleFiles(rules).versions()} == known
