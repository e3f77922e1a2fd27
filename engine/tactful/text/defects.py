"""What can be wrong with a file, and with a text whatever it says: each with its sentences.

What only a text has that cannot be read to its end stands in ``syntax_defects``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tactful.text.diagnostic import (
    Defect,
    Help,
    Mend,
    Mistake,
    Related,
    Repair,
    Span,
    error,
    warning,
)
from tactful.text.lines import shortened, to_write
from tactful.text.signs import UnfitSign, first_unfit, visible

MISSING_FILE = error(
    "T101", "missing-file", "A file that is named, or that every ruleset has, does not exist."
)
UNREADABLE_FILE = error(
    "T102",
    "unreadable-file",
    "A file cannot be opened: it is a folder, a device, closed to this user, or a link out of "
    "the ruleset's folder.",
)
NOT_UTF_8 = error(
    "T103",
    "not-utf-8",
    "The file is saved in another encoding than UTF-8, so letters would change.",
)
FORBIDDEN_CHARACTER = error(
    "T104",
    "forbidden-character",
    "A text or a name holds a character that nobody can see and that has no place there.",
)
FILE_TOO_LARGE = error("T105", "file-too-large", "A file may have up to 1 MiB.")
TOO_DEEP = error("T106", "too-deep", "Lists and groups stand inside each other more than 24 deep.")
TOO_MANY_PARTS = error(
    "T107", "too-many-parts", "A file holds more than 150,000 names, values and groups."
)
EMPTY_FILE = error("T108", "empty-file", "There is nothing in the file but comments or space.")
SECOND_DOCUMENT = error(
    "T109", "second-document", "A line `---` or `...` begins a second text in one file."
)
DUPLICATE_KEY = error(
    "T110",
    "duplicate-key",
    "A name stands twice in one group, and the second would silently replace the first.",
)
ANCHOR = error("T111", "anchor", "A value begins with `&`, which would name it for reuse.")
ALIAS = error("T112", "alias", "A value begins with `*`, which would copy another value here.")
TAG = error("T113", "tag", "A value begins with `!`, which would change its type.")
MERGE_KEY = error("T114", "merge-key", "`<<` would copy a group into this one.")
ODD_KEY = error(
    "T115", "odd-key", "What stands before a colon is a list, a group or nothing, not plain words."
)
UNUSUAL_SPACE = error(
    "T117",
    "unusual-space",
    "A no-break space, or another character that looks like a space, stands where a space should.",
)
MISSING_SPACE = error(
    "T118",
    "missing-space-after-colon",
    "A colon without a space after it does not separate a name from its value.",
)
CUT_SENTENCE = error(
    "T130",
    "cut-sentence",
    "A space and a `#` end an unquoted sentence: the rest would silently be a comment.",
)
IGNORED_FILE = warning(
    "T131",
    "ignored-file",
    "A file in the ruleset's folder is not read because of its name or place.",
)
TOO_MANY_MISTAKES = error(
    "T132", "too-many-mistakes", "After a thousand mistakes the rest are not listed."
)


def missing_file(path: Path | str) -> Mistake:
    """There is no such file."""
    return Mistake(MISSING_FILE, f"there is no file `{path}`", "check the name and the folder")


def part_of_a_ruleset(folder: Path) -> Mistake:
    """A folder within a ruleset is named for the whole."""
    return Mistake(
        MISSING_FILE,
        f"`{folder}` is only a part of a ruleset",
        f"name the whole of it: `{folder.parent}`",
    )


def folder_as_file(path: Path | str) -> Mistake:
    """A folder is named where a file is meant."""
    message = f"`{path}` is a folder, not a file"
    return Mistake(UNREADABLE_FILE, message, "name the file in it that you mean")


def device_as_file(path: Path | str) -> Mistake:
    """A pipe or device is named, which could block or never end."""
    return Mistake(
        UNREADABLE_FILE,
        f"`{path}` is not an ordinary file",
        "name a file that holds text, or use `-` to read from standard input",
    )


def forbidden_file(path: Path | str) -> Mistake:
    """A file is closed to this user."""
    return _forbidden(f"`{path}` may not be read")


def forbidden_folder(path: Path | str) -> Mistake:
    """A folder is closed to this user."""
    return _forbidden(f"the folder `{path}` may not be read")


def _forbidden(message: str) -> Mistake:
    return Mistake(UNREADABLE_FILE, message, "ask its owner, or change who may read it")


def unreadable_file(path: Path | str, reason: str | None) -> Mistake:
    """A file cannot be opened; ``reason`` is what the system says, if anything."""
    why = (reason or "the name cannot be that of a file").lower()
    help_ = "check the name and the folder"
    return Mistake(UNREADABLE_FILE, f"`{path}` cannot be read: {why}", help_)


def utf_16(file: str) -> Mistake:
    """A file is saved in the encoding that Windows once called Unicode."""
    return Mistake(NOT_UTF_8, f"`{file}` is saved as UTF-16", "save it again as UTF-8")


def not_utf_8(byte: int) -> Mistake:
    """A byte is no part of a text."""
    return Mistake(
        NOT_UTF_8,
        f"this is not UTF-8: the byte {byte:#04x} stands where a letter should",
        "save the file again as UTF-8 (in Word or Notepad: Save as, Encoding, UTF-8)",
    )


def forbidden_character(found: UnfitSign) -> Mistake:
    """There is a character that nobody can see."""
    return Mistake(
        FORBIDDEN_CHARACTER,
        f"there is {_unseen(found)} here, number {_number(found)}",
        "delete it and type the line again; it often comes with text that was pasted",
    )


def forbidden_escape(found: UnfitSign) -> Mistake:
    """A character that nobody can see is written with a backslash."""
    return Mistake(
        FORBIDDEN_CHARACTER,
        f"this text holds {_unseen(found)}, number {_number(found)}",
        "remove the backslash and what belongs to it",
    )


def forbidden_in_text(found: UnfitSign) -> Mistake:
    """A value from elsewhere than a file of rules holds a character that nobody can see."""
    return Mistake(
        FORBIDDEN_CHARACTER,
        f"this text holds {_unseen(found)}, number {_number(found)}",
        "type it again without",
    )


def forbidden_in_name(path: Path) -> Mistake:
    """The name of a file or folder holds a character that nobody can see."""
    found = first_unfit(path.name)
    assert found is not None  # noqa: S101 - that is why this is called
    return Mistake(
        FORBIDDEN_CHARACTER,
        f"the name `{visible(path.name)}` holds {_unseen(found)}, number {_number(found)}",
        "rename it with letters that can be seen",
    )


def _unseen(found: UnfitSign) -> str:
    if found.is_half:
        return "half a character"
    if found.turns:
        return "an invisible character that changes the order in which letters are shown"
    return "an invisible character"


def _number(found: UnfitSign) -> str:
    return f"{ord(found.sign):#06x}"


def leads_out(path: Path) -> Mistake:
    """A link in a ruleset's folder leads to what lies elsewhere."""
    return Mistake(
        UNREADABLE_FILE,
        f"`{path}` is a link that leads out of the ruleset's folder, so it is not read",
        "put a copy of the file in the link's place",
    )


