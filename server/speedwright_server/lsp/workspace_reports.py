"""What is to be told of all files of the workspace, whether they are open or not."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from speedwright.pipeline.carrying import carried
from speedwright.pipeline.diagnosing import diagnose
from speedwright.pipeline.documents import workspace_files
from speedwright.pipeline.reading import UnreadableFile, read_source
from speedwright_server.lsp.analysis import Analysis, Diagnosis
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.documents import Document, Documents
from speedwright_server.lsp.folders import Folder, Folders
from speedwright_server.lsp.heat import ShownHeat, heat_in
from speedwright_server.lsp.reporting import NOTHING, Report, report_of, reported

logger = logging.getLogger(__name__)

# So long the files of a workspace are read before the loop hears of it, and whoever types has a turn.
TURN_S = 0.02

State = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """The report of one file; `version` and `uri` are those of the open document, None where it is not open."""

    path: Path
    report: Report
    uri: str | None = None
    version: int | None = None


class WorkspaceReports:
    """Looks through the folders file by file, in a thread of its own, and again only where one has changed."""

    def __init__(self, documents: Documents, folders: Folders, shown: ShownHeat, analysis: Analysis) -> None:
        self._documents = documents
        self._folders = folders
        self._shown = shown
        self._analysis = analysis
        self._worker = ThreadPoolExecutor(1, "speedwright-workspace")
        self._closed = False
        self._kept: dict[Path, tuple[State, Report]] = {}

    async def all(self, client: Client) -> AsyncIterator[list[FileReport]]:
        """Batches of reports: of open documents what the editor shows, of the others what is on the disk.

        They end with the conversation.
        """
        loop = asyncio.get_running_loop()
        seen: set[Path] = set()
        walk = self._walk()
        while True:
            await self._analysis.quiet()
            if self._closed:
                return
            batch = await loop.run_in_executor(self._worker, self._batch, walk, client)
            if not batch:
                break
            seen |= {each.path for each in batch}
            yield [await self._shown_now(each, client) for each in batch]
        if self._closed:
            return
        await loop.run_in_executor(self._worker, self._forget_all_but, seen)

    def close(self) -> None:
        """Takes no more work."""
        self._closed = True
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _walk(self) -> Iterator[tuple[Path, Folder]]:
        for root in self._folders.roots:
            folder = self._folders.of(root / "pyproject.toml")
            if not folder.settings.workspace_diagnostics or not root.is_dir():
                continue
            for path in workspace_files(root, folder.library, folder.settings):
                # Of folders inside each other, the innermost has its own rules.
                own = self._folders.of(path)
                if own.root == root:
                    yield path, own

    def _batch(self, walk: Iterator[tuple[Path, Folder]], client: Client) -> list[FileReport]:
        """The next files; empty at the end."""
        found: list[FileReport] = []
        until = time.monotonic() + TURN_S
        for path, folder in walk:
            found.append(FileReport(path, self._on_disk(path, folder, client)))
            if time.monotonic() > until:
                break
        return found

    def _forget_all_but(self, seen: set[Path]) -> None:
        self._kept = {path: known for path, known in self._kept.items() if path in seen}

    def _on_disk(self, path: Path, folder: Folder, client: Client) -> Report:
        heats = self._shown.heats if folder.settings.heat else None
        try:
            stat = path.stat()
        except OSError:
            return NOTHING
        state: State = (stat.st_mtime_ns, stat.st_size, stat.st_ino, folder, heats)
        known = self._kept.get(path)
        if known is not None and known[0] == state:
            return known[1]
        try:
            report = self._read(path, folder, client)
        except UnreadableFile:
            report = NOTHING
        except Exception:
            # A fault of our own, on one file: the others are told all the same.
            logger.exception("no diagnostics for %s", path)
            report = NOTHING
        self._kept[path] = (state, report)
        return report

    def _read(self, path: Path, folder: Folder, client: Client) -> Report:
        source = read_source(path)
        heats = self._shown.heats if folder.settings.heat else None
        heat = heat_in(heats, source)
        findings = diagnose(source, folder.library, folder.settings, heat)
        document = Document(path.as_uri(), 0, source, path)
        diagnosis = Diagnosis(document, folder, tuple(map(carried, findings)), True, heats, heat)
        return report_of(reported(diagnosis, client, document.uri))

    async def _shown_now(self, found: FileReport, client: Client) -> FileReport:
        document = self._documents.at(found.path)
        diagnosis = None if document is None else await self._analysis.diagnosis(document.uri)
        if document is None or diagnosis is None:
            return found
        report = report_of(reported(diagnosis, client, document.uri))
        return FileReport(found.path, report, document.uri, diagnosis.document.version)
