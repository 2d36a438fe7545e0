"""Runs the engine's static part off the event loop: a diagnosis once per version of a document."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from speedwright.model.finding import Finding
from speedwright.pipeline.check import diagnose
from speedwright_server.lsp.documents import Document, Documents
from speedwright_server.lsp.folders import Folder, Folders

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The findings of one version of one document, and the folder under whose rules they were found."""

    document: Document
    folder: Folder
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Started:
    document: Document
    generation: int
    future: asyncio.Future[Diagnosis | None]


class Analysis:
    """Static answers about open documents. Never runs the user's code.

    The event loop stays free to read messages meanwhile; requests about one version share one result.
    """

    def __init__(self, documents: Documents, folders: Folders) -> None:
        self._documents = documents
        self._folders = folders
        self._worker = ThreadPoolExecutor(1, "speedwright-analysis")
        self._lookups = ThreadPoolExecutor(1, "speedwright-lookup")
        self._started: dict[str, _Started] = {}

    async def diagnosis(self, uri: str) -> Diagnosis | None:
        """The diagnosis of the version that is current when this returns; None for a document that is not open."""
        while (document := self._documents.get(uri)) is not None:
            # Shielded, because whoever cancels a request is not the only one who waits for the result.
            diagnosis = await asyncio.shield(self._start(document))
            if diagnosis is not None and self._documents.is_current(document):
                return diagnosis
        return None

    async def look_up(self, work: Callable[[], T]) -> T:
        """The result of work that reads files, such as receipts; diagnoses do not wait for it."""
        return await asyncio.get_running_loop().run_in_executor(self._lookups, work)

    def forget(self, uri: str) -> None:
        """Drops what is kept about a document that was closed."""
        self._started.pop(uri, None)

    def close(self) -> None:
        """Takes no more work."""
        for worker in (self._worker, self._lookups):
            worker.shutdown(wait=False, cancel_futures=True)

    def _start(self, document: Document) -> asyncio.Future[Diagnosis | None]:
        generation = self._folders.generation
        known = self._started.get(document.uri)
        if known and known.document is document and known.generation == generation:
            return known.future
        future = asyncio.get_running_loop().run_in_executor(self._worker, self._diagnose, document)
        self._started[document.uri] = _Started(document, generation, future)
        return future

    def _diagnose(self, document: Document) -> Diagnosis | None:
        # Behind a burst of edits to a long file, versions that nobody sees any more are passed over.
        if not self._documents.is_current(document):
            return None
        folder = self._folders.of(document.source.path)
        return Diagnosis(document, folder, diagnose(document.source, folder.library, folder.settings))
