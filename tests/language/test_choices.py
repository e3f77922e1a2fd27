"""From arguments to the choice: weight, ties, what settles, fallbacks, several choices."""

from __future__ import annotations

import pytest

from making import argument, decision
from tactful.language.choices import conflict_of, settle
from tactful.language.conclusions import Settled, Status
from tactful.language.model import Decision

CHANNEL = decision("channel", "email", "card", "gift")


def argued(about: Decision, *said: tuple[str, str], applies: bool = True) -> Settled:
    arguments = [argument(f"r{n}", about.id, *pair) for n, pair in enumerate(said)]
    return settle(about, arguments, applies)


def test_the_best_supported_option_is_chosen_with_its_margin_and_runner_up() -> None:
    settled = argued(CHANNEL, ("gift", "strongly for"), ("card", "for"), ("card", "slightly for"))
    assert (settled.status, settled.choice) == (Status.CHOSEN, "gift")
    assert (settled.runner_up, settled.margin, settled.tie) == ("card", 1, False)


def test_arguments_for_and_against_add_up() -> None:
    settled = argued(CHANNEL, ("gift", "strongly for"), ("gift", "against"), ("card", "for"))
    assert settled.options["gift"].score == 2
    assert [a.rule for a in settled.options["gift"].arguments] == ["r0", "r1"]


def test_a_tie_goes_to_the_option_listed_first_whatever_the_order_of_the_rules() -> None:
    for said in ((("gift", "for"), ("card", "for")), (("card", "for"), ("gift", "for"))):
        settled = argued(CHANNEL, *said)
        assert (settled.choice, settled.runner_up, settled.tie) == ("card", "gift", True)
        assert settled.margin == 0


def test_without_a_rival_the_margin_is_the_whole_support() -> None:
    settled = argued(CHANNEL, ("gift", "for"), ("card", "against"))
    assert (settled.runner_up, settled.margin) == (None, 2)


def test_of_equal_runners_up_the_first_listed_is_named_and_each_needs_support() -> None:
    settled = argued(CHANNEL, ("gift", "for"), ("card", "for"), ("email", "strongly for"))
    assert (settled.choice, settled.runner_up) == ("email", "card")
    settled = argued(CHANNEL, ("gift", "for"), ("card", "for"), ("card", "against"))
    assert (settled.choice, settled.runner_up, settled.margin) == ("gift", None, 2)


def test_never_beats_weight_and_always() -> None:
    settled = argued(CHANNEL, ("gift", "always"), ("gift", "never"), ("email", "slightly for"))
    assert settled.choice == "email"
    assert settled.options["gift"].vetoed_by == ("r1",)
    assert settled.options["gift"].settled_by == ("r0",)


def test_always_beats_weight() -> None:
    settled = argued(CHANNEL, ("email", "strongly for"), ("gift", "always"))
    assert (settled.choice, settled.margin, settled.runner_up) == ("gift", None, None)


def test_two_rules_that_settle_it_alike_agree() -> None:
    assert argued(CHANNEL, ("gift", "always"), ("gift", "always")).choice == "gift"


def test_two_different_always_conflict_and_nothing_is_chosen() -> None:
    settled = argued(CHANNEL, ("gift", "always"), ("email", "always"), ("card", "for"))
    assert (settled.status, settled.choice) == (Status.CONFLICT, None)
    assert conflict_of(CHANNEL, settled).rules == (("r1", "email"), ("r0", "gift"))


def test_an_always_that_is_ruled_out_does_not_conflict() -> None:
    settled = argued(CHANNEL, ("gift", "always"), ("gift", "never"), ("email", "always"))
    assert settled.choice == "email"


@pytest.mark.parametrize("said", [(), (("gift", "against"),), (("card", "for"), ("card", "never"))])
def test_nothing_supported_gives_no_recommendation(said: tuple[tuple[str, str], ...]) -> None:
    settled = argued(CHANNEL, *said)
    assert (settled.status, settled.choices, settled.margin) == (Status.NONE, (), None)


def test_the_fallback_stands_in_unless_it_is_ruled_out() -> None:
    safe = decision("channel", "email", "gift", fallback="email")
    assert argued(safe, ("gift", "against")).status is Status.FALLBACK
    assert argued(safe, ("email", "strongly against")).choice == "email"
    assert argued(safe, ("email", "never")).status is Status.NONE


def test_a_decision_that_does_not_apply_still_shows_what_was_argued() -> None:
    settled = argued(CHANNEL, ("gift", "always"), applies=False)
    assert (settled.status, settled.choices) == (Status.NOT_APPLICABLE, ())
    assert settled.options["gift"].settled_by == ("r0",)


def test_many_takes_every_supported_option_settled_first_then_by_support() -> None:
    cautions = decision("cautions", "a", "b", "c", "d", "e", many=True)
    settled = argued(
        cautions,
        ("a", "slightly for"),
        ("b", "strongly for"),
        ("c", "always"),
        ("d", "for"),
        ("d", "never"),
        ("e", "strongly for"),
    )
    assert settled.choices == ("c", "b", "e", "a")
    assert (settled.status, settled.runner_up, settled.margin) == (Status.CHOSEN, None, None)
    assert argued(cautions, ("a", "always"), ("b", "always")).choices == ("a", "b")
    assert argued(cautions).status is Status.NONE
