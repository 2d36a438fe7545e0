"""`codeAction/resolve`: the edit, if the receipt behind the action still holds for what the user sees now."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from speedwright.model.text import Span
from speedwright_server.lsp.actions import digest_of, edit_of
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.fix_all import fix_all_edit
from speedwright_server.lsp.offering import offers_at
from speedwright_server.lsp.session import Session

CHANGED = "The document changed since this was offered: ask for code actions again."
VOID = "What proved this speedup no longer holds: something it depends on changed."


async def resolve(session: Session, action: types.CodeAction) -> types.CodeAction:
    """The action with its edit; without one and disabled, when it no longer holds."""
    data = action.data
    if not isinstance(data, dict) or not _is_ours(data):
        return action
    document = session.documents.get(data["uri"])
    if document is None or document.version != data["version"] or not session.trusted:
        return _refused(session, action, CHANGED)
    edit = await (fix_all_edit if "all" in data else _edit)(session, document, data)
    if edit is None:
        return _refused(session, action, VOID)
    if not session.documents.is_current(document):
        return _refused(session, action, CHANGED)
    action.edit = edit
    return action


def _is_ours(data: dict[str, Any]) -> bool:
    """Whether it is what an action of ours carries: clients resolve those of other servers here, too."""
    return {"uri", "version"} <= data.keys() and ("all" in data or {"span", "candidate"} <= data.keys())


async def _edit(session: Session, document: Document, data: dict[str, Any]) -> types.WorkspaceEdit | None:
    start, end = data["span"]
    offers = await offers_at(session, document, Span(start, end))
    accepted = (each.verdict for each in offers if each.verdict is not None and each.verdict.accepted)
    verdict = next((each for each in accepted if digest_of(each.candidate) == data["candidate"]), None)
    return None if verdict is None else edit_of(document, verdict, session.client)


def _refused(session: Session, action: types.CodeAction, reason: str) -> types.CodeAction:
    session.warn(reason)
    if session.client.shows_disabled_actions:
        action.disabled = types.CodeActionDisabled(reason=reason)
    return action


FEATURE = Feature(types.CODE_ACTION_RESOLVE, resolve)
