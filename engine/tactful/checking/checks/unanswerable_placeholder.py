"""A rule's sentence quotes a fact that may not be known when the rule fires.

The client then reads "unknown" in the middle of a sentence. The finding shows a situation in
which that happens.

Avoid:
    when: {thanked: no}
    because: After a {rapport} talk, say thank you.

Prefer:
    when: {thanked: no, rapport: known}
    because: After a {rapport} talk, say thank you.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.language.conclusions import Conclusions, known_values
from tactful.language.conditions import reason_told
from tactful.language.model import Rule
from tactful.language.terms import Placeholder
from tactful.language.values import Value
from tactful.proofs.logic import Proposition, all_of, any_of, negated

DEFECT = kind(
    "T404",
    "unanswerable-placeholder",
    "A sentence quotes a fact that may be unknown when its rule fires.",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Placeholders that a rule cannot fill whenever it fires and says them."""
    for rule in subject.ruleset.rules.values():
        # A name is said once, wherever in the rule's reasons it is first found open.
        told: set[str] = set()
        for branch, text in enumerate((*(reason.text for reason in rule.reasons), rule.because)):
            when = "`when`" if branch == len(rule.reasons) else "the `when` of that reason"
            for name in dict.fromkeys(p.name for p in text if isinstance(p, Placeholder)):
                witness = None if name in told else _witness(subject, rule, branch, name)
                if witness is not None:
                    told.add(name)
                    yield finding(
                        DEFECT,
                        rule.span,
                        f"`{rule.id}` quotes `{{{name}}}`, which may be unknown when it fires",
                        f"add `{name}: known` under {when}, or leave it out of the sentence",
                        witness=witness,
                        expect={"fired": f"[{rule.id}]"},
                    )


def _witness(subject: Subject, rule: Rule, branch: int, name: str) -> dict[str, Value] | None:
    this = (*rule.reasons, None)[branch]

    def is_so(conclusions: Conclusions) -> bool:
        if rule.id not in conclusions.fired:
            return False
        known = known_values(subject.ruleset, conclusions)
        return name not in known and reason_told(rule, known, subject.ruleset.type_of) is this

    formulas = subject.proofs.formulas
    known: Proposition = False
    if name in formulas.symbols:
        known = any_of(case.when for case in formulas.symbols[name])
    elif name in formulas.applies:
        known = formulas.applies[name]
    holding = [formulas.condition(reason.when).true for reason in rule.reasons[: branch + 1]]
    said = (*map(negated, holding[:branch]), *holding[branch:])
    found = subject.witness(all_of((formulas.fired[rule.id], *said, negated(known))), is_so)
    return None if found is None else dict(found)