def file_too_large(file: str) -> Mistake:
    """A file has more bytes than any text."""
    return Mistake(
        FILE_TOO_LARGE,
        f"`{file}` has more than 1 MiB",
        "check that it is the file you mean, or split it into several",
    )


def too_deep(deepest: int) -> Mistake:
    """Lists and groups stand too deep inside each other."""
    return Mistake(
        TOO_DEEP,
        f"this stands more than {deepest} lists and groups deep",
        "check the brackets and the indentation above, or split the condition",
    )


def too_many_parts(most: int) -> Mistake:
    """A file holds too many names and values."""
    message = f"this file has more than {most:,} names and values"
    return Mistake(TOO_MANY_PARTS, message, "split it into several files")


def too_many_mistakes(most: int) -> Mistake:
    """Not all mistakes are listed."""
    message = f"these are the first {most} mistakes, and there may be more"
    return Mistake(TOO_MANY_MISTAKES, message, "mend these first")


def empty_file(file: str) -> Mistake:
    """There is nothing in a file."""
    message = f"there is nothing in `{file}`"
    return Mistake(EMPTY_FILE, message, "write something in it, or remove it")


def misnamed_file(path: Path) -> Mistake:
    """A file is not read because of the ending of its name."""
    return Mistake(IGNORED_FILE, f"`{path}` is not read", f"rename it to `{path.stem}.yaml`")


