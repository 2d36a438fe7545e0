"""What can be offered at a place, from receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speedwright.model.text import Span
from speedwright.pipeline.documents import functions_around
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.session import Session

if TYPE_CHECKING:
    from speedwright.pipeline.offers import Offer


async def function_offers(session: Session, document: Document, span: Span) -> tuple[Offer, ...]:
    """The offers in the outermost function around `span`; none outside of functions."""
    around = next(iter(functions_around(document.source, [span]).values()), None)
    return () if around is None else await offers_at(session, document, around)


async def offers_at(session: Session, document: Document, span: Span) -> tuple[Offer, ...]:
    """The offers whose findings touch `span`; none in a workspace that is not trusted, or for what is no file."""
    if not session.trusted or document.path is None:
        return ()

    def look_up() -> tuple[Offer, ...]:
        # Imported when first asked for: it brings the whole verifier along, and static findings need none of it.
        from speedwright.pipeline.language_model.offers import model_offers
        from speedwright.pipeline.offers import offers

        folder = session.folders.of(document.source.path)
        if folder.excludes(document.source.path):
            return ()
        place = document.source, folder.settings, folder.root, span
        known = offers(document.source, folder.library, folder.settings, folder.root, span)
        return (*known, *model_offers(session.model_versions.of(document.source.path), *place))

    return await session.analysis.look_up(look_up)
