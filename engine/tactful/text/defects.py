"""The catalogue of mistakes: one row a kind of mistake, with its stable code and its name.

T1xx are mistakes of the text itself, before anything is known of rules. T2xx are mistakes in a
ruleset. T3xx are mistakes in a scenario. T4xx are what the ``checks`` find, which have their own
rows. A code is never used twice, not even after its row is gone. ``meaning`` is what the page on
mistakes (``docs/mistakes.md``) says about the row.
"""

from __future__ import annotations

from tactful.text.diagnostic import Defect, Severity


def _error(code: str, name: str, meaning: str) -> Defect:
    return Defect(code, name, Severity.ERROR, meaning)


def _warning(code: str, name: str, meaning: str) -> Defect:
    return Defect(code, name, Severity.WARNING, meaning)


# The text.
MISSING_FILE = _error(
    "T101", "missing-file", "A file that is named, or that every ruleset has, does not exist."
)
UNREADABLE_FILE = _error(
    "T102",
    "unreadable-file",
    "A file cannot be opened: it is a folder, a device, or closed to this user.",
)
NOT_UTF_8 = _error(
    "T103",
    "not-utf-8",
    "The file is saved in another encoding than UTF-8, so letters would change.",
)
FORBIDDEN_CHARACTER = _error(
    "T104",
    "forbidden-character",
    "The text holds a character that nobody can see and that has no place in a text.",
)
FILE_TOO_LARGE = _error("T105", "file-too-large", "A file may have up to 1 MiB.")
TOO_DEEP = _error("T106", "too-deep", "Lists and groups stand inside each other more than 24 deep.")
TOO_MANY_PARTS = _error(
    "T107", "too-many-parts", "A file holds more than 150,000 names, values and groups."
)
EMPTY_FILE = _error("T108", "empty-file", "There is nothing in the file but comments or space.")
SECOND_DOCUMENT = _error(
    "T109", "second-document", "A line `---` or `...` begins a second text in one file."
)
DUPLICATE_KEY = _error(
    "T110",
    "duplicate-key",
    "A name stands twice in one group, and the second would silently replace the first.",
)
ANCHOR = _error("T111", "anchor", "A value begins with `&`, which would name it for reuse.")
ALIAS = _error("T112", "alias", "A value begins with `*`, which would copy another value here.")
TAG = _error("T113", "tag", "A value begins with `!`, which would change its type.")
MERGE_KEY = _error("T114", "merge-key", "`<<` would copy a group into this one.")
ODD_KEY = _error(
    "T115", "odd-key", "What stands before a colon is a list, a group or nothing, not plain words."
)
TAB_INDENTATION = _error(
    "T116", "tab-indentation", "A line is indented with a tab, whose width nobody agrees on."
)
UNUSUAL_SPACE = _error(
    "T117",
    "unusual-space",
    "A no-break space, or another character that looks like a space, stands where a space should.",
)
MISSING_SPACE = _error(
    "T118",
    "missing-space-after-colon",
    "A colon without a space after it does not separate a name from its value.",
)
UNQUOTED_COLON = _error(
    "T119", "unquoted-colon", "A sentence with a colon and a space in it needs quotation marks."
)
UNCLOSED_QUOTE = _error(
    "T120", "unclosed-quote", "A quotation mark opens a text that nothing closes."
)
UNCLOSED_BRACKET = _error(
    "T121",
    "unclosed-bracket",
    "A bracket or brace is not closed, closed by the wrong sign, or closed without being opened.",
)
MISSING_COMMA = _error(
    "T122", "missing-comma", "The entries between brackets or braces are not separated by commas."
)
TEXT_AFTER_QUOTE = _error(
    "T123",
    "text-after-quote",
    "More text follows a closing quotation mark, often because of an apostrophe inside.",
)
TEXT_AFTER_BRACKET = _error(
    "T124",
    "text-after-bracket",
    "More text follows a closing bracket or brace: a sentence that begins with one needs quotes.",
)
WRONG_INDENTATION = _error(
    "T125", "wrong-indentation", "A line is indented in a way that fits none of the lines above it."
)
RESERVED_START = _error(
    "T126", "reserved-start", "An unquoted value begins with a sign that has another use."
)
BAD_ESCAPE = _error(
    "T127",
    "bad-escape",
    "Between double quotation marks a backslash needs a certain letter after it.",
)
LINE_WITHOUT_COLON = _error(
    "T128", "line-without-colon", "A line among `name: value` lines has no colon."
)
UNREADABLE_TEXT = _error("T129", "unreadable-text", "The text breaks off or is mixed up here.")
CUT_SENTENCE = _error(
    "T130",
    "cut-sentence",
    "A space and a `#` end an unquoted sentence: the rest would silently be a comment.",
)
IGNORED_FILE = _warning(
    "T131",
    "ignored-file",
    "A file in the ruleset's folder is not read because of its name or place.",
)
TOO_MANY_MISTAKES = _error(
    "T132", "too-many-mistakes", "After a thousand mistakes the rest are not listed."
)

