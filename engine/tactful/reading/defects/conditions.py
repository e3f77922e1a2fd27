"""Conditions: groups that are none, and tests that do not suit what they are put to."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.language.model import Decision, Fact
from tactful.language.operators import Operator
from tactful.language.values import Kind
from tactful.reading.defects.shapes import WRONG_SHAPE
from tactful.reading.defects.values import WRONG_VALUE, expected
from tactful.text.diagnostic import Help, Mend, Mistake, Related, Repair, error, instead
from tactful.text.lines import shortened, to_write
from tactful.text.names import Speller

UNKNOWN_OPERATOR = error(
    "T215", "unknown-operator", "A test uses words or signs that look like a test but are none."
)
UNKNOWN_GROUP = error(
    "T216", "unknown-group", "A group of conditions begins with other words than it may."
)
IMPOSSIBLE_COUNT = error(
    "T221", "impossible-count", "`at least N of` asks for no condition, or for more than there are."
)
MISFIT_OPERATOR = error(
    "T222", "misfit-operator", "A test does not suit the type of the fact or decision it is put to."
)
UNFINISHED_TEST = error("T223", "unfinished-test", "A test lacks the value it compares with.")
REVERSED_BOUNDS = error(
    "T224", "reversed-bounds", "`between` names the higher value first, so nothing could pass."
)
MISMATCHED_FACTS = error(
    "T225",
    "mismatched-facts",
    "Two facts are compared whose values do not mean the same kind of thing.",
)
SELF_COMPARISON = error("T226", "self-comparison", "A fact is compared with itself.")


def ordered_none(subject: str) -> Mistake:
    """Where there is none, nothing can be more or less than it."""
    return Mistake(
        MISFIT_OPERATOR,
        "`none` is neither more nor less than anything",
        f"write `{subject}: none`, or `{subject}: not none`",
    )


def listed_tests(what: str) -> Mistake:
    """A list stands where lines of tests should."""
    return Mistake(
        WRONG_SHAPE,
        f"{what} should be `name: test` lines, not a list",
        "write the lines without `- `; if one of several is enough, put the list under `any:`",
    )


def grouped_conditions(what: str) -> Mistake:
    """Lines stand where a list of conditions should."""
    return Mistake(
        WRONG_SHAPE,
        f"{what} should be a list, not a group of lines",
        "begin each line with `- `, so that it is clear which belong together",
    )


def grouped_test(subject: str, key: str, value: str | None) -> Mistake:
    """A group stands where a test should; ``value`` is there if its key is an operator's words."""
    help_ = "write a value, a list `[one, two]`, words as `not X`, or `{not: [one, two]}`"
    if value is not None:
        help_ = to_write(f"{key} {value}")
    elif key in ("any", "all", "none"):
        help_ = f"put `{key}:` outside, around lines such as `- {subject}: ...`"
    message = f"the test of `{subject}` should be a value or words, not a group of lines"
    return Mistake(WRONG_SHAPE, message, help_)


def unknown_group(text: str, meant: str | None, groups: Iterable[str], speller: Speller) -> Mistake:
    """Words do not begin a group of conditions; ``meant`` are those that would."""
    if meant:
        words = f"did you mean `{meant}`? groups are `any`, `all`, `none` and `at least 2 of`"
        help_: str = instead(words, meant)
    else:
        help_ = speller.help(text, groups, "groups")
    return Mistake(UNKNOWN_GROUP, _no_group(text), help_)


def ungrouped(text: str, line: str) -> Mistake:
    """A single condition stands after words that are none; ``line`` is what they mean."""
    return Mistake(UNKNOWN_GROUP, _no_group(text), instead(f"write `{line}`", line))


def words_before_colon(text: str, line: str) -> Mistake:
    """Words of a test stand before the colon; ``line`` has them after it."""
    message = f"`{shortened(text)}` is no fact or decision: such words stand after the colon"
    return Mistake(UNKNOWN_OPERATOR, message, instead(f"write `{line}`", line))


def _no_group(text: str) -> str:
    return f"`{shortened(text)}` does not begin a group of conditions"


def limited_group(text: str, most: int, *, exactly: bool) -> Mistake:
    """Words ask for no more than so many of some conditions, or for just so many."""
    within = f"none: [{{at least {most + 1} of: [...]}}]"
    help_ = f"for no more than {most} write `{within}`"
    if exactly:
        help_ = f"for just {most} write `all: [{{at least {most} of: [...]}}, {{{within}}}]`"
    return Mistake(UNKNOWN_GROUP, _no_group(text), help_)


def not_all_of(text: str) -> Mistake:
    """Words ask that some conditions do not hold all together."""
    help_ = "where one that fails is enough write `none: [{all: [...]}]`"
    return Mistake(UNKNOWN_GROUP, _no_group(text), help_)


def impossible_count(what: str, needed: int, conditions: int) -> Mistake:
    """``at least N of`` asks for no condition, or for more than there are."""
    wrong = "asks for nothing" if needed < 1 else f"has only {conditions} to choose from"
    help_ = f"write a number from 1 to {conditions}"
    return Mistake(IMPOSSIBLE_COUNT, f"{what} {wrong}", help_)


