"""Sentences about one of several, with what that one is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tactful.grounding.conditions import Putting
from tactful.language.terms import Placeholder, Sentence

_ENDS = (". ", "! ", "? ", "\n")


def names_in(sentences: Iterable[Sentence]) -> list[str]:
    """What stands in braces in sentences, in their order."""
    return [p.name for sentence in sentences for p in sentence if isinstance(p, Placeholder)]


class Speech(NamedTuple):
    """What of a text depends on whom it is about.

    Attributes:
        each: What there are several of; ``None`` for a text about nobody of them.
        called: What the one is called.
        told: Whether a label or question that does not name the one has to, because there may be
            others.
    """

    each: str | None = None
    called: str = ""
    told: bool = False

    @property
    def _braces(self) -> str:
        return f"{{{self.each}}}"

    def text(self, text: str) -> str:
        """A phrase, with the name where it stands in braces."""
        if self.each is None or self._braces not in text:
            return text
        if text.startswith(self._braces):
            text = _capitalised(self.called) + text.removeprefix(self._braces)
        return text.replace(self._braces, self.called)

    def label(self, label: str) -> str:
        """What a fact or decision of one of several is called in prose."""
        if self.each is None:
            return label
        if self._braces in label:
            return label.replace(self._braces, self.called)
        return f"{label} ({self.called})" if self.told else label

    def question(self, question: str) -> str:
        """How people are asked about one of several."""
        if self.each is None or self._braces in question or not self.told:
            return self.text(question)
        return f"{_capitalised(self.called)}: {question}"

    def sentence(self, sentence: Sentence, to: Putting) -> Sentence:
        """A sentence with facts in braces: those of whom it is put to, and the name."""
        parts: list[str | Placeholder] = []
        for part in sentence:
            put: str | Placeholder = part
            if isinstance(part, Placeholder):
                begins = not parts or (isinstance(parts[-1], str) and parts[-1].endswith(_ENDS))
                if part.name == self.each:
                    put = _capitalised(self.called) if begins else self.called
                else:
                    put = Placeholder(to.name(part.name))
            if isinstance(put, str) and parts and isinstance(parts[-1], str):
                parts[-1] += put
            else:
                parts.append(put)
        return tuple(parts)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
