"""What the client was told of the cells of notebooks: a change in one cell may change findings in another."""

from __future__ import annotations

from speedwright_server.lsp.analysis import Diagnosis
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.reporting import Report, report_of, reported


class CellsTold:
    """The last result id of each cell that was asked for."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}
        self._asked_again: dict[str, Document] = {}

    def outdates_others(self, diagnosis: Diagnosis, uri: str, report: Report, client: Client) -> bool:
        """Whether another cell is to be asked for again, given the report of this one; once for each version, because
        clients do not ask for cells that nobody sees.
        """
        document = diagnosis.document
        self._told[uri] = report.result_id
        if self._asked_again.get(document.uri) is document:
            return False
        others = (each for each in document.uris if each != uri and each in self._told)
        outdated = any(self._told[each] != report_of(reported(diagnosis, client, each)).result_id for each in others)
        if outdated:
            self._asked_again[document.uri] = document
        return outdated

    def forget(self, uri: str) -> None:
        """Drops what is kept of a cell or a notebook that was closed."""
        self._told.pop(uri, None)
        self._asked_again.pop(uri, None)
