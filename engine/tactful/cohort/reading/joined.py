"""A moment that two columns give: one has the day, the other the time of day."""

from __future__ import annotations

import polars as pl

_CLOCK = (
    r"^(?:at )?(?:[0-9]{1,2}[:.h][0-9]{2}(?:[:.][0-9]{2})?(?: ?[AaPp]\.?[Mm]\.?)?|"
    r"[0-9]{1,2} ?(?:[AaPp]\.?[Mm]\.?|h|o'clock)|[Nn]oon|[Mm]idday)(?: ?(?:h|Uhr|uhr))?$"
)
"""Texts that are a time of day; ``14.30`` is one, and ``14.30.`` or ``14`` none."""


def joined(one: pl.Series, other: pl.Series) -> pl.Series:
    """Two columns as one of moments, whichever of them has the times: ``2026-11-20 14:30``.

    Where one of them is empty, the other stands alone: a day, or a time of no day.
    """
    texts = pl.DataFrame({"one": _text(one), "other": _text(other)})
    is_clock = pl.col("one").str.contains(_CLOCK) & ~pl.col("other").str.contains(_CLOCK)
    both = pl.concat_str(
        pl.when(is_clock).then("other").otherwise("one"),
        pl.when(is_clock).then("one").otherwise("other"),
        separator=" ",
    )
    return texts.select(pl.coalesce(both, "one", "other")).to_series().alias(one.name)


def _text(column: pl.Series) -> pl.Series:
    """A column as texts; what is empty is null."""
    if isinstance(column.dtype, pl.Datetime):
        column = column.dt.strftime("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")
    elif column.dtype == pl.Time:
        column = column.dt.strftime("%H:%M:%S")
    text = column.cast(pl.String).str.strip_chars()
    return text.set(text == "", None)
