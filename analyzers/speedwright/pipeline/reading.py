"""From a path to a source file, and what people must know about files that cannot be read, or only in part."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright.detection.detector import Detection
from speedwright.errors import SpeedwrightError
from speedwright.model.late_pattern import late_pattern
from speedwright.model.problem import Problem
from speedwright.pipeline.files import NOTEBOOK
from speedwright.syntax.source_file import SourceFile, UnsupportedLanguage

if TYPE_CHECKING:
    from speedwright.pipeline.notebooks.file import NotebookFile

# A tree takes some thirty times the memory of its text; nobody writes code of this size by hand.
SIZE_LIMIT = 32 << 20
TOO_LARGE = f"is larger than {SIZE_LIMIT >> 20} MiB"
_PYTHON_SCRIPT = late_pattern(rb"#![^\n]*\bpython")


class UnreadableFile(SpeedwrightError):
    """Why a file cannot be worked on, and the line where that shows."""

    def __init__(self, path: Path, message: str, line: int | None = None) -> None:
        super().__init__(f"{path}: {message}")
        self.problem = Problem(path, message, line)


class StrangeNotebook(UnreadableFile):
    """A notebook that is only worth a word where somebody named it: in an old format, damaged, or too large."""


class ForeignNotebook(StrangeNotebook):
    """One in another language, about which nobody has anything to mend."""


def read_source(path: Path, content: bytes | None = None) -> SourceFile:
    """The parsed file; `content` takes the place of what is on the disk. Raises UnreadableFile.

    That of a notebook is the module that its cells are; on the disk it is something else.
    """
    is_python = path.suffix == NOTEBOOK
    if content is None:
        content = read_notebook(path).module if is_python else _read(path)
    _require_text(path, content)
    try:
        return SourceFile.parse(content, path, "python" if is_python or _PYTHON_SCRIPT.match(content) else None)
    except UnsupportedLanguage as error:
        kind = path.suffix or "no suffix"
        raise UnreadableFile(path, f"is in no language that Speedwright knows: {kind}") from error


def read_notebook(path: Path, content: bytes | None = None) -> NotebookFile:
    """The notebook in a file; `content` takes the place of what is on the disk. Raises UnreadableFile."""
    from speedwright.pipeline.notebooks.file import NotANotebook, OtherLanguage, parse_notebook

    content = _read(path) if content is None else content
    if len(content) > SIZE_LIMIT:
        raise StrangeNotebook(path, TOO_LARGE)
    _require_text(path, content)
    try:
        return parse_notebook(content)
    except OtherLanguage as error:
        raise ForeignNotebook(path, str(error)) from error
    except NotANotebook as error:
        raise StrangeNotebook(path, str(error)) from error


def _require_text(path: Path, content: bytes) -> None:
    """Raises UnreadableFile for what is not UTF-8, or too large."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(path, f"is not UTF-8: byte 0x{content[error.start]:02X}", line) from error
    if len(content) > SIZE_LIMIT:
        raise UnreadableFile(path, TOO_LARGE)


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise UnreadableFile(path, "is no regular file")
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, f"cannot be read: {error.strerror}") from error


def problems_in(source: SourceFile, detection: Detection) -> tuple[Problem, ...]:
    """What kept the detection from seeing all of a source file: skills that failed, and text that does not parse."""
    # Without a skill, the problem is that of the whole file.
    failed = (f"{each.skill}: {each.message}".removeprefix(": ") for each in detection.problems)
    problems = [Problem(source.path, message) for message in failed]
    syntax_problem = _syntax_problem(source)
    return (*problems, *(() if syntax_problem is None else (syntax_problem,)))


def _syntax_problem(source: SourceFile) -> Problem | None:
    """Where Python cannot read the file either: tree-sitter's grammar alone refuses some valid code."""
    if source.language.name != "python" or not source.root.has_error:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source.content)
    except SyntaxError as error:
        return Problem(source.path, f"does not parse: {error.msg}; what could be read was checked", error.lineno)
    except (ValueError, RecursionError, MemoryError) as error:
        return Problem(source.path, f"does not parse: {error}; what could be read was checked")
    return None
