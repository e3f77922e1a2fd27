"""The message for the moment at which it is sent: with the means, tone and cautions of then.

A message is written before its window opens. What would be right to say now may not be by then.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tactful.explanation.explanation import Explanation, explain
from tactful.explanation.message import Draft, draft
from tactful.explanation.times import clock_time, day_of
from tactful.network.evaluator import Network

MOST_MOVES = 5
"""Times that a window may be another one when it opens; rules may put it off for ever."""


class Sending(NamedTuple):
    """A message as it is when it is sent.

    Attributes:
        told: The advice that holds then.
        message: The message, if there is one to write.
        moment: When that is, in words, where advice or message would be another now.
    """

    told: Explanation
    message: Draft | None
    moment: str | None = None


def sending(network: Network, told: Explanation) -> Sending:
    """The message for some advice, as it is when its window opens.

    Args:
        network: What made the conclusions of the advice.
        told: The advice as it is now.
    """
    ruleset, opening = told.ruleset, told
    made = draft(ruleset, told.conclusions)
    if made is None:  # who is to wait has nothing to write, whatever comes of it
        return Sending(told, None)
    start: datetime | None = None
    for _ in range(MOST_MOVES):
        if opening.then is None or opening.window is None:
            break
        start = opening.window.start
        opening = explain(network, told.title, opening.then, questions=False)
    now = told.window.setting.now if told.window is not None else None
    if start is None or now is None:
        return Sending(told, made)
    sent = draft(ruleset, opening.conclusions)
    if sent == made and all(one.is_same_moment for one in told.by_then):
        return Sending(told, made)
    window = opening.window
    if window is not None:  # "tomorrow" is what it is to those who read it now
        window = window._replace(setting=window.setting._replace(now=now))
    day = day_of(start, now.date())
    moment = f"{day}{',' if ',' in day else ''} at {clock_time(start)}"
    return Sending(opening._replace(window=window), sent, moment)
