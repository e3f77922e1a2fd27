"""A pack: what each client's folder holds, and what a second run leaves alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar

from tactful.reading.ruleset import load
from tactful.scenarios.scenario import Scenario, load_scenarios
from tactful.text.gate import Gate
from tactful.text.library import packaged
from tactful.text.output_defects import Refused
from tactful.workspace.packing import FEW, PackedClient, Packing, PackSettings, folder_names

RULES = load(packaged())
MOMENT = "2026-11-20T17:00"
CLIENTS = """\
scenarios:
  - scenario: Ada Lovelace
    facts: {interview_ended: 2026-11-20T15:00, industry: law, now: 2026-11-20T17:00}
  - scenario: "Zoë <b>Ünal</b>"
    facts: {interview_ended: 2026-11-20T15:00, rapport: hit_it_off, now: 2026-11-20T17:00}
  - scenario: 李
    facts: {interview_ended: 2026-11-20T18:00, now: 2026-11-20T17:00}
"""


@pytest.fixture
def clients(tmp_path: Path) -> Sequence[Scenario]:
    path = tmp_path / "clients.yaml"
    path.write_text(CLIENTS, encoding="utf-8")
    loaded = load_scenarios(path, RULES)
    assert loaded.diagnostics == ()
    return loaded.scenarios


def packed(folder: Path, clients: Sequence[Scenario]) -> list[PackedClient]:
    packing = Packing(folder, Gate(), PackSettings(RULES, 14))
    done = [*packing.clients(clients)]
    packing.finish(done)
    return done


def test_a_folder_has_all_that_its_client_is_handed(
    tmp_path: Path, clients: Sequence[Scenario]
) -> None:
    done = packed(tmp_path / "pack", clients)
    assert [client.title for client in done] == [client.title for client in clients]
    ada, zoe, li = (tmp_path / "pack" / client.folder for client in done)
    assert {path.name for path in ada.iterdir()} == {
        *("page.html", "message.txt", "message.eml", "calendar.ics", "made.json")
    }
    page = (ada / "page.html").read_text(encoding="utf-8")
    for heading in ("Why", "The plan", "The message", "Taken for granted"):
        assert f">{heading}</h2>" in page
    message = (ada / "message.txt").read_text(encoding="utf-8")
    assert message.startswith("Subject: Thank you")
    assert message.split("\n\n")[1] in re.sub(r"<[^>]*>", "", page)
    events = Calendar.from_ical((ada / "calendar.ics").read_bytes()).walk("VEVENT")
    assert events
    assert "Zoë &lt;b&gt;Ünal" in (zoe / "page.html").read_text(encoding="utf-8")
    assert not (li / "message.txt").exists()  # the interview is still ahead


def test_nothing_of_one_client_is_with_another(tmp_path: Path, clients: Sequence[Scenario]) -> None:
    done = packed(tmp_path / "pack", clients)
    for client in done:
        texts = [
            path.read_text(encoding="utf-8")
            for path in (tmp_path / "pack" / client.folder).iterdir()
        ]
        for other in {"Lovelace", "Ünal", "李"}:
            if other not in client.title:
                assert all(other not in text for text in texts)


def test_the_contents_lead_to_every_page_and_all_pages_are_in_one(
    tmp_path: Path, clients: Sequence[Scenario]
) -> None:
    done = packed(tmp_path / "pack", clients)
    index = (tmp_path / "pack" / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]+)"', index)
    assert links == [f"{client.folder}/page.html" for client in done]
    assert all((tmp_path / "pack" / link).is_file() for link in links)
    everything = (tmp_path / "pack" / "all.html").read_text(encoding="utf-8")
    assert everything.count("<article") == len(done)
    ids = re.findall(r'id="([^"]+)"', everything)
    assert len(ids) == len({*ids})
    assert everything.rstrip().endswith("</html>")


def test_what_is_made_of_the_same_is_left_as_it_is(
    tmp_path: Path, clients: Sequence[Scenario]
) -> None:
    packed(tmp_path / "pack", clients)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "pack").glob("*/*")}
    changed = replace(clients[1], given={**clients[1].given, "rapport": "cold"})
    done = packed(tmp_path / "pack", [clients[0], changed, clients[2]])
    assert [client.kept for client in done] == [True, False, True]
    for path, moment in before.items():
        if path.parent.name != done[1].folder:
            assert path.stat().st_mtime_ns == moment
    assert "hit it off" not in (tmp_path / "pack" / done[1].folder / "page.html").read_text()


def test_a_pack_goes_on_where_it_stopped(tmp_path: Path, clients: Sequence[Scenario]) -> None:
    packing = Packing(tmp_path / "pack", Gate(), PackSettings(RULES, 14))
    next(iter(packing.clients(clients)))
    done = packed(tmp_path / "pack", clients)
    assert [client.kept for client in done] == [True, False, False]


def test_many_clients_are_done_side_by_side_and_come_in_order(tmp_path: Path) -> None:
    given = {"now": RULES.facts["now"].type.parse(MOMENT)}
    many = [Scenario(f"Client {n}", {**given, "gift_value": n}) for n in range(2 * FEW + 1)]
    done = packed(tmp_path / "pack", many)
    assert [client.title for client in done] == [client.title for client in many]
    few = packed(tmp_path / "few", many[-1:])
    page = Path(done[-1].folder) / "page.html"
    assert (tmp_path / "pack" / page).read_text() == (tmp_path / "few" / page).read_text()
    assert few[0].folder == done[-1].folder


def test_somebody_elses_folder_is_refused(tmp_path: Path, clients: Sequence[Scenario]) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "letter.txt").write_text("mine")
    with pytest.raises(Refused):
        Packing(own, Gate(), PackSettings(RULES, 14))
    folder = tmp_path / "pack" / folder_names(clients[:1], RULES)[0]
    folder.mkdir(parents=True)
    (tmp_path / "pack" / "pack.json").write_text("{}")
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(Refused):
        packed(tmp_path / "pack", clients)
    assert (folder / "letter.txt").read_text() == "mine"


def test_two_clients_whom_nothing_tells_apart_have_a_folder_each() -> None:
    twins = [Scenario("Ada", {}), Scenario("Ada", {}), Scenario("ADA", {})]
    names = folder_names(twins, RULES)
    assert len({*names}) == len(twins)


def test_folders_of_those_who_are_gone_are_named(
    tmp_path: Path, clients: Sequence[Scenario]
) -> None:
    first = packed(tmp_path / "pack", clients)
    packing = Packing(tmp_path / "pack", Gate(), PackSettings(RULES, 14))
    done = [*packing.clients(clients[1:])]
    assert packing.left_over(done) == [first[0].folder]
