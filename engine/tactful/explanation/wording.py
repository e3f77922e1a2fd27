"""Plain English for values, facts, tests and sentences: the words every explanation is made of.

Nothing here decides anything. It turns what the model and a scenario hold into words that a
coach would use: labels instead of ids, dates with their weekday, lists with an "and". A label is
somebody else's phrase, so where it lands in a sentence of ours it stands in quotation marks
(`the next step is “hold off”`), which reads well whatever the phrase is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from types import MappingProxyType

from tactful.explanation.agreement import are, denied, includes, is_plural
from tactful.explanation.labels import label_of, labelled_type
from tactful.language import calendar
from tactful.language.conclusions import Conclusions, known_values
from tactful.language.conditions import Values
from tactful.language.model import Option, Ruleset
from tactful.language.operators import EQUAL, NONE_OF, NOT, ONE_OF
from tactful.language.terms import Condition, FactRef, Join, Placeholder, Sentence, Test
from tactful.language.values import NONE, Kind, Nothing, Value, ValueType

MONTHS = tuple(month.capitalize() for month in calendar.MONTHS)

_DETERMINERS = frozenset(
    (
        *("the", "a", "an", "your", "their", "his", "her", "our", "my", "its"),
        *("this", "that", "these", "those", "today"),
        *("how", "when", "whether", "what", "who", "which", "where", "why"),
    )
)
_AUXILIARIES = frozenset(
    (
        *("is", "are", "was", "were", "has", "have"),
        *("can", "cannot", "could", "will", "would", "should", "must", "may", "might"),
    )
)
_UNKNOWN = {
    Kind.NUMBER: "an unknown number",
    Kind.DATE: "an unknown date",
    Kind.TIME: "an unknown time",
    Kind.DATETIME: "an unknown moment",
}
_KNOWN = {
    Kind.NUMBER: "a known number",
    Kind.DATE: "a known day",
    Kind.TIME: "a known time",
    Kind.DATETIME: "a known moment",
    Kind.TEXT: "known, and something",
}
"""What is said of a fact of which there is one, where there might have been none."""

NONE_OF_THEM = "none of them"
"""What is said of several choices at once where there are none."""

CLAUSE = 7
"""Words from which on one thing in a list reads like a sentence of its own."""

_QUOTED = re.compile("“[^”]*”")
_ENDS = ".!?…"
_CLOSES = "”\u2019\"')]"


def joined(words: Iterable[str], last: str = "and") -> str:
    """Words as a list in a sentence: ``a``, ``a and b``, ``a, b and c``.

    Where one of them has an "and" of its own, or is as long as a sentence, a comma says where the
    last begins. In quotation marks it needs none.
    """
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    bare = [_QUOTED.sub("", word) for word in listed]
    is_long = any(f" {last} " in word or len(word.split()) >= CLAUSE for word in bare)
    comma = "," if is_long else ""
    return f"{', '.join(listed[:-1])}{comma} {last} {listed[-1]}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 rule``, ``2 rules``, ``no findings``."""
    return f"{number or 'no'} {noun if number == 1 else noun + 's'}"


def capitalised(text: str) -> str:
    """The text with its first letter in upper case, an opening quotation mark skipped."""
    start = 1 if text[:1] in "“\u2018\"'(" else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def sentence(text: str) -> str:
    """The text as one sentence or more: single spaces, a capital, and an end, once."""
    tidy = " ".join(text.split()).replace("...", "\0")
    tidy = tidy.replace("..", ".").replace("\0", "...")  # a label may bring its own full stop
    if tidy and not tidy.rstrip(_CLOSES).endswith(tuple(_ENDS)):
        tidy = tidy.rstrip(",;:") + "."
    return capitalised(tidy)


def quote(text: str) -> str:
    """The text in quotation marks, without the full stop that its place may not want."""
    tidy = " ".join(text.split())
    return f"“{tidy[:-1] if tidy.endswith('.') and not tidy.endswith('..') else tidy}”"


