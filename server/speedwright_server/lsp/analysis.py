"""Runs the engine's static part off the event loop: a diagnosis once per version of a document."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from speedwright.errors import Cancelled
from speedwright.model.finding import Finding
from speedwright.pipeline.carrying import Carried, taken_over
from speedwright.pipeline.diagnosing import diagnose
from speedwright.pipeline.rediagnosis import rediagnose
from speedwright_server.lsp.documents import Document, Documents
from speedwright_server.lsp.folders import Folder, Folders
from speedwright_server.lsp.heat import ShownHeat, heat_in

if TYPE_CHECKING:
    from speedwright.pipeline.heating import FileHeat, Heats

T = TypeVar("T")

# So long after the last edit, the whole of a document is looked at again.
IDLE_S = 0.3


@dataclass(frozen=True)
class Diagnosis:
    """The findings of one version of one document, and the folder under whose rules they were found.

    Not `complete`: found by looking at what changed only, the rest was `carried` from an earlier version; the whole
    is looked at when typing pauses. `heat` is what the profile in `heats` says of this version; None without a
    profile, or where it does not meet the document.
    """

    document: Document
    folder: Folder
    carried: tuple[Carried, ...]
    complete: bool
    heats: Heats | None = None
    heat: FileHeat | None = None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings in this version, in source order."""
        return tuple(each.now for each in self.carried)


Result = asyncio.Future[Diagnosis | None]


