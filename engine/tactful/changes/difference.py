"""What a change of a ruleset means: which advice changes, for whom, and because of which rules.

What the rules decide is compared by ``turns``, decision by decision; all else that a ruleset
says is compared here, as it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from tactful.cases.detached import common_type
from tactful.changes.common import CommonCore, common_core
from tactful.changes.names import Renames, under_new_names
from tactful.changes.renaming import found_renames, stated_renames
from tactful.changes.revived import Revived, revived
from tactful.changes.turns import Changed, Comparison
from tactful.language.conclusions import Told
from tactful.language.given import Given
from tactful.language.model import Decision, Fact, Option, Rule, Ruleset
from tactful.language.progress import Progress, silent
from tactful.language.terms import NOWHERE
from tactful.language.values import Value, ValueType


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
        options_changed: Options that are acted on at another time, or after which something else
            is known.
        partly_compared: Facts that may have other values than before. What was compared is what
            comes of the values that both rulesets know of.
        relabelled: What clients read in other words: facts, decisions, options and their drafts.
        core: What all changes of what is advised have in common; ``None`` where there are none,
            or it could not be told.
        revived: Rules that speak again, as overrides set aside what kept them down.
        renamed: Names that became others. All else is told under the new ones, and ``old`` is the
            old ruleset under them.
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
    partly_compared: tuple[str, ...] = ()
    relabelled: tuple[str, ...] = ()
    core: CommonCore | None = None
    revived: tuple[Revived, ...] = ()
    renamed: Renames = Renames()

    @property
    def core_is_of_all(self) -> bool:
        """Whether nobody's advice changes but where all has what the changes have in common."""
        apart = self.added or self.removed or self.options_changed or self.partly_compared
        shared = [one.decision for one in self.decisions]
        return not apart and self.core is not None and [*self.core.decisions] == shared

    @property
    def only_renames(self) -> bool:
        """Whether nothing but names is different."""
        lists = (
            self.added,
            self.removed,
            self.rules_added,
            self.rules_removed,
            self.rules_changed,
            self.reworded,
            self.facts_changed,
            self.options_changed,
            self.relabelled,
        )
        return bool(self.renamed) and not any(lists)

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
    *,
    renamed: Mapping[str, str] | Renames | None = None,
    whole: bool = True,
) -> Difference:
    """Compare two rulesets.

    Args:
        old: The ruleset as it was.
        new: The ruleset as it is now.
        situations: Situations to look at where nothing can be proven; in new names. Nobody asks
            for them where all can be.
        progress: Told how many decisions of how many are compared.
        renamed: Old names with the new ones, as ``{"rapport": "liking", "means.gift":
            "means.present"}``. Left out, they are found where there is only one way to tell.
        whole: Whether to tell also what changes only where something else does. Of decisions
            that follow others there are only some turns without it. It takes twice as long.

    Raises:
        ValueError: if a name is stated that its ruleset does not have.
    """
    renames = _renames(old, new, renamed)
    old = under_new_names(old, renames)
    comparison = _side_by_side(old, new, situations)
    return _compared(comparison, renames, progress, whole=whole)


def _renames(old: Ruleset, new: Ruleset, renamed: Mapping[str, str] | Renames | None) -> Renames:
    if renamed is None:
        return found_renames(old, new)
    return renamed if isinstance(renamed, Renames) else stated_renames(old, new, renamed)


def _side_by_side(old: Ruleset, new: Ruleset, situations: Iterable[Given]) -> Comparison:
    both = [name for name in old.rules if name in new.rules]
    changed = [name for name in both if _says(old.rules[name]) != _says(new.rules[name])]
    return Comparison(old, new, changed, situations)


def _compared(
    comparison: Comparison, renames: Renames, progress: Progress, *, whole: bool
) -> Difference:
    """Compare two rulesets that have the same names for the same things."""
    old, new, changed = comparison.old, comparison.new, comparison.changed
    facts = [
        name
        for name in dict.fromkeys((*old.facts, *new.facts))
        if _declares(old.facts.get(name)) != _declares(new.facts.get(name))
    ]
    decisions = tuple(_each(comparison, progress, whole=whole))
    return Difference(
        old,
        new,
        decisions=decisions,
        added=tuple(name for name in new.decisions if name not in old.decisions),
        removed=tuple(name for name in old.decisions if name not in new.decisions),
        rules_added=tuple(name for name in new.rules if name not in old.rules),
        rules_removed=tuple(name for name in old.rules if name not in new.rules),
        rules_changed=tuple(name for name in old.rules if name in changed),
        reworded=tuple(_reworded(old, new, changed)),
        facts_changed=tuple(facts),
        options_changed=tuple(_other_options(old, new)),
        partly_compared=tuple(_partly_compared(old, new, facts)),
        relabelled=tuple(_relabelled(old, new)),
        core=common_core(comparison, decisions),
        revived=tuple(revived(comparison)),
        renamed=renames,
    )


