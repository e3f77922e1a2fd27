"""What editors ask about rules while somebody types, over the Language Server Protocol.

All of it is answered by ``tactful.workspace``; here it is put into the editor's words.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import io
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from tactful.text.diagnostic import Diagnostic, Edit, Fix, Severity
from tactful.workspace.completion import Word, completions
from tactful.workspace.editing.naming import NotRenamed, renamable, rename
from tactful.workspace.language import NamePlace, definition, hover, references
from tactful.workspace.lenses import lenses
from tactful_server.folders import Folder, Folders, Search
from tactful_server.positions import path_of, place_of, range_of, uri_of

SOON = 0.05
"""Seconds after a key before a text is read anew: keys that follow each other are read once."""

LATER = 0.8
"""Seconds without a key before the checks look for what is wrong with the rules as a whole."""

_KINDS: Mapping[str, lsp.CompletionItemKind] = {
    "key": lsp.CompletionItemKind.Property,
    "fact": lsp.CompletionItemKind.Variable,
    "decision": lsp.CompletionItemKind.Class,
    "option": lsp.CompletionItemKind.EnumMember,
    "choice": lsp.CompletionItemKind.EnumMember,
    "test": lsp.CompletionItemKind.Operator,
    "rule": lsp.CompletionItemKind.Function,
    "source": lsp.CompletionItemKind.Reference,
    "value": lsp.CompletionItemKind.Value,
}
_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
}


class RulesServer(LanguageServer):
    """The rulesets whose files are open, and what is still to be said about them."""

    def __init__(self) -> None:
        super().__init__(
            "tactful",
            importlib.metadata.version("tactful"),
            text_document_sync_kind=lsp.TextDocumentSyncKind.Full,
        )
        self.folders = Folders()
        self.waiting: dict[int, asyncio.Task[None]] = {}

    def folder_of(self, uri: str) -> tuple[Folder, str] | None:
        """The ruleset of a file, and what the file is called in it."""
        path = path_of(uri)
        folder = None if path is None else self.folders.of(path)
        if path is None or folder is None:
            return None
        return folder, folder.name_of(path)

    def at(self, uri: str, position: lsp.Position) -> tuple[Folder, str, int, int] | None:
        """The ruleset, file, line and column that an editor means, the text as it stands now."""
        found = self.folder_of(uri)
        if found is None:
            return None
        folder, name = found
        if folder.now is None or name not in folder.unsaved:
            folder.opened()
        elif folder.now.text(name) != folder.unsaved[name]:
            folder.read_again()
        return folder, name, *place_of(folder.text(name), position)

    def take(self, uri: str, text: str | None) -> None:
        """Take a text as it stands in the editor; ``None`` where the file is closed."""
        found = self.folder_of(uri)
        if found is None:
            return
        folder, name = found
        if text is None:
            folder.unsaved.pop(name, None)
        else:
            folder.unsaved[name] = text.replace("\r\n", "\n").replace("\r", "\n")
        self.look(folder)

    def look(self, folder: Folder) -> None:
        """Look at a ruleset after a while, and not for what was to be looked at before."""
        before = self.waiting.pop(id(folder), None)
        if before is not None:
            before.cancel()
        self.waiting[id(folder)] = asyncio.get_running_loop().create_task(self._look(folder))

    async def _look(self, folder: Folder) -> None:
        await asyncio.sleep(SOON)
        now = folder.read_again()
        self.tell(folder)
        if now.ruleset is None:
            return
        await asyncio.sleep(LATER)
        search = await asyncio.to_thread(Search, folder.path, now.texts)
        try:
            found = await asyncio.to_thread(search.found)
        except asyncio.CancelledError:
            search.end()
            raise
        if found is not None:
            folder.found = found
            self.tell(folder)
        self.workspace_code_lens_refresh(None)

    def tell(self, folder: Folder) -> None:
        """Tell the editor all that is wrong, and what no longer is."""
        now = folder.opened()
        found = [*now.diagnostics, *(folder.found if now.ruleset is not None else ())]
        by_file: dict[str, list[Diagnostic]] = {name: [] for name in now.texts}
        for one in found:
            by_file.setdefault(one.span.file, []).append(one)
        wrong = {folder.file_of(name): name for name, listed in by_file.items() if listed}
        for path in folder.told - {*wrong}:
            self._publish(uri_of(path), ())
        for path, name in wrong.items():
            said = [self.diagnostic(folder, one) for one in by_file[name]]
            self._publish(uri_of(path), said)
        folder.told = {*wrong}

    def _publish(self, uri: str, diagnostics: Sequence[lsp.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, [*diagnostics]))

    def diagnostic(self, folder: Folder, one: Diagnostic) -> lsp.Diagnostic:
        """What is wrong, in the words of the protocol."""
        related = [
            lsp.DiagnosticRelatedInformation(
                lsp.Location(
                    uri_of(folder.file_of(other.span.file)),
                    range_of(folder.text(other.span.file), other.span),
                ),
                other.message,
            )
            for other in one.related
        ]
        return lsp.Diagnostic(
            range=range_of(folder.text(one.span.file), one.span),
            message=f"{one.message}\n{one.help}",
            severity=_SEVERITIES[one.defect.severity],
            code=one.code,
            source="tactful",
            related_information=related,
        )


def server() -> RulesServer:
    """A server that is ready for an editor."""
    made = RulesServer()
    _texts(made)
    _words(made)
    _names(made)
    _actions(made)
    return made


def serve() -> None:
    """Answer the editor at standard input and output, until it ends either."""
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_no_refusal)
    with os.fdopen(os.dup(0), "rb") as asked, os.fdopen(os.dup(1), "wb", 0) as answered:
        server().start_io(asked, io.BufferedWriter(_Answers(answered)))


class _Answers(io.RawIOBase):
    """Where answers go. Nobody is left to be answered once that is closed, so the server ends."""

    def __init__(self, out: io.RawIOBase) -> None:
        self._out = out

    def writable(self) -> bool:
        """Whether it can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Write what there is room for."""
        try:
            return self._out.write(data) or 0
        except OSError:
            os._exit(0)  # a thread may wait for a question that never comes


def _is_no_refusal(record: logging.LogRecord) -> bool:
    """Whether a record is of more than a request that was refused, of which the editor is told."""
    return not (record.exc_info and isinstance(record.exc_info[1], JsonRpcException))


def _texts(made: RulesServer) -> None:
    """Texts that are opened, changed, saved and closed."""

    @made.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: RulesServer, params: lsp.DidOpenTextDocumentParams) -> None:
        ls.take(params.text_document.uri, params.text_document.text)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: RulesServer, params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.take(uri, ls.workspace.get_text_document(uri).source)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: RulesServer, params: lsp.DidCloseTextDocumentParams) -> None:
        ls.take(params.text_document.uri, None)

    @made.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: RulesServer, _: lsp.DidSaveTextDocumentParams) -> None:
        _look_at_all(ls)

    @made.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def elsewhere(ls: RulesServer, _: lsp.DidChangeWatchedFilesParams) -> None:
        _look_at_all(ls)


def _look_at_all(ls: RulesServer) -> None:
    for folder in ls.folders:
        ls.look(folder)


def _words(made: RulesServer) -> None:
    """What can be written, and what is pointed at."""
    triggers = lsp.CompletionOptions(trigger_characters=[" ", "{", "[", ":", ","])

    @made.feature(lsp.TEXT_DOCUMENT_COMPLETION, triggers)
    def completed(ls: RulesServer, params: lsp.CompletionParams) -> lsp.CompletionList:
        at = ls.at(params.text_document.uri, params.position)
        if at is None:
            return lsp.CompletionList(False, [])
        folder, name, line, column = at
        text = folder.text(name)
        words = completions(folder.opened(), name, line, column)
        items = [_item(word, text, number) for number, word in enumerate(words)]
        return lsp.CompletionList(is_incomplete=True, items=items)

    @made.feature(lsp.TEXT_DOCUMENT_HOVER)
    def pointed(ls: RulesServer, params: lsp.HoverParams) -> lsp.Hover | None:
        at = ls.at(params.text_document.uri, params.position)
        if at is None:
            return None
        folder, name, line, column = at
        found = hover(folder.opened(), name, line, column)
        if found is None:
            return None
        said = "\n".join((found.title, *found.lines))
        contents = lsp.MarkupContent(lsp.MarkupKind.PlainText, said)
        return lsp.Hover(contents, range_of(folder.text(name), found.span))


def _item(word: Word, text: str, number: int) -> lsp.CompletionItem:
    return lsp.CompletionItem(
        label=word.label,
        kind=_KINDS[word.kind],
        detail=word.detail,
        filter_text=word.label,
        sort_text=f"{number:04}",
        text_edit=lsp.TextEdit(range_of(text, word.span), word.text),
    )


def _names(made: RulesServer) -> None:
    """Where a name is declared and used, and another name."""

    @made.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def declared(ls: RulesServer, params: lsp.DefinitionParams) -> lsp.Location | None:
        at = ls.at(params.text_document.uri, params.position)
        if at is None:
            return None
        folder, name, line, column = at
        place = definition(folder.opened(), name, line, column)
        return None if place is None else _location(folder, place)

    @made.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def used(ls: RulesServer, params: lsp.ReferenceParams) -> list[lsp.Location]:
        at = ls.at(params.text_document.uri, params.position)
        if at is None:
            return []
        folder, name, line, column = at
        found = references(folder.opened(), name, line, column)
        declared = definition(folder.opened(), name, line, column)
        wanted = params.context.include_declaration
        return [_location(folder, one) for one in found if wanted or one != declared]

    @made.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def asked(ls: RulesServer, params: lsp.PrepareRenameParams) -> lsp.Range | None:
        at = ls.at(params.text_document.uri, params.position)
        if at is None:
            return None
        folder, name, line, column = at
        try:
            span = renamable(folder.opened(), name, line, column)
        except NotRenamed as error:
            raise _refused(error) from None
        return range_of(folder.text(name), span)

    @made.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def renamed(ls: RulesServer, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        at = ls.at(params.text_document.uri, params.position)
        if at is None:
            return None
        folder, name, line, column = at
        try:
            edits = rename(folder.opened(), name, line, column, params.new_name)
        except NotRenamed as error:
            raise _refused(error) from None
        return _workspace_edit(folder, edits)


def _refused(error: NotRenamed) -> JsonRpcException:
    words = str(error)
    return JsonRpcException(f"{words[:1].upper()}{words[1:]}.", lsp.LSPErrorCodes.RequestFailed)


def _location(folder: Folder, place: NamePlace) -> lsp.Location:
    span = range_of(folder.text(place.file), place.span)
    return lsp.Location(uri_of(folder.file_of(place.file)), span)


def _workspace_edit(folder: Folder, edits: Iterable[Edit]) -> lsp.WorkspaceEdit:
    changes: dict[str, list[lsp.TextEdit]] = {}
    for edit in edits:
        made = lsp.TextEdit(range_of(folder.text(edit.file), edit.span), edit.text)
        changes.setdefault(uri_of(folder.file_of(edit.file)), []).append(made)
    return lsp.WorkspaceEdit(changes=changes)


def _actions(made: RulesServer) -> None:
    """Quick fixes, and how scenarios come out."""
    kinds = lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])

    @made.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, kinds)
    def mended(ls: RulesServer, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        at = ls.at(params.text_document.uri, params.range.start)
        if at is None:
            return []
        folder, name, first, _ = at
        last = params.range.end.line + 1
        now = folder.opened()
        found = [*now.diagnostics, *(folder.found if now.ruleset is not None else ())]
        near = (
            one
            for one in found
            if one.span.file == name and one.span.line <= last and first <= one.span.end_line
        )
        return [_action(ls, folder, one, fix) for one in near for fix in one.fixes]

    @made.feature(lsp.TEXT_DOCUMENT_CODE_LENS, lsp.CodeLensOptions(resolve_provider=False))
    async def shown(ls: RulesServer, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        found = ls.folder_of(params.text_document.uri)
        if found is None:
            return []
        folder, name = found
        text = folder.text(name)
        return [
            lsp.CodeLens(range_of(text, one.span), lsp.Command(one.title, ""))
            for one in lenses(folder.opened(), name)
        ]


def _action(ls: RulesServer, folder: Folder, one: Diagnostic, fix: Fix) -> lsp.CodeAction:
    return lsp.CodeAction(
        title=fix.title,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[ls.diagnostic(folder, one)],
        is_preferred=len(one.fixes) == 1,
        edit=_workspace_edit(folder, fix.edits),
    )
