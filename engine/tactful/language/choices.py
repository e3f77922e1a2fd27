"""From the arguments for and against a decision's options to the choice.

Weights are whole numbers, so the sum does not depend on the order in which rules argue. What a
rule says with ``never`` beats everything, ``always`` beats weight, and equal support goes to the
option that the author listed first, which is why options stand safest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tactful.language.conclusions import Conflict, Settled, Status, Weighed
from tactful.language.model import Argument, Decision, Stance

UNARGUED = Weighed(0, (), (), ())
"""An option about which nothing is argued."""

# Looking a member of an enumeration up costs as much as adding two weights.
_CHOSEN, _ALWAYS, _NEVER = Status.CHOSEN, Stance.ALWAYS, Stance.NEVER


def settle(decision: Decision, arguments: Iterable[Argument], applies: bool) -> Settled:
    """Settle one decision.

    Args:
        decision: The decision.
        arguments: What the fired rules argue about it, in the ruleset's order.
        applies: Whether its ``applies when`` is true. What is argued is recorded either way.
    """
    said: dict[str, list[Argument]] = {option: [] for option in decision.options}
    for argument in arguments:
        said[argument.option].append(argument)
    return choose(decision, {option: weigh(argued) for option, argued in said.items()}, applies)


def weigh(arguments: Sequence[Argument]) -> Weighed:
    """An option, given all that is argued about it, in the ruleset's order."""
    if not arguments:
        return UNARGUED
    score = 0
    settled_by: tuple[str, ...] = ()
    vetoed_by: tuple[str, ...] = ()
    for argument in arguments:
        score += argument.weight
        if argument.stance is _ALWAYS:
            settled_by += (argument.rule,)
        elif argument.stance is _NEVER:
            vetoed_by += (argument.rule,)
    return Weighed(score, settled_by, vetoed_by, tuple(arguments))


def choose(decision: Decision, options: Mapping[str, Weighed], applies: bool) -> Settled:
    """Settle a decision whose options are weighed already."""
    if not applies:
        return Settled(Status.NOT_APPLICABLE, (), None, None, False, options)
    return _choose_many(options) if decision.many else _choose_one(decision, options)


def _choose_one(decision: Decision, options: Mapping[str, Weighed]) -> Settled:
    outright = None
    best = runner_up = None
    best_score = next_score = 0
    for option, (score, settled_by, vetoed_by, _) in options.items():
        if vetoed_by:
            continue
        if settled_by:
            if outright is not None:
                return Settled(Status.CONFLICT, (), None, None, False, options)
            outright = option
        elif score > best_score:
            runner_up, next_score = best, best_score
            best, best_score = option, score
        elif score > next_score:
            runner_up, next_score = option, score
    if outright is not None:
        return Settled(_CHOSEN, (outright,), None, None, False, options)
    if best is not None:
        margin = best_score - next_score
        return Settled(_CHOSEN, (best,), runner_up, margin, not margin, options)
    fallback = decision.fallback
    if fallback is not None and not options[fallback].vetoed_by:
        return Settled(Status.FALLBACK, (fallback,), None, None, False, options)
    return Settled(Status.NONE, (), None, None, False, options)


def _choose_many(options: Mapping[str, Weighed]) -> Settled:
    chosen = [
        option
        for option, (score, settled_by, vetoed_by, _) in options.items()
        if (settled_by or score > 0) and not vetoed_by
    ]
    if len(chosen) > 1:
        chosen.sort(key=lambda o: (not options[o].settled_by, -options[o].score))
    status = _CHOSEN if chosen else Status.NONE
    return Settled(status, tuple(chosen), None, None, False, options)


def conflict_of(decision: Decision, settled: Settled) -> Conflict:
    """The conflict behind a decision whose status is ``CONFLICT``."""
    said = tuple(
        (rule, option)
        for option, weighed in settled.options.items()
        if not weighed.vetoed_by
        for rule in weighed.settled_by
    )
    return Conflict(decision.id, said)
