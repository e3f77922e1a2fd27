"""Whether a scenario came out as expected, and if not, what came instead and through whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tactful.grounding.names import told_name
from tactful.language.conclusions import WITHOUT_OPTION, Conclusions, Settled, Status, known_values
from tactful.language.conditions import truth
from tactful.language.model import Ruleset
from tactful.language.operators import EQUAL, NOT
from tactful.language.terms import FactRef, Test
from tactful.language.windows import window_of
from tactful.scenarios.expectation import (
    Chooses,
    ComesOut,
    Conflicts,
    Differs,
    Expectation,
    Fares,
    Holds,
    Opens,
)
from tactful.scenarios.scenario import Scenario
from tactful.text.diagnostic import Span


@dataclass(frozen=True)
class Failure:
    """One expectation that was not met.

    Attributes:
        about: The fact, decision or rule that it is about.
        span: Where the expectation is written.
        expected: What was expected of it, to follow its name: "to be `email`".
        came: What came instead, as a clause: "it is `card`".
        rules: The rules that decided what came: those that concluded the fact, argued for the
            choice, disagree, or set the rule aside.
    """

    about: str
    span: Span
    expected: str
    came: str
    rules: tuple[str, ...] = ()

    def __str__(self) -> str:
        by = f" (by {', '.join(f'`{rule}`' for rule in self.rules)})" if self.rules else ""
        return f"expected `{self.about}` {self.expected}, but {self.came}{by}"


def failures(scenario: Scenario, conclusions: Conclusions, ruleset: Ruleset) -> tuple[Failure, ...]:
    """Every expectation of a scenario that its conclusions do not meet, in the author's order."""
    judge = _Judge(conclusions, ruleset)
    found = (
        judge.about_window(expectation)
        if isinstance(expectation, Opens)
        else judge.failure(expectation)
        for expectation in scenario.expect
    )
    return tuple(_told(failure, ruleset) for failure in found if failure is not None)


def _told(failure: Failure, ruleset: Ruleset) -> Failure:
    """The same, of whom it is by name."""
    if ruleset.ground is None:
        return failure
    rules = tuple(told_name(ruleset, rule) for rule in failure.rules)
    return replace(failure, about=told_name(ruleset, failure.about), rules=rules)


