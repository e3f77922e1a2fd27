"""What would change the advice, laid out for people: counterfactuals, and before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from tactful.explanation.decisions import reason_of
from tactful.explanation.explanation import Explanation
from tactful.explanation.page import by_the_time, headline_of, what_does_not_fit
from tactful.explanation.wording import (
    Wording,
    capitalised,
    counted,
    joined,
    quote,
    sentence,
    wording_of,
)
from tactful.language.conclusions import (
    NOTHING_CHOSEN,
    WITHOUT_OPTION,
    Outcome,
    Status,
    outcome,
    situation,
)
from tactful.language.model import Decision
from tactful.network.evaluator import Network
from tactful.pages.page import Page, Point, Section, Topic
from tactful.proofs.counterfactual import LARGEST, Counterfactual, Counterfactuals, changeable


def outcome_words(decision: Decision, came: Set[Outcome], wording: Wording) -> str:
    """What a decision comes to, as a phrase: its options' labels, or that there is none."""
    labels = [wording.option(o) for o in decision.options.values() if o.id in came]
    if labels:
        return joined(labels)
    if decision.many and Status.NONE in came:
        return NOTHING_CHOSEN
    return next(words.changed for status, words in WITHOUT_OPTION.items() if status in came)


def what_if(explanation: Explanation, answers: Sequence[Counterfactuals], network: Network) -> Page:
    """The page that says what would change a scenario's advice.

    Args:
        explanation: The advice as things are.
        answers: What was found, one answer a decision that was asked about.
        network: What made the conclusions of the advice.
    """
    wording = wording_of(explanation.ruleset, explanation.conclusions)
    topics = [_topic(answer, explanation, network, wording) for answer in answers if answer.found]
    nothing = [_nothing(answer, wording) for answer in answers if not answer.found]
    names = [wording.named(name) for name in changeable(explanation.ruleset)]
    looked_at = [Point(sentence(joined(names) or "the rules name nothing that can be changed"))]
    return Page(
        explanation.title,
        headline_of(explanation),
        tuple(
            section
            for section in (
                Section("What would change the advice", topics=tuple(topics)),
                Section("What stays as it is", points=tuple(nothing)),
                by_the_time(explanation),
                Section("What can be changed", points=tuple(looked_at)),
            )
            if section.topics or section.points
        ),
    )


def _question(decision: Decision, wording: Wording) -> str:
    return capitalised(decision.question or f"{wording.named(decision.id)}:")


def _topic(
    answer: Counterfactuals, explanation: Explanation, network: Network, wording: Wording
) -> Topic:
    decision = wording.ruleset.decisions[answer.goal.decision]
    by_outcome: dict[Set[Outcome], list[Counterfactual]] = {}
    for way in answer.found:
        by_outcome.setdefault(way.outcome, []).append(way)
    points = []
    for came, ways in by_outcome.items():
        sides = wording, _wording_with(ways[0], decision, explanation, network)
        lead: str | None = f"{capitalised(_instead(decision, answer.now, came, sides))}"
        for way in ways:
            changes = joined(wording.clause(change.becomes) for change in way.changes)
            points.append(Point(f"{'if' if lead else 'Or if'} {changes}.", lead))
            lead = None
    now = outcome_words(decision, answer.now, wording)
    return Topic(_question(decision, wording), sentence(f"as things are, {now}"), tuple(points))


def _wording_with(
    way: Counterfactual, decision: Decision, explanation: Explanation, network: Network
) -> Wording:
    """The words for what follows from a change; those of now where they cannot differ."""
    ruleset, conclusions = explanation.ruleset, explanation.conclusions
    if any(option.labels for option in decision.options.values()):
        given, now = situation(ruleset, conclusions)
        changes = {change.fact: change.values[0] for change in way.changes}
        conclusions = network.evaluate({**given, **changes}, now=now)
    return wording_of(ruleset, conclusions)


def _instead(
    decision: Decision, now: Set[Outcome], came: Set[Outcome], sides: tuple[Wording, Wording]
) -> str:
    """What a decision comes to instead; of several options those that come and go.

    ``sides`` are the words for what follows now, and for what follows then.
    """
    options = decision.options.values()
    was, then = sides
    if not decision.many or not any(option.id in came for option in options):
        return outcome_words(decision, came, then)
    more = [quote(then.option(o)) for o in options if o.id in came and o.id not in now]
    fewer = [quote(was.option(o)) for o in options if o.id in now and o.id not in came]
    parts = [f"also {joined(more)}"] if more else []
    parts += [f"no longer {joined(fewer, 'or')}"] if fewer else []
    return joined(parts)


