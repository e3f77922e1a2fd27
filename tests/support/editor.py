"""An editor as the language server sees one: JSON-RPC over its standard input and output."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from running import command, environment


class Editor:
    """A client of ``tactful language-server`` that keeps what it is told."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            command("language-server"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        self.told: dict[str, list[Any]] = {}
        self._asked = 0
        self._versions: dict[str, int] = {}

    def __enter__(self) -> Editor:
        self.ask("initialize", processId=None, rootUri=None, capabilities={})
        self.tell("initialized")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):  # nobody is there to read what is left
                    stream.close()

    def ask(self, method: str, **params: object) -> Any:
        """What is answered to a request; its error where it is refused."""
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params or None})
        answer: dict[str, Any] = {}
        while answer.get("id") != self._asked or "method" in answer:
            answer = self._take()
        return answer["error"] if "error" in answer else answer["result"]

    def tell(self, method: str, **params: object) -> None:
        self._send({"method": method, "params": params})

    def open(self, path: Path, text: str | None = None) -> None:
        said = path.read_text(encoding="utf-8") if text is None else text
        self._versions[path.as_uri()] = 1
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": said}
        self.tell("textDocument/didOpen", textDocument=document)

    def change(self, path: Path, text: str) -> None:
        uri = path.as_uri()
        self._versions[uri] += 1
        document = {"uri": uri, "version": self._versions[uri]}
        self.tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])

    def at(self, method: str, path: Path, line: int, character: int, **more: object) -> Any:
        """Ask about a place; lines and characters count from 0, these in UTF-16."""
        position = {"line": line, "character": character}
        document = {"uri": path.as_uri()}
        return self.ask(f"textDocument/{method}", textDocument=document, position=position, **more)

    def mistakes(self, path: Path, wanted: Callable[[list[Any]], bool] = bool) -> list[Any]:
        """What the editor is told of a file, once it is as wanted."""
        while not wanted(self.told.get(path.as_uri(), [])):
            self._take()
        return self.told[path.as_uri()]

    def _send(self, message: dict[str, object]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()

    def _take(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server is gone"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self.told[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message
