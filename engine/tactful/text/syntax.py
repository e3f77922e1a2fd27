"""Why a text could not be read, in plain words.

A YAML parser says where it stopped and what it would have liked to see. A coach wants to know
what is wrong with the line and how to mend it. Between the two stands a table: the parser's
words, and what they mean in a text such as ours, given the lines around the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from tactful.text import defects
from tactful.text.diagnostic import Defect, Related, Span
from tactful.text.lines import UNUSUAL_SPACES, Lines, shortened
from tactful.text.scene import Problem, Scene


class Trouble(NamedTuple):
    """The parts of a diagnostic."""

    defect: Defect
    span: Span
    message: str
    help: str
    related: tuple[Related, ...] = ()


def explain(problem: Problem, lines: Lines) -> Trouble:
    """What is wrong, where, and what to do about it."""
    last = len(lines.texts) - 1
    while last > 0 and not lines.texts[last].strip():
        last -= 1
    at = problem.place or (last, 0)
    if at[0] > last:
        at = (last, len(lines.line(last).rstrip()))
    start = problem.start or at
    if start[0] > last:  # a bracket that ends the text: the parser points behind it
        start = _last_opened(lines, at) or at
    scene = Scene(problem, lines, at, start)
    hidden = _hidden(scene)
    if hidden is not None:
        return hidden
    for words, explanation in _TABLE:
        if re.search(words, f"{problem.context}: {problem.said}"):
            return explanation(scene)
    return _unclear(scene)


_ODD_PLACE = f"^[ ]*-?[{UNUSUAL_SPACES}]|:[{UNUSUAL_SPACES}]"
_GLUED = r"^\s*(?:- +)*([\w][\w-]*):(?=[^\s/:])"
_KEY = r"^\s*(?:- +)*([^:#]+?):\s+(?=\S)"


def _hidden(scene: Scene) -> Trouble | None:
    """Something nobody can see, on the line in question or just above, that explains it all."""
    for number in (scene.above(), scene.start[0], scene.at[0]):
        found = re.search(_ODD_PLACE, scene.lines.line(number))
        if found:
            return Trouble(
                defects.UNUSUAL_SPACE,
                scene.place((number, found.end() - 1)),
                "this looks like a space, but is another character",
                "delete it and type an ordinary space",
            )
    indentation = re.match(r"[ ]*(\t+)", scene.text)
    if indentation and ("tab" in scene.problem.said or scene.at[1] <= indentation.end()):
        place = (scene.at[0], indentation.start(1))
        return Trouble(
            defects.TAB_INDENTATION,
            scene.place(place, len(indentation[1])),
            "this line is indented with a tab",
            "use spaces: two for each step to the right",
        )
    return None


def _glued(scene: Scene, number: int) -> Trouble | None:
    found = re.match(_GLUED, scene.lines.line(number))
    if not found:
        return None
    span = scene.lines.content(number)
    word = scene.lines.word(span)
    return Trouble(
        defects.MISSING_SPACE,
        span,
        f"`{word}` has no space after its colon",
        f"write `{word.replace(':', ': ', 1)}`",
    )


def _second_colon(scene: Scene) -> Trouble:
    key = re.match(_KEY, scene.before)
    if key and key.end() < len(scene.before):
        start = key.end()
        end = len(scene.text.rstrip())
        return Trouble(
            defects.UNQUOTED_COLON,
            scene.place((scene.at[0], start), end - start),
            f"the text after `{shortened(key[1])}:` has a colon of its own, "
            "which would begin another value",
            "put the whole text in quotation marks; if it begins a group, move it to the next "
            "line, two spaces further right",
        )
    above = scene.above()
    text = scene.lines.line(above)
    glued = _glued(scene, above)
    if glued:
        return glued
    if len(scene.before) > 1000:
        return Trouble(
            defects.UNREADABLE_TEXT,
            scene.lines.content(scene.at[0]),
            "this line is too long to have a name before its colon",
            "put the sentence in quotation marks",
        )
    indented = len(scene.text) - len(scene.text.lstrip()) > len(text) - len(text.lstrip())
    if above >= 0 and ":" not in text:
        return _no_colon(scene, above)
    if above >= 0 and indented:
        return _indentation(
            scene, "this line is indented further than the one above, which is complete"
        )
    return Trouble(
        defects.UNQUOTED_COLON,
        scene.lines.content(scene.at[0]),
        "there is a colon here where none can be",
        "put the whole text in quotation marks, or check the lines above",
    )


def _no_colon(scene: Scene, number: int) -> Trouble:
    span = scene.lines.content(number)
    word = scene.lines.word(span)
    # Most likely it is the first word that wants the colon: `source with-5`.
    name, _, rest = word.partition(" #")[0].removeprefix("- ").partition(" ")
    return Trouble(
        defects.LINE_WITHOUT_COLON,
        span,
        f"`{word}` has no colon",
        f"write `{name}: {rest.strip() or '...'}`, or put it in the line above if it belongs there",
    )


def _expected_colon(scene: Scene) -> Trouble:
    return _glued(scene, scene.start[0]) or _no_colon(scene, scene.start[0])


def _unclosed_quote(scene: Scene) -> Trouble:
    line = scene.lines.line(scene.start[0])
    sign = line[scene.start[1] : scene.start[1] + 1]
    return Trouble(
        defects.UNCLOSED_QUOTE,
        scene.place(scene.start, len(line) - scene.start[1]),
        f"the quotation mark `{sign}` is opened here and never closed",
        f"add a `{sign}` where the text ends",
    )


def _indentation(scene: Scene, message: str, help_: str = "") -> Trouble:
    return Trouble(
        defects.WRONG_INDENTATION,
        scene.lines.content(scene.at[0]),
        message,
        help_ or "begin it exactly below the line it belongs with, in spaces",
    )


def _expected_key(scene: Scene) -> Trouble:
    before = scene.before.rstrip()
    rest = scene.place(scene.at, max(len(scene.text.rstrip()) - scene.at[1], 1))
    if scene.sign in ("]", "}"):
        return _stray_bracket(scene)
    if before[-1:] in ("'", '"'):
        return Trouble(
            defects.TEXT_AFTER_QUOTE,
            rest,
            f"more text follows a closing `{before[-1]}`",
            "put the whole text in quotation marks; write an apostrophe inside '...' twice, "
            'or use "..." around it',
        )
    if before[-1:] in ("]", "}"):
        return Trouble(
            defects.TEXT_AFTER_BRACKET,
            rest,
            f"more text follows a closing `{before[-1]}`",
            "put the whole text in quotation marks if it is a sentence",
        )
    if scene.sign == ":" and not before.strip("- "):
        return Trouble(
            defects.ODD_KEY,
            scene.place(scene.at),
            "nothing stands before the colon",
            "write a name before it",
        )
    if re.match(r"-(\s|$)", scene.text[scene.at[1] :]):
        return _indentation(
            scene,
            "a list begins here, below lines that are not a list",
            "indent it below the name it belongs to, or give it a name",
        )
    glued = _glued(scene, scene.above())
    if glued:
        return glued
    return _indentation(scene, "the indentation of this line fits none of the lines above")


def _expected_dash(scene: Scene) -> Trouble:
    return _indentation(
        scene,
        "this line stands in a list and does not begin with `- `",
        "begin it with `- `, or move it left to where the lines above the list begin",
    )


def _bracket(scene: Scene) -> Trouble:
    opened = scene.lines.line(scene.start[0])[scene.start[1] : scene.start[1] + 1]
    closing = {"[": "]", "{": "}"}.get(opened, "]")
    here = scene.place(scene.start)
    if scene.sign in ("]", "}"):
        return Trouble(
            defects.UNCLOSED_BRACKET,
            scene.place(scene.at),
            f"`{scene.sign}` closes what `{opened}` opened",
            f"write `{closing}` here",
            (Related(here, "it is opened here"),),
        )
    if scene.at[0] == scene.start[0] and scene.at[1] < len(scene.text.rstrip()):
        rest = scene.text[scene.at[1] :]
        if closing in rest:
            return _missing_comma(scene, opened)
    return Trouble(
        defects.UNCLOSED_BRACKET,
        here,
        f"`{opened}` is opened here and never closed",
        f"add a `{closing}` where the list or group ends",
    )


def _missing_comma(scene: Scene, opened: str) -> Trouble:
    what = "list" if opened == "[" else "group"
    help_ = "put a comma before it; a text with a comma or colon in it needs quotation marks"
    return Trouble(
        defects.MISSING_COMMA,
        scene.place(scene.at),
        f"the entries of this {what} are not separated by a comma here",
        help_,
    )


def _last_opened(lines: Lines, at: tuple[int, int]) -> tuple[int, int] | None:
    """The last bracket or brace on a line that nothing closes there."""
    text, closed = lines.line(at[0]), 0
    for column in range(min(at[1], len(text)) - 1, -1, -1):
        closed += text[column] in "]}"
        if text[column] in "[{":
            if not closed:
                return at[0], column
            closed -= 1
    return None


def _stray_bracket(scene: Scene) -> Trouble:
    sign = scene.sign or scene.text.strip()[-1:]
    if sign == ",":
        return Trouble(
            defects.MISSING_COMMA,
            scene.place(scene.at),
            "nothing stands before this comma",
            "remove it, or write what belongs before it",
        )
    if sign in ("]", "}"):
        return Trouble(
            defects.UNCLOSED_BRACKET,
            scene.place(scene.at),
            f"`{sign}` closes nothing",
            "remove it, or put the text in quotation marks",
        )
    opened = scene.lines.line(scene.start[0])[scene.start[1] : scene.start[1] + 1]
    return _bracket(scene) if opened in ("[", "{") and scene.start != scene.at else _unclear(scene)


def _reserved(scene: Scene) -> Trouble:
    end = max(len(scene.text.rstrip()), scene.start[1] + 1)
    start = scene.start if scene.start[0] == scene.at[0] else scene.at
    sign = scene.text[start[1] : start[1] + 1]
    compared = re.match(r"(>=?) *(\d[\w.:-]*)", scene.text[start[1] :])
    help_ = "put the whole text in quotation marks"
    if compared is not None:
        words = "more than" if compared[1] == ">" else "at least"
        help_ = f"to compare, write `{words} {shortened(compared[2])}`"
    return Trouble(
        defects.RESERVED_START,
        scene.place(start, end - start[1]),
        f"an unquoted text cannot begin with `{shortened(sign) or sign}`",
        help_,
    )


def _dash(scene: Scene) -> Trouble:
    end = max(len(scene.text.rstrip()), scene.at[1] + 1)
    return Trouble(
        defects.RESERVED_START,
        scene.place(scene.at, end - scene.at[1]),
        f"a list cannot begin on the same line as its name, with `{scene.sign}`",
        "begin it on the next line, or write it as `[one, two]`; a text that begins so needs "
        "quotation marks",
    )


def _escape(scene: Scene) -> Trouble:
    place = scene.text.rfind("\\", 0, scene.at[1] + 1)
    place = scene.at[1] if place < 0 else place
    return Trouble(
        defects.BAD_ESCAPE,
        scene.place((scene.at[0], place), 2),
        f"`{shortened(scene.text[place : place + 2])}` means nothing between double quotes",
        "write the backslash twice, or use single quotation marks around the text",
    )


def _tag(scene: Scene) -> Trouble:
    word = shortened(scene.text[scene.start[1] :].split(" ")[0])
    return Trouble(
        defects.TAG,
        scene.place(scene.start, max(len(word), 1)),
        f"`{word}` begins with `!`, which would change the type of this value",
        "remove it, or put the whole value in quotation marks if it is text",
    )


def _beginning(scene: Scene) -> Trouble:
    if re.match(r"\.\.\.(\s|$)", scene.lines.line(scene.above())):
        return Trouble(
            defects.SECOND_DOCUMENT,
            scene.lines.content(scene.at[0]),
            "a second text begins here, after the line `...`",
            "remove that line, or move what follows to a file of its own",
        )
    if scene.before.rstrip()[-1:] in ("'", '"', "]", "}"):
        return _expected_key(scene)
    if scene.sign in ("]", "}"):
        return _stray_bracket(scene)
    return _indentation(
        scene,
        "this line begins further left than the first line, or does not belong to it",
        "begin all lines of the outermost group in the same column, best the first",
    )


def _unclear(scene: Scene) -> Trouble:
    return Trouble(
        defects.UNREADABLE_TEXT,
        scene.lines.content(scene.at[0]),
        "the text cannot be read from here on",
        "check this line and the one above for a missing colon, quotation mark or bracket, and "
        "for its indentation",
    )


_TABLE: Iterable[tuple[str, Callable[[Scene], Trouble]]] = (
    (r"quoted scalar: found unexpected (end|document)", _unclosed_quote),
    (r"quoted scalar: ", _escape),
    (r"mapping values are not allowed", _second_colon),
    (r"(sequence entries|mapping keys) are not allowed", _dash),
    (r"could not find expected ':'", _expected_colon),
    (r"block mapping: ", _expected_key),
    (r"block collection: ", _expected_dash),
    (r"flow (sequence|mapping): ", _bracket),
    (r"(flow|block) node: ", _stray_bracket),
    (r"cannot start any token", _reserved),
    (r"block scalar: .*comment or", _reserved),
    (r"(an anchor|an alias|a directive): ", _reserved),
    (r"a (tag|node): ", _tag),
    (r"(document start|incompatible YAML)", _beginning),
)
"""The parser's words (of libyaml and of PyYAML's own parser), tried in order."""
