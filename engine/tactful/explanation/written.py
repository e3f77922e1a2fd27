"""Conditions in a ruleset's own ids, as machines read them."""

from __future__ import annotations

from tactful.explanation.wording import clause, predicate_of
from tactful.language.model import Ruleset
from tactful.language.terms import Condition, FactRef, Test


def written(condition: Condition, ruleset: Ruleset, holds: bool = True) -> str:
    """A condition in the ruleset's own ids, for machines: ``gifts_allowed is not no``."""

    def say(test: Test, holds: bool) -> str:
        type_ = ruleset.type_of(test.subject)
        words = [o.fact if isinstance(o, FactRef) else type_.show(o) for o in test.operands]
        return f"{test.subject} {predicate_of(test, words, holds)}"

    return clause(condition, say, holds)
