"""Situations written as scenarios read back as what they were."""

from __future__ import annotations

import os
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import draw_given, draw_ruleset
from making import RAPPORT, TEXT, YES_NO, decision, facts, rule, ruleset
from tactful.network.evaluator import Network
from tactful.scenarios.scenario import scenarios_from
from tactful.scenarios.writing import Written, expected_decisions, scenario_file, scenario_text
from tactful.testing.run import run
from tactful.text.signs import first_unfit

DRAWS = int(os.environ.get("TACTFUL_DRAWS", "200"))

RULES = ruleset(
    facts(rapport=RAPPORT, name=TEXT, official=YES_NO),
    [decision("means", "note", "gift"), decision("cautions", "soon", "late", many=True)],
    rule("gift", then={"means": {"gift": "for"}}),
)


def test_a_file_as_a_coach_would_write_it() -> None:
    scenarios = [
        Written(
            "Warm: a gift, then",
            {"official": False, "rapport": "warm", "name": 'no "x"'},
            {"means": "gift", "cautions": "[]"},
            ("Why it is here.",),
        ),
        Written("Nothing known", {}, {}),
    ]
    assert (
        scenario_file(scenarios, RULES, "Two lines\nof remark.")
        == """\
# Two lines
# of remark.
scenarios:

  # Why it is here.
  - scenario: "Warm: a gift, then"
    facts:
      rapport: warm
      name: "no \\"x\\""
      official: no
    expect:
      means: gift
      cautions: []

  - scenario: Nothing known
    facts: {}
"""
    )


@settings(max_examples=DRAWS, deadline=None)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1
    ).filter(lambda title: first_unfit(title) is None)
)
def test_any_title_reads_back(title: str) -> None:
    tidy = " ".join(title.split())
    read = scenarios_from(scenario_text(Written(title, {}, {}), RULES).encode(), "x", RULES)
    if tidy:
        assert [s.title for s in read.scenarios] == [tidy]


@settings(max_examples=DRAWS, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_situation_reads_back_and_comes_out_as_it_did(rng: Random) -> None:
    rules = draw_ruleset(rng)
    situation = {name: value for name, value in draw_given(rng, rules).items() if value != ""}
    conclusions = Network(rules).evaluate(situation)
    expect = expected_decisions(rules, conclusions, rules.decisions)
    text = scenario_file([Written("Drawn", situation, expect)], rules)
    read = scenarios_from(text.encode(), "drawn.yaml", rules)
    assert read.diagnostics == ()
    (scenario,) = read.scenarios
    assert scenario.given == situation
    assert run(rules, [scenario])[0].failures == ()
