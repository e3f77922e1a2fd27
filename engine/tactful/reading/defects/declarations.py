"""Facts, decisions and the clock that are not declared as they could be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tactful.language.calendar import WEEKDAYS
from tactful.language.computations import Computation
from tactful.language.model import Decision, Fact
from tactful.language.values import Kind
from tactful.reading.defects.conditions import declared
from tactful.reading.defects.shapes import DUPLICATE_ITEM, MISSING_KEY, WRONG_SHAPE
from tactful.reading.defects.values import expected
from tactful.text.diagnostic import Help, Mend, Mistake, Related, Repair, Span, error, meant
from tactful.text.lines import quoted, shortened
from tactful.text.names import Speller

UNKNOWN_TYPE = error("T214", "unknown-type", "A fact has one of seven types, and this is none.")
UNKNOWN_COMPUTATION = error(
    "T217", "unknown-computation", "Facts can be computed in a few fixed ways, and this is none."
)
OPERATOR_LIKE_NAME = error(
    "T227",
    "operator-like-name",
    "A choice or option has a name that a test would read as its words.",
)
TOO_FEW_CHOICES = error("T228", "too-few-choices", "A choice needs two choices or more.")
MISPLACED_KEY = error(
    "T229",
    "misplaced-key",
    "A setting is written for a type of fact or decision that has no use for it.",
)
REVERSED_RANGE = error("T230", "reversed-range", "The least a fact can be is above the most.")
COMPUTED_WITH_DEFAULT = error(
    "T231", "computed-with-default", "A fact is computed and has a default: only one can count."
)
MISFIT_COMPUTATION = error(
    "T232",
    "misfit-computation",
    "A computation gives another type than the fact has, or takes a fact of the wrong type.",
)
MISFIT_CLOCK = error(
    "T238",
    "misfit-clock",
    "The clock needs a datetime for `now`, texts for places, and weekdays for the week.",
)
MISSING_CLOCK = error(
    "T239", "missing-clock", "A fact is computed from the present moment, and no fact holds it."
)
MISFIT_EFFECT = error(
    "T246",
    "misfit-effect",
    "`after` states a fact that nobody can give, or a value that the fact cannot take.",
)


def unknown_type(text: str, near: str | None, types: Iterable[str], speller: Speller) -> Mistake:
    """A word is no type of fact; ``near`` is the type that has another name elsewhere."""
    help_: str = speller.help(text, types, "the types")
    if near:
        help_ = meant(near)
    return Mistake(UNKNOWN_TYPE, f"`{shortened(text)}` is not a type of fact", help_)


def misplaced_key(key: str, fact: str, kind: Kind, suits: str) -> Mistake:
    """A setting means nothing for a type of fact; ``suits`` says for which it would."""
    return Mistake(
        MISPLACED_KEY,
        f"`{key}` means nothing for `{shortened(fact)}`, which is `{kind.value}`",
        Help(
            f"remove it, or give the fact another type: `{key}` suits {suits}",
            Mend(Repair.REMOVED),
        ),
    )


def misplaced_fallback(decision: str) -> Mistake:
    """A decision that chooses many has a fallback."""
    return Mistake(
        MISPLACED_KEY,
        f"`fallback` means nothing for `{decision}`, which chooses many",
        Help("remove it: where nothing is supported, nothing is chosen", Mend(Repair.REMOVED)),
    )


def missing_choices(fact: str) -> Mistake:
    """A choice does not say between what."""
    return Mistake(
        MISSING_KEY,
        f"the choice `{shortened(fact)}` has no `choices`",
        "add `choices: {cold: It stayed stiff, warm: Friendly}`, in your words",
    )


def doubled_synonym(text: str, choice: str, place: Span) -> Mistake:
    """The same words stand for two choices."""
    return Mistake(
        DUPLICATE_ITEM,
        f"`{shortened(text)}` stands for the choice `{choice}` already",
        "leave it out in one of the two: nobody could tell which is meant",
        (Related(place, "here"),),
    )


def ordered_several() -> Mistake:
    """A fact that can be several choices at once has an order."""
    return Mistake(
        MISPLACED_KEY,
        "several choices at once are neither more nor less than others",
        "remove `ordered`, or `many`",
    )


def needed_computation(computed: Span) -> Mistake:
    """A fact that nobody can give is needed of everybody."""
    return Mistake(
        MISPLACED_KEY,
        "nobody can give what is computed",
        "write `needed: yes` at the facts that it is computed from",
        (Related(computed, "it is computed here"),),
    )


def too_few_choices(fact: str) -> Mistake:
    """A choice has one choice."""
    help_ = "add another, or make it a yes/no fact"
    return Mistake(TOO_FEW_CHOICES, f"`{shortened(fact)}` has one choice only", help_)


def misplaced_label(*, is_last: bool) -> Mistake:
    """The last of an option's labels says when it holds, or another does not."""
    if is_last:
        return Mistake(
            WRONG_SHAPE,
            "the last label says when it holds, so that the option may have none",
            "add one more without `when`, as `- {text: an email}`: it also stands where no "
            "client is at hand",
        )
    return Mistake(
        WRONG_SHAPE,
        "this label always holds, so that those after it never do",
        "say with `when: {...}` when it holds, or move it to the end",
    )


