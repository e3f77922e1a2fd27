"""Why a text could not be read, in plain words.

A YAML parser says where it stopped and what it would have liked to see. A coach wants to know
what is wrong with the line and how to mend it. Between the two stands a table: the parser's
words, and what they mean in a text such as ours, given the lines around the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from tactful.text.defects import (
    broken_tag,
    empty_key,
    missing_space,
    second_document,
    unusual_space,
)
from tactful.text.diagnostic import Mistake
from tactful.text.lines import UNUSUAL_SPACES, Lines, shortened
from tactful.text.marks import half_straight, in_word_quotes
from tactful.text.names import is_id
from tactful.text.scene import BEGINNERS, GROUPS, NAMES, Problem, Scene, Trouble
from tactful.text.syntax_defects import (
    LISTS,
    Move,
    bad_escape,
    colon_from_nowhere,
    indented_too_far,
    inner_group,
    left_of_the_first,
    line_in_list,
    line_too_long,
    line_without_colon,
    list_after_words,
    list_among_lines,
    list_beside_its_name,
    mismatched_bracket,
    missing_comma,
    missing_dash,
    reserved_start,
    second_colon,
    spaces_after_dash,
    stray_bracket,
    stray_comma,
    tab_indentation,
    text_after_bracket,
    text_after_quote,
    unclosed_bracket,
    unclosed_quote,
    unindented_sentence,
    unreadable_text,
    wrong_indentation,
)


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
            return Trouble(unusual_space(), scene.place((number, found.end() - 1)))
    indentation = re.match(r"[ ]*(\t+)", scene.text)
    if indentation and ("tab" in scene.problem.said or scene.at[1] <= indentation.end()):
        place = (scene.at[0], indentation.start(1))
        return Trouble(tab_indentation(), scene.place(place, len(indentation[1])))
    return None


def _glued(scene: Scene, number: int) -> Trouble | None:
    found = re.match(_GLUED, scene.lines.line(number))
    if not found:
        return None
    span = scene.lines.content(number)
    return Trouble(missing_space(scene.lines.word(span)), span)


def _second_colon(scene: Scene) -> Trouble:
    key = re.match(_KEY, scene.before)
    if key and key.end() < len(scene.before):
        start = key.end()
        end = len(scene.text.rstrip())
        rest = scene.text[start:end].partition(" #")[0].rstrip()
        curly = in_word_quotes(scene, start, rest)
        if curly:
            return curly
        if key[1] in GROUPS and not _HELD.search(rest):
            mistake = inner_group(_nested(rest), key[1])
            return Trouble(mistake, scene.place((scene.at[0], start), len(rest)))
        return Trouble(second_colon(key[1]), scene.place((scene.at[0], start), end - start))
    above = scene.above()
    text = scene.lines.line(above)
    glued = _glued(scene, above)
    if glued:
        return glued
    if len(scene.before) > 1000:
        return Trouble(line_too_long(), scene.lines.content(scene.at[0]))
    indented = len(scene.text) - len(scene.text.lstrip()) > len(text) - len(text.lstrip())
    if above >= 0 and ":" not in text:
        return _no_colon(scene, above)
    if above >= 0 and indented:
        return _on_this_line(scene, indented_too_far(_move(scene, most=_MOST_MOVED)))
    return Trouble(colon_from_nowhere(), scene.lines.content(scene.at[0]))


def _no_colon(scene: Scene, number: int) -> Trouble:
    span = scene.lines.content(number)
    text = scene.lines.line(number).strip()
    above = scene._replace(at=(number, 0)).above()
    while above > 0 and ":" not in scene.lines.line(above):  # the sentence has several lines
        above = scene._replace(at=(above, 0)).above()
    said = re.match(_KEY, scene.lines.line(above))
    begun = scene.lines.line(above)[said.end() :] if said else ""
    words = text.split()
    is_name = words[0] in NAMES and (len(words) < 3 or begun.rstrip()[-1:] in ".?!")
    if said and " " in begun and begun[0] not in "\"'[{|>" and not is_name:
        return Trouble(unindented_sentence(scene.lines.word(span), said[1]), span)
    return Trouble(line_without_colon(scene.lines.word(span)), span)


def _expected_colon(scene: Scene) -> Trouble:
    return _glued(scene, scene.start[0]) or _no_colon(scene, scene.start[0])


def _unclosed_quote(scene: Scene) -> Trouble:
    half = half_straight(scene)
    if half:
        return half
    line = scene.lines.line(scene.start[0])
    sign = line[scene.start[1] : scene.start[1] + 1]
    return Trouble(unclosed_quote(sign), scene.place(scene.start, len(line) - scene.start[1]))


def _on_this_line(scene: Scene, mistake: Mistake) -> Trouble:
    return Trouble(mistake, scene.lines.content(scene.at[0]))


def _expected_key(scene: Scene) -> Trouble:
    before = scene.before.rstrip()
    rest = scene.place(scene.at, max(len(scene.text.rstrip()) - scene.at[1], 1))
    if scene.sign in ("]", "}"):
        return _stray_bracket(scene)
    if before[-1:] in ("'", '"'):
        return half_straight(scene) or Trouble(text_after_quote(before[-1]), rest)
    if before[-1:] in ("]", "}"):
        return Trouble(text_after_bracket(before[-1]), rest)
    if scene.sign == ":" and not before.strip("- "):
        return Trouble(empty_key(), scene.place(scene.at))
    if re.match(r"-(\s|$)", scene.text[scene.at[1] :]):
        return _on_this_line(scene, list_among_lines(_move(scene)))
    glued = _glued(scene, scene.above())
    if glued:
        return glued
    return _on_this_line(scene, wrong_indentation(_move(scene)))


def _expected_dash(scene: Scene) -> Trouble:
    line = scene.text.partition(" #")[0].strip()
    if re.match(r"-\w", line) or (
        scene.at[1] == scene.start[1] and line.partition(":")[0] in BEGINNERS
    ):
        return _on_this_line(scene, missing_dash(line))
    dash = re.match(r"( *- )( +)\S", scene.lines.line(scene.above()))
    if dash and len(dash[1]) == scene.at[1]:
        at = scene.above(), len(dash[1])
        return Trouble(spaces_after_dash(), scene.place(at, len(dash[2])))
    move = _move(scene, most=_MOST_MOVED)
    if scene.at[1] == scene.start[1]:  # below the dash: it goes on with that entry
        inside = [(c - scene.at[1], w) for c, w, _ in scene.columns() if c > scene.at[1]]
        move = Move(*inside[-1]) if inside else None
    return _on_this_line(scene, line_in_list(move))


def _bracket(scene: Scene) -> Trouble:
    opened = scene.lines.line(scene.start[0])[scene.start[1] : scene.start[1] + 1]
    closing = {"[": "]", "{": "}"}.get(opened, "]")
    here = scene.place(scene.start)
    meant = _list_after_words(scene) or _inner_group(scene)
    if meant:
        return meant
    if scene.sign in ("]", "}"):
        return Trouble(mismatched_bracket(scene.sign, opened, closing, here), scene.place(scene.at))
    if scene.at[0] == scene.start[0] and scene.at[1] < len(scene.text.rstrip()):
        rest = scene.text[scene.at[1] :]
        if closing in rest:
            return _missing_comma(scene, opened)
    return Trouble(unclosed_bracket(opened, closing), here)


def _missing_comma(scene: Scene, opened: str) -> Trouble:
    return Trouble(missing_comma("list" if opened == "[" else "group"), scene.place(scene.at))


def _list_after_words(scene: Scene) -> Trouble | None:
    """Words such as ``all of`` and a list in brackets, between braces."""
    words = re.search(r"[:,]\s+([a-z ]+?)\s*$", scene.before)
    inside = re.match(r"\[([^\[\]]*)\]", scene.text[scene.at[1] :])
    if scene.sign != "[" or not words or not inside or words[1] not in LISTS:
        return None
    place = scene.place(
        (scene.at[0], words.start(1)), scene.at[1] - words.start(1) + len(inside[0])
    )
    return Trouble(list_after_words(words[1], inside[1], braced=True), place)


def _inner_group(scene: Scene) -> Trouble | None:
    """A colon after the value of another name, between braces."""
    name = re.search(r"[{,]\s*([\w-]+):\s+([^{}]+)$", scene.before)
    if scene.sign != ":" or not name:
        return None
    start = name.start(2)
    rest = re.match(r"[^{}]*", scene.text[start:])[0].rstrip()  # type: ignore[index]
    curly = in_word_quotes(scene, start, rest)
    if curly:
        return curly
    if not is_id(name[2].strip()):
        return Trouble(second_colon(name[1]), scene.place((scene.at[0], start), len(rest)))
    another = re.search(r",\s*[\w-]+:\s+[\w-]+:\s", rest)
    inner = rest[: another.start()] if another else rest
    return Trouble(inner_group(inner, name[1]), scene.place((scene.at[0], start), len(inner)))


def _nested(text: str) -> str:
    """Names that follow each other on one line, each with braces around what belongs to it."""
    *names, last = re.split(r":\s+", text)
    return ": {".join(names) + f": {last}" + "}" * (len(names) - 1)


_HELD = re.compile("[\"'\\[\\]{},#]")
"""What makes it unclear where an inner group on one line would end."""


_MOST_MOVED = 8
"""Spaces: a line that stands further off was hardly meant to begin with those above."""


def _move(scene: Scene, most: int = 1) -> Move | None:
    """Where the line was probably meant to begin; ``None`` where nothing near stands out."""
    indent = len(scene.text) - len(scene.text.lstrip())
    line = scene.text.strip()
    in_list = line.startswith("- ")
    word = line.split(":")[0]
    near = [(c - indent, w) for c, w, dash in scene.columns() if dash is in_list]
    near = [one for one in near if abs(one[0]) <= most]
    least = min((abs(by) for by, _ in near), default=0)
    nearest = [one for one in near if abs(one[0]) == least]
    if len(nearest) > 1:
        nearest = [one for one in nearest if (one[1] in NAMES) is (word in NAMES)]
    return Move(*nearest[0]) if len(nearest) == 1 else None


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
        return Trouble(stray_comma(), scene.place(scene.at))
    if sign in ("]", "}"):
        return Trouble(stray_bracket(sign), scene.place(scene.at))
    opened = scene.lines.line(scene.start[0])[scene.start[1] : scene.start[1] + 1]
    return _bracket(scene) if opened in ("[", "{") and scene.start != scene.at else _unclear(scene)


def _reserved(scene: Scene) -> Trouble:
    end = max(len(scene.text.rstrip()), scene.start[1] + 1)
    start = scene.start if scene.start[0] == scene.at[0] else scene.at
    sign = scene.text[start[1] : start[1] + 1]
    compared = re.match(r"(>=?) *(\d[\w.:-]*)", scene.text[start[1] :])
    meant = None
    if compared is not None:
        words = "more than" if compared[1] == ">" else "at least"
        meant = f"{words} {shortened(compared[2])}"
    return Trouble(reserved_start(sign, meant), scene.place(start, end - start[1]))


def _dash(scene: Scene) -> Trouble:
    end = max(len(scene.text.rstrip()), scene.at[1] + 1)
    return Trouble(list_beside_its_name(scene.sign), scene.place(scene.at, end - scene.at[1]))


def _escape(scene: Scene) -> Trouble:
    place = scene.text.rfind("\\", 0, scene.at[1] + 1)
    place = scene.at[1] if place < 0 else place
    return Trouble(bad_escape(scene.text[place : place + 2]), scene.place((scene.at[0], place), 2))


def _tag(scene: Scene) -> Trouble:
    word = shortened(scene.text[scene.start[1] :].split(" ")[0])
    return Trouble(broken_tag(word), scene.place(scene.start, max(len(word), 1)))


def _beginning(scene: Scene) -> Trouble:
    if re.match(r"\.\.\.(\s|$)", scene.lines.line(scene.above())):
        return Trouble(second_document("..."), scene.lines.content(scene.at[0]))
    if scene.before.rstrip()[-1:] in ("'", '"', "]", "}"):
        return _expected_key(scene)
    if scene.sign in ("]", "}"):
        return _stray_bracket(scene)
    return _on_this_line(scene, left_of_the_first())


def _unclear(scene: Scene) -> Trouble:
    return Trouble(unreadable_text(), scene.lines.content(scene.at[0]))


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
