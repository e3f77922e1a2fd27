"""How far a rule that did not fire is from firing: what holds, what fails, what is not known."""

from __future__ import annotations

from typing import NamedTuple

from tactful.explanation.wording import Wording, capitalised, joined, quote, sentence
from tactful.language.conclusions import Conclusions
from tactful.language.conditions import TypeOf, Values, truth
from tactful.language.model import Rule
from tactful.language.operators import EQUAL, NOT
from tactful.language.strata import reached
from tactful.language.terms import (
    Condition,
    FactRef,
    Group,
    Join,
    Placeholder,
    Sentence,
    Test,
    tests_in,
    whole_conditions,
)
from tactful.language.values import NONE, Kind, Value


class SilentRule(NamedTuple):
    """A rule that did not fire, with the conditions it asks for, each whole.

    Attributes:
        rule: The rule.
        held: Those of its conditions that hold.
        failed: Those that do not.
        unknown: Those of which it is not known.
        blocked: What it makes an exception of (its ``unless``), if that is so.
        gave_way_to: The rules that set it aside.
    """

    rule: Rule
    held: tuple[Condition, ...]
    failed: tuple[Condition, ...]
    unknown: tuple[Condition, ...]
    blocked: Condition | None
    gave_way_to: tuple[str, ...]

    @property
    def conditions(self) -> int:
        """How many conditions it asks for."""
        return len(self.held) + len(self.failed) + len(self.unknown)

    @property
    def distance(self) -> tuple[int, int]:
        """What sorts the nearest rule first: what is missing, then what surely fails."""
        fails = len(self.failed) + (self.blocked is not None) + bool(self.gave_way_to)
        return len(self.unknown) + fails, fails


def silent_rule(
    rule: Rule, conclusions: Conclusions, values: Values, type_of: TypeOf
) -> SilentRule:
    """What keeps a rule from firing.

    Args:
        rule: A rule that did not fire.
        conclusions: What followed from the scenario.
        values: What is known by then (``language.conclusions.known_values``).
        type_of: The type of a fact or decision.
    """
    sorted_out: dict[bool | None, list[Condition]] = {True: [], False: [], None: []}
    for part in whole_conditions(rule.when):
        sorted_out[truth(part, values, type_of)].append(part)
    blocked = rule.unless is not None and truth(rule.unless, values, type_of) is True
    return SilentRule(
        rule,
        tuple(sorted_out[True]),
        tuple(sorted_out[False]),
        tuple(sorted_out[None]),
        rule.unless if blocked else None,
        conclusions.set_aside_by(rule.id),
    )


# What a condition would need, in words: how things stand, and what it takes instead.
#
# The second half of the wording, for rules that did not fire. ``wording`` says what is so.


_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


_DEMANDS = (
    ("is none of ", "anything but "),
    ("is not ", "anything but "),
    ("is ", ""),
    ("are ", ""),
    ("includes ", ""),
    ("include ", ""),
)
_LEFT_OUT = ("do not include ", "does not include ")
"""What is asked of several choices at once; none of them at all is an answer, too."""


