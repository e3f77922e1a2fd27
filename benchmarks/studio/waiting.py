"""What a coach waits for in the studio: from a key to what comes of it, in Debian's Chromium.

The page itself notes when a key went down and when what came of it stood in the page, so that
nothing of the driver is counted. The packaged rules are edited, in a folder of their own; no edit
is saved. The server's processor time is that of its whole process over questions as the page asks
them, each with another text of one file.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path
from time import sleep

from playwright.sync_api import Browser, Page

from browsing import RunningStudio, StudioPage, chromium, running, until
from tactful.text.library import packaged

EDITS = 100
RULE = "gift-where-you-hit-it-off"
FILE = "rules/channel.yaml"
CLIENT = {"rapport": "hit_it_off", "industry": "technology", "lucrative": "yes"}

# Marks the moment of each key, and the first after it at which a part says something else.
WATCH = """(selector) => {
  window.waits = [];
  let pressed = null;
  const said = () => [...document.querySelectorAll(selector)]
    .map((one) => one.hidden ? "" : one.textContent).join();
  let before = said();
  window.watch?.abort();
  window.watch = new AbortController();
  const { signal } = window.watch;
  const down = () => { pressed = performance.now(); before = said(); };
  document.addEventListener("keydown", down, { capture: true, signal });
  const observer = new MutationObserver(() => {
    if (pressed === null || said() === before) return;
    window.waits.push(performance.now() - pressed);
    pressed = null;
  });
  signal.addEventListener("abort", () => observer.disconnect());
  observer.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributeFilter: ["hidden"],
  });
}"""

# When the last light was told, once each was asked for after the last key and none is to come.
LIGHTS = """() => {
  const told = performance.getEntriesByType("resource")
    .filter((one) => one.name.includes("/api/lights/") && one.startTime >= window.last);
  const lights = document.querySelectorAll("[data-light]").length;
  const waiting = document.querySelectorAll("[data-light][data-tone=wait]").length;
  if (waiting > 0 || new Set(told.map((one) => one.name)).size < lights) return 0;
  return Math.max(...told.map((one) => one.responseEnd)) - window.last;
}"""


def main(edits: int = EDITS) -> None:
    """Print a table: what is waited for, its median and 95th percentile, and the goal."""
    print("| | median ms | 95 % | goal |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        home = Path(folder) / "follow-up"
        shutil.copytree(packaged(), home)
        with running(home) as studio:
            row("page ready", [opened(browser, studio) for _ in range(min(10, edits))], 2000)
            spent = [server(studio, home, edits)]
            row("text to advice, the server's processor time (mean)", spent, 100)
            context = browser.new_context(viewport={"width": 1280, "height": 860})
            page = StudioPage(context, studio)
            with_client(page)
            row("a key to the advice", advice(page, edits), 150)
            row("a key to the mistake shown, or gone", mistakes(page, edits), 60)
            row("Ctrl+Space to the words", words(page, edits), 60)
            row("the last key to all lights", lights(page, min(10, edits)), 3000)
            context.close()


def row(name: str, took: list[float], goal: float) -> None:
    """Print what was waited for."""
    median = statistics.median(took)
    high = f"{sorted(took)[len(took) * 95 // 100]:.0f}" if len(took) > 1 else ""
    met = "**met**" if median <= goal else "missed"
    print(f"| {name} | {median:.0f} | {high} | {goal:.0f}: {met} |", flush=True)


def opened(browser: Browser, studio: RunningStudio) -> float:
    """Milliseconds until a page with nothing kept is ready and shows the client."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = StudioPage(context, studio)
    took = page.page.evaluate("performance.now()")
    context.close()
    return float(took)


def with_client(page: StudioPage) -> None:
    """Fill in a client whom the rule that is edited advises."""
    page.page.evaluate(
        "(said) => sessionStorage.setItem('tactful-facts', said)", json.dumps(CLIENT)
    )
    page.page.reload()
    page.wait_until_ready()
    until(lambda: page.at("#pane").text_content() or "", lambda said: "clicked" in said)


def advice(page: StudioPage, edits: int) -> list[float]:
    """One more letter in the reason that the client reads, or one less."""
    place(page, "because: ")
    return waits(page, "#pane", [("x", "Backspace")[n % 2] for n in range(edits)])


def mistakes(page: StudioPage, edits: int) -> list[float]:
    """A name that there is not, and then there is."""
    place(page, "rapport")
    return waits(page, "#mistake", [("x", "Backspace")[n % 2] for n in range(edits)])


def words(page: StudioPage, edits: int) -> list[float]:
    """What may stand at the place of a value."""
    place(page, "then: {channel: {")
    took: list[float] = []
    for _ in range(edits):
        took += waits(page, ".cm-tooltip-autocomplete", ["Control+Space"])
        page.press("Escape")
        until(lambda: page.at(".cm-tooltip-autocomplete").count() == 0)
    return took


def place(page: StudioPage, text: str) -> None:
    """Put the cursor behind the first such text of the rule."""
    page.go(RULE)
    source = (packaged() / FILE).read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(source) if RULE in line)
    line = next(n for n, one in enumerate(source) if n >= first and text in one)
    page.press("Alt+t", "Home", *["ArrowDown"] * (line - first), "Home")
    for _ in range(source[line].index(text) + len(text) - indent(source[line])):
        page.press("ArrowRight")
    sleep(2)


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def waits(page: StudioPage, selector: str, keys: list[str]) -> list[float]:
    """Press keys one after the other; how long each took to be seen in a part of the page."""
    driven: Page = page.page
    driven.evaluate(WATCH, selector)
    for number, key in enumerate(keys, 1):
        page.press(key)
        until(partial(driven.evaluate, f"window.waits.length >= {number}"))
        sleep(0.1)
    return [float(one) for one in driven.evaluate("window.waits")]


def lights(page: StudioPage, edits: int) -> list[float]:
    """After the last of some keys, until no light is to come any more."""
    place(page, "because: ")
    took = []
    for _ in range(edits):
        page.page.evaluate("performance.clearResourceTimings()")
        page.press("x", "Backspace", "x")
        page.page.evaluate("window.last = performance.now()")
        known = 0.0
        while (now := float(until(partial(page.page.evaluate, LIGHTS)))) != known:
            known = now
            sleep(2)
        took.append(known)
    return took


def server(studio: RunningStudio, home: Path, edits: int) -> float:
    """Milliseconds of the whole server's processor time a question, after some to warm up."""
    text = (home / FILE).read_text(encoding="utf-8")
    before = 0.0
    with studio.client() as client:
        for number in range(edits + 5):
            if number == 5:
                before = processor_time(studio.process.pid)
            said = text.replace("because: ", f"because: {'x' * (number % 7)}{number} ", 1)
            body = {"unsaved": {FILE: said}, "facts": CLIENT, "pane": "client", "form": {}}
            client.post("/api/look", json={**body, "reader": {}}).raise_for_status()
    return (processor_time(studio.process.pid) - before) / edits * 1000


def processor_time(process: int) -> float:
    """Seconds of processor time that a process has used, as Linux counts them."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
