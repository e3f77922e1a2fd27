"""The page of ``explain``: the whole reasoning, or answers to what was asked.

Like ``page``, it has no format. Where a rule's advice comes from is shown only on request.
"""

from __future__ import annotations

from collections.abc import Sequence

from tactful.answers.answer import Answer, Need
from tactful.answers.graph import graph_of
from tactful.answers.grounds import Reasoning
from tactful.answers.narration import Narration
from tactful.explanation.open_ends import open_ends
from tactful.explanation.page import (
    Audience,
    bars_of,
    by_the_time,
    disagreements,
    exceptions,
    for_reader,
    headline_of,
)
from tactful.explanation.together import together
from tactful.explanation.wording import quote
from tactful.language.model import Ruleset
from tactful.pages.page import Page, Point, Section, Topic, with_something_to_say
from tactful.pages.tree import Branch, cut


def reasoned_page(
    reasoning: Reasoning,
    answers: Sequence[Answer] = (),
    *,
    depth: int | None = None,
    sources: bool = False,
    reader: Audience | None = None,
) -> Page:
    """Lay out the whole reasoning of one scenario, or some answers about it.

    Args:
        reasoning: The reasoning.
        answers: The answers; without any, the whole reasoning is meant.
        depth: How many levels of each tree to show; all of them if ``None``.
        sources: Whether to name the rules and where their advice comes from.
        reader: For whom it is: a coach's page names the sources, a client's has no workings.
    """
    view = _View(depth, sources or reader == "coach")
    explanation = reasoning.explanation
    if answers:
        told = [(a.inquiry.subject, view.answered(a, reasoning)) for a in answers]
        sections = tuple(map(view.section, together(reasoning.ruleset, told)))
    else:
        said = (
            disagreements(explanation),
            view.whole(reasoning),
            by_the_time(explanation),
            *exceptions(explanation),
        )
        # What the credits of open ends tell is no source: it is what a question may change.
        sections = (*map(view.section, said), *open_ends(explanation))
    whole = Page(explanation.title, headline_of(explanation), with_something_to_say(sections))
    return for_reader(whole, reader)


class _View:
    """What of the reasoning to show."""

    def __init__(self, depth: int | None, sources: bool) -> None:
        self.below = None if depth is None else depth - 1  # a tree's root is the first level
        self.sources = sources
        self.pictured: set[str] = set()

    def whole(self, reasoning: Reasoning) -> Section:
        """Every decision with its tree; what one has told, the next refers to."""
        narration = Narration(reasoning)
        ruleset, topics = reasoning.ruleset, []
        for decision in reasoning.explanation.decisions:
            tree = narration.whole_decision(decision.id)
            graph = graph_of(decision.id, reasoning)
            # Of several options each is told with its reasons.
            answer = "" if decision.many and decision.chosen else decision.answer
            bars = bars_of(decision)
            trees = _bare(tree.behind, ruleset)
            topics.append((decision.id, Topic(decision.question, answer, (), bars, trees, graph)))
        return Section("How the advice comes about", topics=together(ruleset, topics))

    def answered(self, answer: Answer, reasoning: Reasoning) -> Section:
        """One answer, the main line first."""
        subject, topics = answer.inquiry.subject, []
        tree, others = (
            _bare(said, reasoning.ruleset) for said in (answer.tree, answer.also_rests_on)
        )
        if tree:
            decided = subject in reasoning.ruleset.decisions and subject not in self.pictured
            self.pictured.add(subject)
            graph = graph_of(subject, reasoning) if decided else None
            bars = bars_of(reasoning.decision(subject)) if decided else ()
            topics.append(Topic("Step by step", "", (), bars, tree, graph))
        if answer.needs:
            needed = tuple(map(_needed, answer.needs))
            topics.append(Topic("What would have helped, the nearest first", "", needed))
        if others:
            topics.append(Topic("What else this rests on", "", (), trees=others))
        return Section(answer.title, tuple(topics), intro=answer.sentences)

    def section(self, section: Section) -> Section:
        """The section as deep, and with as many sources, as is wanted."""
        return section._replace(
            topics=tuple(
                topic._replace(
                    points=tuple(map(self.point, topic.points)),
                    trees=tuple(cut(self.credited(b), self.below) for b in topic.trees),
                )
                for topic in section.topics
            ),
            points=tuple(map(self.point, section.points)),
        )

    def point(self, point: Point) -> Point:
        """The point, without where it comes from unless that is wanted."""
        return point if self.sources else point._replace(credit=None)

    def credited(self, branch: Branch) -> Branch:
        """The branch, without where anything in it comes from unless that is wanted."""
        if self.sources:
            return branch
        return branch._replace(source=None, behind=tuple(map(self.credited, branch.behind)))


def _bare(branches: tuple[Branch, ...], ruleset: Ruleset) -> tuple[Branch, ...]:
    """Branches that can be compared: the ids of facts of two people would never be the same."""
    if ruleset.ground is None:
        return branches
    return tuple(one._replace(fact=None, behind=_bare(one.behind, ruleset)) for one in branches)


def _needed(need: Need) -> Point:
    said = f"{quote(need.says)}. {need.lacks}" if need.says is not None else need.lacks
    return Point(said, f"{need.would}:", need.source)
