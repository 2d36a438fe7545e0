"""`shutdown`: ends verifications with their child processes."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.session import Session


async def shutdown(session: Session, _: None) -> None:
    """Answers when nothing runs any more, or does not end soon."""
    await session.close()


FEATURE = Feature(types.SHUTDOWN, shutdown)
