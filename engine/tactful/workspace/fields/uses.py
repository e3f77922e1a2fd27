"""What else names an entry, which has to be changed before it can go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tactful.language.model import Ruleset
from tactful.language.terms import Placeholder, Sentence, reads
from tactful.scenarios.expectation import (
    Chooses,
    ComesOut,
    Conflicts,
    Differs,
    Fares,
    Holds,
)
from tactful.scenarios.scenario import Scenario


def uses(ruleset: Ruleset, scenarios: Sequence[Scenario], kind: str, id_: str) -> list[str]:
    """The entries that name one, each as its author knows it, in the ruleset's order."""
    template = ruleset if ruleset.template is None else ruleset.template
    if kind in ("fact", "decision"):
        found = list(_naming(template, id_))
        found += [f"the scenario `{s.title}`" for s in scenarios if id_ in _told(s)]
        return list(dict.fromkeys(found))
    if kind == "source":
        return [f"the rule `{rule.id}`" for rule in template.rules.values() if rule.source == id_]
    if kind == "rule":
        overriding = template.overriding.get(id_, ())
        expecting = [s.title for s in scenarios if id_ in _told(s)]
        return [
            *(f"the rule `{rule}`" for rule in overriding),
            *(f"the scenario `{title}`" for title in expecting),
        ]
    return []


def _told(scenario: Scenario) -> set[str]:
    """The facts, decisions and rules that a scenario names."""
    names = {*scenario.given}
    for one in scenario.expect:
        match one:
            case Holds() | Differs():
                names |= reads(one.test)
            case ComesOut() | Chooses():
                names.add(one.decision)
            case Conflicts():
                names.add(one.about)
            case Fares():
                names.add(one.rule)
    return {name.partition("[")[0] for name in names}


def _naming(ruleset: Ruleset, id_: str) -> Iterator[str]:
    for rule in ruleset.rules.values():
        named = reads(rule.when) | reads(rule.unless)
        named |= {c.fact for c in rule.conclusions} | {a.decision for a in rule.arguments}
        for reason in rule.reasons:
            named |= reads(reason.when) | _quoted((reason.text,))
        if id_ in named | _quoted((rule.because,)):
            yield f"the rule `{rule.id}`"
    for fact in ruleset.facts.values():
        if fact.computed is not None and id_ in (*fact.computed.facts, fact.computed.decision):
            yield f"the fact `{fact.id}`"
    for decision in ruleset.decisions.values():
        if decision.id != id_ and id_ in reads(decision.applies_when):
            yield f"the decision `{decision.id}`"
    for constraint in ruleset.constraints.values():
        if id_ in reads(constraint.never):
            yield f"the constraint `{constraint.id}`"
    if any(id_ in _quoted(line) for line in ruleset.summary):
        yield "the summary"


def _quoted(sentences: Iterable[Sentence]) -> frozenset[str]:
    parts = (part for sentence in sentences for part in sentence)
    return frozenset(part.name for part in parts if isinstance(part, Placeholder))
