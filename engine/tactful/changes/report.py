"""A difference between two rulesets for people, laid out as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from tactful.changes.circumstances import UNLESS, besides, in_common, said
from tactful.changes.difference import ClientChange, Difference
from tactful.changes.turns import Changed, Key, Order, Turn, comes_about
from tactful.explanation.decisions import outcome_in_words
from tactful.explanation.wording import counted, joined, quote
from tactful.language.conclusions import Told
from tactful.language.given import Given
from tactful.language.model import Ruleset
from tactful.pages.blocks import Item, Line, Listing, Paragraph
from tactful.pages.page import Page, Section
from tactful.pages.words import Name, Words
from tactful.scenarios.writing import Written, scenario_text

SCREENFUL = 10
"""Lines for what decisions turn to, so that all of a difference fits on a screen."""

MOST_CLAUSES = 5
"""What has to be so for a turn that is told where the rest is somewhere else; more is counted."""

WIDTH = 84
"""Letters on a line."""

Clients = Sequence[tuple[str, tuple[str, ...]]]
"""Clients whose advice changes, with the decisions that come out otherwise."""

TurnCounts: TypeAlias = Mapping[tuple[str, Told, Told], int]
"""For how many clients a decision changes, and from what to what."""


class ChangeReport(NamedTuple):
    """A difference with the clients it concerns.

    Attributes:
        difference: The difference.
        clients: Whose advice changes; ``None`` where nobody asked about any.
        total: Of how many.
        tally: How often each change comes about among them.
        rest: Where the rest is to be found, as "`--all` shows all": then no more is told than
            fits on a screen. All of it, if there is no such place.
    """

    difference: Difference
    clients: Clients | None = None
    total: int = 0
    tally: TurnCounts = MappingProxyType({})
    rest: str = ""


def report_of_clients(
    difference: Difference, changes: Sequence[ClientChange], total: int, rest: str = ""
) -> ChangeReport:
    """A report on a difference and on so many clients, of whom some are advised otherwise."""
    tally = Counter(
        (name, one.before[name], one.after[name]) for one in changes for name in one.after
    )
    clients = [(one.title, tuple(one.after)) for one in changes]
    return ChangeReport(difference, clients, total, tally, rest)


def report_page(report: ChangeReport, more: Iterable[Section] = ()) -> Page:
    """Lay a difference out.

    Args:
        report: The difference.
        more: What else to tell of it.
    """
    difference = report.difference
    first, last = around(difference)
    sections = [*first, *_decisions(report), *last]
    if report.clients is not None:
        sections.append(_clients(report))
    title = f"{difference.old.title or difference.old.id}: what changes"
    return Page(title, (_headline(difference),), (*sections, *more), "report")


def around(difference: Difference) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """What is told of a difference before and after what is told of its decisions."""
    first = (*_whose(difference), *_revived(difference))
    last = [
        _bare(Name(name, strong=True), f": the decision is {word}")
        for names, word in ((difference.added, "new"), (difference.removed, "gone"))
        for name in names
    ]
    return first, (*last, *_rules(difference))


class ToldTurn(NamedTuple):
    """What a decision turns to, in words, with a situation that shows it and the rules to thank."""

    words: str
    witness: Given
    rules: tuple[str, ...]


def told_turns(changed: Changed, report: ChangeReport) -> list[ToldTurn]:
    """How a decision turns: the most clients first, or what is said in the fewest words."""
    return [
        ToldTurn(
            _turns(turns, changed.decision, report),
            turns[0].witness,
            tuple(dict.fromkeys(rule for turn in turns for rule in turn.rules)),
        )
        for turns in _groups(changed, report)
    ]


def _bare(*words: str | Name) -> Section:
    return Section("", blocks=(Line(words),))


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


def _whose(difference: Difference) -> Iterator[Section]:
    """What all changes have in common."""
    core = difference.core
    shared = [] if core is None else in_common(core.necessary, (difference.old, difference.new))
    if core is None or not shared:
        return
    nobody = "Nobody else's advice changes: that is proven."
    if not difference.core_is_of_all:
        of = joined(f"`{name}`" for name in core.decisions)
        nobody = f"For nobody else another option is advised on {of}: that is proven."
    items = tuple(Item(clause) for clause in shared)
    yield Section("Only for clients where all of this is so", blocks=(*items, Paragraph(nobody)))


def _revived(difference: Difference) -> Iterator[Section]:
    """Which rules speak again, as what kept them down is set aside."""
    together: dict[tuple[str, str], list[str]] = {}
    for one in difference.revived:
        together.setdefault((one.set_aside_by, one.kept_down_by), []).append(one.rule)
    for (by, middle), rules in together.items():
        speak = "speaks" if len(rules) == 1 else "speak"
        told = (
            f"`{by}` sets `{middle}` aside, which set aside {joined(f'`{r}`' for r in rules)}: "
            f"so {'that one' if len(rules) == 1 else 'these'} {speak} again for some."
        )
        yield Section("", blocks=(Paragraph(told),), label="Rules that speak again")


def _decisions(report: ChangeReport) -> Iterator[Section]:
    """How each decision changes; no more than fits on a screen, if the rest is somewhere else."""
    decisions = report.difference.decisions
    if not report.rest:
        yield from (_decision(changed, report) for changed in decisions)
        return
    following = [one for one in decisions if one.follows]
    left, cut = SCREENFUL, 0
    for changed in decisions:
        if not changed.turns:
            yield _decision(changed, report)
        elif not changed.follows:
            told = [_turns(group, changed.decision, report) for group in _groups(changed, report)]
            shown: list[Item] = []
            for words in told:
                left -= 1 + len(words) // WIDTH
                shown += [Item(words)] if left >= 0 or not shown else []
            cut += len(told) - len(shown)
            yield Section(heading(changed, report.difference), blocks=tuple(shown))
    notes = [_following(following)] if following else []
    if cut:
        notes.append(f"There {'is 1 more turn' if cut == 1 else f'are {cut} more turns'}.")
    if any(one.turns for one in decisions):
        notes.append(report.rest)
        yield Section("", blocks=(Paragraph(" ".join(notes)),), label="The rest")


def _following(decisions: Sequence[Changed]) -> str:
    """That some decisions change only where others do."""
    told: dict[tuple[str, ...], list[str]] = {}
    for one in decisions:
        told.setdefault(one.follows, []).append(one.decision)
    return " ".join(
        f"{joined(f'`{name}`' for name in names)} {'changes' if len(names) == 1 else 'change'} "
        f"only where {joined((f'`{cause}`' for cause in causes), 'or')} does: that is proven."
        for causes, names in told.items()
    )


def _decision(changed: Changed, report: ChangeReport) -> Section:
    name = Name(changed.decision, strong=True)
    difference = report.difference
    if not changed.turns:
        return _bare(
            name, f": {'unchanged, proven' if changed.proven else 'no change found, not proven'}"
        )
    items = []
    for told in told_turns(changed, report):
        scenario = Written(f"Shows a change of {changed.decision}", told.witness, {})
        under: list[Paragraph | Listing] = [
            Listing(scenario_text(scenario, facts_of_both(difference)))
        ]
        if told.rules:
            under.append(Paragraph(f"because of {joined(f'`{rule}`' for rule in told.rules)}"))
        items.append(Item(f"{told.words} For instance:", tuple(under)))
    same = [key for key in changed.unchanged if isinstance(key, str)]
    if same:
        labels = joined(_label(key, changed.decision, difference.new) for key in same)
        items.append(Item(f"just as before: {labels} (proven)"))
    if changed.follows:
        items.append(Item(_following([changed])))
    return Section(heading(changed, difference), blocks=tuple(items))


def heading(changed: Changed, difference: Difference) -> Words:
    """That a decision changes, and where alone, if that is not so of all changes."""
    core, rulesets = difference.core, (difference.old, difference.new)
    own = [] if core is None else in_common(core.own(changed.decision), rulesets)
    where = [clause for clause in own if not clause.startswith(UNLESS)]
    unless = [clause.removeprefix(UNLESS) for clause in own if clause.startswith(UNLESS)]
    told = f", only where {joined(where)}" if where else ""
    told += f", never where {joined(unless, 'or')}" if unless else ""
    return (Name(changed.decision, strong=True), f": changed{told}")


def _groups(changed: Changed, report: ChangeReport) -> list[list[Turn]]:
    """Turns that come about alike, told in one breath: the most clients first, or the shortest."""
    found: dict[object, list[Turn]] = {}
    for turn in changed.turns:
        alike = turn.gained, turn.where, turn.before, turn.after
        found.setdefault(alike, []).append(turn)

    def order(group: list[Turn]) -> tuple[int, bool, int]:
        where = _beyond(group[0], changed.decision, report)
        clients = max(clients_of(turn, changed.decision, report) for turn in group)
        return -clients, group[0].where is None, len(where)

    return sorted(found.values(), key=order)


def clients_of(turn: Turn, decision: str, report: ChangeReport) -> int:
    """For how many of the clients a decision turns so."""
    many = _chooses_many(decision, report.difference)
    return sum(
        clients
        for (name, before, after), clients in report.tally.items()
        if name == decision and comes_about(turn, before, after, many=many)
    )


def _chooses_many(decision: str, difference: Difference) -> bool:
    return any(one.decisions[decision].many for one in (difference.old, difference.new))


def facts_of_both(difference: Difference) -> Ruleset:
    """The new ruleset, or the old one where only that has all of the facts of the witnesses."""
    names = {n for d in difference.decisions for turn in d.turns for n in turn.witness}
    return difference.new if names <= difference.new.facts.keys() else difference.old


def _beyond(turn: Turn, decision: str, report: ChangeReport) -> str:
    """Where a turn comes about, without what all changes have in common."""
    difference = report.difference
    core = None if difference.core is None else difference.core.of(decision)
    most = MOST_CLAUSES if report.rest else None
    return said(besides(turn.where, core), (difference.old, difference.new), most=most)


def _turns(turns: Sequence[Turn], decision: str, report: ChangeReport) -> str:
    turn, difference = turns[0], report.difference
    where = _beyond(turn, decision, report)
    if where == "always" and turn.where:
        where = "for all of these clients"
    always = f", {where}" if where else ", in circumstances that could not be told"
    before = outcome_in_words(turn.before, decision, difference.old)
    after = outcome_in_words(turn.after, decision, difference.new)
    ruleset = difference.new if turn.gained else difference.old
    if turn.option is Order.OTHER:
        what = f"in another order, {after} instead of {before}"
    elif _chooses_many(decision, difference):
        keys = joined(_key(one.option, decision, ruleset) for one in turns)
        what = f"{keys} {'now' if turn.gained else 'no longer'}"
    else:
        what = f"{after} instead of {before}"
    clients = max(clients_of(one, decision, report) for one in turns)
    counting = f" ({counted(clients, 'client')})" if clients else ""
    return f"{what}{counting}{always}."


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
