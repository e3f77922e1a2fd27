"""A reason's branch that looks at what is settled only after its rule."""

from __future__ import annotations

from tactful.answers.grounds import reason
from tactful.explanation.explanation import explain
from tactful.language.strata import Step
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load_ruleset_text

LATER = """\
title: Later
facts:
  a: {type: yes/no}
  b: {type: yes/no}
  late: {type: yes/no}
decisions: {d: {options: {x: x, y: y}, fallback: y}}
rules:
  - id: first
    when: {a: yes}
    then: {b: yes}
    because:
      - {when: {any: [{late: yes}, {d: x}]}, text: It is late.}
      - {text: It is not.}
    source: house
  - {id: second, when: {b: yes}, then: {late: yes}, because: Second., source: house}
  - {id: third, when: {late: yes}, then: {d: {x: for}}, because: Third., source: house}
"""


def test_why_is_answered_although_the_branch_is_settled_later() -> None:
    rules = load_ruleset_text(LATER).ruleset
    assert rules is not None
    network = Network(rules)
    told = explain(network, "Later", network.evaluate({"a": True}))
    assert told.fact("b").reasons[0].because == "It is late."
    reasoning = reason(told)
    fired = reasoning.grounds[Step("rule", "first")]
    assert fired.holds
    assert fired.given == {"a"}
