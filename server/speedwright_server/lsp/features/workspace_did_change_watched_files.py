"""`workspace/didChangeWatchedFiles`: a settings file or a skill page changed on disk."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.session import Session


def did_change_watched_files(session: Session, _: types.DidChangeWatchedFilesParams) -> None:
    """Loads the folders anew when they are next asked for."""
    session.folders.reload()
    session.reconfigured()


FEATURE = Feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_watched_files)
