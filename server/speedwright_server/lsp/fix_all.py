"""All that is proven of a document, as one action."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.session import Session
from speedwright_server.lsp.to_lsp import workspace_edit_of

if TYPE_CHECKING:
    from speedwright.pipeline.proven import ProvenTogether

KIND = f"{types.CodeActionKind.SourceFixAll.value}.speedwright"
NOTEBOOK_KIND = f"notebook.{KIND}"
"""What editors ask for to mend a whole notebook, as when it is saved."""


async def fix_all_action(session: Session, document: Document, kind: str) -> types.CodeAction | None:
    """None where nothing is proven. Its edit follows when it is resolved, by clients that can."""
    proven = await _proven(session, document)
    if proven is None or not session.documents.is_current(document):
        return None
    count = len(proven.verdicts)
    title = f"Apply {count} proven speedups" if count > 1 else "Apply the proven speedup"
    action = types.CodeAction(title, kind=kind)
    edit = workspace_edit_of(document, proven.edits, session.client)
    if edit is None:
        return None
    if session.client.resolves_edits:
        action.data = {"uri": document.uri, "version": document.version, "all": _digest(proven)}
    else:
        action.edit = edit
    return action


async def fix_all_edit(session: Session, document: Document, data: dict[str, Any]) -> types.WorkspaceEdit | None:
    """The edit of such an action; None where something of it does not hold any more."""
    proven = await _proven(session, document)
    if proven is None or _digest(proven) != data["all"]:
        return None
    return workspace_edit_of(document, proven.edits, session.client)


async def _proven(session: Session, document: Document) -> ProvenTogether | None:
    if not session.trusted or document.path is None or document.source.language.name != "python":
        return None

    def look_up() -> ProvenTogether | None:
        # Imported when first asked for: it brings the whole verifier along, and static findings need none of it.
        from speedwright.pipeline.proven import proven_together

        folder = session.folders.of(document.source.path)
        if folder.excludes(document.source.path):
            return None
        found = proven_together(document.source, folder.library, folder.settings, folder.root)
        return found if found.edits else None

    return await session.analysis.look_up(look_up)


def _digest(proven: ProvenTogether) -> str:
    return hashlib.sha256(repr(proven.edits).encode("utf-8")).hexdigest()
