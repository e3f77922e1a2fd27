"""What can be wrong with a cohort's file, or with where its advice is to go: with its sentences."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tactful.language.terms import Each
from tactful.text.defects import EMPTY_FILE, UNREADABLE_FILE
from tactful.text.diagnostic import Mistake, error
from tactful.text.lines import quoted, shortened
from tactful.text.names import Speller

UNKNOWN_FORMAT = error(
    "T401", "unknown-format", "The ending of a cohort's name is none of a format that is read."
)
DAMAGED_COHORT = error(
    "T402", "damaged-cohort", "A cohort's file is not what the ending of its name says."
)
NO_FACTS = error("T403", "no-facts", "None of a cohort's columns gives a fact of the ruleset.")
DOUBLED_COLUMN = error("T404", "doubled-column", "Two columns of a cohort give one fact.")
UNKNOWN_COLUMN = error(
    "T405", "unknown-column", "A cohort has no column of the name that is used here."
)
TOO_MANY_ROWS = error(
    "T406", "too-many-rows", "An Excel sheet holds 1,048,575 clients at most, and there are more."
)

OVERSIZED_WORKBOOK = error(
    "T407", "oversized-workbook", "A workbook would take more memory than a cohort may."
)
AMBIGUOUS_DATES = error(
    "T431",
    "ambiguous-dates",
    "The dates of a column could be read with the day or the month first.",
)
TOO_MANY_PEOPLE = error(
    "T433", "too-many-people", "A column is about more of a thing than a client may have."
)
NOT_COMPARED = error(
    "T435", "not-compared", "Two rulesets are compared for clients who list several of a thing."
)
TOLD_TWICE = error(
    "T436", "told-twice", "A column of clients is about one of those who have their own table."
)
NO_KEY = error("T434", "no-key", "No column says which client a row of a second table belongs to.")
WRONG_SAVED_MAP = error("T432", "wrong-saved-map", "A file is no saved map of a cohort's columns.")


def unknown_format(path: Path, formats: tuple[str, ...]) -> Mistake:
    """The ending of a cohort's name is that of no format that is read."""
    return Mistake(
        UNKNOWN_FORMAT,
        f"`{path}` ends in none of the formats that are read",
        f"save it as one of {quoted(formats)}",
    )


def unknown_to_spark(cohort: str, formats: Iterable[str]) -> Mistake:
    """A cohort is in a format that Spark does not read here."""
    return Mistake(
        UNKNOWN_FORMAT,
        f"`{cohort}` has no format that Spark reads here",
        f"save it as one of {', '.join(formats)}",
    )


def damaged_cohort(path: Path, why: str) -> Mistake:
    """A cohort's file is not of the format that its name says."""
    return Mistake(
        DAMAGED_COHORT,
        f"`{path}` is not what its name says ({why})",
        "open it with the program that made it, and save it again",
    )


def oversized_workbook(path: Path, why: object) -> Mistake:
    """A workbook is far larger than its table, or than any that is read at once."""
    return Mistake(
        OVERSIZED_WORKBOOK,
        f"`{path}` would take too much memory: {why}",
        "delete the rows below the table and the columns beside it, and save it again; or save "
        "the sheet as CSV, which is read a part at a time",
    )


def broken_off_cohort(path: Path, why: object) -> Mistake:
    """A cohort's file turns out to be damaged further down."""
    return Mistake(
        DAMAGED_COHORT,
        f"`{path}` cannot be read to its end ({why})",
        "make it anew with the program that made it",
    )


def unreadable_cohort(path: Path, reason: str) -> Mistake:
    """A cohort's file cannot be opened; ``reason`` is what the system says."""
    return Mistake(
        UNREADABLE_FILE,
        f"`{path}` cannot be read: {reason.lower()}",
        "check the name and the folder, and who may read it",
    )


def device_as_cohort(path: Path) -> Mistake:
    """A cohort is a pipe, or a device."""
    return Mistake(
        UNREADABLE_FILE,
        f"`{path}` is not an ordinary file",
        "write the clients into a file first, and name that: a cohort is read more than once",
    )


def empty_cohort(path: Path) -> Mistake:
    """There is nothing in a cohort's file."""
    return Mistake(
        EMPTY_FILE,
        f"there is nothing in `{path}`",
        "put the names of the facts on the first line, and a client on each that follows",
    )


