"""What is proven of an interview: the rules are put for a solver once, and asked about as it goes.

To put them takes longer than all that is asked of them. An answer that is a case of its own only
says which of the cases it is, so that the same propositions serve for the next question as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock

from tactful.answers.choosing import asking_rules, section_ids
from tactful.cases.cases import Cases
from tactful.language.model import QuestionSection, Ruleset
from tactful.language.values import Kind, Value
from tactful.proofs.budget import UNBOUNDED, Budget
from tactful.proofs.formulas import Formulas
from tactful.proofs.logic import Proposition
from tactful.proofs.relevance import Relevance


@dataclass(frozen=True)
class Propositions:
    """A situation for the solver, with the facts that were open in it.

    Attributes:
        formulas: What follows from it.
        when: For each section's facts that has a condition, when it comes up.
        given: What was known.
        now: The moment it was.
        broken: The constraints that it broke, and that are not kept to.
        alone: Whoever asks the solver about it has to hold this: it serves one thread at a time.
    """

    formulas: Formulas
    when: Mapping[tuple[str, ...], Proposition]
    given: Mapping[str, Value]
    now: datetime | None
    broken: frozenset[str]
    alone: RLock = field(default_factory=RLock)


def put(
    ruleset: Ruleset,
    known: Mapping[str, Value],
    open_facts: tuple[str, ...],
    cases: Cases,
    now: datetime | None,
    broken: Iterable[str],
) -> Propositions:
    """Put a situation for the solver.

    Args:
        ruleset: The rules.
        known: What is known.
        open_facts: What may be asked for.
        cases: Their cases, among which those of the sections' conditions are told apart.
        now: The moment to assume where the clock's fact is not known.
        broken: The constraints that what is known breaks.
    """
    left = frozenset(broken)
    formulas = Formulas(
        asking_rules(ruleset),
        known,
        open_facts,
        now=now,
        broken=(*left, *section_ids(ruleset)),
        known_cases=cases,
    )
    when = {
        section.facts: formulas.condition(section.when).true
        for section in ruleset.questions
        if section.when is not None
    }
    return Propositions(formulas, when, dict(known), now, left)


class ProvenSoFar:
    """Answers what can still matter at one point of an interview."""

    def __init__(
        self,
        propositions: Propositions,
        known: Mapping[str, Value],
        open_facts: Iterable[str],
        budget: Budget,
    ) -> None:
        """Ask about a situation that ``serves`` says the propositions serve for.

        Args:
            propositions: What it is, or was some answers before.
            known: What is known by now.
            open_facts: What may still be asked for.
            budget: The steps that are left.
        """
        self.propositions = propositions
        formulas, left = propositions.formulas, {*open_facts}
        self.relevance = Relevance(formulas, budget, UNBOUNDED, propositions.alone)
        self.relevance.take_for_granted(
            {name: known.get(name) for name in formulas.open if name not in left}
        )

    def may_come_up(self, section: QuestionSection) -> bool:
        """Whether a section with a condition may come up: proven that it cannot, if not."""
        return self.relevance.can_be(self.propositions.when[section.facts])


def serves(
    propositions: Propositions,
    known: Mapping[str, Value],
    open_facts: Iterable[str],
    now: datetime | None,
    broken: Iterable[str],
) -> bool:
    """Whether propositions serve for a situation as well as if it were put for the solver anew.

    They do where all that has been learnt since are choices, each of which is a case of its own.
    An amount is one of many that its case stands for. Nor may anything have been learnt by which
    what was left to the solver's choice can be told.
    """
    formulas, ruleset = propositions.formulas, propositions.formulas.ruleset
    if (now, frozenset(broken)) != (propositions.now, propositions.broken):
        return False
    left = {*open_facts}
    if not left <= formulas.open.keys():
        return False
    if any(each.roots & (formulas.open.keys() - left) for each in formulas.loose):
        return False
    new = {name: value for name, value in known.items() if name not in propositions.given}
    if len(new) + len(propositions.given) != len(known):
        return False
    return all(
        ruleset.facts[name].type.kind in (Kind.YES_NO, Kind.CHOICE)
        and not ruleset.facts[name].type.many
        and any(value == case.value for case in formulas.open.get(name, ()))
        for name, value in new.items()
    )
