"""Conditions as Python: an expression that is true where the condition answers what is asked.

Three values become two by asking for one of them (``lowering``), so an expression compares codes
with whole numbers and nothing else: no text of an author is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tactful.compiled.codes import KNOWN
from tactful.language.lowering import Formula, Property, PropertyTest

DEEPEST = 12
"""Brackets within brackets; what lies deeper gets a name of its own, as Python's parser needs."""

_FEWEST_SIDES = 2


class Expressions:
    """Writes formulas as expressions.

    Args of the initialiser:
        local: The name of the variable that holds the code of a property.
        bit: For a choice among several at once, its bit in there.
        named: Writes a line that gives an expression a name, and tells the name.
    """

    def __init__(
        self,
        local: Callable[[Property], str],
        bit: Callable[[Property], int],
        named: Callable[[str], str],
    ) -> None:
        self._local = local
        self._bit = bit
        self._named = named

    def written(self, formula: Formula) -> str:
        """A formula as an expression that is ``True`` or ``False``."""
        return self._written(formula)[0]

    def _written(self, formula: Formula) -> tuple[str, int]:
        """An expression, and how deep its brackets go; 0 where it needs none around it."""
        if isinstance(formula, PropertyTest):
            return self._test(formula), 0
        needed, parts = formula
        if needed <= 0:
            return "True", 0
        if needed > len(parts):
            return "False", 0
        if len(parts) == 1:
            return self._written(parts[0])
        short = self._of_one_property(needed, parts)
        if short is not None:
            return short, 0
        told = [self._written(part) for part in parts]
        deepest = max(depth for _, depth in told) + 1
        if deepest > DEEPEST:
            told = [(self._named(text), 0) if depth else (text, 0) for text, depth in told]
            deepest = 1
        texts = [f"({text})" if depth else text for text, depth in told]
        if needed in (1, len(parts)):
            return (" or " if needed == 1 else " and ").join(texts), deepest
        return f"sum(({', '.join(texts)})) >= {needed}", deepest + 1

    def _test(self, test: PropertyTest) -> str:
        prop, relation, code = test
        name = self._local(prop)
        if prop[0] == "option":
            return self._of_several(name, self._bit(prop), relation)
        match relation:
            case "eq":
                return f"{name} == {code}"
            case "neq":
                return f"-1 < {name} != {code}"
            case "gte":
                return f"{name} >= {max(code, 0)}"
            case "lte":
                return f"-1 < {name} <= {code}" if code else f"{name} == 0"
            case "ex":
                return f"{name} >= 0"
            case "nex":
                return f"{name} < 0"

    @staticmethod
    def _of_several(name: str, bit: int, relation: str) -> str:
        match relation:
            case "eq":
                return f"{name} & {bit} != 0"
            case "neq":
                return f"{name} & {bit | KNOWN} == {KNOWN}"
            case "ex":
                return f"{name} != 0"
            case _:
                return f"{name} == 0"

    def _of_one_property(self, needed: int, parts: Sequence[Formula]) -> str | None:
        """The shorter way to say what several tests of one property come to, where there is one."""
        tests = [part for part in parts if isinstance(part, PropertyTest)]
        props = {test.property for test in tests}
        if len(tests) < len(parts) or len(props) > 1 or tests[0].property[0] == "option":
            return None
        name = self._local(tests[0].property)
        relations = {test.relation for test in tests}
        codes = ", ".join(str(code) for code in sorted({test.code for test in tests}))
        if needed == 1 and relations == {"eq"}:
            return f"{name} in {{{codes}}}"
        if needed == len(tests) and relations == {"neq"}:
            return f"-1 < {name} not in {{{codes}}}"
        if len(tests) == _FEWEST_SIDES:
            return _two_sided(name, needed, {test.relation: test.code for test in tests})
        return None


def _two_sided(name: str, needed: int, codes: dict[str, int]) -> str | None:
    if needed == _FEWEST_SIDES and codes.keys() == {"gte", "lte"}:
        return f"{max(codes['gte'], 0)} <= {name} <= {codes['lte']}"
    if needed == 1 and "nex" in codes:  # so, or not known
        if "neq" in codes:
            return f"{name} != {codes['neq']}"
        if "eq" in codes:
            return f"{name} in {{-1, {codes['eq']}}}" if codes["eq"] else f"{name} <= 0"
        if "lte" in codes:
            return f"{name} <= {max(codes['lte'], -1)}"
    return None
