"""Who may ask: whoever has the token, from this machine's own pages, within limits.

A page of another site can make a browser send requests here, and can give its own name the
address of this machine. So the names of host and origin are looked at, not only the address.

Source of the idea: the Fetch standard's CORS protocol; DNS rebinding (C. Jackson and others,
Protecting Browsers from DNS Rebinding Attacks, CCS 2007).
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tactful_server.problems import HttpProblem

OPEN = ("/api/health",)
"""What anybody may ask who reaches the machine: a watchdog has no token."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Limits(NamedTuple):
    """What a request may cost.

    Attributes:
        body: Bytes of a body.
        seconds: Time for one answer.
    """

    body: int = 4 * 1024 * 1024
    seconds: float = 60.0


class Guard:
    """Stands before an application and lets in what may come in.

    Args:
        app: The application.
        token: What has to be sent as ``Authorization: Bearer``; ``None`` for nothing.
        hosts: The names by which the server may be asked.
        limits: What a request may cost.
    """

    def __init__(
        self, app: ASGIApp, token: str | None, hosts: Collection[str], limits: Limits
    ) -> None:
        self._app = app
        self._token = token
        self._hosts = frozenset(host.lower() for host in hosts)
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope["path"], Headers(scope=scope))
        except HttpProblem as problem:
            await problem.response()(scope, receive, send)
            return
        left = self._limits.body

        async def limited() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise too_large(self._limits)
            return message

        await self._app(scope, limited, send)

    def _check(self, path: str, headers: Headers) -> None:
        host = headers.get("host", "").lower()
        if _name_of(host) not in self._hosts:
            raise HttpProblem("wrong-host", f"ask one of {', '.join(sorted(self._hosts))}")
        origin = headers.get("origin")
        if origin is not None and _name_of(origin.lower().partition("://")[2]) not in self._hosts:
            raise HttpProblem("foreign-origin", "ask from a program, or from a page of this server")
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._limits.body:
            raise too_large(self._limits)
        if self._token is not None and path not in OPEN:
            scheme, _, said = headers.get("authorization", "").partition(" ")
            right = hmac.compare_digest(said.strip().encode(), self._token.encode())
            if scheme.lower() != "bearer" or not right:
                detail = "send the token that the server printed as `Authorization: Bearer TOKEN`"
                raise HttpProblem("no-token", detail, headers={"WWW-Authenticate": "Bearer"})


def too_large(limits: Limits) -> HttpProblem:
    """A body is longer than it may be."""
    return HttpProblem("too-large", f"a body may have up to {limits.body:,} bytes")


def _name_of(host: str) -> str:
    """A host without its port; an address of version 6 without its brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
