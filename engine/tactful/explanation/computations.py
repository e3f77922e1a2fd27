"""What a computed fact comes from, in words: "from the salary and the bonus"."""

from __future__ import annotations

from tactful.explanation.wording import Wording, joined, quote, said
from tactful.language.computations import START_OF_WINDOW
from tactful.language.values import Kind, ValueType

_SAYS = {
    "sum of": "from {}",
    "difference of": "{} less {}",
    "product of": "",
    "quotient of": "{} divided by {}",
    "largest of": "the largest of {}",
    "smallest of": "the smallest of {}",
    "how many of": "counted from {}",
    "plus days": "",
    "plus working days": "",
    START_OF_WINDOW: "",
}
_LATEST = {"largest of": "the latest of {}", "smallest of": "the earliest of {}"}
_NUMBER = ValueType(Kind.NUMBER)


def comes_from(name: str, wording: Wording) -> str | None:
    """What a fact is computed from, fit to follow its value and a comma.

    ``None`` where its label has to tell that, as that of the days between two moments does.
    """
    fact = wording.ruleset.facts[name]
    if fact.computed is None or fact.computed.name not in _SAYS:
        return None
    if fact.computed.decision is not None:
        return _start(name, fact.computed.decision, wording)
    how, operands = fact.computed.name, fact.computed.operands
    pattern = _SAYS[how]
    words = [_operand(operand, wording) for operand in operands]
    if how.startswith("plus "):
        return _days_after(operands[1], words, "working days" if "working" in how else "days")
    if how == "product of":
        return " times ".join(words)
    if pattern.count("{}") == len(words):
        return pattern.format(*words)
    if fact.type.kind in (Kind.DATE, Kind.TIME, Kind.DATETIME):
        pattern = _LATEST.get(how, pattern)
    return pattern.format(joined(words))


def _start(name: str, decision: str, wording: Wording) -> str:
    time_for = f"the time for {quote(wording.value(decision, wording.values[decision]))}"
    if wording.values[name] == wording.values.get(wording.ruleset.clock.now or ""):
        return f"within {time_for}"
    return f"the start of {time_for}"


def _operand(operand: str | int | float, wording: Wording) -> str:
    if isinstance(operand, str):
        return wording.what_to_know(operand)
    return said(operand, _NUMBER)


def _days_after(number: str | int | float, words: list[str], unit: str) -> str:
    day, count = words
    if isinstance(number, str):
        return f"{count} after {day}, in {unit}"
    unit = unit[:-1] if abs(number) == 1 else unit
    return f"{count.lstrip('-')} {unit} {'before' if number < 0 else 'after'} {day}"
