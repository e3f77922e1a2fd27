"""What would have to be otherwise before the outcome could change: the quiet half of a ground.

An outcome also rests on rules that stay silent. They are told by what keeps them silent, and by
what they could bring about: "Your hopes are modest. Otherwise more could speak for a gift."
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.answers.grounds import Ground, Reasoning, behind
from tactful.answers.lacking import listed
from tactful.answers.narration import Narration, credit
from tactful.explanation.decisions import reason_of
from tactful.explanation.wording import first_sentence, joined, quote, sentence
from tactful.language.model import Rule, Stance
from tactful.language.strata import Step
from tactful.pages.tree import Branch

MOST_EFFECTS = 3
"""How many things a cause is said to hold back; the rest are counted."""


def also_rests_on(reasoning: Reasoning, narration: Narration, step: Step) -> tuple[Branch, ...]:
    """What else a step rests on, by cause, and at the end what is not known.

    Args:
        reasoning: The reasoning.
        narration: Tells facts; it knows which have been told.
        step: The outcome.
    """
    found = behind(reasoning.grounds, step)
    within = {ground.step.id for ground in found}
    by_cause: dict[tuple[Step, ...], list[Ground]] = {}
    unknown: dict[str, None] = {}
    for ground in found:
        if ground.step.kind != "rule" or ground.holds:
            continue
        if all(_is_missing(reasoning, cause) for cause in ground.because):
            unknown.update(dict.fromkeys(cause.id for cause in ground.because))
        else:
            by_cause.setdefault(ground.because, []).append(ground)
    told = [*_guarding(reasoning, narration, found)]
    # What takes several facts together is told only where it brings up one that is new.
    for causes, silent in sorted(by_cause.items(), key=lambda item: len(item[0]) > 1):
        if len(causes) == 1 or any(cause.id not in narration.mentioned for cause in causes):
            told.append(_cause(reasoning, narration, causes, silent, within))
    return (*told, *_left_out(reasoning, unknown))


def _is_missing(reasoning: Reasoning, step: Step) -> bool:
    if step.kind != "fact":
        return False
    conflict = reasoning.explanation.conclusions.conflict_about(step.id)
    return step.id not in reasoning.wording.values and conflict is None


def _cause(
    reasoning: Reasoning,
    narration: Narration,
    causes: tuple[Step, ...],
    silent: list[Ground],
    within: set[str],
) -> Branch:
    rules = [reasoning.ruleset.rules[ground.step.id] for ground in silent]
    effects = [*_effects(rules, reasoning, within)]
    held_back = f"If that were different, {listed(effects, MOST_EFFECTS)}." if effects else ""
    source = "; ".join(
        credit(reason_of(rule, reasoning.wording), reasoning.ruleset) for rule in rules
    )
    first, *others = [
        narration.rule(cause) if cause.kind == "rule" else narration.subject(cause.id)
        for cause in causes
    ]
    if others:
        return Branch(
            "heading",
            "",
            "All of this together:",
            source,
            (first, *others, Branch("answer", held_back, source=source)),
        )
    return first._replace(note=held_back, source=source)


def _effects(rules: list[Rule], reasoning: Reasoning, within: set[str]) -> Iterator[str]:
    """What some silent rules could bring about, each thing once."""
    wording = reasoning.wording
    concluded: dict[str, dict[str, None]] = {}
    argued: dict[str, dict[str, None]] = {}
    for rule in rules:
        for conclusion in rule.conclusions:
            value = wording.value(conclusion.fact, conclusion.value)
            concluded.setdefault(conclusion.fact, {})[quote(value)] = None
        for argument in rule.arguments:
            if argument.decision in within:
                options = reasoning.ruleset.decisions[argument.decision].options
                label = quote(wording.option(options[argument.option]))
                argued.setdefault(_effect(argument.stance), {})[label] = None
    for fact, values in concluded.items():
        known = wording.what_to_know(fact)
        if known.startswith("whether "):
            yield f"it could turn out otherwise {known}"
        else:
            yield f"{known} could be {joined(values, 'or')}"
    for effect, labels in argued.items():
        yield effect.format(joined(labels))
    fired = reasoning.explanation.conclusions.fired
    for name in dict.fromkeys(name for rule in rules for name in rule.overrides if name in fired):
        because = reason_of(reasoning.ruleset.rules[name], wording).because
        yield f"this might give way: {quote(first_sentence(because))}"


def _effect(stance: Stance) -> str:
    if stance is Stance.NEVER:
        return "{} could be ruled out"
    if stance is Stance.ALWAYS:
        return "{} could be settled on"
    return "more could speak for {}" if "for" in stance.value else "more could speak against {}"


def _guarding(
    reasoning: Reasoning, narration: Narration, found: Iterable[Ground]
) -> Iterator[Branch]:
    """What the exceptions of rules and the limits of decisions saw, and nobody has told yet."""
    for ground in found:
        for step in ground.guards:
            if step.kind == "rule" and reasoning.grounds[step].holds and step not in narration.told:
                yield narration.rule(step, lead="This counts too:")
            silent = step.kind == "rule" or _is_missing(reasoning, step)
            if silent or ground.step.kind == "fact" or step.id in narration.mentioned:
                continue
            said = narration.subject(step.id)
            if ground.step.kind == "decision":
                asked = reasoning.decision(ground.step.id).question
                yield _held(said, f"this might not be a question: {quote(asked)}", None)
                continue
            because = reason_of(reasoning.ruleset.rules[ground.step.id], reasoning.wording)
            quoted = quote(first_sentence(because.because))
            yield _held(said, f"this might not count: {quoted}", credit(because, reasoning.ruleset))


def _held(said: Branch, then: str, source: str | None) -> Branch:
    return said._replace(note=f"If that were different, {then}.", source=source)


def _left_out(reasoning: Reasoning, unknown: Iterable[str]) -> Iterator[Branch]:
    ruleset = reasoning.ruleset
    names = [
        reasoning.wording.what_to_know(name)
        for name in unknown
        if ruleset.facts[name].computed is None
    ]
    if names:
        yield Branch(
            "unknown", sentence("; ".join(names)), "Not known, and so left out of account:"
        )
