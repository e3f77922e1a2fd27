"""What of the advice is told of a step: all of it, or what is of the one whom it is for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from tactful.explanation.decisions import ExplainedDecision, Reason, reasons_of
from tactful.explanation.together import marked, ones, together, unmarked
from tactful.explanation.wording import Wording
from tactful.grounding.names import authors_name, copy_of, name_of_one
from tactful.language.model import Ruleset
from tactful.language.terms import Copy

if TYPE_CHECKING:
    from tactful.plans.timeline import TimelineEntry


def told_of(
    whom: Copy | None, answers: tuple[ExplainedDecision, ...], ruleset: Ruleset
) -> tuple[ExplainedDecision, ...]:
    """What is settled for one of several, and then what is for all; everything for nobody."""
    if whom is None:
        return answers
    of = [(copy_of(ruleset, answer.id), answer) for answer in answers]
    own = [answer for copy, answer in of if copy is not None and copy[:2] == whom[:2]]
    return (*own, *(answer for copy, answer in of if copy is None))


def rules_about(whom: Copy | None, rules: Iterable[str], ruleset: Ruleset) -> tuple[str, ...]:
    """Those of some rules that are about one of several or about all."""
    of = ((rule, copy_of(ruleset, rule)) for rule in rules)
    return tuple(rule for rule, copy in of if whom is None or copy is None or copy[:2] == whom[:2])


def steps_together(entries: Iterable[TimelineEntry], ruleset: Ruleset) -> tuple[TimelineEntry, ...]:
    """The entries of a timeline for people: one for those to whom the same is done at one time.

    Only entries that follow each other are put together, so that the order stays.
    """
    told: list[TimelineEntry] = []
    for (_, whom), group in groupby(entries, key=lambda one: (one.when, one.step.whom is None)):
        found = [*group]
        if whom:
            told += found
            continue
        alike: dict[tuple[str, ...], list[tuple[Copy, TimelineEntry]]] = {}
        for entry in found:
            assert entry.step.whom is not None  # noqa: S101 - those for all are told already
            said = (entry.what, *entry.more, *(reason.because for reason in entry.why))
            words = marked(said, name_of_one(ruleset, entry.step.whom))
            alike.setdefault(words, []).append((entry.step.whom, entry))
        told += [_one_entry(same, ruleset) for same in alike.values()]
    return tuple(told)


def _one_entry(found: list[tuple[Copy, TimelineEntry]], ruleset: Ruleset) -> TimelineEntry:
    first, entry = found[0]
    if len(found) == 1:
        return entry
    people, name = ones(ruleset, [copy for copy, _ in found]), name_of_one(ruleset, first)
    words = marked((entry.what, entry.more, entry.why), name)
    what, more, why = unmarked(words, people)
    return entry._replace(what=what, more=more, why=why)


def reasons_told(rules: Iterable[str], wording: Wording) -> tuple[Reason, ...]:
    """Some rules as reasons, under their author's names; what is said of several is told once."""
    ruleset = wording.ruleset
    reasons = [
        (reason.rule, reason._replace(rule=authors_name(ruleset, reason.rule)))
        for reason in reasons_of(rules, wording)
    ]
    return together(ruleset, reasons)
