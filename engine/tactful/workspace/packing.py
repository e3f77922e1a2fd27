"""A pack: for each client a folder with a page, the message and a calendar, and one for all.

Each client's folder is made whole and says of what it was made, so that a pack that was
interrupted goes on where it stopped, and one that is made again touches only what has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from tactful.explanation.message import mail
from tactful.explanation.sending import mail_paths
from tactful.explanation.times import when
from tactful.explanation.wording import counted, sentence
from tactful.language.model import Ruleset
from tactful.network.evaluator import Network
from tactful.network.kept import network_of
from tactful.pages.blocks import Column, Table
from tactful.pages.html import html
from tactful.pages.page import Page, Section
from tactful.plans.ics import calendar
from tactful.plans.owners import owner, spelt
from tactful.scenarios.scenario import Scenario
from tactful.text.gate import Gate, Mark, OwnFolder
from tactful.workspace.advising import planned, written
from tactful.workspace.packed_page import packed_page

MADE = "made.json"
"""The file of a client's folder that says of what it was made."""

PACK = "pack.json"
"""The file by which a pack is known again."""

INDEX, ALL = "index.html", "all.html"
FEW = 8
"""Clients that are done before other processes would have started."""

_FORMAT = 1
_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)


class PackedClient(NamedTuple):
    """A client of a pack.

    Attributes:
        title: What the client is called.
        folder: The client's folder, by its name in the pack.
        advice: The advice's first lines, in one.
        when: When to act on it, in words; empty where there is no window.
        kept: Whether the folder was there already, made of the same.
    """

    title: str
    folder: str
    advice: str
    when: str
    kept: bool = False


class PackSettings(NamedTuple):
    """What packs are made of, besides the clients.

    Attributes:
        ruleset: The rules.
        days: How far plans look ahead.
        my_timezone: The reader's time zone, in which times are told as well.
        now: The moment of those who say none; ``None`` for the clock's.
    """

    ruleset: Ruleset
    days: int
    my_timezone: str | None = None
    now: datetime | None = None


class Packing:
    """A pack that is being made in a folder.

    Args:
        folder: Where; it is made if there is none.
        gate: Knows what is read.
        wanted: What it is made of.

    Raises:
        Refused: if something else is there.
    """

    def __init__(self, folder: Path, gate: Gate, wanted: PackSettings) -> None:
        self.folder = folder
        self.wanted = wanted
        self._gate = gate
        self._top: OwnFolder = gate.claim_folder(folder, PACK)
        if not folder.exists():
            self._top.write({PACK: json.dumps({"tactful": _FORMAT}) + "\n"})
        elif not (folder / PACK).exists():
            gate.claim(folder / PACK, _mark("pack")).write(json.dumps({"tactful": _FORMAT}) + "\n")

    def clients(self, scenarios: Sequence[Scenario]) -> Iterator[PackedClient]:
        """Make the folders, in order; each client once it is done."""
        names = folder_names(scenarios, self.wanted.ruleset)
        digests = [made_of(scenario, self.wanted) for scenario in scenarios]
        kept = [self._kept(name, digest) for name, digest in zip(names, digests, strict=True)]
        todo = [one for one, done in zip(scenarios, kept, strict=True) if done is None]
        made = _all_made(todo, self.wanted)
        for name, digest, done in zip(names, digests, kept, strict=True):
            if done is not None:
                yield done
                continue
            files, client = next(made)
            client = client._replace(folder=name)
            about = {"of": digest, "title": client.title, "advice": client.advice}
            about["when"] = client.when
            files[MADE] = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
            self._gate.claim_folder(self.folder / name, MADE).write(files)
            yield client

    def finish(self, clients: Sequence[PackedClient]) -> None:
        """Write the page of contents, and one that has all pages, to be printed.

        Raises:
            Refused: if they cannot be written.
        """
        self._gate.claim(self.folder / INDEX, _mark("index")).write(_index(clients, self.wanted))
        output = self._gate.claim(self.folder / ALL, _mark("page"))
        with output.made() as made, made.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(self._whole(clients))

    def left_over(self, clients: Iterable[PackedClient]) -> list[str]:
        """Folders of an earlier pack whose clients are not in this one; they are left."""
        ours = {client.folder for client in clients}
        return sorted(
            path.parent.name
            for path in self.folder.glob(f"*/{MADE}")
            if path.parent.name not in ours
        )

    def _kept(self, name: str, digest: str) -> PackedClient | None:
        try:
            said = json.loads((self.folder / name / MADE).read_text(encoding="utf-8"))
            if said["of"] != digest:
                return None
            return PackedClient(said["title"], name, said["advice"], said["when"], kept=True)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _whole(self, clients: Sequence[PackedClient]) -> Iterator[str]:
        """One document with the page of each client, in parts: there may be many."""
        empty = html([Page("The pack", (), (), "message")], self.wanted.ruleset.title)
        before, after = _ARTICLE.split(empty, maxsplit=1)
        yield before
        for number, client in enumerate(clients, start=1):
            text = (self.folder / client.folder / "page.html").read_text(encoding="utf-8")
            found = _ARTICLE.search(text)
            if found is not None:
                yield found[0].replace('"title-1"', f'"title-{number}"') + "\n"
        yield after


