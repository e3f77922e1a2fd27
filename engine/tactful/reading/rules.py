"""The ``rules`` of a ruleset."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from typing import NamedTuple

from tactful.language.model import HOUSE, Argument, Because, Conclusion, Rule, Source, Stance
from tactful.language.terms import Condition, Sentence
from tactful.reading.conditions import read_condition
from tactful.reading.defects.names import (
    unknown_name,
    unknown_option,
    unknown_rule,
    unknown_source,
    unknown_stance,
)
from tactful.reading.defects.rules import (
    argued_fact,
    concluded_computation,
    concluded_decision,
    house_without_reason,
    listed_sources,
    misplaced_branch,
    missing_reason,
    self_override,
)
from tactful.reading.defects.shapes import duplicate_item, duplicate_rule
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.reading.values import value_of
from tactful.text.diagnostic import Span
from tactful.text.lines import quoted, shortened
from tactful.text.nodes import Mapping, Node, Pair, Scalar, Sequence, over

_FORM = Form(
    "a rule",
    ("id", "when", "unless", "then", "because", "source", "overrides"),
    ("id", "then", "source"),
    {
        "id": "id: a-short-name",
        "then": "then: {channel: {email: for}}",
        "because": "because: why this follows",
        "source": f"source: {HOUSE}",
    },
)
_STANCES = {stance.value: stance for stance in Stance}


class Rules:
    """The rules of a ruleset while they are read."""

    def __init__(
        self,
        shapes: Shapes,
        scope: Scope,
        weights: Map[Stance, int],
        sources: Map[str, Source] | None,
        known: Map[int, tuple[Node, Rule]] | None = None,
    ) -> None:
        """Begin with no rule.

        Args:
            shapes: Asks nodes, and reports.
            scope: What rules can name.
            weights: What stances weigh.
            sources: What rules can cite; ``None`` where it could not be read.
            known: Rules that were read with the same of all these, by the identity of their nodes.
        """
        self.shapes = shapes
        self.scope = scope
        self.weights = weights
        self.sources = sources
        self.rules: dict[str, Rule] = {}
        self.declared: dict[str, Span] = {}
        self.broken: set[str] = set()
        self.complete = True
        self.known = known or {}
        self.sound: dict[int, tuple[Node, Rule]] = {}

    def read(self, sections: Iterable[Node], complete: bool) -> dict[str, Rule]:
        """Read every rule; ``complete`` says that no file with rules was lost."""
        self.complete = complete
        listed: list[Mapping] = []
        for section in sections:
            example = "`- id: a-short-name`, with the rule's other lines below it"
            items = self.shapes.items(section, "`rules`", example)
            self.complete = self.complete and items is not None
            for item in items or ():
                group = self.shapes.group(item, "a rule", "`id: a-short-name`")
                if group is not None:
                    listed.append(group)
        named = [(group, self.declare(group)) for group in listed]
        for group, name in named:
            self.take(group, name)
        return self.rules

    def take(self, group: Mapping, name: str | None) -> None:
        """Read one rule, or take it as it was read before; those without a mistake are ``sound``.

        Whether a rule is right depends on the other rules only by those that it overrides.
        """
        _, known = self.known.get(id(group), (group, None))
        if known is not None and known.id == name and self.declared.keys() >= {*known.overrides}:
            self.rules[name] = known
        else:
            before = len(self.shapes.diagnostics.found)
            self.rule(group, name)
            if self.broken or not self.complete or len(self.shapes.diagnostics.found) > before:
                return
        if name is not None:
            self.sound[id(group)] = group, self.rules[name]

    def declare(self, group: Mapping) -> str | None:
        """The name of a rule; ``None`` where it has none that others can use."""
        node = next((value for key, value in group.entries if key.text == "id"), None)
        if not isinstance(node, Scalar) or not node.text.strip() or node.spoilt:
            return None  # said when the rule itself is read
        name = self.shapes.id(node, "a rule", "-")
        if name is None:
            self.broken.add(node.text)
            return None
        first = self.declared.setdefault(name, node.span)
        if first is not node.span:
            self.shapes.report(duplicate_rule(name, first), node)
            return None
        return name

    def rule(self, group: Mapping, name: str | None) -> None:
        """Read one rule; it counts only if it has a name of its own."""
        place = self.declared[name] if name else group.entries[0].key.span
        title = f"the rule `{name}`" if name else None
        found = self.shapes.entries(group, _FORM, place, title)
        if name is None and "id" in found:
            self.shapes.word(found["id"], "`id`", "a short name, as `no-bribes`")
        when, unless = (
            read_condition(self.shapes, found[key], f"`{key}`", self.scope)
            if key in found
            else None
            for key in ("when", "unless")
        )
        source = self.source(found.get("source"))
        because: Sentence | None = None
        reasons: tuple[Because, ...] = ()
        if "because" in found:
            because, reasons = read_reasons(self.shapes, found["because"], self.scope)
        else:
            self.without_reason(place, source, title or "a rule")
        overrides = self.overrides(found.get("overrides"), name)
        conclusions, arguments = self.then(found.get("then"), name or "")
        if name is not None:
            self.rules[name] = Rule(
                name,
                because or (),
                source or HOUSE,
                when,
                unless,
                conclusions,
                arguments,
                overrides,
                place,
                reasons,
            )

    def without_reason(self, place: Span, source: str | None, title: str) -> None:
        """Report that a rule gives no reason."""
        if source == HOUSE:
            self.shapes.report(house_without_reason(), place)
            return
        self.shapes.report(missing_reason(title), place)

    def source(self, node: Node | None) -> str | None:
        """The source a rule cites."""
        if node is None:
            return None
        known = [HOUSE, *(self.sources or ())]
        if isinstance(node, Sequence):
            self.shapes.report(listed_sources(), node)
            return None
        word = self.shapes.word(node, "`source`", f"one of {quoted(known)}")
        if word is None:
            return None
        if word.text not in known and self.sources is not None:
            self.shapes.report(unknown_source(word.text, self.sources, self.shapes.speller), word)
            return None
        return word.text

    def overrides(self, node: Node | None, name: str | None) -> tuple[str, ...]:
        """The rules that a rule overrides."""
        if node is None:
            return ()
        items = self.shapes.one_or_more(node, "`overrides`", "the name of a rule, or a list")
        found: dict[str, Span] = {}
        for item in items or ():
            word = self.shapes.word(item, "`overrides`", "the name of a rule")
            if word is None:
                continue
            if word.text in found:
                self.shapes.report(duplicate_item(word.text, found[word.text]), word)
            elif name is not None and word.text == name:
                self.shapes.report(self_override(name), word)
            elif word.text in self.declared:
                found[word.text] = word.span
            elif word.text not in self.broken and self.complete:
                self.shapes.report(
                    unknown_rule(word.text, self.declared, self.shapes.speller), word
                )
        return tuple(found)

    def then(
        self, node: Node | None, rule: str
    ) -> tuple[tuple[Conclusion, ...], tuple[Argument, ...]]:
        """What a rule concludes and argues."""
        if node is None:
            return (), ()
        group = self.shapes.group(node, "`then`", "`channel: {email: for}`")
        conclusions: list[Conclusion] = []
        arguments: list[Argument] = []
        for entry in group.entries if group else ():
            name = entry.key.text
            if name in self.scope.facts:
                conclusion = self.conclusion(entry)
                if conclusion is not None:
                    conclusions.append(conclusion)
            elif name in self.scope.decisions:
                arguments.extend(self.arguments(entry, rule))
            elif self.scope.is_missing(name):
                self.shapes.report(
                    unknown_name(name, self.scope.names, self.shapes.speller), entry.key
                )
        return tuple(conclusions), tuple(arguments)

    def conclusion(self, entry: Pair) -> Conclusion | None:
        """What a rule concludes about one fact."""
        key, node = entry
        fact = self.scope.facts[key.text]
        if fact.computed is not None:
            self.shapes.report(concluded_computation(fact), key)
            return None
        if isinstance(node, Mapping):
            self.shapes.report(argued_fact(fact), node)
            return None
        value = value_of(self.shapes, node, fact.type, f"`{fact.id}`")
        return None if value is None else Conclusion(fact.id, value, over(key, node))

    def arguments(self, entry: Pair, rule: str) -> list[Argument]:
        """What a rule argues about one decision."""
        key, node = entry
        decision = self.scope.decisions[key.text]
        if isinstance(node, Scalar) and node.text.strip() and not node.spoilt:
            option = node.text if node.text in decision.options else next(iter(decision.options))
            self.shapes.report(concluded_decision(decision, option), node)
            return []
        option = next(iter(decision.options))
        group = self.shapes.group(node, f"`{decision.id}`", f"`{{{option}: for}}`")
        found = []
        for option_key, stance_node in group.entries if group else ():
            stance = self.stance(stance_node, option_key.text)
            if option_key.text not in decision.options:
                self.shapes.report(
                    unknown_option(
                        decision.id, option_key.text, decision.options, self.shapes.speller
                    ),
                    option_key,
                )
            elif stance is not None:
                weight = self.weights.get(stance, 0)
                found.append(
                    Argument(
                        rule,
                        decision.id,
                        option_key.text,
                        stance,
                        weight,
                        over(option_key, stance_node),
                    )
                )
        return found

    def stance(self, node: Node, option: str) -> Stance | None:
        """The stance on one option."""
        what, example = f"the stance on `{shortened(option)}`", f"one of {quoted(_STANCES)}"
        word = self.shapes.word(node, what, example)
        if word is None:
            return None
        stance = _STANCES.get(" ".join(word.text.split())) if len(word.text) < 100 else None
        if stance is None:
            self.shapes.report(unknown_stance(word.text, _STANCES, self.shapes.speller), word)
        return stance


# Why a rule holds: one sentence, or one for each branch of what it asks.

_BRANCH = Form("a reason", ("when", "text"), ("text",), {"text": "text: why this follows"})
_REASONS = "`- {when: {rapport: warm}, text: why this follows}`"


def read_reasons(
    shapes: Shapes, node: Node, scope: Scope
) -> tuple[Sentence | None, tuple[Because, ...]]:
    """A rule's reason where no branch counts, and the reasons of its branches, in order."""
    if not isinstance(node, Sequence):
        return shapes.template(node, "`because`", scope), ()
    items = shapes.items(node, "`because`", _REASONS) or ()
    read = [_branch(shapes, item, scope) for item in items]
    for place, (item, branch) in enumerate(zip(items, read, strict=True)):
        is_last = place == len(items) - 1
        if branch is not None and branch.asks is is_last:
            shapes.report(misplaced_branch(is_last=is_last), item)
    found = [branch for branch in read if branch is not None]
    reasons = [Because(b.when, b.text) for b in found if b.when is not None and b.text is not None]
    return (found[-1].text if found else None), tuple(reasons)


class _Branch(NamedTuple):
    asks: bool
    when: Condition | None
    text: Sentence | None


def _branch(shapes: Shapes, node: Node, scope: Scope) -> _Branch | None:
    group = shapes.group(node, "a reason", _REASONS)
    if group is None:
        return None
    found = shapes.entries(group, _BRANCH)
    when = read_condition(shapes, found["when"], "`when`", scope) if "when" in found else None
    text = shapes.template(found["text"], "`text`", scope) if "text" in found else None
    return _Branch("when" in found, when, text)
