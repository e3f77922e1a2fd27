"""Clients who list several: each is advised as a scenario of theirs is, and nobody is lost."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing_several import draw_listed, draw_template
from draws import DRAWS, unhurried
from panels import network, panel
from rows import expected
from tactful.cohort.batch import Advisor, Batch
from tactful.cohort.opening import OpenedCohort, open_cohort
from tactful.cohort.several.headings import name_of
from tactful.cohort.several.steps import steps_for
from tactful.cohort.tally import BatchSummary
from tactful.explanation.wire import as_json
from tactful.grounding.ground import for_one, ground
from tactful.grounding.people import People, copy_name, owners_of
from tactful.grounding.windows import windows_of_each
from tactful.language import reference
from tactful.language.model import Ruleset
from tactful.language.terms import Copy
from tactful.language.values import NONE, Value
from tactful.scenarios.scenario import Scenario
from tactful.text.diagnostic import Diagnostics
from tactful.workspace.advising import advised

NOW = datetime(2026, 11, 20, 15, 30)


class Client(NamedTuple):
    """Somebody of a cohort: who is listed, and what is given by ground names."""

    people: People
    given: Mapping[str, Value]


def opened(path: Path, rules: Ruleset, mapped: Mapping[str, str]) -> OpenedCohort:
    diagnostics = Diagnostics()
    found = open_cohort(path, rules, mapped, diagnostics)
    assert found is not None, diagnostics.found
    return found


def run(
    path: Path, out: Path, rules: Ruleset, mapped: Mapping[str, str] = {}, **options: Any
) -> BatchSummary:
    found = opened(path, rules, mapped)
    advisor = Advisor(rules, found.matching, styles=found.styles.by_fact, spread=found.spread)
    steps = steps_for(advisor, moment=lambda _: NOW, **options)
    return Batch(steps).run(found.cohort, out)


def cell(value: Value | None) -> str:
    """A value as an author writes it into a cell."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case frozenset():
            return f"[{', '.join(sorted(value))}]"
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return "none" if value is NONE else str(value)


