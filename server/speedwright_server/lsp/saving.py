"""What happens after a document is saved: its harmless functions are verified, where a setting says so."""

from __future__ import annotations

from speedwright.errors import Cancelled, SpeedwrightError
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.improving import quiet_search
from speedwright_server.lsp.offering import function_offers
from speedwright_server.lsp.progress import begin_report
from speedwright_server.lsp.session import Session


def saved(session: Session, uri: str) -> None:
    """Starts verification in the background, in trusted workspaces whose settings switch it on."""
    document = session.documents.get(uri)
    if document is None or document.path is None or not session.trusted:
        return
    if session.folders.of(document.path).settings.verify_on_save:
        session.background.start(document.uri, _verify(session, document))


async def _verify(session: Session, document: Document) -> None:
    path = document.source.path
    for function in await _waiting(session, document):
        title = f"Verifying {path.name}::{function}"
        said = (path.name, function)
        report = await begin_report(session.server, title, None, session.client.shows_progress, said)
        if not session.documents.is_current(document):
            # What was typed since was neither saved nor looked at, and must not run.
            report.end()
            return
        try:
            await session.verification.run(quiet_search(session, path, function), report)
        except (Cancelled, SpeedwrightError):
            # The user pressed cancel, or there is no interpreter: who asks for a search will be told.
            return
        session.verified()


async def _waiting(session: Session, document: Document) -> list[str]:
    """The functions with something that was not verified yet, and that do nothing but compute."""
    diagnosis = await session.analysis.diagnosis(document.uri)
    if diagnosis is None or diagnosis.document is not document:
        return []
    found = {each.function: each.span for each in diagnosis.findings if each.function is not None}

    def harmless() -> list[str]:
        # Imported when first asked for: static findings need none of it.
        from speedwright.pipeline.harmless import is_harmless

        return [name for name in found if is_harmless(document.source, name)]

    return [
        name
        for name in await session.analysis.look_up(harmless)
        if any(each.verdict is None for each in await function_offers(session, document, found[name]))
    ]
