"""``explain`` takes a ruleset for its network: compiled once, and let go with the ruleset."""

from __future__ import annotations

import gc
import weakref

import pytest

from making import YES_NO, facts, ruleset
from tactful.explanation.explanation import explain
from tactful.language.model import Ruleset
from tactful.network.compiler import compile_ruleset
from tactful.network.evaluator import Network
from tactful.network.program import Program


def test_a_ruleset_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ruleset(facts(y=YES_NO), [])
    network = Network(made)
    conclusions = network.evaluate({"y": True})
    expected = explain(network, "x", conclusions)
    compiled = []

    def counted(one: Ruleset) -> Program:
        compiled.append(one)
        return compile_ruleset(one)

    monkeypatch.setattr("tactful.network.evaluator.compile_ruleset", counted)
    for _ in range(3):
        found = explain(made, "x", conclusions)
        assert found == expected
        assert found.ruleset is made
    assert len(compiled) == 1
    explain(network, "x", conclusions)
    assert len(compiled) == 1


def test_its_network_goes_when_the_ruleset_goes() -> None:
    kept = []
    for _ in range(20):  # other caches keep the last eight or so
        made = ruleset(facts(y=YES_NO), [])
        explain(made, "x", Network(made).evaluate({}))
        kept.append(weakref.ref(made))
    gc.collect()
    assert kept[0]() is None
