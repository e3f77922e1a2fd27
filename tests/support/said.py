"""A ruleset in which there may be none of a fact, and several choices at once; its clients."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import xlsxwriter

from clients import in_column
from tactful import load
from tactful.language.model import Ruleset
from tactful.language.values import NONE, Value

RULES_TEXT = """
title: What people say
clock: {country: country}
decisions:
  reply: {label: the reply, options: {wait: wait, ask: ask for more, accept: accept}}
facts:
  country: {type: text, question: Where?}
  salary: {type: number, none: They named no salary, question: How much?}
  bonus: {type: number, none: There is no bonus, question: How much more?}
  due: {type: date, none: They named no date, question: By when?}
  perks: {type: choice, many: yes, choices: [car, phone, training], question: What else?}
  total: {type: number, computed: {sum of: [salary, bonus, 0.1]}}
  part: {type: number, computed: {quotient of: [bonus, salary]}}
  reminder: {type: date, computed: {day: due, plus working days: -2}}
  answer_by: {type: date, none: No answer is expected}
  wanted: {type: choice, many: yes, choices: [car, phone, training]}
rules:
  - {id: no-date, when: {due: none}, then: {answer_by: none}, because: So., source: house}
  - {id: a-date, when: {due: not none}, then: {answer_by: 2026-12-01}, because: So., source: house}
  - {id: nothing, when: {perks: {all of: [car, phone, training]}}, then: {wanted: []}, because: So.,
     source: house}
  - {id: a-car, when: {perks: not car, bonus: none}, then: {wanted: [car, phone]}, because: So.,
     source: house}
  - {id: enough, when: {total: at least 50}, then: {reply: {accept: for}}, because: So.,
     source: house}
  - {id: little, when: {part: less than 0.1}, then: {reply: {ask: strongly for}}, because: So.,
     source: house}
  - {id: later, when: {reminder: after 2026-11-25}, then: {reply: {wait: slightly for}},
     because: So., source: house}
constraints:
  - {id: car-and-bonus, never: {perks: car, bonus: none}, because: A car comes with a bonus.}
  - {id: low, never: {salary: less than 1}, because: Nobody is paid nothing.}
"""


def said_rules(folder: Path) -> Ruleset:
    """The ruleset, read from a file in a folder."""
    path = folder / "said.yaml"
    path.write_text(RULES_TEXT, encoding="utf-8")
    return load(path)


def clients(count: int = 60) -> list[dict[str, Value]]:
    rng = Random(14)
    drawn: list[dict[str, Value]] = []
    perks = ("car", "phone", "training")
    for _ in range(count):
        values: dict[str, Value] = {
            "country": rng.choice(("FR", "US")),
            "salary": rng.choice((NONE, 0, 40.1, 49.9, 60)),
            "bonus": rng.choice((NONE, 0, 3.3, 10)),
            "due": rng.choice((NONE, date(2026, 11, 27) + timedelta(days=rng.randint(0, 9)))),
            "perks": frozenset(perk for perk in perks if rng.random() < 0.6),
        }
        drawn.append({name: value for name, value in values.items() if rng.random() < 0.9})
    return drawn


def cell(value: Value | None) -> Any:
    """A value as a person writes it into a cell."""
    if isinstance(value, frozenset):
        return f"[{', '.join(sorted(value))}]"
    return None if value is None else "none" if value is NONE else str(value)


def written(rules: Ruleset, path: Path, cohort: list[dict[str, Value]]) -> None:
    """A cohort as a file of each format, with the types that it has there."""
    names = ["country", "salary", "bonus", "due", "perks"]
    rows = [{name: cell(client.get(name)) for name in names} for client in cohort]
    match path.suffix:
        case ".csv" | ".tsv":
            frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
            frame.write_csv(path, separator="\t" if path.suffix == ".tsv" else ",")
        case ".jsonl":
            with path.open("w", encoding="utf-8") as stream:
                for client in cohort:
                    print(json.dumps({n: in_json(client.get(n)) for n in names}), file=stream)
        case ".parquet":
            perks = [in_column(c.get("perks"), rules.facts["perks"].type) for c in cohort]
            frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
            frame.with_columns(pl.Series("perks", perks, dtype=pl.List(pl.String))).write_parquet(
                path
            )
        case _:
            book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, names)
            for row, client in enumerate(cohort, start=1):
                sheet.write_row(row, 0, [in_sheet(client.get(name)) for name in names])
            book.close()


def in_json(value: Value | None) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return "none" if value is NONE else str(value) if isinstance(value, date) else value


def in_sheet(value: Value | None) -> Any:
    return cell(value) if value is NONE or isinstance(value, frozenset) else value
