"""A handbook: a leaf for every rule, fact, decision, claim and scenario, as a static site.

Each leaf is a page by itself, without scripts and without anything from elsewhere, and leads to
those that it names. One page has them all, to be printed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tactful.language.model import Ruleset
from tactful.language.progress import Progress, silent
from tactful.pages.leaf import Leaf, LeafAddress, Link, anchor, leaves_html
from tactful.scenarios.scenario import Scenario
from tactful.text.gate import Gate, OwnFolder
from tactful.text.output_defects import Refused, no_folder
from tactful.workspace.leaves.book import Book, with_names
from tactful.workspace.leaves.decisions import decision_leaf, source_leaf
from tactful.workspace.leaves.facts import fact_leaf
from tactful.workspace.leaves.rules import rule_leaf
from tactful.workspace.leaves.scenarios import first_leaf, heading_of, scenario_leaf

HANDBOOK = "handbook.json"
"""The file by which a handbook is known again."""

INDEX, ALL = "index.html", "all.html"

_FORMAT = 1
_ABOVE = ((INDEX, "Contents"), (ALL, "All on one page"))


def place_for(gate: Gate, folder: Path) -> OwnFolder:
    """The way to write a handbook into a folder: a new one, or that of an earlier handbook.

    Raises:
        Refused: if something else is there, or no folder that it could be made in.
    """
    place = gate.claim_folder(folder, HANDBOOK)
    if not Path(os.path.abspath(folder)).parent.is_dir():  # noqa: PTH100 - links stay as they are
        raise Refused(folder, no_folder(folder))
    return place


def leaf(book: Book, kind: str, id_: str) -> Leaf:
    """The leaf of an entry.

    Raises:
        KeyError: if there is none.
    """
    return with_names(_leaf(book, kind, id_), book.ruleset)


def _leaf(book: Book, kind: str, id_: str) -> Leaf:
    ruleset = book.ruleset
    if kind == "rule":
        return rule_leaf(ruleset.rules[id_], book)
    if kind == "fact":
        return fact_leaf(ruleset.facts[id_], book)
    if kind == "decision":
        return decision_leaf(ruleset.decisions[id_], book)
    if kind == "source":
        return source_leaf(ruleset.sources[id_], book)
    if kind == "scenario":
        by_title = {shown.scenario.title: shown for shown in book.shown}
        return scenario_leaf(by_title[id_], book)
    return first_leaf(book)


def leaves(book: Book) -> Iterator[Leaf]:
    """Every leaf but the first, in the order in which a handbook has them."""
    ruleset = book.ruleset
    kinds: Mapping[str, Iterable[str]] = {
        "decision": ruleset.decisions,
        "rule": ruleset.rules,
        "fact": ruleset.facts,
        "source": ruleset.sources,
    }
    yield from (leaf(book, kind, id_) for kind, ids in kinds.items() for id_ in ids)
    yield from (with_names(scenario_leaf(shown, book), ruleset) for shown in book.shown)


def address_in_files(link: Link) -> str:
    """Where a link leads in a handbook of files."""
    return f"{anchor(link.kind, link.id)}.html"


def address_on_page(link: Link) -> str:
    """Where a link leads on a page that has every leaf."""
    return f"#{anchor(link.kind, link.id)}"


def handbook(
    ruleset: Ruleset, scenarios: Sequence[Scenario] = (), moved: Progress = silent
) -> Mapping[str, str]:
    """The files of a handbook, by their names in its folder.

    Args:
        ruleset: The rules.
        scenarios: Those that show them.
        moved: Is told how far it is, in scenarios tried and leaves made.
    """
    entries = len(ruleset.rules) + len(ruleset.facts) + len(ruleset.decisions)
    whole = 2 * len(scenarios) + len(ruleset.sources) + entries
    book = Book(ruleset, scenarios, lambda done, _: moved(done, whole))
    files = {HANDBOOK: json.dumps({"tactful": _FORMAT, "of": ruleset.fingerprint}) + "\n"}
    title = book.ruleset.title
    first = leaf(book, "ruleset", "ruleset")
    files[INDEX] = leaves_html([first], address_in_files, title, _ABOVE[1:])
    every = [first]
    for number, one in enumerate(leaves(book), start=len(scenarios)):
        moved(number, whole)
        every.append(one)
        files[f"{anchor(one.kind, one.id)}.html"] = _page(one, address_in_files)
    files[ALL] = leaves_html(every, address_on_page, title, _ABOVE[:1])
    return files


def _page(one: Leaf, address: LeafAddress) -> str:
    return leaves_html([one], address, heading_of(one), _ABOVE)
