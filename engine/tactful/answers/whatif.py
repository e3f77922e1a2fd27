"""What would change the advice, laid out for people: counterfactuals, and before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import TypeAlias

from tactful.answers.levers import Lever, Ways, levers
from tactful.explanation.decisions import reason_of
from tactful.explanation.explanation import Explanation
from tactful.explanation.open_ends import questions_left
from tactful.explanation.page import by_the_time, headline_of, what_does_not_fit
from tactful.explanation.people import topics_together
from tactful.explanation.together import noted, ones, together
from tactful.explanation.wording import (
    Wording,
    capitalised,
    counted,
    joined,
    quote,
    sentence,
    wording_of,
)
from tactful.grounding.names import copy_of
from tactful.language.conclusions import (
    NOTHING_CHOSEN,
    NOTHING_TO_DECIDE,
    WITHOUT_OPTION,
    Outcome,
    Status,
    outcome,
    situation,
)
from tactful.language.model import Decision
from tactful.language.strata import resting_on_windows
from tactful.language.terms import Copy
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.pages.page import Page, Point, Section, Topic
from tactful.proofs.counterfactual import (
    LARGEST,
    Counterfactual,
    Counterfactuals,
    changeable,
)


def outcome_words(decision: Decision, came: Set[Outcome], wording: Wording) -> str:
    """What a decision comes to, as a phrase: its options' labels, or that there is none."""
    labels = [wording.option(o) for o in decision.options.values() if o.id in came]
    if labels:
        return joined(labels)
    if decision.many and Status.NONE in came:
        return NOTHING_CHOSEN
    return next(words.changed for status, words in WITHOUT_OPTION.items() if status in came)


MOST_LEVERS = 6
"""Things to do that are told where no more is wanted than fits on a screen."""


def what_if(
    explanation: Explanation,
    answers: Sequence[Counterfactuals],
    network: Network,
    rest: str = "",
) -> Page:
    """The page that says what would change a scenario's advice: by what can be done about it.

    Args:
        explanation: The advice as things are.
        answers: What was found, one answer a decision that was asked about.
        network: What made the conclusions of the advice.
        rest: Where the rest is to be found, as "`--all` shows them": then no more is told than
            fits on a screen. All of it, if there is no such place.
    """
    wording = wording_of(explanation.ruleset, explanation.conclusions)
    found = levers(answers, explanation)
    points = _points(found, explanation, network, wording)
    told = points[:MOST_LEVERS] if rest else points
    if len(told) < len(points):
        told += (Point(f"{counted(len(points) - len(told), 'other way')}: {rest}."),)
    moved = {change.fact for lever, _ in found for change in lever}
    asked = {answer.goal.decision for answer in answers}
    to_find_out = [
        one
        for one in explanation.asked
        if one.fact not in moved and not asked.isdisjoint(one.matters_to)
    ]
    names = [(name, wording.named(name)) for name in changeable(explanation.ruleset)]
    listed = joined(noted(explanation.ruleset, names))
    looked_at = [Point(sentence(listed or "the rules name nothing that can be changed"))]
    return Page(
        explanation.title,
        headline_of(explanation),
        tuple(
            section
            for section in (
                Section("What you can do", points=told),
                Section(
                    "What you may find out", points=questions_left(to_find_out, explanation.ruleset)
                ),
                Section("What stays as it is", points=tuple(_unmoved(answers, wording))),
                by_the_time(explanation),
                Section("What was looked at", points=() if rest else tuple(looked_at)),
            )
            if section.points
        ),
    )


def _question(decision: Decision, wording: Wording) -> str:
    return capitalised(decision.question or f"{wording.named(decision.id)}:")


_FactTold: TypeAlias = Iterator[tuple[str, Point]]


def _points(
    found: Sequence[tuple[Lever, Ways]],
    explanation: Explanation,
    network: Network,
    wording: Wording,
) -> tuple[Point, ...]:
    """What to do, and what is better then; what does the same for several is told once."""
    told = []
    for lever, ways in found:
        effects = _effects(ways, explanation, network, wording)
        told.append(_told(_lead(lever, wording), lever, effects, explanation))
    leads = {lead for _, (lead, *_) in told}
    points = []
    for lead, own, others in together(explanation.ruleset, told, alone=True):
        theirs = own if lead in leads or not own else f"for that one, {own}"
        points.append(Point(sentence("; ".join(filter(None, (theirs, others)))), lead))
    return tuple(points)


def _lead(lever: Lever, wording: Wording) -> str:
    done = all(change.values == (True,) for change in lever)
    changes = joined(wording.clause(change.becomes) for change in lever)
    return f"{'Once' if done else 'If'} {changes}:"


def led_in(
    explanation: Explanation, answers: Sequence[Counterfactuals]
) -> Mapping[str, Mapping[str, Value]]:
    """What can be done, as ``what_if`` leads in to it, with facts that are so then."""
    wording = wording_of(explanation.ruleset, explanation.conclusions)
    return {
        _lead(lever, wording): {change.fact: change.values[0] for change in lever}
        for lever, _ in levers(answers, explanation)
    }


