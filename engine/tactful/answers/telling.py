"""How telling questions are: how many decisions their answers change, over ways things could be.

What a sample shows is certain: two situations that differ in one answer alone and come to
different advice. What it does not show may be so all the same.

Source of the ideas: total effects in global sensitivity analysis (I. M. Sobol, 1993); successive
halving, which looks longer only at what may still be best (Z. Karnin and others, 2013).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import TypeAlias

from tactful.language.conclusions import Conclusions, Outcome, changed_decisions, outcome
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.proofs.budget import EVALUATING, Budget, size

WORLDS = 12
"""Ways the situation could turn out in which each answer's effect is tried."""

ROUND = 6
"""After so many of them, what changes less than half as much as the most telling is left out."""

MOST_EFFECTS = 600
"""Effects that are tried for one question; where very much is open, in fewer ways."""

Question: TypeAlias = tuple[str, ...]
"""The facts that one question asks for."""

Possible = Callable[[Mapping[str, Value]], Conclusions | None]
"""What follows from some answers besides what is known; ``None`` if they cannot be together."""


class Sample:
    """Some ways in which all that is open could turn out, the same ones in the same situation."""

    def __init__(
        self,
        ruleset: Ruleset,
        values: Mapping[str, Sequence[Value]],
        possible: Possible,
        budget: Budget,
    ) -> None:
        """Take a sample.

        Args:
            ruleset: The rules.
            values: For open facts, values that stand for all they can have; the others stay
                unknown in all ways.
            possible: Evaluates answers.
            budget: What the evaluations are counted against.
        """
        self._ruleset = ruleset
        self._steps = EVALUATING * size(ruleset)
        self._values = values
        self._possible = possible
        self._budget = budget
        self._rng = Random(WORLDS)  # noqa: S311 - the same situation always gets the same question
        self._drawn: list[tuple[dict[str, Value], Conclusions | None]] = []
        self._told: set[Question] = set()

    def _worlds(self, count: int) -> Iterator[tuple[dict[str, Value], Conclusions]]:
        for place in range(count):
            if place == len(self._drawn):
                world = self._world()
                self._drawn.append((world, self._came(world)))
            world, came = self._drawn[place]
            if came is not None:
                yield world, came

    def shows(self, holds: Callable[[Conclusions], bool]) -> bool:
        """Whether something holds in one of the situations."""
        return any(holds(came) for _, came in self._worlds(WORLDS))

    def telling(self, questions: Sequence[Question]) -> dict[Question, float]:
        """For each of some questions, how many decisions its answer changes on average.

        Whatever falls far behind is not looked at in more situations, and counts by what it did.

        Args:
            questions: The open facts that each of them asks for.
        """
        found = dict.fromkeys(questions, 0.0)
        left = [*questions]
        worlds = max(1, min(WORLDS, MOST_EFFECTS // (len(questions) + 1)))
        for number, (world, came) in enumerate(self._worlds(worlds), 1):
            for question in left:
                found[question] += self._changed(world, came, question) / worlds
            if number % ROUND == 0:
                enough = max(found.values()) / 2
                left = [question for question in left if found[question] >= enough]
                if len(left) < 2:
                    break
        self._told.update(question for question in questions if found[question] > 0)
        return found

    def tells(self, question: Question) -> bool:
        """Whether the answer to a question changes any decision in one of the situations."""
        if question not in self._told:
            worlds = self._worlds(WORLDS)
            if any(self._changed(world, came, question) for world, came in worlds):
                self._told.add(question)
        return question in self._told

    def _changed(self, world: Mapping[str, Value], came: Conclusions, question: Question) -> int:
        """How many decisions another answer to a question changes in a situation."""
        changed = self._otherwise(world, question)
        after = None if changed == world else self._came(changed)
        return 0 if after is None else len(changed_decisions(came, after))

    def _otherwise(self, world: Mapping[str, Value], question: Question) -> dict[str, Value]:
        """One of the situations with other answers to a question, "don't know" among them."""
        changed = {**world}
        for name in question:
            values = self._values.get(name, ())
            others = [v for v in (None, *values) if v != world.get(name)] if values else []
            if others:
                changed.pop(name, None)
                other = self._rng.choice(others)
                if other is not None:
                    changed[name] = other
        return changed

    def example(
        self, fact: str
    ) -> tuple[str, tuple[frozenset[Outcome], frozenset[Outcome]]] | None:
        """A decision that an answer to a question changes, with what it comes to before and then.

        Decisions that choose one option come first, and the ruleset's order counts among the rest.
        """
        decisions = sorted(self._ruleset.decisions.values(), key=lambda decision: decision.many)
        for world, came in self._worlds(WORLDS):
            for value in self._values.get(fact, ()):
                after = self._came({**world, fact: value})
                if after is None:
                    continue
                changed = changed_decisions(came, after)
                first = next((d.id for d in decisions if d.id in changed), None)
                if first is not None:
                    one, other = (outcome(c.decisions[first]) for c in (came, after))
                    return first, (one, other)
        return None

    def _came(self, world: Mapping[str, Value]) -> Conclusions | None:
        self._budget.spend(self._steps)
        return self._possible(world)

    def _world(self) -> dict[str, Value]:
        """One way in which everything that is open could turn out."""
        facts, rng = self._ruleset.facts, self._rng
        return {
            name: rng.choice(cases)
            for name, cases in self._values.items()
            if cases and rng.random() < (0.5 if facts[name].default is not None else 0.9)
        }
