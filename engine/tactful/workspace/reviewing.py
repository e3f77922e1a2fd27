"""The door for whoever writes rules: what is wrong with a ruleset, and what its scenarios show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tactful.grounding.ground import ground
from tactful.language.model import Ruleset
from tactful.language.progress import Progress
from tactful.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from tactful.checking.examine import Examination
    from tactful.checking.finding import Finding
    from tactful.testing.mutations import Mutant
    from tactful.testing.report import SuiteReport
    from tactful.text.diagnostic import Diagnostic


def examined(
    ruleset: Ruleset, scenarios: Iterable[Scenario], texts: Mapping[str, str], progress: Progress
) -> Examination:
    """What the checks find and no comment allows, and which of them were cut short.

    What stands in a ruleset that this one builds on is that one's own matter: whoever builds on it
    cannot change it, and what is added may well make a rule of it idle by intention.

    Args:
        ruleset: A ruleset without errors.
        scenarios: Its scenarios.
        texts: The texts that it was read from, by file.
        progress: Told how far the work is.
    """
    from tactful.checking.examine import examination  # the solver is slow to import
    from tactful.checking.suppressions import suppressed

    situations = [scenario.given for scenario in scenarios if not scenario.people]
    made = examination(ruleset, situations, progress)
    left = suppressed(made.findings, texts)
    own = (one for one in left if ruleset.base_of(one.diagnostic.span) is None)
    return made._replace(findings=tuple(own))


def shown_by(found: Iterable[Finding], ruleset: Ruleset) -> Mapping[Diagnostic, str]:
    """The text of a scenario that shows a finding, for each that can be shown."""
    from tactful.checking.witnesses import scenario_of
    from tactful.network.evaluator import Network
    from tactful.scenarios.writing import scenario_text

    network = Network(ruleset)
    written = {one.diagnostic: scenario_of(one, network) for one in found}
    return {d: scenario_text(one, ruleset) for d, one in written.items() if one is not None}


def report_on(
    ruleset: Ruleset, scenarios: Sequence[Scenario], *, coverage: bool = False
) -> SuiteReport:
    """What came of a ruleset's scenarios, and what they leave out if that is asked for."""
    from tactful.testing.report import SuiteReport
    from tactful.testing.run import passes_without_rules, run

    ran = run(ruleset, scenarios)
    idle = [one for one in ran if not one.failures and passes_without_rules(one.scenario, ruleset)]
    made = SuiteReport(ruleset, ran, idle)
    if not coverage:
        return made
    from tactful.testing.several import cover_several
    from tactful.testing.uncovered import tallies, turning, uncovered

    covered = cover_several(ruleset, ran)
    return made._replace(
        tallies=tallies(covered),
        turning=turning(covered),
        uncovered=uncovered(ruleset, covered, ran),
    )


def with_mutants(made: SuiteReport, progress: Progress) -> SuiteReport:
    """A report, and which small changes of the rules its scenarios would not notice."""
    from tactful.checking.numbers import made_for, numbers
    from tactful.testing.equivalence import Equivalence
    from tactful.testing.survivors import try_mutants

    ruleset, scenarios = made.ruleset, [one.scenario for one in made.tested]
    alone = [scenario.given for scenario in scenarios if not scenario.people]
    plain = [made_for(ruleset, number) for number in numbers(ruleset) if number]
    proofs = [(Equivalence(rules, () if people else alone), people) for rules, people in plain]

    def is_equivalent(mutant: Mutant) -> bool:
        changed = ((p, mutant._replace(ruleset=ground(mutant.ruleset, w))) for p, w in proofs)
        return all(proof(one) for proof, one in changed)

    trial = try_mutants(ruleset, scenarios, is_equivalent=is_equivalent, progress=progress)
    left_open = sum(proof.left_open for proof, _ in proofs)
    return made._replace(trial=trial._replace(left_open=left_open))
