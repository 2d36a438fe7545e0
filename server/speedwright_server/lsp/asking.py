"""Asking a model from an editor: who may be asked, what is shown before anything is sent, and what came of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from speedwright.pipeline.documents import function_at
from speedwright_server.lsp.actions import ActionRequest
from speedwright_server.lsp.command_names import ASK_MODEL
from speedwright_server.lsp.session import Session
from speedwright_server.lsp.to_lsp import location_of

if TYPE_CHECKING:
    from speedwright.pipeline.improve_request import ImproveRequest
    from speedwright.pipeline.language_model.use import ModelReport, ModelUse, Preview

SEND, SHOW, DO_NOT = "Send", "Show what is sent", "Do not send"
KEY_REQUEST = "speedwright/modelKey"
"""The server's request for the key, to clients that said `{"modelKey": true}` at `initialize`.

`{"baseUrl": "..."}` says for which endpoint: a workspace may name any, and must not be handed the key of another.
Answered by a text, or null where the store has none.
"""


async def asking_action(session: Session, request: ActionRequest) -> types.CodeAction | None:
    """A command for the function at the place that is asked about, where a model is configured."""
    source = request.document.source
    if source.language.name != "python" or not request.wants(types.CodeActionKind.RefactorRewrite):
        return None
    name = function_at(source, request.span.start)
    # Settings are read when a folder is first asked for.
    settings = (await session.analysis.look_up(lambda: session.folders.of(source.path))).settings
    if name is None or not (settings.model_base_url and settings.model_name):
        return None
    title = f"Ask the model for a faster version of `{name}`"
    place = location_of(request.document, request.span, request.client.encoding)
    command = types.Command(title, ASK_MODEL, arguments=[place.uri, place.range.start])
    return types.CodeAction(title, kind=types.CodeActionKind.RefactorRewrite, command=command)


async def key_of(session: Session, path: Path) -> str | None:
    """The key of the file's endpoint from the editor's store of secrets; None where that has none, and then the
    environment may have it.
    """
    settings = (await session.analysis.look_up(lambda: session.folders.of(path))).settings
    if not session.keeps_model_key or not settings.model_base_url:
        return None
    with contextlib.suppress(JsonRpcException):
        wanted = {"baseUrl": settings.model_base_url}
        answer = await session.server.protocol.send_request_async(KEY_REQUEST, wanted)
        return answer if isinstance(answer, str) and answer else None
    return None


async def agreed_use(
    session: Session, path: Path, request_of: Callable[[ModelUse], ImproveRequest], reports: list[ModelReport]
) -> ModelUse | None:
    """How the model is asked in a request about a file; None where somebody does not agree to what would be sent.

    The question is asked before the request has its turn: whoever answers late keeps no other verification waiting.
    Raises SpeedwrightError.
    """
    from speedwright.pipeline.language_model.use import ModelUse
    from speedwright.pipeline.model_requests import agree_to, open_question

    key = await key_of(session, path)
    use = ModelUse(tell=reports.append, key=key)
    # One question at a time: who says yes to the first has answered the next.
    async with session.asking:
        request = await asyncio.to_thread(request_of, use)
        preview = await asyncio.to_thread(open_question, request)
        if preview is None:
            return use
        if not await _agreed(session, preview, key is not None):
            return None
        await asyncio.to_thread(agree_to, request)
    # Also where the answer could not be written down.
    return replace(use, agree=lambda _: True)


def tell_reports(session: Session, reports: Iterable[ModelReport]) -> None:
    """What could not be asked, as the user has to do something about that."""
    for each in reports:
        if each.problem:
            session.warn(f"Not all of what the model was asked came to an answer: {each.problem}.")


async def _agreed(session: Session, preview: Preview, is_stored: bool) -> bool:
    """Asks until the answer is to send it or not; no answer is a no."""
    from speedwright.pipeline.language_model.preview import cost_text

    text = (
        f"Send {preview.function} to {preview.model} at {preview.base_url}? Its own code and what it calls "
        f"there are sent, never whole files. The key is that of {_keeper(preview, is_stored)}. {cost_text(preview)}"
    )
    shows = session.client.shows_documents
    titles = (SEND, SHOW, DO_NOT) if shows else (SEND, DO_NOT)
    while True:
        chosen = await _chosen(session, text, titles)
        if chosen != SHOW:
            return chosen == SEND
        await _show(session, preview)


def _keeper(preview: Preview, is_stored: bool) -> str:
    """Where the key comes from: a workspace may name any variable, and any endpoint."""
    return "the editor's store" if is_stored else f"the variable {preview.key_variable}"


async def _chosen(session: Session, text: str, titles: Iterable[str]) -> str | None:
    params = types.ShowMessageRequestParams(
        type=types.MessageType.Info,
        message=text,
        actions=[types.MessageActionItem(title) for title in titles],
    )
    try:
        answer: Any = await session.server.window_show_message_request_async(params)
    except JsonRpcException:
        return None
    return None if answer is None else str(answer.title)


async def _show(session: Session, preview: Preview) -> None:
    from speedwright.pipeline.language_model.preview import preview_file

    try:
        uri = preview_file(preview).as_uri()
        await session.server.window_show_document_async(types.ShowDocumentParams(uri=uri))
    except (OSError, JsonRpcException):
        session.warn("What would be sent cannot be shown here: `speedwright improve --model --dry-run` prints it.")
