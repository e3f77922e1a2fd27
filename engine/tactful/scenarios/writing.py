"""A situation as the text of a scenario: what a coach would have written by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tactful.grounding.ground import ground
from tactful.grounding.names import of_each, told_name
from tactful.grounding.people import NOBODY, People
from tactful.language.conclusions import WITHOUT_OPTION, Conclusions, Settled, Status
from tactful.language.model import Decision, Ruleset
from tactful.language.values import NONE, Kind, Value
from tactful.text.gate import Mark

_PLAIN = re.compile(r"[A-Za-z](?:[\w ,.;'()/+-]|:(?=\S))*[\w.)]|[A-Za-z]")


SCENARIOS = Mark("file of scenarios", home="scenarios")
"""People go on working in them, so none is ever replaced."""


class Written(NamedTuple):
    """A scenario to be written.

    Attributes:
        title: What it shows.
        given: The facts.
        expect: What is expected: names with what stands after them.
        remarks: Comments that stand above it, a line each.
        people: Who is listed, where the facts are those of a ground ruleset.
    """

    title: str
    given: Mapping[str, Value]
    expect: Mapping[str, str]
    remarks: tuple[str, ...] = ()
    people: People = NOBODY


def scenario_file(scenarios: Iterable[Written], ruleset: Ruleset, remark: str = "") -> str:
    """A whole file of scenarios, with a remark at its top."""
    parts = [f"# {line}\n" for line in remark.splitlines()]
    parts.append("scenarios:\n")
    parts += [f"\n{_indented(scenario_text(scenario, ruleset))}" for scenario in scenarios]
    return "".join(parts)


def scenario_text(scenario: Written, ruleset: Ruleset) -> str:
    """One scenario as a file of its own."""
    ruleset = ground(ruleset, scenario.people) if ruleset.ground is None else ruleset
    facts, of_facts = of_each(ruleset, scenario.given)
    lines = [f"# {remark}" for remark in scenario.remarks]
    lines.append(f"scenario: {as_scalar(scenario.title)}")
    lines.append("facts:" if facts else "facts: {}")
    lines += [f"  {name}: {text}" for name, text in _values(facts, ruleset)]
    names = {} if ruleset.ground is None else ruleset.ground.names
    for each, known in names.items():
        ones = [
            [
                *([("name", _name(name))] if name is not None else []),
                *_values(own, ruleset),
            ]
            for name, own in zip(known, of_facts[each], strict=True)
        ]
        lines.append(f"{ruleset.each[each].plural}:" + ("" if ones else " []"))
        lines += [line for one in ones for line in _listed(one)]
    if scenario.expect:
        lines.append("expect:")
        lines += _expected(scenario.expect, ruleset)
    return "\n".join(lines) + "\n"


def _values(given: Mapping[str, Value], ruleset: Ruleset) -> list[tuple[str, str]]:
    """Facts with their values as an author writes them, in the ruleset's order."""
    words = ruleset if ruleset.template is None else ruleset.template
    return [(n, value_text(words, n, given[n])) for n in words.facts if n in given]


def _listed(lines: list[tuple[str, str]]) -> list[str]:
    marks = ["  - ", *["    "] * (len(lines) - 1)]
    found = [f"{m}{name}: {text}" for m, (name, text) in zip(marks, lines, strict=False)]
    return found or ["  - {}"]


def _name(text: str) -> str:
    return as_scalar(text) if " ".join(text.split()) == text else json.dumps(text)


def _expected(expect: Mapping[str, str], ruleset: Ruleset) -> list[str]:
    """What is expected: of all first, and then of each under the name."""
    of_all, ones = of_each(ruleset, expect)
    lines = [f"  {name}: {text}" for name, text in of_all.items()]
    for each, people in ones.items():
        for place, own in enumerate(people, start=1):
            if own:
                name = ruleset.ground.names[each][place - 1] if ruleset.ground else None
                lines.append(f"  {_name(name) if name is not None else f'{each} {place}'}:")
                lines += [f"    {one}: {text}" for one, text in own.items()]
    return lines


def _indented(text: str) -> str:
    lines = text.splitlines()
    first = next(n for n, line in enumerate(lines) if not line.startswith("#"))
    marks = ["  "] * first + ["  - "] + ["    "] * (len(lines) - first - 1)
    return "".join(f"{mark}{line}\n" for mark, line in zip(marks, lines, strict=True))


def value_text(ruleset: Ruleset, fact: str, value: Value) -> str:
    """A fact's value as an author writes it."""
    type_ = ruleset.facts[fact].type
    if type_.kind is Kind.TEXT and value is not NONE:
        return json.dumps(value, ensure_ascii=False)
    return type_.show(value)


def as_scalar(text: str) -> str:
    """A sentence as it may stand after a colon: in quotation marks only where it needs them."""
    tidy = " ".join(text.split())
    plain = _PLAIN.fullmatch(tidy) is not None and tidy.lower() not in ("yes", "no", "null")
    return tidy if plain else json.dumps(tidy, ensure_ascii=False)


def expected_decisions(
    ruleset: Ruleset, conclusions: Conclusions, names: Iterable[str]
) -> dict[str, str]:
    """What a scenario would say under ``expect`` if these decisions are to come out as they did."""
    wanted = set(names)
    return {
        name: _outcome(decision, conclusions.decisions[name])
        for name, decision in ruleset.decisions.items()
        if name in wanted
    }


def _outcome(decision: Decision, settled: Settled) -> str:
    if decision.many and settled.status is not Status.NOT_APPLICABLE:
        return f"[{', '.join(settled.choices)}]"
    return settled.choice or WITHOUT_OPTION[settled.status].written


def shown(witness: Mapping[str, Value], ruleset: Ruleset) -> dict[str, str]:
    """A situation as an author would write it, fact by fact, for machines."""
    return {
        told_name(ruleset, name): ruleset.facts[name].type.show(value)
        for name, value in witness.items()
    }
