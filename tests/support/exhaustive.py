"""Small rulesets whose every situation can be looked at, and what is true of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import product
from random import Random

from drawing import Size, draw_ruleset
from tactful.language.conclusions import Status, advice, known_values
from tactful.language.conditions import truth
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.language.terms import Placeholder
from tactful.language.values import Kind, Value
from tactful.language.variants import Place, places, triggers, without_rule

SIZE = Size(facts=3, concluded=1, decisions=2, rules=6, depth=2, kinds=(Kind.YES_NO, Kind.CHOICE))

Given = dict[str, Value]


def draw_small(rng: Random) -> Ruleset:
    """A ruleset of few facts, each with few values; some rules quote something."""
    rules = draw_ruleset(rng, SIZE)
    names = [*rules.facts, *rules.decisions]
    for rule in list(rules.rules.values()):
        if rng.random() < 0.3:
            quoted = rule._replace(because=("It is ", Placeholder(rng.choice(names)), "."))
            rules.rules[rule.id] = quoted  # type: ignore[index]
    return rules


def every_situation(rules: Ruleset) -> Iterator[Given]:
    """Every situation of a ruleset of yes/no facts and choices."""
    ways = []
    for fact in rules.facts.values():
        values = [True, False] if fact.type.kind is Kind.YES_NO else [*fact.type.choices]
        ways.append([*values, None])
    for chosen in product(*ways):
        yield {n: v for n, v in zip(rules.facts, chosen, strict=True) if v is not None}


class Everything:
    """What comes of every situation of a ruleset."""

    def __init__(self, rules: Ruleset) -> None:
        self.rules = rules
        self.ran = [(given, evaluate(rules, given)) for given in every_situation(rules)]
        self.values = [known_values(rules, conclusions) for _, conclusions in self.ran]

    @cached_property
    def never_true(self) -> list[Place]:
        return [p for p in places(self.rules) if not any(self.truths(p))]

    @cached_property
    def always_true(self) -> list[Place]:
        return [p for p in places(self.rules) if all(self.truths(p))]

    def truths(self, place: Place) -> list[bool]:
        return [truth(place.test, v, self.rules.type_of) is True for v in self.values]

    @cached_property
    def dead(self) -> set[str]:
        rules = self.rules.rules.values()
        return {r.id for r in rules if not any(triggers(r, v, self.rules) for v in self.values)}

    @cached_property
    def silent(self) -> set[str]:
        fired = {rule for _, conclusions in self.ran for rule in conclusions.fired}
        return set(self.rules.rules) - fired

    @cached_property
    def never_chosen(self) -> set[tuple[str, str]]:
        chosen = {
            (name, choice)
            for _, conclusions in self.ran
            for name, settled in conclusions.decisions.items()
            for choice in settled.choices
        }
        return {(d.id, o) for d in self.rules.decisions.values() for o in d.options} - chosen

    @cached_property
    def conflicts(self) -> set[tuple[str, ...]]:
        return {
            (found.about, *sorted((one, other), key=[*self.rules.rules].index))
            for _, conclusions in self.ran
            for found in conclusions.conflicts
            for n, (one, said) in enumerate(found.rules)
            for other, otherwise in found.rules[n + 1 :]
            if said != otherwise
        }

    @cached_property
    def gaps(self) -> set[str]:
        return {
            name
            for _, conclusions in self.ran
            for name, settled in conclusions.decisions.items()
            if settled.status is Status.NONE and not self.rules.decisions[name].many
        }

    @cached_property
    def unanswerable(self) -> set[tuple[str, str]]:
        return {
            (rule, part.name)
            for (_, conclusions), values in zip(self.ran, self.values, strict=True)
            for rule in conclusions.fired
            for part in self.rules.rules[rule].because
            if isinstance(part, Placeholder) and part.name not in values
        }

    def changes_without(self, *names: str) -> bool:
        """Whether the advice of any situation changes if these rules go."""
        variant = self.rules
        for name in names:
            variant = without_rule(variant, name)
        return any(
            advice(evaluate(variant, given)) != advice(conclusions)
            for given, conclusions in self.ran
        )
