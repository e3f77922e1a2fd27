"""A model as bytes that nobody can make run anything: pickled, and read back as a model only.

A pickle may name anything in Python and call it. Here only what models are made of can be named,
so that the worst that strange bytes come to is another model, or none.
"""

from __future__ import annotations

import io
import pickle
from importlib import import_module
from typing import Any

from tactful.language.model import Ruleset

PARTS: frozenset[tuple[str, str]] = frozenset(
    {
        *(("datetime", name) for name in ("date", "datetime", "time")),
        *(("tactful.language.values", name) for name in ("Kind", "Nothing", "ValueType")),
        ("tactful.language.operators", "operator_named"),
        ("tactful.text.diagnostic", "Span"),
        *(
            ("tactful.language.terms", name)
            for name in (
                *("Copy", "Each", "FactRef", "Group", "Grounding", "Hours", "Join", "LabelCase"),
                *("Placeholder", "Quantified", "Test", "Window"),
            )
        ),
        *(
            ("tactful.language.model", name)
            for name in (
                *("Argument", "Base", "Because", "Checklist", "Clock", "Computed", "Conclusion"),
                *("Constraint", "Decision", "Effect", "Fact", "Option", "Piece"),
                *("QuestionSection", "Rule", "Ruleset", "Source", "Stance"),
            )
        ),
    }
)
"""All that a stored model may name: plain values, which hold what they are given and do nothing."""


class NotAModel(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised for bytes that are no stored model of this version."""


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in PARTS:
            raise NotAModel(f"{module}.{name} is no part of a model")
        return getattr(import_module(module), name)


def as_bytes(ruleset: Ruleset) -> bytes:
    """A ruleset as bytes, which only the same version of tactful reads."""
    return pickle.dumps(ruleset, protocol=5)


def from_bytes(data: bytes) -> Ruleset:
    """The ruleset that some bytes are.

    Raises:
        NotAModel: if they are none.
    """
    try:
        found = _Reader(io.BytesIO(data)).load()  # the reader names parts of models alone
    except Exception as error:  # strange bytes fail in whatever way they like
        raise NotAModel("these bytes are no model") from error
    if not isinstance(found, Ruleset):
        raise NotAModel("these bytes are part of a model")
    return found
