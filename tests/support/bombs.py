"""Ordinary rulesets of which the proofs once took without end: small texts, nothing odd in them.

Each is a kind at a size; what grows is what makes the solver's questions hard, or makes many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

_FOR = ("for", "strongly for", "slightly for", "against")
_BESIDES = ("for", "strongly for", "slightly against")


def _text(facts: Iterable[str], rules: Iterable[str], options: str = "a: a, b: b") -> str:
    return "\n".join(
        (
            "title: Things",
            "facts:",
            *(f"  {fact}" for fact in facts),
            "decisions:",
            f"  ch: {{options: {{{options}}}, fallback: a}}",
            "rules:",
            *(f"  - {rule}" for rule in rules),
            "",
        )
    )


def _asked(count: int, type_: str) -> Iterator[str]:
    return (f"f{n}: {{{type_}, question: Number {n}?}}" for n in range(count))


def _rule(name: str, when: str, then: str) -> str:
    return f"{{id: {name}, when: {{{when}}}, then: {{{then}}}, because: So., source: house}}"


def weighing(count: int) -> str:
    """Yes/no facts that each weigh for one option and for or against the other."""
    rules = (
        _rule(
            f"r{n}",
            f"f{n}: yes",
            f"ch: {{a: {_FOR[n * n % 7 % 4]}, b: {_BESIDES[n * 5 % 11 % 3]}}}",
        )
        for n in range(count)
    )
    return _text(_asked(count, "type: yes/no"), rules)


def ring(count: int) -> str:
    """Yes/no facts in a ring: each two neighbours weigh together."""
    rules = (
        _rule(
            f"r{n}",
            f"f{n}: yes, f{(n + 1) % count}: no",
            f"ch: {{{'ab'[n % 2]}: {_FOR[n * n % 7 % 3]}}}",
        )
        for n in range(count)
    )
    return _text(_asked(count, "type: yes/no"), rules)


def compared(count: int) -> str:
    """Numbers that are compared with each other."""
    rules = (
        _rule(f"r{n}", f"f{n}: more than f{(n + 1) % count}", f"ch: {{{'ab'[n % 2]}: for}}")
        for n in range(count)
    )
    return _text(_asked(count, "type: number"), rules)


def pigeons(count: int) -> str:
    """So many pigeons, each in one of a hole less; what matters only if no hole holds two."""
    holes = ", ".join(f"h{n}: h{n}" for n in range(count - 1))
    pairs = [(n, m, h) for n in range(count) for m in range(n) for h in range(count - 1)]
    rules = [
        _rule(f"r{n}-{m}-{h}", f"f{n}: h{h}, f{m}: h{h}", "ch: {a: always}") for n, m, h in pairs
    ]
    everybody = ", ".join(f"f{n}: known" for n in range(count))
    rules.append(_rule("all-apart", everybody, "ch: {b: for}"))
    return _text(_asked(count, f"type: choice, choices: {{{holes}}}"), rules)


def choices(facts: int, each: int, rules: int) -> str:
    """Few facts of many choices, two of which each rule asks about."""
    listed = ", ".join(f"c{n}: c{n}" for n in range(each))
    made = (
        _rule(
            f"r{n}",
            f"f{n % facts}: c{n * 7 % each}, f{(n * 3 + 1) % facts}: not c{n * 11 % each}",
            f"ch: {{{'ab'[n % 2]}: {_FOR[n * n % 7 % 4]}}}",
        )
        for n in range(rules)
    )
    return _text(_asked(facts, f"type: choice, choices: {{{listed}}}"), made)


def concluding(rules: int) -> str:
    """Rules that each conclude another value of one number, which the advice rests on."""
    made = [_rule(f"r{n}", f"f{n}: yes", f"total: {n}") for n in range(rules)]
    made.append(_rule("much", f"total: at least {rules // 2}", "ch: {b: for}"))
    facts = [*_asked(rules, "type: yes/no"), "total: {type: number, label: the total}"]
    return _text(facts, made)


def words(facts: int, rules: int) -> str:
    """A few texts, and many rules that each ask for a word of one of them and not of another."""
    made = (
        _rule(
            f"r{n}",
            f"f{n % facts}: word {n}, f{(n + 1) % facts}: not word {n * 3}",
            f"ch: {{{'ab'[n % 2]}: {_FOR[n * n % 7 % 4]}}}",
        )
        for n in range(rules)
    )
    return _text(_asked(facts, "type: text"), made)


def many_facts(count: int) -> str:
    """Very many facts, each with a rule of its own."""
    rules = (_rule(f"r{n}", f"f{n}: yes", f"ch: {{{'ab'[n % 2]}: for}}") for n in range(count))
    return _text(_asked(count, "type: yes/no"), rules)


def pairs(facts: int, rules: int) -> str:
    """Rules of two conditions each on a few facts; no two ask the same."""
    made = (
        _rule(
            f"r{n}",
            f"f{n % facts}: {('yes', 'no')[n // facts % 2]}, "
            f"f{(n + 1 + n // facts % (facts - 1)) % facts}: {('no', 'yes')[n % 2]}",
            f"ch: {{{'ab'[n * 3 % 5 % 2]}: {_FOR[n * n % 7 % 4]}}}",
        )
        for n in range(rules)
    )
    return _text(_asked(facts, "type: yes/no"), made)


BOMBS: Mapping[str, Callable[[], str]] = {
    "weighing 28": lambda: weighing(28),
    "ring 300": lambda: ring(300),
    "compared 40": lambda: compared(40),
    "pigeons 10": lambda: pigeons(10),
    "choices 10 x 20, 100 rules": lambda: choices(10, 20, 100),
    "concluding 120": lambda: concluding(120),
    "words 5, 200 rules": lambda: words(5, 200),
    "facts 1000": lambda: many_facts(1000),
    "pairs 20, 500 rules": lambda: pairs(20, 500),
    "weighing 60": lambda: weighing(60),
    "pairs 20, 120 rules": lambda: pairs(20, 120),
    "weighing 40": lambda: weighing(40),
}
"""What was found to take over a minute of a processor, by name."""


_CLOCKED = """\
title: Things
clock: {now: now, timezone: zone, country: country}
facts:
  now: {type: datetime}
  zone: {type: text, default: Europe/Paris}
  country: {type: text, default: FR}
  met: {type: datetime, question: When did you meet?}
