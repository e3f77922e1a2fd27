"""Rules that could mean nothing, or wait for each other; sources, weights and the summary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tactful.language.model import USUAL_WEIGHTS, Decision, Fact, Rule, Stance
from tactful.language.strata import Step
from tactful.language.terms import reads
from tactful.reading.defects.conditions import declared
from tactful.reading.defects.shapes import MISSING_KEY, WRONG_SHAPE
from tactful.reading.defects.values import expected
from tactful.text.diagnostic import Help, Mend, Mistake, Related, Repair, error
from tactful.text.lines import shortened

CONCLUDED_COMPUTATION = error(
    "T233", "concluded-computation", "A rule concludes a fact that is computed: only one can count."
)
CONCLUDED_DECISION = error(
    "T234",
    "concluded-decision",
    "A rule sets a decision outright. Rules argue about options, so that several can be weighed.",
)
ARGUED_FACT = error("T235", "argued-fact", "A rule argues about a fact as if it were a decision.")
SELF_OVERRIDE = error("T236", "self-override", "A rule overrides itself.")
CIRCLE = error("T237", "circle", "Rules wait for each other in a circle, so none could come first.")
BAD_WEIGHT = error(
    "T242",
    "bad-weight",
    "Weights are whole numbers, above zero for and below zero against, more for stronger words.",
)
HOUSE_WITHOUT_REASON = error(
    "T243",
    "house-without-reason",
    "A house rule, which no source backs, gives no reason of its own either.",
)
# T244 was a source that no rule cites: now a check, `uncited-claim`.

MOST_STEPS = 16
"""A longer circle is told in part."""


def house_without_reason() -> Mistake:
    """Neither a rule of the house nor a source gives a reason."""
    return Mistake(
        HOUSE_WITHOUT_REASON,
        "this house rule gives no reason, and no source gives one either",
        "add `because: ...` with your own reason, or cite the source it comes from",
    )


def missing_reason(title: str) -> Mistake:
    """A rule that cites a source does not say why it follows."""
    return Mistake(
        MISSING_KEY,
        f"{title} has no `because`",
        "add `because: ...`, the reason in a sentence that a client can read",
    )


def misplaced_branch(*, is_last: bool) -> Mistake:
    """The last of a rule's reasons says when it counts, or another does not."""
    if is_last:
        return Mistake(
            WRONG_SHAPE,
            "the last reason says when it counts, so that there may be none at all",
            "add one more without `when`, for whatever is left",
        )
    return Mistake(
        WRONG_SHAPE,
        "this reason always counts, so that those after it never do",
        "say with `when: {...}` when it counts, or move it to the end",
    )


def constrained_decision(name: str) -> Mistake:
    """A constraint is about what the rules advise, and not about the world."""
    return Mistake(
        WRONG_SHAPE,
        f"`{shortened(name)}` is a decision, which the rules make; a constraint is about facts",
        "name facts that cannot be so together; what must not be advised is a rule with `never`",
    )


def asked_computation(fact: Fact) -> Mistake:
    """A fact that is computed stands among the questions."""
    return Mistake(
        WRONG_SHAPE,
        f"`{fact.id}` is computed, so nobody is asked about it",
        "leave it out, or name the facts that it is computed from",
        (declared(fact),),
    )


def listed_other_kind(fact: Fact) -> Mistake:
    """A fact that is not yes or no stands in a checklist."""
    return Mistake(
        WRONG_SHAPE,
        f"`{fact.id}` is a {fact.type.kind.value}, so it cannot be ticked in a checklist",
        "list facts of yes/no there, and ask for this one by itself",
        (declared(fact),),
    )


def listed_sources() -> Mistake:
    """A rule cites several sources."""
    return Mistake(
        WRONG_SHAPE,
        "`source` should be a single name, not a list",
        "cite the one source that says it best",
    )


def self_override(name: str) -> Mistake:
    """A rule overrides itself."""
    help_ = "name the rule that it sets aside"
    return Mistake(SELF_OVERRIDE, f"`{name}` overrides itself", help_)


def concluded_computation(fact: Fact) -> Mistake:
    """A rule concludes a fact that is computed."""
    return Mistake(
        CONCLUDED_COMPUTATION,
        f"`{fact.id}` is computed, so no rule can conclude it",
        "conclude another fact, or remove `computed` from this one",
        (declared(fact),),
    )