def listed_options() -> Mistake:
    """The options of a decision are a list."""
    return Mistake(
        WRONG_SHAPE,
        "`options` should be lines of the form `name: label`, not a list",
        "write each option with its label, as `email: an email`",
    )


def operator_like_name(text: str, what: str) -> Mistake:
    """A test would read the name of a choice or option as its words."""
    return Mistake(
        OPERATOR_LIKE_NAME,
        f"{what} cannot be named `{shortened(text)}`: a condition would read it as a test",
        "choose another name, as `not_sure` for `unknown`",
    )


def reversed_range(low: str, high: str, low_is_here: Span) -> Mistake:
    """The least a fact can be is above the most."""
    return Mistake(
        REVERSED_RANGE,
        f"the most this can be, `{high}`, is below the least, `{low}`",
        "exchange them",
        (Related(low_is_here, "the least is set here"),),
    )


def computed_with_default(fact: str, computed: Span) -> Mistake:
    """A fact is computed and has a default."""
    return Mistake(
        COMPUTED_WITH_DEFAULT,
        f"`{shortened(fact)}` has a default and is computed",
        "keep one of the two",
        (Related(computed, "it is computed here"),),
    )


def unknown_computation(text: str, ways: Iterable[str], speller: Speller) -> Mistake:
    """Facts are computed in none of the ways that are written."""
    message = f"no fact can be computed by `{shortened(text)}`"
    return Mistake(UNKNOWN_COMPUTATION, message, speller.help(text, ways, "the ways"))


def misfit_operand(key: str, kinds: Collection[Kind], fact: Fact) -> Mistake:
    """A fact is computed from one of a type that the computation does not take."""
    wanted = " or ".join(f"`{kind.value}`" for kind in Kind if kind in kinds)
    return Mistake(
        MISFIT_COMPUTATION,
        f"`{key}` takes a fact of type {wanted}, and `{fact.id}` is `{fact.type.kind.value}`",
        "name another fact, or change its type",
        (declared(fact),),
    )


def misfit_result(row: Computation, kind: Kind, fact: Fact) -> Mistake:
    """A computation gives another type than the fact has."""
    gives = kind.value
    return Mistake(
        MISFIT_COMPUTATION,
        f"`{row.name}` gives a `{gives}`, and `{fact.id}` is `{fact.type.kind.value}`",
        f"write `type: {gives}`",
        (declared(fact),),
    )


def misfit_parts(row: Computation, fact: Fact) -> Mistake:
    """A computation gives parts of a whole for a fact that is whole numbers."""
    return Mistake(
        MISFIT_COMPUTATION,
        f"`{row.name}` gives parts of a whole too, and `{fact.id}` takes whole numbers only",
        "remove `whole: yes`",
    )


def misfit_choices(row: Computation, fact: Fact) -> Mistake:
    """A computation gives other choices than the fact has."""
    gives = quoted(row.result.choices) if row.result else ""
    return Mistake(
        MISFIT_COMPUTATION,
        f"`{row.name}` gives {gives}, and `{fact.id}` has other choices",
        "leave `choices` out",
    )


def misfit_number(row: Computation, text: str) -> Mistake:
    """A number stands where a computation takes facts only."""
    return Mistake(
        MISFIT_COMPUTATION,
        f"`{row.name}` takes facts, and `{shortened(text)}` is a number",
        "name a fact that holds it",
    )


