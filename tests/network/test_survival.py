"""Whatever ends an evaluation half-way, the next answer is right; so it is in other processes."""

from __future__ import annotations

import copy
import gc
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from random import Random
from types import ModuleType
from typing import Any

import pytest

from drawing import Size, draw_given, draw_ruleset
from engines import ENGINES, about_durable_rules, durable_rules
from running import ROOT, environment, needs_attribute, needs_file
from tactful.answers.interview import Interview
from tactful.explanation.explanation import explain
from tactful.language import reference
from tactful.language.conclusions import Conclusions
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.text.forks import Locked

Scenarios = list[dict[str, Value]]

CALLS = (
    "create_ruleset",
    "assert_fact",
    "start_action_for_state",
    "complete_and_start_action",
    "delete_state",
    "delete_ruleset",
)
"""Every call that is made into the C module."""


def draw(seed: int) -> tuple[Ruleset, Scenarios]:
    rng = Random(seed)
    made = draw_ruleset(rng, Size(facts=12, concluded=6, decisions=4, rules=40, depth=3))
    return made, [draw_given(rng, made) for _ in range(20)]


def alone(code: str, **changes: str) -> None:
    """Run a function of this module in a process of its own, since it may crash or hang."""
    done = subprocess.run(
        [sys.executable, "-c", f"import test_survival; test_survival.{code}; print('alive')"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=environment(**changes),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "alive\n", "")


@pytest.mark.parametrize("name", ENGINES)
def test_interruptions_at_random_instants_and_forks_under_load(name: str) -> None:
    """Real signals and real forks; the figures of a long run come from the same program."""
    needs_file("/proc/self/statm")
    needs_attribute("os", "fork")
    done = subprocess.run(
        [
            *(sys.executable, "benchmarks/one_client/interrupted.py"),
            *("--interruptions", "300", "--forks", "10"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=ROOT,
        env=environment(
            TACTFUL_ENGINE=name,
            PYTHONPATH=os.pathsep.join((str(ROOT / "benchmarks"), *sys.path)),
            PYTHONWARNINGS="ignore::DeprecationWarning",  # of forking where there are threads
        ),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "300 interruptions: 0 wrong" in done.stdout
    assert "10 forks under load: 0 failed" in done.stdout


class Interrupting:
    """The C module, of which one call is interrupted before it begins or after it has ended."""

    def __init__(self, real: ModuleType) -> None:
        self.real = real
        self.error = real.error
        self.armed: tuple[str, BaseException, bool] | None = None

    def __getattr__(self, name: str) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            at, error, after = self.armed or ("", None, False)
            if at != name:
                return getattr(self.real, name)(*arguments)
            self.armed = None
            if after:
                getattr(self.real, name)(*arguments)
            assert error is not None
            raise error

        return call


def interrupt_every_call() -> None:
    # Handles that an exception held are deleted whenever Python collects its frames; where that
    # falls on the armed call, Python prints what no evaluation is told of.
    gc.disable()
    made, scenarios = draw(5)
    network = Network(made)
    expected = [reference.evaluate(made, known) for known in scenarios]
    module = durable_rules()
    module.E = engine = Interrupting(module.E)
    for after in (False, True):
        for error in (KeyboardInterrupt(), TimeoutError(), MemoryError(), SystemExit(), OSError()):
            for name in CALLS * 3:
                engine.armed = (name, error, after)
                for known, right in zip(scenarios, expected, strict=True):
                    try:
                        assert network.evaluate(known) == right
                    except type(error):
                        assert engine.armed is None
                    assert engine.armed is None or name in ("create_ruleset", "delete_ruleset")
                # Handles are made and deleted where an evaluation was interrupted before.
                if engine.armed is not None:
                    first, engine.armed = engine.armed, ("assert_fact", error, False)
                    for _ in range(2):
                        try:
                            network.evaluate(scenarios[0])
                        except type(error):
                            engine.armed = engine.armed or first
    engine.armed = None
    assert [network.evaluate(known) for known in scenarios] == expected


@about_durable_rules
def test_an_interruption_at_every_call_into_c_thrice_each() -> None:
    alone("interrupt_every_call()", TACTFUL_ENGINE="durable")


@about_durable_rules
def test_an_evaluation_may_begin_while_another_waits_below_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As it does in a signal handler, and in a finalizer that the garbage collector runs."""
    durable = durable_rules()
    monkeypatch.setenv("TACTFUL_ENGINE", "durable")
    made, scenarios = draw(5)
    network = Network(made)
    expected = [reference.evaluate(made, known) for known in scenarios]
    real: Callable[..., int] = durable.DurableSession.match
    inner: list[Conclusions] = []
    depth = 0

    def match(*arguments: Any) -> int:
        nonlocal depth
        if depth < 2:
            depth += 1
            inner.append(network.evaluate(scenarios[depth]))
            depth -= 1
        return real(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(durable.DurableSession, "match", match)
        assert network.evaluate(scenarios[0]) == expected[0]
    assert inner
    assert all(one in expected[1:3] for one in inner)
    assert [network.evaluate(known) for known in scenarios] == expected


@about_durable_rules
def test_an_exception_that_is_kept_keeps_no_handles(monkeypatch: pytest.MonkeyPatch) -> None:
    durable = durable_rules()
    monkeypatch.setenv("TACTFUL_ENGINE", "durable")
    made, scenarios = draw(5)
    network = Network(made)
    matcher: Any = network._matcher
    held = matcher.handles
    assert held

    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(durable.DurableSession, "match", interrupted)
        with pytest.raises(KeyboardInterrupt) as kept:
            network.evaluate(scenarios[0])
    assert matcher.handles == ()
    for number in held:
        with pytest.raises(durable.E.error):
            durable.E.assert_fact(number, '{"sid":"1","id":"1"}')
    assert kept.value is not None


def fork_while_locks_are_held() -> None:
    made, _ = draw(5)
    locked, working, over = Locked(), threading.Event(), threading.Event()

    def hold() -> None:
        with locked.lock:
            made.fingerprint  # noqa: B018 - a cached property, of which 3.11 locks the working out

    class Text(str):
        __slots__ = ()

        def encode(self, *_: object) -> bytes:
            working.set()
            over.wait()
            return b""

    object.__setattr__(made, "texts", ((Text("a"), "b"),))
    thread = threading.Thread(target=hold)
    thread.start()
    working.wait()
    child = os.fork()
    if child == 0:
        signal.alarm(30)
        with locked.lock:
            os._exit(draw(5)[0].fingerprint[:7] != "sha256:")
    over.set()
    thread.join()
    assert os.waitpid(child, 0)[1] == 0


def test_a_forked_child_finds_every_lock_free() -> None:
    needs_attribute("os", "fork")
    alone("fork_while_locks_are_held()", PYTHONWARNINGS="ignore::DeprecationWarning")


COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda one: pickle.loads(pickle.dumps(one)),  # noqa: S301 - our own
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("how", COPIES)
def test_a_network_travels_and_answers_the_same(
    how: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TACTFUL_ENGINE", name)
    made, scenarios = draw(5)
    network = Network(made)
    expected = [network.evaluate(known) for known in scenarios]
    for _ in range(2):  # what was worked out meanwhile does not hinder it
        network = COPIES[how](network)
        assert [network.evaluate(known) for known in scenarios] == expected
        assert [reference.evaluate(network.ruleset, known) for known in scenarios] == expected


@pytest.mark.parametrize("how", COPIES)
def test_what_comes_of_a_network_travels(how: str) -> None:
    made, scenarios = draw(5)
    network = Network(made)
    conclusions = network.evaluate(scenarios[0])
    assert COPIES[how](conclusions) == conclusions
    explanation = explain(network, "one", conclusions)
    arrived = COPIES[how](explanation)
    assert arrived._replace(ruleset=made) == explanation
    interview = Interview(network, scenarios[0])
    asked = interview.question
    there = COPIES[how](interview)
    assert (there.question, there.conclusions) == (asked, interview.conclusions)


def answer(network: Network, known: dict[str, Value]) -> tuple[Conclusions, Conclusions]:
    return network.evaluate(known), reference.evaluate(network.ruleset, known)


def ask_pools() -> None:
    made, scenarios = draw(5)
    network = Network(made)
    for method in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context(method)
        with ProcessPoolExecutor(2, mp_context=context) as pool:
            asked = [pool.submit(answer, network, known) for known in scenarios]
            for known, told in zip(scenarios, asked, strict=True):
                assert told.result() == (network.evaluate(known),) * 2


def test_answers_are_the_same_in_process_pools_of_every_kind() -> None:
    alone("ask_pools()", PYTHONWARNINGS="ignore::DeprecationWarning")
