"""Short ways to write small models by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tactful.language.model import (
    USUAL_WEIGHTS,
    Argument,
    Conclusion,
    Decision,
    Fact,
    Option,
    Rule,
    Ruleset,
    Stance,
)
from tactful.language.operators import EQUAL, Operator
from tactful.language.terms import Condition, FactRef, Group, Join, Operand, Test
from tactful.language.values import Kind, Value, ValueType

YES_NO = ValueType(Kind.YES_NO)
NUMBER = ValueType(Kind.NUMBER)
TEXT = ValueType(Kind.TEXT)
RAPPORT = ValueType(
    Kind.CHOICE, choices={c: c for c in ("cold", "neutral", "warm", "hit_it_off")}, ordered=True
)


def facts(**types: ValueType) -> dict[str, Fact]:
    return {name: Fact(name, type_, name) for name, type_ in types.items()}


def check(subject: str, *operands: Operand, op: Operator = EQUAL) -> Test:
    return Test(subject, op, operands)


def ref(fact: str) -> FactRef:
    return FactRef(fact)


def all_of(*parts: Condition) -> Group:
    return Group(Join.ALL, parts)


def any_of(*parts: Condition) -> Group:
    return Group(Join.ANY, parts)


def none_of(*parts: Condition) -> Group:
    return Group(Join.NONE, parts)


def at_least(count: int, *parts: Condition) -> Group:
    return Group(Join.AT_LEAST, parts, count)


def decision(
    name: str,
    *options: str,
    many: bool = False,
    fallback: str | None = None,
    applies_when: Condition | None = None,
) -> Decision:
    type_ = ValueType(Kind.CHOICE, choices={o: o for o in options}, many=many)
    return Decision(
        name,
        name,
        {o: Option(o, o) for o in options},
        type_,
        fallback=fallback,
        applies_when=applies_when,
    )


def argument(rule: str, decision: str, option: str, stance: str) -> Argument:
    found = Stance(stance)
    return Argument(rule, decision, option, found, USUAL_WEIGHTS.get(found, 0))


def rule(
    name: str,
    when: Condition | None = None,
    *,
    unless: Condition | None = None,
    then: Mapping[str, Value | Mapping[str, str]],
    overrides: Iterable[str] = (),
) -> Rule:
    """A rule; in ``then`` a value concludes a fact and a mapping argues about a decision."""
    return Rule(
        name,
        ("Because.",),
        "house",
        when,
        unless,
        tuple(Conclusion(f, v) for f, v in then.items() if not isinstance(v, Mapping)),
        tuple(
            argument(name, about, option, stance)
            for about, said in then.items()
            if isinstance(said, Mapping)
            for option, stance in said.items()
        ),
        tuple(overrides),
    )


def ruleset(known: Mapping[str, Fact], decisions: Iterable[Decision], *rules: Rule) -> Ruleset:
    return Ruleset("made", "Made", known, {d.id: d for d in decisions}, {r.id: r for r in rules})