def _reworded(old: Ruleset, new: Ruleset, changed: Set[str]) -> Iterator[str]:
    """The rules of both that ask and say what they did, in other words."""
    for name in old.rules:
        if name in new.rules and name not in changed and _tells(old, name) != _tells(new, name):
            yield name


def _partly_compared(old: Ruleset, new: Ruleset, facts: Iterable[str]) -> Iterator[str]:
    for name in facts:
        both = [one.facts[name].type for one in (old, new) if name in one.facts]
        if len(both) == 2 and _has_other_values(*both):
            yield name


def _each(comparison: Comparison, progress: Progress, *, whole: bool) -> Iterator[Changed]:
    total = len(comparison.decisions)
    progress(0, total)
    for number, changed in enumerate(comparison.every_decision(whole=whole), 1):
        yield changed
        progress(number, total)


def _says(rule: Rule) -> tuple[object, ...]:
    """What a rule asks and says, apart from its words."""
    arguments = tuple((a.decision, a.option, a.stance, a.weight) for a in rule.arguments)
    conclusions = tuple((c.fact, c.value) for c in rule.conclusions)
    return rule.when, rule.unless, conclusions, arguments, rule.overrides


def _tells(ruleset: Ruleset, rule: str) -> tuple[object, ...]:
    said = ruleset.rules[rule]
    return said.because, said.reasons, said.source


def _has_other_values(one: ValueType, other: ValueType) -> bool:
    """Whether only some values are ones of both types, and mean the same in both."""
    values = [(t.minimum, t.maximum, t.whole, [*t.choices]) for t in (one, other)]
    return common_type(one, other) is not None and values[0] != values[1]


def _other_options(old: Ruleset, new: Ruleset) -> Iterator[str]:
    """The options of both rulesets that are acted on at another time, or leave something else."""
    for name, option, other in _options_of_both(old, new):
        if _acted_on(option, old) != _acted_on(other, new):
            yield f"{name}.{option.id}"


def _options_of_both(old: Ruleset, new: Ruleset) -> Iterator[tuple[str, Option, Option]]:
    for name, decision in old.decisions.items():
        options = new.decisions[name].options if name in new.decisions else {}
        for option in decision.options.values():
            if option.id in options:
                yield name, option, options[option.id]


def _acted_on(option: Option, ruleset: Ruleset) -> tuple[object, ...]:
    pieces = [[p._replace(span=NOWHERE) for p in ps] for ps in (option.windows, option.waits)]
    if not any(pieces):
        return (None, option.after)
    named = [day for some in pieces for piece in some for day in piece.days]
    days = [ruleset.facts[day].computed if day in ruleset.facts else None for day in named]
    return pieces, option.after, days, ruleset.clock


def _relabelled(old: Ruleset, new: Ruleset) -> Iterator[str]:
    """What both rulesets have and word in another way, rules apart."""
    for name in old.facts:
        if name in new.facts and _words(old.facts[name]) != _words(new.facts[name]):
            yield name
    for name in old.decisions:
        if name in new.decisions and _words(old.decisions[name]) != _words(new.decisions[name]):
            yield name
    for name, option, other in _options_of_both(old, new):
        if _option_words(option) != _option_words(other):
            yield f"{name}.{option.id}"
    if old.summary != new.summary:
        yield "summary"


def _words(said: Fact | Decision) -> tuple[object, ...]:
    labels = said.type.choices if isinstance(said, Fact) else {}
    return said.label, said.question, dict(labels)


def _option_words(option: Option) -> tuple[object, ...]:
    return option.label, option.labels, [piece._replace(span=NOWHERE) for piece in option.draft]


def _declares(fact: Fact | None) -> tuple[object, ...] | None:
    """What a fact's declaration means, apart from its words."""
    if fact is None:
        return None
    type_ = fact.type
    limits = (type_.ordered, type_.unit, type_.minimum, type_.maximum, type_.whole)
    kinds = (type_.kind, type_.many, type_.none is None)
    return kinds, tuple(type_.choices), limits, fact.default, fact.computed


class ClientChange(NamedTuple):
    """A client whose advice changes, with what the decisions that differ came and come to."""

    title: str
    before: Mapping[str, Told]
    after: Mapping[str, Told]


def changes_for(
    difference: Difference, clients: Iterable[tuple[str, Mapping[str, Value]]]
) -> Iterator[ClientChange]:
    """The clients whose advice changes, and how."""
    comparison = Comparison(difference.old, difference.new, (), ())
    names = [one.decision for one in difference.decisions]
    for title, given in clients:
        seen = comparison.seen(given)
        unlike = [name for name in names if seen.before[name] != seen.after[name]]
        if unlike:
            before, after = ({n: side[n] for n in unlike} for side in (seen.before, seen.after))
            yield ClientChange(title, before, after)
