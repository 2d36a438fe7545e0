"""`workspace/didChangeWorkspaceFolders`: the user opened or closed folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types

from speedwright_server.lsp.configuration import request_settings
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.from_lsp import path_of
from speedwright_server.lsp.session import Session


async def did_change_workspace_folders(session: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Open documents may now stand under other settings and skills."""
    session.folders.change(_paths(params.event.added), _paths(params.event.removed))
    session.refresh_diagnostics()
    await request_settings(session)


def _paths(folders: Sequence[types.WorkspaceFolder]) -> list[Path]:
    return [path for folder in folders if (path := path_of(folder.uri)) is not None]


FEATURE = Feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, did_change_workspace_folders)
