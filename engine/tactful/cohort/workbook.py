"""A cohort's advice as a workbook that a coach can read: what to do, for whom, at a glance.

The first sheet counts, with a chart for each decision; the second holds the clients, with
filters, colours and a header that stays; a third the reasons in words where they were asked for,
and a fourth what was not understood. What only machines need is folded away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any

from tactful.extras import needed

with needed():
    import polars as pl

from tactful.cohort.before import CHANGED, before_column
from tactful.cohort.output import MADE_BY, for_workbooks, given_up_at_once, kind_of_table
from tactful.cohort.several.shapes import AdviceShapes
from tactful.cohort.several.sheets import PeopleSheets
from tactful.cohort.workbook_reasons import ReasonsSheet
from tactful.cohort.workbook_remarks import RowsOrigin, write_remarks
from tactful.cohort.workbook_summary import Counts, SummarySheet
from tactful.columns.labels import label_columns
from tactful.columns.names import Names
from tactful.columns.program import UNHURRIED
from tactful.language.conclusions import Status
from tactful.language.model import Ruleset
from tactful.text.names import spaced

MOST_ROWS = 1_048_575
"""Clients that fit on a sheet below its header."""

TINTS = {
    Status.FALLBACK: "#FFF2CC",
    Status.NONE: "#FCE4D6",
    Status.CONFLICT: "#F8CBAD",
    Status.NOT_APPLICABLE: "#EDEDED",
}
"""Colours of cells, by how a decision came out; what was argued for has none."""

_CHANGED_TINT = "#DDEBF7"
_WIDEST = 44
_NARROWEST = 11
_PRINTED = 70
"""How large the clients are printed, in hundredths: as small as is read with ease."""

_LONGEST_CELL = 32_767
_EXACT = 10**15
"""What is written with more digits is a text: a sheet would make noughts of the last ones."""

NONE_OF_THEM = "none of them"
"""What the cell of a fact of several choices says where it is none of them."""


class TooManyRows(ValueError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised if there are more clients than a sheet holds."""


