"""What programs read of an interview: described by ``schemas/interview.schema.json``."""

from __future__ import annotations

from pathlib import Path

from tactful.explanation import Explanation
from tactful.questions import Interview
from tactful.wire import Json, result, value_as_json

SCHEMA = Path(__file__).with_name("schemas") / "interview.schema.json"
"""The published JSON Schema (draft 2020-12) of what ``ask --format json`` prints."""


def interview_as_json(interview: Interview, explanation: Explanation) -> dict[str, Json]:
    """An interview: what was asked and answered, whether it is settled, and the advice."""
    facts = interview.ruleset.facts
    return {
        "asked": [
            {
                "fact": fact,
                "answer": None if value is None else value_as_json(value, facts[fact].type),
            }
            for fact, value in interview.answers
        ],
        "askable": list(interview.askable),
        "settled": interview.settled,
        "result": result(explanation),
    }