def no_facts(columns: Iterable[str], facts: Iterable[str], choose: str) -> Mistake:
    """None of a cohort's columns gives a fact; ``choose`` says which column gives which."""
    return Mistake(
        NO_FACTS,
        f"no column gives a fact: they are {quoted([shortened(c) for c in columns])}",
        f"name the columns as the facts, {quoted(list(facts))}, or say which is which with "
        f"{choose}; the first line has to hold the names",
    )


def doubled_column(fact: str, first: str, second: str, choice: str) -> Mistake:
    """Two columns of a cohort give one fact; ``choice`` would take the second."""
    return Mistake(
        DOUBLED_COLUMN,
        f"the columns `{shortened(first)}` and `{shortened(second)}` both give `{fact}`",
        f"rename one of them, or choose with {choice}",
    )


def unknown_column(name: str, columns: Iterable[str], speller: Speller) -> Mistake:
    """A cohort has no such column."""
    help_ = speller.help(name, columns, "the columns")
    return Mistake(UNKNOWN_COLUMN, f"there is no column `{shortened(name)}`", help_)


def wrong_saved_map(path: Path) -> Mistake:
    """A file that should say which fact each column gives says something else."""
    return Mistake(
        WRONG_SAVED_MAP,
        f"`{path}` does not say which fact each column gives",
        "write `columns:` with a line for each, as `  Sector: industry`, and below it, if need be, "
        '`dates:` with `  "*": day first` and `time to assume: "15:00"`',
    )


def too_many_columns(column: str, number: int, most: int, each: Each) -> Mistake:
    """A column is about the how manyth of a thing, of which there may not be as many."""
    return Mistake(
        TOO_MANY_PEOPLE,
        f"`{shortened(column)}` is about {each.label} {number}, and there may be up to {most}",
        "leave out the columns of those with whom the clients have least to do",
    )


def no_key(own: Iterable[str], clients: Iterable[str], each: Each, choose: str) -> Mistake:
    """No column ties the rows of a second table to clients; ``choose`` says which does."""
    return Mistake(
        NO_KEY,
        f"no column of both tables says which client each {each.label} belongs to: the clients' "
        f"are {quoted([shortened(c) for c in clients])}, and those of the {each.plural} "
        f"{quoted([shortened(c) for c in own])}",
        f"give the column the same heading in both, or say which it is with {choose}",
    )


def told_twice(columns: Iterable[str], each: Each) -> Mistake:
    """Something of one of several is in the clients' table, and they have a table of their own."""
    return Mistake(
        TOLD_TWICE,
        f"{quoted([*columns])} in the table of clients would be about one {each.label}, and the "
        f"{each.plural} have a table of their own",
        "move what is said there into that table, or leave the columns out",
    )


def not_compared(columns: Iterable[str], each: Each) -> Mistake:
    """Two rulesets are to be compared for clients who list several of a thing."""
    return Mistake(
        NOT_COMPARED,
        f"two rulesets are not compared for several {each.plural}: {quoted([*columns])}",
        f"leave these columns out to compare the advice where there is one {each.label}, or batch "
        "with either ruleset and compare what comes out",
    )


def ambiguous_dates(column: str, example: str, choice: str) -> Mistake:
    """Dates of a column could be read in two ways; ``choice`` says which is meant."""
    return Mistake(
        AMBIGUOUS_DATES,
        f"the dates in `{shortened(column)}` could be read in two ways, as `{shortened(example)}`",
        f"say whether the day or the month is first, with {choice}",
    )


def too_many_rows(out: Path) -> Mistake:
    """A cohort has more clients than an Excel sheet has rows."""
    return Mistake(
        TOO_MANY_ROWS,
        f"there are too many clients for `{out}`",
        "write a `.csv` or a `.parquet` file instead",
    )


def unusable_file(path: Path, reason: str) -> Mistake:
    """A file cannot be read or written once work has begun; ``reason`` is what the system says."""
    return Mistake(
        UNREADABLE_FILE,
        f"`{path}` cannot be used: {reason.lower()}",
        "check the name, the folder, and how much room there is",
    )
