"""What the columns of advice are called.

A decision's column has its id, and so has a concluded fact's. The other names are made of these;
where a fact or decision has such a name already, an underscore is added to the made one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from tactful.language.model import Ruleset


def given_column(fact: str) -> str:
    """The column in which a fact is given to the program."""
    return f"given:{fact}"


def given_none_column(fact: str) -> str:
    """The column that says whether it is given to the program that there is none of a fact."""
    return f"given none:{fact}"


def given_columns(ruleset: Ruleset, facts: Iterable[str]) -> list[str]:
    """The columns in which facts are given: one a fact, and another where there may be none."""
    listed = [*facts]
    nothing = (name for name in listed if ruleset.facts[name].type.none is not None)
    return [*map(given_column, listed), *map(given_none_column, nothing)]


def place_column(decision: str) -> str:
    """The column of the place of the option that a decision came to, for windows."""
    return f"place:{decision}"


class Names:
    """The names of one ruleset's columns of advice."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ids = frozenset((*ruleset.facts, *ruleset.decisions))
        self._ruleset = ruleset

    @cached_property
    def concluded(self) -> tuple[str, ...]:
        """The facts that rules conclude, in the ruleset's order."""
        return tuple(name for name in self._ruleset.facts if name in self._ruleset.concluding)

    def status(self, decision: str) -> str:
        """How the decision came out."""
        return self._free(f"{decision}_status")

    def margin(self, decision: str) -> str:
        """How far the choice is ahead."""
        return self._free(f"{decision}_margin")

    def tie(self, decision: str) -> str:
        """Whether another option has as much support."""
        return self._free(f"{decision}_tie")

    @property
    def fired(self) -> str:
        """The rules that fired."""
        return self._free("rules_fired")

    @property
    def set_aside(self) -> str:
        """The rules that would have fired and were overridden."""
        return self._free("rules_set_aside")

    @property
    def assumptions(self) -> str:
        """The rules that fired although their ``unless`` is unknown."""
        return self._free("assumptions")

    @property
    def conflicts(self) -> str:
        """The facts and decisions about which rules disagree."""
        return self._free("conflicts")

    @property
    def misfits(self) -> str:
        """The constraints that are broken."""
        return self._free("does_not_fit")

    def none(self, fact: str) -> str:
        """Whether there is none of a fact; null where neither that nor a value is known."""
        return self._free(f"{fact}_none")

    @property
    def window(self) -> tuple[str, str]:
        """When the window of the advised moment starts and ends."""
        return self._free("window_start"), self._free("window_end")

    @property
    def wait(self) -> tuple[str, str]:
        """Until when to wait, and the end of the hours that begin then."""
        return self._free("wait_until"), self._free("wait_end")

    def window_of(self, decision: str) -> tuple[str, str]:
        """When the window of one decision's choice starts and ends."""
        return self._free(f"{decision}_window_start"), self._free(f"{decision}_window_end")

    def wait_of(self, decision: str) -> tuple[str, str]:
        """Until when one decision's choice waits, and the end of the hours that begin then."""
        return self._free(f"{decision}_wait_until"), self._free(f"{decision}_wait_end")

    @property
    def by_then(self) -> str:
        """The decisions that come out otherwise when the window opens."""
        return self._free("by_then")

    @property
    def explanation(self) -> str:
        """The advice and its reasons in words."""
        return self._free("explanation")

    def _free(self, name: str) -> str:
        while name in self._ids:
            name += "_"
        return name
