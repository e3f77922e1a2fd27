"""Random rulesets and scenarios, for the tests that hold readings of the model together.

Everything is drawn from a ``random.Random``: Hypothesis hands in one whose draws it can replay
and shrink (``st.randoms``), a benchmark hands in a seeded one. Circles cannot arise: whatever a
rule concludes or argues about comes later in one list than all that the rule reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from random import Random

from tactful.language.calendar import WEEKDAYS
from tactful.language.computations import COMPUTATIONS, START_OF_WINDOW, Computation
from tactful.language.model import (
    USUAL_WEIGHTS,
    Argument,
    Clock,
    Computed,
    Conclusion,
    Constraint,
    Decision,
    Fact,
    Option,
    Rule,
    Ruleset,
    Stance,
)
from tactful.language.operators import OPERATORS, Operator
from tactful.language.terms import (
    Condition,
    FactRef,
    Group,
    Hours,
    Join,
    LabelCase,
    Operand,
    Test,
    Window,
)
from tactful.language.values import NONE, Kind, Value, ValueType

WEEK, NOW, ENDED, DUE = "f_week", "f_now", "f_ended", "f_due"
DAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, 14, 0)
NUMBERS: tuple[Value, ...] = (-3, 0, 0.1, 1, 1.5, 2, 3, 10, 1e6)
WHOLE_NUMBERS: tuple[Value, ...] = (-3, 0, 1, 2, 3, 10, 1e6)
WORDS: tuple[Value, ...] = ("48", "true", "no", "a", "ab", "é", "a b")
ZONES = ("Europe/Paris", "America/New_York", "UTC")


@dataclass(frozen=True)
class Size:
    """How large a drawn ruleset may be."""

    facts: int = 6
    concluded: int = 3
    decisions: int = 2
    rules: int = 10
    least_rules: int = 0
    depth: int = 2
    thresholds: int = 0
    """Rules that each compare one number with a threshold of their own."""
    kinds: tuple[Kind, ...] = tuple(Kind)
    """The kinds of fact that may be drawn."""
    said: bool = False
    """Whether there may be none of a fact or several choices at once, arithmetic, constraints."""
    windows: bool = False
    """Whether options have windows in pieces, or wait."""
    acting: bool = False
    """Whether rules may read when windows open."""


SAID = Size(facts=8, said=True)
WINDOWED = Size(facts=8, said=True, windows=True)
ACTING = Size(facts=3, decisions=4, windows=True, acting=True)
SMALL_ACTING = Size(
    facts=3,
    concluded=1,
    decisions=3,
    rules=9,
    kinds=(Kind.YES_NO, Kind.CHOICE),
    windows=True,
    acting=True,
)
"""Small enough to look at every situation, but for the moments."""
CHAINED = Size(facts=12, concluded=8, decisions=4, rules=40, depth=4)
LARGE = Size(
    facts=30, concluded=20, decisions=8, rules=400, least_rules=200, depth=3, thresholds=120
)
"""Over 300 rules and 120 thresholds of one fact."""


@dataclass
class Drawn:
    """The variables drawn so far: what a later rule may read."""

    facts: dict[str, Fact] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)

    def type_of(self, name: str) -> ValueType:
        fact = self.facts.get(name)
        return fact.type if fact else self.decisions[name].type

    @property
    def names(self) -> list[str]:
        return [*self.facts, *self.decisions]


def draw_type(
    rng: Random, kinds: tuple[Kind, ...] = tuple(Kind), *, said: bool = False
) -> ValueType:
    kind = rng.choice(kinds)
    if kind is not Kind.CHOICE:
        none = "none" if said and kind is not Kind.YES_NO and rng.random() < 0.4 else None
        return ValueType(kind, whole=said and kind is Kind.NUMBER and rng.random() < 0.5, none=none)
    choices = {name: name for name in ("low", "middle", "high", "top")[: rng.randint(2, 4)]}
    many = said and rng.random() < 0.4
    return ValueType(kind, choices=choices, ordered=not many and rng.random() < 0.6, many=many)


def draw_value(rng: Random, type_: ValueType) -> Value:
    """A value that a fact of this type may have."""
    if type_.none is not None and rng.random() < 0.25:
        return NONE
    if type_.many:
        return frozenset(choice for choice in type_.choices if rng.random() < 0.5)
    return draw_one(rng, type_)


def draw_one(rng: Random, type_: ValueType) -> Value:
    """A value that a condition may compare a fact of this type with."""
    match type_.kind:
        case Kind.YES_NO:
            return rng.random() < 0.5
        case Kind.CHOICE:
            return rng.choice(list(type_.choices))
        case Kind.NUMBER:
            return rng.choice([n for n in NUMBERS if not type_.whole or n in WHOLE_NUMBERS])
        case Kind.DATE:
            return DAY + timedelta(days=rng.randint(-2, 2))
        case Kind.TIME:
            return time(rng.choice((0, 9, 16, 23)), rng.choice((0, 30)))
        case Kind.DATETIME:
            return MOMENT + timedelta(hours=rng.choice((-30, -1, 0, 1, 30)))
        case Kind.TEXT:
            return rng.choice(WORDS)


def draw_test(rng: Random, drawn: Drawn, names: list[str]) -> Test:
    subject = rng.choice(names)
    type_ = drawn.type_of(subject)
    fitting = [o for o in OPERATORS if o.fits(type_) and not (type_.many and o.ordered)]
    operator: Operator = rng.choice(fitting)
    if operator.presence is not None:
        return Test(subject, operator)
    count = rng.randint(1, 3) if operator.takes_list else operator.pattern.count("{}")
    operands = dict.fromkeys(
        draw_operand(rng, drawn, names, subject, operator) for _ in range(count)
    )
    listed = list(operands)
    if not operator.takes_list:
        listed += listed[: count - len(listed)]
    return Test(subject, operator, in_order(type_, listed))


def in_order(type_: ValueType, operands: list[Operand]) -> tuple[Operand, ...]:
    """Two bounds the right way round, as an author has to write them."""
    if NONE not in operands and not any(isinstance(operand, FactRef) for operand in operands):
        operands.sort(key=type_.rank)  # type: ignore[arg-type]
    return tuple(operands)


def draw_operand(
    rng: Random, drawn: Drawn, names: list[str], subject: str, operator: Operator
) -> Operand:
    type_ = drawn.type_of(subject)
    alike = [
        name
        for name in names
        if name in drawn.facts and name != subject and drawn.facts[name].type.same_as(type_)
    ]
    if alike and subject in drawn.facts and rng.random() < 0.3:
        return FactRef(rng.choice(alike))
    if type_.none is not None and not operator.ordered and rng.random() < 0.4:
        return NONE
    return draw_one(rng, type_)


def draw_condition(rng: Random, drawn: Drawn, names: list[str], depth: int) -> Condition:
    if depth == 0 or rng.random() < 0.35:
        return draw_test(rng, drawn, names)
    parts = tuple(draw_condition(rng, drawn, names, depth - 1) for _ in range(rng.randint(1, 4)))
    return Group(rng.choice(list(Join)), parts, count=rng.randint(1, len(parts)))


def draw_ruleset(rng: Random, size: Size = Size()) -> Ruleset:
    """A ruleset without circles."""
    drawn = Drawn()
    for number in range(rng.randint(1, size.facts)):
        type_ = draw_type(rng, size.kinds, said=size.said)
        default = draw_value(rng, type_) if rng.random() < 0.2 else None
        drawn.facts[f"f{number}"] = Fact(f"f{number}", type_, f"f{number}", default=default)
    if size.acting:
        drawn.facts |= {n: Fact(n, ValueType(Kind.DATETIME), n) for n in (NOW, ENDED)}
        drawn.facts[DUE] = Fact(DUE, ValueType(Kind.DATE), DUE)
    draw_computed(rng, drawn)
    if size.said:
        draw_week(rng, drawn)
        draw_arithmetic(rng, drawn)
    rules: dict[str, Rule] = {}
    targets = ["concluded"] * rng.randint(0, size.concluded)
    targets += ["decision"] * rng.randint(1, size.decisions)
    rng.shuffle(targets)
    least = max(size.least_rules, len(targets))
    left = rng.randint(least, max(size.rules, least))
    for place, target in enumerate(targets):
        share = max(1, left // (len(targets) - place))
        left -= share
        if target == "concluded":
            conclude(rng, drawn, rules, f"c{place}", share, size)
        else:
            decide(rng, drawn, rules, f"d{place}", share, size)
    draw_thresholds(rng, drawn, rules, size.thresholds)
    clock = draw_clock(rng, drawn)
    if size.acting:
        clock = clock._replace(now=NOW)
    constraints = draw_constraints(rng, drawn) if size.said else {}
    return Ruleset(
        "drawn",
        "Drawn",
        drawn.facts,
        drawn.decisions,
        rules,
        clock=clock,
        constraints=constraints,
    )


def draw_labels(rng: Random, ruleset: Ruleset) -> Ruleset:
    """The ruleset with options whose labels depend on whatever is settled in the end."""
    drawn = Drawn(dict(ruleset.facts), dict(ruleset.decisions))

    def said(option: Option) -> Option:
        cases = tuple(
            LabelCase(draw_condition(rng, drawn, drawn.names, 1), f"{option.id} {number}")
            for number in range(rng.randint(0, 2))
        )
        return option._replace(labels=cases)

    decisions = {
        name: decision._replace(options={o.id: said(o) for o in decision.options.values()})
        for name, decision in ruleset.decisions.items()
    }
    return replace(ruleset, decisions=decisions)


def draw_constraints(rng: Random, drawn: Drawn) -> dict[str, Constraint]:
    names = [f"n{number}" for number in range(rng.choice((0, 0, 1, 2)))]
    facts = [*drawn.facts]
    return {n: Constraint(n, draw_condition(rng, drawn, facts, 1), ("",)) for n in names}


def draw_arithmetic(rng: Random, drawn: Drawn) -> None:
    """Facts computed from numbers, from yes and no, and from days, and from one another."""
    for name in COMPUTATIONS:
        row = COMPUTATIONS[name]
        if not (row.several or row.numbers or name == "working day") or rng.random() < 0.6:
            continue
        count = rng.randint(*row.several) if row.several else len(row.keys)
        found = [draw_computed_from(rng, drawn, row, place) for place in range(min(count, 4))]
        operands = tuple(operand for operand in found if operand is not None)
        facts = [drawn.facts[o] for o in operands if isinstance(o, str)]
        if len(operands) < min(count, 4) or len({f.type.kind for f in facts}) > 1 + (
            not row.several
        ):
            continue
        if row.result is None and not facts:
            continue
        if row.result is None and facts[0].type.kind is not Kind.NUMBER and len(facts) < len(found):
            continue
        type_ = row.result or ValueType(facts[0].type.kind)
        made = f"k{len(drawn.facts)}"
        drawn.facts[made] = Fact(made, type_, made, computed=Computed(name, operands))


def draw_computed_from(
    rng: Random, drawn: Drawn, row: Computation, place: int
) -> str | int | float | None:
    """An operand of a computation, if there is one."""
    if row.takes_number(place) and rng.random() < 0.4:
        return rng.choice((-3, -1, 0, 2, 7) if row.whole else (-3, 0, 0.1, 0.95, 2))
    kinds = row.kinds_of(place)
    fitting = [
        fact.id
        for fact in drawn.facts.values()
        if fact.type.kind in kinds and (fact.type.whole or not row.whole or place == 0)
    ]
    return rng.choice(fitting) if fitting else None


def draw_week(rng: Random, drawn: Drawn) -> None:
    """The employer's own week, which counts for every working day."""
    if rng.random() < 0.3:
        week = ValueType(Kind.CHOICE, choices={day: day for day in WEEKDAYS}, many=True)
        drawn.facts[WEEK] = Fact(WEEK, week, WEEK)


