"""Findings in SARIF and as GitHub's workflow commands."""

from __future__ import annotations

from typing import Any

from tactful.checking.sarif import github, sarif
from tactful.text.diagnostic import Defect, Diagnostic, Related, Severity, Span, meant
from tactful.workspace.editing.mending import with_fixes

FACT = Defect("T208", "unknown-fact", Severity.ERROR, "There is no fact of this name.")
GAP = Defect("T412", "gap", Severity.WARNING, "It may come to nothing.")
FOUND = [
    Diagnostic(
        FACT,
        Span("rules/a.yaml", 3, 5, 3, 11),
        "there is no fact `raport`",
        "did you mean `rapport`?",
        (Related(Span("b.yaml", 1, 1, 1, 2), "it is here"),),
    ),
    Diagnostic(GAP, Span("rules/a,b.yaml", 9, 1, 10, 4), "100% of it\nis open", "add a fallback"),
    Diagnostic(GAP, Span("whole.yaml"), "nothing is there", "write something"),
]


def test_sarif_names_rules_levels_and_places() -> None:
    made: Any = sarif(FOUND, "1.2")
    (run,) = made["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("tactful", "1.2")
    assert [rule["id"] for rule in driver["rules"]] == ["T208", "T412"]
    first, second, third = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("T208", 0, "error")
    assert first["message"]["text"] == "There is no fact `raport`. Did you mean `rapport`?"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "rules/a.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 11}
    assert first["relatedLocations"][0]["message"]["text"] == "it is here"
    assert (second["ruleIndex"], second["level"]) == (1, "warning")
    assert "region" not in third["locations"][0]["physicalLocation"]


def test_sarif_has_the_edits_that_mend() -> None:
    texts = {"rules/a.yaml": "rules:\n\n    raport: warm\n"}
    unknown = meant("rapport")
    wrong = FOUND[0]._replace(mends=unknown.mends)
    made: Any = sarif([*with_fixes([wrong], texts)], "1.2")
    (fix,) = made["runs"][0]["results"][0]["fixes"]
    assert fix["description"]["text"] == "Change to `rapport`"
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "rules/a.yaml"
    (replaced,) = change["replacements"]
    assert replaced["insertedContent"] == {"text": "rapport"}
    assert replaced["deletedRegion"]["startColumn"] == 5


def test_github_commands_are_escaped() -> None:
    assert github(FOUND).splitlines() == [
        "::error file=rules/a.yaml,line=3,endLine=3,col=5,endColumn=11,"
        "title=unknown-fact (T208)::There is no fact `raport`. Did you mean `rapport`?",
        "::warning file=rules/a%2Cb.yaml,line=9,endLine=10,col=1,"
        "title=gap (T412)::100%25 of it%0Ais open. Add a fallback.",
        "::warning file=whole.yaml,title=gap (T412)::Nothing is there. Write something.",
    ]
