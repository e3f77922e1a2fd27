"""A difference between two rulesets: as plain text and Markdown for people, and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tactful.advice import Told
from tactful.cases import every_test
from tactful.changes import Changed, Difference, Key, Turn
from tactful.conclusions import Status
from tactful.detached import as_value
from tactful.model import FactRef, Ruleset
from tactful.proofs import Circumstances
from tactful.scenario_text import Written, scenario_text
from tactful.values import Kind, Value
from tactful.wire import Json
from tactful.witnesses import shown
from tactful.wording import Wording, counted, joined, quote

_OUTCOMES = {
    Status.NONE: "no recommendation",
    Status.CONFLICT: "no recommendation, because the rules disagree",
    Status.NOT_APPLICABLE: "not a question",
}
MOST_NAMED = 3
"""Facts that are named as unknown; more are counted."""

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
    for decision in difference.decisions:
        yield from _decision(decision, difference, style)
    for names, word in ((difference.added, "new"), (difference.removed, "gone")):
        for name in names:
            yield f"{style.strong(name)}: the decision is {word}"
            yield ""
    yield from _rules(difference)
    if report.clients is not None:
        yield from _clients(report, style)


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


class _Plain:
    def strong(self, name: str) -> str:
        return name

    def item(self, text: str) -> Iterator[str]:
        yield f"  - {text}"

    def block(self, text: str) -> Iterator[str]:
        yield from (f"      {line}" for line in text.splitlines())

    def note(self, text: str) -> Iterator[str]:
        yield f"    {text}"


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
    for turn in changed.turns:
        yield from style.item(_turn(turn, changed.decision, difference))
        scenario = Written(f"Shows a change of {changed.decision}", turn.witness, {})
        yield from style.block(scenario_text(scenario, _both(difference)))
        if turn.rules:
            rules = joined(f"`{rule}`" for rule in turn.rules)
            yield from style.note(f"because of {rules}")
    same = [key for key in changed.unchanged if isinstance(key, str)]
    if same:
        yield from style.item(f"just as before: {joined(f'`{key}`' for key in same)} (proven)")
    yield ""


def _both(difference: Difference) -> Ruleset:
    """The new ruleset, or the old one where only that has all of the facts of the witnesses."""
    names = {n for d in difference.decisions for turn in d.turns for n in turn.witness}
    return difference.new if names <= difference.new.facts.keys() else difference.old


def _turn(turn: Turn, decision: str, difference: Difference) -> str:
    before = outcome(turn.before, decision, difference.old)
    after = outcome(turn.after, decision, difference.new)
    where = said(turn.where, difference)
    always = f", {where}" if where else ""
    return f"{_key(turn, decision, difference)}{always}. For instance, {before} becomes {after}:"


def _key(turn: Turn, decision: str, difference: Difference) -> str:
    ruleset = difference.new if turn.gained else difference.old
    option = turn.option
    if isinstance(option, str):
        found = ruleset.decisions[decision].options.get(option)
        what = quote(found.label if found is not None else option)
    else:
        what = outcome((option, ()), decision, ruleset)
    return f"{what} {'now' if turn.gained else 'no longer'}"


def outcome(told: Told, decision: str, ruleset: Ruleset) -> str:
    """What a decision came to, in words."""
    status, choices = told
    if choices:
        return joined(quote(ruleset.decisions[decision].options[c].label) for c in choices)
    if status is Status.NONE and ruleset.decisions[decision].many:
        return "nothing in particular"
    return _OUTCOMES.get(status, status.value)


def said(where: Circumstances, difference: Difference) -> str:
    """Circumstances as a clause: "whenever the rapport is “warm”"."""
    ruleset = difference.new
    known = [(n, v) for n, v in where if v is not None and n in ruleset.facts]
    unknown = [n for n, v in where if v is None and n in ruleset.facts]
    wording = Wording(ruleset, {})
    parts = []
    if known:
        parts.append("whenever " + joined(_case(n, v, difference, wording) for n, v in known))
    if unknown:
        named = [wording.named(name) for name in unknown[:MOST_NAMED]]
        if len(unknown) > MOST_NAMED:
            named.append(f"{len(unknown) - MOST_NAMED} more")
        lead = "while nothing is known of" if parts else "whenever nothing is known of"
        parts.append(f"{lead} {joined(named)}")
    return ", ".join(parts)


def _case(name: str, value: Value, difference: Difference, wording: Wording) -> str:
    """A clause that says in which stretch a fact lies: a value, or between two thresholds."""
    type_ = difference.new.facts[name].type
    if not isinstance(value, frozenset):
        value = as_value(value, type_)
    if type_.kind in (Kind.YES_NO, Kind.CHOICE, Kind.TEXT):
        return wording.states(name, value)
    asked = {
        operand
        for ruleset in (difference.old, difference.new)
        for test in every_test(ruleset)
        for operand in test.operands
        if test.subject == name and not isinstance(operand, FactRef)
    }
    if value in asked or not asked:
        return wording.states(name, value)
    below = [o for o in asked if o < value]  # type: ignore[operator]
    above = [o for o in asked if o > value]  # type: ignore[operator]
    bounds = []
    if below:
        bounds.append(f"more than {wording.value(name, max(below, key=type_.rank))}")  # type: ignore[arg-type]
    if above:
        bounds.append(f"less than {wording.value(name, min(above, key=type_.rank))}")  # type: ignore[arg-type]
    return f"{wording.named(name)} is {joined(bounds)}"


def _rules(difference: Difference) -> Iterator[str]:
    for names, lead in (
        (difference.rules_added, "New rules"),
        (difference.rules_removed, "Rules removed"),
        (difference.rules_changed, "Rules that ask or say something else"),
        (difference.options_changed, "Options with another window, or another effect"),
        (difference.facts_changed, "Facts that are declared otherwise"),
        (difference.reworded, "Only reworded, with the same advice"),
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


def report_json(report: Report) -> dict[str, Json]:
    """The report for programs."""
    difference = report.difference
    both = _both(difference)
    made: dict[str, Json] = {
        "changes_advice": difference.changes_advice,
        "old": {"id": difference.old.id, "fingerprint": difference.old.fingerprint},
        "new": {"id": difference.new.id, "fingerprint": difference.new.fingerprint},
        "decisions": {
            changed.decision: {
                "changed": bool(changed.turns),
                "proven": changed.proven,
                "unchanged": [_id(key) for key in changed.unchanged],
                "turns": [_turn_json(turn, both, difference) for turn in changed.turns],
            }
            for changed in difference.decisions
        },
        "decisions_added": [*difference.added],
        "decisions_removed": [*difference.removed],
        "rules": {
            "added": [*difference.rules_added],
            "removed": [*difference.rules_removed],
            "changed": [*difference.rules_changed],
            "reworded": [*difference.reworded],
        },
        "facts_changed": [*difference.facts_changed],
        "options_changed": [*difference.options_changed],
    }
    if report.clients is not None:
        made["clients"] = {
            "total": report.total,
            "changed": [{"scenario": t, "decisions": [*names]} for t, names in report.clients],
        }
    return made


def _turn_json(turn: Turn, ruleset: Ruleset, difference: Difference) -> Json:
    return {
        "option": _id(turn.option),
        "gained": turn.gained,
        "where": said(turn.where, difference),
        "witness": dict(shown(turn.witness, ruleset)),
        "before": _told_json(turn.before),
        "after": _told_json(turn.after),
        "rules": [*turn.rules],
    }


def _told_json(told: Told) -> Json:
    return {"status": told[0].value, "choices": [*told[1]]}


def _id(key: Key) -> str:
    return key if isinstance(key, str) else key.value


def text(report: Report, *, markdown: bool = False) -> str:
    """The whole report, without a final line feed."""
    return "\n".join(report_lines(report, markdown=markdown)).rstrip()
