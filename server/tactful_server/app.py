"""The application: what is asked for by which path, and what happens around every request."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

import tactful
from tactful.language.as_json import Json, identity
from tactful.pages.blocks import Item, Line, Listing
from tactful.pages.html import html
from tactful.pages.page import Page, Section
from tactful.text.diagnostic import InvalidText
from tactful.workspace.schemas.facts import facts_schema
from tactful.workspace.workers import Failed, NobodyWaits, TooSlow, Workers, while_wanted
from tactful_server import bodies, work
from tactful_server.bodies import Body
from tactful_server.guard import Guard, Limits
from tactful_server.measures import MEDIA_TYPE, Measures
from tactful_server.openapi import READ, RESOURCES, openapi
from tactful_server.problems import HttpProblem, wrong_entry
from tactful_server.rules import Served, ServedRules

LOG = logging.getLogger("tactful.server")

MOST_CLIENTS = 10_000
"""Clients of one request; a file of more is for ``batch``."""

MOST_DAYS = 366


class ServerSettings(NamedTuple):
    """How a server is set up.

    Attributes:
        token: What has to be sent; ``None`` for nothing.
        hosts: The names by which it may be asked.
        limits: What a request may cost.
        workers: Processes for long answers.
    """

    token: str | None
    hosts: tuple[str, ...]
    limits: Limits
    workers: int


class _Asked(NamedTuple):
    """What is to be found: a kind of answer, what it takes, whether it takes long."""

    name: str
    arguments: tuple[Any, ...]
    is_long: bool = True


_Reader = Callable[[Body, Served], _Asked]


def _advice(body: Body, served: Served) -> _Asked:
    unknown = bodies.flag(body, "unknown", default=False)
    return _Asked("advice", (bodies.scenario_of(body, served.ruleset), unknown), unknown)


def _answers(body: Body, served: Served) -> _Asked:
    asked = bodies.inquiries(body, served.ruleset)
    return _Asked("answers", (bodies.scenario_of(body, served.ruleset), asked))


def _alternatives(body: Body, served: Served) -> _Asked:
    goals = bodies.goals(body, served.ruleset)
    return _Asked("alternatives", (bodies.scenario_of(body, served.ruleset), goals))


def _plan(body: Body, served: Served) -> _Asked:
    if served.ruleset.clock.now is None:
        detail = "these rules do not look at the time, so there is nothing to plan"
        raise HttpProblem("invalid-request", detail)
    days = bodies.number(body, "days", 60, MOST_DAYS)
    return _Asked("plan", (bodies.scenario_of(body, served.ruleset), days))


def _questions(body: Body, served: Served) -> _Asked:
    return _Asked("questions", (bodies.scenario_of(body, served.ruleset),))


def _tests(body: Body, served: Served) -> _Asked:
    return _Asked("tests", (served.path, bodies.flag(body, "coverage", default=False)))


def _findings(_: Body, served: Served) -> _Asked:
    return _Asked("findings", (served.path,))


def _difference(body: Body, _: Served) -> _Asked:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise wrong_entry("text", text, "give the text of a ruleset in one file")
    return _Asked("difference", (text,))


def _cohorts(body: Body, _: Served) -> _Asked:
    clients = body.get("clients")
    listed = clients if isinstance(clients, list) and len(clients) <= MOST_CLIENTS else [None]
    if not all(isinstance(one, dict) for one in listed):
        wanted = f"give a list of up to {MOST_CLIENTS:,} objects, each with a client's facts"
        raise wrong_entry("clients", clients, wanted)
    return _Asked("cohort", (clients,))


READERS: dict[str, _Reader] = {
    "advice": _advice,
    "answers": _answers,
    "alternatives": _alternatives,
    "plan": _plan,
    "questions": _questions,
    "tests": _tests,
    "findings": _findings,
    "difference": _difference,
    "cohorts": _cohorts,
}
"""For each resource, how its body is read."""


class Server:
    """A ruleset that is served."""

    def __init__(self, path: Path, settings: ServerSettings) -> None:
        """Load the rules.

        Raises:
            NoRules: if they have errors.
        """
        self.rules = ServedRules(path)
        self.settings = settings
        self.measures = Measures()
        self.workers: Workers | None = None

    def app(self) -> ASGIApp:
        """The application, guarded."""
        routes = [
            *(Route(f"/api/{name}", self._posted(name), methods=["POST"]) for name in RESOURCES),
            Route("/api/ruleset", self._timed("ruleset", self.ruleset)),
            Route("/api/health", self._timed("health", self.health)),
            Route("/api/metrics", self.metrics),
            Route("/openapi.json", self.document),
            Route("/", self.page),
        ]
        made = Starlette(routes=routes, lifespan=self._lifespan)
        made.add_exception_handler(HTTPException, _refused)
        made.add_exception_handler(HttpProblem, _told)
        made.add_exception_handler(Exception, _failed)
        settings = self.settings
        return Guard(made, settings.token, settings.hosts, settings.limits)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self.workers = Workers(self.settings.workers, work.__name__)
        try:
            yield
        finally:
            self.workers.close()

    def _posted(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        known = [*RESOURCES[name].entries]
        if RESOURCES[name].has_scenario:
            known = ["scenario", "facts", "now", *known]

        async def answer(request: Request) -> Response:
            body = await bodies.body_of(request)
            served = await run_in_threadpool(self.rules.now)
            lists = bodies.several(served.ruleset) if RESOURCES[name].has_scenario else []
            bodies.only(body, *known, *lists)
            asked = READERS[name](body, served)
            return JSONResponse(await self._found(asked, served, request))

        return self._timed(name, answer)

    async def _found(self, asked: _Asked, served: Served, request: Request) -> work.Result:
        if not asked.is_long:
            return await run_in_threadpool(work.done, asked.name, served.ruleset, *asked.arguments)
        assert self.workers is not None  # noqa: S101 - the lifespan began before any request
        seconds = self.settings.limits.seconds
        rules = [(served.ruleset.fingerprint, served.ruleset)]
        found = self.workers.ask(seconds, asked.name, *asked.arguments, once=rules)
        try:
            result: work.Result = await while_wanted(found, _hung_up(request))
            return result
        except NobodyWaits:
            detail = "nobody waits for the answer any more"
            raise HttpProblem("too-slow", detail) from None
        except TooSlow:
            detail = f"it was not found within {seconds:g} seconds"
            raise HttpProblem("too-slow", detail, headers={"Retry-After": "5"}) from None
        except InvalidText as error:
            wrong = [{"pointer": "/text", "problem": str(d.message)} for d in error.diagnostics]
            raise HttpProblem("invalid-request", "the text has errors", wrong) from None
        except Failed as error:
            LOG.error("an answer failed\n%s", error)
            raise HttpProblem("failed", "the answer could not be found") from None

    def _timed(
        self, name: str, endpoint: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def timed(request: Request) -> Response:
            began = time.perf_counter()
            status = 500
            try:
                response = await endpoint(request)
                status = response.status_code
                return response
            except HttpProblem as problem:
                response = problem.response()
                status = response.status_code
                return response
            finally:
                self.measures.note(name, status, time.perf_counter() - began)

        return timed

    async def ruleset(self, _: Request) -> Response:
        """Which rules are served."""
        ruleset = (await run_in_threadpool(self.rules.now)).ruleset
        told: dict[str, Json] = {
            **identity(ruleset),
            "title": ruleset.title,
            "facts": facts_schema(ruleset),
            "decisions": {
                name: {
                    "label": decision.label,
                    "question": decision.question,
                    "many": decision.many,
                    "options": {o.id: o.label for o in decision.options.values()},
                }
                for name, decision in ruleset.decisions.items()
            },
        }
        return JSONResponse(told)

    async def health(self, _: Request) -> Response:
        """Whether all is well; with rules that broke since, the last right ones are served."""
        served = await run_in_threadpool(self.rules.now)
        errors: list[Json] = [f"{d.span}: {d.message}" for d in self.rules.errors[:20]]
        told: dict[str, Json] = {
            "status": "rules have errors" if errors else "well",
            "version": tactful.__version__,
            "ruleset": identity(served.ruleset),
            "errors": errors,
        }
        return JSONResponse(told)

    async def metrics(self, _: Request) -> Response:
        """What was counted."""
        ended = self.workers.ended if self.workers is not None else 0
        gauges = {"rules_reloads": float(self.rules.reloads), "answers_ended": float(ended)}
        return PlainTextResponse(self.measures.text(gauges), media_type=MEDIA_TYPE)

    async def document(self, _: Request) -> Response:
        """The OpenAPI document."""
        ruleset = (await run_in_threadpool(self.rules.now)).ruleset
        return JSONResponse(openapi(ruleset, has_token=self.settings.token is not None))

    async def page(self, _: Request) -> Response:
        """The same for people."""
        ruleset = (await run_in_threadpool(self.rules.now)).ruleset
        asked = tuple(Item(f"POST /api/{name}: {one.summary}") for name, one in RESOURCES.items())
        read = tuple(Item(f"GET {path}: {summary}") for path, summary in READ.items())
        header = "" if self.settings.token is None else " -H 'Authorization: Bearer TOKEN'"
        example = (
            f"curl{header} -d '{{\"facts\": {{}}}}' http://{self.settings.hosts[0]}/api/advice"
        )
        sections = (
            Section("Ask", blocks=asked),
            Section("Read", blocks=read),
            Section(
                "Try it",
                blocks=(
                    Listing(example),
                    Line(
                        "Bodies and answers are described in /openapi.json; errors are problem "
                        "details (RFC 9457)."
                    ),
                ),
            ),
        )
        head = (f"This server advises by “{ruleset.title}”.",)
        return HTMLResponse(html([Page("Advice over HTTP", head, sections, "message")]))


async def _hung_up(request: Request) -> None:
    """Wait until whoever asked is gone."""
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            return


async def _told(_: Request, error: Exception) -> Response:
    assert isinstance(error, HttpProblem)  # noqa: S101 - it is registered for these
    return error.response()


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for these
    if error.status_code == 405:
        allow = dict(error.headers or {})
        detail = f"{request.url.path} takes {allow.get('Allow', 'another method')}"
        return HttpProblem("wrong-method", detail, headers=allow).response()
    detail = f"there is no {request.url.path}; /openapi.json has all that there is"
    return HttpProblem("no-such-resource", detail).response()


async def _failed(request: Request, error: Exception) -> Response:
    LOG.error("%s failed", request.url.path, exc_info=error)
    return HttpProblem("failed", "the server's log says why").response()
