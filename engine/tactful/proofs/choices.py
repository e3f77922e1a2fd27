"""From arguments that may or may not be made to the options that may be chosen: propositions.

What ``choices`` does with the arguments of the rules that fired, said of all ways at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from tactful.language.conclusions import Status
from tactful.language.model import Argument, Decision, Stance
from tactful.proofs.logic import Proposition, Sum, all_of, any_of, at_least, differ, negated


class OptionFormulas(NamedTuple):
    """One option: its net support, and when rules settle it or rule it out."""

    score: Sum
    settled: list[Proposition]
    vetoed: list[Proposition]

    @property
    def ruled_out(self) -> Proposition:
        """When some rule says never."""
        return any_of(self.vetoed)

    @property
    def outright(self) -> Proposition:
        """When some rule says always, and none never."""
        return all_of((any_of(self.settled), negated(self.ruled_out)))

    @property
    def candidate(self) -> Proposition:
        """When its net support is above zero and nothing rules it out."""
        return all_of((negated(self.ruled_out), self.score.reaches(1)))


WhenChosen: TypeAlias = tuple[dict[str, Proposition], dict[Status, Proposition]]
"""When each option is chosen, and when none is for which reason, if the decision applies."""


def weigh(
    decision: Decision, arguments: Iterable[Argument], fired: Mapping[str, Proposition]
) -> dict[str, OptionFormulas]:
    """Every option of a decision with what may be said about it.

    ``fired`` says of each rule when it fires.
    """
    found = {option: OptionFormulas(Sum(()), [], []) for option in decision.options}
    for argument in arguments:
        weighed, made = found[argument.option], fired[argument.rule]
        if argument.stance is Stance.ALWAYS:
            weighed.settled.append(made)
        elif argument.stance is Stance.NEVER:
            weighed.vetoed.append(made)
        else:
            weighed.score.add(made, argument.weight)
    return found


def choose(decision: Decision, weighed: Mapping[str, OptionFormulas]) -> WhenChosen:
    """When each option is chosen, as ``language.choices.settle`` would."""
    return (_choose_many if decision.many else _choose_one)(decision, weighed)


def _choose_many(decision: Decision, weighed: Mapping[str, OptionFormulas]) -> WhenChosen:
    chosen = {o: any_of((weighed[o].outright, weighed[o].candidate)) for o in decision.options}
    return chosen, {Status.NONE: negated(any_of(chosen.values()))}


def _choose_one(decision: Decision, weighed: Mapping[str, OptionFormulas]) -> WhenChosen:
    options = list(decision.options)
    outright = {option: weighed[option].outright for option in options}
    conflict = at_least(2, outright.values())
    settled = any_of(outright.values())
    candidates = {option: weighed[option].candidate for option in options}
    by_weight = negated(settled)
    chosen = {}
    for place, option in enumerate(options):
        wins = [by_weight, candidates[option]]
        for other_place, other in enumerate(options):
            if other != option:
                ahead = weighed[option].score.minus(weighed[other].score)
                beats = ahead.reaches(1 if other_place < place else 0)
                wins.append(any_of((negated(candidates[other]), beats)))
        alone = all_of((outright[option], negated(conflict)))
        chosen[option] = any_of((alone, all_of(wins)))
    nothing = all_of((by_weight, negated(any_of(candidates.values()))))
    if decision.fallback is not None:
        possible = negated(weighed[decision.fallback].ruled_out)
        falls_back = all_of((nothing, possible))
        chosen[decision.fallback] = any_of((chosen[decision.fallback], falls_back))
        nothing = all_of((nothing, negated(possible)))
    return chosen, {Status.CONFLICT: conflict, Status.NONE: nothing}


def swapped(
    decision: Decision, weighed: Mapping[str, OptionFormulas], chosen: Mapping[str, Proposition]
) -> dict[tuple[str, str], Proposition]:
    """When two options that are both chosen stand in the other order than the author's.

    What rules settle comes first, then the greater support, and the author's order last.
    """
    found = {}
    for one, other in itertools.combinations(decision.options, 2):
        firsts = weighed[one].outright, weighed[other].outright
        stronger = weighed[other].score.minus(weighed[one].score).reaches(1)
        alike = negated(differ(*firsts))
        ahead = any_of((all_of((firsts[1], negated(firsts[0]))), all_of((alike, stronger))))
        found[one, other] = all_of((chosen[one], chosen[other], ahead))
    return found


def tied(decision: Decision, weighed: Mapping[str, OptionFormulas]) -> Proposition:
    """When the option that is chosen by weight has another with just as much support."""
    options = list(decision.options)
    by_weight = negated(any_of(weighed[option].outright for option in options))
    candidates = {option: weighed[option].candidate for option in options}
    pairs = []
    for one, other in itertools.combinations(options, 2):
        ahead = weighed[one].score.minus(weighed[other].score)
        level = [candidates[one], candidates[other], ahead.reaches(0), negated(ahead.reaches(1))]
        for third in options:
            if third not in (one, other):
                best = weighed[one].score.minus(weighed[third].score).reaches(0)
                level.append(any_of((negated(candidates[third]), best)))
        pairs.append(all_of(level))
    return all_of((by_weight, any_of(pairs)))
