"""What can be wrong with a scenario, a setting or an inquiry: each with its sentences."""

from __future__ import annotations

from collections.abc import Sequence

from tactful.language.model import Decision, Rule
from tactful.language.terms import Each
from tactful.reading.defects.conditions import declared
from tactful.reading.defects.shapes import WRONG_SHAPE
from tactful.scenarios.expectation import Fares
from tactful.text.defects import DUPLICATE_KEY
from tactful.text.diagnostic import Mistake, Related, Span, error, meant
from tactful.text.lines import quoted, shortened
from tactful.text.names import Speller

GIVEN_DECISION = error(
    "T301", "given-decision", "A scenario gives a decision as if it were a fact."
)
OFFSET_WITHOUT_ZONE = error(
    "T304",
    "offset-without-zone",
    "A moment is written with its offset, and no time zone says which local time that is.",
)
DUPLICATE_TITLE = error("T306", "duplicate-title", "Two scenarios of one file have one title.")
BAD_EXPECTATION = error(
    "T307", "bad-expectation", "What is expected could never be said of this fact or decision."
)
CONTRADICTORY_EXPECTATION = error(
    "T308", "contradictory-expectation", "A scenario expects a thing and its opposite."
)
MISPLACED_ONE = error(
    "T312",
    "misplaced-one",
    "Something of one of several is said of all, or something of all of one.",
)
TOO_MANY_LISTED = error("T313", "too-many-listed", "More of a thing are listed than there may be.")
NAMESAKE = error("T314", "namesake", "Two of those who are listed have one name.")
MALFORMED_SETTING = error("T309", "malformed-setting", "A setting is not written `fact=value`.")


def given_decision(decision: Decision) -> Mistake:
    """A scenario gives a decision as if it were a fact."""
    return Mistake(
        GIVEN_DECISION,
        f"`{decision.id}` is a decision, which the rules make",
        "give facts only; what should come out belongs under `expect`",
        (declared(decision),),
    )


def said_of_nobody(fact: str, each: Each) -> Mistake:
    """A fact of one of several stands among those of all, where some are listed."""
    return Mistake(
        MISPLACED_ONE,
        f"`{fact}` is of one {each.label}, and the {each.plural} are listed",
        f"write it with each of them under `{each.plural}`",
    )


def not_of_one(fact: str, each: Each) -> Mistake:
    """A fact of all stands with one of several."""
    return Mistake(
        MISPLACED_ONE,
        f"`{fact}` is not of one {each.label}, but the same for all",
        "write it under `facts`",
    )


def too_many_listed(number: int, most: int, each: Each) -> Mistake:
    """More of a thing are listed than advice can be given for at once."""
    return Mistake(
        TOO_MANY_LISTED,
        f"{number} are listed under `{each.plural}`, and there may be up to {most}",
        "leave out those with whom the client has least to do, or put them in a second scenario",
    )


def namesake(name: str, first: Span, each: Each) -> Mistake:
    """Two of several are called the same, so that nobody could tell whom advice means."""
    return Mistake(
        NAMESAKE,
        f"two of the {each.plural} are called `{shortened(name)}`",
        "add what tells them apart, as a family name",
        (Related(first, "the other one is here"),),
    )


def number_as_name(name: str, each: Each) -> Mistake:
    """One of several has a number for a name, by which others are told apart."""
    return Mistake(
        NAMESAKE,
        f"`{name}` as a name would be taken for the place in the list of {each.plural}",
        "write the name, or leave it out",
    )


def nobody_listed(name: str, who: str | None, each: Each, *, is_one: bool) -> Mistake:
    """One of several is meant where none are listed, or every one where the list is empty."""
    if not is_one:
        return Mistake(
            MISPLACED_ONE,
            f"`{shortened(name)}` is of one {each.label}, and no {each.plural} are listed",
            f"list one under `{each.plural}`, or leave the list out: then there is one",
        )
    return Mistake(
        MISPLACED_ONE,
        f"no {each.plural} are listed here, so there is no `{shortened(who or '')}`",
        f"write `{shortened(name)}` for the one {each.label} there is, or list the {each.plural} "
        f"under `{each.plural}` in the scenario",
    )


def nobody_called(who: str, each: Each, ones: Sequence[str], speller: Speller) -> Mistake:
    """Nobody who is listed has this name; ``ones`` is what could have been written."""
    names = {one.partition("[")[2].removesuffix("]").casefold(): one for one in ones}
    near = speller.nearest(who, names)
    listed = f"write one of {quoted([*names.values()], len(ones))}"
    help_ = listed if near is None else meant(names[near], f" Or {listed}")
    return Mistake(
        MISPLACED_ONE, f"no {each.label} who is listed is called `{shortened(who)}`", help_
    )


