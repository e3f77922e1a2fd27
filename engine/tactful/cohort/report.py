"""What came of a batch, in words: what clients are advised, and whose advice was another before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tactful.cohort.tally import Changes, Summary
from tactful.explanation.decisions import outcome
from tactful.explanation.wording import counted, joined
from tactful.language.conclusions import WITHOUT_OPTION, Status, Told
from tactful.language.model import Decision, Ruleset

MOST_SHOWN = 20
"""Lines of a table that people are shown; the rest are counted."""

_WIDEST = 50
"""Columns that what was advised before takes in a table; what is longer gets a line of its own."""


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
        lines += change_lines(summary.changes, before, rules)
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
        if Status(status) in WITHOUT_OPTION:
            yield f"  {clients:>12,}  ({status})"


def change_lines(changes: Sequence[Changes], old: Ruleset, new: Ruleset) -> Iterator[str]:
    """The most frequent changes as a table, the rest counted."""
    shown = change_rows(changes, old, new)
    number, name = (max(len(row[place]) for row in shown) for place in (0, 1))
    wide = max((len(row[2]) for row in shown if len(row[2]) <= _WIDEST), default=0)
    for clients, decision, before, after in shown:
        head = f"  {clients:>{number}}  {decision:<{name}}  "
        if len(before) <= _WIDEST:
            yield f"{head}{before:<{wide}}  to {after}"
        else:
            yield f"{head}{before}"
            yield f"{' ' * len(head)}to {after}"
    if len(changes) > len(shown):
        yield f"  and {more_changes(changes)}"


def change_rows(
    changes: Sequence[Changes], old: Ruleset, new: Ruleset
) -> list[tuple[str, str, str, str]]:
    """The most frequent changes: how many clients, the decision, before and after in words."""
    return [
        (
            f"{change.clients:,}",
            change.decision,
            outcome(as_told(change.before), change.decision, old),
            outcome(as_told(change.after), change.decision, new),
        )
        for change in changes[:MOST_SHOWN]
    ]


def more_changes(changes: Sequence[Changes]) -> str:
    """How many changes a table leaves out: ``3 other changes``."""
    left = len(changes) - MOST_SHOWN
    return f"{left:,} other change{'' if left == 1 else 's'}"


def as_told(text: str) -> Told:
    """What a tally says that a decision came to."""
    if text.startswith("("):
        return Status(text[1:-1]), ()
    return Status.CHOSEN, tuple(text.split(", "))
