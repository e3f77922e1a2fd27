"""How telling questions are: how many decisions their answers change, over ways things could be.

What a sample shows is certain: two situations that differ in one answer alone and come to
different advice. What it does not show may be so all the same.

Source of the idea: total effects in global sensitivity analysis (I. M. Sobol, 1993).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

from tactful.language.conclusions import Conclusions, Outcome, changed_decisions, outcome
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.proofs.budget import EVALUATING, Budget, size

WORLDS = 12
"""Ways the situation could turn out in which each answer's effect is tried."""

MOST_EFFECTS = 600
"""Effects that are tried for one question; where very much is open, in fewer ways."""

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

    def telling(self, names: Sequence[str]) -> dict[str, float]:
        """For each of some open facts, how many decisions its answer changes on average."""
        found = dict.fromkeys(names, 0.0)
        worlds = max(1, min(WORLDS, MOST_EFFECTS // (len(names) + 1)))
        for world, came in self._worlds(worlds):
            for name in names:
                values = self._values.get(name, ())
                others = [v for v in (None, *values) if v != world.get(name)] if values else []
                if not others:
                    continue
                changed = {n: v for n, v in world.items() if n != name}
                other = self._rng.choice(others)
                if other is not None:
                    changed[name] = other
                after = self._came(changed)
                if after is not None:
                    found[name] += len(changed_decisions(came, after)) / worlds
        return found

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
