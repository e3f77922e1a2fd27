"""The program that a ruleset is compiled to: one function, and what its numbers stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from tactful.compiled.choices import ChoiceTable, ConclusionTable
from tactful.compiled.codes import Coder
from tactful.language.conclusions import Known
from tactful.language.values import Value
from tactful.network.combinations import Combination


class Bits(NamedTuple):
    """What a situation comes to, as numbers; each is one bit for each of what it is about.

    Attributes:
        fired: The rules that fired.
        aside: The rules that would have fired and were set aside.
        applying: The decisions that apply.
        broken: The constraints that are broken.
        usual: The facts that could follow from others, and have their default.
    """

    fired: Combination
    aside: Combination
    applying: Combination
    broken: Combination
    usual: Combination


Run: TypeAlias = Callable[[list[int], dict[str, Value], Value | None], tuple[int, ...]]
"""The compiled function: from codes, what is known and the clock's moment to the ``Bits``.

What facts come to is added to what is known.
"""


class FactAccount(NamedTuple):
    """How one fact is told of that is known in the end, given or not.

    Attributes:
        table: What rules conclude about it; ``None`` if none do.
        mask: The rules that do.
        computed: Whether it follows from others.
        usual: Its bit in ``Bits.usual``.
        default: It as a known fact where it has a default.
    """

    table: ConclusionTable | None
    mask: Combination
    computed: bool
    usual: int
    default: Known | None


class DecisionAccount(NamedTuple):
    """How one decision is told of.

    Attributes:
        applying: Its bit in ``Bits.applying``.
        mask: The rules that argue about it.
        choices: What it comes to.
        conflicts: Whether its rules may disagree.
    """

    applying: int
    mask: Combination
    choices: ChoiceTable
    conflicts: bool


class Overridden(NamedTuple):
    """A rule that others override, by its bit and its name, with theirs in order."""

    bit: int
    name: str
    by: tuple[tuple[int, str], ...]


class Function(NamedTuple):
    """A compiled ruleset.

    Attributes:
        run: The function.
        start: The codes of a situation of which nothing is given.
        defaults: What is known then.
        acceptors: For each fact, its place among the codes, and what takes a given value.
        facts: How facts are told of, in the ruleset's order.
        decisions: The same of decisions.
        rules: The rules, each with its bit.
        overridden: The rules that others override, in the ruleset's order.
        constraints: The constraints, each with its bit.
    """

    run: Run
    start: list[int]
    defaults: dict[str, Value]
    acceptors: dict[str, tuple[int, Coder]]
    facts: dict[str, FactAccount]
    decisions: dict[str, DecisionAccount]
    rules: tuple[tuple[int, str], ...]
    overridden: tuple[Overridden, ...]
    constraints: tuple[tuple[int, str], ...]
