"""Whose advice changes in a cohort: the very clients whose scenarios the difference affects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from breaking import NAMES, client, lines
from clients import given_columns
from drawing import draw_given, draw_ruleset
from draws import DRAWS, unhurried
from neighbour import OLD, ruleset
from tactful import load
from tactful.changes.clients import CohortChanges, changes_in
from tactful.changes.difference import Difference, changes_for
from tactful.changes.turns import Changed
from tactful.cohort.batch import Advisor, notes_path
from tactful.cohort.before import CHANGED, before_column, changed, outcome_column
from tactful.cohort.opening import open_cohort
from tactful.cohort.workbook import Workbook
from tactful.columns.by_then import unplaced
from tactful.columns.names import Names
from tactful.columns.program import UNHURRIED, Columns
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.testing.mutations import mutants
from tactful.text.diagnostic import Diagnostics
from tactful.text.library import packaged

RULES = load(packaged())


def changes(path: Path, old: Ruleset, new: Ruleset, folder: Path) -> CohortChanges:
    diagnostics = Diagnostics()
    opened = open_cohort(path, new, {}, diagnostics, old)
    assert opened is not None, diagnostics.found
    assert opened.before is not None
    return changes_in(
        opened.cohort, Advisor(new, opened.matching), Advisor(old, opened.before), folder
    )


def plain_difference(old: Ruleset, new: Ruleset) -> Difference:
    """A difference as far as ``changes_for`` needs one: nothing is proven."""
    shared = tuple(Changed(name, (), (), proven=False) for name in old.decisions)
    return Difference(old, new, shared, (), (), (), (), (), (), ())


def known(rules: Ruleset, cells: Mapping[str, str]) -> dict[str, Value]:
    return {n: rules.facts[n].type.parse(c) for n, c in cells.items() if c and n in rules.facts}


def mutant(rng: Random, rules: Ruleset) -> Ruleset:
    return rng.choice(list(mutants(rules))).ruleset


@pytest.mark.parametrize("seed", range(6))
def test_they_are_those_whose_scenario_changes(tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    old, new = RULES, RULES
    for _ in range(4):
        new = mutant(rng, new)
    rows = [client(rng, number) for number in range(300)]
    for row in rows:
        row[NAMES.index("now")] = "2026-11-25T10:00"
    path = tmp_path / "clients.csv"
    path.write_text("\n".join(",".join(row) for row in [[*NAMES], *rows]), encoding="utf-8")
    found = changes(path, old, new, tmp_path)
    scenarios = [
        (str(number), known(old, dict(zip(NAMES, row, strict=True))))
        for number, row in enumerate(rows, start=2)  # the names are on the first
    ]
    wanted = [
        (one.title, tuple(one.after)) for one in changes_for(plain_difference(old, new), scenarios)
    ]
    clients = [*found.clients()]
    assert [(str(one.row), tuple(one.after)) for one in clients] == wanted
    assert found.summary.changed == len(clients) == len([*found.clients(10**9)])
    assert [*found.clients(3)] == clients[:3]
    counted = Counter(name for one in clients for name in one.after)
    told: Counter[str] = Counter()
    for change in found.summary.changes:
        told[change.decision] += change.clients
    assert told == counted
    assert all(one.cells == {"client": f"client-{one.row - 2}"} for one in clients)


@settings(unhurried, max_examples=max(DRAWS // 8, 10))
@given(st.randoms(use_true_random=False))
def test_drawn_rulesets_and_what_became_of_them(rng: Random) -> None:
    """Conflicts, ties, unknowns and nothing at all: what a decision came to is told in full."""
    old = draw_ruleset(rng)
    assume(any(mutants(old)))
    new = mutant(rng, old)
    situations = [draw_given(rng, new) for _ in range(20)]
    given_ = [name for name in new.facts if any(name in s for s in situations)]
    found = changed_among(old, new, given_, situations)
    networks = Network(old), Network(new)
    for situation, (decisions, before, after) in zip(situations, found, strict=True):
        ran = [network.evaluate(situation).decisions for network in networks]
        for name in old.decisions:
            one, two = (r[name] for r in ran)
            differs = one.choices != two.choices or (
                not one.choices and one.status is not two.status
            )
            assert (name in decisions) is differs, name
            assert before[name] == as_text(one), name
            assert after[name] == as_text(two), name


def as_text(settled: Any) -> str:
    return ", ".join(settled.choices) or f"({settled.status.value})"


def changed_among(
    old: Ruleset, new: Ruleset, facts: Sequence[str], situations: Sequence[Mapping[str, Value]]
) -> list[tuple[list[str], dict[str, str], dict[str, str]]]:
    """The decisions that differ in each situation, and what all of them came to."""
    frame = pl.DataFrame(given_columns(new, facts, situations)).lazy()
    status = Names(new).status
    compared = {name: status(name) for name in new.decisions}
    columns = [part for pair in compared.items() for part in pair]
    sides = [
        Columns(rules, facts).advise(frame).select(columns).collect(optimizations=UNHURRIED)
        for rules in (old, new)
    ]
    both = sides[1].hstack(sides[0].rename(before_column))
    made = both.select(
        changed(compared, both.schema),
        *(outcome_column(n, s, both.schema).alias(f"now:{n}") for n, s in compared.items()),
        *(
            outcome_column(before_column(n), before_column(s), both.schema).alias(f"before:{n}")
            for n, s in compared.items()
        ),
    )
    return [
        (
            row[CHANGED],
            {n: row[f"before:{n}"] for n in compared},
            {n: row[f"now:{n}"] for n in compared},
        )
        for row in made.iter_rows(named=True)
    ]


def test_a_fact_that_only_one_of_them_has(tmp_path: Path) -> None:
    old = ruleset(OLD.replace("facts:\n", "facts:\n  poor: {type: yes/no, question: Poor?}\n"))
    new = ruleset(
        OLD.replace("facts:\n", "facts:\n  rich: {type: yes/no, question: Rich?}\n").replace(
            "price: at most 20}", "any: [{price: at most 20}, {rich: yes}]}"
        )
    )
    path = tmp_path / "c.jsonl"
    path.write_text(
        '{"name": "Ann", "rapport": "warm", "rich": true, "poor": false}\n'
        '{"name": "Bo", "rapport": "warm", "rich": null, "poor": true}\n'
        '{"name": "Cy", "rapport": "warm", "poor": 7}\n'
        '{"name": "Di", "rapport": "warm", "rich": "perhaps"}\n'
    )
    found = changes(path, old, new, tmp_path)
    assert (found.summary.read, found.summary.rejected, found.summary.changed) == (4, 0, 1)
    assert found.summary.unread == {"rich": 1, "poor": 1}
    (ann,) = found.clients()
    assert (ann.row, ann.cells, [*ann.after]) == (1, {"name": "Ann"}, ["means"])


def test_columns_that_only_one_of_them_knows_are_enough(tmp_path: Path) -> None:
    """A column that neither knows is not; one that the older alone knows is."""
    new = ruleset(OLD.replace("rapport", "mood").replace("price", "cost"))
    path = tmp_path / "c.csv"
    path.write_text("price,rapport\n5,warm\n50,warm\n")
    found = changes(path, ruleset(OLD), new, tmp_path)
    assert [(c.row, c.before["means"][1]) for c in found.clients()] == [(2, ("gift",))]
    path.write_text("a,b\n1,2\n")
    diagnostics = Diagnostics()
    assert open_cohort(path, new, {}, diagnostics, ruleset(OLD)) is None
    assert [d.name for d in diagnostics.found] == ["no-facts"]


def test_no_recommendation_is_not_a_disagreement(tmp_path: Path) -> None:
    """Both leave a decision without a choice, and still people are told something else."""
    settled = "    then: {means: {gift: always}}\n    because: So.\n    source: house\n"
    calm = OLD.replace("    fallback: note\n", "").replace(
        "{gift: for}", "{gift: slightly against}"
    )
    torn = OLD.replace("    fallback: note\n", "").replace("{gift: for}", "{note: always}")
    torn += "  - id: also\n    when: {rapport: at least warm}\n" + settled
    path = tmp_path / "c.csv"
    path.write_text("rapport,price\nwarm,5\ncold,5\n")
    found = changes(path, ruleset(calm), ruleset(torn), tmp_path)
    assert [(c.decision, c.before, c.after, c.clients) for c in found.summary.changes] == [
        ("means", "(none)", "(conflict)", 1)
    ]


def test_decisions_that_come_and_go_are_not_compared(tmp_path: Path) -> None:
    tone = OLD.replace("decisions:\n", "decisions:\n  tone: {options: {plain: plain}}\n")
    path = tmp_path / "c.csv"
    path.write_text("rapport,price\nwarm,5\n")
    other = OLD.replace("means", "ways")
    for place, (old, new) in enumerate(((OLD, tone), (tone, OLD), (OLD, other))):
        found = changes(path, ruleset(old), ruleset(new), tmp_path / str(place))
        assert (found.summary.advised, found.summary.changed, [*found.clients()]) == (1, 0, [])


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet", ".xlsx"])
def test_they_are_written_in_every_format_with_their_rows(tmp_path: Path, ending: str) -> None:
    old, new = ruleset(OLD), ruleset(OLD.replace("at most 20", "at most 30"))
    path, out = tmp_path / "c.csv", tmp_path / f"changed{ending}"
    path.write_text("row,rapport,price,note\na,warm,25,x\nb,warm,5,y\nc,warm,many,z\nd,warm,30,\n")
    found = changes(path, old, new, tmp_path / "scratch")
    sink = Workbook(new).sink if ending == ".xlsx" else None
    found.write(out, sink)
    match ending:
        case ".csv" | ".tsv":
            table = pl.read_csv(out, separator="\t" if ending == ".tsv" else ",")
        case ".jsonl":
            table = pl.read_ndjson(out)
        case ".parquet":
            table = pl.read_parquet(out)
        case _:
            table = pl.read_excel(out, sheet_name="Clients")
            table = table.rename({"row number": "row_number"})
    assert table["row_number"].to_list() == [2, 5]
    assert table["row"].to_list() == ["a", "d"]
    assert table[table.columns[1:5]].columns == ["row", "rapport", "price", "note"]
    notes = notes_path(out)
    assert notes.name == f"changed{ending}.notes.csv"
    assert notes.read_text().splitlines()[1].startswith("4,cell not understood,price,many")
    path.write_text("rapport,price\nwarm,25\n")
    changes(path, old, new, tmp_path / "scratch2").write(out, sink)
    assert not notes.exists()


def test_a_cohort_with_broken_rows_loses_none(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    with path.open("wb") as stream:
        stream.writelines(line for line, _ in lines(Random(6), 2_000, broken=0.1, huge=0))
    found = changes(path, RULES, mutant(Random(1), RULES), tmp_path).summary
    assert (found.read, found.advised + found.rejected) == (2_000, 2_000)


def test_the_advice_is_the_same_without_its_waits_and_words() -> None:
    bare = unplaced(RULES)
    for name, decision in bare.decisions.items():
        for option in decision.options.values():
            assert (option.waits, option.labels) == ((), ())
            # Rules read when these open.
            assert bool(option.windows) is bool(RULES.decisions[name].options[option.id].windows)
    assert bare.rules is RULES.rules
    assert [*bare.decisions["timing"].options] == [*RULES.decisions["timing"].options]
