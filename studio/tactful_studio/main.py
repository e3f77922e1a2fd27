"""Starting the studio: where it listens, what is told, how it ends."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from tactful_studio.app import Studio
from tactful_studio.guard import Doorkeeper

HOST = "127.0.0.1"
"""The studio is for who sits at this machine: it listens nowhere else."""


def listening(port: int) -> socket.socket:
    """A socket that listens at a port of this machine; 0 for any that is free.

    Raises:
        OSError: if that port is taken.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
        made.listen(128)
    except BaseException:
        made.close()
        raise
    return made


def run(home: Path, port: int, started: Callable[[str], None]) -> None:
    """Serve the studio until somebody ends it.

    Args:
        home: The ruleset's folder or file.
        port: Where to listen; 0 for any that is free.
        started: Is told the address once the studio listens.

    Raises:
        OSError: if that port is taken.
    """
    with listening(port) as door:
        at = door.getsockname()[1]
        token = secrets.token_urlsafe(24)
        studio = Studio(home)
        config = uvicorn.Config(
            Doorkeeper(studio.app(), token, at),
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        started(f"http://{HOST}:{at}/?token={token}")
        try:
            uvicorn.Server(config).run(sockets=[door])
        except KeyboardInterrupt:  # uvicorn has ended in good order, and says it again
            return
