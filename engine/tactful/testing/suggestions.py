"""Scenarios that a ruleset lacks: for each change that none of them notices, one that would.

A suggestion is a smallest situation: leave out any of its facts, and the change would show no
longer. It says what the ruleset advises today. Whether that is right is for the coach to judge,
which is why suggestions are written to be read and kept, and never added behind anybody's back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tactful.compiled.evaluator import Compiled
from tactful.explanation.decisions import outcome_in_words
from tactful.explanation.wording import Wording, capitalised, joined
from tactful.language.conclusions import Conclusions, told
from tactful.language.given import Given
from tactful.language.model import Ruleset
from tactful.language.progress import Progress, silent
from tactful.language.terms import reads
from tactful.proofs.budget import COMPILING, EVALUATING, Budget, putting, size
from tactful.proofs.prover import beside
from tactful.proofs.removals import unlike
from tactful.scenarios.scenario import Scenario
from tactful.scenarios.writing import Written, expected_decisions
from tactful.testing.equivalence import PATIENCE
from tactful.testing.mutations import Mutant
from tactful.testing.neighbours import MOST, Situation, neighbours

REMARK = """\
Suggested scenarios. Each notices a small change of the rules that no scenario noticed so far, and
expects what the rules advise today. Keep those whose advice is right; where the advice is wrong, a
rule is."""
"""What stands at the top of a file of suggestions."""


MOST_TOLD = 3
"""Facts that the title of a suggestion names."""

ALTOGETHER = 60_000_000
"""Steps that looking for suggestions may take, half a minute's worth; then none are found."""


class Suggestions(NamedTuple):
    """The scenarios suggested, and the mutants for which no situation was found."""

    scenarios: tuple[Written, ...]
    unsolved: tuple[Mutant, ...]


class Shown(NamedTuple):
    """What differs in a situation: decisions that come out otherwise, or else rules that do."""

    decisions: tuple[str, ...]
    rules: tuple[str, ...]


