"""Advice comes out otherwise when asked for again at the very moment that it names.

Somebody is told now what to do when a window opens, and by then something else is right. The
advice does say what will be otherwise by then, and why; but it is better to give the right advice
at once. What is found is shown by a situation; it is looked for among several thousand, so that
finding nothing is no proof.

Avoid:
    facts: {at: {type: time, computed: {time of day: now}}}

Prefer: to read the moment of acting.
    facts:
      acting: {type: datetime, computed: {start of the window of: timing}}
      at: {type: time, computed: {time of day: acting}}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.reconsidered import Unstable, unstable
from tactful.checking.subject import Subject
from tactful.language.model import Ruleset
from tactful.language.strata import Step, steps_behind
from tactful.text.lines import quoted

DEFECT = kind(
    "T419", "unstable-advice", "Advice is another when asked for again at the moment it names."
)


def check(subject: Subject) -> Iterator[Finding]:
    """Options in whose window other advice holds than is given before."""
    found: dict[tuple[str, str], list[Unstable]] = {}
    for one in unstable(subject):
        found.setdefault((one.by, one.option), []).append(one)
    for (decision, option), shown in found.items():
        changing = {one.decision for one in shown}
        names = [name for name in subject.ruleset.decisions if name in changing]
        yield finding(
            DEFECT,
            subject.ruleset.decisions[decision].options[option].span,
            f"when the window of `{option}` opens, {quoted(names)} may be another than the client "
            "was told",
            _help(subject.ruleset, decision, names),
            witness=shown[0].witness,
            about=[decision, *(name for name in names if name != decision)],
        )


def _help(ruleset: Ruleset, decision: str, names: Iterable[str]) -> str:
    """What may be done; what the window itself rests on cannot read when it opens."""
    before = steps_behind(ruleset, Step("decision", decision))
    after = [name for name in names if Step("decision", name) not in before]
    if after:
        return (
            f"let the rules about {quoted(after)} read facts computed from "
            f"`{{start of the window of: {decision}}}`, and not from now"
        )
    return "let it open while the advice holds, or let another option stand where it does not"