def of_all(name: str) -> Mistake:
    """Something that is the same for all is asked of one of several."""
    return Mistake(
        MISPLACED_ONE, f"`{name}` is the same for all, not of one", f"write `{name}` alone"
    )


def offset_without_zone(text: str) -> Mistake:
    """A moment is written with its offset from UTC, and no time zone is known."""
    return Mistake(
        OFFSET_WITHOUT_ZONE,
        f"`{shortened(text)}` carries an offset, and no time zone is given",
        "give the time zone as well, as `Europe/Paris`, or write the local time "
        "without Z or what follows the minutes",
    )


def listed_scenarios() -> Mistake:
    """A file of scenarios begins with the list of them."""
    return Mistake(
        WRONG_SHAPE,
        "a file of scenarios should not begin with a list",
        "write `scenarios:` above it, and indent it",
    )


def duplicate_title(title: str, first: Span) -> Mistake:
    """Two scenarios of a file have one title."""
    return Mistake(
        DUPLICATE_TITLE,
        f"there is a scenario `{shortened(title)}` in this file already",
        "give each scenario a title of its own",
        (Related(first, "the other one is here"),),
    )


def malformed_setting(text: str) -> Mistake:
    """A setting is not written ``fact=value``."""
    message = f"`{shortened(text)}` does not set anything"
    return Mistake(MALFORMED_SETTING, message, "write it as `rapport=warm`")


def duplicate_setting(fact: str, first: Span) -> Mistake:
    """A fact is set twice."""
    return Mistake(
        DUPLICATE_KEY,
        f"`{shortened(fact)}` is set twice",
        "keep one of them",
        (Related(first, "it is set here first"),),
    )


def malformed_inquiry(text: str) -> Mistake:
    """An inquiry names nothing, or a thing and an empty value."""
    message = f"`{shortened(text)}` does not ask about anything"
    return Mistake(MALFORMED_SETTING, message, "write it as `channel=email`, or `channel` alone")


def inquiry_without_value(fact: str, example: str) -> Mistake:
    """Somebody asks why a fact is not otherwise, and does not say how."""
    return Mistake(
        MALFORMED_SETTING,
        f"`{fact}` is a fact, so say which value you mean",
        f"write it as `{fact}={example}`",
    )


def negated_test(subject: str) -> Mistake:
    """``not`` is put before a test that has an opposite of its own."""
    return Mistake(
        BAD_EXPECTATION,
        "`not` takes a value or a list, not a test",
        f"write the opposite under `expect`, as in `{subject}: less than ...`",
    )


def nothing_as_option(text: str, decision: Decision, nothing: str) -> Mistake:
    """A word for nothing stands for an option; ``nothing`` is what to write for it."""
    return Mistake(
        BAD_EXPECTATION,
        f"`{text}` is not an option of `{decision.id}`",
        f"write `{nothing}` to expect that nothing is chosen",
    )


def single_option(text: str, decision: Decision) -> Mistake:
    """One word is expected of a decision that chooses many."""
    word = shortened(text)
    if text not in decision.options:
        return Mistake(
            BAD_EXPECTATION,
            f"`{decision.id}`, which chooses many, cannot come out as `{word}`",
            "write a list of options, `[]` for none of them, or `not applicable`",
        )
    return Mistake(
        BAD_EXPECTATION,
        f"`{word}` alone does not say whether `{decision.id}` may choose more",
        f"write `[{word}]` for exactly this, or `{{includes: {word}}}` for this and more",
    )


def impossible_assumption(rule: Rule) -> Mistake:
    """A rule that never assumes anything is expected to."""
    return Mistake(
        BAD_EXPECTATION,
        f"the rule `{rule.id}` never assumes anything",
        "expect it under `fired`: only a rule with `unless` can assume anything",
        (Related(rule.span, "it is written here"),),
    )


def impossible_conflict(decision: Decision) -> Mistake:
    """Rules are expected to disagree about a decision that chooses many."""
    return Mistake(
        BAD_EXPECTATION,
        f"`{decision.id}` chooses many, so rules cannot disagree about it",
        "expect its options instead",
    )


def contradictory_options(decision: Decision, option: str) -> Mistake:
    """A decision is to include an option and to exclude it."""
    return Mistake(
        CONTRADICTORY_EXPECTATION,
        f"`{decision.id}` is to include and to exclude `{option}`",
        "keep one of the two",
    )


def contradictory_fates(one: Fares, other: Fares) -> Mistake:
    """A rule is to fire, and not to fire or to be set aside."""
    return Mistake(
        CONTRADICTORY_EXPECTATION,
        f"`{one.rule}` is expected under `{one.fate}` and under `{other.fate}`",
        "keep one of the two",
        (Related(other.span, "the other is here"),),
    )
