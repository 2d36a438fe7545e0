"""`initialize`: who the client is, which folders it opened, and whether their code may be run."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.client import client_of
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.from_lsp import options_of, path_of
from speedwright_server.lsp.session import Session


def initialize(session: Session, params: types.InitializeParams) -> None:
    """Reads `{"trusted": bool, "modelKey": bool, "settings": {...}}` from the options; settings may also stand beside
    `trusted`.
    """
    session.client = client_of(params.capabilities)
    session.analysis.may_correct = session.client.refreshes_diagnostics or not session.client.pulls_diagnostics
    options = params.initialization_options if isinstance(params.initialization_options, dict) else {}
    session.trusted = options.get("trusted", True) is not False
    session.keeps_model_key = options.get("modelKey") is True
    beside = {key: value for key, value in options.items() if key not in ("trusted", "modelKey", "settings")}
    settings = {**options_of(beside), **options_of(options.get("settings"))}
    uris = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
    session.folders.open([path for path in map(path_of, uris) if path is not None], settings)


FEATURE = Feature(types.INITIALIZE, initialize)