# The ruleset.
WRONG_SHAPE = _error(
    "T201",
    "wrong-shape",
    "A list stands where a group of `name: value` lines or one value is meant, or the like.",
)
UNKNOWN_KEY = _error("T202", "unknown-key", "A word before a colon means nothing in this place.")
MISSING_KEY = _error("T203", "missing-key", "Something that has to be said is left out.")
EMPTY_VALUE = _error("T204", "empty-value", "Nothing stands after a colon or a dash.")
BAD_ID = _error(
    "T205",
    "bad-id",
    "A name that others refer to is lower-case words, joined with `_` or `-`, from a letter on.",
)
RESERVED_WORD = _error(
    "T206",
    "reserved-word",
    "A name is a word that conditions, expectations or sources use already.",
)
DUPLICATE_ID = _error(
    "T207",
    "duplicate-id",
    "Two things have one name. Facts and decisions share their names, since conditions use both.",
)
UNKNOWN_FACT = _error(
    "T208", "unknown-fact", "There is no fact or decision of the name that is used here."
)
UNKNOWN_CHOICE = _error("T209", "unknown-choice", "A value is none of the fact's choices.")
UNKNOWN_OPTION = _error("T210", "unknown-option", "A decision has no option of this name.")
UNKNOWN_RULE = _error("T211", "unknown-rule", "There is no rule of the name that is used here.")
UNKNOWN_SOURCE = _error(
    "T212", "unknown-source", "A rule cites a source that is not listed and is not `house`."
)
UNKNOWN_STANCE = _error(
    "T213", "unknown-stance", "What a rule says about an option is not one of the eight stances."
)
UNKNOWN_TYPE = _error("T214", "unknown-type", "A fact has one of seven types, and this is none.")
UNKNOWN_OPERATOR = _error(
    "T215", "unknown-operator", "A test uses words or signs that look like a test but are none."
)
UNKNOWN_GROUP = _error(
    "T216", "unknown-group", "A group of conditions begins with other words than it may."
)
UNKNOWN_COMPUTATION = _error(
    "T217", "unknown-computation", "Facts can be computed in a few fixed ways, and this is none."
)
WRONG_VALUE = _error(
    "T218", "wrong-value", "A value is not of the fact's type, does not exist, or is out of range."
)
EMPTY_LIST = _error("T219", "empty-list", "A list or group has nothing in it.")
DUPLICATE_ITEM = _error("T220", "duplicate-item", "The same thing stands twice in one list.")
IMPOSSIBLE_COUNT = _error(
    "T221", "impossible-count", "`at least N of` asks for no condition, or for more than there are."
)
MISFIT_OPERATOR = _error(
    "T222", "misfit-operator", "A test does not suit the type of the fact or decision it is put to."
)
UNFINISHED_TEST = _error("T223", "unfinished-test", "A test lacks the value it compares with.")
REVERSED_BOUNDS = _error(
    "T224", "reversed-bounds", "`between` names the higher value first, so nothing could pass."
)
MISMATCHED_FACTS = _error(
    "T225",
    "mismatched-facts",
    "Two facts are compared whose values do not mean the same kind of thing.",
)
SELF_COMPARISON = _error("T226", "self-comparison", "A fact is compared with itself.")
OPERATOR_LIKE_NAME = _error(
    "T227",
    "operator-like-name",
    "A choice or option has a name that a test would read as its words.",
)
TOO_FEW_CHOICES = _error("T228", "too-few-choices", "A choice needs two choices or more.")
MISPLACED_KEY = _error(
    "T229",
    "misplaced-key",
    "A setting is written for a type of fact or decision that has no use for it.",
)
REVERSED_RANGE = _error("T230", "reversed-range", "The least a fact can be is above the most.")
COMPUTED_WITH_DEFAULT = _error(
    "T231", "computed-with-default", "A fact is computed and has a default: only one can count."
)
MISFIT_COMPUTATION = _error(
    "T232",
    "misfit-computation",
    "A computation gives another type than the fact has, or takes a fact of the wrong type.",
)
CONCLUDED_COMPUTATION = _error(
    "T233", "concluded-computation", "A rule concludes a fact that is computed: only one can count."
)
CONCLUDED_DECISION = _error(
    "T234",
    "concluded-decision",
    "A rule sets a decision outright. Rules argue about options, so that several can be weighed.",
)
ARGUED_FACT = _error("T235", "argued-fact", "A rule argues about a fact as if it were a decision.")
SELF_OVERRIDE = _error("T236", "self-override", "A rule overrides itself.")
CIRCLE = _error(
    "T237", "circle", "Rules wait for each other in a circle, so none could come first."
)
MISFIT_CLOCK = _error(
    "T238", "misfit-clock", "The clock needs a datetime for `now` and texts for zone and country."
)
MISSING_CLOCK = _error(
    "T239", "missing-clock", "A fact is computed from the present moment, and no fact holds it."
)
UNKNOWN_PLACEHOLDER = _error(
    "T240", "unknown-placeholder", "Braces in a sentence name neither a fact nor a decision."
)
BAD_BRACES = _error(
    "T241", "bad-braces", "A brace in a sentence has no partner, nothing inside, or is doubled."
)
BAD_WEIGHT = _error(
    "T242",
    "bad-weight",
    "Weights are whole numbers, above zero for and below zero against, more for stronger words.",
)
HOUSE_WITHOUT_REASON = _error(
    "T243",
    "house-without-reason",
    "A house rule, which no source backs, gives no reason of its own either.",
)
# T244 was a source that no rule cites: now a check, `uncited-claim`.

