"""What a change of rules means: by hand, and against all situations of small rulesets."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import time
from pathlib import Path
from random import Random

import jsonschema
import pytest
from hypothesis import assume, example, given, note, settings
from hypothesis import strategies as st

import tactful
from drawing import ACTING, NOW, Size, draw_given, draw_ruleset
from draws import DRAWS, some, unhurried
from exhaustive import draw_small, every_situation
from goldens import Golden
from neighbour import OLD, ruleset
from tactful.cases.detached import as_number
from tactful.changes.circumstances import in_common, listed, said
from tactful.changes.common import CommonCore
from tactful.changes.difference import changes_for, compare
from tactful.changes.narrowed import Circumstance, Circumstances, cases_in
from tactful.changes.report import ChangeReport, report_page
from tactful.changes.turns import Order
from tactful.changes.wire import report_json
from tactful.language.conclusions import Status, Told, known_values, told
from tactful.language.conditions import truth
from tactful.language.given import Given
from tactful.language.model import NO_CLOCK, Ruleset
from tactful.language.reference import evaluate
from tactful.language.terms import Hours, Window
from tactful.language.values import Kind
from tactful.pages.html import html
from tactful.pages.markdown import markdown
from tactful.pages.plain import plain
from tactful.proofs.case_calendar import Case
from tactful.proofs.prover import Proofs, beside
from tactful.reading.ruleset import load
from tactful.testing.mutations import mutants
from tactful.text.library import packaged

SIZE = Size(facts=5, rules=8, kinds=(Kind.YES_NO, Kind.CHOICE, Kind.NUMBER, Kind.TEXT))
FOLLOW_UP = Path(__file__).parents[2] / "rulesets" / "follow-up"


def test_a_threshold_moved_is_told_in_words(golden: Golden) -> None:
    new = OLD.replace("at most 20", "at most 30").replace("is fine", "is welcome")
    difference = compare(ruleset(OLD), ruleset(new))
    golden("diff.txt", plain([report_page(ChangeReport(difference))]) + "\n")
    golden("diff.md", markdown([report_page(ChangeReport(difference))]) + "\n")
    golden("diff.html", html([report_page(ChangeReport(difference))]) + "\n")
    assert difference.changes_advice
    (means,) = difference.decisions
    gained = means.turns[0]
    assert (gained.option, gained.gained, gained.rules) == ("gift", True, ("gift",))
    assert gained.where is not None
    (rapport, warmths, _), (price, prices, _) = gained.where
    assert (rapport, warmths, price) == ("rapport", ("warm", "close"), "price")
    assert all(20 < one < 30 or one == 30 for one in prices)  # type: ignore[operator]


def test_rewording_changes_no_advice() -> None:
    new = OLD.replace("is fine", "is welcome")
    difference = compare(ruleset(OLD), ruleset(new))
    assert not difference.changes_advice
    assert difference.reworded == ("gift",)
    assert difference.rules_changed == ()
    assert "proven for every situation" in plain([report_page(ChangeReport(difference))])


def test_facts_of_another_type_leave_nothing_proven() -> None:
    new = OLD.replace("ordered: yes, choices: [cold, warm, close]", "choices: [cold, warm, close]")
    new = new.replace("at least warm", "[warm, close]")
    difference = compare(ruleset(OLD), ruleset(new))
    assert difference.facts_changed == ("rapport",)
    assert difference.partly_compared == ()
    assert [(d.turns, d.proven) for d in difference.decisions] == [((), False)]
    assert difference.changes_advice
    assert "none is ruled out" in plain([report_page(ChangeReport(difference))])


def test_facts_of_another_type_can_be_seen_to_matter() -> None:
    new = OLD.replace("type: number, unit: EUR", "type: number, unit: USD").replace("20", "5")
    (means,) = compare(ruleset(OLD), ruleset(new), [{"rapport": "warm", "price": 9}]).decisions
    assert not means.proven
    assert (means.turns[0].option, means.turns[0].before) == ("note", (Status.CHOSEN, ("gift",)))
    (drawn,) = compare(ruleset(OLD), ruleset(new)).decisions
    assert drawn.turns


@pytest.mark.parametrize("choices", ["[cold, cool, warm, close]", "[cold, warm, close, dear]"])
def test_a_new_choice_leaves_the_others_proven(choices: str) -> None:
    new = OLD.replace("[cold, warm, close]", choices)
    difference = compare(ruleset(OLD), ruleset(new))
    assert difference.partly_compared == ("rapport",)
    assert not difference.changes_advice
    assert "Compared for the values that both know of: `rapport`" in plain(
        [report_page(ChangeReport(difference))]
    )


def test_choices_in_another_order_leave_nothing_proven() -> None:
    new = OLD.replace("[cold, warm, close]", "[close, warm, cold]")
    assert not compare(ruleset(OLD), ruleset(new)).decisions[0].proven


def test_narrower_bounds_leave_the_rest_proven() -> None:
    new = OLD.replace("min: 0", "min: 5, whole: yes")
    difference = compare(ruleset(OLD), ruleset(new))
    assert (difference.partly_compared, difference.changes_advice) == (("price",), False)


def test_a_new_fact_can_be_compared_across() -> None:
    new = OLD.replace("facts:\n", "facts:\n  rich: {type: yes/no, question: Rich?}\n").replace(
        "price: at most 20}", "any: [{price: at most 20}, {rich: yes}]}"
    )
    (means,) = compare(ruleset(OLD), ruleset(new)).decisions
    assert means.proven
    assert means.turns[0].witness["rich"] is True


def test_decisions_that_come_and_go_are_named() -> None:
    new = OLD.replace("decisions:\n", "decisions:\n  tone: {options: {plain: plain}}\n")
    assert compare(ruleset(OLD), ruleset(new)).added == ("tone",)
    assert compare(ruleset(new), ruleset(OLD)).removed == ("tone",)


def test_another_window_is_a_change() -> None:
    old = OLD.replace("facts:\n", "facts:\n  day: {type: date, question: Which?}\n").replace(
        "note: a note",
        "note: {label: a note, window: {day: day, from: '09:00', until: '10:00'}}",
    )
    difference = compare(ruleset(old), ruleset(old.replace("'10:00'", "'11:00'")))
    assert difference.options_changed == ("means.note",)
    assert difference.changes_advice
    assert "at another time" in plain([report_page(ChangeReport(difference))])
    moved = compare(ruleset(old), ruleset("# a line more\n" + old))
    assert not moved.changes_advice


PIECES = """\
note:
        label: a note
        window:
          - {when: {rapport: warm}, day: day, days before: 3, from: '20:00', until: '02:00'}
          - {day: day, from: '09:00', until: '10:00'}
      gift: a gift
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{when: {rapport: warm}, ", "{when: {rapport: not warm}, "),
        ("days before: 3", "days before: 2"),
        ("days before: 3", "working days later: -3"),
        ("days before: 3", "days before: 3, days: any"),
        ("until: '02:00'", "until: '03:00'"),
        ("window:", "wait until:"),
    ],
)
def test_another_piece_of_a_window_is_a_change(one: str, other: str) -> None:
    known = OLD.replace("facts:\n", "facts:\n  day: {type: date, question: Which?}\n")
    old = known.replace("{note: a note, gift: a gift}\n", "\n      " + PIECES)
    difference = compare(ruleset(old), ruleset(old.replace(one, other)))
    assert difference.options_changed == ("means.note",)
    assert compare(ruleset(old), ruleset(f"# a line more\n{old}")).options_changed == ()
    new = old.replace("day: {type", "when_due: {type").replace("day: day", "day: when_due")
    assert new != old
    renamed = compare(ruleset(old), ruleset(new), renamed={"day": "when_due"})
    assert renamed.options_changed == ()


