"""The C module is used within its limits: sessions, handles, names, failures, references."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tomllib
from random import Random
from typing import Any

import pytest

from drawing import Size, draw_given, draw_ruleset
from engines import about_durable_rules, can_be_loaded, durable_rules
from running import ROOT, environment
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network import encoding
from tactful.network.evaluator import Network

pytestmark = about_durable_rules
durable: Any = durable_rules() if can_be_loaded() else None


@pytest.fixture(autouse=True)
def _on_durable_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TACTFUL_ENGINE", "durable")


def draw(seed: int) -> tuple[Ruleset, list[dict[str, Value]]]:
    rng = Random(seed)
    made = draw_ruleset(rng, Size(facts=12, concluded=6, decisions=4, rules=40, depth=3))
    return made, [draw_given(rng, made) for _ in range(50)]


def handles(network: Network) -> list[int]:
    matcher: Any = network._matcher
    return list(matcher.handles)


def live_sessions(network: Network, upto: int) -> list[str]:
    live = []
    for handle in handles(network):
        for session in map(str, range(1, upto)):
            try:
                durable.E.get_state(handle, session)
            except durable.E.error:
                continue
            live.append(session)
    return live


def test_no_session_is_left_behind() -> None:
    made, scenarios = draw(5)
    network = Network(made)
    for known in scenarios:
        network.evaluate(known)
    assert live_sessions(network, 80) == []


def test_an_interruption_half_way_passes_on_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, scenarios = draw(5)
    network = Network(made)
    expected = [network.evaluate(known) for known in scenarios]
    calls = iter(range(10_000))
    real = durable.DurableSession.match

    def interrupted(*args: object) -> int:
        if next(calls) % 3 == 2:
            raise KeyboardInterrupt
        return int(real(*args))

    with monkeypatch.context() as patched:
        patched.setattr(durable.DurableSession, "match", interrupted)
        for known in scenarios:
            with pytest.raises(KeyboardInterrupt):
                network.evaluate(known)
    assert [network.evaluate(known) for known in scenarios] == expected
    assert live_sessions(network, 250) == []


def test_an_error_of_durable_rules_is_raised_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    made, scenarios = draw(5)
    network = Network(made)
    monkeypatch.setattr(durable.DurableMessage, "text", lambda *_: '{"sid":"7","id":"1"')
    with pytest.raises(durable.MatcherFailure, match="durable-rules failed"):
        network.evaluate(scenarios[0])


def test_a_network_that_is_no_longer_used_gives_its_rulesets_back() -> None:
    network = Network(draw(5)[0])
    held = list(handles(network))
    del network
    gc.collect()
    for handle in held:
        with pytest.raises(durable.E.error):
            durable.E.assert_fact(handle, json.dumps({"sid": "1", "id": "1"}))


def fnv_1a(name: str) -> int:
    found = 2166136261
    for byte in name.encode():
        found = ((found ^ byte) * 16777619) & 0xFFFFFFFF
    return found


def test_no_two_generated_names_are_the_same_to_durable_rules() -> None:
    names = [encoding.property_name(place) for place in range(encoding.MOST_NAMES)]
    names += encoding.reserved_names()
    assert len({fnv_1a(name) for name in names}) == len(names)


def test_more_names_than_are_known_to_differ_are_refused() -> None:
    with pytest.raises(encoding.TooLarge, match="too large"):
        encoding.property_name(encoding.MOST_NAMES)


def test_the_conditions_are_matched_by_durable_rules_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the matcher silenced nothing fires: no other code decides what holds."""
    made, scenarios = draw(5)
    network = Network(made)
    assert any(network.evaluate(known).fired for known in scenarios)
    monkeypatch.setattr(durable.E, "assert_fact", lambda *_: (1, 0))
    monkeypatch.setattr(durable.E, "delete_state", lambda *_: None)
    assert not any(network.evaluate(known).fired for known in scenarios)


def test_loading_it_starts_no_thread() -> None:
    code = "import tactful.network.durable, threading; print(threading.active_count())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment()
    )
    assert (done.returncode, done.stdout) == (0, "1\n")


def test_no_reference_is_lost_or_kept() -> None:
    """Compiled against newer headers than the Python it runs on, it would lose one to None."""
    made, scenarios = draw(5)
    network = Network(made)
    for known in scenarios:
        network.evaluate(known)
    gc.collect()
    before = sys.getrefcount(None)
    for _ in range(40):
        for known in scenarios:
            network.evaluate(known)
    gc.collect()
    assert abs(sys.getrefcount(None) - before) < 100


def test_the_version_is_the_one_that_was_compiled() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    hook = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]
    assert hook["version"] == durable.VERSION
