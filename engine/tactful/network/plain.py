"""A matcher in plain Python, for where durable-rules cannot be loaded: same paths, same answers.

Every path has a bit. For each property and each code that it can have, the paths whose tests of
that property pass are one whole number, worked out when the code first occurs; the paths that
match a message are those numbers and-ed together (bitmap indexing, as databases do it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tactful.language.lowering import Property, PropertyTest
from tactful.network.combinations import Combination, members
from tactful.network.conditions import Path, Target


class PlainMessage:
    """What the paths of one stage ask of each property."""

    def __init__(self) -> None:
        self.targets: list[Combination] = []
        self.columns: dict[int, _Passing] = {}
        self.every = 0

    def add(self, target: int, path: Path, places: dict[Property, int]) -> None:
        """Add a path, which stands for this target if all of its tests pass."""
        bit = 1 << len(self.targets)
        self.targets.append(1 << target)
        self.every |= bit
        for test in path:
            column = self.columns.setdefault(places[test.property], _Passing(self))
            column.tests.append((bit, test))


class _Passing(dict[str, int]):
    """The paths that a property allows, by the property's text in a message (empty if missing)."""

    def __init__(self, message: PlainMessage) -> None:
        super().__init__()
        self.tests: list[tuple[int, PropertyTest]] = []
        self._message = message

    def __missing__(self, text: str) -> int:
        code = int(text.rpartition(":")[2]) if text else None
        failing = 0
        for bit, test in self.tests:
            if not _passes(test, code):
                failing |= bit
        passing = self[text] = self._message.every & ~failing
        return passing


def _passes(test: PropertyTest, code: int | None) -> bool:
    """Whether a property with this code, ``None`` if it is missing, passes the test."""
    relation = test.relation
    if code is None or relation in ("ex", "nex"):
        return (relation == "nex") is (code is None)
    if relation == "gte":
        return code >= test.code
    if relation == "lte":
        return code <= test.code
    return (code == test.code) is (relation == "eq")


class PlainMatcher:
    """Matches paths, stage by stage. It keeps nothing of an evaluation: any thread may use it."""

    def __init__(self, targets: Iterable[Target], places: dict[Property, int]) -> None:
        """Build the columns; ``places`` numbers the properties."""
        self.stages: list[list[PlainMessage]] = []
        for target, stage, paths in targets:
            while len(self.stages) <= stage:
                self.stages.append([PlainMessage()])
            for path in paths:
                self.stages[stage][0].add(target, path, places)

    def serve(self, work: Callable[[PlainSession], None]) -> None:
        """Let some work match."""
        work(PlainSession())


class PlainSession:
    """One evaluation, of which nothing is kept."""

    __slots__ = ()

    def match(self, message: PlainMessage, fragments: Sequence[str]) -> Combination:
        """The targets that match what ``fragments`` hold: each property's text, by place."""
        matching = message.every
        for place, passing in message.columns.items():
            matching &= passing[fragments[place]]
        found = 0
        for number in members(matching):
            found |= message.targets[number]
        return found
