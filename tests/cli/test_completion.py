"""What Tab completes, as each of the three shells asks for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from running import MOODS, ROOT, Done, environment
from tactful_cli.app import COMMANDS, cli
from tactful_cli.completing import OFFERS, offer_for
from tactful_cli.shells import unquoted

START_DATE = ROOT / "rulesets" / "start-date"
SHELLS = ("bash", "zsh", "fish")


def asked(shell: str, *words: str, cwd: Path | None = None, code: str = "") -> Done:
    """What a shell is answered that asks with these words, the last being the one at the cursor."""
    ends = "\n" if shell == "fish" else ""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nfrom tactful_cli.app import main; main()"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        cwd=cwd,
        env=environment(
            COMP_WORDS="\n".join(("tactful", *words)) + ends,
            _TACTFUL_COMPLETE=f"{shell}_complete",
        ),
    )
    return Done(done.returncode, done.stdout, done.stderr)


def answers(shell: str, *words: str, cwd: Path | None = None) -> list[str]:
    done = asked(shell, *words, cwd=cwd)
    assert (done.code, done.err) == (0, "")
    return done.out.strip("\n").splitlines()


def test_each_shell_is_answered_in_its_own_way() -> None:
    words = ("explain", "--why", "channel=small")
    meaning = "a small gift such as cookies or flowers"
    assert answers("bash", *words) == ["whole\tchannel=small_gift"]
    assert answers("zsh", *words) == [f"whole\tchannel=small_gift:{meaning}"]
    assert answers("fish", *words) == [f"whole\tchannel=small_gift\t{meaning}"]


def test_colons_of_a_word_are_none_of_zshs() -> None:
    (line,) = answers("zsh", "explain", "--why", "channe")
    word, _, meaning = line.partition("=:")
    assert word == "begun\tchannel"
    assert meaning


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ev",), ["whole\tevaluate"]),
        (("evaluate", "--rules"), ["whole\t--ruleset"]),
        (("evaluate", "--format", "ht"), ["whole\thtml"]),
        (("evaluate", "--set", "indu"), ["begun\tindustry="]),
        (("evaluate", "--set", "email_known=n"), ["whole\temail_known=no"]),
        (("plan", "--set", "rapport=warm", "--set", "indu"), ["begun\tindustry="]),
        (("explain", "--why", "channel=small"), ["whole\tchannel=small_gift"]),
        (("explain", "--why-not", "industry=la"), ["whole\tindustry=law"]),
        (("whatif", "--to", "channel=small"), ["whole\tchannel=small_gift"]),
        (("whatif", "--to", "indu"), []),
        (("batch", "clients.csv", "--map", "Sector=indu"), ["whole\tSector=industry"]),
        (("plan", "--my-timezone", "Europe/Par"), ["whole\tEurope/Paris"]),
        (("new", "--from", "start"), ["whole\tstart-date"]),
        (("new", "--from", "off"), ["whole\toffer-talk"]),
        (("draft", r"my\ f"), ["file\tmy f"]),
        (("draft", '"my f'), ["file\tmy f"]),
        (("evaluate", "--ruleset", "follow"), ["whole\tfollow-up", "file\tfollow"]),
        (("check", "sta"), ["whole\tstart-date", "file\tsta"]),
    ],
)
def test_what_fits_is_offered(shell: str, words: tuple[str, ...], expected: list[str]) -> None:
    found = answers(shell, *words)
    bare = [line.partition(":")[0] if shell == "zsh" else line for line in found]
    assert ["\t".join(line.split("\t")[:2]) for line in bare] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--set", "industry", "=", "la"), ["whole\tlaw"]),
        (("--set", "email_known", "="), ["whole\tyes", "whole\tno"]),
        (("--set", "=", "industry", "=", "la"), ["whole\tlaw"]),
        (("--set", "=", "indu"), ["begun\tindustry="]),
        (("--ruleset", "=", "follow"), ["whole\tfollow-up", "file\tfollow"]),
        (("--now", "2026-11-20T14", ":", "00", "--set", "indu"), ["begun\tindustry="]),
        (("--set", '"industry=la'), ["whole\tindustry=law"]),
    ],
)
def test_bash_takes_words_apart(words: tuple[str, ...], expected: list[str]) -> None:
    assert answers("bash", "evaluate", *words) == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_want_the_whole_word(shell: str) -> None:
    (line,) = answers(shell, "evaluate", "--set=industry=la")
    assert line.startswith("whole\t--set=industry=law")


@pytest.mark.parametrize("shell", SHELLS)
def test_facts_are_those_of_the_ruleset_on_the_line(shell: str) -> None:
    for where in (str(START_DATE), "start-date"):
        found = answers(shell, "evaluate", "--ruleset", where, "--set", "")
        assert any(line.startswith("begun\tnotice") for line in found)
        assert not any(line.startswith("begun\tindustry=") for line in found)
    assert answers(shell, "explain", "--ruleset", str(MOODS), "--set", "indu") == []


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "words",
    [
        ("evaluate", "--ruleset", "broken.yaml", "--set", "in"),
        ("evaluate", "--ruleset", "nowhere", "--set", "in"),
        ("evaluate", "--ruleset", "folder", "--set", "in"),
        ("evaluate", "--set", "nothing="),
        ("evaluate", "--set", "company_name="),
        ("evaluate", "--now", "2026"),
        ("nonsense", "--set", "in"),
    ],
)
def test_where_nothing_fits_nobody_is_disturbed(
    shell: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "broken.yaml").write_text("title: [\nrules: }", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    done = asked(shell, *words, cwd=tmp_path)
    assert (done.code, done.out.strip(), done.err) == (0, "", "")


def test_our_own_mistakes_do_not_show_between_what_is_typed() -> None:
    broken = "import tactful.text.library as it; it.packaged = None"
    done = asked("bash", "evaluate", "--set", "in", code=broken)
    assert (done.code, done.out.strip(), done.err) == (0, "", "")


def test_completing_loads_nothing_heavy() -> None:
    code = """
import atexit, sys
heavy = {'rich', 'holidays', 'z3', 'jinja2', 'fast_sugiyama', 'polars', 'numpy', 'pyarrow'}
atexit.register(lambda: print(sorted(heavy & set(sys.modules)), file=sys.stderr))
"""
    for words in (("",), ("evaluate", "--set", "in"), ("whatif", "--to", ""), ("batch", "--m")):
        done = asked("bash", *words, code=code)
        assert done.out
        assert done.err == "[]\n", words


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_completes_it(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    for parameter in command.params:
        is_flag = isinstance(parameter, click.Option) and parameter.is_flag
        if is_flag or isinstance(parameter.type, click.Choice):
            continue
        assert offer_for(parameter) is not None, f"{parameter.name}: add its metavar to OFFERS"


def test_no_row_is_left_over() -> None:
    commands = [cli.get_command(click.Context(cli), name) for name in COMMANDS]
    used = {
        parameter.metavar or str(parameter.name).upper()
        for command in commands
        if command is not None
        for parameter in command.params
    }
    assert set(OFFERS) <= used


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a", "a"),
        ("", ""),
        ('"my f', "my f"),
        ("'my f", "my f"),
        (r"my\ f", "my f"),
        ("~/a", "~/a"),
    ],
)
def test_quotation_marks_may_be_open(typed: str, meant: str) -> None:
    assert unquoted(typed) == meant
