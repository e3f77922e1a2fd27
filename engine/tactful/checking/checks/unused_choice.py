"""A choice can be given and no rule looks at it, though rules name all others.

Whoever picks it gets the advice of somebody who was not asked. Often a rule was meant for it and
forgotten, or lost when another was changed. Lists of which rules pick out a few are left in
peace, and so is a scale from low to high, and a choice that is the default, that some rule
concludes, or that stands for all others by its name.

Avoid: an answer that changes nothing among answers that each count.

Prefer: a rule that names it, or a list without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.language.conditions import every_test
from tactful.language.model import Fact
from tactful.language.terms import Test
from tactful.language.values import Kind

DEFECT = kind("T418", "unused-choice", "No rule looks at a choice, and rules name all others.")

FEWEST = 3
"""Choices; of two, naming one is naming both."""

_FOR_OTHERS = frozenset({"other", "others", "else", "none", "neither", "unsure", "unknown"})


def check(subject: Subject) -> Iterator[Finding]:
    """Choices of facts that no test names, where every other choice is named."""
    tests: dict[str, list[Test]] = {}
    for test in every_test(subject.ruleset):
        tests.setdefault(test.subject, []).append(test)
    for fact in subject.ruleset.facts.values():
        if fact.type.kind is Kind.CHOICE and not fact.type.ordered and fact.computed is None:
            choice = _unnamed(fact, tests.get(fact.id, ()), subject)
            if choice is not None:
                yield finding(
                    DEFECT,
                    fact.span,
                    f"no rule looks at `{choice}`, one of the choices of `{fact.id}`",
                    "write a rule for it, or take it out of the list",
                )


def _unnamed(fact: Fact, tests: Iterable[Test], subject: Subject) -> str | None:
    """The one choice that no test names; ``None`` if there is no such, or more than one."""
    choices, names = fact.type.choices, set[object]()
    for test in tests:
        whole = test.operator.outside or test.operator.ordered or test.operator.presence is not None
        if whole or any(isinstance(operand, tuple) for operand in test.operands):
            return None  # which looks at every choice
        names.update(test.operands)
    left = [choice for choice in choices if choice not in names]
    if len(choices) < FEWEST or len(left) != 1 or fact.id in subject.quoted:
        return None
    words = {*left[0].replace("-", "_").split("_")}
    concluded = {value for _, value in subject.ruleset.concluding.get(fact.id, ())}
    plain = fact.default == left[0] or left[0] in concluded or words & _FOR_OTHERS
    return None if plain else left[0]
