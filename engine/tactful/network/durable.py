"""The thin layer over durable-rules' C module: single-message rules, and every limit it has.

durable-rules 2.0.28 is a good matcher of constant conditions and an unsafe library: past its
limits it hangs, crashes or answers wrong, and its Python layer starts threads and swallows
exceptions. So only six functions of the raw module are used, and only in the shape that was
measured to be right: one message a stage, one positive discriminator first, exactly one test a
condition, a constant ``$or`` around a target's ways, whole numbers only, generated names, one
live session (sid) a handle, explicit ids.
Nothing that an author or a client writes reaches the C code.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from operator import itemgetter

import tactful_durable_rules as E  # noqa: N812 - short, since every call into C goes through it

from tactful.language.lowering import Property, PropertyTest
from tactful.network.combinations import Combination
from tactful.network.conditions import Path, Target
from tactful.network.encoding import property_name, stage_name

VERSION = "2.0.28"
"""The version that was compiled, as pyproject.toml names it; the module itself does not say."""

MOST_PATHS = 56
"""Paths that one message can meet: 64 alphas may be pending for a message, then error 303."""

MOST_PROPERTIES = 200
"""Properties of one message: 252 is the limit, then error 302."""

MOST_STAGES = 120
"""Stages a handle serves: each is a test under the root, which hangs at 513 and has 127 $nex."""

MOST_WAYS = 8
"""Paths of one rule: a rule has 32 places for groups and each path takes two, then error 113."""

MOST_RULES = 2000
"""Rules a handle holds: 4,096 is the limit, then error 106."""

_PRIMED_SESSIONS = 2


class MatcherFailure(RuntimeError):  # noqa: N818 - it is the matcher's failure, not the caller's
    """durable-rules reported an error or broke its own promises: a bug, never a user's mistake."""


_NAME = slice(2, 10)
"""Where an activation names its target: a rule's name begins with it, in eight digits."""


class DurableMessage:
    """What one handle is told at one stage: which properties, and how the text is put together."""

    __slots__ = ("_opening", "_pick", "handle", "properties")

    def __init__(self, handle: int, stage: int, properties: tuple[int, ...]) -> None:
        self.handle = handle
        self.properties = properties
        self._pick = itemgetter(*properties) if properties else _no_fragments
        self._opening = f'","id":"{stage + 1}","{stage_name(stage)}":1,"dist":0'

    def text(self, session: str, fragments: Sequence[str]) -> str:
        """The message as JSON; ``fragments`` holds each property's text, empty if missing."""
        return '{"sid":"' + session + self._opening + "".join(self._pick(fragments)) + "}"


def _no_fragments(_: Sequence[str]) -> tuple[str, ...]:
    return ()


class DurableMatcher:
    """A set of durable-rules handles that match paths, stage by stage.

    ``stages[s]`` are the messages to send at stage ``s``. Not safe for use by two threads at
    once: ``Network`` holds a lock around each session.
    """

    def __init__(self, targets: Iterable[Target], places: dict[Property, int]) -> None:
        """Build the handles; ``places`` numbers the properties."""
        self.stages: list[list[DurableMessage]] = []
        self._sessions = itertools.count(_PRIMED_SESSIONS + 1)
        plans = _Planner(places)
        for target, stage, paths in targets:
            for ways in _together(paths):
                plans.add(target, stage, ways)
        self._handles: list[int] = []
        self._finalizer = weakref.finalize(self, _delete_all, self._handles)
        for plan in plans.handles:
            handle = E.create_ruleset("tactful", plan.text())
            self._handles.append(handle)
            _prime(handle)
            for stage, numbers in plan.stages.items():
                while len(self.stages) <= stage:
                    self.stages.append([])
                message = DurableMessage(handle, stage, tuple(sorted(numbers)))
                self.stages[stage].append(message)

    @property
    def handles(self) -> int:
        """How many handles there are."""
        return len(self._handles)

    def session(self) -> DurableSession:
        """A fresh session; close it whatever happens."""
        return DurableSession(str(next(self._sessions)))


class DurableSession:
    """One evaluation's state inside the handles it has touched."""

    __slots__ = ("_id", "_touched")

    def __init__(self, session: str) -> None:
        self._id = session
        self._touched: set[int] = set()

    def match(self, message: DurableMessage, fragments: Sequence[str]) -> Combination:
        """Assert one message and drain the agenda: the targets that match.

        Raises:
            MatcherFailure: if durable-rules fails or does not come to an end.
        """
        handle = message.handle
        self._touched.add(handle)
        try:
            outcome, state = E.assert_fact(handle, message.text(self._id, fragments))
            if outcome:
                return _nothing(outcome)
            first = E.start_action_for_state(handle, state)
            if first is None:
                return 0
            complete = E.complete_and_start_action
            # {"00000017-4":{"m":{...}}}: of each activation only the rule's name matters.
            found = 1 << int(first[1][_NAME])
            for _ in range(MOST_PATHS):
                activation = complete(handle, state)
                if activation is None:
                    return found
                found |= 1 << int(activation[_NAME])
        except E.error as error:
            raise MatcherFailure(f"durable-rules failed: {error}") from error
        raise MatcherFailure("durable-rules fired more rules than there are")

    def close(self) -> None:
        """Delete the session everywhere.

        Raises:
            MatcherFailure: if durable-rules cannot delete it.
        """
        touched, self._touched = self._touched, set()
        try:
            for handle in touched:
                E.delete_state(handle, self._id)
        except E.error as error:
            raise MatcherFailure(f"durable-rules kept a session: {error}") from error

    def abandon(self) -> None:
        """Delete what can be deleted after a failure that is already on its way out."""
        for handle in self._touched:
            with suppress(E.error):  # the session may not have come into being there
                E.delete_state(handle, self._id)