def listed_test(text: str, *, is_not: bool, excluded: bool) -> Mistake:
    """A test stands among the values of a list; ``excluded`` where the list is one of ``not``."""
    help_ = "put each test in an entry of its own under `any:`"
    if excluded:
        help_ = "put each in an entry of its own under `none:`"
    elif is_not:
        help_ = "write `{not: [one, two]}` to exclude a list"
    message = f"`{shortened(text)}` is a test, and a list takes values only"
    return Mistake(MISFIT_OPERATOR, message, help_)


def misfit_operator(operator: Operator, subject: Fact | Decision, text: str) -> Mistake:
    """A test does not suit the fact or decision it is put to; ``text`` is all of the test."""
    type_, name = subject.type, subject.id
    if isinstance(subject, Decision):
        help_ = f"write `{name}: X`, `not X` or a list of options"
        what = "a decision"
    elif type_.many:
        help_ = "name a choice to ask whether it is among them, or write `{all of: [one, two]}`"
        what = "several choices at once"
    elif type_.kind is Kind.CHOICE and not type_.ordered:
        add = Mend(Repair.DECLARED, "ordered: yes", place=subject.span)
        help_ = Help(f"add `ordered: yes` to `{name}`, with its choices from low to high", add)
        what = "a choice without an order"
    elif operator.kinds and type_.comparable:
        word = "less than" if operator.name == "before" else "more than"
        help_ = to_write(text.replace(operator.name, word, 1))
        what = f"a {type_.kind.value}"
    else:
        help_ = f"write {expected(type_)}, or `not` and a value"
        what = f"a `{type_.kind.value}` fact"
    message = f"`{operator.name}` does not suit `{name}`, which is {what}"
    return Mistake(MISFIT_OPERATOR, message, help_, (declared(subject),))


def self_comparison(name: str) -> Mistake:
    """A fact is compared with itself."""
    help_ = "compare it with a value or with another fact"
    return Mistake(SELF_COMPARISON, f"`{name}` is compared with itself", help_)


def mismatched_facts(one: Fact | Decision, other: Fact | Decision) -> Mistake:
    """Two things are compared whose values do not mean the same."""
    type_, names = one.type, f"`{one.id}` and `{other.id}`"
    if isinstance(one, Decision) or isinstance(other, Decision):
        message = f"`{one.id}` cannot be compared with `{other.id}`: only two facts can be"
    elif other.type.kind is not type_.kind:
        kinds = f"`{one.id}` is `{type_.kind.value}` and `{other.id}` is `{other.type.kind.value}`"
        message = f"{kinds}: they cannot be compared"
    elif type_.kind is Kind.CHOICE:
        message = f"{names} have different choices"
    else:
        message = f"{names} are not measured in the same unit"
    help_ = f"compare with {expected(type_)}, or with a fact of the same kind"
    return Mistake(MISMATCHED_FACTS, message, help_, (declared(other),))


def reversed_bounds(low: str, high: str) -> Mistake:
    """``between`` names the higher of its values first."""
    return Mistake(REVERSED_BOUNDS, _HIGHER_FIRST, to_write(f"between {low} and {high}"))


def across_midnight(name: str, low: str, high: str) -> Mistake:
    """``between`` names a later time of day first: a night may be meant, or a slip."""
    night = f"any: [{{{name}: at least {high}}}, {{{name}: at most {low}}}]"
    help_ = f"for a night write `{night}`, for the day `between {low} and {high}`"
    return Mistake(REVERSED_BOUNDS, _HIGHER_FIRST, help_)


def across_the_week(low: str, high: str, days: Iterable[str]) -> Mistake:
    """``between`` names a later day of the week first: days about the week's end may be meant."""
    listed, other = f"[{', '.join(days)}]", f"between {low} and {high}"
    words = f"from one week into the next write `{listed}`, else `{other}`"
    return Mistake(REVERSED_BOUNDS, _HIGHER_FIRST, instead(words, listed, other))


def unknown_as_value(text: str, what: str, *, negated: bool, listed: bool) -> Mistake:
    """Words for "not known" stand where a test has a value."""
    word = "known" if negated else "unknown"
    words = f"to ask whether it is {'' if negated else 'not '}known write `{word}`"
    help_ = words if listed else instead(words, word)
    if listed:
        help_ += " in an entry of its own, beside the list"
    return Mistake(WRONG_VALUE, f"{what}: `{shortened(text)}` is no value", help_)


_HIGHER_FIRST = "`between` names the higher value first"


def unfinished_test(text: str, example: str) -> Mistake:
    """A test lacks the value it compares with."""
    message = f"`{shortened(text)}` lacks a value to compare with"
    return Mistake(UNFINISHED_TEST, message, f"write it as in `{example}`")


def unknown_operator(text: str, meant: str) -> Mistake:
    """Words look like a test and are none; ``meant`` is one."""
    help_ = instead(f"did you mean `{shortened(meant)}`?", meant)
    return Mistake(UNKNOWN_OPERATOR, f"`{shortened(text)}` is not a test", help_)


def declared(subject: Fact | Decision) -> Related:
    """Where a fact or decision is declared."""
    return Related(subject.span, f"`{subject.id}` is declared here")
