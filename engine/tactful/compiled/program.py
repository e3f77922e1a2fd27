"""The program that a ruleset is compiled to: one function, and what its numbers stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    """

    applying: int
    mask: Combination
    choices: ChoiceTable


class Overridden(NamedTuple):
    """A rule that others override, by its bit and its name, with theirs in order."""

    bit: int
    name: str
    by: tuple[tuple[int, str], ...]


class NamesOfBits(dict[tuple[int, int], tuple[str, ...]]):
    """Names of what has one bit each, found eight bits at a time: from place and byte to names."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self._all = tuple(names)
        self._bytes = (len(self._all) + 7) // 8

    def __missing__(self, key: tuple[int, int]) -> tuple[str, ...]:
        place, byte = key
        eight = self._all[8 * place : 8 * place + 8]
        found = self[key] = tuple(name for bit, name in enumerate(eight) if byte >> bit & 1)
        return found

    def of(self, bits: Combination) -> tuple[str, ...]:
        """The names of the bits that are set, in order."""
        found: list[str] = []
        for key in enumerate(bits.to_bytes(self._bytes, "little")):
            if key[1]:
                found += self[key]
        return tuple(found)


class Function(NamedTuple):
    """A compiled ruleset.

    Attributes:
        run: The function.
        start: The codes of a situation of which nothing is given.
        defaults: What is known then.
        acceptors: For each fact, its place among the codes, and what takes a given value.
        facts: How facts are told of, in the ruleset's order.
        decisions: The same of decisions.
        rules: The rules.
        overridden: The rules that others override, in the ruleset's order.
        constraints: The constraints.
        disputed_facts: Facts about which rules may disagree.
        disputed_decisions: Decisions about which they may.
    """

    run: Run
    start: list[int]
    defaults: dict[str, Value]
    acceptors: dict[str, tuple[int, Coder]]
    facts: dict[str, FactAccount]
    decisions: dict[str, DecisionAccount]
    rules: NamesOfBits
    overridden: tuple[Overridden, ...]
    constraints: NamesOfBits
    disputed_facts: tuple[str, ...]
    disputed_decisions: tuple[str, ...]
