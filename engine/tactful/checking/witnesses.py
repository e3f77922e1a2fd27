"""What a finding or a change shows itself by, as a scenario that a coach can read and keep."""

from __future__ import annotations

from tactful.checking.finding import Finding
from tactful.network.evaluator import Network
from tactful.network.kept import network_with
from tactful.scenarios.writing import Written, expected_decisions


def scenario_of(finding: Finding, network: Network) -> Written | None:
    """The scenario that shows a finding; ``None`` if there is nothing to show.

    It expects what comes out today, so it is a passing test as it stands, and fails once the
    finding is mended: that is when to say what should come out instead.
    """
    if finding.witness is None:
        return None
    network = network_with(network, finding.people)
    ruleset = network.ruleset
    conclusions = network.evaluate(finding.witness)
    expect = {**expected_decisions(ruleset, conclusions, finding.about), **finding.expect}
    title = finding.diagnostic.message.replace("`", "")
    remarks = (
        f"Shows {finding.diagnostic.name}: it expects what comes out today.",
        "Once that is mended, say here what should come out.",
    )
    return Written(
        f"{title[:1].upper()}{title[1:]}", finding.witness, expect, remarks, finding.people
    )
