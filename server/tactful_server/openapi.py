"""The OpenAPI document (3.1) of the server, with the schema of the facts of the rules it serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import tactful
from tactful.grounding.people import MOST
from tactful.language.as_json import Json
from tactful.language.model import Ruleset
from tactful.workspace.schemas.facts import facts_schema
from tactful.workspace.schemas.published import schema
from tactful_server.problems import MEDIA_TYPE, TITLES


class Resource(NamedTuple):
    """Something that can be asked for.

    Attributes:
        summary: What it is, in a line.
        entries: What the body may say besides the scenario, each with its schema.
        answers: The published schema of the answer; ``None`` for one told in ``shape``.
        has_scenario: Whether the body tells a scenario.
        shape: The schema of the answer, where it has none of its own.
    """

    summary: str
    entries: Mapping[str, Json]
    answers: str | None
    has_scenario: bool = True
    shape: Mapping[str, Json] = {}


_TEXTS: Json = {"type": "array", "items": {"type": "string"}, "maxItems": 50}
_QUESTION: dict[str, Json] = {
    "type": "object",
    "properties": {
        "next": {"type": ["object", "null"]},
        "at_most": {"type": "integer"},
        "interview": {"$ref": "#/components/schemas/interview"},
    },
}
_ROWS: dict[str, Json] = {
    "type": "object",
    "properties": {
        "ruleset": {"type": "object"},
        "clients": {"type": "array", "items": {"type": "object"}},
    },
}

RESOURCES: Mapping[str, Resource] = {
    "advice": Resource(
        "What is advised, with all that speaks for it.",
        {"unknown": {"type": "boolean", "default": False}},
        "results",
    ),
    "answers": Resource(
        "Why the advice is what it is, and why it is not otherwise.",
        {"why": _TEXTS, "why_not": _TEXTS},
        "explanations",
    ),
    "alternatives": Resource(
        "The smallest changes that lead the advice elsewhere.", {"to": _TEXTS}, "whatif"
    ),
    "plan": Resource(
        "What to do when, as time passes.",
        {"days": {"type": "integer", "minimum": 1, "maximum": 366, "default": 60}},
        "plans",
    ),
    "questions": Resource("What to ask next, and the advice so far.", {}, None, shape=_QUESTION),
    "tests": Resource(
        "What the scenarios of the rules show.",
        {"coverage": {"type": "boolean", "default": False}},
        "tested",
        has_scenario=False,
    ),
    "findings": Resource(
        "What is wrong with the rules as a whole.", {}, "findings", has_scenario=False
    ),
    "difference": Resource(
        "Whose advice other rules would change.",
        {"text": {"type": "string", "description": "a ruleset in one text"}},
        "changes",
        has_scenario=False,
    ),
    "cohorts": Resource(
        "What each of many clients is advised.",
        {"clients": {"type": "array", "items": {"$ref": "#/components/schemas/facts"}}},
        None,
        has_scenario=False,
        shape=_ROWS,
    ),
}
"""What is asked for with POST, by the last part of its path."""

READ: Mapping[str, str] = {
    "/api/ruleset": "Which rules are served: their title, fingerprint and facts.",
    "/api/health": "Whether the server and its rules are well.",
    "/api/metrics": "What the server has counted.",
    "/openapi.json": "This document.",
}
"""What is read with GET."""


def openapi(ruleset: Ruleset, *, has_token: bool) -> dict[str, Json]:
    """The document."""
    names = {r.answers for r in RESOURCES.values() if r.answers is not None} | {"interview"}
    paths: dict[str, Json] = {
        f"/api/{name}": _posted(one, ruleset) for name, one in RESOURCES.items()
    }
    for path, summary in READ.items():
        paths[path] = {"get": {"summary": summary, "responses": {"200": {"description": summary}}}}
    schemas: dict[str, Json] = {name: dict(schema(name)) for name in sorted(names)}
    schemas["facts"] = dict(facts_schema(ruleset))
    schemas["problem"] = _PROBLEM
    made: dict[str, Json] = {
        "openapi": "3.1.0",
        "info": {"title": ruleset.title, "version": tactful.__version__},
        "paths": paths,
        "components": {"schemas": schemas},
    }
    if has_token:
        bearer: Json = {"type": "http", "scheme": "bearer"}
        made["components"] = {"schemas": schemas, "securitySchemes": {"token": bearer}}
        made["security"] = [{"token": []}]
    return made


_PROBLEM: Json = {
    "type": "object",
    "properties": {
        "type": {"enum": [f"urn:tactful:problem:{kind}" for kind in TITLES]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "mistakes": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["type", "title", "status", "detail"],
}


def _posted(resource: Resource, ruleset: Ruleset) -> Json:
    properties: dict[str, Json] = {}
    if resource.has_scenario:
        properties["scenario"] = {"type": "string", "description": "what it is called"}
        properties["facts"] = {"$ref": "#/components/schemas/facts"}
        for each in ruleset.each.values():
            one: Json = {"type": "object", "description": f"one {each.label}: a name, and facts"}
            properties[each.plural] = {"type": "array", "items": one, "maxItems": MOST}
        properties["now"] = {"type": "string", "description": "the moment, as 2026-11-20T14:00"}
    properties |= resource.entries
    body: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    answer: Json = dict(resource.shape)
    if resource.answers is not None:
        answer = {"$ref": f"#/components/schemas/{resource.answers}"}
    problem: Json = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {
        "post": {
            "summary": resource.summary,
            "requestBody": {"content": {"application/json": {"schema": body}}},
            "responses": {
                "200": {
                    "description": resource.summary,
                    "content": {"application/json": {"schema": answer}},
                },
                "default": {"description": "What went wrong.", "content": problem},
            },
        }
    }
