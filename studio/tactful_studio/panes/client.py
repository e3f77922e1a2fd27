"""The client: what is known, what is advised, and what else would be worth knowing."""

from __future__ import annotations

from tactful.explanation.page import headline_of
from tactful_studio.advice import client
from tactful_studio.asked import Asked
from tactful_studio.rendering import rendered

TITLE = "Client"
LIVE = True


def pane(asked: Asked) -> str:
    """The form, and the advice."""
    told = client(asked)
    if told is None:
        return rendered("panes/no_rules.html")
    return rendered("panes/client.html", told=told, headline=headline_of(told.advice()))
