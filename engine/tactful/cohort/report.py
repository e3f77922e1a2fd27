"""What came of a batch, in words: what clients are advised, and whose advice was another before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tactful.cohort.tally import Changes, Summary
from tactful.explanation.decisions import outcome
from tactful.explanation.wording import counted, joined
from tactful.language.conclusions import Status, Told
from tactful.language.model import Decision, Ruleset
from tactful.pages.blocks import Column, Sides, Table
from tactful.pages.plain_blocks import block_lines
from tactful.pages.words import Name

MOST_SHOWN = 20
"""Lines of a table that people are shown; the rest are counted."""


def batch_text(
    summary: Summary, out: str, rejects: str, rules: Ruleset, before: Ruleset | None = None
) -> str:
    """What came of a batch, without a final line feed.

    Args:
        summary: What was counted.
        out: Where the advice is.
        rejects: Where the rejects are, if there are any.
        rules: Whose advice it is.
        before: The rules that they were compared with.
    """
    lines = [
        f"{counted(summary.read, 'client')}: {summary.advised:,} advised, "
        f"{summary.rejected:,} rejected",
        f"The advice is in {out}",
    ]
    if summary.rejected:
        lines.append(f"The rejects are in {rejects}: {rejected_columns(summary)}")
    for decision in rules.decisions.values():
        lines += ["", decision.question or decision.label, *_choices(decision, summary)]
    if summary.changes and before is not None:
        lines += ["", f"The advice changes for {counted(summary.changed, 'client')}:"]
        lines += block_lines([changes_table(summary.changes, before, rules)])
    return "\n".join(lines)


def rejected_columns(summary: Summary) -> str:
    """What rows were rejected for: ``2 for price and 1 for rapport``."""
    about = [f"{number:,} for {name}" for name, number in summary.rejected_by_column.items()]
    if len(about) > MOST_SHOWN:
        about = [*about[:MOST_SHOWN], f"the rest for {len(about) - MOST_SHOWN} other columns"]
    return joined(about)


def _choices(decision: Decision, summary: Summary) -> Iterator[str]:
    for option, clients in summary.choices[decision.id].items():
        yield f"  {clients:>12,}  {decision.options[option].label}"
    for status, clients in summary.statuses[decision.id].items():
        if status in (Status.NONE.value, Status.CONFLICT.value, Status.NOT_APPLICABLE.value):
            yield f"  {clients:>12,}  ({status})"


def changes_table(changes: Sequence[Changes], old: Ruleset, new: Ruleset) -> Table:
    """The most frequent changes, the rest counted."""
    rows = tuple(
        (
            f"{change.clients:,}",
            (Name(change.decision),),
            Sides(
                outcome(as_told(change.before), change.decision, old),
                outcome(as_told(change.after), change.decision, new),
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
