"""What can be named where a text is read: the facts and decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tactful.language.model import Clock, Decision, Fact, Rule, Source, Stance
from tactful.language.terms import Each, Sentence
from tactful.language.values import ValueType
from tactful.text.nodes import Node


class Scope:
    """The facts and decisions that conditions, rules and sentences can name.

    Attributes:
        facts: The facts that could be read, by id.
        decisions: The decisions that could be read, by id.
        broken: Names that are declared, but whose declaration could not be read. To use one is
            no second mistake.
        each: What a situation has several of, by name.
        complete: Whether every declaration was found. Where a file could not be read, an unknown
            name may well be in there.
    """

    def __init__(
        self,
        facts: Mapping[str, Fact] | None = None,
        decisions: Mapping[str, Decision] | None = None,
        *,
        complete: bool = True,
    ) -> None:
        self.facts = dict(facts or {})
        self.decisions = dict(decisions or {})
        self.broken: set[str] = set()
        self.each: dict[str, Each] = {}
        self.complete = complete

    def __contains__(self, name: object) -> bool:
        return name in self.facts or name in self.decisions

    def type_of(self, name: str) -> ValueType | None:
        """The type of a fact or decision; ``None`` if there is none of this name."""
        fact = self.facts.get(name)
        if fact is not None:
            return fact.type
        decision = self.decisions.get(name)
        return decision.type if decision is not None else None

    def is_missing(self, name: str) -> bool:
        """Whether a name is surely declared nowhere."""
        return name not in self and name not in self.broken and self.complete

    @property
    def names(self) -> list[str]:
        """Everything that can be named."""
        return [*self.facts, *self.decisions]

    def said_of(self, each: str) -> frozenset[str]:
        """The facts and decisions of one of several."""
        return frozenset((*self.each[each].facts, *self.each[each].decisions))


@dataclass(frozen=True, eq=False)
class Declarations:
    """What a ruleset says besides its rules, and the rules that were read of that without mistake.

    Whoever reads the same texts again after a change of some rules goes on from there.

    Attributes:
        nodes: What it was read of, by section. Nodes do not change, so the same nodes say the same.
        scope: The facts and decisions.
        rules: Each rule by the identity of its node, which it keeps alive.
    """

    nodes: Mapping[str, Sequence[Node]]
    title: str | None
    about: str | None
    sources: Mapping[str, Source] | None
    scope: Scope
    clock: Clock
    weights: Mapping[Stance, int]
    summary: tuple[tuple[Sentence, ...], ...]
    rules: Mapping[int, tuple[Node, Rule]] = field(default_factory=dict)

    def is_of(self, nodes: Mapping[str, Sequence[Node]]) -> bool:
        """Whether it was read of these very nodes."""
        return nodes.keys() == self.nodes.keys() and all(
            len(ours) == len(nodes[key])
            and all(a is b for a, b in zip(ours, nodes[key], strict=True))
            for key, ours in self.nodes.items()
        )
