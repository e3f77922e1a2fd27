"""A small ruleset, from whose text tests of changes start."""

from __future__ import annotations

from tactful.language.model import Ruleset
from tactful.reading.ruleset import load_ruleset_text

OLD = """\
title: Thanking a neighbour
facts:
  rapport: {type: choice, ordered: yes, choices: [cold, warm, close], question: How are you?}
  price: {type: number, unit: EUR, min: 0, question: What would it cost?}
decisions:
  means:
    options: {note: a note, gift: a gift}
    fallback: note
rules:
  - id: gift
    when: {rapport: at least warm, price: at most 20}
    then: {means: {gift: for}}
    because: A small gift is fine.
    source: house
"""


def ruleset(text_: str) -> Ruleset:
    loaded = load_ruleset_text(text_)
    assert loaded.ruleset is not None, loaded.diagnostics
    return loaded.ruleset
