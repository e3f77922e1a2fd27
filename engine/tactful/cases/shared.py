"""Cases that clients have in common: those that tell no moment share them within a minute.

Most facts have the same cases whatever else is given. The others are amounts and what has to do
with them, and of a client who tells none of these only the time counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from tactful.cases.cases import Cases, cases
from tactful.language.conditions import every_test
from tactful.language.model import Ruleset
from tactful.language.strata import computed_from
from tactful.language.terms import FactRef
from tactful.language.values import Kind, Value

MOST_SHARED = 64
"""Cases of so many situations are kept, the latest."""


def shared_cases(ruleset: Ruleset, given: Mapping[str, Value], open_facts: Iterable[str]) -> Cases:
    """What ``cases`` says of the same, of which what other situations share is found once."""
    listed = tuple(open_facts)
    alone = _standing_alone(ruleset)
    plain = [name for name in listed if name in alone]
    told = tuple((name, given[name]) for name in sorted(given.keys() - alone.keys()))
    found = _with_others(ruleset, told, tuple(name for name in listed if name not in alone))
    either = {**found.values, **{name: alone[name].values[name] for name in plain}}
    return found._replace(
        values={name: either[name] for name in listed},
        named={**found.named, **{name: alone[name].named[name] for name in plain}},
        roots={**found.roots, **{name: alone[name].roots[name] for name in plain}},
    )


@lru_cache(maxsize=MOST_SHARED)
def _with_others(
    ruleset: Ruleset, given: tuple[tuple[str, Value], ...], open_facts: tuple[str, ...]
) -> Cases:
    return cases(ruleset, dict(given), open_facts)


@lru_cache(maxsize=8)
def _standing_alone(ruleset: Ruleset) -> Mapping[str, Cases]:
    """The facts to which nothing else that is given matters, each with its cases.

    They are no amounts and nothing is computed from them, nor are they compared with others.
    """
    bound = {name for name in ruleset.clock if name is not None}
    for fact in ruleset.facts.values():
        bound.update(computed_from(fact, ruleset))
    for test in every_test(ruleset):
        others = [operand.fact for operand in test.operands if isinstance(operand, FactRef)]
        bound.update((test.subject, *others) if others else ())
    free = [
        fact.id
        for fact in ruleset.facts.values()
        if fact.id not in bound
        and fact.type.kind in (Kind.YES_NO, Kind.CHOICE)
        and not fact.type.many
        and fact.computed is None
    ]
    return {name: cases(ruleset, {}, [name]) for name in free}
