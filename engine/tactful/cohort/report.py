"""What came of a batch, in words: what clients are advised, and whose advice was another before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tactful.cohort.tally import BatchSummary, Changes
from tactful.columns.names import Names
from tactful.explanation.decisions import outcome_in_words
from tactful.explanation.wording import counted, joined
from tactful.grounding.people import owners_of
from tactful.language.conclusions import WITHOUT_OPTION, Status, Told
from tactful.language.model import Decision, Ruleset
from tactful.language.terms import Each
from tactful.pages.blocks import Column, Sides, Table
from tactful.pages.page import Page, Section
from tactful.pages.words import Cited, Name

MOST_SHOWN = 20
"""Lines of a table that people are shown; the rest are counted."""


def batch_page(
    summary: BatchSummary,
    out: str,
    lists: tuple[str, str],
    rules: Ruleset,
    before: Ruleset | None = None,
) -> Page:
    """Lay out what came of a batch.

    Args:
        summary: What was counted.
        out: Where the advice is.
        lists: Where the rejects and the notes are, if there are any.
        rules: Whose advice it is.
        before: The rules that they were compared with.
    """
    rejects, notes = lists
    advised = f"{summary.advised:,} advised{_with(summary, rules)}"
    headline = [
        f"{counted(summary.clients, 'client')}: {advised}, {summary.rejected:,} rejected",
        f"The advice is in {out}",
    ]
    if summary.strangers:
        lost = sum(summary.strangers.values())
        is_ = "is" if lost == 1 else "are"
        headline.append(
            f"{counted(lost, 'row')} of another table {is_} used for no client, and listed in "
            f"{rejects}: {columns_counted(summary.strangers)}"
        )
    if summary.misfits:
        have = "has" if summary.misfits == 1 else "have"
        headline.append(
            f"{counted(summary.misfits, 'client')} {have} facts that do not fit together: "
            f"see the column {Names(rules).misfits}"
        )
    if summary.rejected:
        about = columns_counted(summary.rejected_by_column)
        headline.append(f"The rejects are in {rejects}: {about}")
    headline += said_of_notes(summary, notes)
    owners = owners_of(rules)
    sections = []
    for decision in rules.decisions.values():
        owner = owners.get(decision.id, "")
        of_ones = rules.each[owner] if owner in summary.people else None
        sections.append(_choices(decision, summary, of_ones))
    if summary.changes and before is not None:
        changed = f"The advice changes for {counted(summary.changed, 'client')}:"
        table = changes_table(summary.changes, before, rules)
        sections.append(Section(changed, blocks=(table,)))
    title = f"{rules.title or rules.id}: advice for a cohort"
    return Page(title, tuple(headline), tuple(sections), "summary")


def _with(summary: BatchSummary, rules: Ruleset) -> str:
    """Those whom the clients list who are advised, in brackets; nothing where nobody lists any."""
    told = [
        f"{count:,} {rules.each[name].label if count == 1 else rules.each[name].plural}"
        for name, count in summary.people.items()
    ]
    return f" (with {joined(told)})" if told else ""


def said_of_notes(summary: BatchSummary, notes: str | None = None) -> list[str]:
    """What is in the notes, and where they are, in words; nothing if there are none."""
    cells = sum(summary.unread.values())
    told = []
    if cells:
        was, facts = ("was", "what it gives is") if cells == 1 else ("were", "what they give is")
        about = columns_counted(summary.unread)
        told.append(f"{counted(cells, 'cell')} {was} not understood, so {facts} unknown: {about}")
    if summary.left_out:
        is_, clients = ("is", "no client") if summary.left_out == 1 else ("are", "no clients")
        told.append(f"{counted(summary.left_out, 'row')} {is_} left out, being {clients}")
    return [*told, f"Each of these is listed in {notes}"] if told and notes else told


def columns_counted(counts: Mapping[str, int]) -> str:
    """How much for which column: ``2 for price and 1 for rapport``."""
    about = [f"{number:,} for {name}" for name, number in counts.items()]
    if len(about) > MOST_SHOWN:
        about = [*about[:MOST_SHOWN], f"the rest for {len(about) - MOST_SHOWN} other columns"]
    return joined(about)


def _choices(decision: Decision, summary: BatchSummary, each: Each | None) -> Section:
    """What a decision comes to, for clients, or for those whom they list."""
    rows = [
        (f"{clients:,}", (Cited(decision.options[option].label),))
        for option, clients in summary.choices[decision.id].items()
    ]
    rows += [
        (f"{clients:,}", (Cited(f"({status})"),))
        for status, clients in summary.statuses[decision.id].items()
        if Status(status) in WITHOUT_OPTION
    ]
    question, whom = decision.question or decision.label, "Clients"
    if each is not None:
        question = question.replace(f"{{{each.id}}}", f"each {each.label}")
        whom = each.plural[:1].upper() + each.plural[1:]
    columns = Column(whom, numbers=True, least=12), Column("Advice")
    table = Table(f"{whom} for each answer to: {question}", columns, tuple(rows))
    return Section((Cited(question),), blocks=(table,) if rows else ())


def changes_table(changes: Sequence[Changes], old: Ruleset, new: Ruleset) -> Table:
    """The most frequent changes, the rest counted."""
    rows = tuple(
        (
            f"{change.clients:,}",
            (Name(change.decision),),
            Sides(
                outcome_in_words(as_told(change.before), change.decision, old),
                outcome_in_words(as_told(change.after), change.decision, new),
            ),
        )
        for change in changes[:MOST_SHOWN]
    )
    left = len(changes) - MOST_SHOWN
    more = f"{left:,} other change{'' if left == 1 else 's'}" if left > 0 else ""
    columns = (Column("Clients", numbers=True), *map(Column, ("Decision", "Before", "Now")))
    return Table("The most frequent changes of the advice", columns, rows, more)


def as_told(text: str) -> Told:
    """What a tally says that a decision came to."""
    if text.startswith("("):
        return Status(text[1:-1]), ()
    return Status.CHOSEN, tuple(text.split(", "))