def in_words(number: int) -> str:
    """A number as people write it in a sentence: ``two``, and ``12``."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def unmet(condition: Condition, wording: Wording) -> str:
    """A clause that says how things stand and how the condition would have them."""
    if not isinstance(condition, Test):
        return wording.clause(condition, holds=False)
    named, value = wording.named(condition.subject), wording.values.get(condition.subject)
    if condition.operator.presence is not None:
        named = wording.what_to_know(condition.subject)
        known = "is not known" if condition.operator.presence else "is known already"
        return f"it {known} {named}" if named.startswith("whether ") else f"{named} {known}"
    if is_yes_or_no(condition, wording):
        return wording.says(condition, False)
    if value is None:
        return f"{named} is not known"
    there = wording.states(condition.subject, value)
    return f"{there}, and it takes {demand(condition, wording)}"


def open_(condition: Condition, wording: Wording) -> str:
    """A clause that says what is not known, and what would have to come out."""
    if not isinstance(condition, Test):
        return f"it is not known whether {wording.clause(condition)}"
    asked = wording.ruleset.facts.get(condition.subject)
    if is_yes_or_no(condition, wording) and asked is not None and asked.question:
        question = quote(wording.question(asked.id))
        answer = "yes" if condition.operands[0] is (condition.operator is EQUAL) else "no"
        return f"nobody has answered {question}, and it takes a {answer}"
    missing = [n for n in _names(condition) if n not in wording.values]
    because = why_unknown(missing[0], wording)
    if because is not None:
        needed = f", and it takes {demand(condition, wording)}" * (missing[0] == condition.subject)
        return f"{wording.named(missing[0])} is not known, because {because}{needed}"
    if is_yes_or_no(condition, wording):
        return f"it is not known whether {wording.says(condition)}"
    settled = "is not known" if missing[0] in wording.ruleset.facts else "is not settled"
    if missing[0] == condition.subject:
        needed = demand(condition, wording)
        return f"{wording.named(condition.subject)} {settled}, and it takes {needed}"
    return f"{wording.named(missing[0])} {settled}"


def _names(test: Test) -> list[str]:
    return [test.subject, *(o.fact for o in test.operands if isinstance(o, FactRef))]


def is_yes_or_no(test: Test, wording: Wording) -> bool:
    """Whether a test asks for a plain yes or no."""
    type_ = wording.ruleset.type_of(test.subject)
    plain = test.operator in (EQUAL, NOT) and isinstance(test.operands[0], bool)
    return type_.kind is Kind.YES_NO and plain


def why_unknown(name: str, wording: Wording) -> str | None:
    """Why something computed is not known: there is none of what it is computed from.

    Of the start of a window, what there is no window for.
    """

    def parts(each: str) -> tuple[str, ...]:
        fact = wording.ruleset.facts.get(each)
        if fact is None or fact.computed is None or each in wording.values:
            return ()
        return tuple(dict.fromkeys(fact.computed.facts))

    for each in reached([name], parts):
        fact = wording.ruleset.facts.get(each)
        if fact is not None and fact.starts is not None:
            return _without_window(fact.starts, wording)
        none = [part for part in parts(each) if wording.values.get(part) is NONE]
        if none:
            return joined(wording.states(part, NONE) for part in none)
    return None


def _without_window(name: str, wording: Wording) -> str:
    """Why there is no moment for what a decision comes to."""
    decision, choice = wording.ruleset.decisions[name], wording.values.get(name)
    if not isinstance(choice, str):
        return f"there is no advice on the {decision.label}"
    said = quote(wording.value(name, choice))
    if not decision.options[choice].windows:
        return f"there is no set time for {said}"
    return f"the day from which the time for {said} is counted is not known"


def demand(test: Test, wording: Wording) -> str:
    """What a test asks for, fit to follow "it takes": ``at least “Friendly”``."""
    if test.operands and test.operands[0] is NONE:
        return "that there is none" if test.operator is EQUAL else "that there is one"
    predicate = _predicate(test.subject, wording.says(test), wording)
    if predicate.startswith(_LEFT_OUT):
        left_out = predicate.partition(" include ")[2]
        several = len(test.operands) > 1
        return f"none of {left_out}" if several else f"that {left_out} is not among them"
    for verb, asked in _DEMANDS:
        if predicate.startswith(verb):
            return asked + predicate.removeprefix(verb)
    return predicate


def _predicate(subject: str, clause: str, wording: Wording) -> str:
    return clause.removeprefix(f"{wording.named(subject)} ")


def would_say(rule_because: Sentence, when: Condition | None, wording: Wording) -> str | None:
    """What a rule would say if it fired; ``None`` where that cannot be told yet.

    What it asks to be equal to something is taken to be so: "You want to be remembered as bold".
    """
    quoted = {part.name for part in rule_because if isinstance(part, Placeholder)}
    for test in tests_in(when):
        holds = truth(test, wording.values, wording.ruleset.type_of)
        if test.subject in quoted and test.operator is not EQUAL and holds is not True:
            return None
    supposed: dict[str, Value] = {
        test.subject: operand
        for test in tests_in(when)
        if test.operator is EQUAL and not isinstance(operand := test.operands[0], FactRef)
    }
    values = {**wording.values, **supposed}
    return Wording(wording.ruleset, values, wording.best_first).filled_if_known(rule_because)


def held_back(silent: SilentRule, wording: Wording) -> str:
    """What keeps a rule from firing, as a sentence or two: "Two of three conditions hold; ..."."""
    said = [unmet(part, wording) for part in silent.failed]
    said += [open_(part, wording) for part in silent.unknown]
    parts = []
    if said:
        parts.append(f"{_how_many_hold(silent)}{'; '.join(said)}")
    if silent.blocked is not None:
        so = wording.clause(_true_part(silent.blocked, wording))
        parts.append(f"it makes an exception where {so}, as is so here")
    return " ".join(sentence(part) for part in parts)


def _true_part(condition: Condition, wording: Wording) -> Condition:
    """Of alternatives, those that hold; otherwise the whole."""
    if isinstance(condition, Test) or condition.join is not Join.ANY:
        return condition
    type_of = wording.ruleset.type_of
    parts = tuple(part for part in condition.parts if truth(part, wording.values, type_of))
    return parts[0] if len(parts) == 1 else Group(Join.ANY, parts)


def _how_many_hold(silent: SilentRule) -> str:
    total, held = silent.conditions, len(silent.held)
    if total == 1:
        return ""
    if held == 0:
        return f"{capitalised(_none_of(total))} conditions holds: "
    verb = "holds" if held == 1 else "hold"
    return f"{capitalised(in_words(held))} of {in_words(total)} conditions {verb}; "


def _none_of(total: int) -> str:
    return "neither of two" if total == 2 else f"none of {in_words(total)}"


def listed(words: list[str], most: int) -> str:
    """A list in a sentence, cut off after so many."""
    if len(words) <= most:
        return joined(words)
    return f"{', '.join(words[:most])} and {in_words(len(words) - most)} more"
