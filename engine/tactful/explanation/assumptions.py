"""What the advice takes for granted because nobody said otherwise.

A rule whose ``unless`` is unknown fires all the same, and the moment comes from the clock when
the scenario names none. Both are fair, as long as they are said out loud.
"""

from __future__ import annotations

from typing import NamedTuple

from tactful.explanation.decisions import Reason, reason_of
from tactful.explanation.wording import Wording
from tactful.explanation.written import written
from tactful.language.conclusions import Conclusions, Origin, Status
from tactful.language.conditions import undecided
from tactful.language.model import Rule, Ruleset


class Assumption(NamedTuple):
    """One thing taken for granted.

    Attributes:
        reason: The rule that fired on it; ``None`` for the moment, which the clock gave.
        assumed: What is assumed, in the ruleset's ids: ``gifts_allowed is not no``.
        clause: The same for people, fit to follow "assuming that".
        answered: The same as a question and its answer, where it comes down to a yes or no.
        counts: Whether the rule's word counts for anything here. It does not if all it says is
            about options that are ruled out and decisions that do not come up.
    """

    reason: Reason | None
    assumed: str
    clause: str
    answered: tuple[str, str] | None = None
    counts: bool = True

    @property
    def rule(self) -> str | None:
        """The rule's id."""
        return None if self.reason is None else self.reason.rule


def assumptions(
    ruleset: Ruleset, conclusions: Conclusions, wording: Wording
) -> tuple[Assumption, ...]:
    """Everything taken for granted: the clock's moment first, then rules in the ruleset's order."""
    found = []
    moment = ruleset.facts.get(ruleset.clock.now or "")
    known = conclusions.facts.get(moment.id) if moment is not None else None
    # A moment that has no default of its own can have got one from the clock only.
    by_clock = known is not None and known.origin is Origin.DEFAULT
    if moment is not None and known is not None and by_clock and moment.default is None:
        clause = f"it is now {wording.value(moment.id, known.value)}"
        assumed = f"{moment.id} is {moment.type.show(known.value)}"
        found.append(Assumption(None, assumed, clause))
    for name in conclusions.fired:
        rule = ruleset.rules[name]
        open_part = undecided(rule.unless, wording.values, ruleset.type_of)
        if open_part is not None:
            reason = reason_of(rule, wording)
            assumed = written(open_part, ruleset, holds=False)
            clause = wording.clause(open_part, holds=False)
            answered = wording.question_and_answer(open_part, holds=False)
            counts = _counts(rule, conclusions)
            found.append(Assumption(reason, assumed, clause, answered, counts))
    return tuple(found)


def _counts(rule: Rule, conclusions: Conclusions) -> bool:
    if rule.conclusions:
        return True
    decisions = conclusions.decisions
    return any(
        decisions[argument.decision].status is not Status.NOT_APPLICABLE
        and not decisions[argument.decision].options[argument.option].vetoed_by
        for argument in rule.arguments
    )
