"""Which names of a ruleset became which: what is alike but for its name is the same thing.

What both rulesets have keeps its name. Of the rest, two that look alike are paired where there is
just one of the kind in either ruleset; each pair makes others look alike, so it is gone on with
until nothing is added (the refinement of colours, as in tests of whether graphs are isomorphic).
Words that clients read have to be the same: whoever changes them has not merely renamed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

from tactful.changes.names import Naming, OwnedName, Renames
from tactful.language.model import Decision, Fact, Rule, Ruleset
from tactful.language.terms import Group, Test, reads
from tactful.text.names import spaced

_OPEN = "?"
"""What stands for a name that is not paired yet."""

_ITSELF = "*"


def found_renames(old: Ruleset, new: Ruleset) -> Renames:
    """The names that became others, as far as there is only one way to tell."""
    pairing = _Pairing(old, new)
    while pairing.goes_on():
        pass
    return pairing.renames()


def stated_renames(old: Ruleset, new: Ruleset, renamed: Mapping[str, str]) -> Renames:
    """The renames that somebody states, as ``rapport`` or ``means.gift`` and the new name.

    Raises:
        ValueError: if the old ruleset has no such name, or the new one has none.
    """
    made: tuple[dict[str, str], dict[str, str], dict[str, str]] = ({}, {}, {})
    options: dict[OwnedName, str] = {}
    choices: dict[OwnedName, str] = {}
    for name, to in renamed.items():
        owner, dot, part = name.partition(".")
        last = to.rpartition(".")[2]
        if dot:
            into = options if owner in old.decisions else choices
            inside: dict[str, None] = {}
            if owner in old.decisions:
                inside = dict.fromkeys(old.decisions[owner].options)
            elif owner in old.facts:
                inside = dict.fromkeys(old.facts[owner].type.choices)
            if part not in inside:
                raise ValueError(f"the old ruleset has no `{name}`")
            into[owner, part] = last
            continue
        kinds = zip(made, _kinds(old), _kinds(new), strict=True)
        found = [(by, there) for by, here, there in kinds if name in here]
        if not found:
            raise ValueError(f"the old ruleset has no `{name}`")
        if to not in found[0][1]:
            raise ValueError(f"the new ruleset has no `{to}`")
        found[0][0][name] = to
    return Renames(*made, options, choices)


def _kinds(ruleset: Ruleset) -> tuple[Mapping[str, object], ...]:
    return ruleset.facts, ruleset.decisions, ruleset.rules


class _Pairing:
    """The pairs that are found so far; whatever both rulesets have is paired with itself."""

    def __init__(self, old: Ruleset, new: Ruleset) -> None:
        self.old, self.new = old, new
        self.facts = {name: name for name in old.facts if name in new.facts}
        self.decisions = {name: name for name in old.decisions if name in new.decisions}
        self.rules = {name: name for name in old.rules if name in new.rules}
        self.options: dict[OwnedName, str] = {}
        self.choices: dict[OwnedName, str] = {}

    def renames(self) -> Renames:
        """The pairs of names that differ."""
        facts, decisions, rules = (
            {name: to for name, to in by.items() if name != to}
            for by in (self.facts, self.decisions, self.rules)
        )
        options = {pair: to for pair, to in self.options.items() if pair[1] != to}
        choices = {pair: to for pair, to in self.choices.items() if pair[1] != to}
        return Renames(facts, decisions, rules, options, choices)

    def goes_on(self) -> bool:
        """OwnedName what there is only one way to pair; whether there was anything."""
        before = self._count()
        self._inside()
        for loose in (False, True):
            for by, old, new, look in (
                (self.facts, self.old.facts, self.new.facts, _fact_look),
                (self.decisions, self.old.decisions, self.new.decisions, _decision_look),
                (self.rules, self.old.rules, self.new.rules, _rule_look),
            ):
                self._pair(by, old, new, look, loose=loose)
            if self._count() > before:
                return True
        return False

    def _count(self) -> int:
        inside = len(self.options) + len(self.choices)
        return len(self.facts) + len(self.decisions) + len(self.rules) + inside

    def _pair(
        self,
        by: dict[str, str],
        old: Iterable[str],
        new: Iterable[str],
        look: Callable[[Ruleset, Naming, str, bool], Hashable],
        *,
        loose: bool,
    ) -> None:
        left = [name for name in old if name not in by]
        taken = {*by.values()}
        right = [name for name in new if name not in taken]
        if not left or not right:
            return
        mine, theirs = self._namings()
        for name, to in _only(
            ((look(self.old, mine, name, loose), name) for name in left),
            ((look(self.new, theirs, name, loose), name) for name in right),
        ):
            by[name] = to

    def _namings(self) -> tuple[Naming, Naming]:
        """The names of both rulesets, in the new names as far as they are paired."""
        so_far = Renames(self.facts, self.decisions, self.rules, self.options, self.choices)
        facts, decisions, rules = (
            {to: to for to in by.values()} for by in (self.facts, self.decisions, self.rules)
        )
        options = {(self.decisions[d], to): to for (d, _), to in self.options.items()}
        choices = {(self.facts[f], to): to for (f, _), to in self.choices.items()}
        known = Renames(facts, decisions, rules, options, choices)
        blank: Callable[[str], str] = lambda _: _OPEN  # noqa: E731 - a name for what it stands for
        return Naming(self.old, so_far, blank), Naming(self.new, known, blank)

    def _inside(self) -> None:
        """OwnedName the options of decisions that are paired, and the choices of facts."""
        for name, to in self.decisions.items():
            one = {o.id: o.label for o in self.old.decisions[name].options.values()}
            other = {o.id: o.label for o in self.new.decisions[to].options.values()}
            for here, there in _alike(one, other):
                self.options[name, here] = there
        for name, to in self.facts.items():
            labels = self.old.facts[name].type.choices, self.new.facts[to].type.choices
            for here, there in _alike(*labels):
                self.choices[name, here] = there


def _alike(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[OwnedName]:
    """The names within something that are the same, are called the same, or stand in one place."""
    yield from ((name, name) for name in old if name in new)
    left = {name: label for name, label in old.items() if name not in new}
    right = {name: label for name, label in new.items() if name not in old}
    paired = dict(_only(((lb, n) for n, lb in left.items()), ((lb, n) for n, lb in right.items())))
    yield from paired.items()
    rest = [n for n in left if n not in paired], [n for n in right if n not in paired.values()]
    bare = all(label in (n, spaced(n)) for n, label in (*left.items(), *right.items()))
    places = [[*old].index(n) for n in rest[0]], [[*new].index(n) for n in rest[1]]
    if bare and len(old) == len(new) and len(rest[0]) == 1 and places[0] == places[1]:
        yield rest[0][0], rest[1][0]


def _only(
    left: Iterable[tuple[Hashable, str]], right: Iterable[tuple[Hashable, str]]
) -> Iterator[OwnedName]:
    """Those that look alike, where there is just one on either side."""
    looks: dict[Hashable, tuple[list[str], list[str]]] = {}
    for side, listed in enumerate((left, right)):
        for look, name in listed:
            if look is not None:
                looks.setdefault(look, ([], []))[side].append(name)
    for one, other in looks.values():
        if len(one) == len(other) == 1:
            yield one[0], other[0]


def _fact_look(ruleset: Ruleset, naming: Naming, name: str, loose: bool) -> Hashable:
    fact = naming.fact(ruleset.facts[name])
    said = _declared(fact, ruleset.facts[name])
    if loose:
        return None if fact.question is None else repr(said)
    return repr((said, _uses(ruleset, naming, name), _clock_places(ruleset, name)))


def _declared(said: Fact, fact: Fact) -> tuple[object, ...]:
    """What a fact is, in other names, and what it is called where nobody is asked about it."""
    type_ = said.type
    labels = [None if label == name else label for name, label in fact.type.choices.items()]
    called = said.question or (None if fact.label == spaced(fact.id) else said.label)
    limits = type_.kind, labels, type_.ordered, type_.unit, type_.minimum, type_.maximum
    computed = said.computed and (
        said.computed.name,
        said.computed.operands,
        said.computed.decision,
    )
    return (*limits, type_.whole, said.default, said.changeable, computed, called)


def _clock_places(ruleset: Ruleset, name: str) -> list[int]:
    return [place for place, one in enumerate(ruleset.clock) if one == name]


def _decision_look(ruleset: Ruleset, naming: Naming, name: str, loose: bool) -> Hashable:
    decision: Decision = ruleset.decisions[name]
    labels = [option.label for option in decision.options.values()]
    said = (decision.question, decision.many, labels)
    if loose:
        return None if decision.question is None else repr(said)
    return repr((said, _uses(ruleset, naming, name)))


def _rule_look(ruleset: Ruleset, naming: Naming, name: str, loose: bool) -> Hashable:
    rule = naming.rule(ruleset.rules[name])
    if loose:
        return repr((rule.because, rule.source)) if rule.because else None
    return repr((_says(rule), rule.because, rule.source))


def _uses(ruleset: Ruleset, naming: Naming, name: str) -> list[str]:
    """What rules ask or say of a fact or decision, which is called ``*`` there."""
    itself = {name: _ITSELF}
    facts, decisions = naming.renames.facts, naming.renames.decisions
    called = naming.renames._replace(
        facts={**facts, **itself} if name in ruleset.facts else facts,
        decisions={**decisions, **itself} if name in ruleset.decisions else decisions,
    )
    as_itself = Naming(ruleset, called, naming.otherwise)
    return sorted(
        repr((as_itself.rule(rule).id, _says(as_itself.rule(rule))))
        for rule in ruleset.rules.values()
        if name in _mentioned(rule)
    )


def _mentioned(rule: Rule) -> set[str]:
    return {
        *reads(rule.when),
        *reads(rule.unless),
        *(c.fact for c in rule.conclusions),
        *(a.decision for a in rule.arguments),
    }


def _says(rule: Rule) -> tuple[object, ...]:
    """What a rule asks and says, without places."""
    return (
        _bare(rule.when),
        _bare(rule.unless),
        [(c.fact, c.value) for c in rule.conclusions],
        [(a.decision, a.option, a.stance.value, a.weight) for a in rule.arguments],
        rule.overrides,
    )


def _bare(condition: object) -> object:
    if isinstance(condition, Test):
        return condition.subject, condition.operator.name, condition.operands
    if isinstance(condition, Group):
        return condition.join.value, condition.count, [_bare(part) for part in condition.parts]
    return condition