def test_clients_whose_advice_changes_are_listed() -> None:
    difference = compare(ruleset(OLD), ruleset(OLD.replace("at most 20", "at most 30")))
    clients = [("Ann", {"rapport": "warm", "price": 25}), ("Bo", {"rapport": "warm", "price": 9})]
    (changed,) = changes_for(difference, clients)  # type: ignore[arg-type]
    assert (changed.title, [*changed.after]) == ("Ann", ["means"])


def test_the_follow_up_rules_are_what_they_are() -> None:
    rules = load(FOLLOW_UP)
    difference = compare(rules, rules)
    assert not difference.changes_advice
    assert all(decision.proven for decision in difference.decisions)


def reordered(before: Told, after: Told) -> bool:
    both = set(before[1]) & set(after[1])
    one, other = ([option for option in t[1] if option in both] for t in (before, after))
    return one != other


def keys(rules: Ruleset, name: str) -> list[str | Status]:
    return [*rules.decisions[name].options, Status.NONE, Status.CONFLICT, Status.NOT_APPLICABLE]


def changed_a_little(rng: Random) -> tuple[Ruleset, Ruleset]:
    """A small ruleset, and one that differs from it in one place."""
    old = draw_small(rng)
    listed = list(mutants(old))
    assume(listed)
    mutant = rng.choice(listed)
    note(mutant.description)
    return old, mutant.ruleset