def _mark(noun: str) -> Mark:
    return Mark(noun, lambda path: (path.parent / PACK).is_file())


def folder_names(scenarios: Iterable[Scenario], ruleset: Ruleset) -> list[str]:
    """A folder's name for each client, the same whoever else is in the pack."""
    taken: dict[str, int] = {}
    names = []
    for scenario in scenarios:
        plain = unicodedata.normalize("NFKD", scenario.title).encode("ascii", "ignore").decode()
        words = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:40].strip("-")
        whose = owner(ruleset, scenario.title, scenario.given).client
        name = f"{words or 'client'}-{whose[:6]}"
        taken[name] = taken.get(name, 0) + 1
        names.append(name if taken[name] == 1 else f"{name}-{taken[name]}")
    return names


def made_of(scenario: Scenario, wanted: PackSettings) -> str:
    """A digest of everything that a client's folder is made of."""
    import tactful

    moment = wanted.now
    clock = wanted.ruleset.clock.now
    if clock is not None and clock not in scenario.given and moment is None:
        moment = datetime.now().replace(minute=0, second=0, microsecond=0)
    given = [f"{name}={spelt(value)}" for name, value in sorted(scenario.given.items())]
    people = [f"{each}: {names}" for each, names in scenario.people.items()]
    parts = [
        *(str(_FORMAT), tactful.__version__, wanted.ruleset.fingerprint, scenario.title),
        *(str(wanted.days), str(wanted.my_timezone), str(moment), *people, *given),
    ]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


Files = dict[str, "str | bytes"]


def client_files(
    scenario: Scenario, network: Network, wanted: PackSettings
) -> tuple[Files, PackedClient]:
    """What a client's folder holds, by the files' names, and the client's line for the index."""
    ruleset = wanted.ruleset
    explanation, sent = written(scenario, network)
    timed = ruleset.clock.now is not None
    timeline = planned(scenario, network, wanted.days, wanted.my_timezone) if timed else None
    page = packed_page(explanation, timeline, sent, wanted.my_timezone)
    files: Files = {"page.html": html([page])}
    told = [one for one in sent if one.message is not None]
    paths = mail_paths(Path("message.txt"), [one.whom for one in told], explanation.ruleset)
    for path, one in zip(paths, told, strict=False):
        assert one.message is not None  # noqa: S101 - those without were left out
        subject = one.message.subject
        lead = "" if subject is None else f"Subject: {subject}\n\n"
        files[path.name] = f"{lead}{one.message.text}\n"
        if subject is not None:
            files[f"{path.stem}.eml"] = mail(one.message)
    if timeline is not None and any(entry.act for entry in timeline.entries):
        files["calendar.ics"] = calendar([timeline])
    window = explanation.window
    begins = "" if window is None else sentence(when(window, wanted.my_timezone))
    return files, PackedClient(explanation.title, "", " ".join(explanation.headline), begins)


_AT_WORK: dict[str, PackSettings] = {}


def _begin(wanted: PackSettings) -> None:
    _AT_WORK["wanted"] = wanted


def _one(scenario: Scenario) -> tuple[Files, PackedClient]:
    wanted = _AT_WORK["wanted"]
    return client_files(scenario, network_of(wanted.ruleset), wanted)


def _all_made(
    scenarios: Sequence[Scenario], wanted: PackSettings
) -> Iterator[tuple[Files, PackedClient]]:
    """The clients' files, in order; on all processors where there are more than a few."""
    workers = min(os.cpu_count() or 1, len(scenarios) // FEW)
    if workers < 2:
        network = network_of(wanted.ruleset)
        for scenario in scenarios:
            yield client_files(scenario, network, wanted)
        return
    context = get_context("spawn")  # whatever threads there are, none of them is copied
    pool = ProcessPoolExecutor(workers, context, _begin, (wanted,))
    try:
        yield from pool.map(_one, scenarios, chunksize=4)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _index(clients: Sequence[PackedClient], wanted: PackSettings) -> str:
    columns = (Column("Client"), Column("Advice"), Column("When"), Column("Folder"))
    rows = tuple((c.title, c.advice, c.when, c.folder) for c in clients)
    table = Table("The clients", columns, rows)
    many = f"{counted(len(clients), 'client').capitalize()}."
    page = Page(wanted.ruleset.title, (many,), (Section("", blocks=(table,)),), "message")
    text = html([page])
    for client in clients:
        cell = f"<td>{client.folder}</td>"
        text = text.replace(cell, f'<td><a href="{client.folder}/page.html">page</a></td>', 1)
    return text
