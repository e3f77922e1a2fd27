"""Outcome scenarios as JUnit's XML, which build servers show as test results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tactful.testing.run import ScenarioRun
from tactful.text.gate import Mark
from tactful.text.signs import visible

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAME = "tactful"


def is_junit(path: Path) -> bool:
    """Whether a file is such an outcome; other tools write files that look much like it.

    Raises:
        OSError: if it cannot be read.
    """
    head = f'{_HEAD}<testsuites name="{_NAME}"'.encode()
    with path.open("rb") as stream:
        return stream.read(len(head)) == head


JUNIT = Mark("outcome of scenarios", is_junit)


def junit(groups: Iterable[tuple[str, Sequence[ScenarioRun]]]) -> str:
    """The whole file: a suite for each ruleset, named by it; a case for each scenario.

    The form is the common one of Ant's JUnit task. There are no times in it: a scenario takes
    less than a clock can tell, and the file stays the same when nothing has changed.
    """
    root = Element("testsuites", {"name": _NAME})
    for name, tested in groups:
        failed = sum(bool(one.failures) for one in tested)
        counts = {"tests": str(len(tested)), "failures": str(failed), "errors": "0"}
        suite = SubElement(root, "testsuite", {"name": visible(name), **counts, "skipped": "0"})
        for one in tested:
            _case(suite, name, one)
    indent(root)
    return _HEAD + tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, name: str, tested: ScenarioRun) -> None:
    span = tested.scenario.span
    place = {"file": visible(span.file), "line": str(span.line)}
    title = visible(tested.scenario.title)
    case = SubElement(suite, "testcase", {"classname": visible(name), "name": title, **place})
    if tested.failures:
        lines = [visible(f"{failure.span}: {failure}") for failure in tested.failures]
        count = len(lines)
        message = lines[0] if count == 1 else f"{count} expectations were not met"
        SubElement(case, "failure", {"message": message}).text = "\n".join(lines)
