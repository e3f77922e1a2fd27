"""The formats of cohorts that are read a part at a time: Parquet, CSV, TSV and JSON Lines.

Each has its own way to a frame of raw columns (``in:NAME``) and row numbers; from there on all are
alike. Nothing is kept in memory but the batch that is being read.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from tactful.cohort.reading.cohort import ROW, Cohort, Listener, letters, raw_column, unique_names
from tactful.cohort.reading.encodings import opened_text
from tactful.cohort.reading.json_lines import JsonLines, names_in_json
from tactful.cohort.reading.text import Delimited, TextBatch, as_frame, header_of, read_lines

_SAMPLE = 2**20
_SEPARATOR = re.compile(rb"(?:\xef\xbb\xbf)?sep=([,;\t|])\s*$", re.IGNORECASE)


def parquet_cohort(path: Path) -> Cohort:
    """A Parquet file, or several by a pattern.

    Raises:
        polars.exceptions.PolarsError, OSError: if it cannot be read.
    """
    scan = pl.scan_parquet(path, glob=False)
    names = scan.collect_schema().names()
    rows = scan.select(pl.len()).collect().item()

    def frame(listener: Listener) -> pl.LazyFrame:
        def note(batch: pl.DataFrame) -> pl.DataFrame:
            listener.read(batch.height)
            return batch

        raw = pl.scan_parquet(path, glob=False).rename({n: raw_column(n) for n in names})
        return raw.map_batches(note, streamable=True).with_row_index(ROW, offset=1)

    def texts(columns: Sequence[str], most: int | None) -> Iterator[pl.DataFrame]:
        schema = scan.collect_schema()
        first = scan if most is None else scan.head(most)
        for name in columns:
            if schema[name] == pl.String:
                yield first.select(pl.col(name).unique().sort().alias(raw_column(name))).collect()

    return Cohort(tuple(names), rows, frame, exact=True, texts=texts)


def delimited_cohort(path: Path, delimiter: str | None) -> Cohort:
    """A CSV or TSV file; without a delimiter the first line shows it.

    Raises:
        BrokenLine: if the first line cannot be read.
        OSError: if the file cannot.
    """
    with opened_text(path) as stream:
        above, first = header_of(read_lines(stream))
    hidden = 0
    found = _SEPARATOR.match(first)
    if found is not None:  # Excel's own way to say what is between the cells; it does not show it
        delimiter, hidden = found[1].decode("ascii"), 1
        with opened_text(path) as stream:
            lines = read_lines(stream)
            skipped = [*itertools.islice(lines, above + 1)]
            more, first = header_of(lines)
            above = len(skipped) + more
    kind = Delimited.guessed(first) if delimiter is None else Delimited(delimiter)
    names = unique_names(kind.names(first))

    def batches(most: int | None = None) -> Iterator[TextBatch]:
        last = None if most is None else above + 1 + most
        with opened_text(path) as stream:
            lines = read_lines(stream)
            rest = itertools.islice(lines, above + 1, last)
            yield from kind.batches(rest, len(names), above + 2 - hidden)

    cohort = _text_cohort(path, names, batches)
    slowly = cohort.texts

    def texts(columns: Sequence[str], most: int | None) -> Iterator[pl.DataFrame]:
        if most is None:
            try:
                found = _distinct_texts(path, kind.delimiter, above + 1, names, columns)
            except pl.exceptions.PolarsError:  # what is broken in it is told when it is read
                pass
            else:
                yield from found
                return
        yield from [] if slowly is None else slowly(columns, most)

    return cohort._replace(by_hand=True, letters=letters(len(names)), texts=texts)


def _distinct_texts(
    path: Path, delimiter: str, above: int, names: Sequence[str], columns: Sequence[str]
) -> list[pl.DataFrame]:
    """The different texts in each of some columns, as far as Polars reads them: it is quicker.

    Raises:
        polars.exceptions.PolarsError: if it cannot.
    """
    numbered = {name: f"column {place}" for place, name in enumerate(names)}
    scan = pl.scan_csv(
        path,
        separator=delimiter,
        has_header=False,
        skip_lines=above,
        schema=dict.fromkeys(numbered.values(), pl.String()),
        truncate_ragged_lines=True,
        glob=False,
    )
    wanted = [pl.col(numbered[name]).alias(raw_column(name)) for name in columns]
    lists = (
        scan.select(wanted).select(pl.all().unique().sort().implode()).collect(engine="streaming")
    )
    return [lists[raw_column(name)].explode().to_frame() for name in columns]


def json_cohort(path: Path, wants: Callable[[str], str | None]) -> Cohort:
    """A file of JSON Lines. ``wants`` tells the kind of the fact that a column gives.

    Raises:
        OSError: if the file cannot be read.
    """
    with opened_text(path) as stream:
        names = unique_names(names_in_json(read_lines(stream)))
    reader = JsonLines(wants)

    def batches(most: int | None = None) -> Iterator[TextBatch]:
        with opened_text(path) as stream:
            yield from reader.batches(itertools.islice(read_lines(stream), most), names)

    return _text_cohort(path, names, batches)


def _text_cohort(
    path: Path, names: tuple[str, ...], batches: Callable[[int | None], Iterator[TextBatch]]
) -> Cohort:
    def texts(columns: Sequence[str], most: int | None) -> Iterator[pl.DataFrame]:
        places = [names.index(name) for name in columns]
        for batch in batches(most):
            cells = zip(*(map(row.__getitem__, places) for row in batch.cells), strict=True)
            found = [*cells] or [()] * len(places)
            yield pl.DataFrame(
                [
                    pl.Series(raw_column(name), column, dtype=pl.String)
                    for name, column in zip(columns, found, strict=True)
                ]
            )

    return Cohort(
        names,
        _guessed_rows(path),
        lambda listener: _text_frame(names, lambda: batches(None), listener),
        texts=texts,
    )


def _guessed_rows(path: Path) -> int | None:
    """About how many rows a text has, from the length of its first lines."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = stream.read(_SAMPLE)
    lines = start.count(b"\n")
    return size * lines // len(start) if lines and len(start) < size else lines or None


def _text_frame(
    names: Sequence[str], batches: Callable[[], Iterator[TextBatch]], listener: Listener
) -> pl.LazyFrame:
    columns = [raw_column(name) for name in names]

    def source(
        wanted: list[str] | None, _: pl.Expr | None, __: int | None, ___: int | None
    ) -> Iterator[pl.DataFrame]:
        for batch in batches():
            listener.remarks(batch.remarks)
            listener.read(batch.read)
            frame = as_frame(batch, columns)
            yield frame if wanted is None else frame.select(wanted)

    schema = pl.Schema({ROW: pl.UInt32(), **dict.fromkeys(columns, pl.String())})
    return register_io_source(source, schema=schema)
