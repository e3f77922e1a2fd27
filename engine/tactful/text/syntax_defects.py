"""What can be wrong with a text that cannot be read to its end: each with its sentences."""

from __future__ import annotations

from typing import NamedTuple

from tactful.text.diagnostic import Help, Mend, Mistake, Related, Repair, Span, error, instead
from tactful.text.lines import shortened, to_write

TAB_INDENTATION = error(
    "T116", "tab-indentation", "A line is indented with a tab, whose width nobody agrees on."
)
UNQUOTED_COLON = error(
    "T119", "unquoted-colon", "A sentence with a colon and a space in it needs quotation marks."
)
UNCLOSED_QUOTE = error(
    "T120", "unclosed-quote", "A quotation mark opens a text that nothing closes."
)
UNCLOSED_BRACKET = error(
    "T121",
    "unclosed-bracket",
    "A bracket or brace is not closed, closed by the wrong sign, or closed without being opened.",
)
MISSING_COMMA = error(
    "T122", "missing-comma", "The entries between brackets or braces are not separated by commas."
)
LIST_AFTER_WORDS = error(
    "T135",
    "list-after-words",
    "Words such as `not` or `all of` stand right before a list, where a colon has to part them.",
)
TEXT_AFTER_QUOTE = error(
    "T123",
    "text-after-quote",
    "More text follows a closing quotation mark, often because of an apostrophe inside.",
)
TEXT_AFTER_BRACKET = error(
    "T124",
    "text-after-bracket",
    "More text follows a closing bracket or brace: a sentence that begins with one needs quotes.",
)
WRONG_INDENTATION = error(
    "T125", "wrong-indentation", "A line is indented in a way that fits none of the lines above it."
)
RESERVED_START = error(
    "T126", "reserved-start", "An unquoted value begins with a sign that has another use."
)
BAD_ESCAPE = error(
    "T127",
    "bad-escape",
    "Between double quotation marks a backslash needs a certain letter after it.",
)
LINE_WITHOUT_COLON = error(
    "T128", "line-without-colon", "A line among `name: value` lines has no colon."
)
UNREADABLE_TEXT = error("T129", "unreadable-text", "The text breaks off or is mixed up here.")

WORD_QUOTES = error(
    "T133",
    "word-quotes",
    "Quotation marks as Word makes them (“ ” „ « ») hold no text together; straight ones do.",
)
UNQUOTED_COMMA = error(
    "T134",
    "unquoted-comma",
    "Between braces a comma ends a value, so one within a number or a text cuts it in two.",
)


def _quoted(words: str) -> Help:
    return Help(words, Mend(Repair.QUOTED))


def decimal_comma(text: str, meant: list[str]) -> Mistake:
    """A number has a decimal comma, which would begin another entry here."""
    return Mistake(
        UNQUOTED_COMMA,
        f"the comma in `{text}` would end the value there",
        instead(
            f"write `{'` or `'.join(meant)}`" + (", whichever is meant" if meant[1:] else ""),
            *meant,
        ),
    )


def unquoted_comma(text: str) -> Mistake:
    """A text has a comma, which would begin another entry here."""
    return Mistake(
        UNQUOTED_COMMA,
        f"the comma in `{shortened(text)}` would end the text there",
        _quoted("put the whole text in quotation marks"),
    )


def word_quotes(sign: str, straight: str = '"') -> Mistake:
    """A text stands in quotation marks that are none for the language."""
    message = f"`{sign}` is a quotation mark as Word makes it, which holds no text together"
    words = f"write `{straight}` before the text and after it, the straight mark of the keyboard"
    return Mistake(WORD_QUOTES, message, Help(words, Mend(Repair.STRAIGHT, straight)))


def word_quotes_as_text(text: str, inside: str) -> Mistake:
    """A value stands in Word's quotation marks, which would be a part of it."""
    word = shortened(inside)
    return Mistake(
        WORD_QUOTES,
        f"`{shortened(text)}` stands in quotation marks as Word makes them, which are part of it",
        instead(
            f'write `"{word}"` without them; if they belong to it, `"{shortened(text)}"`',
            f'"{inside}"',
            f'"{text}"',
        ),
    )


def tab_indentation() -> Mistake:
    """A line is indented with a tab."""
    return Mistake(
        TAB_INDENTATION,
        "this line is indented with a tab",
        Help("use spaces: two for each step to the right", Mend(Repair.UNTABBED)),
    )


