"""The studio as people meet it: a process that serves it, and a page in Debian's Chromium."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from running import command, environment

in_browser = pytest.mark.in_browser
"""For tests that need Chromium: where there is none they are not selected, and it is said."""

CHROMIUM = shutil.which("chromium")
"""``apt-get install chromium``."""

_OPTIONS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]

PATIENCE = 90.0
"""Seconds after which something that was waited for is taken not to come."""

_Found = TypeVar("_Found")


class RunningStudio:
    """A process of ``tactful studio``: its address with the token, and how it is ended."""

    def __init__(self, home: Path, port: int = 0) -> None:
        self.home = home
        self.ending = False
        self.process = subprocess.Popen(
            command("studio", home, "--port", port, "--no-browser"),
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=\S+", line)
        assert found is not None, line + self.process.stdout.read()
        self.address = found[0]
        self.port = int(found[1])
        self.base = f"http://127.0.0.1:{self.port}"

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """End it; the exit code."""
        self.ending = True
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.said = self.process.stdout.read()
        self.process.stdout.close()
        return code

    def client(self) -> httpx.Client:
        """A program that has opened the address, as a browser does."""
        first = httpx.get(self.address)
        return httpx.Client(base_url=self.base, cookies=first.cookies, timeout=60)


@contextmanager
def running(home: Path, port: int = 0) -> Iterator[RunningStudio]:
    """A studio that is ended with the block."""
    made = RunningStudio(home, port)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.end()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that reaches this machine alone, and is closed with the block."""
    with sync_playwright() as playwright:
        assert CHROMIUM is not None
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=_OPTIONS)
        yield made
        made.close()


def until(look: Callable[[], _Found], wanted: Callable[[_Found], object] = bool) -> _Found:
    """What is seen, once it is as wanted. The page's policy forbids what Playwright waits with."""
    end = time.monotonic() + PATIENCE
    while True:
        found = look()
        if wanted(found):
            return found
        assert time.monotonic() < end, f"still {found!r}"
        time.sleep(0.02)


class StudioPage:
    """A page of the studio, and what a coach does in it.

    What the console and failed requests say is collected; nothing may be asked of other machines.
    """

    def __init__(self, context: BrowserContext, studio: RunningStudio) -> None:
        self.studio = studio
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.open(studio.address)

    def _note(self, kind: str, text: str) -> None:
        expected = (
            "status of 412",
            "ERR_CONNECTION_REFUSED",
        )  # a conflict; a studio that was ended
        left = self.studio.ending and "status of 503" in text  # asked before it was ended
        if kind == "error" and not left and not any(one in text for one in expected):
            self.complaints.append(text)

    def open(self, address: str) -> None:
        """Go to an address of the studio, and wait until the page is ready."""
        self.page.goto(address)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until the page is ready, and has looked at the rules."""
        until(lambda: self.page.evaluate("document.body.dataset.ready"))
        until(lambda: self.at("#pane").inner_html())

    def at(self, selector: str) -> Locator:
        """A part of the page."""
        return self.page.locator(selector)

    def says(self, selector: str) -> str:
        """The text of a part, as it is seen; nothing where the part is not."""
        found = self.at(selector)
        return found.first.inner_text() if found.count() and found.first.is_visible() else ""

    def wait(self, selector: str, text: str) -> str:
        """Wait until a part says something."""
        return until(lambda: self.says(selector), lambda said: text in said)

    def wait_without(self, selector: str, text: str) -> str:
        """Wait until a part says something no more."""
        return until(lambda: self.says(selector), lambda said: text not in said)

    def go(self, rule: str) -> None:
        """Go to a rule through the list."""
        self.at(f"#outline button[data-rule='{rule}']").click()
        until(lambda: self.at(f"#outline [aria-current][data-rule='{rule}']").count())

    def file(self, name: str) -> None:
        """Show a file."""
        self.at(f"#outline button.name[data-file='{name}']").click()
        self.wait("#file", name)

    def type(self, text: str) -> None:
        """Type where the cursor is."""
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def replace(self, old: str, new: str) -> None:
        """Select a text in the editor, the first there is, as a search does, and type another."""
        self.press("Alt+t", "Control+f")
        field = self.at(".cm-search [name=search]")
        field.focus()
        self.press("Control+a")
        self.type(old)
        self.press("Enter")
        until(lambda: self.at(".cm-searchMatch-selected").count())
        self.press("Escape")
        self.page.keyboard.insert_text(new)

    def text(self) -> str:
        """What the browser keeps of unsaved texts: all of it, by file."""
        found = self.page.evaluate(
            "Object.entries(localStorage).filter(([k]) => k.startsWith('tactful:'))"
            ".map(([k, v]) => k.split(':').pop() + '\\n' + JSON.parse(v).mine).join('\\n')"
        )
        return str(found)

    def save(self) -> None:
        """Save, and wait until it is done."""
        self.press("Control+s")
        self.wait("#save", "Saved")

    def choose(self, fact: str, value: str) -> None:
        """Answer a question of the client form with one of its choices."""
        self.at(f"#fact-{fact}").select_option(value)
