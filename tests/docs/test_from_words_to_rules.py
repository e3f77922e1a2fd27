"""Every sentence of "From the coach's words to rules" is a rule, and does what stands under it."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

import tactful
from casefiles import told
from running import ROOT
from tactful.cohort.batch import Advisor, Batch, BatchSteps
from tactful.cohort.opening import open_cohort
from tactful.explanation.decisions import reason_of
from tactful.explanation.wording import Wording
from tactful.language import terms
from tactful.language.computations import COMPUTATIONS
from tactful.language.conclusions import Conclusions, known_values
from tactful.language.model import Ruleset, Stance
from tactful.language.operators import OPERATORS
from tactful.language.reference import evaluate
from tactful.language.terms import Condition, Group, Join
from tactful.language.values import Kind
from tactful.network.evaluator import Network
from tactful.reading.ruleset import load_ruleset
from tactful.scenarios.failure import failures
from tactful.scenarios.scenario import Scenario, scenarios_from
from tactful.text.diagnostic import Diagnostics

PAGE = (ROOT / "docs/from-words-to-rules.md").read_text(encoding="utf-8")
BASE = "after-the-interview.yaml"
OWN_WORDS = ("said", "does not fit", "rejected", "proposed")
"""What the page says of a client that no scenario can expect."""


class Client(NamedTuple):
    """One line under a sentence: what is given, and what comes of it."""

    facts: str
    outcome: str


class Sentence(NamedTuple):
    """What a coach says, the rules it becomes, and clients."""

    words: str
    rules: str
    clients: tuple[Client, ...]


def block_of(text: str) -> str:
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    return str(block)


def sentence_of(text: str) -> Sentence:
    rows = re.findall(r"^\| (?:`(.*)` )?\| `(.*)` \|$", text, re.MULTILINE)
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == len(lines) - 2, text  # the heading and the rule below it
    return Sentence(text.partition("\n")[0], block_of(text), tuple(Client(*row) for row in rows))


OPENING, *FOUND = re.split(r"^### (?=\d+\. )", PAGE, flags=re.MULTILINE)
SENTENCES = [sentence_of(re.split(r"^## ", text, flags=re.MULTILINE)[0]) for text in FOUND]
each_sentence = pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one.words[:40])


def ruleset_of(sentence: Sentence, folder: Path) -> Ruleset:
    """The sentence's own rules, on those of the page's beginning."""
    (folder / BASE).write_text(block_of(OPENING), encoding="utf-8")
    own = sentence.rules
    if "extends:" not in own:
        own = f"title: A sentence\nextends: {BASE}\n{own}"
    path = folder / "sentence.yaml"
    path.write_text(own, encoding="utf-8")
    loaded = load_ruleset(path)
    assert loaded.ruleset is not None, told(loaded.diagnostics, loaded.texts)
    assert loaded.diagnostics == ()
    return loaded.ruleset


def scenario_of(client: Client, rules: Ruleset) -> tuple[Scenario, dict[str, Any]]:
    """A line as a scenario, and what else it says in words of this page."""
    parts = re.split(r", (?=[a-z][a-z _]*: )", client.outcome)
    own = [part for part in parts if part.partition(":")[0] in OWN_WORDS]
    expect = ", ".join(part for part in parts if part not in own)
    text = f"scenario: A client\nfacts: {{{client.facts}}}\n"
    if expect:
        text += f"expect: {{{expect}}}\n"
    read = scenarios_from(text.encode(), "page", rules)
    assert read.diagnostics == (), told(read.diagnostics, read.texts)
    return read.scenarios[0], {word: v for part in own for word, v in yaml.safe_load(part).items()}


def reason_given(conclusions: Conclusions, rules: Ruleset) -> str:
    (fired,) = conclusions.fired
    wording = Wording(rules, known_values(rules, conclusions))
    return reason_of(rules.rules[fired], wording).because


def proposed(rules: Ruleset, conclusions: Conclusions) -> list[str]:
    goal = tactful.Goal("step")
    found = tactful.counterfactuals(Network(rules), conclusions, goal).found
    return sorted({change.fact for way in found for change in way.changes})


def rejected(sentence: Sentence, rules: Ruleset, folder: Path) -> list[bool]:
    """Of each client, whether they are rejected where all of them stand in a table."""
    facts = [yaml.load(f"{{{one.facts}}}", yaml.BaseLoader) for one in sentence.clients]  # noqa: S506
    table, out = folder / "clients.csv", folder / "advice.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, sorted({name for given in facts for name in given}))
        writer.writeheader()
        writer.writerows(facts)
    opened = open_cohort(table, rules, {}, Diagnostics())
    assert opened is not None
    Batch(BatchSteps(Advisor(rules, opened.matching))).run(opened.cohort, out)
    with (folder / "advice.csv.rejects.csv").open(encoding="utf-8", newline="") as stream:
        numbers = {int(row["row"]) for row in csv.DictReader(stream)}
    return [number in numbers for number in range(2, len(facts) + 2)]


def test_there_are_thirty() -> None:
    assert [one.words.partition(".")[0] for one in SENTENCES] == [str(n) for n in range(1, 31)]
    assert len({one.words for one in SENTENCES}) == 30


@each_sentence
def test_each_client_comes_to_what_is_said(sentence: Sentence, tmp_path: Path) -> None:
    rules = ruleset_of(sentence, tmp_path)
    network = Network(rules)
    for number, client in enumerate(sentence.clients):
        scenario, own = scenario_of(client, rules)
        conclusions = evaluate(rules, scenario.given)
        assert failures(scenario, conclusions, rules) == (), client
        assert network.evaluate(scenario.given) == conclusions
        if "said" in own:
            assert reason_given(conclusions, rules) == own["said"]
        if "does not fit" in own:
            assert [*conclusions.broken] == own["does not fit"]
        if "proposed" in own:
            assert proposed(rules, conclusions) == own["proposed"]
        if "rejected" in own:
            assert rejected(sentence, rules, tmp_path)[number] is own["rejected"]


@each_sentence
def test_it_holds_for_one_client_and_not_for_another(sentence: Sentence, tmp_path: Path) -> None:
    """Each rule of a sentence fires for somebody and not for somebody else."""
    rules = ruleset_of(sentence, tmp_path)
    base = load_ruleset(tmp_path / BASE).ruleset
    assert base is not None
    seen = [evaluate(rules, scenario_of(one, rules)[0].given) for one in sentence.clients]
    own = rules.rules.keys() - base.rules.keys()
    for rule in own:
        assert {rule in conclusions.fired for conclusions in seen} == {True, False}, rule
    for constraint in rules.constraints:
        assert {constraint in conclusions.broken for conclusions in seen} == {True, False}
    if not own and not rules.constraints:
        outcomes = [scenario_of(one, rules)[1] for one in sentence.clients]
        assert outcomes[0]
        assert outcomes[0] != outcomes[1]


def conditions_of(rules: Ruleset) -> list[Condition]:
    found = [one for rule in rules.rules.values() for one in (rule.when, rule.unless)]
    return [one for one in found if one is not None]


def joins_in(condition: Condition) -> set[Join]:
    if not isinstance(condition, Group):
        return set()
    return {condition.join}.union(*map(joins_in, condition.parts))


def test_they_go_through_the_whole_language(tmp_path: Path) -> None:
    rulesets = [ruleset_of(sentence, tmp_path) for sentence in SENTENCES]
    facts = [fact for rules in rulesets for fact in rules.facts.values()]
    assert {f.computed.name for f in facts if f.computed is not None} == {*COMPUTATIONS}
    assert {f.type.kind for f in facts} == {*Kind}
    conditions = [one for rules in rulesets for one in conditions_of(rules)]
    tested = {test.operator.name for one in conditions for test in terms.tests_in(one)}
    assert tested == {operator.name for operator in OPERATORS}
    assert set().union(*map(joins_in, conditions)) == {*Join}
    arguments = [a for rules in rulesets for rule in rules.rules.values() for a in rule.arguments]
    assert {a.stance for a in arguments} == {*Stance}
