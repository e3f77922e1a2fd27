"""What is still open: the undecided part of a condition, and the names it waits for.

A condition can be unknown because of one test among many. What the others say is settled and
cannot matter any more, so explanations talk only about the part that is left.
"""

from __future__ import annotations

from tactful.conditions import TypeOf, Values, truth
from tactful.model import Condition, Group, Join, Test, reads


def undecided(condition: Condition | None, values: Values, type_of: TypeOf) -> Condition | None:
    """The part of a condition that could still make it true or false; ``None`` if none can."""
    if condition is None or truth(condition, values, type_of) is not None:
        return None
    if isinstance(condition, Test):
        return condition
    truths = [truth(part, values, type_of) for part in condition.parts]
    rest = tuple(
        left for part in condition.parts if (left := undecided(part, values, type_of)) is not None
    )
    join, count = condition.join, condition.count - truths.count(True)
    if join is Join.AT_LEAST:
        join = Join.ALL if count == len(rest) else Join.ANY if count == 1 else join
    if len(rest) == 1 and join is not Join.NONE:
        return rest[0]
    return Group(join, rest, count if join is Join.AT_LEAST else 0, condition.span)


def waits_for(condition: Condition | None, values: Values, type_of: TypeOf) -> frozenset[str]:
    """The unknown facts and unsettled decisions that a condition's undecided part looks at."""
    return frozenset(
        name for name in reads(undecided(condition, values, type_of)) if name not in values
    )


def false_part(condition: Condition, values: Values, type_of: TypeOf) -> Condition:
    """The part of a condition that is false because of which the whole is; itself if it is not.

    Of conditions that must all hold, those that do not; otherwise the whole.
    """
    if isinstance(condition, Group) and condition.join is Join.ALL:
        failing = tuple(
            false_part(part, values, type_of)
            for part in condition.parts
            if truth(part, values, type_of) is False
        )
        if failing:
            return failing[0] if len(failing) == 1 else Group(Join.ALL, failing)
    return condition
