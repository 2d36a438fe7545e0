"""`textDocument/codeAction`: answered from receipts, never by running anything."""

from __future__ import annotations

from collections.abc import AsyncIterator

from lsprotocol import types

from speedwright_server.lsp.actions import KINDS, ActionRequest, actions_for
from speedwright_server.lsp.asking import asking_action
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.fix_all import KIND, NOTEBOOK_KIND, fix_all_action
from speedwright_server.lsp.from_lsp import span_in
from speedwright_server.lsp.offering import offers_at
from speedwright_server.lsp.session import Session

Answer = list[types.CodeAction | types.Command]


async def code_action(session: Session, params: types.CodeActionParams) -> Answer:
    """Nothing for a workspace that is not trusted: neither edits nor commands. Nor for what is no file."""
    document = session.documents.get(params.text_document.uri)
    if document is None or document.path is None or not session.trusted:
        return []
    uri = params.text_document.uri
    span = span_in(document, uri, params.range, session.client.encoding)
    request = ActionRequest(uri, document, span, params.context, session.client)
    actions = [action async for action in _actions(session, request)]
    if not session.documents.is_current(document):
        return []
    if session.client.takes_code_actions:
        return list(actions)
    return [action.command for action in actions if action.command is not None]


async def _actions(session: Session, request: ActionRequest) -> AsyncIterator[types.CodeAction]:
    document = request.document
    wanted = any(map(request.wants, (*KINDS, types.CodeActionKind.Source)))
    for action in actions_for(request, await offers_at(session, document, request.span) if wanted else ()):
        yield action
    if (asking := await asking_action(session, request)) is not None:
        yield asking
    for kind in (KIND, *([NOTEBOOK_KIND] if document.joined is not None else [])):
        if request.names(kind) and (everything := await fix_all_action(session, document, kind)) is not None:
            yield everything


FEATURE = Feature(
    types.TEXT_DOCUMENT_CODE_ACTION,
    code_action,
    types.CodeActionOptions(
        code_action_kinds=[*KINDS, KIND, NOTEBOOK_KIND, types.CodeActionKind.Source], resolve_provider=True
    ),
)