# Windows, what is known after a step, and drafts.
MISFIT_WINDOW = _error(
    "T245",
    "misfit-window",
    "A window is counted from a fact that is no day or moment, or ends before it begins.",
)
MISFIT_EFFECT = _error(
    "T246",
    "misfit-effect",
    "`after` states a fact that nobody can give, or a value that the fact cannot take.",
)

# The scenario.
GIVEN_DECISION = _error(
    "T301", "given-decision", "A scenario gives a decision as if it were a fact."
)
UNKNOWN_TIME_ZONE = _error("T302", "unknown-time-zone", "There is no time zone of this name.")
UNKNOWN_COUNTRY = _error(
    "T303", "unknown-country", "The public holidays of this country are not known."
)
OFFSET_WITHOUT_ZONE = _error(
    "T304",
    "offset-without-zone",
    "A moment is written with its offset, and no time zone says which local time that is.",
)
MISPLACED_OFFSET = _error(
    "T305", "misplaced-offset", "A moment in a ruleset carries an offset; there it is local time."
)
DUPLICATE_TITLE = _error("T306", "duplicate-title", "Two scenarios of one file have one title.")
BAD_EXPECTATION = _error(
    "T307", "bad-expectation", "What is expected could never be said of this fact or decision."
)
CONTRADICTORY_EXPECTATION = _error(
    "T308", "contradictory-expectation", "A scenario expects a thing and its opposite."
)
MALFORMED_SETTING = _error("T309", "malformed-setting", "A setting is not written `fact=value`.")

UNKNOWN_REGION = _error(
    "T310", "unknown-region", "The country has no region of this name with holidays of its own."
)
SKIPPED_TIME = _error(
    "T311", "skipped-time", "The clocks went forward past this local time, so it never was."
)

# The cohort.
UNKNOWN_FORMAT = _error(
    "T401", "unknown-format", "The ending of a cohort's name is none of a format that is read."
)
DAMAGED_COHORT = _error(
    "T402", "damaged-cohort", "A cohort's file is not what the ending of its name says."
)
NO_FACTS = _error("T403", "no-facts", "None of a cohort's columns gives a fact of the ruleset.")
DOUBLED_COLUMN = _error("T404", "doubled-column", "Two columns of a cohort give one fact.")
UNKNOWN_COLUMN = _error(
    "T405", "unknown-column", "A cohort has no column of the name that is used here."
)
TOO_MANY_ROWS = _error(
    "T406", "too-many-rows", "An Excel sheet holds 1,048,575 clients at most, and there are more."
)

DEFECTS: tuple[Defect, ...] = tuple(
    sorted(
        (value for value in list(globals().values()) if isinstance(value, Defect)),
        key=lambda defect: defect.code,
    )
)
"""Every kind of mistake, by code."""
