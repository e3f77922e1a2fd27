"""What decisions and facts come to, as tables that compiled code looks up by the rules that fired.

Which of a decision's rules fired is one number, and what follows from it is worked out when it
first occurs (``network.combinations``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from tactful.compiled.codes import Coder, unknown
from tactful.language.choices import UNARGUED, choose, weigh
from tactful.language.conclusions import (
    Conflict,
    Known,
    Origin,
    Settled,
    Weighed,
    value_of_decision,
)
from tactful.language.model import Argument, Decision, Stance
from tactful.language.values import Value
from tactful.network.combinations import Combination, Consequences, combination

MOST_SETTLED = 512
"""Combinations of a decision's rules whose outcome is kept."""


class Chosen(NamedTuple):
    """What a decision came to, what conditions read of it, if anything, and the code of that."""

    settled: Settled
    value: Value | None
    code: int


class ChoiceTable(dict[Combination, Chosen]):
    """What a decision comes to where it applies, by those of its rules that fired.

    ``mask`` are the rules that argue about it; ``differs`` says whether they may settle it in two
    ways. What is kept is shared by all who look.
    """

    def __init__(
        self,
        decision: Decision,
        arguing: Mapping[str, Iterable[tuple[int, Argument]]],
        code: Coder,
    ) -> None:
        super().__init__()
        self.decision = decision
        said = {option: [*arguing.get(option, ())] for option in decision.options}
        self.options = [
            (option, combination(n for n, _ in listed), _weighed(listed))
            for option, listed in said.items()
        ]
        self.mask = combination(number for listed in said.values() for number, _ in listed)
        settling = [o for o, of in said.items() if any(a.stance is Stance.ALWAYS for _, a in of)]
        self.differs = len(settling) > 1
        self._code = code
        self._idle: dict[Combination, Settled] = {}

    def __missing__(self, fired: Combination) -> Chosen:
        settled = choose(self.decision, self._weighed(fired), applies=True)
        value = value_of_decision(self.decision, settled)
        code = unknown(self.decision.type) if value is None else self._code(value)
        found = Chosen(settled, value, code)
        if len(self) < MOST_SETTLED:
            self[fired] = found
        return found

    def idle(self, fired: Combination) -> Settled:
        """What it comes to where it does not apply."""
        found = self._idle.get(fired)
        if found is None:
            found = choose(self.decision, self._weighed(fired), applies=False)
            if len(self._idle) < MOST_SETTLED:
                self._idle[fired] = found
        return found

    def _weighed(self, fired: Combination) -> dict[str, Weighed]:
        return {option: weighed[arguing & fired] for option, arguing, weighed in self.options}


def _weighed(arguments: list[tuple[int, Argument]]) -> Consequences[Weighed]:
    said = [(1 << number, argument) for number, argument in arguments]
    return Consequences(lambda f: weigh([a for rule, a in said if f & rule]), of_none=UNARGUED)


Agreed: TypeAlias = "tuple[Known | Conflict, Value | None, int]"
"""What rules conclude about a fact: the whole, its value if they agree, and the code of that."""


class ConclusionTable(dict[Combination, Agreed]):
    """What a fact comes to, by those of the rules that conclude it that fired: at least one.

    ``mask`` are the rules; ``differs`` says whether they may disagree.
    """

    def __init__(
        self, fact: str, said: Iterable[tuple[int, str, Value]], code: Coder, unknown_: int
    ) -> None:
        super().__init__()
        self.fact = fact
        listed = [*said]
        self.said = [(1 << number, rule, value) for number, rule, value in listed]
        self.mask = combination({number for number, _, _ in listed})
        self.differs = len({value for _, _, value in self.said}) > 1
        self._code = code
        self._unknown = unknown_

    def __missing__(self, fired: Combination) -> Agreed:
        said = [(rule, value) for bit, rule, value in self.said if bit & fired]
        value = said[0][1]
        found: Agreed
        if any(other != value for _, other in said):
            found = Conflict(self.fact, tuple(said)), None, self._unknown
        else:
            rules = tuple([rule for rule, _ in said])
            found = Known(value, Origin.CONCLUDED, rules), value, self._code(value)
        if len(self) < MOST_SETTLED:
            self[fired] = found
        return found

    def rules(self, fired: Combination) -> tuple[str, ...]:
        """Those of the rules that fired, by name."""
        return tuple([rule for bit, rule, _ in self.said if bit & fired])
