"""`workspace/diagnostic`: the findings of all files, as they are found where the client wants to have them so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.from_lsp import path_of
from speedwright_server.lsp.reporting import NOTHING
from speedwright_server.lsp.session import Session
from speedwright_server.lsp.workspace_reports import FileReport

Item = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport


async def workspace_diagnostic(
    session: Session, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """Reports of files that have findings, and of those that the client has reports of.

    Clients ask again as soon as they have the answer. So one that wants it in pieces, and tells of changes on the
    disk, gets it when there is something new.
    """
    answer = _Answer(session, params)
    waits = params.partial_result_token is not None and session.client.watches_files
    while not session.news.closed:
        number = session.news.number
        await answer.look()
        if answer.has_news or not waits:
            break
        await session.news.after(number)
    return types.WorkspaceDiagnosticReport(items=answer.left)


class _Answer:
    """What is told in answer to one request: in pieces under its token, or all that is `left` in the end."""

    def __init__(self, session: Session, params: types.WorkspaceDiagnosticParams) -> None:
        self.left: list[Item] = []
        self.has_news = False
        self._looks = 0
        self._session = session
        self._token = params.partial_result_token
        # Clients spell URIs as they like; what they sent is what they know a file by.
        self._known = {path: each for each in params.previous_result_ids if (path := path_of(each.uri)) is not None}

    async def look(self) -> None:
        """Goes through all files once."""
        self._looks += 1
        seen: set[Path] = set()
        async for batch in self._session.workspace.all(self._session.client):
            seen |= {each.path for each in batch}
            self._tell([item for each in batch if (item := self._item(each)) is not None])
        gone = (self._known[path] for path in self._known.keys() - seen)
        self._tell([self._gone(each) for each in gone if each.value != NOTHING.result_id])

    def _item(self, found: FileReport) -> Item | None:
        known = self._known.get(found.path)
        report = found.report
        if known is None and not report.items and found.version is None:
            return None
        uri = found.uri or (known.uri if known is not None else found.path.as_uri())
        if known is not None and known.value == report.result_id:
            if self._looks > 1:
                return None
            return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, report.result_id, found.version)
        self.has_news = True
        return types.WorkspaceFullDocumentDiagnosticReport(
            uri, report.items, found.version, result_id=report.result_id
        )

    def _gone(self, known: types.PreviousResultId) -> Item:
        self.has_news = True
        return types.WorkspaceFullDocumentDiagnosticReport(known.uri, (), None, result_id=NOTHING.result_id)

    def _tell(self, items: Sequence[Item]) -> None:
        if self._token is None:
            self.left += items
        elif items:
            value = types.WorkspaceDiagnosticReport(items=items)
            self._session.server.progress(types.ProgressParams(token=self._token, value=value))


FEATURE = Feature(types.WORKSPACE_DIAGNOSTIC, workspace_diagnostic)
