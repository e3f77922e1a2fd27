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

import operator
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import count, repeat, starmap
from operator import itemgetter

import tactful_durable_rules as E  # noqa: N812 - short, since every call into C goes through it

from tactful.language.lowering import Property, PropertyTest
from tactful.network.combinations import Combination
from tactful.network.conditions import Path, Target
from tactful.network.encoding import property_name, stage_name
from tactful.text.forks import Locked

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


class MatcherFailure(RuntimeError):  # noqa: N818 - it is the matcher's failure, not the caller's
    """durable-rules reported an error or broke its own promises: a bug, never a user's mistake."""


_NAME = slice(2, 10)
"""Where an activation names its target: a rule's name begins with it, in eight digits."""


class DurableMessage:
    """What one handle is told at one stage: which properties, and how the text is put together.

    ``handle`` is its place in ``Handles.numbers``; ``first`` says that no earlier stage tells it
    anything.
    """

    __slots__ = ("_opening", "_pick", "first", "handle", "properties")

    def __init__(
        self, handle: int, stage: int, properties: tuple[int, ...], *, first: bool
    ) -> None:
        self.handle = handle
        self.properties = properties
        self.first = first
        self._pick = itemgetter(*properties) if properties else _no_fragments
        self._opening = f'","id":"{stage + 1}","{stage_name(stage)}":1,"dist":0'

    def text(self, session: str, fragments: Sequence[str]) -> str:
        """The message as JSON; ``fragments`` holds each property's text, empty if missing."""
        return '{"sid":"' + session + self._opening + "".join(self._pick(fragments)) + "}"


def _no_fragments(_: Sequence[str]) -> tuple[str, ...]:
    return ()


class DurableMatcher(Locked):
    """Matches paths with durable-rules, stage by stage: ``stages[s]`` are the messages of ``s``.

    One evaluation at a time, whatever thread it comes from; durable-rules holds the interpreter's
    lock anyway. An evaluation takes the handles out and brings them back when it has come to its
    end. One that does not, whatever ended it and wherever, never brings them back: the next one
    finds none and makes new ones. So does one that starts while another waits below it in the same
    thread, as that of a signal handler does, and one in a child that was forked half-way.
    """

    def __init__(self, targets: Iterable[Target], places: dict[Property, int]) -> None:
        """Build the handles; ``places`` numbers the properties."""
        super().__init__()
        _keep_freed_memory()
        self.stages: list[list[DurableMessage]] = []
        plans = _Planner(places)
        for target, stage, paths in targets:
            for ways in _together(paths):
                plans.add(target, stage, ways)
        self._texts = [plan.text() for plan in plans.handles]
        for number, plan in enumerate(plans.handles, 1):
            for stage, used in plan.stages.items():
                while len(self.stages) <= stage:
                    self.stages.append([])
                first = stage == min(plan.stages)
                message = DurableMessage(number, stage, tuple(sorted(used)), first=first)
                self.stages[stage].append(message)
        self._idle = [Handles(self._texts)]

    @property
    def handles(self) -> tuple[int, ...]:
        """The handles while no evaluation has them; none after one that was interrupted."""
        return tuple([n for held in self._idle for n in held.numbers if n is not None])

    def serve(self, work: Callable[[DurableSession], None]) -> None:
        """Let some work match in a session of its own.

        Raises:
            MatcherFailure: if durable-rules fails.
        """
        with self.lock:
            handles = self._idle.pop() if self._idle else Handles(self._texts)
            session = DurableSession(handles)
            try:
                work(session)
                session.close()
            except BaseException:
                handles.throw_away()
                raise
            self._idle[:] = [handles]


def _keep_freed_memory() -> None:
    """Let what a session frees stay with the process for the next one.

    glibc gives memory at the end of its heap back once 128 KiB of it are free, which a session of
    a large ruleset is: every evaluation would then pay for hundreds of page faults. Freeing one
    larger block raises that limit to twice its size (mallopt(3), M_MMAP_THRESHOLD). Nobody ever
    touches the block, so it costs nothing; elsewhere it changes nothing.
    """
    bytearray(4 << 20)


class DurableSession:
    """One evaluation's state inside the handles it has touched."""

    __slots__ = ("_id", "_numbers", "_touched")

    def __init__(self, handles: Handles) -> None:
        self._numbers = handles.numbers
        self._touched = handles.touched
        self._touched.append(None)
        self._id = str(next(handles.sessions))

    def match(self, message: DurableMessage, fragments: Sequence[str]) -> Combination:
        """Assert one message and drain the agenda: the targets that match.

        Raises:
            MatcherFailure: if durable-rules fails or does not come to an end.
        """
        handle = self._numbers[message.handle]
        text = message.text(self._id, fragments)
        if message.first:
            self._touched.append((handle, self._id))
        try:
            outcome, state = E.assert_fact(handle, text)
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
            self._touched.clear()
            raise MatcherFailure(f"durable-rules failed: {error}") from error
        except MemoryError:
            # Half-made, a session names memory that is not its own: it is lost, not deleted.
            self._touched.clear()
            raise
        raise MatcherFailure("durable-rules fired more rules than there are")

    def close(self) -> None:
        """Delete the session everywhere.

        Raises:
            MatcherFailure: if durable-rules cannot delete it.
        """
        try:
            deque(starmap(E.delete_state, iter(self._touched.pop, None)), maxlen=0)
        except E.error as error:
            raise MatcherFailure(f"durable-rules kept a session: {error}") from error


class Handles:
    """durable-rules' rulesets with the session that is open in them, and the end of both.

    Python raises what a signal handler raises between two of its own instructions. So whatever
    must not be parted, such as making a handle and remembering it, is one call that is all in C:
    a ``deque`` of no length makes all the calls of an iterator.

    Attributes:
        numbers: ``None`` and the handles.
        touched: ``None`` and, for each handle that has the session, the handle and the session.
        sessions: The numbers of sessions to come; the first one was the priming's.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.numbers: list[int | None] = [None]
        self.touched: list[tuple[int | None, str] | None] = []
        self.sessions = count(2)
        weakref.finalize(self, _throw_away, self.numbers, self.touched)
        self.numbers.extend(map(E.create_ruleset, repeat("tactful"), texts))
        steps = [step for handle in self.numbers[1:] for step in _priming(handle)]
        deque(starmap(operator.call, steps), maxlen=0)

    def throw_away(self) -> None:
        """Delete them now; they go by themselves, but not while an exception is remembered."""
        _throw_away(self.numbers, self.touched)


def _throw_away(numbers: list[int | None], touched: list[tuple[int | None, str] | None]) -> None:
    """Delete sessions and then handles: what is left of them, since a call may not be the first.

    The other way round the sessions' memory would be left.
    """
    while touched:
        with suppress(E.error):  # the session may not have come into being there
            deque(starmap(E.delete_state, iter(touched.pop, None)), maxlen=0)
    if numbers:
        deque(map(E.delete_ruleset, iter(numbers.pop, None)), maxlen=0)


def _priming(handle: int | None) -> list[tuple[object, ...]]:
    """Run a rule to completion in a handle's first session, which has the number 1.

    A slot that is deleted before it ever ran an action frees a pointer that was never set
    (state.c, deleteStateNode). There is one session at a time, so the first slot is the only one.
    """
    return [
        (E.assert_fact, handle, '{"sid":"1","id":"1","prime":1,"dist":0}'),
        (E.start_action_for_state, handle, 1),
        (E.complete_and_start_action, handle, 1),
        (E.delete_state, handle, "1"),
    ]


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
