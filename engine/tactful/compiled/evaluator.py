"""The model compiled to Python: for whoever evaluates many situations of one ruleset.

``network`` is what advises; this answers the same, and costs a fraction of it once it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tactful.compiled.codes import UNKNOWN
from tactful.compiled.compiler import compile_ruleset, source_of
from tactful.compiled.conclusions import Unfolding
from tactful.compiled.program import Bits, Function
from tactful.language.given import InvalidGiven, check_now, checked, wrong_places
from tactful.language.model import Ruleset
from tactful.language.values import Value


class Compiled:
    """A ruleset compiled to one Python function.

    Make one, keep it, and evaluate as often as needed from any thread. Pickled or copied deeply,
    it travels as its ruleset and is compiled anew where it arrives.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._program: Function = compile_ruleset(ruleset)

    @property
    def source(self) -> str:
        """The function as Python that people can read."""
        return source_of(self.ruleset)

    def worded(self, ruleset: Ruleset) -> Compiled:
        """The same for a ruleset that differs in nothing but its words."""
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made.ruleset = ruleset
        return made

    def __reduce__(self) -> tuple[type[Compiled], tuple[Ruleset]]:
        return type(self), (self.ruleset,)

    def evaluate(self, given: Mapping[str, Value], *, now: datetime | None = None) -> Unfolding:
        """Evaluate one scenario.

        Args:
            given: The values the scenario gives, by fact.
            now: The local time to assume where the clock's fact is not given, without an offset.

        Raises:
            InvalidGiven: if ``given`` names no fact or has a value that is not of the fact's type,
                or ``now`` is no local time that the clock's fact can have.
        """
        check_now(self.ruleset, now)
        program = self._program
        codes = program.start.copy()
        own = {**given}
        if not self._take(own, codes):  # all that is wrong is said, others' values become Python's
            own = {**checked(self.ruleset, given)}
            codes = program.start.copy()
            self._take(own, codes)
        wrong = wrong_places(self.ruleset.clock, own)
        if wrong:
            raise InvalidGiven(wrong)
        values = {**program.defaults, **own}
        bits = Bits._make(program.run(codes, values, now))
        return Unfolding.of(program, own, values, bits)

    def _take(self, given: Mapping[str, Value], codes: list[int]) -> bool:
        """Whether everything that is given could be taken."""
        acceptors = self._program.acceptors
        for name, value in given.items():
            found = acceptors.get(name)
            if found is None:
                return False
            place, accept = found
            code = codes[place] = accept(value)
            if code < UNKNOWN:
                return False
        return True