def draw_computed(rng: Random, drawn: Drawn) -> None:
    moments = [n for n, f in drawn.facts.items() if f.type.kind is Kind.DATETIME]
    if not moments:
        return
    first, second = rng.choice(moments), rng.choice(moments)
    for computed, type_ in (
        (Computed("hours from", (first, second)), ValueType(Kind.NUMBER)),
        (Computed("working days from", (first, second)), ValueType(Kind.NUMBER)),
        (Computed("date of", (first,)), ValueType(Kind.DATE)),
        (Computed("time of day", (second,)), ValueType(Kind.TIME)),
        (Computed("hours until", (first,)), ValueType(Kind.NUMBER)),
    ):
        if rng.random() < 0.4:
            name = f"k{len(drawn.facts)}"
            drawn.facts[name] = Fact(name, type_, name, computed=computed)


def draw_clock(rng: Random, drawn: Drawn) -> Clock:
    base = [f for f in drawn.facts.values() if f.computed is None and f.id.startswith("f")]
    moments = [f.id for f in base if f.type.kind is Kind.DATETIME]
    texts = [f.id for f in base if f.type.kind is Kind.TEXT and f.default is None]
    needed = any(f.computed and f.computed.name == "hours until" for f in drawn.facts.values())
    return Clock(
        now=rng.choice(moments) if moments and (needed or rng.random() < 0.7) else None,
        timezone=rng.choice(texts) if texts and rng.random() < 0.5 else None,
        working_week=WEEK if WEEK in drawn.facts else None,
    )


