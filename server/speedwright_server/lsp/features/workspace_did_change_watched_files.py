"""`workspace/didChangeWatchedFiles`: a settings file, a skill page or a source file changed on disk."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.from_lsp import path_of
from speedwright_server.lsp.session import Session
from speedwright_server.lsp.watched import is_setting


def did_change_watched_files(session: Session, params: types.DidChangeWatchedFilesParams) -> None:
    """Loads the folders anew when they are next asked for, where that may make a difference."""
    paths = [path_of(each.uri) for each in params.changes]
    if any(path is not None and is_setting(path) for path in paths):
        session.folders.reload()
        session.reconfigured()
    else:
        session.changed_on_disk()


FEATURE = Feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_watched_files)
