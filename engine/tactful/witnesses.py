"""What a finding or a change shows itself by, as a scenario that a coach can read and keep."""

from __future__ import annotations

from collections.abc import Mapping

from tactful.checks.finding import Finding
from tactful.model import Ruleset
from tactful.network import Network
from tactful.scenario_text import Written, expected_decisions
from tactful.values import Value


def scenario_of(finding: Finding, ruleset: Ruleset, network: Network) -> Written | None:
    """The scenario that shows a finding; ``None`` if there is nothing to show.

    It expects what comes out today, so it is a passing test as it stands, and fails once the
    finding is mended: that is when to say what should come out instead.
    """
    if finding.witness is None:
        return None
    conclusions = network.evaluate(finding.witness)
    expect = {**expected_decisions(ruleset, conclusions, finding.about), **finding.expect}
    title = finding.diagnostic.message.replace("`", "")
    remarks = (
        f"Shows {finding.diagnostic.name}: it expects what comes out today.",
        "Once that is mended, say here what should come out.",
    )
    return Written(f"{title[:1].upper()}{title[1:]}", finding.witness, expect, remarks)


def shown(witness: Mapping[str, Value], ruleset: Ruleset) -> dict[str, str]:
    """A situation as an author would write it, fact by fact, for machines."""
    return {name: ruleset.facts[name].type.show(value) for name, value in witness.items()}
