"""The resources of the studio, a line each, and what happens around every request.

The page holds what is unsaved and sends it along; so whatever is asked here may be asked again of
a studio that was ended and started since. What nobody waits for any more is not begun.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tactful.text.output_defects import Refused
from tactful.workspace.workers import Failed, NobodyWaits, TooSlow
from tactful_studio import filling, looking, panes_found, words
from tactful_studio.drafts import Drafts
from tactful_studio.files import ChangedElsewhere, NoSuchFile, RuleFiles, Unreadable
from tactful_studio.guard import TooMuch
from tactful_studio.pane_input import PaneInput
from tactful_studio.panes_found import Pane
from tactful_studio.prover import Prover
from tactful_studio.rendering import HERE, rendered, style_of_pages
from tactful_studio.requests import Sent, Unwanted, asked_in, body_of, hung_up
from tactful_studio.tables import Tables, WrongTable, tables

LOG = logging.getLogger("tactful.studio")

NOT_FOUND_OUT = "That could not be found out. What you wrote is kept; the studio goes on."

_Made = TypeVar("_Made")
_Endpoint = Callable[[Request], Awaitable[Response]]


class Studio:
    """The studio for one ruleset.

    Args:
        home: Its folder or file.
    """

    def __init__(self, home: Path) -> None:
        self.files = RuleFiles(home)
        self.drafts = Drafts(self.files)
        self._turn: asyncio.Lock | None = None
        self._prover: Prover | None = None
        self._tables: Tables | None = None

    def app(self) -> Starlette:
        """The application, to stand behind a ``Doorkeeper``."""
        routes = [
            Route("/", self.page),
            Route("/api/ruleset", self.ruleset),
            Route("/api/versions", self.versions),
            Route("/api/files/{name:path}", self.file, methods=["GET", "PUT"]),
            Route("/api/look", self._posted(looking.look), methods=["POST"]),
            Route("/api/completions", self._posted(words.offered), methods=["POST"]),
            Route("/api/names", self._posted(words.names), methods=["POST"]),
            Route("/api/merges", self._posted(words.merge), methods=["POST"]),
            Route("/api/asked", self._posted(looking.telling), methods=["POST"]),
            Route("/api/situations", self._posted(looking.situations), methods=["POST"]),
            Route("/api/forms", self._posted(filling.fill), methods=["POST"]),
            Route("/api/starts", self._posted(looking.start), methods=["POST"]),
            Route("/api/lights/{pane}", self.light, methods=["POST"]),
            Route("/api/cohorts", self.cohorts, methods=["GET", "POST"]),
            Route("/api/cohorts/{table}", self.cohort, methods=["GET", "DELETE"]),
            Route("/parts/{pane}", self.part, methods=["POST"]),
            Route("/static/pages.css", self.style),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]
        made = Starlette(routes=routes, lifespan=self._lifespan)
        made.add_exception_handler(HTTPException, _told)
        made.add_exception_handler(NoSuchFile, _no_such_file)
        made.add_exception_handler(TooMuch, _too_much)
        made.add_exception_handler(Unwanted, _unwanted)
        made.add_exception_handler(NobodyWaits, _unwanted)
        made.add_exception_handler(TooSlow, _not_found_out)
        made.add_exception_handler(Failed, _not_found_out)
        return made

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self._turn = asyncio.Lock()
        self._prover = Prover()
        with tables() as self._tables:
            try:
                yield
            finally:
                self._prover.close()

    def _posted(self, make: Callable[[Sent, Drafts], Mapping[str, object]]) -> _Endpoint:
        async def answer(request: Request) -> Response:
            body = await body_of(request)
            return JSONResponse(await self._in_turn(request, make, body, self.drafts))

        return answer

    async def _in_turn(
        self, request: Request, make: Callable[..., _Made], *arguments: object
    ) -> _Made:
        """Do some work when those before it are done, if somebody still waits for it then.

        Python does one thing at a time. So work that nobody wants any more would only keep others
        waiting, and who types fast asks again before the answer is there.
        """
        assert self._turn is not None  # noqa: S101 - the lifespan began before any request
        async with self._turn:
            if await request.is_disconnected():
                raise Unwanted
            return await run_in_threadpool(make, *arguments)

    async def page(self, request: Request) -> Response:
        """The page itself."""
        made = await run_in_threadpool(
            rendered,
            "studio.html",
            nonce=request.state.nonce,
            panes=[*panes_found.found().values()],
            title=await run_in_threadpool(looking.title, self.drafts),
            has_editor=(HERE / "static" / "vendor" / "codemirror.js").exists(),
            has_morph=(HERE / "static" / "vendor" / "idiomorph.js").exists(),
        )
        return HTMLResponse(made)

    async def ruleset(self, _: Request) -> Response:
        """What there is: files with their versions."""
        return JSONResponse(await run_in_threadpool(looking.ruleset, self.drafts))

    async def versions(self, _: Request) -> Response:
        """The version of each file, for pages that look for changes made elsewhere."""
        return JSONResponse(await run_in_threadpool(self.files.versions))

    async def file(self, request: Request) -> Response:
        """One file: read, or saved by who knows its version."""
        name = request.path_params["name"]
        try:
            if request.method == "PUT":
                return await self._save(name, request)
            held = await run_in_threadpool(self.files.read, name)
        except Unreadable as error:
            raise HTTPException(422, str(error)) from None
        return PlainTextResponse(held.text, headers={"etag": f'"{held.version}"'})

    async def _save(self, name: str, request: Request) -> Response:
        match, none = request.headers.get("if-match"), request.headers.get("if-none-match")
        if match is None and none != "*":
            raise HTTPException(428, "Say which version was read.")
        version = None if match is None else match.strip('"')
        data = await request.body()
        try:
            said = data.decode("utf-8")
            made = await run_in_threadpool(self.files.save, name, said, version)
        except UnicodeDecodeError:
            raise HTTPException(400, "The text is not UTF-8.") from None
        except ChangedElsewhere as error:
            found = error.found
            told = None if found is None else {"text": found.text, "version": found.version}
            return JSONResponse({"theirs": told}, 412)
        except Refused as error:
            raise HTTPException(409, f"{error.mistake.message}. {error.mistake.help}.") from None
        return Response(status_code=204, headers={"etag": f'"{made}"'})

    async def part(self, request: Request) -> Response:
        """A pane."""
        pane, asked = await self._asked(request)
        if not pane.proves:
            return HTMLResponse(await run_in_threadpool(pane.draw, asked))
        return HTMLResponse(await self.prover().drawn(pane, asked, hung_up(request)))

    async def light(self, request: Request) -> Response:
        """How things stand with what a pane shows."""
        pane, asked = await self._asked(request)
        if pane.light is None or not pane.proves:
            lit = None if pane.light is None else await run_in_threadpool(pane.light, asked)
        else:
            lit = await self.prover().lit(pane, asked, hung_up(request))
        return JSONResponse(None if lit is None else lit._asdict())

    async def cohorts(self, request: Request) -> Response:
        """The tables of clients that are kept; one more of them."""
        if request.method == "GET":
            names = {mark: name for mark, (name, _) in self.tables().paths.items()}
            return JSONResponse({"tables": names})
        data = await request.body()
        name = request.query_params.get("name", "")
        try:
            mark = await run_in_threadpool(self.tables().keep, name, data)
        except WrongTable as error:
            raise HTTPException(415, str(error)) from None
        return JSONResponse({"table": mark}, 201)

    async def cohort(self, request: Request) -> Response:
        """What the clients of one table are advised by the saved rules; or the table is let go."""
        mark = request.path_params["table"]
        named = self.tables().paths.get(mark)
        if named is None:
            raise HTTPException(404, "There is no such table any more: drop it again.")
        if request.method == "DELETE":
            await run_in_threadpool(self.tables().remove, mark)
            return Response(status_code=204)
        saved = await run_in_threadpool(self.drafts.saved)
        told = await self.prover().advised(saved, named[1], hung_up(request))
        return JSONResponse(told)

    def tables(self) -> Tables:
        """The tables of clients that are kept."""
        assert self._tables is not None  # noqa: S101 - the lifespan began before any request
        return self._tables

    def prover(self) -> Prover:
        """What finds answers that take long."""
        assert self._prover is not None  # noqa: S101 - the lifespan began before any request
        return self._prover

    async def _asked(self, request: Request) -> tuple[Pane, PaneInput]:
        """The pane that is meant, and what it is asked with."""
        pane = panes_found.found().get(request.path_params["pane"])
        if pane is None:
            raise HTTPException(404, "There is no such pane.")
        body = await body_of(request)
        asked = await self._in_turn(request, asked_in, body, self.drafts)
        return pane, replace(asked, tables=self.tables().paths)

    async def style(self, _: Request) -> Response:
        """The style of the engine's page parts."""
        return PlainTextResponse(style_of_pages(), media_type="text/css")


async def _told(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for these
    return JSONResponse({"detail": error.detail}, error.status_code, error.headers)


async def _no_such_file(_: Request, error: Exception) -> Response:
    return JSONResponse({"detail": f"The ruleset has no file `{error}`."}, 404)


async def _too_much(_: Request, error: Exception) -> Response:  # noqa: ARG001
    return JSONResponse({"detail": "That is too much at once."}, 413)


async def _not_found_out(request: Request, error: Exception) -> Response:
    if isinstance(error, Failed):
        LOG.error("%s failed\n%s", request.url.path, error)
        return JSONResponse({"detail": NOT_FOUND_OUT}, 500)
    return JSONResponse({"detail": "That takes too long to be found out here."}, 503)


async def _unwanted(_: Request, error: Exception) -> Response:  # noqa: ARG001
    return Response(status_code=499)
