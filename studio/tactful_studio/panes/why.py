"""Why the client is advised so: the whole explanation, and answers to why and why not."""

from __future__ import annotations

from tactful.explanation.page import page
from tactful.pages.html import fragment
from tactful_studio.advice import client
from tactful_studio.asked import Asked
from tactful_studio.rendering import rendered

TITLE = "Why"
LIVE = True


def pane(asked: Asked) -> str:
    """The reasons of the advice, with how much speaks for each option."""
    told = client(asked)
    if told is None:
        return rendered("panes/no_rules.html")
    return rendered("panes/why.html", told=told, page=fragment([page(told.advice())]))