def misplaced_file(path: Path, parts: Mapping[str, str]) -> Mistake:
    """A file is not read because of the folder it lies in; ``parts`` tells what belongs where."""
    moved = " and ".join(f"`{key}` into {place}" for place, key in parts.items())
    help_ = f"move its {moved}" if parts else "move it into `rules` or `scenarios`"
    return Mistake(IGNORED_FILE, f"`{path}` is not read", help_)


def second_document(ended: str | None = None) -> Mistake:
    """A second text begins in one file; ``ended`` is the line that ended the first, if any."""
    if ended is not None:
        return Mistake(
            SECOND_DOCUMENT,
            f"a second text begins here, after the line `{ended}`",
            "remove that line, or move what follows to a file of its own",
        )
    return Mistake(
        SECOND_DOCUMENT,
        "a second text begins here, in the same file",
        "remove this line, or move what follows to a file of its own",
    )


def keep_one(*, testing: bool) -> str:
    """What to do about a name that stands twice, perhaps among tests."""
    more = "; to test one thing twice, use a list under `all:`" if testing else ""
    return f"keep one of them{more}"


def another_begins(word: str, *, in_list: bool) -> str:
    """What to do about a name with which a second list entry, or group, seems to begin."""
    if in_list:
        return Help(
            f"if another one begins here, write `- {word}: ...`, its dash exactly below the dash "
            "above; else keep one of them",
            Mend(Repair.DASHED),
        )
    return "if another one begins here, write its name on a line above; else keep one of them"


def duplicate_key(word: str, first: Span, help_: str) -> Mistake:
    """A name stands twice in a group; ``help_`` says what may be meant."""
    return Mistake(
        DUPLICATE_KEY,
        f"`{word}` stands twice in this group",
        help_,
        (Related(first, "it stands here first"),),
    )


def anchor(word: str) -> Mistake:
    """A value begins with ``&``."""
    return _signed(ANCHOR, word, "&", "give this value a name for reuse")


def alias(word: str) -> Mistake:
    """A value begins with ``*``."""
    return _signed(ALIAS, word, "*", "copy another value here")


def tag(word: str) -> Mistake:
    """A value begins with ``!``."""
    return _signed(TAG, word, "!", "change the type of this value")


def _signed(defect: Defect, word: str, sign: str, use: str) -> Mistake:
    help_ = f"remove the `{sign}...`, or put the whole value in quotation marks if it is text"
    if word.startswith("!="):
        value = word[2:].strip()
        help_ = to_write(f"not {value}") if value else "write `not ...`"
    return Mistake(defect, f"`{word}` begins with `{sign}`, which would {use}", help_)


def broken_tag(word: str) -> Mistake:
    """A value begins with ``!``, in a way that no tag does."""
    return Mistake(
        TAG,
        f"`{word}` begins with `!`, which would change the type of this value",
        "remove it, or put the whole value in quotation marks if it is text",
    )


def merge_key() -> Mistake:
    """``<<`` would copy a group."""
    message = "`<<` would copy another group into this one"
    return Mistake(MERGE_KEY, message, "write the lines out here")


def odd_key(what: str) -> Mistake:
    """A list or group stands before a colon."""
    return Mistake(
        ODD_KEY,
        f"a {what} stands where a name should",
        "write plain words before the colon; a sentence that begins with `[` or `{` "
        "needs quotation marks",
    )


def empty_key() -> Mistake:
    """Nothing stands before a colon."""
    return Mistake(ODD_KEY, "nothing stands before the colon", "write a name before it")


def unusual_space() -> Mistake:
    """A space is another character that looks like one."""
    return Mistake(
        UNUSUAL_SPACE,
        "this looks like a space, but is another character",
        Help("delete it and type an ordinary space", Mend(Repair.SPACED)),
    )


def missing_space(text: str, *, grouped: bool = False) -> Mistake:
    """A colon has no space after it; ``grouped`` where a group is wanted in its place."""
    parted = text.replace(":", ": ", 1)
    help_ = to_write(f"{{{parted}}}" if grouped else parted)
    return Mistake(MISSING_SPACE, f"`{shortened(text)}` has no space after its colon", help_)


def cut_sentence(last_word: str) -> Mistake:
    """A sign for comments ends a sentence."""
    return Mistake(
        CUT_SENTENCE,
        f"the sentence ends after `{shortened(last_word)}`: from ` #` on it is a comment",
        Help(
            "put the sentence in quotation marks; a comment goes on a line of its own",
            Mend(Repair.QUOTED),
        ),
    )
