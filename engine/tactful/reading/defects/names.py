"""Names of what is not there: facts, options, rules, sources."""

from __future__ import annotations

from collections.abc import Iterable

from tactful.language.model import HOUSE
from tactful.text.diagnostic import Mistake, error
from tactful.text.lines import shortened
from tactful.text.names import Speller

UNKNOWN_FACT = error(
    "T208", "unknown-fact", "There is no fact or decision of the name that is used here."
)
UNKNOWN_OPTION = error("T210", "unknown-option", "A decision has no option of this name.")
UNKNOWN_RULE = error("T211", "unknown-rule", "There is no rule of the name that is used here.")
UNKNOWN_SOURCE = error(
    "T212", "unknown-source", "A rule cites a source that is not listed and is not `house`."
)
UNKNOWN_STANCE = error(
    "T213", "unknown-stance", "What a rule says about an option is not one of the eight stances."
)


def unknown_fact(name: str, facts: Iterable[str], speller: Speller) -> Mistake:
    """There is no such fact, where only a fact can be meant."""
    help_ = speller.help(name, facts, "the facts")
    return Mistake(UNKNOWN_FACT, f"there is no fact `{shortened(name)}`", help_)


def unknown_name(
    name: str, names: Iterable[str], speller: Speller, listed: str = "the facts and decisions"
) -> Mistake:
    """There is no such fact or decision; ``listed`` is what ``names`` are."""
    help_ = speller.help(name, names, listed)
    return Mistake(UNKNOWN_FACT, f"there is no fact or decision `{shortened(name)}`", help_)


def decision_as_fact(name: str) -> Mistake:
    """A decision is named where only a fact can be meant."""
    return Mistake(UNKNOWN_FACT, f"`{shortened(name)}` is a decision, not a fact", "name a fact")


def fact_as_decision(name: str) -> Mistake:
    """A fact is named where only a decision can be meant."""
    return Mistake(
        UNKNOWN_FACT, f"`{shortened(name)}` is a fact, not a decision", "name a decision"
    )


def unknown_decision(name: str, decisions: Iterable[str], speller: Speller) -> Mistake:
    """There is no such decision, where only a decision can be meant."""
    help_ = speller.help(name, decisions, "the decisions")
    return Mistake(UNKNOWN_FACT, f"there is no decision `{shortened(name)}`", help_)


def unknown_option(decision: str, name: str, options: Iterable[str], speller: Speller) -> Mistake:
    """A decision has no such option."""
    help_ = speller.help(name, options, "the options")
    return Mistake(UNKNOWN_OPTION, f"`{decision}` has no option `{shortened(name)}`", help_)


def unknown_rule(name: str, rules: Iterable[str], speller: Speller) -> Mistake:
    """There is no such rule."""
    help_ = speller.help(name, rules, "the rules")
    return Mistake(UNKNOWN_RULE, f"there is no rule `{shortened(name)}`", help_)


def unknown_source(name: str, sources: Iterable[str], speller: Speller) -> Mistake:
    """A rule cites a source that is not listed."""
    listed = [*sources]
    help_ = speller.help(name, [HOUSE, *listed], "the sources")
    if not listed:
        help_ = f"write `{HOUSE}`, or list it under `sources:`"
    return Mistake(UNKNOWN_SOURCE, f"there is no source `{shortened(name)}`", help_)


def unknown_stance(word: str, stances: Iterable[str], speller: Speller) -> Mistake:
    """A word is no stance on an option, or none that has a weight."""
    help_ = speller.help(word, stances, "the stances")
    return Mistake(UNKNOWN_STANCE, f"`{shortened(word)}` is not a stance", help_)
