"""What a change of a ruleset means: which advice changes, for whom, and because of which rules.

Old and new are put side by side over the same situations. Where z3 finds none in which a decision
comes out otherwise, the decision is proven unchanged. Where it finds one, that is the witness, and
the circumstances that bring the change about are those of its facts that cannot be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

from tactful.advice import Told, advice, told
from tactful.circumstances import Circumstances, circumstances
from tactful.conclusions import Conclusions, Status
from tactful.logic import Proposition, all_of, differ, negated
from tactful.model import NOWHERE, Argument, Fact, Option, Rule, Ruleset
from tactful.network import Network
from tactful.proofs import (
    Given,
    Proofs,
    beside,
    smallest,
)
from tactful.survivors import Progress, silent
from tactful.values import Value

Key: TypeAlias = str | Status
"""What a decision may come to: an option, or a status without one."""


class Turn(NamedTuple):
    """One option that a decision comes to, or no longer comes to, in some situations.

    Attributes:
        option: The option, or the status that stands for none.
        gained: Whether the new ruleset comes to it and the old did not, or the other way round.
        where: Circumstances in which it always is so, whatever else is known.
        witness: A smallest situation in which it is so.
        before: How the decision came out there.
        after: How it comes out now.
        rules: The rules responsible: those that fire in one of the two only, and those that say
            something else than they did.
    """

    option: Key
    gained: bool
    where: Circumstances
    witness: Given
    before: Told
    after: Told
    rules: tuple[str, ...]


class Changed(NamedTuple):
    """A decision, and how it changes: not at all (proven), or in these ways.

    ``unchanged`` lists the options to which it is proven to come just as before. ``proven`` is
    false where that is open for some of the others, because the facts themselves changed or the
    solver gave up.
    """

    decision: str
    turns: tuple[Turn, ...]
    unchanged: tuple[Key, ...]
    proven: bool


class Difference(NamedTuple):
    """Everything that is different in the new ruleset.

    Attributes:
        old: The old ruleset.
        new: The new one.
        decisions: The decisions that both have.
        added: Decisions that are new.
        removed: Decisions that are gone.
        rules_added: Rules that are new.
        rules_removed: Rules that are gone.
        rules_changed: Rules that ask or say something else.
        reworded: Rules whose reason or source alone is different.
        facts_changed: Facts that are new, gone or of another type or default.
        options_changed: Options with another window, or after which something else is known.
    """

    old: Ruleset
    new: Ruleset
    decisions: tuple[Changed, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    rules_added: tuple[str, ...]
    rules_removed: tuple[str, ...]
    rules_changed: tuple[str, ...]
    reworded: tuple[str, ...]
    facts_changed: tuple[str, ...]
    options_changed: tuple[str, ...] = ()

    @property
    def changes_advice(self) -> bool:
        """Whether anybody's advice changes, or may for want of a proof."""
        listed = self.added or self.removed or self.options_changed
        return bool(listed or any(d.turns or not d.proven for d in self.decisions))


def compare(
    old: Ruleset,
    new: Ruleset,
    situations: Iterable[Given] = (),
    progress: Progress = silent,
) -> Difference:
    """Compare two rulesets.

    Args:
        old: The ruleset as it was.
        new: The ruleset as it is now.
        situations: Situations to look at first, and where nothing can be proven.
        progress: Told how many decisions of how many are compared.
    """
    shared = [name for name in old.decisions if name in new.decisions]
    both = [name for name in old.rules if name in new.rules]
    changed = [name for name in both if _says(old.rules[name]) != _says(new.rules[name])]
    reworded = [
        name for name in both if name not in changed and _tells(old, name) != _tells(new, name)
    ]
    facts = [
        name
        for name in dict.fromkeys((*old.facts, *new.facts))
        if _declares(old.facts.get(name)) != _declares(new.facts.get(name))
    ]
    comparison = _Comparison(old, new, changed, list(situations))
    return Difference(
        old, new,
        decisions=tuple(_each(comparison, shared, progress)),
        added=tuple(name for name in new.decisions if name not in old.decisions),
        removed=tuple(name for name in old.decisions if name not in new.decisions),
        rules_added=tuple(name for name in new.rules if name not in old.rules),
        rules_removed=tuple(name for name in old.rules if name not in new.rules),
        rules_changed=tuple(changed),
        reworded=tuple(reworded),
        facts_changed=tuple(facts),
        options_changed=tuple(_other_options(old, new)),
    )  # fmt: skip


