"""What is sent: a JSON object, read into a scenario and what is asked about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from starlette.requests import Request

from tactful.language.given import InvalidGiven
from tactful.language.model import Ruleset
from tactful.language.values import NotAValue
from tactful.proofs.counterfactual import Goal
from tactful.scenarios.from_json import facts, scenario
from tactful.scenarios.scenario import UNTITLED, Scenario
from tactful.scenarios.words import Asks, Inquiry, read_inquiries
from tactful_server.problems import HttpProblem, of_facts, wrong_entry

Body = Mapping[str, object]

MOST_ASKED = 50
"""Inquiries and goals of one request."""


async def body_of(request: Request) -> Body:
    """The JSON object that was sent; an empty one where nothing was.

    Raises:
        HttpProblem: if it is something else.
    """
    data = await request.body()
    if not data.strip():
        return {}
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    if kind != "application/json" and not kind.endswith("+json"):
        raise HttpProblem("not-json-type", "send `Content-Type: application/json`")
    try:
        read = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise HttpProblem("not-json", f"the body cannot be read: {error}") from None
    if not isinstance(read, dict):
        raise HttpProblem("not-json", 'send an object, as {"facts": {}}')
    return read


def only(body: Body, *names: str) -> None:
    """Make sure that a body has no other entries.

    Raises:
        HttpProblem: naming those that nobody knows.
    """
    unknown = [name for name in body if name not in names]
    if unknown:
        wanted = f"leave it out; known are {', '.join(names)}"
        wrong = [
            {"pointer": f"/{n}", "problem": "nobody knows it", "wanted": wanted} for n in unknown
        ]
        raise HttpProblem("invalid-request", f"`{unknown[0]}`: {wanted}", wrong)


def scenario_of(body: Body, ruleset: Ruleset) -> Scenario:
    """The scenario that a body tells: its ``facts``, ``now`` and ``scenario``, the title.

    Beside them it may list what there may be several of: ``interviewers``.

    Raises:
        HttpProblem: with everything that is wrong.
    """
    title = body.get("scenario", UNTITLED)
    if not isinstance(title, str):
        raise wrong_entry("scenario", title, "give a text, what the scenario is called")
    told = body.get("facts", {})
    if not isinstance(told, Mapping):
        raise wrong_entry("facts", told, "give an object with a value for each fact")
    lists = {name: body[name] for name in several(ruleset) if name in body}
    try:
        made = scenario(ruleset, {**told, **lists}, " ".join(title.split()) or UNTITLED)
    except InvalidGiven as error:
        raise of_facts(error) from None
    now = body.get("now")
    if now is not None:
        made = replace(made, given={**made.given, str(ruleset.clock.now): _moment(now, ruleset)})
    return made


def several(ruleset: Ruleset) -> list[str]:
    """The lists that a body may have: of what there may be several."""
    return [each.plural for each in ruleset.each.values()]


def _moment(now: object, ruleset: Ruleset) -> datetime:
    if ruleset.clock.now is None:
        raise wrong_entry("now", now, "leave it out: these rules do not look at the time")
    try:
        return facts(ruleset, {ruleset.clock.now: now})[ruleset.clock.now]  # type: ignore[return-value]
    except (InvalidGiven, NotAValue, KeyError):
        raise wrong_entry("now", now, "give a local time, as 2026-11-20T14:00") from None


def flag(body: Body, name: str, *, default: bool) -> bool:
    """An entry that is true or false.

    Raises:
        HttpProblem: if it is something else.
    """
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise wrong_entry(name, value, "give true or false")
    return value


def number(body: Body, name: str, default: int, most: int) -> int:
    """An entry that is a whole number from 1.

    Raises:
        HttpProblem: if it is something else, or more than ``most``.
    """
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise wrong_entry(name, value, f"give a whole number from 1 to {most}")
    return value


def words(body: Body, name: str) -> list[str]:
    """An entry that is a list of texts.

    Raises:
        HttpProblem: if it is something else.
    """
    value = body.get(name, [])
    fine = isinstance(value, list) and len(value) <= MOST_ASKED
    if not fine or not all(isinstance(one, str) for one in value):  # type: ignore[attr-defined]
        raise wrong_entry(name, value, f"give a list of up to {MOST_ASKED} texts")
    return list(value)  # type: ignore[call-overload, no-any-return]


def inquiries(body: Body, ruleset: Ruleset) -> tuple[Inquiry, ...]:
    """What is asked under ``why`` and ``why_not``.

    Raises:
        HttpProblem: with everything that is wrong.
    """
    asks: Sequence[tuple[str, Asks]] = (("why", "why"), ("why_not", "why not"))
    return tuple(one for name, how in asks for one in _inquired(body, name, how, ruleset))


def goals(body: Body, ruleset: Ruleset) -> list[Goal]:
    """Where the advice is to be led, under ``to``.

    Raises:
        HttpProblem: with everything that is wrong.
    """
    found = []
    for _, subject, value in _inquired(body, "to", "why", ruleset):
        if subject not in ruleset.decisions:
            known = ", ".join(ruleset.decisions)
            raise wrong_entry("to", subject, f"name decisions: {known}")
        found.append(Goal(subject, value if isinstance(value, str) else None))
    return found


def _inquired(body: Body, name: str, asks: Asks, ruleset: Ruleset) -> tuple[Inquiry, ...]:
    read = read_inquiries(words(body, name), asks, ruleset, name)
    if read.diagnostics:
        wrong = [
            {"pointer": f"/{name}/{d.span.line - 1}", "problem": d.message, "wanted": d.help or ""}
            for d in read.diagnostics
        ]
        raise HttpProblem("invalid-request", read.diagnostics[0].message, wrong)
    return read.inquiries
