"""What is filled in in a form, as edits of the texts, or a sentence where that cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException

from tactful.language.as_json import Json
from tactful.text.diagnostic import Edit
from tactful.text.names import as_id
from tactful.workspace.editing.edits import edited
from tactful.workspace.fields.entries import entries
from tactful.workspace.fields.field import FilledIn
from tactful.workspace.fields.surgery import Unchangeable
from tactful.workspace.forms import KINDS, added, changed, moved, removed
from tactful.workspace.opened import Opened, opened
from tactful.workspace.tables import row_added
from tactful_studio.drafts import Drafts
from tactful_studio.places import edits
from tactful_studio.requests import Sent, asked_in, text, texts


def fill(sent: Sent, drafts: Drafts) -> dict[str, Json]:
    """Carry out what was done in a form.

    ``do`` says what: ``changed``, ``named`` (one more choice or option, of which the label is
    known), ``moved``, ``removed``, ``added`` or ``row``. The answer has ``edits``, and ``entry``,
    the entry to show next; or ``refused``, a sentence.

    Raises:
        HTTPException: if that is nothing that a form does.
    """
    now = asked_in(sent, drafts).opened
    kind = text(sent, "kind")
    if kind not in KINDS:
        raise HTTPException(400, "There is no form for that.")
    do = text(sent, "do")
    try:
        if do in ("added", "row"):
            made = _more(sent, now, kind)
            return {"edits": edits(made), "entry": _new(now, made, kind)}
        return {"edits": edits(_changed(sent, now, kind, do)), "entry": None}
    except Unchangeable as error:
        return {"refused": str(error)}


def _changed(sent: Sent, now: Opened, kind: str, do: str) -> Sequence[Edit]:
    id_ = text(sent, "id")
    if do == "changed":
        return changed(now, kind, id_, text(sent, "field"), _answer(sent.get("value")))
    if do == "named":
        label = text(sent, "value")
        name = as_id(label)
        if name is None:
            raise Unchangeable("Say in a few words what it is called.")
        return changed(now, kind, id_, f"{text(sent, 'field')}/{name}", label)
    if do == "moved":
        return moved(now, kind, id_, text(sent, "field"), text(sent, "group"))
    if do == "removed":
        return removed(now, kind, id_)
    raise HTTPException(400, "That is nothing that a form does.")


def _answer(value: object) -> FilledIn:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    raise HTTPException(400, "`value` is neither words nor a list of them.")


def _more(sent: Sent, now: Opened, kind: str) -> Sequence[Edit]:
    """The edits that add an entry, or a row of a table."""
    if text(sent, "do") == "added":
        return added(now, kind, entry_of(kind, texts(sent, "said")))
    rules, cells = sent.get("rules"), sent.get("cells")
    if not isinstance(rules, list) or not isinstance(cells, dict):
        raise HTTPException(400, "`rules` and `cells` say what a row is.")
    given = {str(path): _answer(value) for path, value in cells.items()}
    return row_added(now, [str(rule) for rule in rules], given)


def entry_of(kind: str, said: Mapping[str, str]) -> dict[str, object]:
    """What was said of a new entry as what stands in it: lists a line each, names made of labels.

    Raises:
        Unchangeable: if something is missing that it cannot do without.
    """
    given: dict[str, object] = {key: value.strip() for key, value in said.items() if value.strip()}
    for key in ("choices", "options"):
        if key in given:
            given[key] = _labelled(str(given[key]))
    if kind == "fact":
        given.setdefault("type", "choice" if "choices" in given else "yes/no")
        if given["type"] != "choice":
            given.pop("choices", None)
        elif "choices" not in given:
            raise Unchangeable("Say what there is to choose from, a line each.")
    if kind == "decision" and "options" not in given:
        raise Unchangeable("Say what there is to choose from, a line each.")
    if kind == "rule":
        given = _rule(given)
    return given


def _labelled(lines: str) -> dict[str, str]:
    """Labels, a line each, under names made of them."""
    made: dict[str, str] = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        name = as_id(line)
        if name is None:
            raise Unchangeable(f"“{line}” has no letter in it that a name could be made of.")
        number, first = 2, name
        while name in made:
            name, number = f"{first}_{number}", number + 1
        made[name] = line
    return made


def _rule(given: Mapping[str, object]) -> dict[str, object]:
    """A rule that says one thing of one option, and nothing yet of when it holds."""
    if "because" not in given:
        raise Unchangeable("Say why, in a sentence: everybody who gets this advice reads it.")
    decision, _, option = str(given.get("option", "")).partition("/")
    if not option:
        raise Unchangeable("Say what the rule speaks for or against.")
    then = {decision: {option: given.get("stance", "for")}}
    return {"because": given["because"], "then": then, "source": given.get("source", "house")}


def _new(before: Opened, made: Sequence[Edit], kind: str) -> str | None:
    """The entry that is there after edits and was not before."""
    known = {found.id for found in entries(before, kind)}
    after = opened(before.path, edited(before.texts, made), before)
    new = [found.id for found in entries(after, kind) if found.id not in known]
    return f"{kind}/{new[0]}" if new else None
