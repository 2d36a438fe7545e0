"""`codeAction/resolve`: the edit, if the receipt behind the action still holds for what the user sees now."""

from __future__ import annotations

from lsprotocol import types

from speedwright.model.text import Span
from speedwright_server.lsp.actions import digest_of
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.offering import offers_at
from speedwright_server.lsp.session import Session
from speedwright_server.lsp.to_lsp import workspace_edit_of

CHANGED = "The document changed since this was offered: ask for code actions again."
VOID = "What proved this speedup no longer holds: something it depends on changed."


async def resolve(session: Session, action: types.CodeAction) -> types.CodeAction:
    """The action with its edit; without one and disabled, when it no longer holds."""
    data = action.data
    if not isinstance(data, dict):
        return action
    document = session.documents.get(data["uri"])
    if document is None or document.version != data["version"] or not session.trusted:
        return _refused(session, action, CHANGED)
    start, end = data["span"]
    offers = await offers_at(session, document, Span(start, end))
    accepted = (each.candidate for each in offers if each.verdict is not None and each.verdict.accepted)
    candidate = next((each for each in accepted if digest_of(each) == data["candidate"]), None)
    if candidate is None:
        return _refused(session, action, VOID)
    if not session.documents.is_current(document):
        return _refused(session, action, CHANGED)
    action.edit = workspace_edit_of(document, candidate.edits, session.client)
    return action


def _refused(session: Session, action: types.CodeAction, reason: str) -> types.CodeAction:
    session.warn(reason)
    if session.client.shows_disabled_actions:
        action.disabled = types.CodeActionDisabled(reason=reason)
    return action


FEATURE = Feature(types.CODE_ACTION_RESOLVE, resolve)