def conclude(
    rng: Random, drawn: Drawn, rules: dict[str, Rule], name: str, count: int, size: Size
) -> None:
    type_ = draw_type(rng, size.kinds, said=size.said)
    default = draw_value(rng, type_) if rng.random() < 0.2 else None
    names = drawn.names
    for _ in range(count):
        conclusions = (Conclusion(name, draw_value(rng, type_)),)
        add_rule(rng, drawn, rules, names, size, conclusions=conclusions)
    drawn.facts[name] = Fact(name, type_, name, default=default)


def decide(
    rng: Random, drawn: Drawn, rules: dict[str, Rule], name: str, count: int, size: Size
) -> None:
    options = {o: Option(o, o) for o in ("w", "x", "y", "z")[: rng.randint(1, 4)]}
    many = rng.random() < 0.4
    names = drawn.names
    applies = draw_condition(rng, drawn, names, 1) if rng.random() < 0.3 else None
    fallback = rng.choice(list(options)) if not many and rng.random() < 0.4 else None
    for _ in range(count):
        rule = f"r{len(rules)}"
        arguments = tuple(
            draw_argument(rng, rule, name, option)
            for option in rng.sample(list(options), rng.randint(1, min(2, len(options))))
        )
        add_rule(rng, drawn, rules, names, size, arguments=arguments)
    type_ = ValueType(Kind.CHOICE, choices={o: o for o in options}, many=many)
    made = Decision(name, name, options, type_, applies_when=applies, fallback=fallback)
    drawn.decisions[name] = made
    if size.windows:
        timed = {o: draw_timing(rng, drawn, option) for o, option in options.items()}
        drawn.decisions[name] = made._replace(options=timed)
        if size.acting and not many and any(option.windows for option in timed.values()):
            draw_acting(rng, drawn, name)


