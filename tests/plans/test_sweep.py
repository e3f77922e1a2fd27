"""The sweep says what evaluating at every moment would say, right across clock changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from dated import dated
from draws import DRAWS, unhurried
from making import argument, check, decision, facts, ref
from tactful.language import operators, reference
from tactful.language.calendar import on_time_line, zone_named
from tactful.language.computations import START_OF_WINDOW
from tactful.language.conclusions import Conclusions, outcome
from tactful.language.model import Clock, Computed, Conclusion, Fact, Rule, Ruleset
from tactful.language.terms import Group, Hours, Join, Test, Window
from tactful.language.values import Kind, Value, ValueType
from tactful.network.evaluator import Network
from tactful.plans.sweep import AdviceChange, TimelessRuleset, horizon, sweep
from tactful.reading.ruleset import load
from tactful.text.library import packaged

SECOND = timedelta(seconds=1)
PLACES = (
    ("America/New_York", "US", datetime(2026, 3, 8)),
    ("America/New_York", "US", datetime(2026, 11, 1)),
    ("Europe/Paris", "FR", datetime(2027, 3, 28)),
    ("Europe/Paris", None, datetime(2025, 10, 26)),
    # In Havana the clocks change at midnight, in Lord Howe by half an hour.
    ("America/Havana", None, datetime(2026, 3, 8)),
    ("America/Havana", None, datetime(2026, 11, 1)),
    ("Australia/Lord_Howe", "AU", datetime(2026, 4, 5)),
    ("Australia/Lord_Howe", "AU", datetime(2026, 10, 4)),
    ("UTC", "US", datetime(2026, 11, 26)),
    (None, "DE", datetime(2026, 12, 25)),
    (None, None, datetime(2024, 2, 29)),
)

OPTIONS = ("a", "b", "c", "d", "e", "f")

Advice = Mapping[str, object]


def number(name: str, *operands: str) -> Fact:
    computed = Computed(name, operands)
    kind = name.replace(" ", "_") + "_" + "_".join(operands)
    return Fact(kind, ValueType(Kind.NUMBER), kind, computed=computed)


def made_of(name: str, *operands: str | float) -> Fact:
    computed = Computed(name, operands)
    return Fact(name.replace(" ", "_"), ValueType(Kind.NUMBER), name, computed=computed)


def timed_facts() -> dict[str, Fact]:
    moment = ValueType(Kind.DATETIME)
    given = facts(
        now=moment,
        ended=moment,
        due=ValueType(Kind.DATE),
        zone=ValueType(Kind.TEXT),
        country=ValueType(Kind.TEXT),
        flag=ValueType(Kind.YES_NO),
        settled=moment,
    )
    days = {day: day for day in ("monday", "friday", "saturday", "sunday")}
    weekdays = {**days, "tuesday": "", "wednesday": "", "thursday": ""}
    made = [
        number("hours from", "ended", "now"),
        number("hours from", "now", "ended"),
        number("hours from", "settled", "now"),
        number("hours until", "due"),
        number("days from", "ended", "now"),
        number("working days from", "ended", "now"),
        number("working days from", "today", "due"),
        Fact("clock", ValueType(Kind.TIME), "clock", computed=Computed("time of day", ("now",))),
        Fact("today", ValueType(Kind.DATE), "today", computed=Computed("date of", ("now",))),
        Fact(
            "weekday",
            ValueType(Kind.CHOICE, choices=weekdays),
            "weekday",
            computed=Computed("weekday of", ("now",)),
        ),
        Fact("ended_at", ValueType(Kind.TIME), "", computed=Computed("time of day", ("ended",))),
        made_of("sum of", "hours_from_ended_now", 3),
        made_of("largest of", "hours_from_ended_now", "hours_until_due"),
        made_of("product of", "hours_from_ended_now", "hours_until_due"),
    ]
    return {**given, **{fact.id: fact for fact in made}}


def drawn_value(rng: Random, type_: ValueType, base: datetime) -> Value:
    moment = base + timedelta(minutes=rng.randint(-2 * 24 * 4, 3 * 24 * 4) * 15)
    match type_.kind:
        case Kind.NUMBER:
            return rng.choice((-30, -1, 0, 0.5, 1, 1.25, 2, 3, 23, 24, 25, 26.1, 48))
        case Kind.TIME:
            return time(rng.choice((0, 1, 2, 3, 9, 16, 23)), rng.choice((0, 30, 59)))
        case Kind.DATE:
            return moment.date()
        case Kind.CHOICE:
            return rng.choice(list(type_.choices))
    return moment


def drawn_test(rng: Random, known: Mapping[str, Fact], names: list[str], base: datetime) -> Test:
    subject = rng.choice(names)
    type_ = known[subject].type
    fitting = [o for o in operators.OPERATORS if o.fits(type_) and o.presence is None]
    operator = rng.choice(fitting)
    alike = [n for n in known if n != subject and known[n].type.same_as(type_)]
    operands: list[Value] = [
        drawn_value(rng, type_, base) for _ in range(max(1, operator.pattern.count("{}")))
    ]
    if type_.comparable:
        operands.sort(key=type_.rank)  # type: ignore[arg-type]
    if alike and len(operands) == 1 and rng.random() < 0.3:
        return check(subject, ref(rng.choice(alike)), op=operator)
    return check(subject, *operands, op=operator)


def drawn_ruleset(rng: Random, base: datetime) -> Ruleset:
    known = timed_facts()
    names = [n for n, f in known.items() if n in ("now",) or (f.computed and "settled" not in n)]
    late = [n for n, f in known.items() if f.computed or n == "now"]
    rules: dict[str, Rule] = {}

    def add(when: Test | Group, **more: object) -> None:
        name = f"r{len(rules)}"
        rules[name] = Rule(name, ("",), "house", when, **more)  # type: ignore[arg-type]

    for _ in range(rng.randint(0, 2)):
        said = Conclusion("settled", drawn_value(rng, known["settled"].type, base))
        apart = {name: fact for name, fact in known.items() if "settled" not in name}
        test = check("flag", True) if rng.random() < 0.5 else drawn_test(rng, apart, names, base)
        add(test, conclusions=(said,))
    for option in OPTIONS:
        parts = tuple(drawn_test(rng, known, late, base) for _ in range(rng.randint(1, 2)))
        choice = argument(f"r{len(rules)}", "step", option, "for")
        add(Group(rng.choice((Join.ALL, Join.ANY)), parts), arguments=(choice,))
    # Each rule has an option of its own, so that whatever it does can be seen.
    steps = decision("step", *OPTIONS, many=True)
    clock = Clock("now", "zone", "country")
    return Ruleset("timed", "Timed", known, {"step": steps}, rules, clock=clock)


WINDOWS = ("w", "x", "y", "z")


def drawn_pieces(
    rng: Random, known: Mapping[str, Fact], tested: list[str], base: datetime
) -> tuple[Window, ...]:
    """No window, or one in up to three pieces, each but perhaps the last where something is so."""
    pieces = [drawn_window(rng) for _ in range(rng.choice((0, 1, 1, 1, 3)))]
    last = len(pieces) - rng.randint(0, 1)
    return tuple(
        piece._replace(when=drawn_test(rng, known, tested, base)) if place < last else piece
        for place, piece in enumerate(pieces)
    )


def drawn_window(rng: Random) -> Window:
    bounds = (time(0), time(8, 30), time(12), time(16), time(18), time(23, 30))
    start, middle, end = sorted(rng.sample(bounds, 3))
    if rng.random() < 0.3:
        start, end = end, start
    days = tuple(rng.sample(("now", "ended", "due", "settled", "today"), rng.randint(1, 3)))
    otherwise, avoided = rng.choice((None, Hours(middle, end))), rng.choice((None, (start, middle)))
    return Window(
        days,
        Hours(start, end),
        rng.choice((0, 0, 1, 3, -1)),
        otherwise,
        any_day=rng.random() < 0.3,
        whole_days=rng.random() < 0.3,
        hours_later=rng.choice((0, 0, 1, 5)),
        avoided=None if avoided is None or otherwise is None else Hours(*avoided),
    )


def with_windows(rng: Random, ruleset: Ruleset, base: datetime) -> Ruleset:
    """The same with a decision that brings windows, and rules that read when these open."""
    known = {**ruleset.facts}
    tested = [n for n in known if known[n].computed or n == "now"]
    rules: dict[str, Rule] = {}
    for place, option in enumerate(WINDOWS):
        name = f"w{place}"
        said = argument(name, "timing", option, rng.choice(("for", "strongly for")))
        rules[name] = Rule(
            name, ("",), "house", drawn_test(rng, known, tested, base), arguments=(said,)
        )
    timing = decision("timing", *WINDOWS)
    options = {
        o.id: o._replace(windows=drawn_pieces(rng, known, tested, base))
        for o in timing.options.values()
    }
    weekday = known["weekday"].type
    acting = {
        "a": (Computed(START_OF_WINDOW, (), decision="timing"), ValueType(Kind.DATETIME)),
        "a_hours": (Computed("hours until", ("a",)), ValueType(Kind.NUMBER)),
        "a_left": (Computed("hours from", ("ended", "a")), ValueType(Kind.NUMBER)),
        "a_days": (Computed("days from", ("a", "due")), ValueType(Kind.NUMBER)),
        "a_time": (Computed("time of day", ("a",)), ValueType(Kind.TIME)),
        "a_day": (Computed("date of", ("a",)), ValueType(Kind.DATE)),
        "a_weekday": (Computed("weekday of", ("a",)), weekday),
    }
    known |= {n: Fact(n, type_, n, computed=how) for n, (how, type_) in acting.items()}
    for place in range(4):
        name, option = f"a{place}", ("g", "h", "i", "j")[place]
        test = drawn_test(rng, known, [*acting], base)
        rules[name] = Rule(
            name, ("",), "house", test, arguments=(argument(name, "means", option, "for"),)
        )
    decisions = {
        **ruleset.decisions,
        "timing": timing._replace(options=options),
        "means": decision("means", "g", "h", "i", "j", many=True),
    }
    return replace(ruleset, facts=known, decisions=decisions, rules={**ruleset.rules, **rules})


def advice(conclusions: Conclusions) -> Advice:
    return {name: outcome(settled) for name, settled in conclusions.decisions.items()}


class Swept:
    """A sweep next to an evaluator of single instants."""

    def __init__(
        self,
        ruleset: Ruleset,
        evaluate: Callable[[Mapping[str, Value]], Conclusions],
        given: Mapping[str, Value],
        start: datetime,
        days: float,
    ) -> None:
        zone = given.get(ruleset.clock.timezone or "")
        self.zone = zone_named(str(zone)) if zone is not None else None
        self.now = ruleset.clock.now or ""
        self.given, self.evaluate = given, evaluate
        self.start = on_time_line(start, self.zone)
        self.end = self.start + timedelta(days=days)
        self.changes = list(sweep(ruleset, evaluate, given, start, self.local(self.end)))
        self.instants = [on_time_line(change.moment, self.zone) for change in self.changes]

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone or UTC).replace(tzinfo=None)

    def at(self, instant: datetime) -> Advice:
        return advice(self.evaluate({**self.given, self.now: self.local(instant)}))

    def told(self, instant: datetime) -> Advice:
        """The advice at an instant, as the sweep tells it."""
        count = bisect_right(self.instants, instant)
        return advice(self.changes[count - 1].conclusions) if count else self.at(self.start)

    def assert_exact(self, rng: Random, samples: int) -> None:
        assert self.instants == sorted(set(self.instants))
        for change, instant in zip(self.changes, self.instants, strict=True):
            before, after = self.at(instant - SECOND), self.at(instant)
            assert after == advice(change.conclusions)
            changed = tuple(name for name in after if after[name] != before[name])
            if instant - SECOND >= self.start:
                assert changed == change.decisions
        minutes = int((self.end - self.start) / timedelta(minutes=1))
        for minute in rng.sample(range(minutes + 1), min(samples, minutes)):
            instant = self.start + timedelta(minutes=minute)
            assert self.told(instant) == self.at(instant), self.local(instant)


@settings(unhurried, max_examples=DRAWS)
@given(st.randoms(use_true_random=False))
def test_it_equals_evaluating_at_single_moments(rng: Random) -> None:
    assert_sweep_is_exact(rng, acting=False)


@settings(unhurried, max_examples=DRAWS)
@given(st.integers(0, 2**32))
def test_it_does_so_where_rules_read_when_windows_open(seed: int) -> None:
    assert_sweep_is_exact(Random(seed), acting=True)


def assert_sweep_is_exact(rng: Random, *, acting: bool) -> None:
    zone, country, base = rng.choice(PLACES)
    ruleset = drawn_ruleset(rng, base)
    if acting:
        ruleset = with_windows(rng, ruleset, base)
    known: dict[str, Value] = {"flag": rng.random() < 0.5}
    for name, value in (("zone", zone), ("country", country)):
        if value is not None:
            known[name] = value
    for name in ("ended", "due"):
        if rng.random() < 0.8:
            known[name] = drawn_value(rng, ruleset.facts[name].type, base)
    start = base + timedelta(seconds=rng.randint(-2 * 86400, 86400))
    note(f"{zone} {start} {known}")

    Swept(ruleset, Network(ruleset).evaluate, known, start, rng.uniform(0.1, 4)).assert_exact(
        rng, 60
    )


RULES = load(packaged())
NETWORK = Network(RULES)
SITUATIONS = [dict(scenario.given) for scenario in dated(packaged(), RULES)]


@settings(unhurried, max_examples=max(20, DRAWS // 5))
@given(st.sampled_from(SITUATIONS), st.sampled_from(PLACES), st.randoms(use_true_random=False))
def test_it_does_so_for_the_follow_up_rules(
    situation: dict[str, Value], place: tuple[str | None, str | None, datetime], rng: Random
) -> None:
    zone, country, base = place
    known = dict(situation)
    now = known.pop("now")
    assert isinstance(now, datetime)
    shift = base - datetime(now.year, now.month, now.day)  # so that the clocks change soon
    moved = {
        name: value + shift if isinstance(value, date) else value for name, value in known.items()
    }
    for name, value in (("timezone", zone), ("country", country), ("region", None)):
        moved.pop(name, None)
        if value is not None:
            moved[name] = value
    Swept(RULES, NETWORK.evaluate, moved, now + shift, rng.choice((2, 9, 30))).assert_exact(rng, 40)


def changes(known: Mapping[str, Value], start: str, days: int = 60) -> list[AdviceChange]:
    at = datetime.fromisoformat(start)
    return list(sweep(RULES, NETWORK.evaluate, known, at, horizon(at, days)))


def told(found: list[AdviceChange], decision: str) -> list[tuple[str, str, list[str]]]:
    return [
        (
            change.moment.isoformat(),
            "+".join(sorted(map(str, outcome(change.conclusions.decisions[decision])))),
            [f"{'+' if cause.begins else '-'}{cause.rule}" for cause in change.causes],
        )
        for change in found
        if decision in change.decisions
    ]


def test_each_change_comes_with_the_rule_that_causes_it() -> None:
    known: dict[str, Value] = {
        "thank_you_sent": True,
        "decision_due": date(2026, 11, 27),
        "interview_ended": datetime(2026, 11, 18, 11),
    }
    assert told(changes(known, "2026-11-20T10:00"), "next_step") == [
        ("2026-11-28T00:00:00", "ask_for_news", ["+ask-once-their-date-has-passed"]),
    ]
    known = {"interview_ended": datetime(2026, 11, 20, 14)}
    assert told(changes(known, "2026-11-20T14:30"), "timing") == [
        ("2026-11-20T21:00:00", "next_morning", ["+too-late-in-the-evening"]),
        ("2026-11-21T10:00:00", "without_delay", ["-the-next-morning-is-still-in-time"]),
        ("2026-12-04T00:00:00", "soon", ["+too-late-for-thanks-alone"]),
    ]


def test_nothing_changes_where_no_rule_looks_at_the_time() -> None:
    known = facts(now=ValueType(Kind.DATETIME), flag=ValueType(Kind.YES_NO))
    rule = Rule(
        "r", ("",), "house", check("flag", True), arguments=(argument("r", "d", "a", "for"),)
    )
    ruleset = Ruleset("r", "R", known, {"d": decision("d", "a")}, {"r": rule}, clock=Clock("now"))
    at = datetime(2026, 11, 20)

    def evaluate(given: Mapping[str, Value]) -> Conclusions:
        return reference.evaluate(ruleset, given)

    assert list(sweep(ruleset, evaluate, {"flag": True}, at, horizon(at, 3000))) == []


def test_a_ruleset_without_a_moment_cannot_be_swept() -> None:
    ruleset = Ruleset("r", "R", {}, {}, {})
    at = datetime(2026, 11, 20)
    with pytest.raises(TimelessRuleset, match="names no fact"):
        next(sweep(ruleset, lambda given: reference.evaluate(ruleset, given), {}, at, at))


def test_the_horizon_ends_with_the_calendars() -> None:
    assert horizon(datetime(2199, 12, 30), 60) == datetime(2199, 12, 31, 23, 59, 59)


def test_a_sweep_from_a_moment_that_never_was_begins_when_the_clocks_have_changed() -> None:
    at = datetime(2026, 3, 8, 0, 0)  # in Havana, midnight was one o'clock
    known: dict[str, Value] = {
        "timezone": "America/Havana",
        "interview_ended": datetime(2026, 3, 7, 0, 30),
    }
    from_there = changes(known, at.isoformat())
    assert from_there == changes(known, at.replace(hour=1).isoformat())
    assert from_there
