"""Values that are of another type than the fact, or that the clock does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from tactful.language.values import Kind, NotAValue, ValueType
from tactful.text.diagnostic import Help, Mend, Mistake, Repair, Span, error, instead, meant
from tactful.text.lines import quoted, shortened, without_word_quotes
from tactful.text.names import Speller

UNKNOWN_CHOICE = error("T209", "unknown-choice", "A value is none of the fact's choices.")
WRONG_VALUE = error(
    "T218", "wrong-value", "A value is not of the fact's type, does not exist, or is out of range."
)
MISPLACED_OFFSET = error(
    "T305", "misplaced-offset", "A moment in a ruleset carries an offset; there it is local time."
)
UNKNOWN_TIME_ZONE = error("T302", "unknown-time-zone", "There is no time zone of this name.")
UNKNOWN_COUNTRY = error(
    "T303", "unknown-country", "The public holidays of this country are not known."
)
UNKNOWN_REGION = error(
    "T310", "unknown-region", "The country has no region of this name with holidays of its own."
)
SKIPPED_TIME = error(
    "T311", "skipped-time", "The clocks went forward past this local time, so it never was."
)

_NOT_KNOWN = frozenset(("unknown", "null", "~", "?", "n/a", "none", "not known", "tbd"))
_EXPECTED = {
    Kind.YES_NO: "`yes` or `no`",
    Kind.NUMBER: "a number, as 40 or 2.5",
    Kind.DATE: "a date, as 2026-11-20",
    Kind.TIME: "a time of day, as 16:30",
    Kind.DATETIME: "a date and a time, as 2026-11-20T14:00",
    Kind.TEXT: "a text",
}


def expected(type_: ValueType) -> str:
    """What to write for a value of a type."""
    if type_.kind is Kind.CHOICE:
        return f"one of {quoted(type_.choices)}"
    return _EXPECTED[type_.kind]


def wrong_value(
    text: str,
    type_: ValueType,
    what: str,
    wrong: NotAValue,
    speller: Speller,
    near_fact: str | None = None,
    *,
    excluded: bool = False,
) -> Mistake:
    """A text is no value of a type.

    ``near_fact`` is another fact that may be meant; ``excluded`` says that ``not`` stands before.
    """
    defect, message, help_ = WRONG_VALUE, f"{what}: {wrong.message}", wrong.help
    if type_.kind is Kind.CHOICE and type_.choices:
        defect = UNKNOWN_CHOICE
        message = f"{what}: `{shortened(text)}` is not one of the choices"
        help_ = speller.help(text, type_.choices, "the choices")
        several = re.split(r"\s+or\s+|\s*[,/|]\s*", text.strip())
        if len(several) > 1 and all(one in type_.choices for one in several):
            listed = f"[{', '.join(several)}]"
            help_ = instead(f"for any of several, write a list: `{listed}`", listed)
            if excluded:
                help_ = f"for none of several, write `{{not: {listed}}}`"
    elif near_fact is not None:
        help_ = instead(f"did you mean the fact `{near_fact}`?", near_fact)
    from tactful.reading.defects.slips import readings  # only mistakes need it

    found = () if type_.kind is Kind.YES_NO and text.isascii() else readings(text, type_)
    if found:
        message = f"{what}: {_written_elsewhere(text, wrong)}"
        help_ = _offered(found, type_, speller)
    elif type_.kind is Kind.NUMBER and near_fact is None:
        help_ = _without_its_unit(text, type_) or help_
    if says_unknown(text):
        help_ = "leave it out: what is not said is unknown"
        if may_be_declared_none(text, type_):
            help_ += f"; {_declare_none(what)}"
    return Mistake(defect, message, help_)


def _written_elsewhere(text: str, wrong: NotAValue) -> str:
    if without_word_quotes(text) != text:
        return f"`{shortened(text)}` stands in quotation marks as Word makes them"
    return wrong.message


def _offered(found: tuple[str, ...], type_: ValueType, speller: Speller) -> str:
    """Values for a text that is none: what to write if it was meant as one of these."""
    if len(found) > 1:
        return instead(f"write `{'` or `'.join(found)}`, whichever is meant", *found)
    if type_.kind is Kind.CHOICE:
        return speller.help(found[0], type_.choices, "the choices")
    return meant(found[0])


def _without_its_unit(text: str, type_: ValueType) -> str | None:
    from tactful.reading.defects.slips import unit_in  # only mistakes need it

    parted = unit_in(text)
    if parted is None:
        return None
    if type_.unit is not None:
        return f"write the number alone; it is counted in `{type_.unit}`"
    unit = shortened(parted[1])
    words = f"write the number alone, as `{parted[0]}`, if it is counted in `{unit}`"
    return instead(words, parted[0])


def may_be_declared_none(text: str, type_: ValueType) -> bool:
    """Whether a text says that there is none, of a fact that could say so and does not."""
    return (
        text.strip().casefold() == "none"
        and type_.none is None
        and type_.kind not in (Kind.YES_NO, Kind.CHOICE)
    )


def undeclared_none(name: str, declared: Span, *, negated: bool) -> Mistake:
    """A test asks whether there is none, and nothing says that this can be known."""
    what, word = f"`{name}`", "known" if negated else "unknown"
    return Mistake(
        WRONG_VALUE,
        f"{what}: nothing says that there can be `none`",
        Help(
            f"{_declare_none(what)}; to ask only whether it is known or not write `{word}`",
            Mend(Repair.DECLARED, "none: there is none", place=declared),
            *(() if negated else (Mend(Repair.INSTEAD, word),)),
        ),
    )


def _declare_none(what: str) -> str:
    return f"to know that there is none add `none: there is none` to {what}, in your words"


def says_unknown(text: str) -> bool:
    """Whether a text says that something is not known."""
    return text.strip().casefold() in _NOT_KNOWN


def neither_yes_nor_no(text: str, what: str, wrong: NotAValue) -> Mistake:
    """A setting of the ruleset is no yes or no."""
    message = wrong.message.replace(text, shortened(text))
    return Mistake(WRONG_VALUE, f"{what}: {message}", wrong.help)


def neither_one_nor_many(text: str) -> Mistake:
    """A decision chooses neither one option nor many."""
    return Mistake(
        WRONG_VALUE,
        f"`{shortened(text)}` is neither `one` nor `many`",
        instead(
            "write `one` for a single choice, `many` for every option that is supported",
            "one",
            "many",
        ),
    )


def neither_day_nor_month(text: str) -> Mistake:
    """The order in which dates are written is none."""
    return Mistake(
        WRONG_VALUE,
        f"`{shortened(text)}` is neither `day first` nor `month first`",
        instead(
            "write `day first` for 20.11.2026, `month first` for 11/20/2026",
            "day first",
            "month first",
        ),
    )


def misplaced_offset(text: str, what: str | None = None) -> Mistake:
    """A moment in a ruleset carries an offset from UTC."""
    message = f"`{shortened(text)}` carries an offset"
    return Mistake(
        MISPLACED_OFFSET,
        f"{what}: {message}" if what else message,
        "write the local time, without Z or what follows the minutes",
    )


def unknown_time_zone(text: str, near: str | None) -> Mistake:
    """There is no such time zone; ``near`` is the one that may be meant."""
    help_ = (
        "write the continent and the nearest large city, as `Europe/Paris` or `America/New_York`"
    )
    if near is not None:
        help_ = _below(text, near)
    return Mistake(UNKNOWN_TIME_ZONE, f"there is no time zone `{shortened(text)}`", help_)


def _below(text: str, near: str) -> Help:
    """A name for one that stands in what is underlined, or below it."""
    return Help(f"did you mean `{near}`?", Mend(Repair.INSTEAD, near, was=text))


def unknown_country(text: str, near: str | None) -> Mistake:
    """The holidays of a country are not known; ``near`` is the one that may be meant."""
    help_ = "write two capital letters, as `FR` or `US`; leave it out if the country is not listed"
    if near is not None:
        help_ = _below(text, near)
    message = f"the public holidays of `{shortened(text)}` are not known"
    return Mistake(UNKNOWN_COUNTRY, message, help_)


def unknown_region(text: str, country: str, regions: Iterable[str], speller: Speller) -> Mistake:
    """A country has no such region with holidays of its own."""
    listed = [*regions]
    help_ = "leave it out: everywhere in this country has the same holidays"
    if listed:
        near = speller.nearest(text, listed)
        help_ = speller.help(text, listed, "the regions")
        help_ = help_ if near is None else Help(help_, *_below(text, near).mends)
    message = f"`{country}` has no region `{shortened(text)}` with holidays of its own"
    return Mistake(UNKNOWN_REGION, message, help_)


def skipped_time(name: str, moment: datetime, zone: str, real: datetime) -> Mistake:
    """The clocks went forward past a local time; ``real`` is what they showed instead."""
    return Mistake(
        SKIPPED_TIME,
        f"`{name}`: the clocks of {zone} went forward at that hour, so that there was "
        f"no {moment:%H:%M} on {moment:%Y-%m-%d}",
        instead(f"was it `{real:%Y-%m-%dT%H:%M}`?", f"{real:%Y-%m-%dT%H:%M}"),
    )
