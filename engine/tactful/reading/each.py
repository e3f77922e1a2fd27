"""The ``each`` of a ruleset: what a situation has several of, and what is said of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tactful.grounding.conditions import free_names, quantified
from tactful.grounding.ground import read_of_one, said_by
from tactful.grounding.people import owners_of
from tactful.grounding.sentences import names_in
from tactful.language.model import Decision, Rule, Ruleset
from tactful.language.terms import Condition, Each, FactRef, Join, Quantified, Sentence
from tactful.language.values import Kind
from tactful.reading.defects.declarations import unknown_type
from tactful.reading.defects.each import (
    called_twice,
    clock_of_one,
    fixed_for_all,
    mixed_kinds,
    one_for_all,
    other_of_nobody,
    owned_twice,
    quoted_for_all,
    settled_for_all,
)
from tactful.reading.defects.names import unknown_name
from tactful.reading.defects.shapes import duplicate_name
from tactful.reading.scope import Scope
from tactful.reading.shapes import Form, Shapes
from tactful.text.diagnostic import Span
from tactful.text.names import RESERVED, spaced
from tactful.text.nodes import Mapping, Node, Pair, Scalar
from tactful.text.nodes import Sequence as List

_FORM = Form("something there are several of", ("plural", "label", "name", "facts", "decisions"))
_NAME = Form("a name", ("type", "question"))
_TAKEN = frozenset(("scenario", "scenarios", "facts", "expect", "replaces", "name", *RESERVED))
"""Keys that stand in a scenario beside the list of those whom it is about, or below it."""
_EXAMPLE = "`interviewer: {plural: interviewers, facts: {...}, decisions: {...}}`"


class OfEach(NamedTuple):
    """The facts and decisions that are declared within ``each``, as they stand there."""

    facts: tuple[Node, ...]
    decisions: tuple[Node, ...]


def read_each(shapes: Shapes, nodes: Iterable[Node], scope: Scope) -> OfEach:
    """Read what there are several of into the scope; their facts and decisions are read later.

    What a ruleset says of a thing that its base has several of is added to that.
    """
    facts: list[Node] = []
    decisions: list[Node] = []
    for node in nodes:
        group = shapes.group(node, "`each`", _EXAMPLE)
        scope.complete = scope.complete and group is not None
        for entry in group.entries if group else ():
            name = shapes.id(entry.key, "something there are several of", reserved=RESERVED)
            if name is not None:
                found = _Reading(shapes, scope, entry, name)
                facts += found.named("facts")
                decisions += found.named("decisions")
                scope.each[name] = found.each
    return OfEach(tuple(facts), tuple(decisions))


class _Reading:
    """The lines about one thing of which there are several, while they are read."""

    def __init__(self, shapes: Shapes, scope: Scope, entry: Pair, name: str) -> None:
        self.shapes = shapes
        key, node = entry
        group = shapes.group(node, f"`{name}`", _EXAMPLE)
        self.found = {} if group is None else shapes.entries(group, _FORM, key.span, f"`{name}`")
        before = scope.each.get(name)
        plain = spaced(name)
        self.each = before or Each(name, f"{name}s", plain, span=key.span)
        if "plural" in self.found:
            plural = shapes.word(self.found["plural"], "`plural`", f"`{name}s`")
            what = "several of a thing"
            read = None if plural is None else shapes.id(plural, what, reserved=_TAKEN)
            self.each = self.each._replace(plural=read or self.each.plural)
        if "label" in self.found:
            label = shapes.sentence(self.found["label"], "`label`")
            self.each = self.each._replace(label=label or plain)
        if "name" in self.found:
            self.each = self.each._replace(question=self.question(self.found["name"]))

    def question(self, node: Node) -> str | None:
        """How people are asked for the name of one of them."""
        example = "`{type: text, question: What is the name?}`"
        group = self.shapes.group(node, "`name`", example)
        found = {} if group is None else self.shapes.entries(group, _NAME)
        if "type" in found:
            word = self.shapes.word(found["type"], "`type`", "`text`")
            if word is not None and word.text != Kind.TEXT.value:
                known = (Kind.TEXT.value,)
                mistake = unknown_type(word.text, Kind.TEXT.value, known, self.shapes.speller)
                self.shapes.report(mistake, word)
        return (
            self.shapes.sentence(found["question"], "`question`") if "question" in found else None
        )

    def named(self, key: str) -> list[Node]:
        """Note the facts or decisions of one of them; the node where they are declared here.

        A list names some that are declared among those of all.
        """
        node = self.found.get(key)
        if node is None:
            return []
        if isinstance(node, List):
            items = self.shapes.items(node, f"`{key}`", "`[rapport]`") or ()
            words = [self.shapes.word(item, f"`{key}`", "a name") for item in items]
            self.add(key, [word.text for word in words if word is not None])
            return []
        if isinstance(node, Mapping):
            self.add(key, [entry.key.text for entry in node.entries])
        return [node]

    def add(self, key: str, names: list[str]) -> None:
        each = self.each
        if key == "facts":
            self.each = each._replace(facts=tuple(dict.fromkeys((*each.facts, *names))))
        else:
            self.each = each._replace(decisions=tuple(dict.fromkeys((*each.decisions, *names))))


def check_each(shapes: Shapes, nodes: Iterable[Node], template: Ruleset, scope: Scope) -> None:
    """Report what is said of one of several where only all can be meant."""
    if template.each:
        _names(shapes, nodes, scope)
        _Checking(shapes, template).check()


def _names(shapes: Shapes, nodes: Iterable[Node], scope: Scope) -> None:
    """Report names in lists that are none, are used twice, or are the clock's."""
    called: dict[str, Each] = {}
    for each in scope.each.values():
        if each.id in scope:
            first = scope.facts[each.id].span if each.id in scope.facts else each.span
            shapes.report(duplicate_name(each.id, first), each.span)
        for name in dict.fromkeys((each.id, each.plural)):
            other = called.setdefault(name, each)
            if other is not each:
                shapes.report(called_twice(name, other, each), each.span)
    owner = {name: each for each, names in _declared(nodes, scope) for name in names}
    for word, key, each in _listed(nodes, scope):
        known: Iterable[str] = scope.facts if key == "facts" else scope.decisions
        if word.text not in known and word.text not in scope.broken and scope.complete:
            listed = "the facts" if key == "facts" else "the decisions"
            shapes.report(unknown_name(word.text, known, shapes.speller, listed), word)
        other = owner.setdefault(word.text, each)
        if other.id != each.id:
            shapes.report(owned_twice(word.text, other, each), word)


