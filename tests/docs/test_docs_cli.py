"""docs/cli.md tells of every command and every option."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from running import run
from tactful_cli.app import COMMANDS, cli

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")


def loaded(name: str) -> click.Command:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


def section(name: str) -> str:
    _, _, rest = PAGE.partition(f"\n## tactful {name}\n")
    return rest.partition("\n## ")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_a_section_with_all_its_options(name: str) -> None:
    text = section(name)
    assert f"tactful {name} [" in text
    for parameter in loaded(name).params:
        if isinstance(parameter, click.Option):
            for spelling in parameter.opts:
                assert re.search(rf"`{spelling}[` ]", text), spelling
            if isinstance(parameter.type, click.Choice):
                for choice in parameter.type.choices:
                    assert f"`{choice}`" in text, choice


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_described_in_one_voice(name: str) -> None:
    command = loaded(name)
    assert command.help is not None
    assert command.help.splitlines()[0] == COMMANDS[name]
    assert f"| `tactful {name}` |" in PAGE


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_has_examples_and_the_page_repeats_them(name: str) -> None:
    done = run(name, "--help")
    assert (done.code, done.err) == (0, "")
    _, _, examples = done.out.partition("Examples:\n")
    lines = [line.strip() for line in examples.splitlines() if line.strip()]
    assert 2 <= len(lines) <= 3
    for line in lines:
        assert line.startswith(f"tactful {name}")
        assert line in section(name)


def test_the_page_has_no_option_that_is_gone() -> None:
    known = {o for n in COMMANDS for p in loaded(n).params for o in p.opts}
    written = set(re.findall(r"`(--[a-z-]+|-[a-z])\b", PAGE))
    assert written - known <= {"--help", "--version", "-h"}
