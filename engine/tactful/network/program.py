"""The program that a ruleset is compiled to: what is settled and matched at which stage.

``compiler`` makes it and ``evaluator`` runs it. Everything that does not depend on a scenario is
worked out beforehand, or kept when it first occurs (``combinations``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from tactful.language.conclusions import Conflict, Known, Weighed
from tactful.language.lowering import Property
from tactful.language.model import Decision, Fact
from tactful.language.values import Value
from tactful.network.combinations import Combination, Consequences
from tactful.network.conditions import Target
from tactful.network.encoding import Acceptor, Encoder

NO_PLACE = -1
"""The place of a value that no condition reads: one past the last, which no message picks."""


Concluded: TypeAlias = Known | Conflict | None
"""What rules come to that conclude something about a fact; ``None`` if there are none."""


class Concluding(NamedTuple):
    """A rule, by number and by name, and the value it concludes."""

    number: int
    rule: str
    value: Value


class FactPlan(NamedTuple):
    """How a fact that need not be given is settled, and how the network is told.

    ``concluding`` are the rules of ``conclusions``; ``concluded`` is what those that fired come to.
    ``computed`` is the fact itself where it follows from others.
    """

    id: str
    conclusions: tuple[Concluding, ...]
    concluding: Combination
    concluded: Consequences[Concluded]
    computed: Fact | None
    default: Known | None
    is_now: bool
    place: int
    encode: Encoder


class Defaults(NamedTuple):
    """What holds where it is not given, and is worked out by nothing: the same for every scenario.

    ``fragments`` is what the network is told of these facts, and nothing yet of all others.
    """

    facts: dict[str, Known]
    values: dict[str, Value]
    fragments: list[str]


class OptionPlan(NamedTuple):
    """An option, the rules that argue about it, and what those that fired come to."""

    id: str
    arguing: Combination
    weighed: Consequences[Weighed]


class DecisionPlan(NamedTuple):
    """How one decision is settled, and how the network is told.

    ``applies`` is the target that says so; 0 if it always applies. ``option_texts`` holds, for a
    decision that chooses many, each option's place and its text when it is not chosen and when
    it is.
    """

    decision: Decision
    options: tuple[OptionPlan, ...]
    applies: Combination
    place: int
    encode: Encoder
    option_texts: tuple[tuple[str, int, tuple[str, str]], ...]


class OrderPlan(NamedTuple):
    """How two facts compare: the text for less, equal and more."""

    fact: str
    other: str
    rank: Callable[[Any], Any]
    place: int
    texts: tuple[str, str, str]


class SeveralPlan(NamedTuple):
    """How the network is told of a fact that is several choices at once.

    For each choice that a condition asks about, its place, and its text when it is not among them
    and when it is.
    """

    fact: str
    choice_texts: tuple[tuple[str, int, tuple[str, str]], ...]


class Overridable(NamedTuple):
    """A rule that others override.

    ``by`` are the numbers and names of those others, in order; ``overriding`` are the same rules.
    """

    number: int
    id: str
    by: tuple[tuple[int, str], ...]
    overriding: Combination


class Stage:
    """What is settled at a stage.

    First decisions and the facts that need not be given, as they depend on each other; then
    comparisons of facts; then the rules that others override, overriding ones first.
    ``contested`` are the same rules as a combination.
    """

    def __init__(self) -> None:
        self.settles: list[FactPlan | DecisionPlan] = []
        self.orders: list[OrderPlan] = []
        self.several: list[SeveralPlan] = []
        self.overridable: list[Overridable] = []
        self.contested: Combination = 0


class Program(NamedTuple):
    """A compiled ruleset.

    ``acceptors`` take a given value of each fact; the place is that of the fact's property.
    A target is a rule by its number; from ``first_part`` on a part, told to the network by
    ``part_texts``; in between a decision's ``applies when``.
    """

    acceptors: dict[str, tuple[Acceptor, int]]
    defaults: Defaults
    stages: list[Stage]
    targets: list[Target]
    places: dict[Property, int]
    first_part: int
    part_texts: list[tuple[int, str]]
    overridable: list[Overridable]