LISTS = {
    "all of": "{{all of: [{0}]}}",
    "not": "{{not: [{0}]}}",
    "none of": "{{not: [{0}]}}",
    "not one of": "{{not: [{0}]}}",
    "not any of": "{{not: [{0}]}}",
    "neither": "{{not: [{0}]}}",
    "any of": "[{0}]",
    "one of": "[{0}]",
    "either": "[{0}]",
    "in": "[{0}]",
}
"""Words before a list, and how the list is written."""


def list_after_words(words: str, inside: str, *, braced: bool) -> Mistake:
    """Words and a list stand where one of both can."""
    where = ", between braces," if braced else ""
    return Mistake(
        LIST_AFTER_WORDS,
        f"a list cannot follow `{words}`{where} without a colon",
        to_write(LISTS[words].format(inside)),
    )


def inner_group(inner: str, name: str) -> Mistake:
    """A group stands in a group, without braces of its own."""
    return Mistake(
        UNQUOTED_COLON,
        f"what belongs to `{shortened(name)}` is a group of its own, without braces around it",
        to_write(f"{{{inner}}}"),
    )


def second_colon(key: str) -> Mistake:
    """The text after a colon has one of its own."""
    return Mistake(
        UNQUOTED_COLON,
        f"the text after `{shortened(key)}:` has a colon of its own, "
        "which would begin another value",
        _quoted(
            "put the whole text in quotation marks; if it begins a group, move it to the next "
            "line, two spaces further right"
        ),
    )


def colon_from_nowhere() -> Mistake:
    """A colon stands where none can be."""
    return Mistake(
        UNQUOTED_COLON,
        "there is a colon here where none can be",
        "put the whole text in quotation marks, or check the lines above",
    )


def line_too_long() -> Mistake:
    """A line is too long for the parser to look for its colon."""
    return Mistake(
        UNREADABLE_TEXT,
        "this line is too long to have a name before its colon",
        _quoted("put the sentence in quotation marks"),
    )


def line_without_colon(word: str) -> Mistake:
    """A line has no colon; most likely its first word wants one: ``source with-5``."""
    name, _, rest = word.partition(" #")[0].removeprefix("- ").partition(" ")
    return Mistake(
        LINE_WITHOUT_COLON,
        f"`{word}` has no colon",
        f"write `{name}: {rest.strip() or '...'}`, or put it in the line above if it belongs there",
    )


def unclosed_quote(sign: str) -> Mistake:
    """A quotation mark opens a text that nothing closes."""
    return Mistake(
        UNCLOSED_QUOTE,
        f"the quotation mark `{sign}` is opened here and never closed",
        f"add a `{sign}` where the text ends",
    )


def text_after_quote(sign: str) -> Mistake:
    """More text follows a closing quotation mark."""
    return Mistake(
        TEXT_AFTER_QUOTE,
        f"more text follows a closing `{sign}`",
        "put the whole text in quotation marks; write an apostrophe inside '...' twice, "
        'or use "..." around it',
    )


def text_after_bracket(sign: str) -> Mistake:
    """More text follows a closing bracket."""
    return Mistake(
        TEXT_AFTER_BRACKET,
        f"more text follows a closing `{sign}`",
        "put the whole text in quotation marks if it is a sentence",
    )


def unindented_sentence(word: str, name: str) -> Mistake:
    """A sentence goes on in a line that is not indented for it."""
    return Mistake(
        LINE_WITHOUT_COLON,
        f"`{word}` has no colon",
        Help(
            "if it goes on with the sentence above, begin it two spaces further right than "
            f"`{name}`",
            Mend(Repair.INDENTED, was=name),
        ),
    )


class Move(NamedTuple):
    """Where a line was probably meant to begin: so many spaces further right, below a word."""

    by: int
    word: str

    def help(self) -> Help:
        """What to do, in words."""
        spaces = "1 space" if abs(self.by) == 1 else f"{abs(self.by)} spaces"
        side = "right" if self.by > 0 else "left"
        words = f"begin it {spaces} further {side}, exactly below `{shortened(self.word)}`"
        return Help(words, Mend(Repair.MOVED, by=self.by))


_BELOW = "begin it exactly below the line it belongs with, in spaces"


def wrong_indentation(move: Move | None) -> Mistake:
    """A line fits none of those above it."""
    message = "the indentation of this line fits none of the lines above"
    return Mistake(WRONG_INDENTATION, message, move.help() if move else _BELOW)


