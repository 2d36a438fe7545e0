"""The open documents, each an immutable snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speedwright.pipeline.documents import SourceFile


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One version of one document. Two snapshots are the same only when they are one object.

    `path` is None for a document that is no file: one never saved, or one that the editor holds elsewhere.
    """

    uri: str
    version: int
    source: SourceFile
    path: Path | None


class Documents:
    """The current snapshot of each open document, by URI as the client spells it."""

    def __init__(self) -> None:
        self._current: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(tuple(self._current.values()))

    def get(self, uri: str) -> Document | None:
        """The current snapshot, or None when the document is not open."""
        return self._current.get(uri)

    def at(self, path: Path) -> Document | None:
        """The current snapshot of the document that shows a file, or None when it is not open."""
        return next((each for each in self if each.path == path), None)

    def put(self, document: Document) -> None:
        """Opens the document, or takes its next version."""
        self._current[document.uri] = document

    def close(self, uri: str) -> None:
        """Forgets the document."""
        self._current.pop(uri, None)

    def is_current(self, document: Document) -> bool:
        """Whether no later version has come, and the document is still open."""
        return self._current.get(document.uri) is document

    def overlay(self) -> dict[Path, bytes]:
        """What the editor shows, which may differ from what is saved, by path."""
        return {each.path: each.source.content for each in self if each.path is not None}
