"""Whose advice the unsaved edits change: decision by decision, or a proof that it is nobody's."""

from __future__ import annotations

from typing import NamedTuple

from tactful.changes.difference import Difference, compare
from tactful.changes.report import ChangeReport, around, heading, report_page, told_turns
from tactful.explanation.wording import counted
from tactful.language.as_json import Json
from tactful.network.kept import network_of
from tactful.pages.html import part
from tactful.pages.page import Page, Section
from tactful.pages.words import Words
from tactful.scenarios.scenario import Scenario
from tactful.scenarios.writing import Written, expected_decisions
from tactful.workspace.editing.keeping import kept
from tactful.workspace.opened import Opened
from tactful_studio.advice import facts_of
from tactful_studio.pane_input import PaneInput
from tactful_studio.panes_found import Light
from tactful_studio.places import RulePlace, edits, places
from tactful_studio.remembering import remembered
from tactful_studio.rendering import rendered

TITLE = "Whose advice changes"
PROVES = True


class TriedTurn(NamedTuple):
    """One way in which a decision turns, with a client who shows it and the rules to thank.

    There are no facts where only the saved rules know all of them.
    """

    words: str
    title: str
    facts: Json
    keep: list[Json]
    rules: list[tuple[str, RulePlace | None]]


def pane(asked: PaneInput) -> str:
    """What each decision comes to before and after, with the smallest client who shows it."""
    opened, saved = asked.opened, asked.saved
    if opened.ruleset is None:
        return rendered("panes/no_rules.html")
    if saved.ruleset is None or _is_same(opened, saved):
        return rendered("panes/changes.html", compared=False, readable=saved.ruleset is not None)
    whole = asked.form.get("whole") == "yes"
    found = difference(opened, saved, whole)
    report = ChangeReport(found)
    first, last = around(found)
    shown: list[tuple[Words, list[TriedTurn], str]] = []
    for changed in found.decisions:
        turns = [
            _shown(one.words, changed.decision, Scenario("", one.witness), one.rules, opened)
            for one in told_turns(changed, report)
        ]
        if turns:
            shown.append((heading(changed, found), turns, changed.decision))
    same = [one.decision for one in found.decisions if not one.turns and one.proven]
    return rendered(
        "panes/changes.html",
        compared=True,
        changes=found.changes_advice,
        headline=report_page(report).headline[0],
        first=_part("whose", first),
        last=_part("rules", last),
        shown=shown,
        same=same,
        whole=whole,
    )


def light(asked: PaneInput) -> Light | None:
    """Whether anybody's advice changes."""
    opened, saved = asked.opened, asked.saved
    if opened.ruleset is None or saved.ruleset is None:
        return None
    if _is_same(opened, saved):
        return Light("Nothing unsaved", "good")
    found = difference(opened, saved, False)
    if not found.changes_advice:
        return Light("No advice changes", "good")
    changed = sum(bool(one.turns) for one in found.decisions)
    changed += len(found.added) + len(found.removed)
    if not changed:
        return Light("Advice may change", "look")
    return Light(
        f"{counted(changed, 'decision')} {'changes' if changed == 1 else 'change'}", "look"
    )


@remembered
def difference(opened: Opened, saved: Opened, whole: bool) -> Difference:
    """How the rules in the page differ from the saved ones; both can be read."""
    assert opened.ruleset is not None  # noqa: S101 - whoever asks has looked
    assert saved.ruleset is not None  # noqa: S101 - likewise
    situations = (one.given for one in opened.scenarios if not one.people)
    return compare(saved.ruleset, opened.ruleset, situations, whole=whole)


def _is_same(opened: Opened, saved: Opened) -> bool:
    return (opened.texts, opened.outside) == (saved.texts, saved.outside)


def _part(mark: str, sections: tuple[Section, ...]) -> str:
    return part(Page("", (), sections, "report"), 3, mark) if sections else ""


def _shown(
    words: str, decision: str, shows: Scenario, rules: tuple[str, ...], opened: Opened
) -> TriedTurn:
    ruleset = opened.ruleset
    assert ruleset is not None  # noqa: S101 - it was compared
    title = f"A client for whom {ruleset.decisions[decision].label} changes"
    facts: Json = None
    keep: list[Json] = []
    if shows.given.keys() <= ruleset.facts.keys():
        facts = {**facts_of(shows, ruleset)}
        conclusions = network_of(ruleset).evaluate(shows.given)
        expect = expected_decisions(ruleset, conclusions, [decision])
        keep = edits(kept(Written(f"Shows a change of {decision}", shows.given, expect), opened))
    known = places(opened)
    return TriedTurn(words, title, facts, keep, [(rule, known.get(rule)) for rule in rules])
