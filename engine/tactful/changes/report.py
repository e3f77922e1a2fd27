"""A difference between two rulesets for people, as plain text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from tactful.changes.circumstances import said
from tactful.changes.difference import Difference
from tactful.changes.turns import Changed, Key, Order, Turn
from tactful.explanation.decisions import outcome
from tactful.explanation.wording import counted, joined, quote
from tactful.language.model import Ruleset
from tactful.scenarios.writing import Written, scenario_text

MOST_WITHOUT_OVERVIEW = 4
"""Changes past which they are listed in short before they are told."""


WIDTH = 88
"""Columns of plain text."""

Clients = Sequence[tuple[str, tuple[str, ...]]]
"""Clients whose advice changes, with the decisions that come out otherwise."""


class Report(NamedTuple):
    """A difference with the clients it concerns; ``None`` where nobody asked about any."""

    difference: Difference
    clients: Clients | None = None
    total: int = 0


def report_lines(report: Report, *, markdown: bool = False) -> Iterator[str]:
    """The report as lines of plain text or of Markdown."""
    difference = report.difference
    title = f"{difference.old.title or difference.old.id}: what changes"
    yield f"### {title}" if markdown else title
    yield ""
    yield _headline(difference)
    yield ""
    style = _Markdown() if markdown else _Plain()
    if sum(len(decision.turns) for decision in difference.decisions) > MOST_WITHOUT_OVERVIEW:
        yield from _overview(difference, style)
    for decision in difference.decisions:
        yield from _decision(decision, difference, style)
    for names, word in ((difference.added, "new"), (difference.removed, "gone")):
        for name in names:
            yield f"{style.strong(name)}: the decision is {word}"
            yield ""
    yield from _rules(difference)
    if report.clients is not None:
        yield from _clients(report, style)


def _overview(difference: Difference, style: _Style) -> Iterator[str]:
    """For each decision that changes, what it comes to now and what no longer."""
    for decision in difference.decisions:
        parts = []
        for gained, how in ((True, "now"), (False, "no longer")):
            ruleset = difference.new if gained else difference.old
            keys = [turn.option for turn in decision.turns if turn.gained is gained]
            if keys:
                named = joined(_key(key, decision.decision, ruleset) for key in keys)
                parts.append(f"{how} {named}")
        if parts:
            told = f"{style.strong(decision.decision)}, for some: {'; '.join(parts)}"
            yield from style.item(told)
    yield ""


def _headline(difference: Difference) -> str:
    changed = [d for d in difference.decisions if d.turns]
    open_ = [d for d in difference.decisions if not d.turns and not d.proven]
    if not difference.changes_advice:
        return "No client's advice changes: that is proven for every situation."
    parts = []
    if changed or difference.added or difference.removed:
        number = len(changed) + len(difference.added) + len(difference.removed)
        total = len({*difference.old.decisions, *difference.new.decisions})
        parts.append(f"Advice changes in {number} of {counted(total, 'decision')}.")
    if difference.options_changed:
        parts.append("Some options are to be acted on at another time, or leave something else.")
    if open_:
        parts.append(
            f"For {joined(f'`{d.decision}`' for d in open_)} no change was found, and none is "
            "ruled out."
        )
    return " ".join(parts)


def _wrapped(text: str, lead: str) -> list[str]:
    return wrap(
        text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead),
        break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip


class _Plain:
    def strong(self, name: str) -> str:
        return name

    def item(self, text: str) -> Iterator[str]:
        yield from _wrapped(text, "  - ")

    def block(self, text: str) -> Iterator[str]:
        yield from (f"      {line}" for line in text.splitlines())

    def note(self, text: str) -> Iterator[str]:
        yield from _wrapped(text, "    ")


class _Markdown:
    def strong(self, name: str) -> str:
        return f"**`{name}`**"

    def item(self, text: str) -> Iterator[str]:
        yield f"- {text}"

    def block(self, text: str) -> Iterator[str]:
        yield ""
        yield "  ```yaml"
        yield from (f"  {line}" for line in text.splitlines())
        yield "  ```"

    def note(self, text: str) -> Iterator[str]:
        yield ""
        yield f"  {text}"


_Style = _Plain | _Markdown


def _decision(changed: Changed, difference: Difference, style: _Style) -> Iterator[str]:
    name = style.strong(changed.decision)
    if not changed.turns:
        yield f"{name}: {'unchanged, proven' if changed.proven else 'no change found, not proven'}"
        yield ""
        return
    yield f"{name}: changed"
    for turns in _together(changed.turns):
        yield from style.item(_turns(turns, changed.decision, difference))
        scenario = Written(f"Shows a change of {changed.decision}", turns[0].witness, {})
        yield from style.block(scenario_text(scenario, facts_of_both(difference)))
        rules = dict.fromkeys(rule for turn in turns for rule in turn.rules)
        if rules:
            yield from style.note(f"because of {joined(f'`{rule}`' for rule in rules)}")
    same = [key for key in changed.unchanged if isinstance(key, str)]
    if same:
        labels = joined(_label(key, changed.decision, difference.new) for key in same)
        yield from style.item(f"just as before: {labels} (proven)")
    yield ""


def _together(turns: Sequence[Turn]) -> list[list[Turn]]:
    """Turns that come about alike, told in one breath."""
    found: dict[object, list[Turn]] = {}
    for turn in turns:
        alike = turn.gained, turn.where, turn.before, turn.after
        found.setdefault(alike, []).append(turn)
    return list(found.values())


def facts_of_both(difference: Difference) -> Ruleset:
    """The new ruleset, or the old one where only that has all of the facts of the witnesses."""
    names = {n for d in difference.decisions for turn in d.turns for n in turn.witness}
    return difference.new if names <= difference.new.facts.keys() else difference.old


def _turns(turns: Sequence[Turn], decision: str, difference: Difference) -> str:
    turn = turns[0]
    before = outcome(turn.before, decision, difference.old)
    after = outcome(turn.after, decision, difference.new)
    where = said(turn.where, (difference.old, difference.new))
    always = f", {where}" if where else ""
    ruleset = difference.new if turn.gained else difference.old
    verb = "become" if len(turn.before[1]) > 1 else "becomes"
    if turn.option is Order.OTHER:
        return f"In another order{always}. For instance, {before} {verb} {after}:"
    what = joined(_key(one.option, decision, ruleset) for one in turns)
    how = "now" if turn.gained else "no longer"
    return f"{what} {how}{always}. For instance, {before} {verb} {after}:"


def _key(option: Key, decision: str, ruleset: Ruleset) -> str:
    if isinstance(option, str):
        return _label(option, decision, ruleset)
    if isinstance(option, Order):
        return "in another order"
    return outcome((option, ()), decision, ruleset)


def _label(option: str, decision: str, ruleset: Ruleset) -> str:
    found = ruleset.decisions[decision].options.get(option)
    return quote(found.label if found is not None else option)


def _rules(difference: Difference) -> Iterator[str]:
    for names, lead in (
        (difference.rules_added, "New rules"),
        (difference.rules_removed, "Rules removed"),
        (difference.rules_changed, "Rules that ask or say something else"),
        (difference.options_changed, "Options with another window, or another effect"),
        (difference.facts_changed, "Facts that are declared otherwise"),
        (difference.partly_compared, "Compared for the values that both know of"),
        (difference.reworded, "Only reworded, with the same advice"),
        (difference.relabelled, "Other words for clients to read"),
    ):
        if names:
            yield f"{lead}: {joined(f'`{name}`' for name in names)}"
            yield ""


def _clients(report: Report, style: _Style) -> Iterator[str]:
    clients = report.clients or ()
    yield f"The advice changes for {len(clients)} of {counted(report.total, 'client')}."
    for title, decisions in clients:
        yield from style.item(f"{title}: {joined(decisions)}")
    yield ""


def text(report: Report, *, markdown: bool = False) -> str:
    """The whole report, without a final line feed."""
    return "\n".join(report_lines(report, markdown=markdown)).rstrip()
