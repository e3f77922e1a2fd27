"""Rules that share their shape as a table that can be filled in."""

from __future__ import annotations

from tactful.workspace.fields.field import FormField
from tactful.workspace.tables import RuleTable, families, table, table_title
from tactful_studio.pane_input import PaneInput
from tactful_studio.rendering import rendered

TITLE = "Table"


def pane(asked: PaneInput) -> str:
    """The rules of one shape side by side, a row each. The setting ``family`` says which."""
    now = asked.opened
    made = [found for rules in families(now) if (found := table(now, rules)) is not None]
    made.sort(key=lambda one: -len(one.rows))
    wanted = asked.form.get("family", "")
    shown = next((one for one in made if _name(one) == wanted), made[0] if made else None)
    return rendered(
        "panes/table.html",
        listed=[(_name(one), f"{table_title(one)} ({len(one.rows)} rules)") for one in made],
        family=None if shown is None else _name(shown),
        table=shown,
        empty=() if shown is None else tuple(map(_emptied, shown.rows[-1].cells)),
    )


def _name(made: RuleTable) -> str:
    return made.rows[0].rule


def _emptied(cell: FormField) -> FormField:
    """A cell of a new row: a test as in the last row, and nothing else."""
    return cell if cell.shape == "test" else cell._replace(value="", span=None)
