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