@settings(unhurried, max_examples=max(1, DRAWS // 4))
@given(st.randoms(use_true_random=False))
def test_every_verdict_is_right_in_both_directions(rng: Random) -> None:
    old, new = changed_a_little(rng)
    ran = [(evaluate(old, g), evaluate(new, g)) for g in every_situation(old)]
    difference = compare(old, new)
    for changed in difference.decisions:
        name = changed.decision
        pairs = [(told(a.decisions[name]), told(b.decisions[name])) for a, b in ran]
        for key in keys(old, name):
            comes = [[key in t[1] or t[0] is key for t in pair] for pair in pairs]
            differs = any(before is not after for before, after in comes)
            assert (key in changed.unchanged) is not differs, (name, key)
        assert changed.proven
        if old.decisions[name].many:
            moved = any(reordered(*pair) for pair in pairs)
            assert (Order.OTHER in changed.unchanged) is not moved
        for turn in changed.turns:
            before, after = (told(evaluate(r, turn.witness).decisions[name]) for r in (old, new))
            assert (turn.before, turn.after) == (before, after)
            assert before != after
    silent = not any(d.turns for d in difference.decisions)
    assert silent is not difference.changes_advice


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_circumstances_bring_the_change_about_whatever_else_is_known(rng: Random) -> None:
    old, new = changed_a_little(rng)
    for changed in compare(old, new).decisions:
        for turn in changed.turns:
            where = turn.where or ()
            for situation in every_situation(old) if turn.where is not None else ():
                if all(situation.get(name) in cases for name, cases, _ in where):
                    before, after = (
                        told(evaluate(r, situation).decisions[changed.decision]) for r in (old, new)
                    )
                    assert before != after, (turn, situation)


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
@example(Random(2030))  # two choices that are compared with each other, one of them ordered
def test_verdicts_are_right_where_one_knows_more_choices(rng: Random) -> None:
    small = draw_small(rng)
    wide = small
    for mutant in (rng.choice(list(mutants(small)) or [None]),):
        wide = mutant.ruleset if mutant is not None else small
    facts = dict(wide.facts)
    for name, fact in wide.facts.items():
        if fact.type.kind is Kind.CHOICE:
            choices = list(fact.type.choices)
            choices.insert(rng.randint(0, len(choices)), "extra")
            type_ = replace(fact.type, choices=dict.fromkeys(choices, "a label"))
            facts[name] = fact._replace(type=type_)
    wide = replace(wide, facts=facts)
    old, new = (small, wide) if rng.random() < 0.5 else (wide, small)
    ran = [(evaluate(old, g), evaluate(new, g)) for g in every_situation(small)]
    for changed in compare(old, new).decisions:
        name = changed.decision
        assert changed.proven
        pairs = [(told(a.decisions[name]), told(b.decisions[name])) for a, b in ran]
        for key in keys(old, name):
            comes = [[key in t[1] or t[0] is key for t in pair] for pair in pairs]
            differs = any(before is not after for before, after in comes)
            assert (key in changed.unchanged) is not differs, (name, key)


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_any_of_the_cases_will_do_whatever_else_is_known(rng: Random) -> None:
    old = replace(draw_ruleset(rng, SIZE), clock=NO_CLOCK)
    listed = list(mutants(old))
    assume(listed)
    new = rng.choice(listed).ruleset
    for changed in compare(old, new).decisions:
        for turn in changed.turns:
            for _ in range(10 if turn.where is not None else 0):
                situation = draw_given(rng, old)
                for name, cases, _others in turn.where or ():
                    situation.pop(name, None)
                    case = rng.choice(cases)
                    if case is not None:
                        situation[name] = case
                before, after = (
                    told(evaluate(r, situation).decisions[changed.decision]) for r in (old, new)
                )
                if turn.option is Order.OTHER:
                    assert reordered(before, after)
                    continue
                comes = [turn.option in t[1] or turn.option is t[0] for t in (before, after)]
                assert comes == [not turn.gained, turn.gained], (turn, situation)


def placed_in(proofs: Proofs, situation: Given) -> dict[str, Case]:
    """The cases that the facts of a situation lie in, each fact as it comes to be known."""
    placed = dict(cases_in(proofs, situation))
    for name in placed:  # how facts that are compared lie to each other is no case of one alone
        if proofs.calendar.is_compared(name) and name in situation:
            placed[name] = as_number(situation[name])
    return placed


def changed_somehow(rng: Random, size: Size) -> tuple[Ruleset, Ruleset, tuple[Proofs, Proofs]]:
    """A ruleset, the same with one small change, and proofs of both beside each other."""
    old = draw_ruleset(rng, size)
    slips = list(mutants(old))
    assume(slips)
    new = rng.choice(slips).ruleset
    both = beside(old, new)
    assume(both)
    assert both is not None
    return old, new, both


def inside(where: Circumstances, proofs: Proofs, situation: Given) -> bool:
    """Whether a situation is one of some circumstances."""
    return among(where, placed_in(proofs, situation))


def among(where: Circumstances, placed: dict[str, Case]) -> bool:
    return all(name in placed and placed[name] in cases for name, cases, _ in where)


@settings(unhurried, max_examples=max(1, DRAWS // 4))
@given(st.randoms(use_true_random=False))
def test_a_turn_never_claims_what_is_not_so(rng: Random) -> None:
    """With moments, computed facts, defaults and time zones among what is drawn."""
    old, new, both = changed_somehow(rng, Size(facts=5, rules=8))
    situations = [draw_given(rng, old) for _ in range(30)]
    for changed in compare(old, new).decisions:
        for turn in changed.turns:
            told_ = said(turn.where, (old, new))
            assert not re.search(r"(whenever|unless|and|or|of)( ,|,|$)|  ", told_), told_
            assert (told_ == "always") is (turn.where == ())
            assert (told_ == "") is (turn.where is None) is (listed(turn.where, (old, new)) is None)
            for situation in (turn.witness, *situations):
                if turn.where is None or not inside(turn.where, both[0], situation):
                    continue
                before, after = (
                    told(evaluate(r, situation).decisions[changed.decision]) for r in (old, new)
                )
                assert before != after, (turn, situation, told_)


def in_core(core: CommonCore, both: tuple[Proofs, Proofs], situation: Given) -> bool:
    """Whether all that changes have in common is so of a situation, in either ruleset."""
    for proofs in both:
        known = {n: one.value for n, one in proofs.evaluated(situation).facts.items()}
        placed = dict(cases_in(proofs, {n: v for n, v in known.items() if n in proofs.open}))
        for name, cases, _ in core.necessary.where:
            assert not proofs.calendar.is_compared(name)
            # Where a computed fact is stated otherwise than it is computed no calendar has it.
            if name in placed and placed[name] not in cases:
                return False
        values = known_values(proofs.ruleset, evaluate(proofs.ruleset, situation))
        for test, holds in core.necessary.tests:
            if (truth(test, values, proofs.ruleset.type_of) is True) is not holds:
                return False
    return True


@settings(unhurried, max_examples=max(1, DRAWS // 4))
@given(st.randoms(use_true_random=False))
def test_the_common_core_is_the_least_that_holds_wherever_advice_changes(rng: Random) -> None:
    old, new = changed_a_little(rng)
    difference = compare(old, new)
    both = beside(old, new)
    assert both is not None
    changing = [
        situation
        for situation in every_situation(old)
        if any(
            told(evaluate(old, situation).decisions[name])
            != told(evaluate(new, situation).decisions[name])
            for name in old.decisions
        )
    ]
    core = difference.core
    assert (core is not None) is bool(changing)
    assert core is None or all(in_core(core, both, situation) for situation in changing)
    for name in old.facts if core is not None else ():
        values = {
            one.facts[name].value if name in one.facts else None
            for situation in changing
            for one in (evaluate(old, situation), evaluate(new, situation))
        }
        cases = {one.fact: {*one.cases} for one in core.necessary.where}  # type: ignore[union-attr]
        if name in cases:
            assert values == cases[name], name


@settings(unhurried, max_examples=max(1, DRAWS // 20))
@given(st.integers(0, 2**32))
def test_core_and_turns_hold_in_a_thousand_situations(seed: int) -> None:
    """With moments, computed facts, windows that rules read, and zones among what is drawn."""
    rng = Random(seed)
    acting = replace(ACTING, decisions=3, rules=8)
    size = acting if rng.random() < 0.5 else Size(facts=5, rules=8)
    old, new, both = changed_somehow(rng, size)
    difference = compare(old, new, whole=rng.random() < 0.5)
    for situation in (draw_given(rng, old) for _ in range(1000)):
        before, after = (
            {n: told(d) for n, d in evaluate(one, situation).decisions.items()}
            for one in (old, new)
        )
        changed = {name for name in before if before[name] != after[name]}
        for one in difference.decisions:
            assert one.turns or not one.proven or one.decision not in changed
            assert not one.follows or one.decision not in changed or changed & {*one.follows}
        placed = placed_in(both[0], situation)
        for one in difference.decisions:
            for turn in one.turns:
                if turn.where is not None and among(turn.where, placed):
                    assert one.decision in changed, turn
        core = difference.core
        if core is not None and changed & {*core.decisions}:
            assert in_core(core, both, situation), in_common(core.necessary, (old, new))


@settings(unhurried, max_examples=max(1, DRAWS // 8))
@given(st.randoms(use_true_random=False))
def test_what_overrides_revive_is_what_they_revive(rng: Random) -> None:
    old, new = changed_a_little(rng)
    told_ = {(one.rule, one.kept_down_by, one.set_aside_by) for one in compare(old, new).revived}
    seen = set()
    for situation in every_situation(old):
        before, after = (evaluate(rules, situation) for rules in (old, new))
        for rule in after.fired:
            for middle in before.set_aside_by(rule) if rule in old.rules else ():
                seen |= {(rule, middle, by) for by in after.set_aside_by(middle)}
    apart = {
        (rule, middle, by)
        for rule, middle, by in seen
        if by not in old.rules
        or middle not in old.rules[by].overrides
        or old.rules[by] != new.rules[by]
    }
    assert told_ <= seen
    assert apart <= told_


REVIVING = """\
title: Who speaks
facts:
  asked: {type: yes/no, question: Asked?}
  told: {type: yes/no, question: Told?}
decisions:
  step: {options: {wait: wait, ask: ask}, fallback: wait}
rules:
  - {id: ask, when: {asked: yes}, then: {step: {ask: for}}, because: b, source: house}
  - id: wait
    when: {asked: yes}
    then: {step: {wait: for}}
    because: b
    source: house
    overrides: ask
"""
TOLD = """\
  - id: tell
    when: {told: yes}
    then: {step: {ask: slightly for}}
    because: b
    source: house
    overrides: wait
"""


def test_what_an_overrides_revives_is_told_as_that() -> None:
    difference = compare(ruleset(REVIVING), ruleset(REVIVING + TOLD))
    page = plain([report_page(ChangeReport(difference))])
    assert "`tell` sets `wait` aside, which set aside `ask`: so that one speaks" in (
        " ".join(markdown([report_page(ChangeReport(difference))]).split())
    )
    assert "speaks again for some" in " ".join(page.split())
    assert report_json(ChangeReport(difference))["rules"]["revived"] == [  # type: ignore[index,call-overload]
        {
            "rule": "ask",
            "kept_down_by": "wait",
            "set_aside_by": "tell",
            "witness": {"asked": "yes", "told": "yes"},
        }
    ]


OFFER_FACTS = """

  another_offer:
    type: yes/no
    label: whether you have another offer
    question: Do you have another offer?
  answer_due: {type: date, label: the day by which you must answer, question: By which day?}
  days_to_answer:
    type: number
    unit: days
    label: the days until you must answer
    computed: {days from: now, to: answer_due}
"""
OFFER_RULE = """

  - id: another-offer-runs-out
    when: {another_offer: yes, days_to_answer: between 0 and 7, heard_back: no, thank_you_sent: yes}
    then: {next_step: {ask_for_news: strongly for}}
    because: You have another offer, and must answer it soon.
    source: house
    overrides: [hold-off-until-their-date, you-wrote-only-days-ago]
"""


def test_one_added_rule_fits_on_a_screen(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(FOLLOW_UP, mine)
    for name, more in (("facts.yaml", OFFER_FACTS), ("rules/next-step.yaml", OFFER_RULE)):
        (mine / name).write_text((mine / name).read_text() + more)
    difference = compare(load(FOLLOW_UP), load(mine), whole=False)
    page = plain([report_page(ChangeReport(difference, rest="`--all` tells all."))])
    assert len(page.splitlines()) <= 40
    assert difference.core is not None
    assert in_common(difference.core.necessary, (difference.old, difference.new)) == [
        "you have said thank you",
        "they have not been in touch",
        "you have another offer",
        "the days until you must answer are between 0 and 7",
    ]
    assert difference.core_is_of_all
    assert {one.rule for one in difference.revived} == {
        "ask-once-more",
        "the-last-word-is-theirs",
        "move-on-after-two-reminders",
    }
    assert "`timing`, `channel`, `tone` and `message_points` change only where" in page
    assert "could not be told" not in page


@pytest.mark.parametrize(("packed", "every"), [("start-date", 4), ("follow-up", 120)])
def test_no_change_of_the_packaged_rules_is_left_open(packed: str, every: int) -> None:
    rules = load(packaged(packed))
    for mutant in some(list(mutants(rules)), every=every):
        difference = compare(rules, mutant.ruleset)
        # What rests on when to act may be, where rules that tell of it change, and a moment that
        # no situation shows which was tried.
        sure = [one for one in difference.decisions if one.decision not in ("timing", "cautions")]
        assert all(decision.proven for decision in sure), mutant.description


COURSE = """\
title: Before a course
facts:
  start: {type: date, default: 2026-11-02, question: Course start?}
  today: {type: date, default: 2026-11-20, question: Today?}
  days: {type: number, whole: yes, unit: days, computed: {days from: start, to: today}}
  asked: {type: number, whole: yes, question: How often?}
decisions:
  d1: {options: {a: wait, z: write}, fallback: a}
rules:
  - {id: r, when: {days: at least 5}, then: {d1: {z: for}}, because: b, source: house}
"""
AND_TIMES = "  - {id: s, when: {asked: 5}, then: {d1: {z: always}}, because: b, source: house}\n"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (COURSE, COURSE.replace("least 5", "least 6"), "whenever the days is 5 days"),
        (
            COURSE,
            COURSE.replace("when: {days: at least 5}, ", ""),
            "whenever the days is less than 5 days",
        ),
        (
            COURSE + AND_TIMES,
            COURSE.replace("days: at least 5", "days: at least 6") + AND_TIMES,
            "whenever the days is 5 days, unless the asked is 5",
        ),
        (
            COURSE.replace("{days: at least 5}", "{asked: {not: [5]}}"),
            COURSE.replace("{days: at least 5}", "{asked: between 4 and 6}"),
            "whenever the asked is less than 4",
        ),
        (
            COURSE.replace("when: {days: at least 5}, ", ""),
            COURSE.replace("{z: for}", "{z: never}").replace("when: {days: at least 5}, ", ""),
            "always",
        ),
    ],
)
def test_circumstances_are_told_whole(old: str, new: str, words: str) -> None:
    (d1,) = compare(ruleset(old), ruleset(new)).decisions
    told_ = {said(turn.where, [ruleset(old), ruleset(new)]) for turn in d1.turns}
    assert any(words in one for one in told_), told_
    assert all(one and ", unless ," not in one for one in told_)


def test_an_exception_with_a_hole_is_told_in_two_stretches() -> None:
    rules = ruleset(COURSE.replace("{days: at least 5}", "{asked: between 3 and 6}"))
    where = (Circumstance("asked", (3, 4, 6, None), (2, 7)),)
    assert said(where, [rules]) == "unless the asked is less than 3 or the asked is more than 6"
    assert listed(where, [rules]) == [
        "unless the asked is less than 3",
        "unless the asked is more than 6",
    ]


DATED = """\
title: Waiting for a day
facts:
  now: {type: datetime}
  due: {type: date, question: By when?}
  asked: {type: yes/no, question: Asked?}
  today: {type: date, computed: {date of: now}}
  waited: {type: number, unit: days, computed: {days from: due, to: now}}
clock: {now: now}
decisions:
  step: {options: {wait: wait, ask: ask}, fallback: wait}
rules:
  - id: ask
    when: {due: before today, asked: no}
    then: {step: {ask: for}}
    because: The day has passed.
    source: house
"""


def test_moments_that_are_compared_are_told_by_how_they_lie() -> None:
    (step,) = compare(ruleset(DATED), ruleset(DATED.replace(", asked: no", ""))).decisions
    told_ = said(step.turns[0].where, [ruleset(DATED)])
    assert told_ == "whenever the due is before today, unless the answer to “Asked?” is no"


def test_what_is_computed_from_other_moments_is_no_longer_the_same() -> None:
    old = DATED.replace("due: before today", "waited: at least 3").replace(
        "  asked:", "  met: {type: date, question: When?}\n  asked:"
    )
    difference = compare(ruleset(old), ruleset(old.replace("days from: due", "days from: met")))
    assert difference.facts_changed == ("waited",)
    assert difference.changes_advice
    assert difference.decisions[0].turns


def test_another_clock_is_a_change_where_time_is_computed() -> None:
    old = DATED.replace("  asked:", "  where: {type: text, question: Where?}\n  asked:")
    new = old.replace("clock: {now: now}", "clock: {now: now, timezone: where}")
    assert not compare(ruleset(old), ruleset(new)).decisions[0].proven


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        OLD.replace("20", "30"),
        OLD.replace("EUR", "USD"),
        OLD.replace("note: a note", "note: a line"),
    ],
)
def test_what_programs_read_keeps_to_the_schema(new: str) -> None:
    schema = jsonschema.Draft202012Validator(tactful.schema("changes"))
    difference = compare(ruleset(OLD), ruleset(new))
    clients = (("Ann", ("means",)),) if difference.changes_advice else ()
    for report in (ChangeReport(difference), ChangeReport(difference, clients, 2)):
        schema.validate(report_json(report))
    assert not schema.is_valid({})


def test_other_words_for_clients_are_told_apart_from_advice() -> None:
    new = OLD.replace("a gift", "a present").replace("How are you?", "How well?")
    difference = compare(ruleset(OLD), ruleset(new))
    assert not difference.changes_advice
    assert difference.relabelled == ("rapport", "means.gift")
    assert "Other words for clients to read: `rapport` and `means.gift`" in plain(
        [report_page(ChangeReport(difference))]
    )


@settings(unhurried, max_examples=max(20, DRAWS // 2))
@given(st.integers(0, 2**32))
def test_what_rests_on_windows_is_never_proven_unchanged_where_it_changes(seed: int) -> None:
    """Be it that a window is another, or a rule that tells of which window it is."""
    rng = Random(seed)
    old = draw_ruleset(rng, replace(ACTING, decisions=3, rules=8))
    new = rng.choice([*mutants(old)]).ruleset if rng.random() < 0.5 else moved(rng, old)
    difference = compare(old, new, renamed={})
    unchanged = [d.decision for d in difference.decisions if d.proven and not d.turns]
    for _ in range(60):
        known = draw_given(rng, old)
        note(f"{known}")
        one, other = (evaluate(rules, known).decisions for rules in (old, new))
        assert all(told(one[name]) == told(other[name]) for name in unchanged)


def moved(rng: Random, ruleset: Ruleset) -> Ruleset:
    """The same with another window for one option."""
    decision = rng.choice([*ruleset.decisions.values()])
    option = rng.choice([*decision.options.values()])
    hours = Hours(time(rng.randint(0, 11)), time(rng.randint(12, 23)))
    anew = option._replace(windows=(Window((NOW,), hours, rng.randint(0, 2)),))
    options = {**decision.options, option.id: anew}
    decisions = {**ruleset.decisions, decision.id: decision._replace(options=options)}
    return replace(ruleset, decisions=decisions)


FLAGS = [f"f{number}" for number in range(9)]
EVENING = """
title: A window that few come to
clock: {now: now}
facts:
  now: {type: datetime}
  ended: {type: datetime, question: When?}
  acting: {type: datetime, computed: {start of the window of: timing}}
  at: {type: time, computed: {time of day: acting}}
  DECLARED
decisions:
  timing:
    options:
      evening: {label: evening, window: {day: ended, from: "16:30", until: "18:00"}}
  tone: {options: {plain: plain, warm: warm}, fallback: plain}
rules:
  - id: r
    when: {TESTED}
    then: {timing: {evening: for}}
    because: So.
    source: house
  - {id: s, when: {at: 17:00}, then: {tone: {warm: for}}, because: So., source: house}
"""
EVENING = EVENING.replace(
    "DECLARED", "\n  ".join(f"{name}: {{type: yes/no, question: {name}}}" for name in FLAGS)
).replace("TESTED", ", ".join(f"{name}: yes" for name in FLAGS))


def test_another_window_leaves_open_what_is_read_of_it() -> None:
    """Few come to it, so that no situation shows the change; and nothing is proven all the same."""
    new = EVENING.replace("16:30", "17:00")
    tone = compare(ruleset(EVENING), ruleset(new)).decisions[1]
    assert (tone.decision, bool(tone.turns) or not tone.proven) == ("tone", True)
    words = EVENING.replace("label: evening", "label: in the evening")
    assert all(one.proven for one in compare(ruleset(EVENING), ruleset(words)).decisions)
