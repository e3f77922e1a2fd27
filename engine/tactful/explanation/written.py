"""Conditions in a ruleset's own ids, as machines and authors read them."""

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


def spelt(test: Test, ruleset: Ruleset) -> str:
    """A test as its author would write it: ``rapport: at least warm``."""
    type_ = ruleset.type_of(test.subject)
    words = [str(getattr(o, "fact", None) or type_.show(o)) for o in test.operands]  # type: ignore[arg-type]
    operator = test.operator
    if operator.takes_list:
        listed = f"[{', '.join(words)}]"
        if operator.every:
            return f"{test.subject}: {{{operator.name}: {listed}}}"
        return f"{test.subject}: " + (f"{{not: {listed}}}" if operator.outside else listed)
    return f"{test.subject}: {operator.pattern.format(*words)}"
