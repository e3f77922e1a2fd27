"""What a scenario expects: the words under ``expect``, checked against the ruleset."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tactful.language.conclusions import WITHOUT_OPTION, Status
from tactful.language.model import Decision, Ruleset
from tactful.language.operators import EQUAL, NONE_OF, NOT, ONE_OF
from tactful.language.terms import Test
from tactful.language.values import Kind, ValueType
from tactful.reading.condition_tests import read_test
from tactful.reading.defects.names import unknown_name, unknown_option, unknown_rule
from tactful.reading.defects.shapes import duplicate_item
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.reading.values import value_of
from tactful.scenarios.defects import (
    contradictory_fates,
    contradictory_options,
    impossible_assumption,
    impossible_conflict,
    negated_test,
    nothing_as_option,
    single_option,
)
from tactful.scenarios.expectation import (
    Chooses,
    ComesOut,
    Conflicts,
    Differs,
    Expectation,
    Fares,
    Fate,
    Holds,
    How,
    Opens,
)
from tactful.text.diagnostic import Span
from tactful.text.nodes import Mapping, Node, Pair, Scalar, Sequence, over

_FATES: tuple[Fate, ...] = ("fired", "not fired", "set aside", "assumes")
_STATUSES = {words.written: status for status, words in WITHOUT_OPTION.items()}
_MANY = Form("this expectation", ("includes", "excludes"))
_WINDOW = Form("`window`", ("from", "until"))
_OPENS = "`{from: 2026-11-20T16:30, until: 2026-11-20T18:00}`, or `none`"
_MOMENT = ValueType(Kind.DATETIME)
_NOTHING = ("none", "nothing", "null", "~", "n/a", "no advice", "none of them")


def read_expectations(shapes: Shapes, node: Node, ruleset: Ruleset) -> tuple[Expectation, ...]:
    """Everything that a scenario expects."""
    group = shapes.group(node, "`expect`", "`channel: email`, one line for each thing expected")
    if group is None:
        return ()
    reader = _Reader(shapes, ruleset)
    found = [e for entry in group.entries for e in reader.entry(entry)]
    reader.check_fates(found)
    return tuple(found)


class _Reader:
    """The reading of one scenario's expectations."""

    def __init__(self, shapes: Shapes, ruleset: Ruleset) -> None:
        self.shapes = shapes
        self.ruleset = ruleset
        self.scope = Scope(ruleset.facts, ruleset.decisions)

    def entry(self, entry: Pair) -> list[Expectation]:
        key, value = entry
        for fate in _FATES:
            if key.text == fate:
                return [e for word in self.names(key, value) for e in self.fate(word, fate)]
        if key.text == "conflicts":
            return [e for word in self.names(key, value) for e in self.conflict(word)]
        if key.text == "window" and key.text not in self.scope:
            return self.window(key, value)
        if key.text == "not":
            group = self.shapes.group(value, "`not`", "`channel: phone_call`")
            return [e for one in (group.entries if group else ()) for e in self.negated(one)]
        return self.subject(entry)

    def subject(self, entry: Pair) -> list[Expectation]:
        key, value = entry
        name = key.text
        if name in self.ruleset.facts:
            test = self.test(key, value)
            return [Holds(test, test.span)] if test else []
        decision = self.ruleset.decisions.get(name)
        if decision is None:
            self.unknown(key, [*self.scope.names, *_FATES, "conflicts", "not"])
            return []
        status = self.status(decision, value)
        if status is not None:
            return [ComesOut(name, status, span=over(key, value))]
        if decision.many:
            return self.many(key, value, decision)
        if self.is_nothing(value, "no recommendation", decision):
            return []
        test = self.test(key, value)
        if test is None:
            return []
        if test.operator in (NOT, NONE_OF):
            return [Differs(_positive(test), test.span)]
        return [Holds(test, test.span)]

    def window(self, key: Scalar, value: Node) -> list[Expectation]:
        """`{from: 2026-11-20T16:30, until: 2026-11-20T18:00}`, or `none`."""
        if isinstance(value, Scalar) and value.text == "none":
            return [Opens(None, None, False, over(key, value))]
        group = self.shapes.group(value, "`window`", _OPENS)
        found = self.shapes.entries(group, _WINDOW) if group else {}
        moments = {k: value_of(self.shapes, node, _MOMENT, f"`{k}`") for k, node in found.items()}
        start, end = moments.get("from"), moments.get("until")
        if not found or None in moments.values():
            return []
        return [
            Opens(
                start if isinstance(start, datetime) else None,
                end if isinstance(end, datetime) else None,
                span=over(key, value),
            )
        ]

    def negated(self, entry: Pair) -> list[Expectation]:
        key, value = entry
        decision = self.ruleset.decisions.get(key.text)
        if decision is None and key.text not in self.ruleset.facts:
            self.unknown(key, self.scope.names)
            return []
        status = self.status(decision, value) if decision else None
        if decision is not None and status is not None:
            return [ComesOut(decision.id, status, False, over(key, value))]
        if decision is not None and decision.many:
            options = self.options(value, decision)
            if options is None:
                return []
            return [Chooses(decision.id, "excludes", options, over(key, value))]
        test = self.test(key, value)
        if test is None:
            return []
        if test.operator not in (EQUAL, ONE_OF):
            self.shapes.report(negated_test(key.text), value)
            return []
        return [Differs(test, test.span)]

    def test(self, key: Scalar, value: Node) -> Test | None:
        words = read_test(self.shapes, key.text, value, self.scope)
        return None if words is None else Test(key.text, *words, span=over(key, value))

    def status(self, decision: Decision, value: Node) -> Status | None:
        if not isinstance(value, Scalar):
            return None
        status = _STATUSES.get(" ".join(value.text.split())) if len(value.text) < 100 else None
        return status if status is Status.NOT_APPLICABLE or not decision.many else None

    def is_nothing(self, value: Node, words: str, decision: Decision) -> bool:
        if not isinstance(value, Scalar) or value.text.casefold() not in _NOTHING:
            return False
        if value.text in decision.options:
            return False
        self.shapes.report(nothing_as_option(value.text, decision, words), value)
        return True

    def many(self, key: Scalar, value: Node, decision: Decision) -> list[Expectation]:
        span = over(key, value)
        if isinstance(value, Mapping) and value.entries:
            found = self.shapes.entries(value, _MANY)
            expected: list[Expectation] = []
            how: How
            for how in ("includes", "excludes"):
                options = self.options(found[how], decision) if how in found else None
                if options is not None:
                    expected.append(Chooses(decision.id, how, options, span))
            self.check_options(expected, decision, span)
            return expected
        if isinstance(value, Sequence):
            options = self.options(value, decision) if value.items else ()
            return [] if options is None else [Chooses(decision.id, "exactly", options, span)]
        if isinstance(value, Scalar) and value.text and not value.spoilt:
            if self.is_nothing(value, "[]", decision):
                return []
            self.shapes.report(single_option(value.text, decision), value)
            return []
        self.shapes.items(value, f"`{decision.id}`", "`[one, two]`, or `[]` for nothing")
        return []

    def options(self, node: Node, decision: Decision) -> tuple[str, ...] | None:
        items = self.shapes.one_or_more(node, f"the options of `{decision.id}`", "`[one, two]`")
        found: dict[str, Span] = {}
        fine = items is not None
        for item in items or ():
            word = self.shapes.word(item, "an option", "the name of an option")
            if word is None:
                fine = False
            elif word.text in found:
                self.shapes.report(duplicate_item(word.text, found[word.text]), word)
            elif word.text in decision.options:
                found[word.text] = word.span
            else:
                fine = False
                self.shapes.report(
                    unknown_option(decision.id, word.text, decision.options, self.shapes.speller),
                    word,
                )
        return tuple(found) if fine else None

    def check_options(self, expected: list[Expectation], decision: Decision, span: Span) -> None:
        both = [e.options for e in expected if isinstance(e, Chooses)]
        shared = sorted(set(both[0]) & set(both[1])) if len(both) == 2 else []
        if shared:
            self.shapes.report(contradictory_options(decision, shared[0]), span)

    def names(self, key: Scalar, node: Node) -> list[Scalar]:
        """The names listed under a key; a single one may stand without a list."""
        found: dict[str, Scalar] = {}
        for item in self.shapes.one_or_more(node, f"`{key.text}`", "`[one, two]`") or ():
            word = self.shapes.word(item, f"`{key.text}`", "a name")
            if word is not None and word.text in found:
                self.shapes.report(duplicate_item(word.text, found[word.text].span), word)
            elif word is not None:
                found[word.text] = word
        return list(found.values())

    def fate(self, word: Scalar, fate: Fate) -> list[Expectation]:
        rule = self.ruleset.rules.get(word.text)
        if rule is None and self.is_left_out(word):
            return []
        if rule is None:
            self.shapes.report(
                unknown_rule(word.text, self.ruleset.rules, self.shapes.speller), word
            )
            return []
        if fate == "assumes" and rule.unless is None:
            self.shapes.report(impossible_assumption(rule), word)
            return []
        return [Fares(rule.id, fate, word.span)]

    def is_left_out(self, rule: Scalar) -> bool:
        """Whether a base's scenario speaks of a rule of it that this ruleset does without."""
        place = Path(rule.span.file)
        inherited = any(place.is_relative_to(base.path) for base in self.ruleset.bases)
        return inherited and rule.text in self.ruleset.left_out

    def conflict(self, word: Scalar) -> list[Expectation]:
        if word.text not in self.scope:
            self.unknown(word, self.scope.names)
            return []
        decision = self.ruleset.decisions.get(word.text)
        if decision is not None and decision.many:
            self.shapes.report(impossible_conflict(decision), word)
            return []
        return [Conflicts(word.text, word.span)]

    def unknown(self, key: Scalar, names: list[str]) -> None:
        self.shapes.report(
            unknown_name(key.text, names, self.shapes.speller, "the things to expect"), key
        )

    def check_fates(self, found: list[Expectation]) -> None:
        """A rule that has to fire cannot be expected not to, nor to be set aside."""
        fires = {
            e.rule: e for e in found if isinstance(e, Fares) and e.fate in ("fired", "assumes")
        }
        for e in found:
            if isinstance(e, Fares) and e.fate in ("not fired", "set aside") and e.rule in fires:
                other = fires[e.rule]
                self.shapes.report(contradictory_fates(e, other), e.span)


def _positive(test: Test) -> Test:
    return replace(test, operator=EQUAL if test.operator is NOT else ONE_OF)