def first_sentence(text: str) -> str:
    """What a text says first: enough to recognise it by."""
    for place, character in enumerate(text):
        following = text[place + 1 : place + 3]
        begins = following[1:].isupper() or following[1:] == "“"
        if character in _ENDS and following[:1] == " " and begins:
            return text[: place + 1]
    return text


def said(value: Value, type_: ValueType) -> str:
    """A value as people say it: labels, units, and days with their weekday."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return _number(value, type_.unit)
        case datetime():
            return f"{_day(value)} at {value:%H:%M}"
        case date():
            return _day(value)
        case time():
            return f"{value:%H:%M}"
        case frozenset():
            return joined(label for id_, label in type_.choices.items() if id_ in value)
        case Nothing():
            return in_a_sentence(type_.none or value.value)
    return type_.choices.get(value, value)


def in_a_sentence(text: str) -> str:
    """A sentence as part of another: a small letter first, unless that is a name or an "I"."""
    first, rest = text[:1], text[1:2]
    return text if rest.isupper() or text[:2] in ("I ", "I'") else first.lower() + text[1:]


def _day(day: date) -> str:
    weekday = calendar.WEEKDAYS[day.weekday()].capitalize()
    return f"{weekday} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _number(number: float, unit: str | None) -> str:
    rounded = round(number, 2)
    grouping = "," if abs(rounded) >= 10_000 else ""
    digits = f"{rounded:{grouping}.2f}".rstrip("0").rstrip(".")
    if digits == "-0":
        digits = "0"
    if unit and digits == "1" and unit.islower() and unit.endswith("s"):
        unit = unit[:-1]
    return f"{digits} {unit}" if unit else digits


SayTest = Callable[[Test, bool], str]
"""Says one test: the test, and whether it is said to hold or not to hold."""


def clause(condition: Condition, say: SayTest, holds: bool = True, inner: bool = False) -> str:
    """A condition as a clause, or its opposite where ``holds`` is false.

    Args:
        condition: What to say.
        say: Says a single test.
        holds: Whether to say that it holds; the negation is carried inwards, to the tests.
        inner: The clause stands inside a larger one, so an alternative says "either".
    """
    if isinstance(condition, Test):
        return say(condition, holds)
    if condition.join is Join.AT_LEAST:
        count = condition.count if holds else condition.count - 1
        parts = "; ".join(clause(part, say, True, True) for part in condition.parts)
        return f"{'at least' if holds else 'at most'} {count} of these hold: {parts}"
    together = holds is not (condition.join is Join.ANY)
    each = holds is not (condition.join is Join.NONE)
    said_parts = [clause(part, say, each, len(condition.parts) > 1) for part in condition.parts]
    if len(said_parts) == 1:
        return said_parts[0]
    if together:
        return joined(said_parts)
    return f"{'either ' if inner else ''}{joined(said_parts, 'or')}"


def predicate_of(test: Test, words: Sequence[str], holds: bool) -> str:
    """What a test says of its subject, its operands being in words already."""
    operator = test.operator
    if operator.takes_list and len(words) == 1:
        operator = NOT if operator.outside else EQUAL
    pattern = operator.says if holds else operator.says_not
    if operator.takes_list:
        words = [joined(words, "or" if operator.outside is not holds else "and")]
    return pattern.format(*words)


class Wording:
    """The words for one scenario: the ruleset's labels, and the values known in it.

    ``best_first`` gives, for a decision that chose several options, the order to name them in;
    the ruleset's order is the order without it.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        values: Values,
        best_first: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        self.ruleset = ruleset
        self.values = values
        self.best_first = best_first

    def label(self, subject: str) -> str:
        """The label of a fact or decision."""
        fact = self.ruleset.facts.get(subject)
        return fact.label if fact is not None else self.ruleset.decisions[subject].label

    def option(self, option: Option) -> str:
        """What an option is called in this scenario."""
        return label_of(option, self.values, self.ruleset)

    def type_of(self, subject: str) -> ValueType:
        """The type of a fact or decision, with the labels that hold in this scenario."""
        return labelled_type(subject, self.values, self.ruleset)

    def named(self, subject: str) -> str:
        """A fact or decision as a noun with its article: ``the next step``."""
        label = self.label(subject)
        return label if label.partition(" ")[0].lower() in _DETERMINERS else f"the {label}"

    def question(self, fact: str) -> str:
        """What to ask somebody to learn a fact."""
        asked = self.ruleset.facts[fact].question
        return capitalised(" ".join(asked.split()) if asked else f"{self.label(fact)}?")

    def value(self, subject: str, value: Value) -> str:
        """A value of this fact or decision, as people say it after its label."""
        fact = self.ruleset.facts.get(subject)
        if isinstance(value, float) and fact is not None and fact.computed is not None:
            value = round(value, 1)
        type_ = self.type_of(subject)
        if self._names_its_unit(subject):
            type_ = replace(type_, unit=None)
        if isinstance(value, frozenset):
            order = self.best_first.get(subject, tuple(type_.choices))
            labels = joined(type_.choices[o] for o in order if o in value)
            return labels if labels or fact is None else NONE_OF_THEM
        return said(value, type_)

    def value_with_unit(self, subject: str, value: Value) -> str:
        """A value as people say it where no label stands beside it."""
        fact = self.ruleset.facts.get(subject)
        if isinstance(value, float) and fact is not None and fact.computed is not None:
            value = round(value, 1)
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        return said(value, fact.type) if fact and numeric else self.value(subject, value)

    def states(self, subject: str, value: Value) -> str:
        """A clause that says a fact or decision has this value."""
        return self.says(Test(subject, EQUAL, (value,)), True)

    def says(self, test: Test, holds: bool = True) -> str:
        """A clause that says a test holds, or that it does not."""
        type_ = self.type_of(test.subject)
        if type_.kind is Kind.YES_NO and test.operator in (EQUAL, NOT):
            operand = test.operands[0]
            if isinstance(operand, bool):
                answer = operand is ((test.operator is EQUAL) is holds)
                return self._answer(test.subject, answer)
        if test.operator in (EQUAL, NOT) and test.operands[0] is NONE:
            if (test.operator is EQUAL) is holds:
                return in_a_sentence(type_.none or NONE.value)
            return f"{self.named(test.subject)} is {_KNOWN[type_.kind]}"
        if self._names_its_unit(test.subject):
            type_ = replace(type_, unit=None)
        words = [self._operand(o, type_) for o in test.operands]
        several = test.operands[0] if test.operands else None
        if isinstance(several, frozenset) and test.subject in self.ruleset.facts:
            return self._are(test.subject, several, words[0], holds)
        if type_.many and test.operator in (EQUAL, NOT, ONE_OF, NONE_OF):
            included = (test.operator in (EQUAL, ONE_OF)) is holds
            verb = includes(self.label(test.subject), included)
            return f"{self.named(test.subject)} {verb} {joined(words, 'or')}"
        if test.operator.every:
            verb = includes(self.label(test.subject), holds) + ("" if holds else " all of")
            return f"{self.named(test.subject)} {verb} {joined(words)}"
        predicate = predicate_of(test, words, holds)
        if test.operator.presence is not None:
            return f"{self.what_to_know(test.subject)} {predicate}"
        if self._is_plural(test.subject):
            predicate = predicate.replace("is ", "are ", 1)
        return f"{self.named(test.subject)} {predicate}"

    def _are(self, fact: str, several: frozenset[str], words: str, holds: bool) -> str:
        """A clause that says which of its choices a fact has, and no others."""
        if not several:
            choices = self.ruleset.facts[fact].type.choices
            words = f"none of {joined(map(quote, choices.values()))}"
        return f"{self.named(fact)} {are(self.label(fact), holds)} {words}"

    def what_to_know(self, subject: str) -> str:
        """A fact or decision as something that is known or not; a yes or no as its question."""
        if self.ruleset.type_of(subject).kind is not Kind.YES_NO:
            return self.named(subject)
        asked = self.ruleset.facts[subject].question
        if self.label(subject).startswith("whether ") or not (asked or self._is_there(subject)):
            return self.named(subject)
        said = self._answer(subject, True)
        return f"the answer to {quote(asked)}" if asked else f"whether {said}"

    def _is_there(self, fact: str) -> bool:
        """Whether a label such as "an overdue decision" names something that is there or not."""
        return self.label(fact).partition(" ")[0] in ("a", "an")

    def _is_plural(self, subject: str) -> bool:
        """Whether a number's label is a plural, as "your reminders" is."""
        type_ = self.ruleset.type_of(subject)
        counts = type_.kind is Kind.NUMBER and type_.unit is None
        return self._names_its_unit(subject) or (counts and is_plural(self.label(subject)))

    def _names_its_unit(self, subject: str) -> bool:
        """Whether a label such as "days since the interview" has said the unit, and is a plural."""
        unit = self.ruleset.type_of(subject).unit
        return unit is not None and self.named(subject).startswith(f"the {unit} ")

    def clause(self, condition: Condition, holds: bool = True) -> str:
        """A clause that says a condition holds, or that it does not."""
        return clause(condition, self.says, holds)

    def question_and_answer(self, condition: Condition, holds: bool) -> tuple[str, str] | None:
        """A condition as a question and its answer; ``None`` unless it comes down to a yes or no.

        ``holds`` is whether the answer is to make the condition hold.
        """
        if not isinstance(condition, Test) or condition.operator not in (EQUAL, NOT):
            return None
        fact = self.ruleset.facts.get(condition.subject)
        operand = condition.operands[0]
        if fact is None or fact.question is None or not isinstance(operand, bool):
            return None
        answer = operand is ((condition.operator is EQUAL) is holds)
        return self.question(fact.id), "yes" if answer else "no"

    def _answer(self, fact: str, answer: bool) -> str:
        label = self.label(fact).removeprefix("whether ")
        words = label.split(" ")
        verb = next((n for n, word in enumerate(words) if n and word in _AUXILIARIES), None)
        if verb is not None:
            return label if answer else denied(words, verb)
        asked = self.ruleset.facts[fact].question
        if not asked and self._is_there(fact):
            return f"there is {label}" if answer else f"there is no {label.partition(' ')[2]}"
        subject = f"the answer to {quote(asked)}" if asked else quote(label)
        return f"{subject} is {'yes' if answer else 'no'}"

    def _operand(self, operand: Value | FactRef, type_: ValueType) -> str:
        if isinstance(operand, FactRef):
            return self.named(operand.fact)
        if isinstance(operand, frozenset):
            labels = [quote(said(choice, type_)) for choice in type_.in_order(operand)]
            return joined(labels) or NONE_OF_THEM
        words = said(operand, type_)
        return quote(words) if type_.kind in (Kind.CHOICE, Kind.TEXT) or operand is NONE else words

    def filled(self, text: Sentence) -> str:
        """A sentence with its placeholders filled; what is not known is said to be unknown."""
        return sentence("".join(self._part(part) for part in text))

    def filled_if_known(self, text: Sentence) -> str | None:
        """A sentence with its placeholders filled, or ``None`` if any of them is not known."""
        names = [part.name for part in text if isinstance(part, Placeholder)]
        known = all(self._part(Placeholder(n)) for n in names if n in self.values)
        return self.filled(text) if known and all(n in self.values for n in names) else None

    def _part(self, part: str | Placeholder) -> str:
        if isinstance(part, str):
            return part
        value = self.values.get(part.name)
        if value is None:
            return _UNKNOWN.get(self.ruleset.type_of(part.name).kind, "unknown")
        return self.value_with_unit(part.name, value)


def wording_of(ruleset: Ruleset, conclusions: Conclusions) -> Wording:
    """The words for what follows from a scenario."""
    chosen = {name: settled.choices for name, settled in conclusions.decisions.items()}
    return Wording(ruleset, known_values(ruleset, conclusions), chosen)
