"""What a command that writes files tells the gate, and what people are told where it refuses."""

from __future__ import annotations

from tactful.text.diagnostic import Span
from tactful.text.output_defects import (
    FOREIGN_FILE,
    OTHER_CLIENTS_CALENDAR,
    OUTPUT_IS_INPUT,
    Refused,
)
from tactful_cli.failures import COULD_NOT_RUN, USAGE, CouldNotRun

_MISNAMED = (OUTPUT_IS_INPUT, FOREIGN_FILE, OTHER_CLIENTS_CALENDAR)
"""Why a file is refused that somebody should not have named."""


def refusal(error: Refused) -> CouldNotRun:
    """The way to stop because a file is not written."""
    code = USAGE if error.mistake.defect in _MISNAMED else COULD_NOT_RUN
    return CouldNotRun((error.mistake.at(Span(str(error.path))),), {}, code)
