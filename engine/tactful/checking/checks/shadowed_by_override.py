"""A rule is set aside by others whenever its conditions hold, so it never speaks.

`overrides` is meant for the exception to a rule. Where the exception covers every case, nothing
is left of the rule.

Avoid:
    - {id: general, when: {industry: law}, ...}
    - {id: special, when: {industry: [law, finance]}, overrides: general, ...}

Prefer: an exception that is narrower than its rule, or one rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from tactful.checking.finding import Finding, finding, kind
from tactful.checking.subject import Subject
from tactful.explanation.wording import joined
from tactful.language.conclusions import Conclusions
from tactful.text.diagnostic import Related

DEFECT = kind(
    "T408", "shadowed-by-override", "Other rules set a rule aside whenever it would fire."
)


def check(subject: Subject) -> Iterator[Finding]:
    """Rules that are proven always to be set aside."""
    rules = subject.ruleset.rules
    for name in (name for name in rules if name in subject.shadowed):
        by = [rules[o] for o in subject.ruleset.overriding.get(name, ()) if subject.is_possible(o)]

        def is_so(conclusions: Conclusions, name: str = name) -> bool:
            return bool(conclusions.set_aside_by(name))

        verb = "sets" if len(by) == 1 else "set"
        yield finding(
            DEFECT,
            rules[name].span,
            f"`{name}` never counts: {joined(f'`{o.id}`' for o in by)} {verb} it aside every time",
            f"narrow when it is overridden, or remove `{name}`",
            [Related(o.span, f"`{o.id}` is here") for o in by],
            witness=subject.witness(subject.proofs.formulas.triggered[name], is_so),
            expect={"set aside": f"[{name}]"},
        )
