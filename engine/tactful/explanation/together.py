"""What is the same of several but for their names, told once.

Texts about one of several are compared with a mark where the name stands. Those that are alike
become one text, about "each interviewer" where it holds of all, or about "each of Ana and Ben":
grammar stays that of one, so that every verb still fits.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar, cast

from tactful.explanation.wording import capitalised, joined
from tactful.grounding.names import copy_of, name_of_one
from tactful.language.model import Ruleset
from tactful.language.terms import Copy

MANY = 4
"""So many are told by who is left out, where that is one alone."""

MARK = "\0"
"""What stands in the place of a name while texts are compared."""

_MARKED = re.compile(rf"^{MARK}: |(?P<brackets> \({MARK}\))|{MARK}(?P<own>'s)?(?P<lead>(?=:))?")
_BEFORE_NAMES = ("for ", "For ")
_STARTS = (". ", "! ", "? ", "\n")

_NO_WORDS = frozenset(("kind", "role", "id", "source", "target", "way", "rule"))
"""Parts of pages that nobody reads, and that somebody may be called like."""

_Item = TypeVar("_Item")


class Ones(NamedTuple):
    """Some of those of whom there are several.

    Attributes:
        each: What each of them is called: "interviewer".
        names: What those who are meant are called.
        others: What the rest are called.
        alone: Whether each by themselves is meant, and not all together: "Ana or Ben".
    """

    each: str
    names: tuple[str, ...]
    others: tuple[str, ...]
    alone: bool = False

    @property
    def are_all(self) -> bool:
        """Whether everybody is meant, of several."""
        return len(self.names) > 1 and not self.others

    @property
    def listed(self) -> str:
        """Who is meant, fit to follow "for"."""
        if self.are_all:
            return f"{self._any} {self.each}"
        if len(self.others) == 1 and len(self.names) + 1 >= MANY:
            return f"{self._any} {self.each} but {self.others[0]}"
        return joined(self.names, "or" if self.alone else "and")

    @property
    def singular(self) -> str:
        """Who is meant, where a verb or an article for one may follow."""
        plain = len(self.names) > 1 and self.listed == joined(self.names) and not self.alone
        return f"each of {self.listed}" if plain else self.listed

    @property
    def owning(self) -> str:
        """Whose something is: "Ana's and Ben's"."""
        if self.are_all:
            return f"{self._any} {self.each}'s"
        return joined((f"{name}'s" for name in self.names), "or" if self.alone else "and")

    @property
    def _any(self) -> str:
        return "any" if self.alone else "each"


def ones(ruleset: Ruleset, copies: Sequence[Copy]) -> Ones:
    """Those for whom some things were copied, one or more of one kind."""
    each = copies[0].each
    assert ruleset.ground is not None  # noqa: S101 - there are no copies without
    places = {copy.place for copy in copies}
    everyone = range(1, len(ruleset.ground.names[each]) + 1)
    names = {place: name_of_one(ruleset, Copy(each, place, "")) for place in everyone}
    return Ones(
        ruleset.each[each].label,
        tuple(name for place, name in names.items() if place in places),
        tuple(name for place, name in names.items() if place not in places),
    )


def together(
    ruleset: Ruleset, told: Iterable[tuple[str, _Item]], alone: bool = False
) -> tuple[_Item, ...]:
    """What is told under names of facts, decisions or rules; what is the same of several, once.

    Args:
        ruleset: The rules, made plain for as many as there are.
        told: Names, each with texts: a text, or a tuple with texts somewhere within it.
        alone: Whether it holds of each of them by themselves, and not of all together.
    """
    items = [*told]
    if ruleset.ground is None:
        return tuple(item for _, item in items)
    groups: dict[Hashable, list[tuple[Copy | None, _Item]]] = {}
    for number, (name, item) in enumerate(items):
        copy = copy_of(ruleset, name)
        if copy is None:
            groups[number] = [(None, item)]
        else:
            about = cast("Hashable", marked(item, name_of_one(ruleset, copy)))
            groups.setdefault((copy.each, copy.of, about), []).append((copy, item))
    return tuple(_told(key, found, ruleset, alone) for key, found in groups.items())


def _told(
    key: Hashable, found: list[tuple[Copy | None, _Item]], ruleset: Ruleset, alone: bool
) -> _Item:
    copies = [copy for copy, _ in found if copy is not None]
    if len({copy.place for copy in copies}) < 2:
        return found[0][1]
    *_, about = cast("tuple[Any, ...]", key)
    return cast("_Item", unmarked(about, ones(ruleset, copies)._replace(alone=alone)))


def marked(item: Any, name: str) -> Any:
    """The same with a mark in the place of a name, wherever texts name somebody."""
    pattern = "|".join(re.escape(text) for text in dict.fromkeys((name, capitalised(name))))
    return _mapped(item, partial(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)").sub, MARK))


def unmarked(item: Any, whom: Ones) -> Any:
    """The same with words for some people in the place of the mark."""

    def said(text: str) -> str:
        return _MARKED.sub(lambda found: _words(found, whom), text) if MARK in text else text

    def tidy(text: str) -> str:
        return capitalised(said(text)) if text.startswith(MARK) else said(text)

    return _mapped(item, tidy)


def _words(found: re.Match[str], whom: Ones) -> str:
    before = found.string[: found.start()]
    if found[0].endswith(": "):  # a question that does not name the one is led in by the name
        return "" if whom.are_all else f"{capitalised(whom.listed)}: "
    if found["brackets"]:
        return f" of {whom.listed}" if len(whom.names) > 1 else f" ({whom.listed})"
    if found["own"]:
        words = whom.owning
    else:
        plain = found["lead"] is not None or before.endswith(_BEFORE_NAMES)
        words = whom.listed if plain else whom.singular
    return capitalised(words) if not before or before.endswith(_STARTS) else words


def _mapped(item: Any, change: Any) -> Any:
    if isinstance(item, str):
        return change(item)
    if isinstance(item, tuple):
        names = getattr(item, "_fields", None)
        if names is None:
            return tuple(_mapped(part, change) for part in item)
        return type(item)(
            *(
                part if name in _NO_WORDS else _mapped(part, change)
                for name, part in zip(names, item, strict=True)
            )
        )
    return item


def noted(
    ruleset: Ruleset,
    named: Iterable[tuple[str, str]],
    about: str | None = None,
) -> tuple[str, ...]:
    """Labels with whom they are of said once, and not where ``about`` has said it.

    Args:
        ruleset: The rules.
        named: Facts and decisions, each with what it is called: ``the means (Ana)``.
        about: The fact that the sentence is about already.
    """
    of = None if about is None else copy_of(ruleset, about)
    plain: dict[str, str] = {}
    whom: dict[tuple[str, str], list[Copy]] = {}
    for name, label in named:
        copy = copy_of(ruleset, name)
        if copy is None:
            plain[name] = label
            continue
        bare = label.removesuffix(f" ({name_of_one(ruleset, copy)})")
        if bare == label or copy[:2] == (of and of[:2]):
            plain[name] = bare
        else:
            whom.setdefault((copy.each, copy.of), []).append(copy)
            plain.setdefault(copy.of, bare)
    for (_, decision), copies in whom.items():
        plain[decision] += f" of {ones(ruleset, copies).listed}"
    return tuple(plain.values())


def told_of_each(
    lines: Sequence[tuple[Copy | None, str | None]], ruleset: Ruleset
) -> tuple[str, ...]:
    """The lines of a summary in order: what is the same for all once, the rest of whom it is.

    Args:
        lines: Each with of whom it is, and of which of the author's lines; ``None`` for all. A
            line that cannot be filled in is ``None``.
        ruleset: The rules, made plain for as many as there are.
    """
    apart: dict[tuple[str, int], list[str]] = {}
    at: int | None = None
    told: list[str] = []
    for number, (copy, line) in enumerate(lines):
        if copy is None:
            told += [] if line is None else [line]
            continue
        alike = [(one, said) for one, said in lines if one is not None and one[::2] == copy[::2]]
        about = [said and marked(said, name_of_one(ruleset, one)) for one, said in alike]
        if len({*about}) > 1:
            at = len(told) if at is None else at
            apart.setdefault(copy[:2], []).extend(filter(None, [about[copy.place - 1]]))
        elif line is not None and alike[0] == lines[number]:
            told.append(unmarked(about[0], ones(ruleset, [one for one, _ in alike])))
    whom: dict[tuple[str, ...], list[Copy]] = {}
    for (each, place), said in apart.items():
        whom.setdefault((each, *said), []).append(Copy(each, place, ""))
    differing = [_for(said, ones(ruleset, copies)) for (_, *said), copies in whom.items() if said]
    told[at or 0 : at or 0] = differing
    return tuple(told)


def told_of_one(
    lines: Sequence[tuple[Copy | None, str | None]], whom: Copy, ruleset: Ruleset
) -> tuple[str, ...]:
    """The lines of a summary about one of several, and then those about all.

    The first says whom it is about, as it has to by itself.
    """
    name = name_of_one(ruleset, whom)
    own = [said for copy, said in lines if said and copy is not None and copy[:2] == whom[:2]]
    if own and name not in own[0]:
        own[0] = f"For {name}: {own[0]}"
    return (*own, *(said for copy, said in lines if said and copy is None))


def _for(said: Sequence[str], whom: Ones) -> str:
    """What is said of some of several, with whom it is for where the first line does not tell."""
    text = unmarked(" ".join(said), whom)
    return text if MARK in said[0] else f"For {whom.listed}: {text}"