def indented_too_far(move: Move | None) -> Mistake:
    """A line stands below one that needs nothing more."""
    message = "this line is indented further than the one above, which is complete"
    return Mistake(WRONG_INDENTATION, message, move.help() if move else _BELOW)


def list_among_lines(move: Move | None) -> Mistake:
    """A list begins among lines of a group."""
    return Mistake(
        WRONG_INDENTATION,
        "a list begins here, below lines that are not a list",
        move.help() if move else "indent it below the name it belongs to, or give it a name",
    )


def line_in_list(move: Move | None) -> Mistake:
    """A line among the entries of a list is none."""
    message = "this line stands in a list and does not begin with `- `"
    if move is not None:
        message = "the indentation of this line fits none of the lines above"
    return Mistake(
        WRONG_INDENTATION,
        message,
        move.help()
        if move
        else "begin it with `- `, or move it left to where the lines above the list begin",
    )


def missing_dash(line: str) -> Mistake:
    """An entry of a list begins without a dash, or without a space after it."""
    glued = line.startswith("-")
    return Mistake(
        WRONG_INDENTATION,
        "a dash needs a space after it"
        if glued
        else "an entry of the list begins here, without the dash that the others have",
        to_write(f"- {line.removeprefix('-')}"),
    )


def spaces_after_dash() -> Mistake:
    """The first line of a list entry begins further right than those below it."""
    return Mistake(
        WRONG_INDENTATION,
        "there is more than one space after this dash, so that the lines below do not fit",
        instead("write one space after the dash", ""),
    )


def left_of_the_first() -> Mistake:
    """A line begins further left than the outermost group."""
    return Mistake(
        WRONG_INDENTATION,
        "this line begins further left than the first line, or does not belong to it",
        "begin all lines of the outermost group in the same column, best the first",
    )


def mismatched_bracket(sign: str, opened: str, closing: str, here: Span) -> Mistake:
    """A bracket is closed by the sign of another."""
    return Mistake(
        UNCLOSED_BRACKET,
        f"`{sign}` closes what `{opened}` opened",
        instead(f"write `{closing}` here", closing),
        (Related(here, "it is opened here"),),
    )


def unclosed_bracket(opened: str, closing: str) -> Mistake:
    """A bracket is never closed."""
    return Mistake(
        UNCLOSED_BRACKET,
        f"`{opened}` is opened here and never closed",
        f"add a `{closing}` where the list or group ends",
    )


def stray_bracket(sign: str) -> Mistake:
    """A bracket is closed that nothing opened."""
    help_ = instead("remove it, or put the text in quotation marks", "")
    return Mistake(UNCLOSED_BRACKET, f"`{sign}` closes nothing", help_)


def missing_comma(what: str) -> Mistake:
    """Two entries of a list or group between brackets have no comma between them."""
    return Mistake(
        MISSING_COMMA,
        f"the entries of this {what} are not separated by a comma here",
        "put a comma before it; a text with a comma, colon or bracket in it needs quotation marks",
    )


def stray_comma() -> Mistake:
    """A comma separates nothing."""
    help_ = instead("remove it, or write what belongs before it", "")
    return Mistake(MISSING_COMMA, "nothing stands before this comma", help_)


def reserved_start(sign: str, meant: str | None) -> Mistake:
    """A text begins with a sign of YAML's; ``meant`` are the words of a comparison."""
    words = f"to compare, write `{meant}`"
    help_ = instead(words, meant) if meant else _quoted("put the whole text in quotation marks")
    message = f"an unquoted text cannot begin with `{shortened(sign) or sign}`"
    return Mistake(RESERVED_START, message, help_)


def list_beside_its_name(sign: str) -> Mistake:
    """A list begins on the line of its name."""
    return Mistake(
        RESERVED_START,
        f"a list cannot begin on the same line as its name, with `{sign}`",
        "begin it on the next line, or write it as `[one, two]`; a text that begins so needs "
        "quotation marks",
    )


def bad_escape(text: str) -> Mistake:
    """A backslash has a letter after it that means nothing."""
    return Mistake(
        BAD_ESCAPE,
        f"`{shortened(text)}` means nothing between double quotes",
        "write the backslash twice, or use single quotation marks around the text",
    )


def unreadable_text() -> Mistake:
    """The text breaks off or is mixed up."""
    return Mistake(
        UNREADABLE_TEXT,
        "the text cannot be read from here on",
        "check this line and the one above for a missing colon, quotation mark or bracket, and "
        "for its indentation",
    )
