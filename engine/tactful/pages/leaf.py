"""A leaf of a handbook: what is told of one entry, with links to the entries that it names.

Where a link leads is not the leaf's matter: to another file, to another place of the same one, or
to another part of a page that people work in.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from tactful.pages.html import templates
from tactful.pages.visible import visible_in
from tactful.text.names import is_id


class Link(NamedTuple):
    """The name of an entry that leads to its leaf, and the words that it stands in."""

    kind: str
    id: str
    words: str


Linked: TypeAlias = "tuple[str | Link, ...]"
"""Words in which some lead elsewhere."""

LeafAddress: TypeAlias = Callable[[Link], str]
"""Where a link leads, as the address of a web page."""


class LeafItem(NamedTuple):
    """One of a list, and what belongs to it."""

    words: Linked
    under: tuple[LeafItem, ...] = ()


class LeafPart(NamedTuple):
    """A heading with what stands under it: paragraphs, a list, and a text as it is written."""

    heading: str
    said: tuple[Linked, ...] = ()
    items: tuple[LeafItem, ...] = ()
    listing: str = ""


class Leaf(NamedTuple):
    """What is told of an entry.

    Attributes:
        kind: What the entry is: ``rule``, ``fact``, ``decision``, ``source``, ``scenario``.
        id: Its name.
        over: What it is, in words, above the title.
        title: What it is called.
        lead: What is to be known of it first.
        parts: All else.
    """

    kind: str
    id: str
    over: str
    title: str
    lead: tuple[Linked, ...]
    parts: tuple[LeafPart, ...]


def anchor(kind: str, id_: str) -> str:
    """The name of an entry's place in a document, or of its file: a title is made shorter."""
    if is_id(id_):
        return f"{kind}-{id_}"
    plain = unicodedata.normalize("NFKD", id_).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-")
    told_apart = hashlib.sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{kind}-{words}-{told_apart}" if words else f"{kind}-{told_apart}"


def leaf_part(leaf: Leaf, address: LeafAddress, level: int = 1) -> str:
    """A leaf as a part of a page.

    Args:
        leaf: What is told.
        address: Where links lead.
        level: The level of its title, from 1 to 4.
    """
    wanted = {"leaves": [visible_in(leaf)], "address": address, "level": level, "anchor": anchor}
    return templates().get_template("leaves.html").render(**wanted)


def leaves_html(
    leaves: Sequence[Leaf], address: LeafAddress, title: str, above: Sequence[tuple[str, str]] = ()
) -> str:
    """Leaves as one document.

    Args:
        leaves: What is told, in order.
        address: Where links lead.
        title: What the document is called.
        above: Where its readers may go from there: addresses, and what they are called.
    """
    return (
        templates()
        .get_template("handbook.html")
        .render(
            frame="frame.html",
            leaves=[visible_in(leaf) for leaf in leaves],
            address=address,
            anchor=anchor,
            title=visible_in((title,))[0],
            above=above,
            level=1 if len(leaves) == 1 else 2,
        )
    )
