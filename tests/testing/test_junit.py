"""JUnit XML of tested scenarios."""

from __future__ import annotations

from xml.etree import ElementTree

from goldens import Golden
from making import YES_NO, check, decision, facts, rule, ruleset
from tactful.scenarios.expectation import Holds
from tactful.scenarios.scenario import Scenario
from tactful.testing.junit import junit
from tactful.testing.run import run
from tactful.text.diagnostic import Span

RULES = ruleset(
    facts(warm=YES_NO),
    [decision("means", "note", "gift", fallback="note")],
    rule("gift", check("warm", True), then={"means": {"gift": "for"}}),
)
WANTED = Holds(check("means", "gift"), Span("a.yaml", 4, 11, 4, 15))


def test_the_file_names_suites_cases_and_failures(golden: Golden) -> None:
    scenarios = [
        Scenario("Warm & well", {"warm": True}, (WANTED,), span=Span("a.yaml", 2, 3, 2, 9)),
        Scenario("Cold", {"warm": False}, (WANTED,), span=Span("a.yaml", 6, 3, 6, 9)),
        Scenario("Twice", {}, (WANTED, WANTED), span=Span("a.yaml", 9, 3, 9, 9)),
    ]
    golden("junit.xml", junit([("made", run(RULES, scenarios)), ("empty", ())]))


def test_whatever_stands_in_a_title_the_file_is_sound() -> None:
    text = junit([('<"&\x00\ud800>', run(RULES, [Scenario("\x1b]]>\ufffe", {})]))])
    (suite,) = ElementTree.fromstring(text.encode("utf-8", "replace"))  # noqa: S314 - our own text
    assert suite.get("name") == r'<"&\x00\ud800>'
    assert suite[0].get("name") == r"\x1b]]>\ufffe"
