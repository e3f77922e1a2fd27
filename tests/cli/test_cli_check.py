"""``tactful check`` as a process."""

from __future__ import annotations

import json
from pathlib import Path

from running import MOODS, run, run_on_terminal

SOUND = """\
title: Sound
facts:
  rapport: {type: choice, choices: [cold, warm], question: How was it?}
decisions:
  step: {options: {wait: wait, act: act}, fallback: wait}
rules:
  - {id: act, when: {rapport: warm}, then: {step: {act: for}}, because: It helps., source: house}
"""


def test_a_sound_ruleset_has_no_findings() -> None:
    done = run("check", MOODS, "--quick")
    assert (done.code, done.err) == (0, "")
    assert done.out == ("moods: 12 rules, 10 facts, 4 decisions, 12 scenarios, no findings\n")


def test_the_packaged_rules_are_sound() -> None:
    done = run("check", "--strict")
    assert done.out.startswith("follow-up: ")
    assert done.out.splitlines()[0].endswith(", no findings")
    assert done.code == 0
    assert "these are the packaged follow-up rules" in done.err


def test_findings_show_the_place_and_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(SOUND.replace("when: {rapport:", "when: {raport:"))
    done = run("check", path)
    assert (done.code, done.err) == (1, "")
    lines = done.out.splitlines()
    assert lines[0].startswith(f"{path}:7:")
    assert "error:" in lines[0]
    assert "`raport`" in lines[0]
    caret = lines[2].index("^")
    assert lines[1][caret:].startswith("raport")
    assert lines[2].count("^") == len("raport")
    assert lines[3].startswith("  help:")
    assert "`rapport`" in done.out
    assert lines[-1].endswith("1 error")


def test_scenarios_in_the_folder_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "ruleset.yaml").write_text(SOUND)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "one.yaml").write_text("scenario: One\nfacts: {rapport: hot}\n")
    done = run("check", tmp_path)
    assert done.code == 1
    assert "one.yaml:2:" in done.out
    assert "`hot`" in done.out


def test_json_lists_the_same_findings(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(SOUND.replace("when: {rapport:", "when: {raport:"))
    done = run("check", path, "--format", "json")
    assert done.code == 1
    (finding,) = json.loads(done.out)["findings"]
    assert (finding["file"], finding["line"], finding["severity"]) == (str(path), 7, "error")
    assert finding["end_column"] - finding["column"] == len("raport")
    assert set(finding) == {
        "code",
        "name",
        "severity",
        "message",
        "help",
        "file",
        "line",
        "column",
        "end_line",
        "end_column",
        "related",
        "witness",
    }


def test_a_path_that_is_not_there_cannot_be_checked(tmp_path: Path) -> None:
    done = run("check", tmp_path / "none")
    assert (done.code, done.out) == (3, "")
    assert "none" in done.err


def test_findings_are_painted_on_a_terminal_only(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(SOUND.replace("when: {rapport:", "when: {raport:"))
    assert "\x1b" not in run("check", path).out
    assert "\x1b[31" in run_on_terminal("check", path).out
    assert "\x1b" not in run_on_terminal("check", path, NO_COLOR="1").out


def test_a_folder_without_a_ruleset_cannot_be_checked(tmp_path: Path) -> None:
    done = run("check", tmp_path)
    assert (done.code, done.out) == (3, "")
    assert "ruleset.yaml" in done.err


def test_warnings_alone_are_fine_unless_strict(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(SOUND + "sources: {uncited: Nobody follows this advice.}\n")
    done = run("check", path)
    assert done.code == 0
    assert "warning:" in done.out
    assert done.out.endswith("1 warning\n")
    assert run("check", path, "--strict").code == 1


COMPILED = """\
# f0 rapport: 0 cold, 1 warm
# d0 step: 0 wait, 1 act
def run(codes, known, now):
    f0, = codes
    d0 = -1
    fired = aside = applying = broken = usual = 0
    if f0 == 1:  # act
        fired |= 1 << 0
    applying |= 1 << 0  # step
    _, value, d0 = chosen_0[fired & rules_of_0]
    return fired, aside, applying, broken, usual
"""


def test_what_a_ruleset_is_compiled_to_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(SOUND)
    done = run("check", path, "--show-compiled")
    assert (done.code, done.out, done.err) == (0, COMPILED, "")


def test_what_cannot_be_read_is_not_compiled(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(SOUND.replace("when: {rapport:", "when: {raport:"))
    done = run("check", path, "--show-compiled")
    assert (done.code, done.out) == (3, "")
    assert "`rapport`" in done.err
