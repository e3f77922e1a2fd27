"""What the page asks for with every key: what is wrong, which rules speak, what is advised."""

from __future__ import annotations

import hashlib

from tactful.language.as_json import Json
from tactful.text.diagnostic import Diagnostic
from tactful.text.library import packaged_names
from tactful.workspace.advising import advised
from tactful.workspace.opened import Opened
from tactful.workspace.starter import copied_ruleset, new_ruleset
from tactful_studio.advice import client, facts_of
from tactful_studio.drafts import Drafts
from tactful_studio.panes_found import found
from tactful_studio.places import edits, place, places
from tactful_studio.requests import Sent, asked_in, text, texts

UNTITLED = "A ruleset without a title"


def title(drafts: Drafts) -> str:
    """What the ruleset is called."""
    opened = drafts.saved()
    return opened.partial.title if opened.partial is not None else UNTITLED


def ruleset(drafts: Drafts) -> dict[str, Json]:
    """What there is: the title, and every file with its version."""
    files: dict[str, Json] = {**drafts.files.versions()}
    home = hashlib.sha256(str(drafts.home.resolve()).encode()).hexdigest()[:16]
    return {"title": title(drafts), "files": files, "home": home}


def look(body: Sent, drafts: Drafts) -> dict[str, Json]:
    """What comes of the texts and the facts as they stand in the page.

    What is asked with is ``pane_input.PaneInput``, and ``pane`` is the one that is shown.
    """
    asked = asked_in(body, drafts)
    opened = asked.opened
    shown = found().get(text(body, "pane"))
    told = client(asked)
    fired: list[Json] = []
    if told is not None:
        advice = told.advice
        fired += [*dict.fromkeys(name.partition("[")[0] for name in advice.conclusions.fired)]
    return {
        "title": UNTITLED if opened.partial is None else opened.partial.title,
        "diagnostics": [diagnostic(one) for one in opened.diagnostics],
        "outline": outline(opened),
        "fired": fired,
        "usable": opened.ruleset is not None,
        "html": shown.draw(asked) if shown is not None and shown.live else None,
    }


def outline(opened: Opened) -> dict[str, Json]:
    """The rules of every file, each with its line."""
    listed: dict[str, list[Json]] = {file: [] for file in opened.texts}
    for name, at in places(opened).items():
        listed[at.file].append({"id": name, "line": at.line})
    return {file: [*rules] for file, rules in listed.items()}


def diagnostic(wrong: Diagnostic) -> dict[str, Json]:
    """A mistake, with its place and what would mend it."""
    fixes: list[Json] = [{"title": fix.title, "edits": edits(fix.edits)} for fix in wrong.fixes]
    return {
        **place(wrong.span),
        "severity": wrong.defect.severity.value,
        "code": wrong.code,
        "message": wrong.message,
        "help": wrong.help,
        "fixes": fixes,
    }


def telling(sent: Sent, drafts: Drafts) -> dict[str, Json]:
    """The facts of which one answer alone would change the advice, the most telling first.

    While the text has mistakes they are those of the saved rules, as the advice is, so that
    questions do not go and come with every slip of a finger.
    """
    told = client(asked_in(sent, drafts))
    if told is None:
        return {"facts": []}
    asked = advised(told.scenario, told.network).asked
    return {"facts": [*dict.fromkeys(one.fact.partition("[")[0] for one in asked)]}


def situations(sent: Sent, drafts: Drafts) -> dict[str, Json]:
    """The scenarios, each with what the client form holds for it."""
    opened = asked_in(sent, drafts).opened
    rules = opened.ruleset
    told: list[Json] = []
    if rules is not None:
        told += [{"title": s.title, "facts": facts_of(s, rules)} for s in opened.scenarios]
    return {"situations": told}


def start(sent: Sent, drafts: Drafts) -> dict[str, Json]:  # noqa: ARG001 - as all have it
    """The files of a ruleset to start from, which the page has unsaved until somebody saves them.

    Raises:
        HTTPException: if that is none of the packaged ones.
    """
    source = text(sent, "from")
    if source in packaged_names():
        return {"files": {**copied_ruleset(source)}}
    title = texts(sent, "said").get("title", "").strip() or "My rules"
    return {"files": {**new_ruleset(title, "The pane of scenarios")}}
