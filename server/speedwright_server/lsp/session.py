"""What one conversation knows: its client, documents, folders, and the work under way for them."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from speedwright.model.profile import Profile
from speedwright_server.lsp.analysis import Analysis, Diagnosis
from speedwright_server.lsp.background import Background
from speedwright_server.lsp.cells_told import CellsTold
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.documents import Documents
from speedwright_server.lsp.folders import Folders
from speedwright_server.lsp.heat import ShownHeat
from speedwright_server.lsp.model_versions import ModelVersions
from speedwright_server.lsp.news import News
from speedwright_server.lsp.publishing import Publisher
from speedwright_server.lsp.reporting import Report
from speedwright_server.lsp.retelling import Retelling
from speedwright_server.lsp.verification import Verification
from speedwright_server.lsp.workspace_reports import WorkspaceReports

# Each refresh has the client ask for all that it shows; receipts give many verdicts at once.
TOGETHER_S = 0.3


class Session:
    """Lives on the event loop that creates it; only `folders` may be used from other threads.

    `trusted` is False where the editor said that the workspace's code must not be run, `keeps_model_key` True where
    it said that it keeps the key of a model's endpoint. `asking` is held while a question about the model is open.
    """

    def __init__(self, server: LanguageServer) -> None:
        self.server = server
        self.client = Client()
        self.trusted = True
        self.heat = ShownHeat()
        self.documents = Documents()
        self.folders = Folders(self._warn_from_thread)
        self.analysis = Analysis(self.documents, self.folders, self.heat, self._corrected)
        self.verification = Verification()
        self.retelling = Retelling()
        self.publisher = Publisher(server, self.analysis, self.retelling)
        self.workspace = WorkspaceReports(self.documents, self.folders, self.heat, self.analysis)
        self.news = News()
        self.cells_told = CellsTold()
        self.model_versions = ModelVersions()
        self.keeps_model_key = False
        self.asking = asyncio.Lock()
        self.background = Background()
        self._loop = asyncio.get_running_loop()
        self._telling: asyncio.TimerHandle | None = None

    def inform(self, message: str) -> None:
        """Tells the user the outcome of what they asked for."""
        self._show(types.MessageType.Info, message)

    def warn(self, message: str) -> None:
        """Tells the user what they should change, or what was refused."""
        self._show(types.MessageType.Warning, message)

    def log(self, message: str) -> None:
        """Writes what people may look up into the client's log."""
        self.server.window_log_message(types.LogMessageParams(type=types.MessageType.Info, message=message))

    def changed(self, uri: str) -> None:
        """Shows the findings in a document that was opened or changed; clients that can pull ask by themselves."""
        if not self.client.pulls_diagnostics:
            self.publisher.publish(uri, self.client)

    def closed(self, uri: str) -> None:
        """Takes back what was pushed about a document, of which the text is the disk's again."""
        self.news.tell()
        self.cells_told.forget(uri)
        self.retelling.forget(uri)
        self.background.stop(uri)
        if not self.client.pulls_diagnostics:
            self.publisher.clear(uri)

    def told_cell(self, diagnosis: Diagnosis, uri: str, report: Report) -> None:
        """Makes the client ask for the other cells of a notebook, where what it has of them is not true any more."""
        if self.cells_told.outdates_others(diagnosis, uri, report, self.client) and self.client.refreshes_diagnostics:
            self.server.workspace_diagnostic_refresh(None)

    def refresh_diagnostics(self) -> None:
        """Makes the client show what is known now about every document."""
        self.news.tell()
        if self.client.refreshes_diagnostics:
            self.server.workspace_diagnostic_refresh(None)
        for document in self.documents:
            self.changed(document.uri)

    def changed_on_disk(self) -> None:
        """Makes the client show what source files say that were written, as far as it does not ask by itself."""
        self.news.tell()
        # What a proof rests on may be another module.
        self._refresh_lenses()

    def verified_one(self) -> None:
        """The same as `verified`, while more verdicts are to come: those of a moment are told together."""
        if self._telling is None:
            self._telling = self._loop.call_later(TOGETHER_S, self.verified)

    def verified(self) -> None:
        """Makes the client show what verdicts there are by now."""
        self._stop_telling()
        self.refresh_diagnostics()
        self._refresh_lenses()

    def reconfigured(self) -> None:
        """Makes the client show what new settings change."""
        self.refresh_diagnostics()
        if self.heat.heats is not None:
            self._refresh_heat()
        else:
            self._refresh_lenses()

    def take_profile(self, profile: Profile, root: Path) -> None:
        """Shows the heat of a profile, in place of an earlier one."""
        self.heat.take(profile, root)
        self.refresh_diagnostics()
        self._refresh_heat()

    def clear_profile(self) -> None:
        """Shows no heat any more."""
        self.heat.clear()
        self.refresh_diagnostics()
        self._refresh_heat()

    async def close(self) -> None:
        """Ends all work. May be called again."""
        self._stop_telling()
        self.news.close()
        self.background.stop_all()
        self.publisher.close()
        self.workspace.close()
        self.analysis.close()
        await self.verification.close()

    def _refresh_heat(self) -> None:
        if self.client.refreshes_hints:
            self.server.workspace_inlay_hint_refresh(None)
        self._refresh_lenses()

    def _refresh_lenses(self) -> None:
        if self.client.refreshes_lenses:
            self.server.workspace_code_lens_refresh(None)

    def _stop_telling(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None

    def _corrected(self, uri: str) -> None:
        if self.client.pulls_diagnostics:
            self.server.workspace_diagnostic_refresh(None)
        else:
            self.changed(uri)

    def _show(self, kind: types.MessageType, message: str) -> None:
        self.server.window_show_message(types.ShowMessageParams(type=kind, message=message))

    def _warn_from_thread(self, message: str) -> None:
        # RuntimeError: the loop is closed, so nobody is left to be warned.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.warn, message)
