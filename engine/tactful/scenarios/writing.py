"""A situation as the text of a scenario: what a coach would have written by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tactful.grounding.ground import ground
from tactful.grounding.names import of_each
from tactful.grounding.people import NOBODY, People
from tactful.language.conclusions import WITHOUT_OPTION, Conclusions, Settled, Status
from tactful.language.model import Decision, Ruleset
from tactful.language.terms import Each
from tactful.language.values import NONE, Kind, Value
from tactful.scenarios.people import NAME
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
        people: Who is listed of what there may be several of; facts and decisions of one of them
            are then under the names of the ground ruleset.
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
    lines = [f"# {remark}" for remark in scenario.remarks]
    lines.append(f"scenario: {as_scalar(scenario.title)}")
    rules = ground(ruleset, scenario.people)
    given = {n: value_text(rules, n, scenario.given[n]) for n in rules.facts if n in scenario.given}
    facts, facts_of = of_each(rules, given)
    lines.append("facts:" if facts else "facts: {}")
    lines += [f"  {name}: {text}" for name, text in facts.items()]
    for id_, names in scenario.people.items():
        lines += _listed(ruleset.each[id_], names, facts_of[id_])
    expect, expect_of = of_each(rules, scenario.expect)
    if scenario.expect:
        lines.append("expect:")
        lines += [f"  {name}: {text}" for name, text in expect.items()]
    for id_, names in scenario.people.items():
        for place, own in enumerate(expect_of[id_], start=1):
            name = names[place - 1]
            whose = f"{id_} {place}" if name is None else as_scalar(name)
            said = ", ".join(f"{n}: {text}" for n, text in own.items())
            lines += [f"  {whose}: {{{said}}}"] if own else []
    return "\n".join(lines) + "\n"


def _listed(
    each: Each, names: Sequence[str | None], facts: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    """Those who are listed, each with a name and facts."""
    if not names:
        yield f"{each.plural}: []"
        return
    yield f"{each.plural}:"
    for name, own in zip(names, facts, strict=True):
        told = {**({} if name is None else {NAME: as_scalar(name)}), **own}
        lines = [f"{key}: {text}" for key, text in told.items()] or ["{}"]
        yield from (f"{'    ' if n else '  - '}{line}" for n, line in enumerate(lines))


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
    return {name: ruleset.facts[name].type.show(value) for name, value in witness.items()}
