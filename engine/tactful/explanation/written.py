"""Conditions in a ruleset's own ids, as machines and authors read them."""

from __future__ import annotations

from tactful.explanation.wording import clause, predicate_of
from tactful.grounding.names import told_name
from tactful.language.model import Ruleset
from tactful.language.terms import Condition, FactRef, Test


def written(condition: Condition, ruleset: Ruleset, holds: bool = True) -> str:
    """A condition in the ruleset's own ids, for machines: ``gifts_allowed is not no``."""

    def say(test: Test, holds: bool) -> str:
        type_ = ruleset.type_of(test.subject)
        words = [
            told_name(ruleset, o.fact) if isinstance(o, FactRef) else type_.show(o)
            for o in test.operands
        ]
        return f"{told_name(ruleset, test.subject)} {predicate_of(test, words, holds)}"

    return clause(condition, say, holds)


def spelt(test: Test, ruleset: Ruleset) -> str:
    """A test as its author would write it: ``rapport: at least warm``."""
    type_, subject = ruleset.type_of(test.subject), told_name(ruleset, test.subject)
    words = [
        told_name(ruleset, o.fact) if isinstance(o, FactRef) else type_.show(o)
        for o in test.operands
    ]
    operator = test.operator
    if operator.takes_list:
        listed = f"[{', '.join(words)}]"
        if operator.every:
            return f"{subject}: {{{operator.name}: {listed}}}"
        return f"{subject}: " + (f"{{not: {listed}}}" if operator.outside else listed)
    return f"{subject}: {operator.pattern.format(*words)}"