def _declared(nodes: Iterable[Node], scope: Scope) -> Iterator[tuple[Each, list[str]]]:
    """The names that are declared within ``each``, with of what they are."""
    for node in nodes:
        for thing in node.entries if isinstance(node, Mapping) else ():
            each = scope.each.get(thing.key.text)
            lines = thing.value.entries if isinstance(thing.value, Mapping) else ()
            for key, value in lines:
                if each is not None and key.text in ("facts", "decisions"):
                    names = value.entries if isinstance(value, Mapping) else ()
                    yield each, [entry.key.text for entry in names]


def _listed(nodes: Iterable[Node], scope: Scope) -> Iterator[tuple[Scalar, str, Each]]:
    for node in nodes:
        for thing in node.entries if isinstance(node, Mapping) else ():
            each = scope.each.get(thing.key.text)
            lines = thing.value.entries if isinstance(thing.value, Mapping) else ()
            for key, value in lines if each is not None else ():
                if key.text in ("facts", "decisions") and isinstance(value, List):
                    for item in value.items:
                        if isinstance(item, Scalar) and each is not None:
                            yield item, key.text, each


class _Checking:
    def __init__(self, shapes: Shapes, template: Ruleset) -> None:
        self.shapes = shapes
        self.template = template
        self.owners = owners_of(template)

    def check(self) -> None:
        template = self.template
        for name in template.clock:
            if name is not None and name in self.owners:
                each = template.each[self.owners[name]]
                self.shapes.report(clock_of_one(name, each), template.facts[name].span)
        for fact in template.facts.values():
            if fact.computed is not None:
                decision = fact.computed.decision
                names = [*fact.computed.facts, *([] if decision is None else [decision])]
                read = [name for name in names if name in self.owners]
                self.fixed(read, self.owners.get(fact.id), fact.computed.span, f"`{fact.id}`")
        for decided in template.decisions.values():
            self.decision(decided)
        for rule in template.rules.values():
            self.rule(rule)
        for constraint in template.constraints.values():
            owner = self.one_kind([*free_names(constraint.never, self.owners)], constraint.span)
            self.others(constraint.never, owner)
            self.quoted((constraint.because,), owner, constraint.span)
        for line in template.summary:
            kinds_said = [kind for n in names_in(line) if (kind := self.kind_of(n)) is not None]
            if kinds_said:
                self.quoted(line, kinds_said[0], template.each[kinds_said[0]].span)
        for section in template.questions:
            kinds = {self.owners.get(fact) for fact in section.facts}
            owner = next(iter(kinds)) if len(kinds) == 1 else None
            self.condition(section.when, owner, section.span, "the section")

    def decision(self, decision: Decision) -> None:
        owner = self.owners.get(decision.id)
        what = f"`{decision.id}`"
        self.condition(decision.applies_when, owner, decision.span, what)
        if owner is None:
            self.named(decision)
        for option in decision.options.values():
            for piece in (*option.windows, *option.waits):
                self.condition(piece.when, owner, piece.span, what)
                days = [day for day in piece.days if day in self.owners]
                self.fixed(days, owner, piece.span, what)
            for effect in option.after or ():
                if isinstance(effect.value, FactRef) and effect.value.fact in self.owners:
                    of = {owner, self.owners.get(effect.fact)}
                    if self.owners[effect.value.fact] not in of:
                        self.fixed([effect.value.fact], owner, option.span, what)
            for case in option.labels:
                self.condition(case.when, owner, option.span, what)
            for part in option.draft:
                self.condition(part.when, owner, part.span, what)
                self.quoted(tuple(part.parts.values()), owner, part.span)

    def named(self, decision: Decision) -> None:
        """Report names of one in what a decision for all, or an option of it, is called."""
        said = [(decision.span, decision.label), (decision.span, decision.question or "")]
        for option in decision.options.values():
            texts = (option.label, *(case.text for case in option.labels))
            said += [(option.span, text) for text in texts]
        for span, text in said:
            for each in self.template.each.values():
                if f"{{{each.id}}}" in text:
                    self.shapes.report(quoted_for_all(each.id, each), span)

    def rule(self, rule: Rule) -> None:
        names = read_of_one(rule, self.owners)
        owner = self.one_kind(names, rule.span)
        quoted: list[str] = []
        if owner is None:
            quoted = [name for name in names_in(said_by(rule)) if self.kind_of(name) is not None]
            owner = self.kind_of(quoted[0]) if quoted else None
        for condition in (rule.when, rule.unless, *(r.when for r in rule.reasons)):
            self.others(condition, owner)
        if owner is None:
            return
        each = self.template.each[owner]
        settled = [(c.fact, c.span) for c in rule.conclusions]
        settled += [(a.decision, a.span) for a in rule.arguments]
        for name, span in settled:
            if self.owners.get(name) != owner:
                if quoted:
                    self.shapes.report(quoted_for_all(quoted[0], each), span)
                    continue
                read = next((n for n in names if self.kind_of(n) == owner), names[0])
                self.shapes.report(settled_for_all(name, read, each), span)
        self.quoted(said_by(rule), owner, rule.span)

    def kind_of(self, name: str) -> str | None:
        """Of what a name in a sentence is: a fact or decision of one, or the one itself."""
        if name in self.owners:
            return self.owners[name]
        return name if name in self.template.each else None

    def one_kind(self, names: Sequence[str], span: Span) -> str | None:
        """The only thing of which all names are one's; the first, once reported, if of more."""
        kinds = [*dict.fromkeys(self.owners[name] for name in names)]
        if len(kinds) > 1:
            first = [next(n for n in names if self.owners[n] == kind) for kind in kinds]
            self.shapes.report(mixed_kinds(first, [self.template.each[k] for k in kinds]), span)
        return kinds[0] if kinds else None

    def condition(
        self, condition: Condition | None, owner: str | None, span: Span, what: str
    ) -> None:
        """Check what a condition reads that is about one of a thing, or about all."""
        self.read([*free_names(condition, self.owners)], owner, span, what)
        self.others(condition, owner)

    def read(self, names: Iterable[str], owner: str | None, span: Span, what: str) -> None:
        for name in dict.fromkeys(names):
            if self.owners[name] != owner:
                each = self.template.each[self.owners[name]]
                self.shapes.report(one_for_all(name, each, what), span)

    def fixed(self, names: Iterable[str], owner: str | None, span: Span, what: str) -> None:
        """Report what is of one where no group over all can be put around it."""
        for name in dict.fromkeys(names):
            if self.owners[name] != owner:
                each = self.template.each[self.owners[name]]
                self.shapes.report(fixed_for_all(name, each, what), span)

    def others(self, condition: Condition | None, owner: str | None) -> None:
        bound = frozenset() if owner is None else frozenset((owner,))
        for group, within in quantified(condition, bound):
            if group.other and group.over not in within:
                each = self.template.each[group.over]
                self.shapes.report(other_of_nobody(_words(group, each), each), group.span)

    def quoted(self, sentences: Sequence[Sentence], owner: str | None, span: Span) -> None:
        for name in dict.fromkeys(names_in(sentences)):
            kind = self.kind_of(name)
            if kind is not None and kind != owner:
                self.shapes.report(quoted_for_all(name, self.template.each[kind]), span)


def _words(group: Quantified, each: Each) -> str:
    """How a group over the others of several is written."""
    match group.join:
        case Join.ANY:
            return f"any other {each.id}"
        case Join.ALL:
            return f"every other {each.id}"
        case Join.NONE:
            return f"no other {each.id}"
        case Join.AT_LEAST:
            return f"at least {group.count} other {each.plural}"
