"""The main line of a piece of reasoning as a tree: from an outcome back to what was given.

Each step is told once. Where it comes up again, the tree says so instead of telling it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.answers.grounds import Reasoning
from tactful.answers.lacking import why_unknown
from tactful.explanation.decisions import ExplainedDecision, ExplainedOption, Reason, reason_of
from tactful.explanation.page import says_again
from tactful.explanation.wording import capitalised, first_sentence, quote, sentence
from tactful.grounding.names import authors_name
from tactful.language.conclusions import Conflict, Known, Origin, Status
from tactful.language.conditions import truth
from tactful.language.model import Ruleset
from tactful.language.strata import Step
from tactful.language.terms import FactRef, Test
from tactful.pages.tree import CUT, Branch

DEEPEST = 60
"""Levels. No coach reads on; what lies deeper is in the data."""

ABOVE = "(See above.)"


def credit(reason: Reason, ruleset: Ruleset) -> str:
    """A rule and where its advice comes from, and whose rule it is where it is inherited."""
    rule = authors_name(ruleset, reason.rule)
    if reason.base is None:
        return f"rule {rule}, from {reason.credit}"
    source = reason.credit.removesuffix(f", from {reason.base}")
    return f"rule {rule} of {reason.base}, from {source}"


class Narration:
    """Tells the steps of one scenario's reasoning, each of them once."""

    def __init__(self, reasoning: Reasoning) -> None:
        self.reasoning = reasoning
        self.wording = reasoning.wording
        self.told: set[Step] = set()
        self.mentioned: set[str] = set()

    def subject(self, name: str, level: int = 0) -> Branch:
        """A fact or decision and why it is so."""
        step = self.reasoning.named(name)
        self.mentioned.add(name)
        return self.fact(step, level) if step.kind == "fact" else self.decision(step, level)

    def fact(self, step: Step, level: int = 0) -> Branch:
        """A fact and where it comes from."""
        known = self.reasoning.explanation.conclusions.facts.get(step.id)
        if known is None:
            return self.unknown(step, level)
        words = self.wording.value(step.id, known.value)
        value = sentence(f"{words}{self.caveat(step.id, known)}")
        if known.origin in (Origin.GIVEN, Origin.DEFAULT):
            lead = self.wording.question(step.id)
            return Branch(
                "given" if known.origin is Origin.GIVEN else "taken", value, lead, fact=step.id
            )
        said = Branch(
            "worked out", value, f"{capitalised(self.wording.label(step.id))}:", fact=step.id
        )
        return self.once(step, said, level)

    def caveat(self, name: str, known: Known) -> str:
        """What to add to a value that nobody gave."""
        if known.origin is not Origin.DEFAULT:
            return ""
        fact = self.reasoning.ruleset.facts[name]
        by_clock = name == self.reasoning.ruleset.clock.now and fact.default is None
        return ", by this computer's clock" if by_clock else ", unless you say otherwise"

    def unknown(self, step: Step, level: int) -> Branch:
        """A fact that is not known, with the rules that disagree about it if that is why."""
        conflict = self.reasoning.explanation.conclusions.conflict_about(step.id)
        named = capitalised(self.wording.named(step.id))
        if conflict is None:
            because = why_unknown(step.id, self.wording)
            text = "Not known." if because is None else f"Not known, because {because}."
            return Branch("unknown", text, f"{named}:", fact=step.id)
        said = Branch(
            "unknown", "Not known, because the rules disagree.", f"{named}:", fact=step.id
        )
        if step in self.told:
            return said._replace(text=f"{said.text} {ABOVE}")
        self.told.add(step)
        return said._replace(behind=tuple(self.sides(conflict, level)))

    def sides(self, conflict: Conflict, level: int) -> Iterator[Branch]:
        """Each side of a conflict with its reason."""
        for rule, value in conflict.rules:
            lead = f"{capitalised(quote(self.wording.value(conflict.about, value)))}:"
            yield self.rule(Step("rule", rule), level + 1, lead)

    def decision(self, step: Step, level: int = 0) -> Branch:
        """A decision as something that other steps rest on."""
        explained = self.reasoning.decision(step.id)
        said = Branch("answer", explained.answer, explained.question)
        return self.once(step, said, level)

    def once(self, step: Step, said: Branch, level: int) -> Branch:
        """A branch with what lies behind it, unless that has been told."""
        ground = self.reasoning.grounds[step]
        if not ground.because and not ground.tests:
            return said
        if step in self.told:
            return said._replace(text=f"{said.text} {ABOVE}")
        self.told.add(step)
        if level >= DEEPEST:
            return said._replace(text=f"{said.text} {CUT}")
        rules = [s for s in ground.because if s.kind == "rule"]
        if step.kind == "decision" and not rules:
            return said._replace(behind=self.bare(step, level))
        if rules:
            return said._replace(behind=tuple(self.rule(s, level + 1) for s in rules))
        return said._replace(behind=tuple(self.subject(s.id, level + 1) for s in ground.because))

    def bare(self, step: Step, level: int) -> tuple[Branch, ...]:
        """Behind a decision for which no rule spoke: what was remarked, and what it waits for."""
        explained = self.reasoning.decision(step.id)
        remark = explained.remark
        if explained.status is Status.NOT_APPLICABLE and remark is not None:
            remark = sentence(f"it does not come up here, because {remark}")
        said = (Branch("answer", remark),) if remark else ()
        if explained.status is not Status.NOT_APPLICABLE:
            return said
        return (*said, *self.tests(self.reasoning.grounds[step].tests, level))

    def rule(self, step: Step, level: int = 0, lead: str | None = None) -> Branch:
        """A rule that fired, in its own words, and what it saw."""
        reason = reason_of(self.reasoning.ruleset.rules[step.id], self.wording)
        said = Branch("reason", reason.because, lead, credit(reason, self.reasoning.ruleset))
        ground = self.reasoning.grounds[step]
        if step in self.told:
            return said._replace(text=f"{first_sentence(said.text)} {ABOVE}")
        self.told.add(step)
        return said._replace(behind=self.tests(ground.tests, level))

    def tests(self, tests: Iterable[Test], level: int) -> tuple[Branch, ...]:
        """What some tests saw, each fact once."""
        shown: dict[str, Branch] = {}
        for test in tests:
            others = [o.fact for o in test.operands if isinstance(o, FactRef)]
            if not others:
                if test.subject not in shown:
                    shown[test.subject] = self.subject(test.subject, level + 1)
                continue
            inner = tuple(self.subject(n, level + 2) for n in (test.subject, *others))
            values, type_of = self.wording.values, self.reasoning.ruleset.type_of
            clause = self.wording.says(test, truth(test, values, type_of) is not False)
            shown[f"{test.subject} {clause}"] = Branch("worked out", sentence(clause), behind=inner)
        return tuple(shown.values())

    def option(self, explained: ExplainedDecision, option: ExplainedOption) -> Branch:
        """One option with all that was said about it."""
        self.told.add(Step("decision", explained.id))
        behind = [self.rule(Step("rule", r.rule)) for r in option.in_favour]
        behind += [
            self.rule(Step("rule", r.rule), lead="On the other hand:") for r in option.against
        ]
        behind += [self.rule(Step("rule", r.rule), lead="But:") for r in option.ruled_out_by]
        return Branch("answer", "", sentence(option.label), behind=tuple(behind))

    def whole_decision(self, name: str) -> Branch:
        """A decision with its choice, and what became of the other options."""
        explained = self.reasoning.decision(name)
        step = Step("decision", name)
        said = Branch("answer", explained.answer, explained.question)
        if explained.status is Status.NOT_APPLICABLE:
            self.told.add(step)
            return said._replace(behind=self.bare(step, 0))
        behind: list[Branch] = []
        conflict = self.reasoning.explanation.conclusions.conflict_about(name)
        if conflict is not None:
            behind += self.sides(conflict, 0)
        options = [explained.option(id_) for id_ in explained.chosen]
        if len(options) == 1 and not explained.many:
            behind += self.option(explained, options[0]).behind
        else:
            behind += [_said_once(self.option(explained, option)) for option in options]
        if explained.remark is not None:
            behind.append(Branch("answer", explained.remark))
        self.told.add(step)
        behind.append(self.comes_up(step))
        behind.append(self.rivals(explained))
        return said._replace(behind=tuple(b for b in behind if b.says_something))

    def comes_up(self, step: Step) -> Branch:
        """Why a decision comes up at all, unless that has been told or needs no telling."""
        tests = self.reasoning.grounds[step].tests
        if all(test.subject in self.mentioned for test in tests):
            return Branch("heading", "")
        seen = self.tests(tests, 0)
        return Branch("heading", "", "The question comes up because of this:", behind=seen)

    def rivals(self, explained: ExplainedDecision) -> Branch:
        """The options that were not chosen and that something was said about."""
        fates = [
            Branch(
                "answer", fate(option, explained), option_lead(option), None, self.said_of(option)
            )
            for option in explained.options
            if option.reasons and not option.chosen and explained.status is not Status.CONFLICT
        ]
        if not fates:
            return Branch("heading", "")
        return Branch("heading", "", "What became of the others:", behind=tuple(fates))

    def said_of(self, option: ExplainedOption) -> tuple[Branch, ...]:
        """What was said about an option, what counts most against it first."""
        if option.ruled_out_by:
            return tuple(self.rule(Step("rule", r.rule)) for r in option.ruled_out_by)
        said = [self.rule(Step("rule", r.rule), lead="In favour:") for r in option.in_favour]
        said += [self.rule(Step("rule", r.rule), lead="Against:") for r in option.against]
        return tuple(said)


def option_lead(option: ExplainedOption) -> str:
    """An option's label, to be followed by what became of it."""
    return f"{capitalised(quote(option.label))}:"


def fate(option: ExplainedOption, explained: ExplainedDecision) -> str:
    """What became of an option that was not chosen, as a short sentence."""
    if option.ruled_out_by:
        return "Ruled out."
    if option.id == explained.runner_up:
        if explained.closeness is None:
            return "Just as much speaks for it."
        return sentence(explained.closeness)
    if option.score > 0:
        return "Possible too, with less behind it."
    if not option.in_favour:
        return "Only spoken against."
    if option.score == 0:
        return "As much speaks against it as for it."
    return "More speaks against it than for it."


def _said_once(option: Branch) -> Branch:
    """An option without its label, where its first reason says that in a sentence."""
    first, *more = option.behind or (option,)
    if first.lead is not None or not says_again(first.text, option.lead or ""):
        return option
    return first._replace(behind=(*first.behind, *more))
