"""`workspace/didChangeConfiguration`: the editor's settings changed."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.configuration import SECTION, request_settings
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.from_lsp import options_of
from speedwright_server.lsp.session import Session


async def did_change_configuration(session: Session, params: types.DidChangeConfigurationParams) -> None:
    """Asks for the settings anew; clients that cannot be asked send them along."""
    if session.client.tells_configuration:
        await request_settings(session)
    elif isinstance(params.settings, dict):
        options = options_of(params.settings.get(SECTION))
        if session.folders.configure(dict.fromkeys(session.folders.roots, options)):
            session.reconfigured()


FEATURE = Feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION, did_change_configuration)
