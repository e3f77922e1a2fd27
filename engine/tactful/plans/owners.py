"""Whose an event of a calendar is, and which plan of a file is an earlier one of the same client.

No two clients may share an event, and one client's next plan has to find the events of the last.
A title that somebody gave says who a client is, together with the moment that windows count from
and no step moves. Where nobody gave one, all that is known has to say it; then the plan before is
the one that nothing contradicts which lasts: what steps move is another thing after each of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from icalendar import Event

from tactful.grounding.names import told_name
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.scenarios.scenario import UNTITLED

CLIENT, KNOWN = "x-tactful-client", "x-tactful-known"
"""The properties of an event that say whose it is: names that only tactful uses, in digests."""


class Owner(NamedTuple):
    """Whose a plan is.

    Attributes:
        client: What the UIDs of the plan's events are made of.
        title: What the scenario is called.
        known: By what the client is known again: digests of values, by digests of names.
    """

    client: str
    title: str
    known: Mapping[str, str]

    def is_of(self, event: Event) -> bool:
        """Whether an event is of the same client's plan."""
        if KNOWN not in event:  # an earlier version knew titles alone
            return self.title == title_of(event) != UNTITLED
        pairs = (pair.partition(":") for pair in str(event[KNOWN]).split())
        return all(self.known.get(name, value) == value for name, _, value in pairs)

    def is_also(self, other: Owner) -> bool:
        """Whether nothing tells two plans apart."""
        return all(self.known.get(name, value) == value for name, value in other.known.items())

    def mark(self, event: Event) -> None:
        """Say in an event whose it is."""
        event.add(CLIENT, self.client)
        event.add(KNOWN, " ".join(f"{name}:{value}" for name, value in self.known.items()))


def owner(ruleset: Ruleset, title: str, given: Mapping[str, Value]) -> Owner:
    """Whose plan it is that is made of a scenario.

    Args:
        ruleset: The rules, made plain for those whom the scenario lists.
        title: What the scenario is called.
        given: The facts that are given.
    """
    title = " ".join(title.split())
    options = [o for d in ruleset.decisions.values() for o in d.options.values()]
    moved = {effect.fact for option in options for effect in option.after or ()}
    facts = {name: given[name] for name in ruleset.facts if name in given}
    facts.pop(ruleset.clock.now or "", None)
    lasting = {name: value for name, value in facts.items() if name not in moved}
    pieces = [piece for option in options for piece in (*option.windows, *option.waits)]
    counted = {day for piece in pieces for day in piece.days}
    anchor = [(name, value) for name, value in lasting.items() if name in counted][:1]
    if title == UNTITLED:
        whole, known = facts, lasting
    else:
        whole, known = dict(anchor) or lasting, dict(anchor)
    told = {name: told_name(ruleset, name) for name in facts}
    parts = [ruleset.id, title, *(f"{told[name]}={spelt(value)}" for name, value in whole.items())]
    about = {"ruleset": ruleset.id, "title": title}
    about |= {f"fact {told[name]}": spelt(value) for name, value in known.items()}
    return Owner(
        digest("\n".join(parts), 32), title, {digest(n): digest(v) for n, v in about.items()}
    )


def title_of(event: Event) -> str:
    """What the scenario of an event is called."""
    found = event.get("categories")
    return str(found.cats[0]) if found is not None and found.cats else ""


def spelt(value: Value) -> str:
    """A value on one line, the same in every process, as no other value of its fact is spelt."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))  # a set's own order is another one in each process
    if isinstance(value, datetime) and value.fold:
        return f"{value} for the second time"
    return str(value).replace("\\", r"\\").replace("\n", r"\n")


def digest(text: str, length: int = 12) -> str:
    """A short text that stands for another, and for no other."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