def draw_timing(rng: Random, drawn: Drawn, option: Option) -> Option:
    """An option with a window, or one that waits, or neither."""
    kinds = (Kind.DATE, Kind.DATETIME)
    days = [name for name, fact in drawn.facts.items() if fact.type.kind in kinds]
    fate = rng.choice(("window", "window", "wait", "neither"))
    if not days or fate == "neither":
        return option
    count = rng.randint(1, 3)
    pieces = [draw_piece(rng, drawn, days, waits=fate == "wait") for _ in range(count)]
    # Each but the last has to say when it counts.
    whens = [draw_condition(rng, drawn, drawn.names, 1) for _ in pieces[rng.random() < 0.7 :]]
    said = tuple(
        piece._replace(when=when) for piece, when in zip_longest(pieces, whens) if piece is not None
    )
    return option._replace(waits=said) if fate == "wait" else option._replace(windows=said)


def draw_piece(rng: Random, drawn: Drawn, days: list[str], *, waits: bool) -> Window:
    """A window on any day or a working one, counted on or back, by day or by night."""
    later = rng.choice((0, 0, 1, 3, -1, -2))
    named = tuple(dict.fromkeys(rng.choices(days, k=rng.randint(1, 2))))
    open_ended = waits and rng.random() < 0.5
    hours = draw_hours(rng)
    return Window(
        named,
        Hours(hours.start, time()) if open_ended else hours,
        later,
        rng.choice((None, draw_hours(rng))),
        hours_later=rng.choice((0, 0, 5)) if later >= 0 else 0,
        avoided=Hours(time(12), time(13)) if rng.random() < 0.3 else None,
        any_day=rng.random() < 0.4,
        whole_days=rng.random() < 0.4,
        open_ended=open_ended,
    )


