"""The README shows what the tool really says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from running import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CUT = "  [...]"

SHOWN = re.findall(r"<!-- (\w+): (\S+) -->\n```text\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("command", "file", "shown"), SHOWN, ids=[s[0] for s in SHOWN])
def test_what_is_shown_is_what_the_command_prints(
    command: str, file: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    printed = run({"advice": "evaluate"}.get(command, command), file).out
    first, *more = shown.split(CUT + "\n")
    assert printed.startswith(first)
    assert all(part in printed for part in more)


def test_both_outputs_are_shown() -> None:
    assert [command for command, _, _ in SHOWN] == ["advice", "check"]


def test_the_situation_shown_is_the_one_that_is_advised_on() -> None:
    (shown,) = re.findall(r"```yaml\n(scenario:.*?)```", README, re.DOTALL)
    assert (ROOT / "docs/examples/warm-talk.yaml").read_text().endswith(shown)


def test_the_commands_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