def _each(comparison: _Comparison, names: Sequence[str], progress: Progress) -> Iterator[Changed]:
    for number, name in enumerate(names):
        progress(number, len(names))
        yield comparison.decision(name)
    progress(len(names), len(names))


def _says(rule: Rule) -> tuple[object, ...]:
    """What a rule asks and says, apart from its words."""
    arguments = tuple((a.decision, a.option, a.stance, a.weight) for a in rule.arguments)
    conclusions = tuple((c.fact, c.value) for c in rule.conclusions)
    return rule.when, rule.unless, conclusions, arguments, rule.overrides


def _tells(ruleset: Ruleset, rule: str) -> tuple[object, ...]:
    return ruleset.rules[rule].because, ruleset.rules[rule].source


def _other_options(old: Ruleset, new: Ruleset) -> Iterator[str]:
    """The options of both rulesets that are acted on at another time, or leave something else."""
    for name, decision in old.decisions.items():
        options = new.decisions[name].options if name in new.decisions else {}
        for option in decision.options.values():
            other = options.get(option.id)
            if other is not None and _acted_on(option) != _acted_on(other):
                yield f"{name}.{option.id}"


def _acted_on(option: Option) -> tuple[object, ...]:
    window = option.window
    return None if window is None else window._replace(span=NOWHERE), option.after


def _declares(fact: Fact | None) -> tuple[object, ...] | None:
    """What a fact's declaration means, apart from its words."""
    if fact is None:
        return None
    type_ = fact.type
    limits = (type_.ordered, type_.unit, type_.minimum, type_.maximum, type_.whole)
    return type_.kind, tuple(type_.choices), limits, fact.default, fact.computed


PATIENCE = 6_000_000
"""Steps of the solver to find out whether a decision changes at all."""

HASTE = 400_000
"""Steps to find out each other thing about a decision that is known to change."""

MOST = 300
"""Situations that are looked at before the solver is asked for one."""


class _Seen(NamedTuple):
    """A situation with the advice of the old and of the new ruleset."""

    given: Given
    before: Mapping[str, Told]
    after: Mapping[str, Told]


