"""Every finding is real, and every defect is found: against all situations of small rulesets."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from draws import DRAWS, unhurried
from exhaustive import Everything, draw_small
from tactful.checking.checks.frequent_tie import SHARE
from tactful.checking.conflicts import conflicting
from tactful.checking.examine import CHECKS
from tactful.checking.finding import Finding
from tactful.checking.subject import Subject
from tactful.language.conclusions import Status
from tactful.language.model import Ruleset
from tactful.language.reference import evaluate
from tactful.language.terms import Placeholder
from tactful.proofs.removals import Removals

BY_NAME = {check.DEFECT.name: check for check in CHECKS}


def found(subject: Subject, name: str) -> list[Finding]:
    return list(BY_NAME[name].check(subject))


def drawn(rng: Random) -> tuple[Ruleset, Subject, Everything]:
    rules = draw_small(rng)
    note(repr(rules.rules))
    return rules, Subject(rules), Everything(rules)


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_what_can_never_be_and_what_always_is(rng: Random) -> None:
    _, subject, everything = drawn(rng)
    assert list(subject.never_true) == everything.never_true
    assert list(subject.always_true) == everything.always_true
    assert subject.dead == everything.dead
    assert subject.shadowed == everything.silent - everything.dead
    assert subject.never_chosen == everything.never_chosen
    reported = {d.diagnostic.message for d in found(subject, "unreachable-rule")}
    assert len(reported) <= len(everything.dead)


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_what_may_be_is_found_and_each_witness_shows_it(rng: Random) -> None:
    rules, subject, everything = drawn(rng)
    pairs = set()
    for about in (*rules.facts, *rules.decisions):
        for one, other, witness in conflicting(subject, about):
            pairs.add((about, one, other))
            disagreeing = evaluate(rules, witness).conflicts
            assert any(
                c.about == about and {one, other} <= dict(c.rules).keys() for c in disagreeing
            )
    assert pairs == everything.conflicts
    gaps = found(subject, "gap")
    assert {gap.about[0] for gap in gaps} == everything.gaps
    for gap in gaps:
        assert gap.witness is not None
        assert evaluate(rules, gap.witness).decisions[gap.about[0]].status is Status.NONE
        for left_out in gap.witness:
            smaller = {n: v for n, v in gap.witness.items() if n != left_out}
            assert evaluate(rules, smaller).decisions[gap.about[0]].status is not Status.NONE


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_sentences_that_cannot_always_be_filled(rng: Random) -> None:
    rules, subject, everything = drawn(rng)
    messages = [one.diagnostic.message for one in found(subject, "unanswerable-placeholder")]
    assert sorted(messages) == sorted(
        f"`{rule}` quotes `{{{name}}}`, which may be unknown when it fires"
        for rule, name in everything.unanswerable
    )
    for one in found(subject, "unanswerable-placeholder"):
        assert one.witness is not None
        fired = evaluate(rules, one.witness).fired
        quoting = [
            r for r in fired if any(isinstance(p, Placeholder) for p in rules.rules[r].because)
        ]
        assert quoting


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_ties_are_counted(rng: Random) -> None:
    rules, subject, _ = drawn(rng)
    drawn_from = [evaluate(rules, given) for given in subject.drawn]
    frequent = {
        name
        for name in rules.decisions
        if (tied := sum(c.decisions[name].tie for c in drawn_from)) > 0
        and tied >= SHARE * len(drawn_from)
    }
    ties = found(subject, "frequent-tie")
    assert {tie.about[0] for tie in ties} == frequent
    assert all(evaluate(rules, t.witness or {}).decisions[t.about[0]].tie for t in ties)


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_rules_that_could_go(rng: Random) -> None:
    rules, subject, everything = drawn(rng)
    removals = Removals(subject.proofs, ())
    gone = removals.removable(rules.rules)
    assert not everything.changes_without(*gone)
    for rule in rules.rules:
        alone = everything.changes_without(rule)
        if rule in gone:
            assert not alone, rule
        elif not gone:
            assert alone, rule


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_each_finding_about_a_rule_has_one_cause(rng: Random) -> None:
    """No rule is said to be unreachable, set aside and redundant at once."""
    rules, subject, _ = drawn(rng)
    names = ("unreachable-rule", "shadowed-by-override", "redundant-rule")
    about = [list(quoted(found(subject, name), rules)) for name in names]
    everyone = [rule for listed in about for rule in listed]
    assert len(everyone) == len(set(everyone))


def quoted(findings: Iterable[Finding], rules: Ruleset) -> Iterable[str]:
    for one in findings:
        words = one.diagnostic.message.split("`")
        yield next(word for word in words if word in rules.rules)