class _Judge:
    """Compares expectations with one scenario's conclusions."""

    def __init__(self, conclusions: Conclusions, ruleset: Ruleset) -> None:
        self.conclusions = conclusions
        self.ruleset = ruleset
        self.values = known_values(ruleset, conclusions)

    def about_window(self, expected: Opens) -> Failure | None:
        found = window_of(self.ruleset, self.conclusions)
        came = tuple(m.replace(tzinfo=None) for m in (found.start, found.end)) if found else ()
        wanted = (expected.start, expected.end)
        if not expected.wanted and found is None:
            return None
        pairs = zip(wanted, came, strict=bool(found))
        if expected.wanted and found is not None and all(w in (None, c) for w, c in pairs):
            return None
        moments = (f"{m:%Y-%m-%dT%H:%M}" for m in wanted if m is not None)
        said = f"to be {' until '.join(moments)}" if expected.wanted else "to be missing"
        instead = "there is none"
        if came:
            instead = f"it is {came[0]:%Y-%m-%dT%H:%M} until {came[1]:%Y-%m-%dT%H:%M}"
        return Failure("window", expected.span, said, instead)

    def failure(self, expectation: Expectation) -> Failure | None:
        match expectation:
            case Holds(test, span):
                if self.truth(test) is not True:
                    return self.about_test(test, span, self.wanted(test))
            case Differs(test, span):
                if self.truth(test) is True:
                    return self.about_test(test, span, self.wanted(test, holds=False))
            case ComesOut(decision, status, wanted, span):
                settled = self.conclusions.decisions[decision]
                if (settled.status is status) is not wanted:
                    words = f"come out as {WITHOUT_OPTION[status].expected}"
                    said = f"to {words}" if wanted else f"not to {words}"
                    return self.about_decision(decision, span, said)
            case Chooses(decision, how, options, span):
                if not self.chooses(decision, how, options):
                    return self.about_decision(decision, span, _SAYS[how].format(_list(options)))
            case Fares():
                return self.fares(expectation)
            case Conflicts(about, span):
                if self.conclusions.conflict_about(about) is None:
                    return self.about(about, span, "to be in conflict")
        return None

    def truth(self, test: Test) -> bool | None:
        return truth(test, self.values, self.ruleset.type_of)

    def wanted(self, test: Test, *, holds: bool = True) -> str:
        """What was expected of a fact or choice, to follow its name: "to be `email`"."""
        no = "" if holds else "not "
        if not self.ruleset.type_of(test.subject).many or test.operator.presence is not None:
            return f"{no}to be {self.said(test)}"
        if isinstance(test.operands[0], frozenset):
            exactly = "" if test.operator is EQUAL else "anything but "
            return f"{no}to be {exactly}exactly {self.said(replace(test, operator=EQUAL))}"
        if test.operator.every:
            words = [f"`{operand}`" for operand in test.operands]
            return f"{no}to include all of {', '.join(words)}"
        if test.operator is NOT:
            return f"{no}to include anything but {self.said(replace(test, operator=EQUAL))}"
        return f"{no}to include {self.said(test)}"

    def said(self, test: Test) -> str:
        type_ = self.ruleset.type_of(test.subject)
        words = [
            f"`{o.fact}`" if isinstance(o, FactRef) else f"`{type_.show(o)}`" for o in test.operands
        ]
        if test.operator.takes_list:
            said = _either(words)
            return f"none of {said}" if test.operator.outside else said
        return test.operator.pattern.format(*words) if test.operator is not EQUAL else words[0]

    def chooses(self, decision: str, how: str, options: tuple[str, ...]) -> bool:
        settled = self.conclusions.decisions[decision]
        chosen = set(settled.choices)
        if how == "excludes":
            return not chosen & set(options)
        if settled.status is Status.NOT_APPLICABLE:
            return False
        return chosen == set(options) if how == "exactly" else chosen >= set(options)

    def about(self, name: str, span: Span, expected: str) -> Failure:
        if name in self.ruleset.decisions:
            return self.about_decision(name, span, expected)
        return self.about_fact(name, span, expected)

    def about_test(self, test: Test, span: Span, expected: str) -> Failure:
        return self.about(test.subject, span, expected)

    def about_fact(self, name: str, span: Span, expected: str) -> Failure:
        known = self.conclusions.facts.get(name)
        if known is not None:
            value = self.ruleset.facts[name].type.show(known.value)
            came = f"it is `{value}`, {known.origin.value}"
            return Failure(name, span, expected, came, known.rules)
        rules = self.disagreeing(name)
        came = WITHOUT_OPTION[Status.CONFLICT].found if rules else "it is unknown"
        return Failure(name, span, expected, came, rules)

    def about_decision(self, name: str, span: Span, expected: str) -> Failure:
        settled = self.conclusions.decisions[name]
        came = f"it is {_list(settled.choices)}"
        nothing = settled.status is Status.NONE and self.ruleset.decisions[name].many
        if settled.status in WITHOUT_OPTION and not nothing:
            came = WITHOUT_OPTION[settled.status].found
        if settled.status is Status.FALLBACK:
            came += ", the fallback"
        conflict = settled.status is Status.CONFLICT
        rules = self.disagreeing(name) if conflict else _deciding(settled)
        return Failure(name, span, expected, came, rules)

    def disagreeing(self, about: str) -> tuple[str, ...]:
        conflict = self.conclusions.conflict_about(about)
        return () if conflict is None else tuple(dict(conflict.rules))

    def fares(self, expectation: Fares) -> Failure | None:
        name, fate, span = expectation.rule, expectation.fate, expectation.span
        fired = name in self.conclusions.fired
        by = self.conclusions.set_aside_by(name)
        assumes = fired and self.assumes(name)
        met = {"fired": fired, "not fired": not fired, "set aside": bool(by), "assumes": assumes}[
            fate
        ]
        if met:
            return None
        came = "it fired" if fired else "it was set aside" if by else "it did not fire"
        if fate == "assumes" and fired:
            came = "it fired and assumed nothing"
        return Failure(name, span, _FATES[fate], came, by)

    def assumes(self, rule: str) -> bool:
        """Whether a rule that fired did so although its ``unless`` is unknown."""
        unless = self.ruleset.rules[rule].unless
        return unless is not None and (truth(unless, self.values, self.ruleset.type_of) is None)


_SAYS = {
    "exactly": "to be exactly {}",
    "includes": "to include {}",
    "excludes": "not to include {}",
}
_FATES = {
    "fired": "to fire",
    "not fired": "not to fire",
    "set aside": "to be set aside",
    "assumes": "to fire on an assumption",
}


def _deciding(settled: Settled) -> tuple[str, ...]:
    """The rules that spoke for what was chosen, or against it all where nothing was."""
    names: dict[str, None] = {}
    for name in settled.choices:
        weighed = settled.options[name]
        names.update(dict.fromkeys(weighed.settled_by))
        names.update(dict.fromkeys(a.rule for a in weighed.arguments if a.weight > 0))
    if not settled.choices:
        for weighed in settled.options.values():
            names.update(dict.fromkeys(weighed.vetoed_by))
            names.update(dict.fromkeys(a.rule for a in weighed.arguments if a.weight < 0))
    return tuple(names)


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
