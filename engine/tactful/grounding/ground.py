"""A ruleset about several of a thing, made plain for as many as a situation has.

Rules, facts and decisions of one of them are copied for each, and groups over all of them become
plain groups, so that every reading works on the ground ruleset and knows of nobody. It is made
once for as many of them, and kept.

Source of the idea: the grounding of answer-set programs (M. Gebser, T. Schaub, S. Thiele, GrinGo:
A New Grounder for Answer Set Programming, LPNMR 2007).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from tactful.grounding.conditions import ALWAYS, NEVER, KeptConditions, Putting, free_names
from tactful.grounding.options import put_decision
from tactful.grounding.people import MOST, UNNAMED, called, copy_name, owners_of
from tactful.grounding.sentences import Speech, names_in
from tactful.language.model import (
    Because,
    Checklist,
    Constraint,
    Decision,
    Fact,
    QuestionSection,
    Rule,
    Ruleset,
)
from tactful.language.terms import Condition, Copy, Grounding, Sentence
from tactful.language.values import Kind

_Counts: TypeAlias = tuple[tuple[str, tuple[str | None, ...] | None], ...]


def ground(ruleset: Ruleset, people: Mapping[str, Sequence[str | None]]) -> Ruleset:
    """A ruleset for the several of a thing that a situation has.

    Args:
        ruleset: The rules, as they were loaded.
        people: For each thing of which some are listed, their names, ``None`` where one has none.
            Of what is not listed, there is one.

    Raises:
        ValueError: if something is listed that the ruleset has not several of, or too many are.
    """
    for name, names in people.items():
        if name not in ruleset.each:
            raise ValueError(f"this ruleset does not have several of `{name}`")
        if len(names) > MOST:
            raise ValueError(f"there may be up to {MOST} of `{name}`, and {len(names)} are listed")
    template = ruleset.template
    if template is None or not people:
        return ruleset
    listed = {name: tuple(names) for name, names in people.items()}
    return _made(template, tuple((name, listed.get(name)) for name in template.each))


def for_one(template: Ruleset) -> Ruleset:
    """A ruleset for one of each thing, of whom no name is known; itself if it has several of none.

    That is what it is read as, so that whoever knows nobody by name need not know of this.
    """
    return _made(template, tuple((name, None) for name in template.each))


@lru_cache(maxsize=64)
def _made(template: Ruleset, counts: _Counts) -> Ruleset:
    return _Ground(template, dict(counts)).made()


class _Nameless(NamedTuple):
    """What is the same whatever people are called: conditions, and rules that name nobody."""

    conditions: KeptConditions
    rules: dict[tuple[int, int], tuple[Rule, Rule]]
    about: dict[int, tuple[Rule, str | None, bool]]

    def fit(self) -> _Nameless:
        """Itself, with little in it: whoever edits rules for a day makes ever new ones."""
        for kept in (self.conditions, self.rules, self.about):
            if len(kept) > MOST_KEPT:
                kept.clear()
        return self


MOST_KEPT = 20_000
"""Conditions, or rules, that are kept: those of 5,000 rules, or of 2,000 edits of a small file."""


class _Declared:
    """What a ruleset declares: the very same facts and decisions, which are not merely equal."""

    def __init__(self, template: Ruleset) -> None:
        self.parts = (template.facts, template.decisions, template.each)

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.parts)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Declared) and all(
            one is another for one, another in zip(self.parts, other.parts, strict=True)
        )


@lru_cache(maxsize=32)
def _nameless(
    declared: _Declared,  # noqa: ARG001 - what rules come to depends on nothing else of a ruleset
    places: tuple[tuple[str, tuple[int, ...]], ...],  # noqa: ARG001
) -> _Nameless:
    """What rules came to for so many people, for others of as many and for edited rulesets."""
    return _Nameless({}, {}, {})


class _Ground:
    def __init__(
        self, template: Ruleset, people: Mapping[str, tuple[str | None, ...] | None]
    ) -> None:
        self.template = template
        self.people = people
        self.owners = owners_of(template)
        self.places = {
            name: (UNNAMED,) if names is None else tuple(range(1, len(names) + 1))
            for name, names in people.items()
        }
        self.copies: dict[str, Copy] = {}
        self.of_rules: dict[str, Copy] = {}
        self.lines: list[Copy | None] = []
        self.kept = _nameless(_Declared(template), tuple(self.places.items())).fit()
        self.free = Putting(self.owners, self.places, {}, self.kept.conditions)

    def made(self) -> Ruleset:
        template = self.template
        facts = {one.id: one for fact in template.facts.values() for one in self.facts(fact)}
        decisions = {
            one.id: one
            for decision in template.decisions.values()
            for one in self.decided(decision)
        }
        rules = {one.id: one for rule in template.rules.values() for one in self.rules(rule)}
        constraints = {
            one.id: one for c in template.constraints.values() for one in self.constraints(c)
        }
        summary = tuple(
            line for n, one in enumerate(template.summary) for line in self.summary(one, n)
        )
        questions = tuple(s for section in template.questions for s in self.sections(section))
        listed = {name: names for name, names in self.people.items() if names is not None}
        of_whom = Grounding(listed, self.copies, self.of_rules, tuple(self.lines))
        return replace(
            template,
            facts=facts,
            decisions=decisions,
            rules=rules,
            constraints=constraints,
            summary=summary,
            questions=questions,
            template=template,
            ground=of_whom if listed else None,
        )

    def each_one(self, each: str | None) -> Iterator[tuple[Putting, Speech, int]]:
        """Each of several, with the words about that one; all at once where it is about nobody."""
        if each is None:
            yield self.free, Speech(), UNNAMED
            return
        names = self.people[each] or (None,)
        for place in self.places[each]:
            name = called(self.template.each[each], names, place)
            yield self.free.to(each, place), Speech(each, name, place != UNNAMED), place

    def facts(self, fact: Fact) -> Iterator[Fact]:
        each = self.owners.get(fact.id)
        for to, words, place in self.each_one(each):
            if each is None:
                yield fact
                continue
            name = self.copied(self.copies, fact.id, each, place)
            computed = fact.computed
            if computed is not None:
                operands = tuple(to.name(o) if isinstance(o, str) else o for o in computed.operands)
                decision = None if computed.decision is None else to.name(computed.decision)
                computed = replace(computed, operands=operands, decision=decision)
            question = None if fact.question is None else words.question(fact.question)
            label = words.label(fact.label)
            yield fact._replace(id=name, label=label, question=question, computed=computed)

    def decided(self, decision: Decision) -> Iterator[Decision]:
        each = self.owners.get(decision.id)
        for to, words, place in self.each_one(each):
            if each is not None:
                self.copied(self.copies, decision.id, each, place)
            yield put_decision(decision, to, words)

    def copied(self, kept: dict[str, Copy], name: str, each: str, place: int) -> str:
        """The name of a copy, once it is known of what it is one."""
        made = copy_name(name, place)
        if place != UNNAMED:
            kept[made] = Copy(each, place, name)
        return made

    def rules(self, rule: Rule) -> Iterator[Rule]:
        """A rule about one of several for each of them."""
        each, is_named = self.about(rule)
        for to, words, place in self.each_one(each):
            name = rule.id
            if each is not None:
                name = self.copied(self.of_rules, rule.id, each, place)
            _, made = self.kept.rules.get((id(rule), place), (rule, None))
            if made is None or is_named:
                made = self.rule(rule, name, to, words)
            if not is_named:
                self.kept.rules[id(rule), place] = rule, made
            overrides = tuple(o for other in rule.overrides for o in self.others(other, to))
            yield made if made.overrides == overrides else made._replace(overrides=overrides)

    def about(self, rule: Rule) -> tuple[str | None, bool]:
        """Of what a rule is about one, and whether it names that one."""
        found = self.kept.about.get(id(rule))
        if found is None:
            each = about(rule, self.template)
            is_named = each is not None and each in names_in(said_by(rule))
            found = self.kept.about[id(rule)] = rule, each, is_named
        return found[1:]

    def rule(self, rule: Rule, name: str, to: Putting, words: Speech) -> Rule:
        """A rule put to one of several, or to nobody where it is about all."""
        when = to.wanted(rule.when)
        unless = False if rule.unless is None else to.condition(rule.unless)
        if unless is True:
            when = NEVER
        reasons, because = self.reasons(rule, to, words)
        return rule._replace(
            id=name,
            when=when,
            unless=None if isinstance(unless, bool) else unless,
            conclusions=tuple(c._replace(fact=to.name(c.fact)) for c in rule.conclusions),
            arguments=tuple(
                replace(a, rule=name, decision=to.name(a.decision)) for a in rule.arguments
            ),
            because=because,
            reasons=reasons,
        )

    def reasons(
        self, rule: Rule, to: Putting, words: Speech
    ) -> tuple[tuple[Because, ...], Sentence]:
        because, reasons = words.sentence(rule.because, to), []
        for branch in rule.reasons:
            when = to.condition(branch.when)
            if when is True:
                because = words.sentence(branch.text, to)
                break
            if not isinstance(when, bool):
                reasons.append(Because(when, words.sentence(branch.text, to)))
        return tuple(reasons), because

    def others(self, rule: str, to: Putting) -> Iterator[str]:
        """The copies of a rule that another overrides: of the same one, or of all of them."""
        each, _ = self.about(self.template.rules[rule])
        if each is None:
            yield rule
        elif each in to.ones:
            yield copy_name(rule, to.ones[each])
        else:
            yield from (copy_name(rule, place) for place in self.places[each])

    def constraints(self, constraint: Constraint) -> Iterator[Constraint]:
        names = [*free_names(constraint.never, self.owners)]
        each = _owner(names, names_in((constraint.because,)), self.template)
        for to, words, place in self.each_one(each):
            put = to.condition(constraint.never)
            if put is False:
                continue
            never = ALWAYS if put is True else put
            name = constraint.id
            if each is not None:
                name = self.copied(self.of_rules, constraint.id, each, place)
            because = words.sentence(constraint.because, to)
            yield constraint._replace(id=name, never=never, because=because)

    def summary(self, line: tuple[Sentence, ...], number: int) -> Iterator[tuple[Sentence, ...]]:
        each = _owner((), names_in(line), self.template)
        for to, words, place in self.each_one(each):
            named = None if each is None or place == UNNAMED else Copy(each, place, str(number))
            self.lines.append(named)
            yield tuple(words.sentence(sentence, to) for sentence in line)

    def sections(self, section: QuestionSection) -> Iterator[QuestionSection]:
        """What is asked of all, and after it what is asked of each.

        Where there is only one whom nobody has named, a checklist of both stays whole.
        """
        alone = {each for each, places in self.places.items() if places == (UNNAMED,)}
        whole = {
            name
            for one in section.checklists
            if any(name not in self.owners for name in one.choices)
            and not any(f"{{{each}}}" in text for each in alone for text in one.choices.values())
            for name in one.choices
            if self.owners.get(name) in alone
        }
        kinds: dict[str | None, list[str]] = {}
        for fact in section.facts:
            kinds.setdefault(None if fact in whole else self.owners.get(fact), []).append(fact)
        for each in sorted(kinds, key=lambda kind: kind is not None):
            if each is not None and len(self.places[each]) > 1:
                kinds[each], together = self.apart(section, each, kinds[each])
                yield from together
            for to, words, place in self.each_one(each) if kinds[each] else ():
                when = None if section.when is None else to.condition(section.when)
                if when is False:
                    continue
                for one in sorted(alone) if each is None and whole else ():
                    to = to.to(one, UNNAMED)
                title = section.title
                if each is not None and place != UNNAMED and f"{{{each}}}" not in title:
                    title = f"{title} ({words.called})"
                yield section._replace(
                    title=words.text(title),
                    facts=tuple(map(to.name, kinds[each])),
                    when=None if isinstance(when, bool) else when,
                    checklists=tuple(self.checklists(section, kinds[each], to, words)),
                )

    def apart(
        self, section: QuestionSection, each: str, facts: list[str]
    ) -> tuple[list[str], list[QuestionSection]]:
        """What is asked of each by itself, and what one checklist asks of all: of whom it is so."""
        asked = [self.template.facts[name] for name in facts]
        listed = {name for one in section.checklists for name in one.choices}
        if any(True for _ in free_names(section.when, self.owners)):
            return facts, []
        alike = [
            fact
            for fact in asked
            if fact.type.kind is Kind.YES_NO and fact.question and fact.id not in listed
        ]
        names = self.people[each] or ()
        label = self.template.each[each]
        lists = []
        for fact in alike:
            choices = {
                copy_name(fact.id, place): called(label, names, place)
                for place in self.places[each]
            }
            question = Speech(each, f"each {label.label}").text(fact.question or "")
            lists.append(Checklist(f"{question} Of whom is it so?", choices))
        when = self.free.wanted(section.when)
        every = tuple(name for one in lists for name in one.choices)
        whole = section._replace(facts=every, when=when, checklists=tuple(lists))
        left = [name for name in facts if name not in {fact.id for fact in alike}]
        return left, [whole] if lists else []

    def checklists(
        self, section: QuestionSection, facts: list[str], to: Putting, words: Speech
    ) -> Iterator[Checklist]:
        for one in section.checklists:
            choices = {to.name(n): text for n, text in one.choices.items() if n in facts}
            if choices:
                question = words.question(one.question)
                yield Checklist(question, {n: words.text(t) for n, t in choices.items()})


def about(rule: Rule, template: Ruleset) -> str | None:
    """Of what a rule is about one, if there are several of anything; the first if of more."""
    owners = owners_of(template)
    return _owner(read_of_one(rule, owners), names_in(said_by(rule)), template)


def read_of_one(rule: Rule, owners: Mapping[str, str]) -> list[str]:
    """What of one of several a rule reads and settles."""
    asked: tuple[Condition | None, ...] = (rule.when, rule.unless, *(r.when for r in rule.reasons))
    read = [name for condition in asked for name in free_names(condition, owners)]
    settled = (*(c.fact for c in rule.conclusions), *(a.decision for a in rule.arguments))
    return [*dict.fromkeys((*read, *(name for name in settled if name in owners)))]


def said_by(rule: Rule) -> tuple[Sentence, ...]:
    """Every sentence in which a rule gives its reason."""
    return (rule.because, *(reason.text for reason in rule.reasons))


def _owner(names: Sequence[str], quoted: Sequence[str], template: Ruleset) -> str | None:
    owners = owners_of(template)
    for name in (*names, *quoted):
        if name in owners:
            return owners[name]
        if name in template.each and name not in template.facts:
            return name
    return None
