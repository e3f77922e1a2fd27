"""Who may ask: whoever has the token, from this machine's own pages, within limits."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from tactful.workspace.doors import Door, Refusal, is_token
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
        self._door = Door(frozenset(host.lower() for host in hosts), limits.body)

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
        await self._app(scope, self._door.limited(receive, self._too_large), send)

    def _check(self, path: str, headers: Headers) -> None:
        refusal = self._door.refuses(headers)
        if refusal is Refusal.WRONG_HOST:
            raise HttpProblem("wrong-host", f"ask one of {', '.join(sorted(self._door.hosts))}")
        if refusal is Refusal.FOREIGN_ORIGIN:
            raise HttpProblem("foreign-origin", "ask from a program, or from a page of this server")
        if refusal is Refusal.TOO_LARGE:
            raise self._too_large()
        if self._token is not None and path not in OPEN:
            scheme, _, said = headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not is_token(said.strip(), self._token):
                detail = "send the token that the server printed as `Authorization: Bearer TOKEN`"
                raise HttpProblem("no-token", detail, headers={"WWW-Authenticate": "Bearer"})

    def _too_large(self) -> HttpProblem:
        return HttpProblem("too-large", f"a body may have up to {self._door.largest:,} bytes")
