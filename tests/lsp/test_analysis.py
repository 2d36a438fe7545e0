"""What the analysis keeps of a document ends with it."""

import threading
from pathlib import Path

from speedwright.pipeline.documents import open_source
from speedwright_server.lsp.analysis import Analysis
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.documents import Document, Documents
from speedwright_server.lsp.folders import Folders
from speedwright_server.lsp.heat import ShownHeat
from speedwright_server.lsp.workspace_reports import WorkspaceReports
from tests.lsp.slow_code import MEMBERSHIP

URI = "file:///work/module.py"


class ClosedMeanwhile(Documents):
    """Documents that are closed as soon as somebody begins to look at them, while that is `closing`."""

    closing = True

    def is_current(self, document: Document) -> bool:
        current = super().is_current(document)
        if self.closing and threading.current_thread() is not threading.main_thread():
            self.close(document.uri)
        return current


def document(language: str) -> Document:
    source = open_source(Path("/work/module.py"), MEMBERSHIP, language)
    assert source is not None
    return Document(URI, 1, source, source.path)


def analysis_of(documents: Documents) -> Analysis:
    found = Analysis(documents, Folders(lambda _: None), ShownHeat(), lambda _: None)
    found.may_correct = True
    return found


async def test_a_document_that_is_opened_in_another_language_is_looked_at_as_a_whole() -> None:
    documents = Documents()
    analysis = analysis_of(documents)
    documents.put(document("python"))
    first = await analysis.diagnosis(URI)
    documents.put(document("javascript"))
    again = await analysis.diagnosis(URI)
    analysis.close()

    assert first is not None
    assert first.findings
    assert again is not None
    assert (again.findings, again.complete) == ((), True)


async def test_nothing_is_kept_of_a_document_that_was_closed_while_it_was_looked_at() -> None:
    documents = ClosedMeanwhile()
    analysis = analysis_of(documents)
    documents.put(document("python"))
    closed = await analysis.diagnosis(URI)
    documents.closing = False
    documents.put(document("python"))
    again = await analysis.diagnosis(URI)
    analysis.close()

    assert closed is None
    assert again is not None
    assert again.complete


async def test_whoever_looks_at_the_workspace_comes_to_an_end_with_the_conversation() -> None:
    documents, folders, shown = Documents(), Folders(lambda _: None), ShownHeat()
    analysis = analysis_of(documents)
    reports = WorkspaceReports(documents, folders, shown, analysis)
    analysis.close()
    reports.close()

    assert [batch async for batch in reports.all(Client())] == []