def _nothing(answer: Counterfactuals, wording: Wording) -> Point:
    """That no change leads there, and how sure that is."""
    decision = wording.ruleset.decisions[answer.goal.decision]
    option = answer.goal.option
    lead = _question(decision, wording)
    if option is not None and option in answer.now:
        return Point(
            sentence(f"it is {quote(wording.option(decision.options[option]))} already"), lead
        )
    wanted = "anything else" if option is None else quote(wording.option(decision.options[option]))
    if answer.larger:
        more = f"only changing more than {counted(LARGEST, 'thing')} at once could lead to {wanted}"
        return Point(sentence(more), lead)
    now = outcome_words(decision, answer.now, wording)
    if not answer.exact:
        return Point(sentence(f"{now}, and no change was found that leads to {wanted}"), lead)
    return Point(sentence(f"{now}, and nothing that can be changed leads to {wanted}"), lead)


def before_and_after(before: Explanation, after: Explanation, changed: Iterable[str]) -> Page:
    """The page that compares the advice for a scenario with that for a changed one.

    Args:
        before: The advice as things are.
        after: The advice with the changes.
        changed: The facts that were changed.
    """
    wording = wording_of(after.ruleset, after.conclusions)
    facts = after.ruleset.facts
    states = [wording.states(f, after.conclusions.facts[f].value) for f in dict.fromkeys(changed)]
    fixed = [
        f"whether {wording.states(name, after.conclusions.facts[name].value)}"
        for name in dict.fromkeys(changed)
        if not facts[name].changeable or facts[name].computed is not None
    ]
    different = [*_different(before, after, wording)]
    same = [
        Point(f"{d.question} {d.answer}")
        for d, was in zip(after.decisions, before.decisions, strict=True)
        if outcome(after.conclusions.decisions[d.id]) == outcome(before.conclusions.decisions[d.id])
        and was.status is not Status.NOT_APPLICABLE
    ]
    remark = (Point(f"A client can do nothing about {joined(fixed, 'or')}."),) if fixed else ()
    sections = (
        Section("What changes", topics=tuple(different)),
        Section("What stays the same", points=tuple(same)),
        *([by_the_time(after)] if different else []),
        Section("Worked out differently", points=tuple(_worked_out(before, after, wording))),
        Section("For comparison only", points=remark),
    )
    unchanged = (*what_does_not_fit(after.does_not_fit), "The advice stays as it is.")
    return Page(
        f"{before.title}, if {joined(states)}",
        headline_of(after) if different else unchanged,
        tuple(section for section in sections if section.topics or section.points),
    )


def _different(before: Explanation, after: Explanation, wording: Wording) -> Iterator[Topic]:
    sides = wording_of(before.ruleset, before.conclusions), wording
    for decision in after.ruleset.decisions.values():
        was = outcome(before.conclusions.decisions[decision.id])
        came = outcome(after.conclusions.decisions[decision.id])
        if was == came:
            continue
        answer = sentence(_instead(decision, was, came, sides))
        if not (decision.many and answer.startswith(("Also", "No longer"))):
            answer = f"{answer} Before: {outcome_words(decision, was, sides[0])}."
        points = tuple(_reasons(before, after, decision, wording))
        yield Topic(_question(decision, wording), answer, points)


def _reasons(
    before: Explanation, after: Explanation, decision: Decision, wording: Wording
) -> Iterator[Point]:
    """The rules about a decision that speak in one case only."""
    was = wording_of(before.ruleset, before.conclusions)
    said = after.ruleset.arguing.get(decision.id, ())
    for name in dict.fromkeys(argument.rule for argument in said):
        rule = after.ruleset.rules[name]
        spoke = name in before.conclusions.fired
        speaks = name in after.conclusions.fired
        if speaks and not spoke:
            reason = reason_of(rule, wording)
            yield Point(reason.because, "Counts now:", reason.credit)
        elif spoke and not speaks:
            reason = reason_of(rule, was)
            yield Point(reason.because, "Counts no longer:", reason.credit)


def _worked_out(before: Explanation, after: Explanation, wording: Wording) -> Iterator[Point]:
    was = wording_of(before.ruleset, before.conclusions)
    given = {f.id for f in after.facts if f.origin.value == "given"}
    for fact in after.ruleset.facts.values():
        old, new = before.conclusions.facts.get(fact.id), after.conclusions.facts.get(fact.id)
        if fact.id in given or (old and old.value) == (new and new.value):
            continue
        old_words = was.value(fact.id, old.value) if old is not None else "not known"
        new_words = wording.value(fact.id, new.value) if new is not None else "not known"
        yield Point(sentence(f"{new_words} (before: {old_words})"), f"{capitalised(fact.label)}:")
