"""Outcome scenarios as JUnit's XML, which build servers show as test results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tactful.testing.run import ScenarioRun

_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(groups: Iterable[tuple[str, Sequence[ScenarioRun]]]) -> str:
    """The whole file: a suite for each ruleset, named by it; a case for each scenario.

    The form is the common one of Ant's JUnit task. There are no times in it: a scenario takes
    less than a clock can tell, and the file stays the same when nothing has changed.
    """
    root = Element("testsuites")
    for name, tested in groups:
        failed = sum(bool(one.failures) for one in tested)
        counts = {"tests": str(len(tested)), "failures": str(failed), "errors": "0"}
        suite = SubElement(root, "testsuite", {"name": _fit(name), **counts, "skipped": "0"})
        for one in tested:
            _case(suite, name, one)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, name: str, tested: ScenarioRun) -> None:
    span = tested.scenario.span
    place = {"file": _fit(span.file), "line": str(span.line)}
    title = _fit(tested.scenario.title)
    case = SubElement(suite, "testcase", {"classname": _fit(name), "name": title, **place})
    if tested.failures:
        lines = [_fit(f"{failure.span}: {failure}") for failure in tested.failures]
        count = len(lines)
        message = lines[0] if count == 1 else f"{count} expectations were not met"
        SubElement(case, "failure", {"message": message}).text = "\n".join(lines)


def _fit(text: str) -> str:
    """The text without what XML cannot hold."""
    return _UNFIT.sub("\ufffd", text)
