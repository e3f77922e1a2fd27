"""Values as codes in a message: what the network is told about a scenario.

Each property's text is made beforehand, one for each code, so that telling the network a value
costs a look-up and nothing that a client wrote is ever put into a message.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any, TypeAlias

from tactful.alpha import Codes
from tactful.values import Kind, Value

Encoder: TypeAlias = Callable[[Any], str]
"""From a value to its property's text in a message."""


def fragment(name: str, code: int) -> str:
    """A property's text in a message."""
    return f',"{name}":{code}'


def encoder(codes: Codes, name: str) -> Encoder:
    """The encoder for a fact or decision whose property has this name."""
    texts = [fragment(name, code) for code in range(codes.largest + 1)]
    if codes.dense:
        return dict(zip(codes.constants, texts, strict=True)).__getitem__
    if codes.type.kind is Kind.TEXT:
        return _among(codes.constants, texts)
    return _between(codes.constants, texts)


def _among(constants: tuple[Value, ...], texts: list[str]) -> Encoder:
    """For texts, which are only ever equal or not: all that are not named share the first gap."""
    known = {constant: texts[2 * place + 1] for place, constant in enumerate(constants)}
    return lambda value: known.get(value, texts[0])


def _between(constants: tuple[Any, ...], texts: list[str]) -> Encoder:
    """For values with an order: by binary search among the constants."""
    count = len(constants)

    def encode(value: Any) -> str:
        place = bisect_left(constants, value)
        return texts[2 * place + (place < count and constants[place] == value)]

    return encode
