"""durable-rules or plain Python matches the rules: the same answers, and which it was is said."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import Size, draw_given, draw_ruleset
from draws import DRAWS, unhurried
from engines import about_durable_rules, without_durable_rules
from running import MOODS, ROOT, Done, environment, run
from tactful.language import reference
from tactful.network import plain
from tactful.network.compiler import compile_ruleset
from tactful.network.evaluator import Network
from tactful.network.matching import EngineMissing, NoSuchEngine, engine

NOTICE = (
    "tactful: durable-rules cannot be loaded here (no C compiler, for a test). "
    "Its rules are matched in Python instead; the advice is the same.\n"
)


@settings(unhurried, max_examples=DRAWS)
@given(st.randoms(use_true_random=False))
def test_the_plain_matcher_gives_the_conclusions_of_the_reference(rng: Random) -> None:
    ruleset = draw_ruleset(rng, Size(facts=12, concluded=8, decisions=4, rules=40, depth=4))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TACTFUL_ENGINE", "plain")
        network = Network(ruleset)
    assert isinstance(network._matcher, plain.PlainMatcher)
    for _ in range(6):
        facts = draw_given(rng, ruleset)
        assert network.evaluate(facts) == reference.evaluate(ruleset, facts)


@settings(unhurried, max_examples=max(5, DRAWS // 10))
@given(st.randoms(use_true_random=False))
def test_what_the_plain_matcher_keeps_is_bounded_by_the_codes_there_are(rng: Random) -> None:
    ruleset = draw_ruleset(rng, Size(facts=8, rules=20))
    program = compile_ruleset(ruleset)
    matcher = plain.PlainMatcher(program.targets, program.places)
    session = plain.PlainSession()
    codes = range(max(len(f.type.choices or ()) for f in ruleset.facts.values()) + 50)
    for _ in range(3):
        for code in codes:
            texts = [f',"p{place}":{code}' for place in range(len(program.places))]
            for stage in matcher.stages:
                session.match(stage[0], texts)
    for stage in matcher.stages:
        for column in stage[0].columns.values():
            assert len(column) <= len(codes)


def advised(**changes: Any) -> Done:
    said = ("--ruleset", MOODS, "--now", "2026-11-20T14:00", "--format", "json")
    return run("evaluate", MOODS, *said, **changes)


def test_without_the_c_module_the_advice_is_the_same_and_the_reason_is_said_once(
    tmp_path: Path,
) -> None:
    there, instead = advised(), advised(**without_durable_rules(tmp_path))
    assert (instead.code, instead.out) == (there.code, there.out)
    assert there.err == ""
    assert instead.err == NOTICE


def test_whoever_asks_for_the_plain_matcher_is_told_nothing(tmp_path: Path) -> None:
    done = advised(**without_durable_rules(tmp_path, TACTFUL_ENGINE="plain"))
    assert (done.code, done.err) == (advised().code, "")


def test_whoever_insists_on_durable_rules_is_told_that_it_is_missing(tmp_path: Path) -> None:
    done = advised(**without_durable_rules(tmp_path, TACTFUL_ENGINE="durable"))
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "tactful: TACTFUL_ENGINE=durable: durable-rules cannot be loaded here (no C compiler, "
        "for a test). Without TACTFUL_ENGINE, its rules are matched in Python.\n"
    )


def test_an_engine_that_there_is_not_is_wrong_usage() -> None:
    done = advised(TACTFUL_ENGINE="drools")
    assert (done.code, done.out) == (2, "")
    assert done.err == "tactful: TACTFUL_ENGINE=drools: it may be `durable` or `plain`\n"


def test_a_program_that_embeds_tactful_gets_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TACTFUL_ENGINE", "drools")
    with pytest.raises(NoSuchEngine, match="durable"):
        engine()
    monkeypatch.setenv("TACTFUL_ENGINE", "durable")
    monkeypatch.setattr("tactful.network.matching._why_not_durable", lambda: "it is a test")
    with pytest.raises(EngineMissing, match="it is a test"):
        engine()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        pytest.param(
            {"TACTFUL_ENGINE": "durable"},
            "rules matched by durable-rules 2.0.28",
            marks=about_durable_rules,
        ),
        ({"TACTFUL_ENGINE": "plain"}, "in Python"),
    ],
)
def test_the_version_says_what_matches_rules(changes: dict[str, Any], named: str) -> None:
    done = run("--version", **changes)
    assert done.code == 0
    assert named in done.out


def test_the_version_says_why_it_is_not_durable_rules(tmp_path: Path) -> None:
    done = run("--version", **without_durable_rules(tmp_path))
    assert "in Python (durable-rules cannot be loaded: no C compiler, for a test)" in done.out


def own_tests(*arguments: str, **changes: Any) -> Done:
    """What a run of some tests of ours says, in an environment of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env=environment(PYTEST_ADDOPTS="", **changes),
        encoding="utf-8",
        capture_output=True,
        check=False,
        timeout=120,
    )
    return Done(done.returncode, done.stdout, done.stderr)


GOLDEN = "tests/cli/test_cli_plan.py::test_a_plan_is_a_timeline"
"""A test that reads all that is said on standard error."""


def test_the_tests_run_without_the_c_module_and_say_so(tmp_path: Path) -> None:
    alone = without_durable_rules(tmp_path)
    done = own_tests("tests/network/test_durable.py", GOLDEN, **alone)
    assert (done.code, done.err) == (0, ""), done.out
    assert (
        "rules matched in Python: durable-rules cannot be loaded (no C compiler, for a test), "
        "and the tests about it are left out\n"
    ) in done.out
    assert re.search(r"=+ 1 passed, \d+ deselected in ", done.out)


@about_durable_rules
def test_the_tests_say_that_durable_rules_matches() -> None:
    done = own_tests("tests/network/test_durable.py", "--collect-only", TACTFUL_ENGINE="")
    assert done.code == 0
    assert "rules matched by durable-rules 2.0.28\n" in done.out
    assert "deselected" not in done.out


def test_tests_that_insist_on_durable_rules_do_not_begin_without_it(tmp_path: Path) -> None:
    done = own_tests(GOLDEN, **without_durable_rules(tmp_path, TACTFUL_ENGINE="durable"))
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith("ERROR: TACTFUL_ENGINE=durable: durable-rules cannot be loaded")
    assert own_tests(GOLDEN, TACTFUL_ENGINE="drools").code == 4
