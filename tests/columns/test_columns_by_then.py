"""What columns say of the moment at which a window opens is what one client is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import polars as pl
from hypothesis import given, note, settings
from hypothesis import strategies as st

from clients import given_columns
from dated import dated
from draws import DRAWS, unhurried
from tactful.columns.by_then import ByThenColumn, tells_by_then
from tactful.columns.program import UNHURRIED, Columns
from tactful.explanation.explanation import explain
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load, load_ruleset_text
from tactful.text.library import packaged

RULES = load(packaged())
SITUATIONS = dated(packaged(), RULES)

GIVEN = {name for s in SITUATIONS for name in s.given} | {"timezone", "country"}
KNOWN = [name for name in RULES.facts if name in GIVEN]

OTHERS = """\
title: Others
clock: {now: now, timezone: zone}
facts:
  now: {type: datetime}
  zone: {type: text, question: Where is it?}
  met: {type: datetime, question: When did you meet?}
  answer: {type: choice, choices: [agreed, denied, maybe], question: Is it known?}
  hours: {type: number, unit: hours, computed: {hours from: met, to: now}}
  hour: {type: time, computed: {time of day: now}}
  urgent: {type: yes/no}
decisions:
  act:
    options:
      write:
        label: write
        window: {day: met, working days later: 1, from: "09:00", until: "10:00"}
      call: {label: call, window: {day: now, from: "11:00", until: "12:30"}}
      nothing: nothing
  mind: {options: {late: late, early: early, calm: calm}, choose: many}
  tone: {applies when: {mind: late}, options: {light: light, sorry: sorry}, fallback: light}
  place: {options: {here: here, there: there}}
rules:
  - {id: a, when: {hours: more than 12}, then: {mind: {late: for}, act: {write: for}}, because: A.,
     source: house}
  - {id: b, when: {hour: before 10:00}, then: {mind: {early: for}}, because: B., source: house}
  - {id: c, when: {hours: more than 30}, then: {urgent: yes}, because: C., source: house}
  - {id: d, when: {urgent: yes}, then: {tone: {sorry: for}, act: {call: strongly for}}, because: D.,
     source: house}
  - {id: e, when: {answer: agreed}, unless: {hour: after 20:00}, then: {mind: {calm: for}},
     because: E., source: house}
  - {id: f, when: {answer: denied}, then: {act: {write: always}, place: {here: for}}, because: F.,
     source: house}
  - {id: g, when: {hour: between 09:00 and 09:30}, then: {act: {nothing: always}}, because: G.,
     source: house}
"""


def read(text: str) -> Ruleset:
    rules = load_ruleset_text(text).ruleset
    assert rules is not None
    return rules


OTHER = read(OTHERS)


@cache
def compiled(ruleset: Ruleset, known: tuple[str, ...]) -> tuple[Columns, ByThenColumn]:
    columns = Columns(ruleset, known)
    return columns, ByThenColumn(ruleset, known, columns.names)


def told(
    ruleset: Ruleset, known: Sequence[str], clients: Sequence[dict[str, Value]]
) -> list[list[str]]:
    columns, column = compiled(ruleset, tuple(known))
    frame = pl.DataFrame(given_columns(ruleset, known, clients)).lazy()
    made = column.add(columns.advise(frame, column.needs), "by_then")
    answers: list[Any] = made.collect(optimizations=UNHURRIED)["by_then"].to_list()
    return answers


def expected(ruleset: Ruleset, clients: Sequence[dict[str, Value]]) -> list[list[str]]:
    network = Network(ruleset)
    found = []
    for client in clients:
        explanation = explain(network, "", network.evaluate(client), questions=False)
        found.append([one.decision for one in explanation.by_then])
    return found


@settings(unhurried, max_examples=DRAWS)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(SITUATIONS),
            st.integers(-72 * 60, 400 * 60),
            st.sampled_from([None, "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
            st.sampled_from([None, "DE", "US", "SA"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_the_follow_up_rules(drawn: list[tuple[Any, int, str | None, str | None]]) -> None:
    clients = []
    for scenario, minutes, zone, country in drawn:
        client = {k: v for k, v in scenario.given.items() if k not in ("timezone", "country")}
        client |= {} if zone is None else {"timezone": zone}
        client |= {} if country is None else {"country": country}
        client["now"] += timedelta(minutes=minutes)
        clients.append(client)
    assert told(RULES, KNOWN, clients) == expected(RULES, clients)


client = st.fixed_dictionaries(
    {
        "now": st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 5)).map(
            lambda moment: moment.replace(microsecond=0, fold=0)
        )
    },
    optional={
        "met": st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 5)).map(
            lambda moment: moment.replace(second=0, microsecond=0, fold=0)
        ),
        "zone": st.sampled_from(["Europe/Berlin", "America/New_York"]),
        "answer": st.sampled_from(["agreed", "denied", "maybe"]),
    },
)


@settings(unhurried, max_examples=DRAWS)
@given(st.lists(client, min_size=1, max_size=20))
def test_conflicts_facts_that_rules_conclude_and_decisions_that_do_not_apply(
    clients: list[dict[str, Value]],
) -> None:
    for one in clients:
        note(str(one))
    assert told(OTHER, ["now", "met", "zone", "answer"], clients) == expected(OTHER, clients)


def test_only_rules_with_windows_and_a_clock_tell_it() -> None:
    assert tells_by_then(RULES)
    assert tells_by_then(OTHER)
    assert not tells_by_then(
        read(
            OTHERS.replace("clock: {now: now, timezone: zone}\n", "")
            .replace("{hours from: met, to: now}", "{hours from: met, to: met}")
            .replace("computed: {time of day: now}", "computed: {time of day: met}")
        )
    )