def draw_hours(rng: Random) -> Hours:
    """Hours of a day or of a night, which noon's do not take away."""
    start, end = rng.choice(((8, 18), (9, 10), (16, 20), (22, 2), (20, 6), (18, 0)))
    return Hours(time(start), time(end, rng.choice((0, 30))))


def draw_acting(rng: Random, drawn: Drawn, decision: str) -> None:
    """When to act on what a decision comes to, and facts that are computed from that."""
    start = f"a_{decision}"
    computed = {
        start: (Computed(START_OF_WINDOW, (), decision=decision), Kind.DATETIME),
        f"{start}_hours": (Computed("hours until", (start,)), Kind.NUMBER),
        f"{start}_days": (Computed("days from", (ENDED, start)), Kind.NUMBER),
        f"{start}_left": (Computed("days from", (start, DUE)), Kind.NUMBER),
        f"{start}_time": (Computed("time of day", (start,)), Kind.TIME),
        f"{start}_works": (Computed("working day", (start,)), Kind.YES_NO),
    }
    for name, (how, kind) in computed.items():
        if name == start or rng.random() < 0.5:
            drawn.facts[name] = Fact(name, ValueType(kind), name, computed=how)


def draw_argument(rng: Random, rule: str, decision: str, option: str) -> Argument:
    stance = rng.choice([*Stance, *USUAL_WEIGHTS])
    return Argument(rule, decision, option, stance, USUAL_WEIGHTS.get(stance, 0))


def add_rule(
    rng: Random,
    drawn: Drawn,
    rules: dict[str, Rule],
    names: list[str],
    size: Size,
    conclusions: tuple[Conclusion, ...] = (),
    arguments: tuple[Argument, ...] = (),
) -> None:
    name = f"r{len(rules)}"
    when = draw_condition(rng, drawn, names, size.depth) if rng.random() < 0.95 else None
    unless = draw_condition(rng, drawn, names, size.depth - 1) if rng.random() < 0.3 else None
    rules[name] = Rule(name, ("",), "house", when, unless, conclusions, arguments)
    # Only an earlier rule is given a later one to override, so overrides cannot go in a circle.
    if len(rules) > 1 and rng.random() < 0.25:
        overriding = rng.choice(list(rules)[:-1])
        so_far = rules[overriding].overrides
        rules[overriding] = rules[overriding]._replace(overrides=(*so_far, name))


def draw_thresholds(rng: Random, drawn: Drawn, rules: dict[str, Rule], count: int) -> None:
    if not count:
        return
    drawn.facts["meter"] = Fact("meter", ValueType(Kind.NUMBER), "meter")
    options = {"over": Option("over", "over"), "under": Option("under", "under")}
    type_ = ValueType(Kind.CHOICE, choices={o: o for o in options})
    drawn.decisions["metered"] = Decision("metered", "metered", options, type_)
    ordered = [o for o in OPERATORS if o.ordered and o.fits(drawn.facts["meter"].type)]
    for threshold in range(count):
        name = f"r{len(rules)}"
        operator = rng.choice(ordered)
        operands = tuple(threshold + step for step in range(operator.pattern.count("{}")))
        when = Test("meter", operator, operands)
        argument = draw_argument(rng, name, "metered", rng.choice(list(options)))
        rules[name] = Rule(name, ("",), "house", when, arguments=(argument,))


def draw_given(rng: Random, ruleset: Ruleset) -> dict[str, Value]:
    """What a scenario gives: any fact may be given, and any left out."""
    given: dict[str, Value] = {}
    for fact in ruleset.facts.values():
        chance = 0.7 if fact.id.startswith(("f", "meter")) else 0.1
        if rng.random() < chance:
            if fact.id == ruleset.clock.timezone:
                given[fact.id] = rng.choice(ZONES)
            elif fact.type.kind is Kind.TEXT and rng.random() < 0.2:
                given[fact.id] = ""
            elif fact.id == "meter":
                given[fact.id] = rng.choice((rng.randint(-1, 150), rng.randint(0, 149) + 0.5))
            else:
                given[fact.id] = draw_value(rng, fact.type)
    return given
