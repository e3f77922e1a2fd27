"""A rule's page from the handbook, with its form beside it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from tactful.explanation.wording import capitalised
from tactful.language.model import Ruleset
from tactful.pages.leaf import Link, leaf_part
from tactful.text.names import spaced
from tactful.workspace.handbook import leaf
from tactful.workspace.leaves.book import Book
from tactful.workspace.opened import Opened
from tactful_studio.pane_input import PaneInput
from tactful_studio.panes.form import filled
from tactful_studio.rendering import rendered

TITLE = "Rule"

_BOOKS: WeakKeyDictionary[Ruleset, Book] = WeakKeyDictionary()


def pane(asked: PaneInput) -> str:
    """What the handbook tells of a rule, fact, decision or source, and its form.

    The setting ``entry`` says of which, as ``rule/no-bribes``.
    """
    now = asked.opened if asked.opened.ruleset is not None else asked.saved
    if now.ruleset is None:
        return rendered("panes/no_rules.html")
    book = _book(now)
    kind, _, id_ = asked.form.get("entry", "").partition("/")
    try:
        told = leaf(book, kind, id_) if kind else None
    except KeyError:
        told = None
    if told is None:
        kind, id_ = "rule", next(iter(book.ruleset.rules), "")
        told = leaf(book, kind, id_)
    return rendered(
        "panes/rule.html",
        saved=asked.opened.ruleset is None,
        entry=f"{kind}/{id_}",
        rules=[(f"rule/{one}", capitalised(spaced(one))) for one in book.ruleset.rules],
        told=leaf_part(told, _address, 3),
        filled=filled(asked.opened, kind, id_, asked.form.get("adding", "")),
    )


def _address(link: Link) -> str:
    return f"#{link.kind}"


def _book(now: Opened) -> Book:
    """All that is told of the rules, worked out once for each state of them."""
    assert now.ruleset is not None  # noqa: S101 - looked at by the caller
    found = _BOOKS.get(now.ruleset)
    if found is None:
        found = _BOOKS[now.ruleset] = Book(now.ruleset, now.scenarios)
    return found
