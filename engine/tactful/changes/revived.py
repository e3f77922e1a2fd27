"""Rules that speak again, as the rule that kept them down is itself set aside by now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tactful.changes.turns import Comparison
from tactful.language.given import Given
from tactful.language.model import Ruleset
from tactful.proofs.logic import all_of, negated


class Revived(NamedTuple):
    """A rule that both rulesets have, and that fires for some for whom it did not.

    Attributes:
        rule: The rule.
        kept_down_by: The rule that overrides it, and fires no more for them.
        set_aside_by: The rule that overrides that one, and did not before.
        witness: A situation in which it is so.
    """

    rule: str
    kept_down_by: str
    set_aside_by: str
    witness: Given


def revived(comparison: Comparison) -> Iterator[Revived]:
    """The rules that overrides revive: each that a situation shows."""
    old, new = comparison.old, comparison.new
    before = {*_overrides(old)}
    for by, middle in _overrides(new):
        if middle not in old.rules or ((by, middle) in before and by not in comparison.changed):
            continue
        for rule in new.rules[middle].overrides:
            if (middle, rule) in before and rule in new.rules and rule != by:
                witness = _witness(comparison, rule, middle, by)
                if witness is not None:
                    yield Revived(rule, middle, by, witness)


def _overrides(ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    """Each rule with each that it overrides."""
    for rule in ruleset.rules.values():
        yield from ((rule.id, other) for other in rule.overrides)


def _witness(comparison: Comparison, rule: str, middle: str, by: str) -> Given | None:
    """A situation in which a rule is revived so."""

    def is_so(given: Given) -> bool:
        before, after = comparison.both(given)
        return (
            comparison.allows(given)
            and middle in before.set_aside_by(rule)
            and rule in after.fired
            and by in after.set_aside_by(middle)
        )

    seen = next(filter(is_so, (one.given for one in comparison.pool)), None)
    if seen is not None or comparison.proofs is None:
        return seen
    one, other = (proofs.formulas for proofs in comparison.proofs)
    parts = (one.fired[middle], one.triggered[rule], other.triggered[middle], other.fired[by])
    what = all_of((*parts, negated(one.fired[rule]), other.fired[rule]))
    return comparison.proofs[0].witness_where(what, is_so, stated=True)
