"""Compiled rulesets that are kept, where whoever asks has none at hand."""

from __future__ import annotations

from tactful.compiled.evaluator import Compiled
from tactful.grounding.kept import KeptEvaluators
from tactful.grounding.people import People
from tactful.language.model import Ruleset

_KEPT: KeptEvaluators[Compiled] = KeptEvaluators(Compiled)


def compiled_of(ruleset: Ruleset) -> Compiled:
    """The compiled form of a ruleset: made when first asked for, and let go with the ruleset."""
    return _KEPT.of(ruleset)


def compiled_with(compiled: Compiled, people: People) -> Compiled:
    """What is compiled for those whom a situation lists; itself where it lists none.

    Raises:
        ValueError: if something is listed that the ruleset has not several of, or too many are.
    """
    return _KEPT.with_people(compiled, people)
