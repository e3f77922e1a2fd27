"""What a face on the network lets in, whichever it is: its own names, its own pages, short bodies.

A page of another site can make a browser send requests here, and can give its own name the
address of this machine. So the names of host and origin are looked at, not only the address.

Nothing here belongs to a web framework: what comes in is as ASGI hands it on.

Source of the idea: the Fetch standard's CORS protocol; DNS rebinding (C. Jackson and others,
Protecting Browsers from DNS Rebinding Attacks, CCS 2007).
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from enum import Enum
from typing import Any, NamedTuple

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
"""What gives the next part of a request (ASGI)."""


class Refusal(Enum):
    """Why a request is not let in."""

    WRONG_HOST = "it was sent to a name that is not ours"
    FOREIGN_ORIGIN = "another site's page sent it"
    TOO_LARGE = "its body is longer than it may be"


class Door(NamedTuple):
    """What may come in.

    Attributes:
        hosts: The names by which one may be asked, in small letters; with their port, where only
            that port counts, and without it, where any does.
        largest: Bytes that a body may have.
    """

    hosts: frozenset[str]
    largest: int

    def refuses(self, headers: Mapping[str, str]) -> Refusal | None:
        """Why a request may not come in, as far as its head tells; ``None`` where it may.

        Args:
            headers: The request's, by names in small letters.
        """
        if not self._is_ours(headers.get("host", "")):
            return Refusal.WRONG_HOST
        origin = headers.get("origin")
        if origin is not None and not self._is_ours(origin.partition("://")[2]):
            return Refusal.FOREIGN_ORIGIN
        said = headers.get("content-length", "")
        return Refusal.TOO_LARGE if _exceeds(said, self.largest) else None

    def limited(self, receive: Receive, too_large: Callable[[], Exception]) -> Receive:
        """The same request, cut off where its body grows longer than it may be.

        Args:
            receive: What gives its parts.
            too_large: What makes the error that is raised then.
        """
        left = self.largest

        async def limited() -> MutableMapping[str, Any]:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise too_large()
            return message

        return limited

    def _is_ours(self, host: str) -> bool:
        host = host.lower()
        return host in self.hosts or _name_of(host) in self.hosts


def is_token(said: str, token: str) -> bool:
    """Whether somebody has the token; it takes as long, however much of it is right."""
    return hmac.compare_digest(said.encode("utf-8", "replace"), token.encode())


def _name_of(host: str) -> str:
    """A host without its port; an address of version 6 without its brackets."""
    name, is_bracketed, _ = host.removeprefix("[").partition("]")
    if is_bracketed and host.startswith("["):
        return name if name.count(":") > 1 else ""
    return host.partition(":")[0]


def _exceeds(said: str, largest: int) -> bool:
    """Whether a length is more than that; one of very many digits is no number to Python."""
    digits = said.strip()
    if not (digits.isascii() and digits.isdigit()):
        return False  # the server refuses it, or there is none
    digits = digits.lstrip("0") or "0"
    return len(digits) > len(str(largest)) or int(digits) > largest
