"""Pushes diagnostics to clients that cannot pull them."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from speedwright_server.lsp.analysis import Analysis, Diagnosis
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.protocol import Written
from speedwright_server.lsp.reporting import report_of_document
from speedwright_server.lsp.retelling import Retelling

logger = logging.getLogger(__name__)


class Publisher:
    """Publishes each document's diagnostics, with the version they are about, and never those of an older one.

    A burst of edits costs no delay: whatever comes while a version is analysed is answered by one more round.
    """

    def __init__(self, server: LanguageServer, analysis: Analysis, retelling: Retelling) -> None:
        self._server = server
        self._analysis = analysis
        self._retelling = retelling
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def publish(self, uri: str, client: Client) -> None:
        """Sees to it that the current version's diagnostics are published."""
        if uri not in self._tasks:
            task = asyncio.get_running_loop().create_task(self._publish(uri, client))
            self._tasks[uri] = task
            task.add_done_callback(lambda _: self._tasks.pop(uri, None))

    def clear(self, uri: str) -> None:
        """Takes the diagnostics of a closed document away."""
        self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    def close(self) -> None:
        """Publishes nothing more."""
        for task in self._tasks.values():
            task.cancel()

    async def _publish(self, uri: str, client: Client) -> None:
        try:
            diagnosis = await self._analysis.diagnosis(uri)
        except Exception:
            logger.exception("no diagnostics for %s", uri)
            return
        if diagnosis is not None:
            for params in published(diagnosis, client, self._retelling):
                self._server.protocol.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)


def published(diagnosis: Diagnosis, client: Client, retelling: Retelling) -> Iterator[Written]:
    """For the document, or for each cell of a notebook."""
    document = diagnosis.document
    versions = {each.uri: each.version for each in document.cells} or {document.uri: document.version}
    for uri, version in versions.items():
        told = report_of_document(diagnosis, client, uri, retelling).text
        yield Written(f'{{"uri":{json.dumps(uri)},"version":{version},"diagnostics":{told}}}')
