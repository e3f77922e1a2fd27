"""Advice for each of several: what is the same for all is said once, the rest of whom it is."""

from __future__ import annotations

from collections.abc import Mapping

from tactful.explanation.decisions import Reason
from tactful.explanation.explanation import Explanation
from tactful.explanation.times import when, why_later
from tactful.explanation.wording import joined
from tactful.grounding.names import copies_of_all, name_of_one, question_of_all
from tactful.grounding.windows import windows_of_each
from tactful.language.model import Ruleset
from tactful.pages.page import Topic


def once_for_all(topics: Mapping[str, Topic], ruleset: Ruleset) -> tuple[Topic, ...]:
    """What was asked and answered, by decision; what is the same for all of several once."""
    told = dict(topics)
    for names in copies_of_all(ruleset):
        alike = [told[name] for name in names if name in told]
        if len(alike) == len(names) > 1 and len({topic[1:] for topic in alike}) == 1:
            for name in names[1:]:
                del told[name]
            told[names[0]] = alike[0]._replace(question=question_of_all(ruleset, names[0]))
    return tuple(told.values())


def when_for_each(explanation: Explanation, my_timezone: str | None) -> tuple[str, ...]:
    """When to act for each of several, where each has a time of their own."""
    ruleset = explanation.ruleset
    told = []
    for one, window in windows_of_each(ruleset, explanation.conclusions).items():
        later = why_later(window)
        exactly = f"When exactly, for {name_of_one(ruleset, one)}: {when(window, my_timezone)}."
        told.append(f"{exactly} {later}" if later else exactly)
    return tuple(told)


def of_whom(label: str, whom: list[str | None], reason: Reason, ruleset: Ruleset) -> str:
    """What is ruled out, with those for whom, where the reason does not say it of all."""
    names = [name for name in whom if name is not None and name not in reason.because]
    every = 0 if ruleset.ground is None else sum(map(len, ruleset.ground.names.values()))
    return label if not names or len(names) == every else f"{label} for {joined(names)}"
