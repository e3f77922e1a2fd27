"""Writes a model as the YAML an author would have written: the inverse of reading."""

from __future__ import annotations

from typing import Any

import yaml

from tactful.language.computations import COMPUTATIONS
from tactful.language.model import Effect, Fact, Option, Ruleset
from tactful.language.terms import Condition, FactRef, Group, Hours, Join, Operand, Test, Window
from tactful.language.values import NONE, Kind, ValueType


class Quoted(str):
    """A text that must stand in quotation marks, so that it is never read as anything else."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


_Dumper.add_representer(
    Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


def as_yaml(ruleset: Ruleset) -> str:
    """The whole ruleset as one file."""
    clock = ruleset.clock
    named = clock._asdict()
    document: dict[str, Any] = {
        "title": ruleset.title,
        "clock": {part.replace("_", " "): fact for part, fact in named.items() if fact},
        "facts": {fact.id: _fact(fact) for fact in ruleset.facts.values()},
        "decisions": {
            decision.id: {
                "choose": "many" if decision.many else "one",
                "options": {
                    option.id: _option(option, ruleset) for option in decision.options.values()
                },
                **({"fallback": decision.fallback} if decision.fallback else {}),
                **_condition("applies when", decision.applies_when, ruleset),
            }
            for decision in ruleset.decisions.values()
        },
        "rules": [
            {
                "id": rule.id,
                **_condition("when", rule.when, ruleset),
                **_condition("unless", rule.unless, ruleset),
                "then": {
                    **{
                        c.fact: _value(ruleset.facts[c.fact].type, c.value)
                        for c in rule.conclusions
                    },
                    **{
                        about: {
                            a.option: a.stance.value for a in rule.arguments if a.decision == about
                        }
                        for about in dict.fromkeys(a.decision for a in rule.arguments)
                    },
                },
                "because": "It is so.",
                "source": "house",
                **({"overrides": list(rule.overrides)} if rule.overrides else {}),
            }
            for rule in ruleset.rules.values()
        ],
    }
    if ruleset.constraints:
        document["constraints"] = [
            {"id": c.id, "never": _mapping(c.never, ruleset), "because": "It cannot be."}
            for c in ruleset.constraints.values()
        ]
    if not document["clock"]:
        del document["clock"]
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True)


def _option(option: Option, ruleset: Ruleset) -> Any:
    written: dict[str, Any] = {"label": option.label}
    for key, pieces in (("window", option.windows), ("wait until", option.waits)):
        if pieces:
            listed = [_window(piece, ruleset) for piece in pieces]
            written[key] = listed if len(listed) > 1 else listed[0]
    if option.after is not None:
        written["after"] = {effect.fact: _effect(effect, ruleset) for effect in option.after}
    return written if len(written) > 1 else option.label


def _window(window: Window, ruleset: Ruleset) -> dict[str, Any]:
    written: dict[str, Any] = _condition("when", window.when, ruleset)
    written |= {"day": list(window.days), **_hours(window.hours)}
    if window.open_ended:
        del written["until"]
    count = "working days later" if not window.whole_days else "days later"
    if window.whole_days and window.later < 0:
        count = "days before"
    written[count] = str(abs(window.later) if window.whole_days else window.later)
    if window.any_day:
        written["days"] = "any"
    if window.otherwise is not None:
        written["otherwise"] = _hours(window.otherwise)
    if window.avoided is not None:
        written["except"] = _hours(window.avoided)
    written["hours later"] = str(window.hours_later)
    return written


def _hours(hours: Hours) -> dict[str, str]:
    return {"from": hours.start.isoformat(), "until": hours.end.isoformat()}


def _effect(effect: Effect, ruleset: Ruleset) -> str:
    if effect.value is None:
        return "one more"
    return _operand(effect.value, ruleset.facts[effect.fact].type)


def _fact(fact: Fact) -> dict[str, Any]:
    type_ = fact.type
    written: dict[str, Any] = {"type": type_.kind.value}
    if type_.kind is Kind.CHOICE:
        written["choices"] = dict(type_.choices)
    for flag in ("ordered", "many", "whole"):
        if getattr(type_, flag):
            written[flag] = "yes"
    if type_.none is not None:
        written["none"] = type_.none
    if fact.default is not None:
        written["default"] = _value(type_, fact.default)
    if fact.computed is not None:
        row = COMPUTATIONS[fact.computed.name]
        operands = [*fact.computed.operands]
        if fact.computed.decision is not None:
            operands = [fact.computed.decision]
        written["computed"] = (
            {row.keys[0]: operands} if row.several else dict(zip(row.keys, operands, strict=True))
        )
    return written


def _value(type_: ValueType, value: Any) -> Any:
    if isinstance(value, frozenset):
        return type_.in_order(value)
    return Quoted(value) if type_.kind is Kind.TEXT and value is not NONE else type_.show(value)


def _condition(key: str, condition: Condition | None, ruleset: Ruleset) -> dict[str, Any]:
    return {} if condition is None else {key: _mapping(condition, ruleset)}


def _mapping(condition: Condition, ruleset: Ruleset) -> dict[str, Any]:
    if isinstance(condition, Group):
        word = condition.join.value
        if condition.join is Join.AT_LEAST:
            word = f"at least {condition.count} of"
        return {word: [_mapping(part, ruleset) for part in condition.parts]}
    return {condition.subject: _test(condition, ruleset.type_of(condition.subject))}


def _test(test: Test, type_: ValueType) -> Any:
    words = [_operand(operand, type_) for operand in test.operands]
    if test.operator.every:
        return {test.operator.name: words}
    if test.operator.takes_list:
        return {"not": words} if test.operator.outside else words
    if test.operator.pattern == "{}":
        return words[0]
    return test.operator.pattern.format(*words)


def _operand(operand: Operand, type_: ValueType) -> str:
    written = operand.fact if isinstance(operand, FactRef) else _value(type_, operand)
    assert isinstance(written, str)
    return written
