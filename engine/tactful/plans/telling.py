"""What of the advice is told of a step: all of it, or what is of the one whom it is for."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.explanation.decisions import ExplainedDecision, Reason, reasons_of
from tactful.explanation.together import together
from tactful.explanation.wording import Wording
from tactful.grounding.names import authors_name, copy_of
from tactful.language.model import Ruleset
from tactful.language.terms import Copy


def told_of(
    whom: Copy | None, answers: tuple[ExplainedDecision, ...], ruleset: Ruleset
) -> tuple[ExplainedDecision, ...]:
    """What is settled for one of several, and then what is for all; everything for nobody."""
    if whom is None:
        return answers
    of = [(copy_of(ruleset, answer.id), answer) for answer in answers]
    own = [answer for copy, answer in of if copy is not None and copy[:2] == whom[:2]]
    return (*own, *(answer for copy, answer in of if copy is None))


def rules_about(whom: Copy | None, rules: Iterable[str], ruleset: Ruleset) -> tuple[str, ...]:
    """Those of some rules that are about one of several or about all."""
    of = ((rule, copy_of(ruleset, rule)) for rule in rules)
    return tuple(rule for rule, copy in of if whom is None or copy is None or copy[:2] == whom[:2])


def reasons_told(rules: Iterable[str], wording: Wording) -> tuple[Reason, ...]:
    """Some rules as reasons, under their author's names; what is said of several is told once."""
    ruleset = wording.ruleset
    reasons = [
        (reason.rule, reason._replace(rule=authors_name(ruleset, reason.rule)))
        for reason in reasons_of(rules, wording)
    ]
    return together(ruleset, reasons)
