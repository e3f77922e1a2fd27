"""The answers themselves, as the published schemas have them; each may run in a process of its own.

They take what is plain and travels: a scenario, numbers, texts. The rules are those that the
process was given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from tactful.grounding.names import told_name
from tactful.language.as_json import Json, identity, told_json
from tactful.language.conclusions import told as told_of
from tactful.language.given import InvalidGiven, WrongFact
from tactful.language.model import Checklist, Ruleset
from tactful.network.kept import network_of, network_with
from tactful.proofs.counterfactual import Goal
from tactful.reading.ruleset import load_ruleset, load_ruleset_text
from tactful.scenarios.from_json import scenario
from tactful.scenarios.scenario import Scenario, load_scenarios
from tactful.scenarios.words import Inquiry
from tactful.text.diagnostic import InvalidText
from tactful.workspace.advising import advised, planned, reasoned, ways_to_change
from tactful.workspace.schemas.facts import facts_schema

if TYPE_CHECKING:
    from tactful.answers.interview import Interview

Result: TypeAlias = dict[str, Json]


def advice(ruleset: Ruleset, scenario: Scenario, unknown: bool) -> Result:
    """What is advised (``results``)."""
    from tactful.explanation.wire import results

    explanation = advised(scenario, network_of(ruleset), questions=False)
    return results([explanation], unknown=unknown)


def answers(ruleset: Ruleset, scenario: Scenario, asked: Sequence[Inquiry]) -> Result:
    """Why and why not (``explanations``)."""
    from tactful.answers.wire import explanations

    return explanations([reasoned(scenario, network_of(ruleset), asked)])


def alternatives(ruleset: Ruleset, scenario: Scenario, goals: Sequence[Goal]) -> Result:
    """The smallest changes that lead elsewhere (``whatif``)."""
    from tactful.answers.wire import counterfactuals_as_json

    return counterfactuals_as_json([ways_to_change(scenario, network_of(ruleset), goals)])


def plan(ruleset: Ruleset, scenario: Scenario, days: int) -> Result:
    """What to do when (``plans``)."""
    from tactful.plans.wire import plans

    return plans([planned(scenario, network_of(ruleset), days)])


def questions(ruleset: Ruleset, scenario: Scenario) -> Result:
    """What could still be asked, the most telling first, and the advice so far (``interview``)."""
    from tactful.answers.interview import Interview
    from tactful.answers.wire import interview_as_json
    from tactful.workspace.advising import clock

    network = network_of(ruleset)
    own = network_with(network, scenario.people)
    interview = Interview(own, scenario.given, clock(scenario, ruleset))
    told = interview_as_json(interview, advised(scenario, network, questions=False))
    return {"next": _next(interview), "at_most": interview.at_most, "interview": told}


def _next(interview: Interview) -> Json:
    """What to ask next: the question, and what may be answered."""
    ruleset, fact = interview.ruleset, interview.question
    if fact is None:
        return None
    listed = interview.checklist
    if listed is not None:
        return _listed(listed, ruleset)
    properties = facts_schema(ruleset)["properties"]
    assert isinstance(properties, dict)  # noqa: S101 - every such schema has them
    return {
        "fact": told_name(ruleset, fact),
        "question": ruleset.facts[fact].question or ruleset.facts[fact].label,
        "section": interview.section(fact),
        "answer": properties[fact],
    }


def _listed(listed: Checklist, ruleset: Ruleset) -> Json:
    choices: dict[str, Json] = {told_name(ruleset, n): text for n, text in listed.choices.items()}
    return {"facts": choices, "question": listed.question}


def tests(ruleset: Ruleset, path: Path, coverage: bool) -> Result:
    """What the ruleset's own scenarios show (``tested``)."""
    from tactful.testing.wire import tested
    from tactful.workspace.reviewing import report_on

    scenarios = load_scenarios(path, ruleset).scenarios
    return tested([report_on(ruleset, scenarios, coverage=coverage)])


def findings(ruleset: Ruleset, path: Path) -> Result:
    """What is wrong with the rules as a whole (``findings``)."""
    from tactful.checking.wire import findings as as_json
    from tactful.language.progress import silent
    from tactful.workspace.reviewing import examined

    loaded = load_ruleset(path)
    read = load_scenarios(path, ruleset)
    mistakes = [*loaded.diagnostics, *(d for d in read.diagnostics if d not in loaded.diagnostics)]
    made = examined(ruleset, read.scenarios, loaded.texts, silent)
    return as_json(ruleset, mistakes, made.findings, made.left_open)


def difference(ruleset: Ruleset, text: str) -> Result:
    """Whose advice the text of another ruleset would change (``changes``).

    Raises:
        InvalidText: if the text has errors.
    """
    from tactful.changes.difference import compare
    from tactful.changes.report import ChangeReport
    from tactful.changes.wire import report_json

    other = load_ruleset_text(text, "ruleset.yaml")
    if other.ruleset is None:
        raise InvalidText(other.diagnostics)
    return report_json(ChangeReport(compare(ruleset, other.ruleset)))


def cohort(ruleset: Ruleset, clients: Sequence[Mapping[str, object]]) -> Result:
    """What each of many clients is advised, or what is wrong with their facts; in their order."""
    network = network_of(ruleset)
    rows: list[Json] = []
    for client in clients:
        try:
            told = scenario(ruleset, client)
        except InvalidGiven as error:
            rows.append({"mistakes": [_mistake(one) for one in error.mistakes]})
            continue
        own = network_with(network, told.people)
        settled = own.evaluate(told.given).decisions
        decisions = {
            told_name(own.ruleset, n): told_json(told_of(one)) for n, one in settled.items()
        }
        rows.append({"decisions": decisions})
    return {"ruleset": identity(ruleset), "clients": rows}


def _mistake(wrong: WrongFact) -> Json:
    return {"fact": wrong.fact, "problem": wrong.problem, "wanted": wrong.wanted}


def _names() -> Mapping[str, Callable[..., Result]]:
    made = (advice, answers, alternatives, plan, questions, tests, findings, difference, cohort)
    return {one.__name__: one for one in made}


WORK: Mapping[str, Callable[..., Result]] = _names()
"""Every kind of answer by its name."""


def done(name: str, ruleset: Ruleset, *arguments: Any) -> Result:
    """One answer."""
    return WORK[name](ruleset, *arguments)
