"""The immutable model: what a ruleset means, with the place where each part was written.

Everything else in tactful is a reading of these objects. They are made once, by ``reading``,
and never changed; mappings keep the author's order, which is also the order that breaks ties.
Most are named tuples: every start of the command line makes these classes anew, and a data class
takes five times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple, TypeVar

from tactful.language.terms import (
    NOWHERE,
    Condition,
    Each,
    Grounding,
    LabelCase,
    Operand,
    Sentence,
    Window,
)
from tactful.language.values import Value, ValueType
from tactful.text.diagnostic import Span

HOUSE = "house"
"""The source of a rule that is the coach's own judgement."""


class Stance(Enum):
    """How a rule argues about an option, in the author's words, with the usual weight."""

    STRONGLY_FOR = "strongly for"
    FOR = "for"
    SLIGHTLY_FOR = "slightly for"
    SLIGHTLY_AGAINST = "slightly against"
    AGAINST = "against"
    STRONGLY_AGAINST = "strongly against"
    ALWAYS = "always"
    NEVER = "never"

    @property
    def settles(self) -> bool:
        """Whether this stance settles the matter instead of adding weight."""
        return self in (Stance.ALWAYS, Stance.NEVER)

    def is_for(self, weight: int) -> bool:
        """Whether it speaks for an option where it has this weight."""
        return weight > 0 or self is Stance.ALWAYS


USUAL_WEIGHTS: Mapping[Stance, int] = {
    Stance.STRONGLY_FOR: 4,
    Stance.FOR: 2,
    Stance.SLIGHTLY_FOR: 1,
    Stance.SLIGHTLY_AGAINST: -1,
    Stance.AGAINST: -2,
    Stance.STRONGLY_AGAINST: -4,
}


@dataclass(frozen=True, slots=True)
class Computed:
    """How a fact follows from others. ``name`` is a row of ``computations.COMPUTATIONS``.

    ``operands`` are facts by name, and numbers; ``decision`` is what a window is of, where it is
    a window's.
    """

    name: str
    operands: tuple[str | int | float, ...]
    span: Span = field(default=NOWHERE, compare=False)
    decision: str | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it follows from, each as often as it is named."""
        return tuple(operand for operand in self.operands if isinstance(operand, str))


class Fact(NamedTuple):
    """Something that can be known about a client's situation.

    ``changeable`` says whether somebody can bring about another value, and ``reachable``, where
    it is not ``None``, which values those are. A client without a ``needed`` fact is not advised.
    """

    id: str
    type: ValueType
    label: str
    question: str | None = None
    default: Value | None = None
    changeable: bool = True
    computed: Computed | None = None
    span: Span = NOWHERE
    reachable: tuple[Value, ...] | None = None
    needed: bool = False

    @property
    def starts(self) -> str | None:
        """The decision of whose window it is the start; ``None`` for every other fact."""
        return None if self.computed is None else self.computed.decision

    def can_become(self, value: Value) -> bool:
        """Whether somebody can bring a value about."""
        return self.changeable and (self.reachable is None or value in self.reachable)


class Effect(NamedTuple):
    """What is known of a fact once an option was acted on: a value, another fact's, or more.

    ``more`` is what is added to a number; ``value`` is ``None`` then.
    """

    fact: str
    value: Operand | None
    more: int = 0


PARTS = ("subject", "opening", "text", "closing")
"""The parts of a message, in order."""


class Piece(NamedTuple):
    """What an option adds to the message, where ``when`` holds: parts of it, by their name.

    ``one_paragraph`` makes the whole message a single paragraph, as a text message is.
    """

    parts: Mapping[str, Sentence]
    when: Condition | None = None
    span: Span = NOWHERE
    one_paragraph: bool = False


class Option(NamedTuple):
    """One thing a decision can come to.

    ``label`` is what it is called where none of ``labels`` holds, of which the first that does
    counts, and where no situation is at hand. Of ``windows``, the first piece that holds says when
    to act on it. Where there are ``waits`` it is no act, and the first of them that holds says
    until when to wait. ``after`` is ``None`` where acting on it leaves nothing behind. Of
    ``draft``, the first piece that holds counts for each part of the message.
    """

    id: str
    label: str
    span: Span = NOWHERE
    windows: tuple[Window, ...] = ()
    waits: tuple[Window, ...] = ()
    after: tuple[Effect, ...] | None = None
    draft: tuple[Piece, ...] = ()
    labels: tuple[LabelCase, ...] = ()


class Decision(NamedTuple):
    """A question the ruleset answers. Options stand safest first: the order breaks ties.

    ``type`` is how the decision reads in a condition: a choice among its options.
    """

    id: str
    label: str
    options: Mapping[str, Option]
    type: ValueType
    question: str | None = None
    applies_when: Condition | None = None
    fallback: str | None = None
    span: Span = NOWHERE

    @property
    def many(self) -> bool:
        """Whether it chooses every option that is supported, rather than one."""
        return self.type.many


class Conclusion(NamedTuple):
    """What a rule concludes about a fact."""

    fact: str
    value: Value
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Argument:
    """What a rule argues about an option. ``weight`` is 0 for the stances that settle."""

    rule: str
    decision: str
    option: str
    stance: Stance
    weight: int
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def is_for(self) -> bool:
        """Whether it speaks for the option: adds weight, or settles on it."""
        return self.stance.is_for(self.weight)


class Because(NamedTuple):
    """A rule's reason where more holds than the rule asks: the branch of it that counts."""

    when: Condition
    text: Sentence


