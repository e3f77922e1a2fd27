"""What an option is called in a situation: the label that holds there."""

from __future__ import annotations

from dataclasses import replace

from tactful.language.conditions import Values, truth
from tactful.language.model import Option, Ruleset
from tactful.language.values import ValueType


def label_of(option: Option, values: Values, ruleset: Ruleset) -> str:
    """The label of the first case that holds, or the one for whatever is left.

    No rule looks at a label, so that it may look at whatever is settled in the end.
    """
    for case in option.labels:
        if truth(case.when, values, ruleset.type_of) is True:
            return case.text
    return option.label


def labelled_type(subject: str, values: Values, ruleset: Ruleset) -> ValueType:
    """The type of a fact or decision, with the labels that hold in a situation."""
    decision = ruleset.decisions.get(subject)
    if decision is None or not any(option.labels for option in decision.options.values()):
        return ruleset.type_of(subject)
    labels = {o.id: label_of(o, values, ruleset) for o in decision.options.values()}
    return replace(decision.type, choices=labels)
