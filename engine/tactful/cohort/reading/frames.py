"""Frames of raw rows, and of advice, less the rows of which something else is said."""

from __future__ import annotations

import polars as pl

from tactful.cohort.reading.cohort import ROW
from tactful.cohort.reading.reader import CohortReader
from tactful.cohort.remarks import OnRemarks, RowRemark, misfit_reason
from tactful.language.model import Ruleset


def read_frame(
    reader: CohortReader,
    frame: pl.LazyFrame,
    remark: OnRemarks,
    by_hand: bool = False,
) -> pl.LazyFrame:
    """A frame with the facts' values, less the rows that cannot be advised on."""
    schema = frame.collect_schema()

    def read(batch: pl.DataFrame) -> pl.DataFrame:
        good, remarks = reader.read(batch, by_hand=by_hand)
        remark(remarks)
        return good

    return frame.map_batches(
        read, schema={**schema, **reader.given}, streamable=True, validate_output_schema=False
    )


def without_misfits(
    frame: pl.LazyFrame, broken: str, ruleset: Ruleset, remark: OnRemarks
) -> pl.LazyFrame:
    """Advice less the clients whose facts do not fit together, of whom that is said.

    Args:
        frame: Numbered rows of advice.
        broken: The column of the constraints that each client breaks.
        ruleset: Whose constraints they are.
        remark: Takes what is said of them.
    """
    return frame.map_batches(
        lambda batch: fitting(batch, broken, ruleset, remark),
        schema=frame.collect_schema(),
        streamable=True,
    )


def fitting(batch: pl.DataFrame, broken: str, ruleset: Ruleset, remark: OnRemarks) -> pl.DataFrame:
    """A batch of advice less those clients; the arguments are those of ``without_misfits``."""
    bad = (batch[broken].list.len() > 0).fill_null(value=False)
    found = batch.filter(bad).select(ROW, broken)
    remark([RowRemark(row, "", "", misfit_reason(ruleset, names)) for row, names in found.rows()])
    return batch.filter(~bad)
