"""Whatever a ruleset is compiled to is kept for it once, and let go with it."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest

from tactful.compiled.evaluator import Compiled
from tactful.compiled.kept import compiled_of
from tactful.grounding.ground import ground
from tactful.grounding.kept import KeptEvaluators
from tactful.language.model import Ruleset
from tactful.network.evaluator import Network
from tactful.network.kept import network_of
from tactful.reading.ruleset import load_ruleset_text

RULES = """\
title: Guests
each:
  guest:
    plural: guests
    label: the guest
    facts:
      hungry: {type: yes/no, label: whether they are hungry}
    decisions:
      meal:
        label: what they eat
        choose: one
        options: {soup: {label: soup}, bread: {label: bread}}
facts:
  cold: {type: yes/no, label: whether it is cold}
rules:
  - id: soup-for-the-hungry
    when: {hungry: yes}
    then: {meal: {soup: for}}
    because: Soup fills.
    source: house
"""

Of: TypeAlias = "Callable[[Ruleset], Network | Compiled]"
KINDS: Mapping[str, Of] = {"network": network_of, "compiled": compiled_of}
both = pytest.mark.parametrize("kind", [*KINDS])


class Counted:
    """An evaluator that only says how often one was made."""

    made = 0

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        Counted.made += 1

    def worded(self, ruleset: Ruleset) -> Counted:
        other = object.__new__(Counted)
        other.ruleset = ruleset
        return other


def rules() -> Ruleset:
    loaded = load_ruleset_text(RULES)
    assert loaded.ruleset is not None, loaded.diagnostics
    return loaded.ruleset


@both
def test_it_is_made_once_and_let_go_with_its_ruleset(kind: str) -> None:
    of = KINDS[kind]
    made = Ruleset("a", "A", {}, {}, {})
    assert of(made) is of(made)
    assert of(made).ruleset is not made
    gone = weakref.ref(made)
    del made
    gc.collect()
    assert gone() is None


def test_as_many_of_a_thing_are_compiled_once_whatever_they_are_called() -> None:
    kept = KeptEvaluators(Counted)
    own = kept.of(rules())
    before = Counted.made
    ann = kept.with_people(own, {"guest": ("Ann", "Bo")})
    cas = kept.with_people(own, {"guest": ("Cas", None)})
    assert Counted.made == before + 1
    assert ann is kept.with_people(own, {"guest": ("Ann", "Bo")})
    names = [one.ruleset.ground.names["guest"] for one in (ann, cas) if one.ruleset.ground]
    assert names == [("Ann", "Bo"), ("Cas", None)]
    kept.with_people(own, {"guest": ("Ann",)})
    assert Counted.made == before + 2


def test_nobody_listed_is_itself_and_who_cannot_be_is_refused() -> None:
    kept = KeptEvaluators(Counted)
    own = kept.of(rules())
    assert kept.with_people(own, {}) is own
    with pytest.raises(ValueError, match="several"):
        kept.with_people(own, {"host": ("Ann",)})


@both
def test_named_and_unnamed_share_what_is_compiled(kind: str) -> None:
    of = KINDS[kind]
    template = rules()
    one = of(ground(template, {"guest": ("Ann", "Bo")}))
    two = of(ground(template, {"guest": (None, None)}))
    assert one._program is two._program


def test_a_forked_child_finds_the_lock_free() -> None:
    kept = KeptEvaluators(Counted)
    own, held, over = rules(), threading.Event(), threading.Event()

    def hold() -> None:
        with kept.lock:
            held.set()
            over.wait(60)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(60)
    child = os.fork()
    if child == 0:
        free = kept.lock.acquire(blocking=False)
        os._exit(0 if free and kept.of(own) is kept.of(own) else 1)
    _, status = os.waitpid(child, 0)
    over.set()
    other.join()
    assert status == 0