class Rule(NamedTuple):
    """When something holds, what follows, and why, in the coach's words.

    ``because`` is the reason where none of ``reasons`` holds, of which the first that does counts.
    """

    id: str
    because: Sentence
    source: str
    when: Condition | None = None
    unless: Condition | None = None
    conclusions: tuple[Conclusion, ...] = ()
    arguments: tuple[Argument, ...] = ()
    overrides: tuple[str, ...] = ()
    span: Span = NOWHERE
    reasons: tuple[Because, ...] = ()


class Constraint(NamedTuple):
    """What cannot be (an integrity constraint, as in databases): broken where ``never`` is true."""

    id: str
    never: Condition
    because: Sentence
    span: Span = NOWHERE


class Checklist(NamedTuple):
    """One question for several facts of yes or no: which of them are so.

    ``choices`` has for each fact what it says.
    """

    question: str
    choices: Mapping[str, str]


class QuestionSection(NamedTuple):
    """Facts that are asked together, as people tell such a story; sections stand in order.

    ``when`` is what has to be true for them to be asked at all; ``None`` if nothing has to. What
    they could tell where it is not true, nobody is asked, though anybody may say it. ``checklists``
    are those of the facts that one question asks for.

    Source of the idea: the skip logic and the checklists of questionnaires.
    """

    title: str
    facts: tuple[str, ...]
    span: Span = NOWHERE
    when: Condition | None = None
    checklists: tuple[Checklist, ...] = ()


class Base(NamedTuple):
    """A ruleset that another builds on, with the files that it was read from."""

    id: str
    title: str
    path: str
    files: tuple[str, ...]


class Source(NamedTuple):
    """Where a piece of advice comes from."""

    id: str
    claim: str
    section: str | None = None
    span: Span = NOWHERE


class Clock(NamedTuple):
    """Which facts hold the present moment, its time zone, and on which days people work.

    ``region`` is a part of the country that has holidays of its own. ``working_week`` are the days
    of the employer's own week, in place of the country's.
    """

    now: str | None = None
    timezone: str | None = None
    country: str | None = None
    region: str | None = None
    working_week: str | None = None


NO_CLOCK = Clock()
"""The clock of a ruleset to which time does not matter."""


@dataclass(frozen=True, eq=False)
class Ruleset:
    """A whole ruleset.

    ``texts`` are what its meaning was read from: names and texts, in order. ``day_first`` says how
    people write dates in figures, if anything does. ``bases`` are the rulesets that it builds on,
    the furthest first; ``left_out`` are the rules of theirs that it does without.

    Where a situation has several of a thing (``each``), ``template`` is the ruleset as it was
    written, with rules about one of them, and this one is what it comes to: for one of them of
    whom no name is known, or, where there is a ``ground``, for as many as that says.
    """

    id: str
    title: str
    facts: Mapping[str, Fact]
    decisions: Mapping[str, Decision]
    rules: Mapping[str, Rule]
    sources: Mapping[str, Source] = field(default_factory=dict)
    summary: tuple[tuple[Sentence, ...], ...] = ()
    clock: Clock = NO_CLOCK
    about: str | None = None
    texts: tuple[tuple[str, str], ...] = ()
    constraints: Mapping[str, Constraint] = field(default_factory=dict)
    questions: tuple[QuestionSection, ...] = ()
    day_first: bool | None = None
    bases: tuple[Base, ...] = ()
    left_out: frozenset[str] = frozenset()
    each: Mapping[str, Each] = field(default_factory=dict)
    template: Ruleset | None = None
    ground: Grounding | None = None

    @cached_property
    def fingerprint(self) -> str:
        """``sha256:`` of the texts, which tells whether two results come from the same rules."""
        import hashlib  # slow to import, and only machines ask

        made = hashlib.sha256()
        for part in (part for named in self.texts for part in named):
            data = part.encode("utf-8", "surrogatepass")
            made.update(b"%d:" % len(data) + data)
        return f"sha256:{made.hexdigest()}"

    # Who says what about whom. Each is found once, when first asked for; a fact that no rule
    # concludes, an option that none argues about and a rule that none overrides is not a key.

    @cached_property
    def concluding(self) -> Mapping[str, tuple[tuple[str, Value], ...]]:
        """For each fact, the rules that conclude it, each with the value, in the rules' order."""
        rules = self.rules.values()
        return _grouped((c.fact, (rule.id, c.value)) for rule in rules for c in rule.conclusions)

    @cached_property
    def arguing(self) -> Mapping[str, tuple[Argument, ...]]:
        """For each decision, what rules argue about its options, in the rules' order."""
        return _grouped((a.decision, a) for rule in self.rules.values() for a in rule.arguments)

    @cached_property
    def arguing_about(self) -> Mapping[tuple[str, str], tuple[Argument, ...]]:
        """For each decision and option of it, what rules argue, in the rules' order."""
        return _grouped(((a.decision, a.option), a) for said in self.arguing.values() for a in said)

    @cached_property
    def overriding(self) -> Mapping[str, tuple[str, ...]]:
        """For each rule, the rules that override it, in the rules' order."""
        return _grouped((name, r.id) for r in self.rules.values() for name in r.overrides)

    def base_of(self, span: Span) -> Base | None:
        """The ruleset that something comes from, by its place; ``None`` for this ruleset's own."""
        return next((base for base in reversed(self.bases) if span.file in base.files), None)

    def type_of(self, name: str) -> ValueType:
        """The type of a fact or decision.

        Raises:
            KeyError: if there is neither.
        """
        fact = self.facts.get(name)
        return fact.type if fact is not None else self.decisions[name].type


_Key = TypeVar("_Key")
_Item = TypeVar("_Item")


def _grouped(pairs: Iterable[tuple[_Key, _Item]]) -> Mapping[_Key, tuple[_Item, ...]]:
    """Items by their key, in the order in which they come."""
    found: dict[_Key, list[_Item]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in found.items()}
