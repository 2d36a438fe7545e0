"""Protocol types to our own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from lsprotocol import types

from speedwright.model.text import Span, TextEdit
from speedwright.pipeline.documents import NOTEBOOK, Encoding, LineIndex, SourceFile, edit_between
from speedwright_server.lsp.documents import Document

LANGUAGES = {
    "python": "python",
    "javascript": "javascript",
    "javascriptreact": "javascript",
    "typescript": "typescript",
    "typescriptreact": "tsx",
    "go": "go",
    "cpp": "cpp",
    "java": "java",
    "ruby": "ruby",
}
"""Our language names by the protocol's; for any other, the suffix of the file decides."""

OF_EDITORS = frozenset({
    *("path", "interpreter", "import-strategy", "args", "cwd", "env", "trace", "log-level", "log-file"),
    *("show-notifications", "enable", "enabled", "command"),
})  # fmt: skip
"""What editors and their extensions keep beside our settings, and the server has no use for."""

CAPITAL = re.compile("[A-Z]")


def path_of(uri: str) -> Path | None:
    """The path behind a `file:` URI; None for documents that are no files (unsaved, remote) and cannot be one."""
    parts = urlsplit(uri)
    if parts.scheme != "file" or "%00" in uri or "\0" in uri:
        return None
    host = f"//{parts.netloc}" if parts.netloc not in ("", "localhost") else ""
    # A `#` or `?` that belongs to the name is percent-encoded; only the path counts.
    return Path(host + url2pathname(parts.path))


def is_in_notebook(uri: str) -> bool:
    """Whether a URI is that of a notebook, or of a cell in one."""
    parts = urlsplit(uri)
    return parts.scheme == "vscode-notebook-cell" or parts.path.endswith(NOTEBOOK)


def name_of(uri: str) -> str:
    """The last part of any URI: what a document is called that is no file."""
    return PurePosixPath(unquote(urlsplit(uri).path)).name or "untitled"


def position_from(value: Any) -> types.Position | None:
    """The position in an argument of a command, which arrives as plain JSON; None for anything else."""
    match value:
        case {"line": int(line), "character": int(character)} if line >= 0 and character >= 0:
            return types.Position(line, character)
    return None


def offset_of(source: SourceFile, position: types.Position, encoding: Encoding) -> int:
    """The byte offset; a position behind the end of its line, or of the text, means that end."""
    return source.line_index.offset(position.line, position.character, encoding)


def _span_of(lines: LineIndex, range_: types.Range, encoding: Encoding) -> Span:
    """The bytes of a range; clients that send one backwards mean the same text."""
    start, end = sorted(lines.offset(each.line, each.character, encoding) for each in (range_.start, range_.end))
    return Span(start, end)


def offset_in(document: Document, uri: str, position: types.Position, encoding: Encoding) -> int:
    """The byte offset of a position in the document, or in the cell of a notebook that `uri` names."""
    number = next((number for number, cell in enumerate(document.cells) if cell.uri == uri), None)
    if document.joined is None or number is None:
        return offset_of(document.source, position, encoding)
    cell = document.joined.cells[number]
    if position.line >= cell.line_count:
        return cell.span.end
    return offset_of(document.source, types.Position(cell.line + position.line, position.character), encoding)


def span_in(document: Document, uri: str, range_: types.Range, encoding: Encoding) -> Span:
    """The bytes of a range in the document, or in the cell of a notebook that `uri` names."""
    start, end = sorted(offset_in(document, uri, each, encoding) for each in (range_.start, range_.end))
    return Span(start, end)


def text_of(text: str) -> str:
    """The text as it can be encoded: half a surrogate pair, which JSON can carry, becomes U+FFFD.

    In UTF-16, UTF-8 and UTF-32 that has the length of what it replaces, so positions stay true.
    """
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def changed_source(
    source: SourceFile,
    changes: Iterable[types.TextDocumentContentChangeEvent],
    encoding: Encoding,
    like: SourceFile | None = None,
) -> SourceFile:
    """The text after changes, each about the text that the one before it left; `like` is an earlier version, to which
    they may lead back.
    """
    draft = source.draft
    for change in changes:
        draft = draft.edited(edit_of(draft.content, draft.line_index, change, encoding))
    return source.next(draft, like=like)


def edit_of(
    content: bytes, lines: LineIndex, change: types.TextDocumentContentChangeEvent, encoding: Encoding
) -> TextEdit:
    """A change of a text as bytes; one without a range is all of the new text."""
    text = text_of(change.text)
    if isinstance(change, types.TextDocumentContentChangePartial):
        return TextEdit(_span_of(lines, change.range, encoding), text)
    # Some clients send all of it for every character.
    return edit_between(content, text.encode("utf-8"))


def options_of(value: Any) -> dict[str, Any]:
    """Our settings among the editor's, under their names in `[tool.speedwright]`; unknown ones are kept, to be told.

    Editors spell them `memoryLimit`, `memory-limit` or `memory_limit`, send null for what is unset, and keep
    settings of the extension itself in the same section.
    """
    if not isinstance(value, Mapping):
        return {}
    spelt = {_kebab(str(key)): item for key, item in value.items()}
    return {key: item for key, item in spelt.items() if key.partition(".")[0] not in OF_EDITORS and item is not None}


def _kebab(name: str) -> str:
    return CAPITAL.sub(lambda capital: f"-{capital[0].lower()}", name).replace("_", "-")