class Workbook:
    """Writes the advice of one ruleset as workbooks."""

    def __init__(
        self,
        ruleset: Ruleset,
        before: Ruleset | None = None,
        origin: RowsOrigin | None = None,
        shapes: AdviceShapes | None = None,
    ) -> None:
        """Prepare.

        Args:
            ruleset: Whose advice it is.
            before: The ruleset that the advice is compared with.
            origin: Where the clients come from, where that is known.
            shapes: What the advice looks like, where clients list several.
        """
        self.people = None if shapes is None else PeopleSheets(ruleset, shapes)
        self._origin = origin
        self._own = frozenset(() if origin is None else origin.cohort.columns)
        self._ruleset = ruleset
        self._names = Names(ruleset)
        self._statuses = {name: self._names.status(name) for name in ruleset.decisions}
        self._labels = _labels(ruleset)
        self._depending = label_columns(ruleset)
        types = {name: ruleset.facts[name].type for name in self._names.concluded}
        self._nothing = {n: type_.none for n, type_ in types.items() if type_.none is not None}
        self._several = {name for name, type_ in types.items() if type_.many}
        if before is not None:
            self._labels |= {before_column(n): found for n, found in _labels(before).items()}

    def sink(self, frame: pl.LazyFrame, path: Path) -> None:
        """Write a frame of advice to a file.

        Raises:
            TooManyRows: if a sheet does not hold them.
            OSError: if the file cannot be written.
        """
        with needed():  # cohorts become other files without it
            import xlsxwriter  # noqa: F401
        with given_up_at_once():
            self._write(frame, path)

    def _write(self, frame: pl.LazyFrame, path: Path) -> None:
        import xlsxwriter

        book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "tmpdir": str(path.parent),
            },
        )
        columns = [*frame.collect_schema().names()]
        book.set_custom_property(MADE_BY, kind_of_table(columns))
        summary = book.add_worksheet("Summary")
        people = self.people
        frame = for_workbooks(frame, [] if people is None else people.lists)
        if people is not None:
            columns = people.of_clients(frame.collect_schema().to_frame()).columns
        clients = _Clients(self, book, columns)
        others = [] if people is None else people.lists_of(frame.collect_schema().to_frame())
        sheets = [_Clients(self, book, ones.columns, title) for title, ones in others]
        for batch in frame.collect_batches(maintain_order=True, optimizations=UNHURRIED):
            listed = [] if people is None else people.lists_of(batch)
            shown = batch if people is None else people.of_clients(batch)
            for sheet, rows in (
                (clients, shown),
                *zip(sheets, (o for _, o in listed), strict=True),
            ):
                for values in rows.iter_rows():
                    sheet.add(values)
        for sheet in (clients, *sheets):
            sheet.finish()
        remarks = None if self._origin is None else self._origin.told()
        if self._origin is not None and remarks is not None and remarks.kept:
            write_remarks(book, clients.head, self._origin, remarks)
        said = None if remarks is None else remarks.counts
        counts = {name: how for one in (clients, *sheets) for name, how in one.counts.items()}
        whom = {} if people is None else people.counted(clients.row, [one.row for one in sheets])
        SummarySheet(self._ruleset, TINTS).write(book, summary, counts, clients.clients, said, whom)
        book.close()

    def title(self, name: str) -> str:
        """What a column is called: the cohort's own as there, ours in words."""
        return name if name in self._own and not self._is_ours(name) else spaced(name)

    def _is_ours(self, name: str) -> bool:
        return name in self._ruleset.decisions or self.is_technical(name)

    @property
    def explanation(self) -> str:
        """The column that goes to a sheet of its own."""
        return self._names.explanation

    @cached_property
    def moments(self) -> tuple[str, ...]:
        """The columns that hold moments as text."""
        return (*self._names.window, *self._names.wait)

    def statuses(self, names: Sequence[str]) -> dict[str, str]:
        """The decisions among some columns, now and before, each with its status' column."""
        sides = {before_column(n): before_column(s) for n, s in self._statuses.items()}
        found = {**self._statuses, **sides}
        return {n: status for n, status in found.items() if n in names and status in names}

    def chooses_many(self, name: str) -> bool:
        """Whether a column, now or before, is of a decision that may well come to nothing."""
        many = {d.id for d in self._ruleset.decisions.values() if d.many}
        return name in many or name in map(before_column, many)

    def is_technical(self, name: str) -> bool:
        """Whether a column is folded away."""
        names = self._names
        made = {names.fired, names.set_aside, names.assumptions, names.conflicts}
        made |= {names.none(fact) for fact in self._nothing}
        for decision, status in self._statuses.items():
            made |= {status, before_column(status), names.margin(decision), names.tie(decision)}
        return name in made

    def nothing(self, name: str) -> tuple[str, str] | None:
        """For a fact of which there may be none: the column that says so, and the cell's words."""
        words = self._nothing.get(name)
        return None if words is None else (self._names.none(name), words)

    def is_label(self, name: str) -> bool:
        """Whether a column says what an option is called, for the cells of another column."""
        return name in self._depending.values()

    def labels(self, name: str) -> Mapping[str, str]:
        """What the values of a column are called."""
        return self._labels.get(name, {})

    def depending(self, name: str) -> Mapping[str, str]:
        """The options of a decision whose labels depend, each with the column that tells it."""
        return {option: told for (owner, option), told in self._depending.items() if owner == name}

    def shown(self, name: str, value: Any, labels: Mapping[str, str]) -> Any:
        """What a cell says: labels for options, words for yes and no, moments as such."""
        if isinstance(value, list):
            if not value and name in self._several:
                return NONE_OF_THEM
            part_of = spaced if name in (CHANGED, self._names.misfits, self._names.by_then) else str
            return ", ".join(labels.get(part, part_of(part)) for part in value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if name in self.moments and isinstance(value, str):
            return datetime.fromisoformat(value)
        return labels.get(value, value) if isinstance(value, str) else value


def _labels(ruleset: Ruleset) -> dict[str, Mapping[str, str]]:
    """What the values of columns are called, by column."""
    options = {
        name: {option.id: option.label for option in decision.options.values()}
        for name, decision in ruleset.decisions.items()
    }
    return {
        **options,
        **{name: ruleset.facts[name].type.choices for name in Names(ruleset).concluded},
    }


class _Clients:
    """The sheets that have a row for each client."""

    def __init__(
        self, book: Workbook, file: Any, names: Sequence[str], title: str = "Clients"
    ) -> None:
        self.counts: Counts = {}
        self.row = self.clients = 0
        self._book, self._file = book, file
        self._places = {name: place for place, name in enumerate(names)}
        self._labels = {name: book.labels(name) for name in names}
        self._depending = {
            name: [(o, self._places[c]) for o, c in told.items() if c in self._places]
            for name in names
            if (told := book.depending(name))
        }
        hidden = {book.explanation, *filter(book.is_label, names)}
        self._columns = [name for name in names if name not in hidden]
        self._statuses = book.statuses(names)
        self._widths = [len(book.title(name)) + 3 for name in self._columns]
        self._styles = {
            date: file.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            datetime: file.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
            time: file.add_format({"num_format": "hh:mm", "align": "left"}),
        }
        self._sheet = file.add_worksheet(title)
        explained = book.explanation in self._places
        style = {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "valign": "top"}
        self.head = file.add_format({**style, "text_wrap": True})
        self._reasons: ReasonsSheet | None = None
        if explained:
            first = book.title(self._columns[0])
            self._reasons = ReasonsSheet(file, file.add_worksheet("Reasons"), self.head, first)
        for place, name in enumerate(self._columns):
            self._sheet.write_string(0, place, book.title(name), self.head)

    def add(self, values: tuple[Any, ...]) -> None:
        """Write a client.

        Raises:
            TooManyRows: if the sheet is full.
        """
        self.row += 1
        if self.row > MOST_ROWS:
            raise TooManyRows(f"more than {MOST_ROWS} clients")
        for place, name in enumerate(self._columns):
            shown = self._shown(name, values)
            if shown is not None and shown != "":
                self._cell(self._sheet, place, shown)
        people = self._book.people
        is_first = people is None or people.is_first(values, self._places)
        self.clients += is_first
        for name, status in self._statuses.items():
            if is_first or (people is not None and name in people.own):
                self._count(name, values[self._places[name]], values[self._places[status]])
        if self._reasons is not None and is_first:
            first = self._shown(self._columns[0], values)
            text = values[self._places[self._book.explanation]]
            self._reasons.add("" if first is None else str(first), text)
            if self._reasons.row > MOST_ROWS:
                raise TooManyRows(f"the reasons for {self.row} clients")

    def _shown(self, name: str, values: tuple[Any, ...]) -> Any:
        """What a cell says; ``None`` for nothing."""
        value, nothing = values[self._places[name]], self._book.nothing(name)
        if value is None and nothing is not None and values[self._places[nothing[0]]]:
            return nothing[1]
        if value is None:
            return None
        labels = self._labels[name]
        if name in self._depending:
            labels = {**labels, **{option: values[at] for option, at in self._depending[name]}}
        return self._book.shown(name, value, labels)

    def _cell(self, sheet: Any, place: int, value: Any, style: Any = None) -> None:
        if isinstance(value, datetime | date | time):
            if isinstance(value, datetime):
                value = value.replace(tzinfo=None)
            if not isinstance(value, time) and value.year < 1900:
                value = value.isoformat()  # a workbook's calendar begins with that year
        if isinstance(value, datetime | date | time):
            sheet.write_datetime(self.row, place, value, self._styles[type(value)])
            length = 16 if isinstance(value, datetime) else 10
        elif isinstance(value, float) or (isinstance(value, int) and abs(value) < _EXACT):
            sheet.write_number(self.row, place, value, style)
            length = len(str(value))
        else:
            text = str(value)[:_LONGEST_CELL]
            sheet.write_string(self.row, place, text, style)
            length = len(text)
        if sheet is self._sheet:
            self._widths[place] = max(self._widths[place], length + 1)

    def _count(self, name: str, choice: Any, status: str) -> None:
        counts = self.counts.setdefault(name, {})
        options = choice if isinstance(choice, list) else [choice]
        for option in options if choice not in (None, []) else [Status(status)]:
            counts[option] = counts.get(option, 0) + 1

    def finish(self) -> None:
        """Say how the sheets are to look."""
        last, sheet = max(self.row, 1), self._sheet
        for place, name in enumerate(self._columns):
            width = min(max(self._widths[place], _NARROWEST), _WIDEST)
            hidden = {"level": 1, "hidden": True} if self._book.is_technical(name) else {}
            sheet.set_column(place, place, width, None, hidden)
        if self._columns:
            sheet.autofilter(0, 0, last, len(self._columns) - 1)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)  # whose row it is, on every page across
        sheet.print_across()
        sheet.set_print_scale(_PRINTED)
        if self._reasons is not None:
            self._reasons.finish()
        if self.row:
            self._colours()

    def _colours(self) -> None:
        """Colour each decision's cells by how it came out, and what changed."""
        from xlsxwriter.utility import xl_col_to_name

        tints = {how: self._file.add_format({"bg_color": tint}) for how, tint in TINTS.items()}
        for name, status in self._statuses.items():
            column = xl_col_to_name(self._columns.index(status))
            for how, tint in tints.items():
                if how is Status.NONE and self._book.chooses_many(name):
                    continue
                self._tint(name, f'=${column}2="{how.value}"', tint)
        if CHANGED in self._columns:
            place = self._columns.index(CHANGED)
            column = xl_col_to_name(place)
            style = self._file.add_format({"bg_color": _CHANGED_TINT, "bold": True})
            self._tint(CHANGED, f'=${column}2<>""', style)

    def _tint(self, name: str, criteria: str, style: Any) -> None:
        place = self._columns.index(name)
        self._sheet.conditional_format(
            1, place, self.row, place, {"type": "formula", "criteria": criteria, "format": style}
        )
