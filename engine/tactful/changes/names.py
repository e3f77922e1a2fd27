"""A ruleset under other names: of facts, decisions, rules, options and choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from tactful.language.model import (
    Argument,
    Because,
    Clock,
    Computed,
    Decision,
    Effect,
    Fact,
    Option,
    Rule,
    Ruleset,
)
from tactful.language.terms import (
    Condition,
    FactRef,
    LabelCase,
    Operand,
    Placeholder,
    Sentence,
    Test,
    Window,
)
from tactful.language.values import Kind, Value, ValueType
from tactful.text.names import spaced

OwnedName: TypeAlias = tuple[str, str]
"""A decision or fact, and an option or choice of it."""

_NONE: Mapping[str, str] = MappingProxyType({})
_NO_PAIRS: Mapping[OwnedName, str] = MappingProxyType({})


class Renames(NamedTuple):
    """Which old name became which new one; what kept its name is in none of these.

    ``options`` and ``choices`` are by the old names of their decision or fact, and their own.
    """

    facts: Mapping[str, str] = _NONE
    decisions: Mapping[str, str] = _NONE
    rules: Mapping[str, str] = _NONE
    options: Mapping[OwnedName, str] = _NO_PAIRS
    choices: Mapping[OwnedName, str] = _NO_PAIRS

    def __bool__(self) -> bool:
        return any(bool(part) for part in self)

    def dotted(self) -> dict[str, dict[str, str]]:
        """For each kind the old names with the new ones, as ``means.gift`` where two make one."""
        options = {
            f"{name}.{option}": f"{self.decisions.get(name, name)}.{to}"
            for (name, option), to in self.options.items()
        }
        choices = {
            f"{name}.{choice}": f"{self.facts.get(name, name)}.{to}"
            for (name, choice), to in self.choices.items()
        }
        plain = (dict(self.facts), dict(self.decisions), dict(self.rules))
        kinds = ("facts", "decisions", "rules", "options", "values")
        return dict(zip(kinds, (*plain, options, choices), strict=True))


def _same(name: str) -> str:
    return name


@dataclass(frozen=True)
class Naming:
    """Says a ruleset's parts in other names.

    Attributes:
        ruleset: The ruleset whose parts they are.
        renames: The names that differ.
        otherwise: What a name becomes that is not among them.
    """

    ruleset: Ruleset
    renames: Renames
    otherwise: Callable[[str], str] = field(default=_same)

    def subject(self, name: str) -> str:
        """The name of a fact or decision."""
        by = self.renames.facts if name in self.ruleset.facts else self.renames.decisions
        return by.get(name) or self.otherwise(name)

    def value(self, subject: str, value: Value) -> Value:
        """A value of a fact, or what a decision comes to."""
        if isinstance(value, frozenset):
            return frozenset(str(self.value(subject, one)) for one in value)
        if subject in self.ruleset.decisions:
            found = self.renames.options.get((subject, str(value)))
        elif self.ruleset.facts[subject].type.kind is Kind.CHOICE:
            found = self.renames.choices.get((subject, str(value)))
        else:
            return value
        return found or self.otherwise(str(value))

    def condition(self, condition: Condition | None) -> Condition | None:
        """A condition."""
        if condition is None:
            return None
        if isinstance(condition, Test):
            operands = tuple(self.operand(condition.subject, one) for one in condition.operands)
            return replace(condition, subject=self.subject(condition.subject), operands=operands)
        return replace(condition, parts=tuple(map(self._part, condition.parts)))

    def _part(self, part: Condition) -> Condition:
        made = self.condition(part)
        return part if made is None else made

    def operand(self, subject: str, operand: Operand) -> Operand:
        """What a fact or decision is compared with."""
        if isinstance(operand, FactRef):
            return FactRef(self.subject(operand.fact))
        return self.value(subject, operand)

    def sentence(self, sentence: Sentence) -> Sentence:
        """A sentence with what it quotes."""
        return tuple(
            Placeholder(self.subject(part.name)) if isinstance(part, Placeholder) else part
            for part in sentence
        )

    def rule(self, rule: Rule) -> Rule:
        """A rule."""
        name = self.renames.rules.get(rule.id) or self.otherwise(rule.id)
        return rule._replace(
            id=name,
            because=self.sentence(rule.because),
            reasons=tuple(
                Because(self._part(reason.when), self.sentence(reason.text))
                for reason in rule.reasons
            ),
            when=self.condition(rule.when),
            unless=self.condition(rule.unless),
            conclusions=tuple(
                c._replace(fact=self.subject(c.fact), value=self.value(c.fact, c.value))
                for c in rule.conclusions
            ),
            arguments=tuple(self._argument(a, name) for a in rule.arguments),
            overrides=tuple(self.renames.rules.get(o) or self.otherwise(o) for o in rule.overrides),
        )

    def _argument(self, argument: Argument, rule: str) -> Argument:
        return replace(
            argument,
            rule=rule,
            decision=self.subject(argument.decision),
            option=str(self.value(argument.decision, argument.option)),
        )

    def fact(self, fact: Fact) -> Fact:
        """A fact; a label that is only its name follows the name."""
        name = self.subject(fact.id)
        computed: Computed | None = fact.computed
        if computed is not None:
            renamed = [o if not isinstance(o, str) else self.subject(o) for o in computed.operands]
            decision = computed.decision and self.subject(computed.decision)
            computed = replace(computed, operands=tuple(renamed), decision=decision)
        return fact._replace(
            id=name,
            type=self._type(fact.id, fact.type),
            label=spaced(name) if fact.label == spaced(fact.id) else fact.label,
            default=None if fact.default is None else self.value(fact.id, fact.default),
            computed=computed,
        )

    def _type(self, name: str, type_: ValueType) -> ValueType:
        if not type_.choices:
            return type_
        choices = {}
        for choice, label in type_.choices.items():
            new = str(self.value(name, choice))
            choices[new] = new if label == choice else label
        also = {str(self.value(name, choice)): words for choice, words in type_.also.items()}
        return replace(type_, choices=choices, also=also)

    def decision(self, decision: Decision) -> Decision:
        """A decision, with its options."""
        name = self.subject(decision.id)
        options = {o.id: o for o in map(self._option(decision.id), decision.options.values())}
        fallback = decision.fallback
        return decision._replace(
            id=name,
            label=spaced(name) if decision.label == spaced(decision.id) else decision.label,
            options=options,
            type=self._type(decision.id, decision.type),
            applies_when=self.condition(decision.applies_when),
            fallback=None if fallback is None else str(self.value(decision.id, fallback)),
        )

    def _option(self, decision: str) -> Callable[[Option], Option]:
        def said(option: Option) -> Option:
            draft = tuple(
                piece._replace(
                    parts={part: self.sentence(text) for part, text in piece.parts.items()},
                    when=self.condition(piece.when),
                )
                for piece in option.draft
            )
            after = option.after
            return option._replace(
                id=str(self.value(decision, option.id)),
                windows=tuple(map(self._window, option.windows)),
                waits=tuple(map(self._window, option.waits)),
                after=None if after is None else tuple(map(self._effect, after)),
                draft=draft,
                labels=tuple(LabelCase(self._part(c.when), c.text) for c in option.labels),
            )

        return said

    def _window(self, window: Window) -> Window:
        days = tuple(map(self.subject, window.days))
        return window._replace(days=days, when=self.condition(window.when))

    def _effect(self, effect: Effect) -> Effect:
        value = None if effect.value is None else self.operand(effect.fact, effect.value)
        return effect._replace(fact=self.subject(effect.fact), value=value)


def under_new_names(ruleset: Ruleset, renames: Renames) -> Ruleset:
    """The ruleset as it is, under its new names; its texts, and so its fingerprint, are kept."""
    if not renames:
        return ruleset
    naming = Naming(ruleset, renames)
    clock = Clock(*(name and naming.subject(name) for name in ruleset.clock))
    return replace(
        ruleset,
        facts={f.id: f for f in map(naming.fact, ruleset.facts.values())},
        decisions={d.id: d for d in map(naming.decision, ruleset.decisions.values())},
        rules={r.id: r for r in map(naming.rule, ruleset.rules.values())},
        summary=tuple(
            tuple(naming.sentence(way) for way in sentence) for sentence in ruleset.summary
        ),
        clock=clock,
    )
