"""The same decision made with other engines, each as a careful user of it would write it.

Every peer collects all arguments of all options in plain dictionaries, adds them up and chooses,
level by level; none makes tactful's record of where facts came from. Here is what they share;
``peer_durable``, ``peer_clips`` and ``peer_zen`` are the engines. What an engine cannot say is
put in its most natural way, and told there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import time
from typing import Any, Protocol, TypeAlias

from tactful.language.conclusions import Conclusions
from tactful.language.model import Decision, Rule, Ruleset, Stance
from tactful.language.strata import Step, stratify
from tactful.language.terms import Condition, tests_in
from tactful.language.values import Kind, Value

Situation: TypeAlias = Mapping[str, Value]

Said: TypeAlias = tuple[str, Stance, int]
"""One collected argument: the rule, the stance and the weight (0 where the stance settles)."""

Collected: TypeAlias = dict[str, dict[str, list[Said]]]
"""For each decision and option all that the fired rules say."""

Choices: TypeAlias = dict[str, tuple[str, ...]]


class Peer(Protocol):
    """An engine that makes the decision."""

    name: str

    def renew(self) -> None:
        """Undo what use has done to it: it is not timed."""
        ...

    def decide(self, situation: Situation) -> tuple[Choices, Collected]:
        """Every decision's choices, and the arguments for them."""
        ...


class Advice:
    """Collecting arguments and choosing, the same few lines of Python for every peer."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.decisions = ruleset.decisions
        self.arguments: list[list[tuple[str, str, Said]]] = [
            [(a.decision, a.option, (rule.id, a.stance, a.weight)) for a in rule.arguments]
            for rule in ruleset.rules.values()
        ]

    def nothing(self) -> Collected:
        """What is collected before any rule has fired."""
        return {name: {} for name in self.decisions}

    def collect(self, fired: Iterable[int], collected: Collected) -> None:
        """Add what these rules, by number, say."""
        arguments = self.arguments
        for number in fired:
            for decision, option, said in arguments[number]:
                options = collected[decision]
                if option in options:
                    options[option].append(said)
                else:
                    options[option] = [said]


_NEVER = Stance.NEVER


def choose(decision: Decision, said: dict[str, list[Said]]) -> tuple[str, ...]:
    """A decision's choices, from what is said about its options."""
    scores: dict[str, int] = {}
    certain: list[str] = []
    for option, arguments in said.items():
        score = 0
        always = False
        for _, stance, weight in arguments:
            if weight:
                score += weight
            elif stance is _NEVER:
                break
            else:
                always = True
        else:
            scores[option] = score
            if always:
                certain.append(option)
    if decision.many:
        chosen = [o for o in decision.options if scores.get(o, 0) > 0 or o in certain]
        chosen.sort(key=lambda option: (option not in certain, -scores[option]))
        return tuple(chosen)
    if certain:
        return (certain[0],) if len(certain) == 1 else ()
    best, most = None, 0
    for option in decision.options:
        if option in scores and scores[option] > most:
            best, most = option, scores[option]
    if best is None and (fallback := decision.fallback):
        best = None if fallback in said and fallback not in scores else fallback
    return () if best is None else (best,)


def same(made: tuple[Choices, Collected], expected: Conclusions) -> bool:
    """Whether a peer decided as tactful did, for the same reasons."""
    choices, collected = made
    decisions = expected.decisions
    argued = {
        name: {
            option: sorted((a.rule, a.stance.value, a.weight) for a in weighed.arguments)
            for option, weighed in settled.options.items()
            if weighed.arguments
        }
        for name, settled in decisions.items()
    }
    heard = {
        name: {o: sorted((r, s.value, w) for r, s, w in said) for o, said in options.items()}
        for name, options in collected.items()
    }
    return heard == argued and choices == {n: settled.choices for n, settled in decisions.items()}


class Levels:
    """A ruleset's rules by number, and at which level each stands."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.rules: list[Rule] = list(ruleset.rules.values())
        self.level = stratify(ruleset).level
        self.last = max(self.level.values())
        conditions = [c for rule in self.rules for c in (rule.when, rule.unless)]
        self.read = {test.subject for c in conditions for test in tests_in(c)}
        self.given = [f for f in ruleset.facts if f.startswith("given")]
        self.ranks = {
            name: {choice: place for place, choice in enumerate(fact.type.choices)}
            for name, fact in ruleset.facts.items()
            if fact.type.ordered
        }
        self.numbered: dict[str, Callable[[Any], int]] = {
            **{name: ranks.__getitem__ for name, ranks in self.ranks.items()},
            **{n: minutes for n, f in ruleset.facts.items() if f.type.kind is Kind.TIME},
        }

    def of_rule(self, rule: Rule) -> int:
        """The level at which all that a rule reads is settled."""
        return self.level[Step("rule", rule.id)]

    def overriding(self, rule: Rule) -> list[Rule]:
        """The rules that override this one."""
        return [other for other in self.rules if rule.id in other.overrides]

    def plain(self, subject: str, value: Any) -> Value:
        """A value as an engine without orders and times of day takes it: as a number."""
        return self.numbered[subject](value) if subject in self.numbered else value


def minutes(of_day: time) -> int:
    """A time of day as minutes since midnight."""
    return of_day.hour * 60 + of_day.minute


def parts_of(condition: Condition | None) -> tuple[Condition, ...]:
    """The parts of a group; a test is its own and only part."""
    return () if condition is None else getattr(condition, "parts", (condition,))
