"""A difference between two rulesets for people, laid out as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tactful.changes.circumstances import said
from tactful.changes.difference import Difference
from tactful.changes.turns import Changed, Key, Order, Turn
from tactful.explanation.decisions import outcome_in_words
from tactful.explanation.wording import counted, joined, quote
from tactful.language.model import Ruleset
from tactful.pages.blocks import Item, Line, Listing, Paragraph
from tactful.pages.page import Page, Section
from tactful.pages.words import Name
from tactful.scenarios.writing import Written, scenario_text

MOST_WITHOUT_OVERVIEW = 4
"""Changes past which they are listed in short before they are told."""


Clients = Sequence[tuple[str, tuple[str, ...]]]
"""Clients whose advice changes, with the decisions that come out otherwise."""


class ChangeReport(NamedTuple):
    """A difference with the clients it concerns; ``None`` where nobody asked about any."""

    difference: Difference
    clients: Clients | None = None
    total: int = 0


def report_page(report: ChangeReport, more: Iterable[Section] = ()) -> Page:
    """Lay a difference out.

    Args:
        report: The difference.
        more: What else to tell of it.
    """
    difference = report.difference
    sections = []
    if sum(len(decision.turns) for decision in difference.decisions) > MOST_WITHOUT_OVERVIEW:
        sections.append(Section("", blocks=tuple(_overview(difference)), label="In short"))
    sections += [_decision(decision, difference) for decision in difference.decisions]
    for names, word in ((difference.added, "new"), (difference.removed, "gone")):
        sections += [_bare(Name(name, strong=True), f": the decision is {word}") for name in names]
    sections += _rules(difference)
    if report.clients is not None:
        sections.append(_clients(report))
    title = f"{difference.old.title or difference.old.id}: what changes"
    return Page(title, (_headline(difference),), (*sections, *more), "report")


def _bare(*words: str | Name) -> Section:
    return Section("", blocks=(Line(words),))


def _overview(difference: Difference) -> Iterator[Item]:
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
            yield Item((Name(decision.decision, strong=True), f", for some: {'; '.join(parts)}"))


def _headline(difference: Difference) -> str:
    changed = [d for d in difference.decisions if d.turns]
    open_ = [d for d in difference.decisions if not d.turns and not d.proven]
    if difference.only_renames and not difference.changes_advice:
        return "Only names change, and nobody's advice: that is proven for every situation."
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


def _decision(changed: Changed, difference: Difference) -> Section:
    name = Name(changed.decision, strong=True)
    if not changed.turns:
        return _bare(
            name, f": {'unchanged, proven' if changed.proven else 'no change found, not proven'}"
        )
    items = []
    for turns in _together(changed.turns):
        scenario = Written(f"Shows a change of {changed.decision}", turns[0].witness, {})
        under: list[Paragraph | Listing] = [
            Listing(scenario_text(scenario, facts_of_both(difference)))
        ]
        rules = dict.fromkeys(rule for turn in turns for rule in turn.rules)
        if rules:
            under.append(Paragraph(f"because of {joined(f'`{rule}`' for rule in rules)}"))
        items.append(Item(_turns(turns, changed.decision, difference), tuple(under)))
    same = [key for key in changed.unchanged if isinstance(key, str)]
    if same:
        labels = joined(_label(key, changed.decision, difference.new) for key in same)
        items.append(Item(f"just as before: {labels} (proven)"))
    return Section((name, ": changed"), blocks=tuple(items))


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
    before = outcome_in_words(turn.before, decision, difference.old)
    after = outcome_in_words(turn.after, decision, difference.new)
    where = said(turn.where, (difference.old, difference.new))
    always = f", {where}" if where else ", in circumstances that could not be told"
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
    return outcome_in_words((option, ()), decision, ruleset)


def _label(option: str, decision: str, ruleset: Ruleset) -> str:
    found = ruleset.decisions[decision].options.get(option)
    return quote(found.label if found is not None else option)


def _rules(difference: Difference) -> Iterator[Section]:
    for kind, renamed in difference.renamed.dotted().items():
        if renamed:
            told = joined(f"`{name}` is now `{to}`" for name, to in renamed.items())
            yield _bare(f"Renamed {kind}: {told}")
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
            yield _bare(f"{lead}: {joined(f'`{name}`' for name in names)}")


def _clients(report: ChangeReport) -> Section:
    clients = report.clients or ()
    items = tuple(Item(f"{title}: {joined(decisions)}") for title, decisions in clients)
    changed = f"The advice changes for {len(clients)} of {counted(report.total, 'client')}."
    return Section(changed, blocks=items)
