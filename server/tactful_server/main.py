"""Starting a server: where it listens, who may ask, how it ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import uvicorn

from tactful_server.app import Server, ServerSettings
from tactful_server.guard import LOOPBACK, Limits


class Options(NamedTuple):
    """What ``tactful serve`` was told.

    Attributes:
        host: The address to listen at.
        port: The port; 0 for any that is free.
        token: What has to be sent; ``None`` for one that is made up.
        open_: Whether nothing has to be sent.
        names: Further names by which the server is asked.
        limits: What a request may cost.
        workers: Processes for long answers.
    """

    host: str
    port: int
    token: str | None
    open_: bool
    names: tuple[str, ...]
    limits: Limits
    workers: int


def serve(ruleset: Path, options: Options, say: Callable[[str], None]) -> None:
    """Serve a ruleset until somebody ends it.

    Args:
        ruleset: Where it is.
        options: How.
        say: Tells people where the server is.

    Raises:
        OSError: if it cannot listen there.
        NoRules: if the ruleset has errors.
    """
    token = None if options.open_ else options.token or secrets.token_urlsafe(24)
    names = tuple(dict.fromkeys((options.host, *options.names, *LOOPBACK)))
    settings = ServerSettings(token, names, options.limits, options.workers)
    app = Server(ruleset, settings).app()
    config = uvicorn.Config(
        app,
        host=options.host,
        port=options.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    with config.bind_socket() as listening:
        host, port = listening.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        say(f"Serving {ruleset} at http://{shown}:{port}/ (Ctrl-C ends it).")
        if token is not None and options.token is None:
            say(f"Send this token with each request: {token}")
        uvicorn.Server(config).run(sockets=[listening])
