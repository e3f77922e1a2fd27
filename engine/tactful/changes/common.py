"""What all changes of advice have in common: outside of it nobody's advice changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import NamedTuple

from tactful.changes.necessary import Necessary, Unmet, necessary, unmet
from tactful.changes.turns import Changed, Comparison
from tactful.language.terms import Test, reads, tests_in


class CommonCore(NamedTuple):
    """What holds in every situation in which a decision comes out otherwise: that is proven.

    Attributes:
        necessary: What holds there; nothing, if there is nothing that all have in common.
        decisions: The decisions of which it is proven. The others rest on when a window opens,
            and that is another.
        each: What the changes of one decision have in common, if that is more.
    """

    necessary: Necessary
    decisions: tuple[str, ...]
    each: Mapping[str, Necessary] = MappingProxyType({})

    def of(self, decision: str) -> Necessary:
        """All that the changes of a decision have in common, with what all changes have."""
        return self.each.get(decision, self.necessary)

    def own(self, decision: str) -> Necessary:
        """What the changes of a decision have in common besides."""
        found = self.of(decision)
        return Necessary(
            tuple(one for one in found.where if one not in self.necessary.where),
            tuple(one for one in found.tests if one not in self.necessary.tests),
        )


def common_core(comparison: Comparison, changes: Sequence[Changed]) -> CommonCore | None:
    """What all changes of advice have in common; ``None`` where that cannot be proven.

    Args:
        comparison: The rulesets.
        changes: How each decision changes.
    """
    proofs = comparison.proofs
    if proofs is None:
        return None
    told = [one for one in changes if one.decision not in comparison.untold]
    may_change = [
        one.decision
        for one in told
        if not one.follows
        and (
            one.turns
            or not (one.proven or proofs[0].is_impossible(comparison.differs(one.decision)))
        )
    ]
    if not may_change:
        return None
    known = [{*one.formulas.symbols, *one.formulas.included} for one in proofs]
    tests = [
        test
        for test in dict.fromkeys(_asked(comparison))
        if test.operator.presence is None and all(reads(test) <= names for names in known)
    ]
    # Of each decision by itself: the solver is done with two small questions long before it is
    # with a large one, and what all have in common is what is common to each.
    found = {name: unmet(proofs, comparison.differs(name), tests) for name in may_change}
    never = {name: one for name, one in found.items() if one is not None}
    if len(never) < len(found):
        return None
    core = necessary(proofs, reduce(Unmet.both_with, never.values()))
    # One turn says itself where it comes about, and the only decision has all in common.
    several = [one.decision for one in told if len(one.turns) > 1 and one.decision in never]
    each: dict[str, Necessary] = {}
    for name in several if len(may_change) > 1 else ():
        own = necessary(proofs, never[name])
        if own != core:
            each[name] = own
    return CommonCore(core, tuple(one.decision for one in told), each)


def _asked(comparison: Comparison) -> Iterator[Test]:
    """The conditions of the rules that are not as they were."""
    for ruleset in (comparison.old, comparison.new):
        for name, rule in ruleset.rules.items():
            if name in comparison.rules_apart:
                yield from tests_in(rule.when)
                yield from tests_in(rule.unless)
