"""Settings that the editor holds, per folder."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.from_lsp import options_of
from speedwright_server.lsp.session import Session

SECTION = "speedwright"


async def request_settings(session: Session) -> None:
    """Asks the client for the settings of each folder, where it can tell them."""
    roots = session.folders.roots
    if not session.client.tells_configuration or not roots:
        return
    items = [types.ConfigurationItem(scope_uri=root.as_uri(), section=SECTION) for root in roots]
    answers = await session.server.workspace_configuration_async(types.ConfigurationParams(items))
    told = {root: options_of(answer) for root, answer in zip(roots, answers, strict=False)}
    if session.folders.configure(told):
        session.reconfigured()
