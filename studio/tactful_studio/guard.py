"""Who may use the studio: the browser that was given its address, and no other page or program.

The address carries a token once; from then on a cookie has it, which only this page's own requests
bring along.

Source of the idea: double-keyed cookies by port, since cookies know no ports.
"""

from __future__ import annotations

import asyncio
import secrets
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tactful.workspace.doors import Door, Refusal, is_token

LARGEST_BODY = 16 * 1024 * 1024
"""Bytes: every file of a ruleset with unsaved edits travels with each question."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; "
    "style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""What the page may load and run: nothing that does not come from here."""

_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}

_NOT_OPEN = (
    "This page needs the address that `tactful studio` printed when it was started, with its "
    "token. Copy it from there, whole.\n"
)


_ENDING = "The studio is being ended. Nothing that you wrote is lost."


class Doorkeeper:
    """Stands before the studio and lets in what may come in.

    Args:
        app: The studio.
        token: What the address has to carry.
        port: Where it listens.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._cookie = f"tactful-studio-{port}"
        hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))
        self._door = Door(hosts, LARGEST_BODY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                headers["content-security-policy"] = POLICY.format(nonce=nonce)
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, guarded)
            return
        try:
            await self._app(scope, self._door.limited(receive, TooMuch), guarded)
        except asyncio.CancelledError:  # the studio is being ended, and waits no longer
            if begun:
                raise
            await JSONResponse({"detail": _ENDING}, 503)(scope, receive, guarded)

    def _refused(self, scope: Scope) -> Response | None:
        """The answer to who may not come in, or to who comes for the first time."""
        headers = Headers(scope=scope)
        refusal = self._door.refuses(headers)
        if refusal is Refusal.WRONG_HOST:
            return PlainTextResponse(f"Ask {min(self._door.hosts)}.\n", 421)
        if refusal is Refusal.FOREIGN_ORIGIN:
            return PlainTextResponse("Another site's page asked.\n", 403)
        if refusal is Refusal.TOO_LARGE:
            return PlainTextResponse("That is too much at once.\n", 413)
        said = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["path"] == "/" and is_token(said, self._token):
            first = RedirectResponse("/", 303)
            first.set_cookie(self._cookie, self._token, httponly=True, samesite="strict", path="/")
            return first
        kept = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        return None if is_token(kept, self._token) else PlainTextResponse(_NOT_OPEN, 401)


class TooMuch(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where a body is longer than it may be."""