def broken_number(row: Computation, text: str) -> Mistake:
    """A computation takes whole numbers, and another is named."""
    return Mistake(
        MISFIT_COMPUTATION,
        f"`{row.name}` takes whole numbers, and `{shortened(text)}` is none",
        "round it, or name a fact with `whole: yes`",
    )


def broken_operand(row: Computation, fact: Fact) -> Mistake:
    """A computation takes whole numbers, and a fact may be another."""
    return Mistake(
        MISFIT_COMPUTATION,
        f"`{row.name}` takes whole numbers, and `{fact.id}` may be any number",
        f"write `whole: yes` for `{fact.id}`",
        (declared(fact),),
    )


def misfit_count(row: Computation, count: int) -> Mistake:
    """A computation takes fewer or more operands than are listed."""
    least, most = row.several or (0, 0)
    wanted = f"{least}" if least == most else f"{least} to {most}"
    return Mistake(
        MISFIT_COMPUTATION,
        f"`{row.name}` takes {wanted} of them, and here {'is' if count == 1 else 'are'} {count}",
        f"write as in `{row.example}`",
    )


def mixed_operands(row: Computation, one: Fact, other: Fact) -> Mistake:
    """A computation takes facts of one kind and unit, and these two differ."""
    said = [f"`{f.id}` is `{f.type.unit or f.type.kind.value}`" for f in (one, other)]
    return Mistake(
        MISFIT_COMPUTATION,
        f"`{row.name}` takes what can be compared, but {said[0]} and {said[1]}",
        "name facts of one type and one unit",
        (declared(one), declared(other)),
    )


def misfit_clock(key: str, wanted: Kind, fact: Fact) -> Mistake:
    """A fact of the clock is of another type than it has to be."""
    return Mistake(
        MISFIT_CLOCK,
        f"`{key}` needs a `{wanted.value}` fact, and `{fact.id}` is `{fact.type.kind.value}`",
        f"write `type: {wanted.value}` for it, or name another fact",
        (declared(fact),),
    )


def misfit_week(fact: Fact) -> Mistake:
    """The fact of the working week has one choice only, or others than weekdays."""
    odd = next((choice for choice in fact.type.choices if choice not in WEEKDAYS), None)
    if odd is None:
        problem, help_ = "can be one day only", "write `many: yes` for it"
    else:
        problem = f"has the choice `{odd}`"
        help_ = f"name its choices after weekdays, from `{WEEKDAYS[0]}` to `{WEEKDAYS[-1]}`"
    message = f"`working week` needs a fact that is several weekdays, and `{fact.id}` {problem}"
    return Mistake(MISFIT_CLOCK, message, help_, (declared(fact),))


def missing_clock(fact: str, facts: Mapping[str, Fact]) -> Mistake:
    """A fact is computed from the present moment, and no fact holds it."""
    moments = [name for name, one in facts.items() if one.type.kind is Kind.DATETIME]
    return Mistake(
        MISSING_CLOCK,
        f"`{fact}` is computed from the present moment, which no fact holds",
        f"add `clock: {{now: now}}` to the ruleset, naming a datetime fact {quoted(moments)}",
    )


def decision_without_window(decision: Decision, with_windows: Collection[str]) -> Mistake:
    """The start of a window is asked of a decision that has no one window."""
    if decision.many:
        problem = "chooses many options, so it has no one window"
    else:
        problem = "has no option with a `window`"
    found = [name for name in with_windows if name != decision.id]
    help_ = f"name a decision that chooses one option: {quoted(found)}"
    if not found:
        help_ = 'give one of its options a `window: {day: ..., from: "08:30", until: "18:00"}`'
        if decision.many:
            help_ = "name a decision that chooses one option and has windows"
    return Mistake(MISFIT_COMPUTATION, f"`{decision.id}` {problem}", help_, (declared(decision),))


def computed_effect(fact: Fact) -> Mistake:
    """A step would set a fact that is computed."""
    return Mistake(
        MISFIT_EFFECT,
        f"`{fact.id}` is computed, so no step can set it",
        "set the facts that it is computed from",
        (declared(fact),),
    )


def misfit_effect(fact: Fact, other: Fact) -> Mistake:
    """A step would give a fact the value of another, whose values mean something else."""
    return Mistake(
        MISFIT_EFFECT,
        f"`{fact.id}` cannot become `{other.id}`, whose values mean something else",
        f"write {expected(fact.type)}, or a fact of the same kind",
        (declared(other),),
    )
