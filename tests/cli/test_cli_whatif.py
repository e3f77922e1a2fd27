"""``tactful whatif``: what would change the advice, and before and after."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import tactful
from goldens import Golden
from running import run

ROOT = Path(__file__).parents[2]
EXAMPLE = str(ROOT / "docs/examples/warm-talk.yaml")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("whatif", ()),
        ("whatif-gift", ("--to", "channel=card", "--to", "tone=formal")),
        ("whatif-nothing", ("--to", "channel=phone_call", "--to", "channel")),
        ("whatif-already", ("--to", "channel=small_gift")),
        ("whatif-rapport", ("--set", "rapport=cold")),
        ("whatif-no-difference", ("--set", "phone_known=no")),
        ("whatif-thanked", ("--set", "thank_you_sent=yes")),
    ],
)
def test_it_reads_well(golden: Golden, name: str, words: tuple[str, ...]) -> None:
    done = run("whatif", EXAMPLE, *words)
    assert (done.code, done.err) == (0, "")
    golden(f"follow-up/{name}.txt", done.out)


def test_what_is_stated_anew_is_read_where_the_scenario_plays(tmp_path: Path) -> None:
    path = tmp_path / "paris.yaml"
    path.write_text(
        "scenario: Paris\nfacts: {rapport: warm, email_known: yes, timezone: Europe/Paris,\n"
        "  interview_ended: 2026-11-20T14:00, now: 2026-11-20T14:30}\n"
    )
    for offset, local in (
        ("2026-11-20T12:00Z", "2026-11-20T13:00"),
        ("2026-11-20T07:00-05:00", "2026-11-20T13:00"),
        ("2026-07-20T12:00Z", "2026-07-20T14:00"),
    ):
        done, same = (run("whatif", path, "--set", f"interview_ended={m}") for m in (offset, local))
        assert (done.code, done.out) == (0, same.out), done.err
    moved = ("--set", "timezone=America/New_York", "--set", "interview_ended=2026-11-20T18:00Z")
    local_there = (
        "--set",
        "timezone=America/New_York",
        "--set",
        "interview_ended=2026-11-20T13:00",
    )
    assert run("whatif", path, *moved).out == run("whatif", path, *local_there).out != ""


@pytest.mark.parametrize("words", [(), ("--to", "channel=card"), ("--set", "rapport=cold")])
def test_the_json_is_as_described(words: tuple[str, ...]) -> None:
    done = run("whatif", EXAMPLE, *words, "--format", "json")
    jsonschema.validate(json.loads(done.out), tactful.schema("whatif"))


def test_numbers_come_as_ranges() -> None:
    done = run("whatif", EXAMPLE, "--to", "channel=email", "--format", "json")
    ways = json.loads(done.out)["results"][0]["decisions"]["channel"]["counterfactuals"]
    changes = [way["changes"] for way in ways]
    assert {"gift_value is 0 or gift_value is more than 50"} in [
        {c["becomes"] for c in one} for one in changes
    ]


def test_a_decision_that_does_not_come_up_can_be_reached(tmp_path: Path) -> None:
    lost = tmp_path / "lost.yaml"
    lost.write_text(
        "scenario: Lost\nfacts:\n  email_known: no\n  phone_known: no\n  address_known: no\n"
        "  rapport: hit_it_off\n  industry: technology\n  now: 2026-11-20T14:30\n"
    )
    done = run("whatif", str(lost), "--to", "channel=small_gift")
    assert done.code == 0
    assert "you can reach them by post: A small gift" in " ".join(done.out.split())


def test_nobody_is_told_to_undo_or_to_lose_anything(tmp_path: Path) -> None:
    thanked = tmp_path / "thanked.yaml"
    thanked.write_text(
        "scenario: Thanked\nfacts:\n  thank_you_sent: yes\n  email_known: yes\n"
        "  address_known: yes\n  phone_known: no\n  industry: law\n  now: 2026-11-20T14:30\n"
    )
    for words in ((), ("--all",), ("--to", "channel=small_gift")):
        done = run("whatif", str(thanked), *words)
        assert done.code == 0
        assert "have not said thank you" not in done.out
        assert "cannot reach" not in done.out
        assert "question any more" not in done.out


def test_it_fits_on_a_screen_unless_all_is_asked_for() -> None:
    few, every = run("whatif", EXAMPLE).out, run("whatif", EXAMPLE, "--all").out
    assert "What was looked at".upper() in every
    assert "What was looked at".upper() not in few
    assert len(few.splitlines()) <= 56


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ((EXAMPLE, "--to", "channel=emial"), 3, "did you mean `email`?"),
        ((EXAMPLE, "--to", "chanel"), 3, "did you mean `channel`?"),
        ((EXAMPLE, "--to", "rapport"), 2, "`rapport` is a fact"),
        ((EXAMPLE, "--to", "rapport=warm"), 2, "`rapport` is a fact"),
        ((EXAMPLE, "--set", "raport=cold"), 3, "did you mean `rapport`?"),
        ((EXAMPLE, "--set", "rapport=icy"), 3, "not one of the choices"),
        ((EXAMPLE, "--set", "rapport=cold", "--to", "channel"), 2, "use one of them"),
        (("no-such-file.yaml",), 3, "no-such-file.yaml"),
    ],
)
def test_wrong_use_has_a_clear_answer(words: tuple[str, ...], code: int, message: str) -> None:
    done = run("whatif", *words)
    assert done.code == code
    assert message in done.err
    assert done.out == ""
