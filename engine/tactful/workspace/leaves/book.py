"""A ruleset with its scenarios, and who names whom in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from tactful.explanation.wording import Wording, capitalised
from tactful.grounding.ground import ground
from tactful.language.conclusions import Conclusions
from tactful.language.model import Rule, Ruleset
from tactful.language.progress import Progress, silent
from tactful.language.terms import reads
from tactful.network.kept import network_of, network_with
from tactful.pages.leaf import Leaf, Link
from tactful.scenarios.scenario import Scenario
from tactful.text.names import spaced


class ShownScenario(NamedTuple):
    """A scenario and what came of it.

    Attributes:
        scenario: The scenario.
        ruleset: The rules, for those whom it lists.
        conclusions: What follows.
        fired: The rules that count in it, by their names as written.
    """

    scenario: Scenario
    ruleset: Ruleset
    conclusions: Conclusions
    fired: tuple[str, ...]


class Book:
    """All that leaves are made of.

    Args:
        ruleset: The rules, as they were loaded.
        scenarios: Those that show them.
        moved: Is told how many scenarios are done.
    """

    def __init__(
        self, ruleset: Ruleset, scenarios: Sequence[Scenario] = (), moved: Progress = silent
    ) -> None:
        self.loaded = ruleset
        self.ruleset = ruleset if ruleset.template is None else ruleset.template
        self.wording = Wording(self.ruleset, {})
        self.shown = tuple(_all_shown(ruleset, scenarios, moved))

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """For each fact and decision, the rules that look at it."""
        found: dict[str, list[str]] = {}
        for rule in self.ruleset.rules.values():
            for name in read_by(rule):
                found.setdefault(name, []).append(rule.id)
        return {name: tuple(rules) for name, rules in found.items()}

    @cached_property
    def computing(self) -> Mapping[str, tuple[str, ...]]:
        """For each fact and decision, the facts that are computed from it."""
        found: dict[str, list[str]] = {}
        for fact in self.ruleset.facts.values():
            if fact.computed is not None:
                of = {*fact.computed.facts, fact.computed.decision} - {None}
                for name in of:
                    found.setdefault(str(name), []).append(fact.id)
        return {name: tuple(facts) for name, facts in found.items()}

    @cached_property
    def showing(self) -> Mapping[str, tuple[ShownScenario, ...]]:
        """For each rule, the scenarios in which it counts."""
        found: dict[str, list[ShownScenario]] = {}
        for shown in self.shown:
            for rule in shown.fired:
                found.setdefault(rule, []).append(shown)
        return {rule: tuple(each) for rule, each in found.items()}

    def link(self, kind: str, id_: str, words: str | None = None) -> Link:
        """A link to an entry, in the words that it is called by."""
        return Link(kind, id_, self.called(kind, id_) if words is None else words)

    def called(self, kind: str, id_: str) -> str:
        """What an entry is called in a list."""
        if kind in ("fact", "decision"):
            return capitalised(self.wording.label(id_))
        return id_ if kind == "scenario" else capitalised(spaced(id_))

    def named(self, id_: str, words: str | None = None) -> Link:
        """A link to a fact or decision."""
        kind = "fact" if id_ in self.ruleset.facts else "decision"
        return self.link(kind, id_, words)


def read_by(rule: Rule) -> tuple[str, ...]:
    """What a rule looks at, each once."""
    conditions = (rule.when, rule.unless, *(reason.when for reason in rule.reasons))
    return tuple(dict.fromkeys(name for one in conditions for name in sorted(reads(one))))


def _all_shown(
    ruleset: Ruleset, scenarios: Sequence[Scenario], moved: Progress
) -> Iterable[ShownScenario]:
    if not scenarios:
        return
    network = network_of(ruleset)
    for number, scenario in enumerate(scenarios):
        moved(number, len(scenarios))
        rules = ground(ruleset, scenario.people)
        conclusions = network_with(network, scenario.people).evaluate(scenario.given)
        copies = {} if rules.ground is None else rules.ground.rules
        names = [copies[name].of if name in copies else name for name in conclusions.fired]
        yield ShownScenario(scenario, rules, conclusions, tuple(dict.fromkeys(names)))


def with_names(leaf: Leaf, ruleset: Ruleset) -> Leaf:
    """A leaf in which one of several is called by what they are: the interviewer."""
    names = {f"{{{each.id}}}": f"the {each.label}" for each in ruleset.each.values()}
    return leaf if not names else Leaf._make(_replaced(part, names) for part in leaf)


_Part = TypeVar("_Part")


def _replaced(part: _Part, names: Mapping[str, str]) -> _Part:
    if isinstance(part, str):
        said: str = part
        for name, words in names.items():
            if said.startswith(name):
                said = capitalised(words) + said[len(name) :]
            said = said.replace(name, words)
        return said  # type: ignore[return-value]
    if not isinstance(part, tuple):
        return part
    made = [_replaced(one, names) for one in part]
    kind = type(part)
    return kind._make(made) if hasattr(kind, "_make") else kind(made)  # type: ignore[attr-defined]