class _Comparison:
    """Old and new, side by side."""

    def __init__(
        self, old: Ruleset, new: Ruleset, changed: Sequence[str], situations: Sequence[Given]
    ) -> None:
        self.old, self.new = old, new
        self.changed = set(changed)
        self.networks = Network(old), Network(new)
        self.situations = situations

    @cached_property
    def pool(self) -> list[_Seen]:
        """Situations whose advice differs: what shows one change often shows another."""
        drawn = [] if self.proofs is None else self.proofs[0].drawn(MOST)
        found = [*self.differing([*self.situations, *drawn])]
        if self.proofs is not None:
            near = self.proofs[0].varied([seen.given for seen in found], MOST)
            found += self.differing(near)
        return sorted(found, key=lambda seen: len(seen.given))

    def differing(self, situations: Iterable[Given]) -> Iterator[_Seen]:
        """Those of some situations whose advice differs."""
        for given in situations:
            before, after = (advice(conclusions) for conclusions in self.both(given))
            if before != after:
                yield _Seen(given, before, after)

    @cached_property
    def proofs(self) -> tuple[Proofs, Proofs] | None:
        """Proofs about both over the same cases; ``None`` where the cases are not the same."""
        for name in self.old.facts.keys() & self.new.facts.keys():
            declared = [_declares(rules.facts[name]) or () for rules in (self.old, self.new)]
            if declared[0][:3] != declared[1][:3]:
                return None
        return beside(self.old, self.new)

    def decision(self, name: str) -> Changed:
        options = (*self.old.decisions[name].options, *self.new.decisions[name].options)
        keys: list[Key] = [*dict.fromkeys(options)]
        keys += [Status.NONE, Status.CONFLICT, Status.NOT_APPLICABLE]
        if self.proofs is None:
            turns = tuple(self.found(name))
            return Changed(name, turns, (), proven=bool(turns))
        found: list[Turn] = []
        unchanged: list[Key] = []
        proven = True
        for key in keys:
            # That the decision changes, or is beyond the solver, is known by then: the rest is
            # worth less.
            self.proofs[0].patience = HASTE if found or not proven else PATIENCE
            one, other = self.when(name, key)
            turned = [
                *self.turn(name, key, all_of((other, negated(one))), gained=True),
                *self.turn(name, key, all_of((one, negated(other))), gained=False),
            ]
            found += turned
            if not turned:
                is_proven = self.proofs[0].is_impossible(differ(one, other))
                proven = proven and is_proven
                unchanged += [key] if is_proven else []
        return Changed(name, tuple(_telling(found)), tuple(unchanged), proven)

    def when(self, name: str, key: Key) -> tuple[Proposition, Proposition]:
        """When the old and the new ruleset come to something."""
        proofs = self.proofs or ()
        found = [dict[Key, Proposition](p.formulas.outcomes[name]) for p in proofs]
        one, other = (outcomes.get(key, False) for outcomes in found)
        return one, other

    def turn(self, name: str, key: Key, what: Proposition, *, gained: bool) -> Iterator[Turn]:
        if self.proofs is None or what is False:
            return

        def turns(before: Told, after: Told) -> bool:
            return (_comes(key, before), _comes(key, after)) == (not gained, gained)

        def is_so(given: Given) -> bool:
            before, after = (told(c.decisions[name]) for c in self.both(given))
            return turns(before, after)

        pool = (s.given for s in self.pool if turns(s.before[name], s.after[name]))
        seen = next(pool, None)
        witness = self.proofs[0].witness_where(what, is_so, stated=True) if seen is None else (
            smallest(seen, is_so)
        )  # fmt: skip
        if witness is not None:
            shown = (advice(conclusions) for conclusions in self.both(witness))
            self.pool.insert(0, _Seen(witness, *shown))
            where = circumstances(self.proofs[0], what, witness)
            yield self.shown(name, key, witness, where, gained=gained)

    def shown(
        self, name: str, key: Key, witness: Given, where: Circumstances, *, gained: bool
    ) -> Turn:
        before, after = self.both(witness)
        rules = tuple(self.responsible(name, before, after))
        outcomes = told(before.decisions[name]), told(after.decisions[name])
        return Turn(key, gained, where, witness, *outcomes, rules)

    def both(self, given: Given) -> tuple[Conclusions, Conclusions]:
        """What follows in the old and in the new ruleset, each given what it knows of."""
        old, new = (
            network.evaluate({n: v for n, v in given.items() if n in network.ruleset.facts})
            for network in self.networks
        )
        return old, new

    def responsible(self, name: str, before: Conclusions, after: Conclusions) -> Iterator[str]:
        fired, fires = set(before.fired), set(after.fired)
        said, says = (
            {a for w in c.decisions[name].options.values() for a in _apart(w.arguments)}
            for c in (before, after)
        )
        speaking = {rule for rule, *_ in said ^ says}
        roots = self.changed | (set(self.old.rules) ^ set(self.new.rules))
        for rule in dict.fromkeys((*self.old.rules, *self.new.rules)):
            if rule in speaking or (rule in roots and rule in fired | fires):
                yield rule

    def found(self, name: str) -> Iterator[Turn]:
        """Where nothing can be proven: a change that one of the situations shows."""
        for given in self.situations:
            before, after = (told(c.decisions[name]) for c in self.both(given))
            if before != after:
                key = after[1][0] if after[1] else after[0]
                yield self.shown(name, key, given, (), gained=True)
                return


def _apart(arguments: Iterable[Argument]) -> Iterator[tuple[str, str, int, str]]:
    for a in arguments:
        yield a.rule, a.option, a.weight, a.stance.value


def _comes(key: Key, outcome: Told) -> bool:
    return key in outcome[1] if isinstance(key, str) else outcome[0] is key


def _telling(turns: Sequence[Turn]) -> Iterator[Turn]:
    """The turns without those that another tells: what is lost where an option is gained."""
    gained = [(turn.before, turn.after) for turn in turns if turn.gained]
    for turn in turns:
        if turn.gained or (turn.before, turn.after) not in gained:
            yield turn


def affected(
    difference: Difference, clients: Iterable[tuple[str, Mapping[str, Value]]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The clients whose advice changes, with the decisions that come out otherwise."""
    comparison = _Comparison(difference.old, difference.new, (), ())
    for title, given in clients:
        before, after = comparison.both(given)
        names = tuple(
            d.decision
            for d in difference.decisions
            if told(before.decisions[d.decision]) != told(after.decisions[d.decision])
        )
        if names:
            yield title, names
