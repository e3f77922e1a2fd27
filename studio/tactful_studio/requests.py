"""What the page sends, read; and what it is told where that cannot be."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request

from tactful.language.calendar import zone_exists
from tactful_studio.drafts import Drafts
from tactful_studio.pane_input import PaneInput, Present

Sent: TypeAlias = Mapping[str, object]


class Unwanted(Exception):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where the page has hung up: it has asked again since, and wants no answer to this."""


async def body_of(request: Request) -> Sent:
    """The JSON object that was sent.

    Raises:
        HTTPException: if it is none.
    """
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise HTTPException(400, "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise HTTPException(400, "The body is not a JSON object.")
    return body


def texts(body: Sent, name: str = "unsaved") -> Mapping[str, str]:
    """An object of texts by their names; empty where it is left out.

    Raises:
        HTTPException: if it is something else.
    """
    found = body.get(name, {})
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise HTTPException(400, f"`{name}` is no object of texts.")
    return found


def text(body: Sent, name: str) -> str:
    """One text.

    Raises:
        HTTPException: if it is not there.
    """
    found = body.get(name)
    if not isinstance(found, str):
        raise HTTPException(400, f"`{name}` is no text.")
    return found


def whole(body: Sent, name: str) -> int:
    """One whole number.

    Raises:
        HTTPException: if it is not there.
    """
    found = body.get(name)
    if not isinstance(found, int) or isinstance(found, bool):
        raise HTTPException(400, f"`{name}` is no whole number.")
    return found


def asked_in(body: Sent, drafts: Drafts) -> PaneInput:
    """What a pane is asked with, as the page sends it.

    Raises:
        HTTPException: if something in it cannot be.
    """
    facts = body.get("facts", {})
    if not isinstance(facts, dict):
        raise HTTPException(400, "`facts` is no object.")
    opened, saved = drafts.both(texts(body))
    return PaneInput(
        opened=opened,
        saved=saved,
        facts=facts,
        clock=_present(texts(body, "reader")),
        form=texts(body, "form"),
    )


def _present(reader: Mapping[str, str]) -> Present:
    zone = reader.get("zone")
    if zone is None or not zone_exists(zone):
        zone = None
    now = datetime.now().astimezone() if zone is None else datetime.now(ZoneInfo(zone))
    country = reader.get("country") or None
    return Present(now.replace(second=0, microsecond=0, tzinfo=None), zone, country)


def hung_up(request: Request) -> Callable[[], Awaitable[None]]:
    """What waits until the page has hung up; the body has to have been read."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    return gone
