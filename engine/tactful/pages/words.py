"""Words in which ids stand: plain text leaves them bare, and other formats set them as code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias


class Name(NamedTuple):
    """An id as its author wrote it; ``strong`` if it is what the words are about."""

    id: str
    strong: bool = False


class Cited(NamedTuple):
    """Text from elsewhere, a client's cell say, in which nothing is meant as markup."""

    text: str


Words: TypeAlias = str | tuple[str | Name | Cited, ...]
"""What is said. In a ``str``, what stands between backticks is an id as well."""

_TICKED = re.compile(r"`([^`\n]+)`")


def named(ids: Iterable[str]) -> tuple[str | Name, ...]:
    """Ids as a list in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    names = [Name(one) for one in ids]
    said: list[str | Name] = []
    for number, name in enumerate(names):
        if number:
            said.append(" and " if number == len(names) - 1 else ", ")
        said.append(name)
    return tuple(said)


def parts(words: Words) -> tuple[str | Name | Cited, ...]:
    """The words part by part."""
    return (words,) if isinstance(words, str) else words


def bare(words: Words) -> str:
    """The words as plain text has them."""
    said = ""
    for part in parts(words):
        said += part if isinstance(part, str) else part[0]
    return said


def spelt_out(words: Words) -> list[str | Name]:
    """The words with every id told apart from what stands around it, none between backticks."""
    found: list[str | Name] = []
    for part in parts(words):
        if isinstance(part, Name):
            found.append(part)
        elif isinstance(part, Cited):
            found.append(part.text)
        else:
            pieces = enumerate(_TICKED.split(part))
            found += [Name(said) if number % 2 else said for number, said in pieces if said]
    return found
