"""What whoever gives a cohort can do about it, in the words of the face that they look at."""

from __future__ import annotations

from typing import NamedTuple


class Remedies(NamedTuple):
    """How a face has people do what helps; each phrase follows "with".

    Attributes:
        choose: What says which column gives which fact.
        chosen: The same of one column and one fact, which stand for its braces.
        alone: What advises on one client, apart from the cohort.
        time: What says which time of day to take where a moment has only its day.
        dates: What says whether the day or the month is first.
        key: What says which columns tie the rows of two tables.
    """

    choose: str = "a choice of columns"
    chosen: str = "`{}` for `{}`"
    alone: str = "a scenario"
    time: str = "a time to assume"
    dates: str = "a style of dates"
    key: str = "a choice of columns"


FACELESS = Remedies()
"""For programs, which have no options and no commands."""
