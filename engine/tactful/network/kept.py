"""Networks that are kept for rulesets, where whoever asks has none at hand."""

from __future__ import annotations

from tactful.grounding.kept import KeptEvaluators
from tactful.grounding.people import People
from tactful.language.model import Ruleset
from tactful.network.evaluator import Network

_KEPT: KeptEvaluators[Network] = KeptEvaluators(Network)


def network_of(ruleset: Ruleset, kind: type[Network] = Network) -> Network:
    """The network of a ruleset: made when first asked for, and let go with the ruleset.

    Args:
        ruleset: The rules.
        kind: What is made if there is none yet; ``AtOnce`` while rules are edited.
    """
    return _KEPT.of(ruleset, kind)


def network_with(network: Network, people: People) -> Network:
    """The network of a ruleset for those whom a situation lists; itself where it lists none.

    Raises:
        ValueError: if something is listed that the ruleset has not several of, or too many are.
    """
    return _KEPT.with_people(network, people)
