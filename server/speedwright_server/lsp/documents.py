"""The open documents, each an immutable snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speedwright.pipeline.documents import SourceFile
from speedwright.pipeline.notebooks.joining import JoinedCells


@dataclass(frozen=True, slots=True)
class Cell:
    """One version of one cell of a notebook; `text` is None for one that is not Python."""

    uri: str
    version: int
    text: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One version of one document. Two snapshots are the same only when they are one object.

    `path` is None for a document that is no file: one never saved, or one that the editor holds elsewhere. Of a
    notebook, `source` is the module that its `cells` are, joined as `joined` says. `sound` is the last version that
    had no errors, of one that has some: often the next one is the same again.
    """

    uri: str
    version: int
    source: SourceFile
    path: Path | None
    cells: tuple[Cell, ...] = ()
    joined: JoinedCells | None = None
    sound: SourceFile | None = None

    @property
    def is_broken(self) -> bool:
        """Whether there are errors of syntax in it."""
        return self.source.root.has_error

    @property
    def uris(self) -> tuple[str, ...]:
        """Under which the client shows it: its own, or those of its cells."""
        return (self.uri,) if self.joined is None else tuple(each.uri for each in self.cells)


class Documents:
    """The current snapshot of each open document, by URI as the client spells it; a notebook also by its cells'."""

    def __init__(self) -> None:
        self._current: dict[str, Document] = {}
        self._notebooks: dict[str, str] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(tuple(self._current.values()))

    def get(self, uri: str) -> Document | None:
        """The current snapshot, or None when the document is not open."""
        return self._current.get(self._notebooks.get(uri, uri))

    def at(self, path: Path) -> Document | None:
        """The current snapshot of the document that shows a file, or None when it is not open."""
        return next((each for each in self if each.path == path), None)

    def put(self, document: Document) -> None:
        """Opens the document, or takes its next version."""
        self._forget_cells(document.uri)
        self._current[document.uri] = document
        if document.joined is not None:
            self._notebooks.update(dict.fromkeys(document.uris, document.uri))

    def close(self, uri: str) -> None:
        """Forgets the document."""
        self._forget_cells(uri)
        self._current.pop(uri, None)

    def _forget_cells(self, uri: str) -> None:
        before = self._current.get(uri)
        for each in before.cells if before is not None else ():
            self._notebooks.pop(each.uri, None)

    def is_current(self, document: Document) -> bool:
        """Whether no later version has come, and the document is still open."""
        return self._current.get(document.uri) is document

    def overlay(self) -> dict[Path, bytes]:
        """What the editor shows, which may differ from what is saved, by path."""
        return {each.path: each.source.content for each in self if each.path is not None}