def suggest(
    ruleset: Ruleset,
    scenarios: Sequence[Scenario],
    survivors: Sequence[Mutant],
    *,
    progress: Progress = silent,
) -> Suggestions:
    """Suggest scenarios that notice these mutants; one may notice several.

    Args:
        ruleset: The ruleset.
        scenarios: The scenarios it has, from whose situations the search sets out; from those
            alone that list nobody, as it finds situations that do not.
        survivors: Mutants that none of them notices.
        progress: Told how far the work is.
    """
    most = min(MOST, ALTOGETHER // (4 * EVALUATING * size(ruleset)))
    alone = [one.given for one in scenarios if not one.people]
    finder = _Finder(ruleset, neighbours(ruleset, alone, most=most))
    found: list[Written] = []
    unsolved: list[Mutant] = []
    left = list(survivors)
    while left:
        progress(len(survivors) - len(left), len(survivors))
        mutant = left.pop(0)
        given = finder.situation(mutant)
        if given is None:
            unsolved.append(mutant)
            continue
        found.append(finder.written(mutant, given, len(found) + 1))
        left = [other for other in left if not finder.is_noticed(other, given, found[-1])]
    progress(len(survivors), len(survivors))
    return Suggestions(tuple(found), tuple(unsolved))


class _Finder:
    """Finds situations in which a mutant comes out otherwise, and makes them small."""

    def __init__(self, ruleset: Ruleset, situations: Iterable[Situation]) -> None:
        self.ruleset = ruleset
        self.compiled = Compiled(ruleset)
        self.situations = list(situations)
        self.budget = Budget(ALTOGETHER)
        self.titles: set[str] = set()
        self._size, self._putting = size(ruleset), putting(ruleset)

    def situation(self, mutant: Mutant) -> Given | None:
        """The smallest situation that shows the mutant, preferably in the advice."""
        if self.budget.is_spent:
            return None
        self.budget.spend(COMPILING * self._size)
        other = Compiled(mutant.ruleset)
        fallback: Given | None = None
        for situation in self.situations:
            if not mutant.may_differ(self.ruleset, situation.values):
                continue
            self.budget.spend(EVALUATING * self._size)
            if self.budget.is_spent:
                break
            shown = difference(situation.conclusions, other.evaluate(situation.given))
            if shown.decisions:
                return self.smallest(situation.given, other, in_advice=True)
            if shown.rules and fallback is None:
                fallback = situation.given
        solved = self.solved(mutant, other)
        if solved is not None:
            return solved
        return None if fallback is None else self.smallest(fallback, other, in_advice=False)

    def solved(self, mutant: Mutant, other: Compiled) -> Given | None:
        """A smallest situation in which the advice is another, as the solver finds it in time."""
        if self.budget.left < self._putting:
            return None
        self.budget.spend(self._putting)
        proofs = beside(self.ruleset, mutant.ruleset, self.budget)
        if proofs is None:
            return None
        proofs[0].patience = PATIENCE

        def differs(given: Given) -> bool:
            return bool(self.shown(given, other).decisions)

        return proofs[0].witness_where(unlike(*(one.formulas for one in proofs)), differs)

    def shown(self, given: Given, other: Compiled) -> Shown:
        """What differs in a situation; nothing in one that cannot be."""
        conclusions = self.compiled.evaluate(given)
        if conclusions.broken:
            return Shown((), ())
        return difference(conclusions, other.evaluate(given))

    def smallest(self, given: Given, other: Compiled, *, in_advice: bool) -> Given:
        kept = {**given}
        for name in list(kept):
            tried = {n: value for n, value in kept.items() if n != name}
            shown = self.shown(tried, other)
            if shown.decisions or (shown.rules and not in_advice):
                kept = tried
        return kept

    def written(self, mutant: Mutant, given: Given, number: int) -> Written:
        conclusions = self.compiled.evaluate(given)
        others = Compiled(mutant.ruleset).evaluate(given)
        shown = difference(conclusions, others)
        expect = expected_decisions(self.ruleset, conclusions, shown.decisions)
        if not shown.decisions:
            fired = [rule for rule in shown.rules if rule in conclusions.fired]
            silent = [rule for rule in shown.rules if rule not in conclusions.fired]
            named = {"fired": fired, "not fired": silent}
            expect = {fate: f"[{', '.join(rules)}]" for fate, rules in named.items() if rules}
        title = self.title(mutant, given, (conclusions, others), shown)
        title = f"{title} ({number})" if title in self.titles else title
        self.titles.add(title)
        remark = f"Notices a change of {mutant.owner}: {mutant.description}."
        return Written(title, given, expect, (remark,))

    def title(
        self, mutant: Mutant, given: Given, both: tuple[Conclusions, Conclusions], shown: Shown
    ) -> str:
        """What a situation tests: what is advised in it, and would not be with a small change."""
        wording = Wording(self.ruleset, given)
        rule = self.ruleset.rules.get(mutant.owner)
        read = frozenset[str]() if rule is None else reads(rule.when) | reads(rule.unless)
        # What the rule asks about comes first.
        names = sorted(given, key=lambda name: name not in read)[:MOST_TOLD]
        where = joined(wording.states(name, given[name]) for name in names)
        told_now, told_else = (
            [outcome_in_words(told(c.decisions[d]), d, self.ruleset) for d in shown.decisions[:1]]
            for c in both
        )
        if shown.decisions:
            label = capitalised(wording.label(shown.decisions[0]))
            tested = f"{label}: {told_now[0]} and not {told_else[0]}"
        else:
            fires = mutant.owner in both[0].fired
            tested = f"The rule {mutant.owner} {'counts' if fires else 'does not count'}"
        return f"{tested}, where {where}" if where else f"{tested}, while nothing is known"

    def is_noticed(self, mutant: Mutant, given: Given, written: Written) -> bool:
        """Whether what is expected of a situation already would notice this mutant too."""
        shown = difference(self.compiled.evaluate(given), Compiled(mutant.ruleset).evaluate(given))
        return bool(set(shown.decisions) & set(written.expect))


def difference(one: Conclusions, two: Conclusions) -> Shown:
    """The decisions that come out otherwise, and the rules that fire in one of two only."""
    decisions = tuple(
        name
        for name, settled in one.decisions.items()
        if told(settled) != told(two.decisions[name])
    )
    rules = tuple(sorted(set(one.fired) ^ set(two.fired)))
    return Shown(decisions, rules)
