"""The commands that tell what is known already, for clients that show more than the protocol has words for."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from speedwright.errors import SpeedwrightError
from speedwright.model.improvement import Improvement
from speedwright.pipeline.verdict_json import improvement_to_json
from speedwright_server.lsp.command_names import EVIDENCE, FLAME_GRAPH
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.offering import offers_at
from speedwright_server.lsp.session import Session


async def run_telling(session: Session, params: types.ExecuteCommandParams) -> Any:
    """The evidence for a document, or the flame graph. Raises SpeedwrightError where there is nothing to tell of."""
    if params.command == FLAME_GRAPH:
        return _flame_graph(session)
    uri = params.arguments[0] if params.arguments else None
    document = session.documents.get(uri) if isinstance(uri, str) else None
    if document is None:
        raise SpeedwrightError(f"{EVIDENCE} takes the URI of an open document.")
    return await _evidence(session, document)


async def _evidence(session: Session, document: Document) -> list[dict[str, Any]]:
    """What receipts say of this version of the document, as in `improve --format json`."""
    # Imported when first asked for: static findings need none of it.
    from speedwright.pipeline.patches import unified_diff

    root = session.folders.of(document.source.path).root
    offers = await offers_at(session, document, document.source.span)
    return [
        improvement_to_json(Improvement(each.verdict, unified_diff(each.candidate, root), steps=each.steps))
        for each in offers
        if each.verdict is not None
    ]


def _flame_graph(session: Session) -> dict[str, str]:
    """A page that needs nothing from the network."""
    if session.heat.heats is None:
        raise SpeedwrightError("There is no profile yet: profile a file, a test or a process first.")
    from speedwright.pipeline.profile import flame_graph

    return {"html": flame_graph(session.heat.heats.profile)}
