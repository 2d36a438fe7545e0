"""The command that applies what is proven of a function, for clients whose lenses are clicked."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from speedwright.errors import SpeedwrightError
from speedwright.model.text import Span
from speedwright_server.lsp.actions import NOT_IN_CELLS, digest_of, edit_of, fastest_first, proven_title
from speedwright_server.lsp.command_names import APPLY_PROVEN
from speedwright_server.lsp.from_lsp import offset_in, position_from
from speedwright_server.lsp.offering import function_offers
from speedwright_server.lsp.session import Session

NOTHING = "Nothing is proven here for the text as it is now."


async def run_applying(session: Session, params: types.ExecuteCommandParams) -> dict[str, Any]:
    """`{"applied": bool}`. The edit is for the version that it was proven for, and the client refuses it for another.

    Raises SpeedwrightError for arguments that lead nowhere, and clients that cannot apply edits to one version.
    """
    if not (session.client.applies_edits and session.client.takes_versioned_edits):
        raise SpeedwrightError("This editor cannot apply an edit to just one version of a document.")
    arguments = params.arguments or ()
    uri, position, named = (*arguments, None, None, None)[:3]
    document = session.documents.get(uri) if isinstance(uri, str) else None
    place = position_from(position)
    if document is None or place is None:
        raise SpeedwrightError(f"{APPLY_PROVEN} takes the URI of an open document, and a position in it.")
    offset = offset_in(document, str(uri), place, session.client.encoding)
    offers = await function_offers(session, document, Span(offset, offset))
    proven = (each for each in fastest_first(offers) if named in (None, digest_of(each.candidate)))
    verdict = next(proven, None)
    if verdict is None or not session.documents.is_current(document):
        session.warn(NOTHING)
        return {"applied": False}
    edit = edit_of(document, verdict, session.client)
    if edit is None:
        session.warn(f"Not applied: {NOT_IN_CELLS}.")
        return {"applied": False}
    answer = await session.server.workspace_apply_edit_async(
        types.ApplyWorkspaceEditParams(edit, label=proven_title(verdict))
    )
    return {"applied": answer.applied}
