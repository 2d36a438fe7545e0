"""`initialized`: asks the client for settings, and to be told when settings files and skill pages change."""

from __future__ import annotations

from lsprotocol import types

from speedwright.pipeline.documents import SUFFIXES
from speedwright_server.lsp.configuration import request_settings
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.session import Session
from speedwright_server.lsp.watched import SETTING_PATTERNS

WATCHED = (*SETTING_PATTERNS, f"**/*{{{','.join(SUFFIXES)}}}")


async def initialized(session: Session, _: types.InitializedParams) -> None:
    """Registers for changes, then takes the settings that hold now."""
    if registrations := _registrations(session):
        await session.server.client_register_capability_async(types.RegistrationParams(registrations))
    await request_settings(session)


def _registrations(session: Session) -> list[types.Registration]:
    registrations = []
    if session.client.registers_configuration:
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        options = types.DidChangeConfigurationRegistrationOptions(section="speedwright")
        registrations.append(types.Registration(id=method, method=method, register_options=options))
    if session.client.watches_files:
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in WATCHED]
        watched = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        registrations.append(types.Registration(id=method, method=method, register_options=watched))
    return registrations


FEATURE = Feature(types.INITIALIZED, initialized)
