"""From the arguments for and against a decision's options to the choice.

Weights are whole numbers, so the sum does not depend on the order in which rules argue. What a
rule says with ``never`` beats everything, ``always`` beats weight, and equal support goes to the
option that the author listed first, which is why options stand safest first.
"""

from __future__ import annotations

from collections.abc import Iterable

from tactful.conclusions import Conflict, Settled, Status, Weighed
from tactful.model import Argument, Decision, Stance

_UNARGUED = Weighed(0, (), (), ())


def settle(decision: Decision, arguments: Iterable[Argument], applies: bool) -> Settled:
    """Settle one decision.

    Args:
        decision: The decision.
        arguments: What the fired rules argue about it, in the ruleset's order.
        applies: Whether its ``applies when`` is true. What is argued is recorded either way.
    """
    said: dict[str, list[Argument]] = {}
    for argument in arguments:
        said.setdefault(argument.option, []).append(argument)
    options = {
        option: _weighed(said[option]) if option in said else _UNARGUED
        for option in decision.options
    }
    if not applies:
        return Settled(Status.NOT_APPLICABLE, (), None, None, False, options)
    if decision.many:
        return _choose_many(options)
    return _choose_one(decision, options)


def _weighed(arguments: list[Argument]) -> Weighed:
    score = 0
    settled_by: tuple[str, ...] = ()
    vetoed_by: tuple[str, ...] = ()
    for argument in arguments:
        if argument.stance is Stance.NEVER:
            vetoed_by += (argument.rule,)
        elif argument.stance is Stance.ALWAYS:
            settled_by += (argument.rule,)
        else:
            score += argument.weight
    return Weighed(score, settled_by, vetoed_by, tuple(arguments))


def _choose_one(decision: Decision, options: dict[str, Weighed]) -> Settled:
    settled = [o for o, w in options.items() if w.settled_by and not w.vetoed_by]
    if len(settled) > 1:
        return Settled(Status.CONFLICT, (), None, None, False, options)
    if settled:
        return Settled(Status.CHOSEN, (settled[0],), None, None, False, options)
    best = runner_up = None
    best_score = next_score = 0
    for option, weighed in options.items():
        if weighed.vetoed_by:
            continue
        if weighed.score > best_score:
            runner_up, next_score = best, best_score
            best, best_score = option, weighed.score
        elif weighed.score > next_score:
            runner_up, next_score = option, weighed.score
    if best is not None:
        margin = best_score - next_score
        return Settled(Status.CHOSEN, (best,), runner_up, margin, not margin, options)
    fallback = decision.fallback
    if fallback is not None and not options[fallback].vetoed_by:
        return Settled(Status.FALLBACK, (fallback,), None, None, False, options)
    return Settled(Status.NONE, (), None, None, False, options)


def _choose_many(options: dict[str, Weighed]) -> Settled:
    chosen = [
        option
        for option, weighed in options.items()
        if not weighed.vetoed_by and (weighed.settled_by or weighed.score > 0)
    ]
    chosen.sort(key=lambda o: (not options[o].settled_by, -options[o].score))
    status = Status.CHOSEN if chosen else Status.NONE
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