class Analysis:
    """Static answers about open documents. Never runs the user's code.

    The event loop stays free to read messages meanwhile; requests about one version share one result.
    `corrected` is called with the URI when the whole of a document turns out to differ from what was told.
    """

    def __init__(
        self, documents: Documents, folders: Folders, shown: ShownHeat, corrected: Callable[[str], None]
    ) -> None:
        self.may_correct = False
        self._documents = documents
        self._folders = folders
        self._shown = shown
        self._corrected = corrected
        self._worker = ThreadPoolExecutor(1, "speedwright-analysis")
        self._lookups = ThreadPoolExecutor(1, "speedwright-lookup")
        self._results: dict[str, tuple[Document, tuple[int, Heats | None], Result]] = {}
        self._latest: dict[str, Diagnosis] = {}
        self._latest_sound: dict[str, Diagnosis] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    async def diagnosis(self, uri: str) -> Diagnosis | None:
        """The diagnosis of the version that is current when this returns; None for a document that is not open."""
        while (document := self._documents.get(uri)) is not None:
            # Shielded, because whoever cancels a request is not the only one who waits for the result.
            diagnosis = await asyncio.shield(self._result(document))
            if diagnosis is not None and self._documents.is_current(document):
                return diagnosis
        return None

    async def quiet(self) -> None:
        """Returns when no document is being looked at: whoever types comes before all else."""
        while busy := [result for _, _, result in self._results.values() if not result.done()]:
            await asyncio.wait(busy)

    async def look_up(self, work: Callable[[], T]) -> T:
        """The result of work that reads files, such as receipts; diagnoses do not wait for it."""
        return await asyncio.get_running_loop().run_in_executor(self._lookups, work)

    def forget(self, uri: str) -> None:
        """Drops what is kept about a document that was closed."""
        for kept in (self._results, self._latest, self._latest_sound):
            kept.pop(uri, None)
        self._stop_timer(uri)

    def close(self) -> None:
        """Takes no more work."""
        for uri in tuple(self._timers):
            self._stop_timer(uri)
        for worker in (self._worker, self._lookups):
            worker.shutdown(wait=False, cancel_futures=True)

    def _result(self, document: Document) -> Result:
        known = self._results.get(document.uri)
        if known is not None and known[:2] == (document, self._state()):
            return known[2]
        self._stop_timer(document.uri)
        # What changes in one cell of a notebook is told in others: there the whole is looked at each time.
        partly = self.may_correct and document.joined is None
        result = self._start(document, self._base(document) if partly else None)
        result.add_done_callback(lambda done: self._complete_later(document, done))
        return result

    def _base(self, document: Document) -> Diagnosis | None:
        """The diagnosis of the earlier version to which this one is most alike; None where there is none."""
        latest = self._latest.get(document.uri)
        if latest is not None and latest.document.source.language is not document.source.language:
            # Opened again as what it is, perhaps while it was looked at: nothing that was found holds.
            return None
        # A quote that was opened changes all that stands behind it; when it is closed, all is as it was before.
        if latest is not None and latest.document.is_broken and not document.is_broken:
            return self._latest_sound.get(document.uri, latest)
        return latest

    def _start(self, document: Document, before: Diagnosis | None) -> Result:
        result = asyncio.get_running_loop().run_in_executor(self._worker, self._diagnose, document, before)
        self._results[document.uri] = (document, self._state(), result)
        result.add_done_callback(lambda _: self._forget_closed(document.uri))
        return result

    def _forget_closed(self, uri: str) -> None:
        """Drops what was found out about a document that was closed meanwhile."""
        if self._documents.get(uri) is None:
            self.forget(uri)

    def _state(self) -> tuple[int, Heats | None]:
        """What a diagnosis depends on besides its document."""
        return self._folders.generation, self._shown.heats

    def _diagnose(self, document: Document, before: Diagnosis | None) -> Diagnosis | None:
        # Behind a burst of edits to a long file, versions that nobody sees any more are passed over.
        if not self._documents.is_current(document):
            return None
        folder = self._folders.of(document.source.path)
        settings, skills, source = folder.settings, folder.library, document.source
        heats = self._shown.heats if settings.heat else None
        heat = heat_in(heats, source)
        complete = True
        findings: tuple[Carried, ...] = ()
        if folder.excludes(source.path):
            heat = None
        elif before is not None and before.folder is folder and before.heats is heats:
            findings = rediagnose(before.document.source, before.carried, source, skills, settings, heat)
            complete = False
        else:
            try:
                whole = diagnose(source, skills, settings, heat, lambda: self._check(document))
            except Cancelled:
                return None
            findings = self._taken_over(whole, document, folder)
        diagnosis = Diagnosis(document, folder, findings, complete, heats, heat)
        self._latest[document.uri] = diagnosis
        if not document.is_broken:
            self._latest_sound[document.uri] = diagnosis
        return diagnosis

    def _taken_over(self, found: tuple[Finding, ...], document: Document, folder: Folder) -> tuple[Carried, ...]:
        """Findings of the whole of a document of which what changed was looked at before."""
        latest = self._latest.get(document.uri)
        of_same = latest is not None and latest.document is document and latest.folder is folder
        return taken_over(found, latest.carried if of_same and latest is not None else ())

    def _check(self, document: Document) -> None:
        """Raises Cancelled when a later version waits: the whole of a long file takes longer than what changed. The
        first diagnosis of a document comes to its end: that of what changed begins with it.
        """
        if document.uri in self._latest and not self._documents.is_current(document):
            raise Cancelled("a later version has come")

    def _complete_later(self, document: Document, done: Result) -> None:
        told = None if done.cancelled() or done.exception() is not None else done.result()
        if told is not None and not told.complete and self._documents.is_current(document):
            loop = asyncio.get_running_loop()
            self._timers[document.uri] = loop.call_later(IDLE_S, self._complete, document, told)

    def _complete(self, document: Document, told: Diagnosis) -> None:
        if self._documents.is_current(document):
            self._start(document, None).add_done_callback(lambda done: self._compare(told, done))

    def _compare(self, told: Diagnosis, done: Result) -> None:
        whole = None if done.cancelled() or done.exception() is not None else done.result()
        if whole is not None and whole.findings != told.findings and self._documents.is_current(whole.document):
            self._corrected(whole.document.uri)

    def _stop_timer(self, uri: str) -> None:
        if (timer := self._timers.pop(uri, None)) is not None:
            timer.cancel()