def written(path: Path, clients: Sequence[Client], columns: Mapping[str, str]) -> None:
    """A table of clients; ``columns`` says what each gives, by the names of ground facts."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["client", *columns])
        for number, client in enumerate(clients):
            table.writerow([f"C{number}", *(cell(client.given.get(f)) for f in columns.values())])


def spaced_out(rng: Random, client: Client, rules: Ruleset, most: int) -> dict[str, Value]:
    """What a client gives, under the numbers of columns, some of which are left empty."""
    owners, found = owners_of(rules), dict[str, Value]()
    for each, names in client.people.items():
        numbers = sorted(rng.sample(range(1, most + 1), len(names)))
        for place, (number, name) in enumerate(zip(numbers, names, strict=True), start=1):
            if name is not None:
                found[copy_name(name_of(each, rules), number)] = name
            for fact in rules.each[each].facts:
                if copy_name(fact, place) in client.given:
                    found[copy_name(fact, number)] = client.given[copy_name(fact, place)]
    of_all = {f: v for f, v in client.given.items() if f in rules.facts and f not in owners}
    return {**of_all, **found}


def draw_client(rng: Random, template: Ruleset, most: int) -> Client:
    """Somebody who lists none to ``most`` of each thing, each with a name or a fact at least."""
    listed = draw_listed(rng, template, most)
    people: dict[str, tuple[str | None, ...]] = {}
    for each, names in listed.people.items():
        called: list[str | None] = []
        for place, name in enumerate(names, start=1):
            facts = template.each[each].facts
            given_of = [listed.given.get(copy_name(fact, place)) for fact in facts]
            is_told = any(value not in (None, "") for value in given_of)
            called.append(name if is_told or name is not None else f"Somebody {place}")
        if called:
            people[each] = tuple(called)
    ground_facts = ground(for_one(template), people).facts
    owners = owners_of(template)
    # A cell that is empty says nothing, whereas a text may be.
    told = ((n, v) for n, v in listed.given.items() if v != "")
    given = {n: v for n, v in told if n in ground_facts and n not in owners}
    return Client(people, given)


def own(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}


@settings(unhurried, max_examples=max(1, DRAWS // 4))
@given(st.integers(0, 2**32))
def test_each_client_gets_the_advice_of_their_scenario(seed: int) -> None:
    rng = Random(seed)
    template = draw_template(rng)
    rules = for_one(template)
    clients = [draw_client(rng, template, 4) for _ in range(12)]
    spread = [Client(c.people, spaced_out(rng, c, rules, 4)) for c in clients]
    facts = list(dict.fromkeys(name for client in spread for name in client.given))
    if not any("[" in fact for fact in facts):
        return
    columns = {f"column {chr(97 + n // 26)}{chr(97 + n % 26)}": f for n, f in enumerate(facts)}
    with TemporaryDirectory() as folder:
        path, out = Path(folder) / "clients.csv", Path(folder) / "advice.parquet"
        written(path, spread, columns)
        summary = run(path, out, rules, columns)
        rows = pl.read_parquet(out).to_dicts() if summary.read else []
    told = summary.advised + summary.rejected + summary.left_out
    assert (summary.read, summary.rejected, told) == (12, 0, 12)
    found = {row["client"]: row for row in rows}
    for number, client in enumerate(clients):
        if f"C{number}" in found:
            assert_advised(found[f"C{number}"], client, rules, columns)


def assert_advised(
    row: Mapping[str, Any], client: Client, rules: Ruleset, columns: Mapping[str, str]
) -> None:
    """That a row says what a scenario of the client comes to, of all and of each."""
    listed = {fact.partition("[")[0] for fact in columns.values() if "[" in fact}
    things = [e for e in rules.each if listed & {name_of(e, rules), *rules.each[e].facts}]
    ruleset = ground(rules, client.people)
    conclusions = reference.evaluate(ruleset, client.given, now=NOW)
    whole = expected(ruleset, conclusions)
    for name in ("rules_fired", "rules_set_aside", "assumptions"):
        assert row[name] == whole[name]
    owners = owners_of(rules)
    for name in rules.decisions:
        if owners.get(name) not in things:
            assert (row[name], row[f"{name}_status"]) == (whole[name], whole[f"{name}_status"])
    windows = windows_of_each(ruleset, conclusions)
    for each in things:
        names = client.people.get(each)
        ones = row["each"][each]
        assert [one["name"] for one in ones] == [*(names or [None])]
        for place, one in enumerate(ones, start=1):
            for name in rules.each[each].decisions:
                copy = copy_name(name, place) if names else name
                got = one["decisions"][name]
                assert got["status"] == whole[f"{copy}_status"]
                assert got.get("choices", got.get("choice")) == whole[copy]
                if not rules.decisions[name].many:
                    assert (got["margin"], got["tie"]) == (
                        whole[f"{copy}_margin"],
                        whole[f"{copy}_tie"],
                    )
            for name, fact in (one.get("facts") or {}).items():
                assert fact["value"] == whole[copy_name(name, place) if names else name]
            window = windows.get(Copy(each, place, ""))
            if names and "window" in one:
                start = None if window is None else window.start.isoformat()
                assert (one["window"] or {}).get("start") == start


PANEL_COLUMNS = {
    "ended": "interview_ended",
    "now": "now",
    "timezone": "timezone",
    "gifts_allowed": "gifts_allowed",
    **{
        heading.format(n): copy_name(fact, n)
        for n in (1, 2, 3, 4)
        for heading, fact in (
            ("Interviewer {}", "interviewer"),
            ("interviewer {} role", "role"),
            ("Rapport ({})", "rapport"),
            ("email_known_{}", "email_known"),
            ("Interviewer {}: address known", "address_known"),
        )
    },
}


def draw_panel(rng: Random) -> Client:
    people = rng.sample(["Ana", "Ben", "Cleo", "Dan", None], rng.randint(0, 4))
    listed: People = {"interviewer": tuple(people)} if people else {}
    facts = panel().facts
    given: dict[str, Value] = {
        "interview_ended": datetime(2026, 11, rng.randint(18, 20), rng.randint(9, 17)),
        "now": datetime(2026, 11, rng.randint(20, 23), rng.randint(7, 20)),
    }
    for name, value in (("timezone", "America/New_York"), ("gifts_allowed", rng.random() < 0.5)):
        if rng.random() < 0.6:
            given[name] = value
    for place in range(1, len(people) + 1):
        for name in ("role", "rapport"):
            if rng.random() < 0.8 or people[place - 1] is None:
                given[copy_name(name, place)] = rng.choice([*facts[name].type.choices])
        for name in ("email_known", "address_known"):
            if rng.random() < 0.7:
                given[copy_name(name, place)] = rng.random() < 0.5
    return Client(listed, given)


@pytest.mark.parametrize("per", [None, "interviewer"])
def test_a_panel_is_advised_as_evaluate_does_it(tmp_path: Path, per: str | None) -> None:
    rng = Random(7)
    clients = [draw_panel(rng) for _ in range(60)]
    spread = [Client(c.people, spaced_out(rng, c, panel(), 4)) for c in clients]
    path, out = tmp_path / "clients.csv", tmp_path / "advice.parquet"
    written(path, spread, PANEL_COLUMNS)
    summary = run(path, out, panel(), {"ended": "interview_ended"}, per=per)
    everybody = sum(len(c.people.get("interviewer", (None,))) for c in clients)
    assert (summary.advised, summary.rejected, summary.left_out) == (60, 0, 0)
    assert summary.people == {"interviewer": everybody}
    rows = pl.read_parquet(out).to_dicts()
    assert len(rows) == (60 if per is None else everybody)
    numbers = [row["client"] for row in rows]
    assert numbers == sorted(numbers, key=lambda name: int(name[1:]))
    for number, client in enumerate(clients):
        scenario = Scenario("", dict(client.given), people=client.people)
        told = as_json(advised(scenario, network()), unknown=False)
        ones = told["each"]["interviewer"] if client.people else [{**told, "name": None}]
        mine = [row for row in rows if row["client"] == f"C{number}"]
        assert mine[0]["cautions"] == told["decisions"]["cautions"]["choices"]
        assert mine[0]["does_not_fit"] == [c["constraint"] for c in told["does_not_fit"]]
        if per is None:
            assert [trimmed(one) for one in mine[0]["each"]["interviewer"]] == [
                trimmed(one) for one in ones
            ]
            continue
        assert [row["interviewer_number"] for row in mine] == [*range(1, len(ones) + 1)]
        for row, one in zip(mine, ones, strict=True):
            assert row["interviewer"] == one["name"]
            assert row["channel"] == one["decisions"]["channel"]["choice"]
            assert row["points"] == one["decisions"]["points"]["choices"] or not row["points"]
            assert row["window_start"] == (one["window"] or {}).get("start")


def trimmed(one: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of an interviewer both by a batch and by one evaluation."""
    decisions = {}
    for name in ("step", "timing", "channel", "points"):
        told = one["decisions"][name]
        chosen = told["choices"] or [] if name == "points" else told["choice"]
        decisions[name] = (told["status"], chosen, told.get("margin"), told.get("tie") or False)
    weight = one["facts"].get("weight") or {"value": None}
    window = one["window"] and {key: one["window"][key] for key in ("start", "end")}
    return {"name": one["name"], "weight": weight["value"], "window": window, **decisions}