"""


def windows(count: int) -> str:
    """Options with a window each, and hours at which one follows upon the other."""
    options = "\n".join(
        f"      o{n}: {{label: o{n}, window: {{day: met, working days later: {n % 20}, "
        f"from: '{n % 12:02}:00', until: '{n % 12 + 8:02}:30'}}, after: {{seen: one more}}}}"
        for n in range(count)
    )
    rules = "\n".join(
        "  - "
        + _rule(f"r{n}", f"since: between {n * 5} and {n * 5 + 4}", f"ch: {{o{n}: strongly for}}")
        for n in range(count)
    )
    return (
        f"{_CLOCKED}"
        "  seen: {type: number, whole: yes, default: 0}\n"
        "  since: {type: number, unit: hours, computed: {hours from: met, to: now}}\n"
        f"decisions:\n  ch:\n    fallback: o0\n    options:\n{options}\nrules:\n{rules}\n"
    )


def drafts(count: int) -> str:
    """An option with very many pieces of a draft, each under a condition of its own."""
    pieces = "\n".join(
        f"          - {{when: {{f{n % 20}: yes, f{other}: no}}, text: Piece {n}.}}"
        for n in range(count)
        for other in [(n + 1 + n // 20 % 19) % 20]
    )
    facts = "\n".join(f"  {fact}" for fact in _asked(20, "type: yes/no"))
    return (
        f"title: Things\nfacts:\n{facts}\ndecisions:\n  ch:\n    fallback: a\n    options:\n"
        f"      a:\n        label: a\n        draft:\n{pieces}\n      b: b\n"
        f"rules:\n  - {_rule('r', 'f0: yes', 'ch: {b: for}')}\n"
    )


def nested(depth: int, count: int) -> str:
    """Rules with groups in groups, as deep as a text may be."""

    def group(rule: int, left: int) -> str:
        inner = group(rule, left - 1) if left else f"{{f{(rule + 7) % 20}: no}}"
        return f"{{{('all', 'any', 'none')[left % 3]}: [{inner}, {{f{(rule + left) % 20}: yes}}]}}"

    rules = (
        f"{{id: r{n}, when: {group(n, depth)}, then: {{ch: {{{'ab'[n % 2]}: for}}}}, "
        "because: So., source: house}"
        for n in range(count)
    )
    return _text(_asked(20, "type: yes/no"), rules)


def chain(levels: int) -> str:
    """Facts that rules conclude each from the one before, and from what is asked."""
    choices = "type: choice, choices: {c0: c0, c1: c1, c2: c2}"
    facts = [
        *(f"f{n}: {{type: yes/no, question: Number {n}?}}" for n in range(5)),
        f"d0: {{{choices}, question: Which?}}",
        *(f"d{n}: {{{choices}}}" for n in range(1, levels + 1)),
    ]
    rules = [
        _rule(f"r{n}-{c}", f"d{n}: c{c}, f{n % 5}: yes", f"d{n + 1}: c{(c + 1) % 3}")
        for n in range(levels)
        for c in range(3)
    ]
    rules += [_rule(f"n{n}", f"f{n % 5}: no", f"d{n + 1}: c0") for n in range(levels)]
    return _text(facts, [*rules, _rule("last", f"d{levels}: c1", "ch: {b: for}")])


OUTSIZE: Mapping[str, Callable[[], str]] = {
    "windows 100": lambda: windows(100),
    "drafts 500": lambda: drafts(500),
    "nested 8, 60 rules": lambda: nested(8, 60),
    "chain 64": lambda: chain(64),
    "choices 4 x 2000, 40 rules": lambda: choices(4, 2_000, 40),
    "scenarios 1000": lambda: pairs(10, 40),
}
"""Rulesets that are large in another way each; the last one is tested with so many scenarios."""

SCENARIOS: Mapping[str, int] = {"scenarios 1000": 1_000}
"""How many scenarios there are, where there is more than one."""