def _nothing(outcome: int) -> Combination:
    if outcome == 1:  # no path was completed
        return 0
    raise MatcherFailure(f"durable-rules answered {outcome} to a fact it cannot have seen")


class _Plan:
    """What one handle will hold."""

    def __init__(self) -> None:
        # Written by hand: all of it is generated names and whole numbers.
        self.rules = ['"prime":{"all":[{"m":{"prime":1}}]}']
        self.stages: dict[int, set[int]] = {}
        self.paths: dict[int, int] = {}

    def takes(self, stage: int, ways: int, properties: set[int]) -> bool:
        """Whether a rule with so many paths fits without passing a limit."""
        return (
            len(self.rules) < MOST_RULES
            and (stage in self.stages or len(self.stages) < MOST_STAGES)
            and self.paths.get(stage, 0) + ways <= MOST_PATHS
            and len(self.stages.get(stage, set()) | properties) <= MOST_PROPERTIES
        )

    def put(self, target: int, stage: int, ways: Sequence[list[str]], properties: set[int]) -> None:
        """Add a rule, which fires once for each of its ways that matches."""
        tests = ways[0] if len(ways) == 1 else [_any_of([_all_of(way) for way in ways])]
        name = f"{target:08d}-{len(self.rules)}"
        expression = _all_of([f'{{"{stage_name(stage)}":1}}', *tests])
        self.rules.append(f'"{name}":{{"all":[{{"m":{expression}}}]}}')
        self.stages.setdefault(stage, set()).update(properties)
        self.paths[stage] = self.paths.get(stage, 0) + len(ways)

    def text(self) -> str:
        """The rules as JSON."""
        return "{" + ",".join(self.rules) + "}"


def _together(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    """A target's paths in portions that one rule can hold: a session costs by the rule."""
    if () in paths:  # whatever is known, it holds
        paths = [()]
    ways: list[Path] = []
    properties: set[Property] = set()
    for path in paths:
        more = properties.union(test.property for test in path)
        if len(ways) == MOST_WAYS or len(more) > MOST_PROPERTIES:
            yield ways
            ways, more = [], {test.property for test in path}
        ways.append(path)
        properties = more
    if ways:
        yield ways


class _Planner:
    """Spreads paths over handles; remembers where each stage stopped, so it stays linear."""

    def __init__(self, places: dict[Property, int]) -> None:
        self.handles: list[_Plan] = []
        self._places = places
        self._next: dict[int, int] = {}

    def add(self, target: int, stage: int, ways: Sequence[Path]) -> None:
        properties = {self._places[test.property] for path in ways for test in path}
        tests = [[_expression(t, self._places[t.property]) for t in path] for path in ways]
        place = self._next.get(stage, 0)
        while not self._at(place).takes(stage, len(ways), properties):
            place += 1
        self._next[stage] = place
        self._at(place).put(target, stage, tests, properties)

    def _at(self, place: int) -> _Plan:
        if place == len(self.handles):
            self.handles.append(_Plan())
        return self.handles[place]


def _expression(test: PropertyTest, place: int) -> str:
    name, relation = property_name(place), test.relation
    if relation == "eq":
        return f'{{"{name}":{test.code}}}'
    code = 1 if relation in ("ex", "nex") else test.code
    return f'{{"${relation}":{{"{name}":{code}}}}}'


def _all_of(expressions: list[str]) -> str:
    return expressions[0] if len(expressions) == 1 else f'{{"$and":[{",".join(expressions)}]}}'


def _any_of(expressions: list[str]) -> str:
    return f'{{"$or":[{",".join(expressions)}]}}'


def _prime(handle: int) -> None:
    """Run a rule to completion in each of the first session slots.

    A slot that is deleted before it ever ran an action frees a pointer that was never set
    (state.c, deleteStateNode). Slots are reused last in, first out, so with one live session
    only the first is ever used; the others are for a session that could not be deleted.
    """
    sessions = [str(n + 1) for n in range(_PRIMED_SESSIONS)]
    for session in sessions:
        _, state = E.assert_fact(handle, f'{{"sid":"{session}","id":"1","prime":1,"dist":0}}')
        E.start_action_for_state(handle, state)
        E.complete_and_start_action(handle, state)
    for session in reversed(sessions):
        E.delete_state(handle, session)


def _delete_all(handles: list[int]) -> None:
    for handle in handles:
        E.delete_ruleset(handle)
