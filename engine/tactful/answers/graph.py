"""The reasoning behind one decision as a graph: facts lead to reasons, reasons to options.

It shows what spoke, as a picture can. Other decisions are its leaves: they have graphs of their
own. What stayed silent is told in words (``also_rests_on``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from tactful.answers.grounds import Reasoning
from tactful.explanation.decisions import ExplainedDecision, Reason, reason_of
from tactful.explanation.wording import capitalised, first_sentence
from tactful.language.conclusions import Origin, Status
from tactful.language.model import Stance
from tactful.language.strata import Step
from tactful.pages.graph import LARGEST, Edge, Graph, GraphNode, Role, Way


def graph_of(name: str, reasoning: Reasoning) -> Graph | None:
    """The graph of one decision; ``None`` if nothing spoke, or so much that nobody could read it.

    Args:
        name: The decision.
        reasoning: The reasoning.
    """
    explained = reasoning.decision(name)
    if explained.status is Status.NOT_APPLICABLE:
        return None
    drawing = _Drawing(reasoning)
    for option in explained.options:
        if option.reasons:
            role: Role = "chosen" if option.chosen else "not chosen"
            drawing.nodes[f"o{len(drawing.nodes)}"] = node = GraphNode(
                f"o{len(drawing.nodes)}", role, capitalised(option.label)
            )
            for reason in option.reasons:
                drawing.speaks(reason, node)
    drawing.trace()
    if not drawing.edges or len(drawing.nodes) > LARGEST:
        return None
    return Graph(_title(explained), tuple(drawing.nodes.values()), tuple(drawing.edges))


def _title(explained: ExplainedDecision) -> str:
    return f"What speaks for and against each answer to: {explained.question}"


class _Drawing:
    def __init__(self, reasoning: Reasoning) -> None:
        self.reasoning = reasoning
        self.nodes: dict[str, GraphNode] = {}
        self.edges: dict[Edge, None] = {}
        self.of_step: dict[Step, GraphNode] = {}
        self.todo: deque[Step] = deque()

    def speaks(self, reason: Reason, option: GraphNode) -> None:
        way: Way = "speaks for"
        if reason.stance is Stance.NEVER:
            way = "rules out"
        elif reason.weight < 0:
            way = "speaks against"
        source = self.node(Step("rule", reason.rule))
        self.edges[Edge(source.id, option.id, way)] = None

    def node(self, step: Step) -> GraphNode:
        """The node of a step, made and put down to be traced if there is none yet."""
        if step not in self.of_step:
            role, text = self.said(step)
            node = GraphNode(f"n{len(self.nodes)}", role, text)
            self.nodes[node.id] = self.of_step[step] = node
            self.todo.append(step)
        return self.of_step[step]

    def said(self, step: Step) -> tuple[Role, str]:
        wording = self.reasoning.wording
        if step.kind == "rule":
            reason = reason_of(self.reasoning.ruleset.rules[step.id], wording)
            return "reason", first_sentence(reason.because)
        label = capitalised(wording.label(step.id))
        known = self.reasoning.explanation.conclusions.facts.get(step.id)
        if step.kind == "decision":
            return "worked out", f"{label}: {self.reasoning.decision(step.id).answer}"
        if known is None:
            return "taken", f"{label}: not known"
        roles: dict[Origin, Role] = {Origin.GIVEN: "given", Origin.DEFAULT: "taken"}
        value = wording.value(step.id, known.value)
        return roles.get(known.origin, "worked out"), f"{label}: {value}"

    def trace(self) -> None:
        """Follow everything back to what was given, or to other decisions."""
        while self.todo and len(self.nodes) <= LARGEST:
            step = self.todo.popleft()
            if step.kind != "decision":
                for before in self.before(step):
                    edge = Edge(self.node(before).id, self.of_step[step].id, "leads to")
                    self.edges[edge] = None

    def before(self, step: Step) -> Iterator[Step]:
        yield from self.reasoning.grounds[step].because
