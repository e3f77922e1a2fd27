"""What goes wrong, as programs are told it: problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from starlette.responses import JSONResponse

from tactful.language.as_json import Json
from tactful.language.given import InvalidGiven, WrongFact, shown

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[str, tuple[int, str]] = {
    "not-json": (400, "The body is not a JSON object."),
    "no-token": (401, "A token is needed."),
    "foreign-origin": (403, "Another site's page asked."),
    "no-such-resource": (404, "There is no such resource."),
    "wrong-method": (405, "The resource has no such method."),
    "too-large": (413, "The body is too large."),
    "not-json-type": (415, "The body is not said to be JSON."),
    "wrong-host": (421, "This server does not answer for that host."),
    "invalid-request": (422, "Something in the body cannot be."),
    "broken-rules": (503, "The rules have errors."),
    "too-slow": (503, "There was no answer in time."),
    "failed": (500, "The server failed."),
}
"""Each kind of problem, with its status and its title."""


class HttpProblem(Exception):  # noqa: N818 - it is told, not raised to anybody
    """Raised where a request cannot be answered.

    Attributes:
        kind: A row of ``TITLES``.
        detail: What is wrong here, in a sentence.
        mistakes: Everything that is wrong with what was sent.
        headers: What the answer's head says besides.
    """

    def __init__(
        self,
        kind: str,
        detail: str,
        mistakes: Iterable[Mapping[str, Json]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.mistakes: list[Json] = [dict(mistake) for mistake in mistakes]
        self.headers = dict(headers or {})

    def response(self) -> JSONResponse:
        """The answer that tells it."""
        status, title = TITLES[self.kind]
        told: dict[str, Json] = {
            "type": f"urn:tactful:problem:{self.kind}",
            "title": title,
            "status": status,
            "detail": self.detail,
        }
        if self.mistakes:
            told["mistakes"] = self.mistakes
        return JSONResponse(told, status, self.headers, MEDIA_TYPE)


def of_facts(error: InvalidGiven, where: str = "facts") -> HttpProblem:
    """What is wrong with the facts that were sent: all of it."""
    detail = f"{len(error.mistakes)} of the {where} cannot be taken"
    if len(error.mistakes) == 1:
        detail = str(error.mistakes[0])
    return HttpProblem("invalid-request", detail, (mistake(one, where) for one in error.mistakes))


def mistake(wrong: WrongFact, where: str) -> dict[str, Json]:
    """One thing that is wrong, with a JSON pointer (RFC 6901) to its place in the body."""
    name = "" if wrong.fact is None else "/" + wrong.fact.replace("~", "~0").replace("/", "~1")
    return {"pointer": f"/{where}{name}", "problem": wrong.problem, "wanted": wrong.wanted}


def wrong_entry(name: str, value: object, wanted: str) -> HttpProblem:
    """An entry of the body is not what it has to be."""
    wrong = {"pointer": f"/{name}", "problem": f"{shown(value)} is not that", "wanted": wanted}
    return HttpProblem("invalid-request", f"`{name}`: {wanted}", [wrong])
