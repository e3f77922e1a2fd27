"""Why a file is not written: each reason with its sentences."""

from __future__ import annotations

from pathlib import Path

from tactful.text.diagnostic import Mistake, error

OUTPUT_IS_INPUT = error(
    "T501",
    "output-is-input",
    "A file that is to be written is one that is read, or would become part of a ruleset.",
)
FOREIGN_FILE = error(
    "T502",
    "foreign-file",
    "Where a file is to be written there is one already that the same command has not written.",
)
EXISTING_FILE = error(
    "T503", "existing-file", "What is only ever written into a new file is to replace one."
)
UNWRITABLE_FILE = error(
    "T504",
    "unwritable-file",
    "A file cannot be written: its folder is not there, closed, or full, or its name is no name.",
)
OTHER_CLIENTS_CALENDAR = error(
    "T505",
    "other-clients-calendar",
    "A calendar is to be replaced that holds the plan of somebody else.",
)
LEFT_REJECTS = error(
    "T506",
    "left-rejects",
    "Rejected rows are there of an earlier run whose output is not there any more.",
)


def output_is_input(path: Path) -> Mistake:
    """What is to be written is read by the same command."""
    message = f"`{path}` is read here, and would be lost"
    return Mistake(OUTPUT_IS_INPUT, message, "name another file")


def part_of_the_rules(path: Path, noun: str) -> Mistake:
    """What is to be written is part of a ruleset, or would be taken for one."""
    message = f"`{path}` is a place of a ruleset's own files, and {noun} is none of them"
    return Mistake(OUTPUT_IS_INPUT, message, "name a file elsewhere, or with another ending")


def named_twice(path: Path) -> Mistake:
    """Two things are to be written into one file."""
    message = f"two things are to be written into `{path}`, and one would be lost"
    return Mistake(OUTPUT_IS_INPUT, message, "name a file for each")


def foreign_file(path: Path, noun: str) -> Mistake:
    """Somebody's file is where one is to be written."""
    return Mistake(
        FOREIGN_FILE,
        f"`{path}` is there already and is no {noun} of tactful's; name another file",
        "or move it away, if you want the new one to have its name",
    )


def damaged_file(path: Path, noun: str, why: str) -> Mistake:
    """An earlier output has been changed so that it cannot be taken further."""
    return Mistake(
        FOREIGN_FILE,
        f"`{path}` is a damaged {noun}: {why}",
        "name another file, or move this one away",
    )


def existing_file(path: Path) -> Mistake:
    """Something is where a new file is to be."""
    message = f"{path} exists already, and is left as it is"
    return Mistake(EXISTING_FILE, message, "name another file, or move this one away")


def no_file(path: Path) -> Mistake:
    """A folder or a device is where a file is to be."""
    what = "a folder" if path.is_dir() else "no ordinary file"
    message = f"{path} is {what}, and is left as it is"
    return Mistake(UNWRITABLE_FILE, message, "name a file")


def no_name(path: Path) -> Mistake:
    """A sign for standard output is given where a file is meant."""
    return Mistake(
        UNWRITABLE_FILE,
        f"`{path}` is no name for a file, and nothing else can be written to here",
        "give the file a name",
    )


def unwritable_file(path: Path, reason: str) -> Mistake:
    """A file cannot be written; ``reason`` is what the system says."""
    return Mistake(
        UNWRITABLE_FILE,
        f"{path} cannot be written: {reason}",
        "check the name, the folder, and how much room there is; or name another file",
    )


def no_folder(path: Path) -> Mistake:
    """The folder is not there in which a file is to be."""
    message = f"{path} cannot be written: there is no folder `{path.parent}`"
    return Mistake(UNWRITABLE_FILE, message, "make it first, or name another")


def other_clients(path: Path, title: str) -> Mistake:
    """A calendar to be replaced holds another client's plan."""
    return Mistake(
        OTHER_CLIENTS_CALENDAR,
        f"`{path}` holds another plan: that of `{title}`",
        "name a file for each client; or plan for all whom it holds at once",
    )


def same_client(title: str) -> Mistake:
    """Two plans of one calendar cannot be told apart."""
    return Mistake(
        OTHER_CLIENTS_CALENDAR,
        f"a calendar cannot tell two plans apart that are both called `{title}`",
        "give each scenario a title of its own, or write a calendar for each",
    )


def left_rejects(path: Path, out: Path) -> Mistake:
    """Rejects are there without the advice that they belong to."""
    return Mistake(
        LEFT_REJECTS,
        f"`{path}` holds the rejects of an earlier run, and `{out}` is not there any more",
        "move the rejects away or remove them, or name another file for the advice",
    )


class Refused(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for a file that is not to be written, or cannot be: ``mistake`` says why."""

    def __init__(self, path: Path, mistake: Mistake) -> None:
        super().__init__(f"{mistake.message}; {mistake.help}")
        self.path = path
        self.mistake = mistake
