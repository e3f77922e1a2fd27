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
_CHOSEN = Status.CHOSEN  # looking a member up costs as much as adding two weights


def settle(decision: Decision, arguments: Iterable[Argument], applies: bool) -> Settled:
    """Settle one decision.

    Args:
        decision: The decision.
        arguments: What the fired rules argue about it, in the ruleset's order.
        applies: Whether its ``applies when`` is true. What is argued is recorded either way.
    """
    said: dict[str, list[Argument]] = {}
    only_weight = True
    for argument in arguments:
        if argument.option in said:
            said[argument.option].append(argument)
        else:
            said[argument.option] = [argument]
        if not argument.weight:
            only_weight = False
    weigh = _added_up if only_weight else _weighed
    options = dict.fromkeys(decision.options, _UNARGUED)
    for option, argued in said.items():
        options[option] = weigh(argued)
    if not applies:
        return Settled(Status.NOT_APPLICABLE, (), None, None, False, options)
    if decision.many:
        return _choose_many(options)
    return (None if only_weight else _chosen_outright(options)) or _choose_one(decision, options)


def _added_up(arguments: list[Argument]) -> Weighed:
    return Weighed(sum([a.weight for a in arguments]), (), (), tuple(arguments))


def _weighed(arguments: list[Argument]) -> Weighed:
    settled_by = tuple([a.rule for a in arguments if a.stance is Stance.ALWAYS])
    vetoed_by = tuple([a.rule for a in arguments if a.stance is Stance.NEVER])
    return Weighed(sum([a.weight for a in arguments]), settled_by, vetoed_by, tuple(arguments))


def _chosen_outright(options: dict[str, Weighed]) -> Settled | None:
    settled = [o for o, w in options.items() if w.settled_by and not w.vetoed_by]
    if len(settled) > 1:
        return Settled(Status.CONFLICT, (), None, None, False, options)
    if settled:
        return Settled(_CHOSEN, (settled[0],), None, None, False, options)
    return None


def _choose_one(decision: Decision, options: dict[str, Weighed]) -> Settled:
    best = runner_up = None
    best_score = next_score = 0
    for option, (score, _, vetoed_by, _) in options.items():
        if score <= next_score or vetoed_by:
            continue
        if score > best_score:
            runner_up, next_score = best, best_score
            best, best_score = option, score
        else:
            runner_up, next_score = option, score
    if best is not None:
        margin = best_score - next_score
        return Settled(_CHOSEN, (best,), runner_up, margin, not margin, options)
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
