"""What happens to the rows of a cohort in which clients list several: read, grouped, advised.

Cells are read for all numbers at once. The clients of each batch of rows are then grouped by how
many they list, each group is advised by the program for as many, and the rows go out in the order
in which they came.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

import polars as pl

from tactful.cohort.batch import Advisor, BatchSteps
from tactful.cohort.output import written_out
from tactful.cohort.reading.cohort import ROW, raw_column, typed_column
from tactful.cohort.reading.frames import read_frame
from tactful.cohort.reading.reader import CohortReader
from tactful.cohort.reasons import Tell
from tactful.cohort.remarks import OnRemarks
from tactful.cohort.several.counts import SeveralTally
from tactful.cohort.several.headings import Spread
from tactful.cohort.several.listed import AlikeRows, ListedRows, names_column
from tactful.cohort.several.program import GroundProgram
from tactful.cohort.several.shapes import AdviceShapes
from tactful.columns.names import given_columns
from tactful.columns.program import Moment
from tactful.grounding.people import People, copy_name
from tactful.language.values import Kind


def steps_for(
    advisor: Advisor,
    *,
    moment: Moment | None = None,
    tell: Tell | None = None,
    before: Advisor | None = None,
    strict: bool = False,
    labels: bool = False,
    per: str | None = None,
) -> BatchSteps:
    """The steps for a cohort, whether its clients list several of anything or not.

    Args:
        advisor: Whose advice is wanted.
        moment: The local time to assume for clients whose moment is not given.
        tell: Turns an explanation into the text of the column ``explanation``.
        before: Whose advice to compare with, where nobody lists several.
        strict: Whether to reject the clients of whom a cell is not understood, or whose facts do
            not fit together.
        labels: Whether to hand on what options are called, where that depends.
        per: Of what a row is one, where it is not a client.
    """
    if advisor.spread is None:
        return BatchSteps(
            advisor, moment=moment, tell=tell, before=before, strict=strict, labels=labels
        )
    return SeveralSteps(
        advisor, advisor.spread, moment=moment, tell=tell, strict=strict, labels=labels, per=per
    )


class SeveralSteps(BatchSteps):
    """What happens to each batch of rows of clients who list several."""

    def __init__(
        self,
        advisor: Advisor,
        spread: Spread,
        *,
        moment: Moment | None = None,
        tell: Tell | None = None,
        strict: bool = False,
        labels: bool = False,
        per: str | None = None,
    ) -> None:
        """Prepare; what is compiled for a number is compiled when it is met.

        The arguments are those of ``steps_for``, and over how many of each thing the columns of
        the cohort are spread.
        """
        whole = advisor.matching
        of_all = {f: c for f, c in whole.facts.items() if f in spread.rules.facts}
        super().__init__(
            advisor._replace(matching=whole._replace(facts=of_all), spread=None),
            moment=moment,
            tell=tell,
            strict=strict,
            labels=labels,
        )
        self._spread = spread
        self._whole = whole
        self._moment = moment
        self._listing = ListedRows(spread, whole)
        self._reader = CohortReader(
            spread.ruleset,
            whole,
            advisor.now,
            advisor.remedies,
            advisor.styles,
            strict=strict,
            is_there=self._listing.is_there,
        )
        self._rejects_misfits = strict
        self._handed_labels = labels
        self._of_all = [name for name in advisor.given if name in spread.rules.facts]
        self._shapes = AdviceShapes(spread, per, explained=tell is not None)
        self._programs: dict[tuple[tuple[str, int], ...], GroundProgram] = {}

    @property
    def several(self) -> AdviceShapes:
        """What the advice looks like."""
        return self._shapes

    def tally(self) -> SeveralTally:
        """Counts what these steps come to."""
        return SeveralTally(self.ruleset, [*self._spread.counts], self._shapes)

    @cached_property
    def made(self) -> list[str]:
        """The columns of advice, in order."""
        return [name for name in self._schema if name != ROW]

    @cached_property
    def _schema(self) -> pl.Schema:
        """The rows' numbers, and the columns of advice."""
        types = {ROW: pl.UInt32(), **self._reader.given}
        # Of no rows at all some expressions forget what they make.
        unknown = pl.DataFrame([pl.Series(name, [None], dtype=t) for name, t in types.items()])
        return self._advised(AlikeRows({}, unknown), None).schema

    def written_out(self, advice: pl.LazyFrame) -> pl.LazyFrame:
        """Advice for cells: each of those who are listed has columns of their own."""
        laid_out = self._shapes.side_by_side(advice)
        columns = laid_out.collect_schema().names()
        facts = self.ruleset.facts
        concluded = {n for n in self.columns.names.concluded if facts[n].type.many}
        several = [name for name in columns if self._shapes.fact_of(name) in concluded]
        return written_out(laid_out, several)

    @property
    def _telling(self) -> list[str]:
        """The columns that say something of a client: a place, a moment, a name alone do not."""
        facts = self._spread.ruleset.facts
        apart = {name for name in self.ruleset.clock if name is not None}
        apart |= {name for name, fact in facts.items() if fact.type.kind is Kind.TEXT}
        found = self._whole.columns(name for name in self._whole.facts if name not in apart)
        return list(dict.fromkeys(found or self._whole.columns(self._whole.facts)))

    def read(
        self, raw: pl.LazyFrame, columns: Sequence[str], remark: OnRemarks, by_hand: bool = False
    ) -> pl.LazyFrame:
        """The raw rows that can be advised on, with the facts' values and who is listed."""
        if self._spread.home is not None:
            remark = self._spread.home(remark)
        every = list(dict.fromkeys((*columns, *self._whole.order)))
        frame = self._clients(raw, every, remark, by_hand)
        frame = read_frame(self._reader, self._listing.marked(frame), remark, by_hand)
        return self._listing.checked(frame, remark)

    def groups(self, batch: pl.DataFrame) -> Iterator[AlikeRows]:
        """The rows that were read, by how many they list, the facts under their ground names."""
        yield from self._listing.groups(batch, [ROW, *given_columns(self.ruleset, self._of_all)])

    def advise(
        self, raw: pl.LazyFrame, columns: Sequence[str], remark: OnRemarks, by_hand: bool = False
    ) -> pl.LazyFrame:
        """The advice for raw rows: the cohort's own columns, then those of advice.

        The arguments are those of ``BatchSteps.advise``.
        """
        replaced = {*self.replaced(columns)}
        schema = raw.collect_schema()
        handed_on = {
            self._as_it_came(name, schema): name for name in columns if name not in replaced
        }
        strict = remark if self._rejects_misfits else None
        read = self.read(raw, columns, remark, by_hand)

        def advised(batch: pl.DataFrame) -> pl.DataFrame:
            parts = [self._advised(group, strict) for group in self.groups(batch)]
            if not parts:
                advice = pl.DataFrame(schema=self._schema)
            else:
                advice = pl.concat(parts) if len(parts) > 1 else parts[0]
            # Those of one client stay in their order.
            advice = advice.sort(ROW, maintain_order=True)
            places = batch[ROW].search_sorted(advice[ROW])
            own = batch.select(pl.col(raw).alias(name) for raw, name in handed_on.items())
            return own[places].hstack(advice.drop(ROW).get_columns())

        types = read.collect_schema()
        own_types = {name: types[column] for column, name in handed_on.items()}
        return read.map_batches(
            advised,
            schema={**own_types, **{name: self._schema[name] for name in self.made}},
            streamable=True,
            validate_output_schema=False,
        )

    def _as_it_came(self, name: str, schema: pl.Schema) -> str:
        typed = typed_column(name)
        return typed if typed in schema else self._listing.as_it_came(raw_column(name), schema)

    def _advised(self, group: AlikeRows, strict: OnRemarks | None) -> pl.DataFrame:
        program = self._program(group.counts)
        names = [
            names_column(each, place)
            for each, count in group.counts.items()
            for place in range(1, count + 1)
        ]
        given = program.given if self._reasons is not None else []
        frame = program.advise(group.rows, [ROW, *names, *given], strict)
        if self._reasons is not None:
            people = self.people(frame, group.counts)
            known = self.given_of(group.counts)
            texts = self._reasons.of_several(frame, program.ruleset, known, program.names, people)
            frame = frame.with_columns(texts.alias(self.columns.names.explanation))
        return self._shapes.shaped(frame, program)

    def people(self, frame: pl.DataFrame, counts: Mapping[str, int]) -> Iterator[People]:
        """Who is listed by each client."""
        columns = [names_column(e, n + 1) for e, count in counts.items() for n in range(count)]
        for row in frame.select(columns).iter_rows() if columns else [()] * frame.height:
            names = iter(row)
            yield {each: tuple(islice(names, count)) for each, count in counts.items()}

    def given_of(self, counts: Mapping[str, int]) -> list[str]:
        """The facts that are given to those who list as many."""
        found = [*self._of_all]
        for each, count in counts.items():
            facts = self._listing.given_of_ones(each)
            found += [copy_name(fact, n + 1) for n in range(count) for fact in facts]
        return found

    def _program(self, counts: Mapping[str, int]) -> GroundProgram:
        key = tuple(counts.items())
        if key not in self._programs:
            self._programs[key] = GroundProgram(
                self._spread,
                counts,
                self.given_of(counts),
                self._moment,
                labels=self._handed_labels,
            )
        return self._programs[key]