def argued_fact(fact: Fact) -> Mistake:
    """A rule argues about a fact as if it were a decision."""
    return Mistake(
        ARGUED_FACT,
        f"`{fact.id}` is a fact, and this argues about options",
        f"write `{fact.id}: ` and {expected(fact.type)}, or name a decision",
        (declared(fact),),
    )


def concluded_decision(decision: Decision, option: str) -> Mistake:
    """A rule sets a decision outright; ``option`` is one it may be about."""
    example = f"`{decision.id}: {{{option}: for}}`"
    return Mistake(
        CONCLUDED_DECISION,
        f"`{decision.id}` is a decision, and this sets it outright",
        f"argue about its options: {example}; `always` settles it",
        (declared(decision),),
    )


def circle(steps: Sequence[Step], rules: Iterable[Rule], *, across: bool = False) -> Mistake:
    """Rules wait for each other in a circle; ``across`` leads it from one of several to another."""
    of_each = ", of one for another" if across else ""
    return Mistake(
        CIRCLE,
        f"these wait for each other in a circle{of_each}: {_told(steps)}",
        "let one of them look at something else: a fact that is given, or a fact of its own "
        "that both conclude from",
        tuple(Related(rule.span, _role(rule)) for rule in [*rules][:MOST_STEPS]),
    )


def _told(steps: Sequence[Step]) -> str:
    named = [f"rule `{step.id}`" if step.kind == "rule" else f"`{step.id}`" for step in steps]
    if len(named) > MOST_STEPS:
        half = MOST_STEPS // 2
        named[half:-half] = [f"... {len(named) - 2 * half} more ..."]
    return " <- ".join(named)


def _role(rule: Rule) -> str:
    looks = sorted(reads(rule.when) | reads(rule.unless))
    concluded = [conclusion.fact for conclusion in rule.conclusions]
    argued = [argument.decision for argument in rule.arguments]
    says = dict.fromkeys(concluded + argued)
    parts = []
    if looks:
        parts.append(f"looks at {_listed(looks)}")
    if says:
        parts.append(f"speaks about {_listed(says)}")
    if rule.overrides:
        parts.append(f"overrides {_listed(rule.overrides)}")
    return f"rule `{rule.id}` " + " and ".join(parts)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


_REMOVE = Help("remove it", Mend(Repair.REMOVED))


def weighed_settlement(word: str) -> Mistake:
    """A weight is given to a stance that settles the matter."""
    return Mistake(BAD_WEIGHT, f"`{word}` has no weight: it settles the matter", _REMOVE)


def broken_weight(text: str, stance: Stance) -> Mistake:
    """A weight is no whole number."""
    return Mistake(BAD_WEIGHT, f"`{shortened(text)}` is not a whole number", _weigh(stance))


def misfit_weight(weight: int, stance: Stance) -> Mistake:
    """A weight pulls the other way than its stance, or not at all."""
    return Mistake(BAD_WEIGHT, f"`{stance.value}` cannot weigh {weight}", _weigh(stance))


def _weigh(stance: Stance) -> str:
    return f"write a whole number {'above' if USUAL_WEIGHTS[stance] > 0 else 'below'} zero"


def misordered_weights(stronger: Stance, weaker: Stance, weights: Mapping[Stance, int]) -> Mistake:
    """A stronger stance weighs no more than a weaker one."""
    return Mistake(
        BAD_WEIGHT,
        f"`{stronger.value}` weighs {weights[stronger]}, no more than "
        f"`{weaker.value}` with {weights[weaker]}",
        f"let `{stronger.value}` weigh more; stances that are left out keep their usual "
        "weights, 4, 2 and 1",
    )


def listed_claim(source: str) -> Mistake:
    """A source is a list."""
    message = f"the source `{source}` should be a sentence, not a list"
    return Mistake(WRONG_SHAPE, message, "write `claim: ...`")


def grouped_summary() -> Mistake:
    """A line of the summary is a group of lines."""
    return Mistake(
        WRONG_SHAPE,
        "a line of the summary should be a sentence, not a group of lines",
        'put it in quotation marks, as `"{channel} {timing}."`',
    )