def _told(
    lead: str, lever: Lever, effects: Sequence[tuple[str, str]], explanation: Explanation
) -> tuple[str, tuple[str, str, str]]:
    """A lever and what comes of it: for the one whom it is about, and for others or for all."""
    ruleset = explanation.ruleset
    about = {None if (copy := copy_of(ruleset, c.fact)) is None else copy[:2] for c in lever}
    whom: dict[str, list[Copy]] = {}
    own: dict[str, None] = {}
    rest: dict[str, None] = {}
    for decision, said in effects:
        copy = copy_of(ruleset, decision)
        if copy is None:
            rest[said] = None
        elif {copy[:2]} == about:
            own[said] = None
        else:
            whom.setdefault(said, []).append(copy)
    for_others = [f"for {ones(ruleset, copies).listed}, {said}" for said, copies in whom.items()]
    name = lever[0].fact if len(about) == 1 else ""
    return name, (lead, "; ".join(own), "; ".join((*rest, *for_others)))


def _effects(
    ways: Ways, explanation: Explanation, network: Network, wording: Wording
) -> list[tuple[str, str]]:
    """Each decision that comes out otherwise, with what it comes to."""
    effects = []
    for answer, way in ways:
        decision = explanation.ruleset.decisions[answer.goal.decision]
        if Status.NOT_APPLICABLE in way.outcome and len(ways) > 1:
            continue  # it follows from what else is otherwise then
        sides = wording, _wording_with(way, decision, explanation, network)
        effects.append((decision.id, _effect(decision, answer.now, way.outcome, sides)))
    return effects


def _effect(
    decision: Decision, now: Set[Outcome], came: Set[Outcome], sides: tuple[Wording, Wording]
) -> str:
    """What a decision comes to, and in place of what."""
    if Status.NOT_APPLICABLE in came:
        asked = quote(_question(decision, sides[0]))
        return f"there is {NOTHING_TO_DECIDE} about {asked}"
    options = {*decision.options}
    if decision.many or not options & {*now} or not options & {*came}:
        return _instead(decision, now, came, sides)
    was, then = (
        quote(outcome_words(decision, c, w)) for c, w in zip((now, came), sides, strict=True)
    )
    return f"{then} instead of {was}"


def _unmoved(answers: Sequence[Counterfactuals], wording: Wording) -> Iterator[Point]:
    """What nothing can be done about; decisions of which there is no more to say together."""
    alike, ruleset, apart = [], wording.ruleset, []
    for answer in answers:
        if answer.found:
            continue
        name = answer.goal.decision
        if answer.exact and not answer.larger and answer.goal.option is None:
            alike.append((name, wording.named(name)))
        else:
            apart.append((name, _nothing(answer, wording)))
    yield from together(ruleset, apart)
    if alike:
        named = joined(noted(ruleset, alike), "or")
        yield Point(sentence(f"nothing that you can bring about changes {named}"))


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
    ruleset, values = after.ruleset, after.conclusions.facts
    said = [(name, wording.states(name, values[name].value)) for name in dict.fromkeys(changed)]
    states = together(ruleset, said)
    fixed = together(
        ruleset,
        [
            (name, f"whether {clause}")
            for name, clause in said
            if not facts[name].changeable or facts[name].computed is not None
        ],
    )
    different = topics_together(ruleset, [*_different(before, after, wording)])
    same = [
        (d.id, Point(f"{d.question} {d.answer}"))
        for d, was in zip(after.decisions, before.decisions, strict=True)
        if outcome(after.conclusions.decisions[d.id]) == outcome(before.conclusions.decisions[d.id])
        and was.status is not Status.NOT_APPLICABLE
    ]
    remark = (Point(f"A client can do nothing about {joined(fixed, 'or')}."),) if fixed else ()
    sections = (
        Section("What changes", topics=different),
        Section("What stays the same", points=together(ruleset, same)),
        *([by_the_time(after)] if different else []),
        Section(
            "Worked out differently", points=together(ruleset, _worked_out(before, after, wording))
        ),
        Section("For comparison only", points=remark),
    )
    unchanged = (
        *what_does_not_fit(after.does_not_fit, after.ruleset),
        "The advice stays as it is.",
    )
    return Page(
        f"{before.title}, if {joined(states)}",
        headline_of(after) if different else unchanged,
        tuple(section for section in sections if section.topics or section.points),
    )


def _different(
    before: Explanation, after: Explanation, wording: Wording
) -> Iterator[tuple[str, Topic]]:
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
        yield decision.id, Topic(_question(decision, wording), answer, points)


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


def _worked_out(before: Explanation, after: Explanation, wording: Wording) -> _FactTold:
    was = wording_of(before.ruleset, before.conclusions)
    given = {f.id for f in after.facts if f.origin.value == "given"}
    for fact in after.ruleset.facts.values():
        old, new = before.conclusions.facts.get(fact.id), after.conclusions.facts.get(fact.id)
        idle = new is None and fact.id in resting_on_windows(after.ruleset)  # nothing to do then
        if idle or fact.id in given or (old and old.value) == (new and new.value):
            continue
        old_words = was.value(fact.id, old.value) if old is not None else "not known"
        new_words = wording.value(fact.id, new.value) if new is not None else "not known"
        told = sentence(f"{new_words} (before: {old_words})")
        yield fact.id, Point(told, f"{capitalised(fact.label)}:")
