"""A calendar as a file that is written again and again: for the same clients only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tactful.plans.ics import DamagedCalendar, NotACalendar, TwoPlans, calendar, events, strangers
from tactful.plans.owners import Owner
from tactful.plans.timeline import Timeline
from tactful.text.gate import Gate, Mark
from tactful.text.output_defects import (
    Refused,
    damaged_file,
    foreign_file,
    other_clients,
    same_client,
    unwritable_file,
)


def is_calendar(path: Path) -> bool:
    """Whether a file is a calendar of tactful's; one that is damaged counts as one.

    Raises:
        OSError: if it cannot be read.
    """
    try:
        events(path.read_bytes())
    except DamagedCalendar:
        return True
    except NotACalendar:
        return False
    return True


CALENDAR = Mark("calendar", is_calendar)


class CalendarFile:
    """A calendar that is to be written, for some clients.

    Args:
        path: The file.
        gate: Knows what is read.
        owners: Whose plans it will hold.

    Raises:
        Refused: if it may not be written: because of what is there, or of whom it is for.
    """

    def __init__(self, path: Path, gate: Gate, owners: Iterable[Owner]) -> None:
        self.path = path
        self._output = gate.claim(path, CALENDAR)
        owners = [*owners]
        for number, one in enumerate(owners):
            if any(one.is_also(other) for other in owners[:number]):
                raise Refused(path, same_client(one.title))
        try:
            before = self._before()
            title = next(iter(strangers(events(before), owners)), None) if before else None
        except DamagedCalendar as error:
            raise Refused(path, damaged_file(path, CALENDAR.noun, str(error))) from None
        if title is not None:
            raise Refused(path, other_clients(path, title))

    def write(self, timelines: Sequence[Timeline]) -> None:
        """Write the plans; what is there already is taken further.

        Raises:
            Refused: if it cannot be written, or has become another since.
        """
        try:
            data = calendar(timelines, self._before())
        except DamagedCalendar as error:
            raise Refused(self.path, damaged_file(self.path, CALENDAR.noun, str(error))) from None
        except NotACalendar:
            raise Refused(self.path, foreign_file(self.path, CALENDAR.noun)) from None
        except TwoPlans as error:
            raise Refused(self.path, same_client(str(error))) from None
        self._output.write(data)

    def _before(self) -> bytes | None:
        self._output.look()  # reading from a pipe would never end
        try:
            return self.path.read_bytes() if self.path.exists() else None
        except OSError as error:
            why = f"it cannot be read: {(error.strerror or '').lower()}"
            raise Refused(self.path, unwritable_file(self.path, why)) from None
