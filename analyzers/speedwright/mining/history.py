"""The performance commits of a repository as pairs: each function that one commit changed, before and after."""

from __future__ import annotations

import ast
import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.git import GitError, git
from speedwright.mining.pairs import Pair
from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.syntax.functions import FunctionNode, functions
from speedwright.syntax.source_file import SourceFile

# What people write into the message of a commit that makes code faster; for `git log -i -E`.
MESSAGE = (
    r"(^|[^a-z])(perf|performance|faster|quicker|speed[ -]?ups?|speeds? up|optimi[sz][a-z]*|less time)([^a-z]|$)"
)
# The latest ones: older code says less about what the repository holds today, and each costs minutes.
MOST_COMMITS = 100
# Of one commit: what changes more functions is a rewrite, not a speedup.
MOST_FUNCTIONS = 6
_TESTS = ("test", "tests", "conftest", "setup", "docs")


class HistoryError(SpeedwrightError):
    """A folder whose history cannot be read; the text says why."""


def top_of(folder: Path) -> Path:
    """The top folder of the repository that a folder is in. Raises HistoryError."""
    return Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").rstrip(b"\n")))


def performance_commits(repository: Path) -> tuple[str, ...]:
    """The hashes of commits whose message speaks of speed, the latest first. Raises HistoryError.

    `repository` is its top folder: see `top_of`.
    """
    options = ["-i", "-E", f"--grep={MESSAGE}", "--no-merges", f"--max-count={MOST_COMMITS}", "--format=%H"]
    return tuple(_git(repository, "log", *options, "--", "*.py").decode().split())


def pairs_of(repository: Path, commit: str, home: Path) -> Iterator[Pair]:
    """The pairs of one commit; `home` becomes the tree before it, which their modules are imported from.

    Raises HistoryError.
    """
    found = [pair for path in _changed_files(repository, commit) for pair in _pairs(repository, commit, path, home)]
    if not 0 < len(found) <= MOST_FUNCTIONS:
        return
    home.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(_git(repository, "archive", "--format=tar", f"{commit}^"))) as tree:
            tree.extractall(home, filter="data")
    except (tarfile.TarError, OSError) as error:
        # Such as a link that leads out of the tree.
        raise HistoryError(f"{commit}: its tree cannot be laid out: {error}") from error
    yield from found


def _changed_files(repository: Path, commit: str) -> list[str]:
    told = _git(
        repository, "diff-tree", "-z", "--no-commit-id", "--name-only", "--diff-filter=M", "-r", commit, "--", "*.py"
    )
    return [path for path in os.fsdecode(told).split("\0") if path and not _is_test(path)]


def _is_test(path: str) -> bool:
    return any(part.startswith(_TESTS) for part in Path(path).with_suffix("").parts)


def _pairs(repository: Path, commit: str, path: str, home: Path) -> Iterator[Pair]:
    old, new = (
        SourceFile.parse(_git(repository, "show", f"{revision}:{path}"), Path(path))
        for revision in (f"{commit}^", commit)
    )
    if old.root.has_error or new.root.has_error:
        return
    after = _texts(new)
    for function in functions(old):
        text = after.get(function.qualname)
        if function.nested or text is None or text == old.text(function.span):
            continue
        name = f"{commit[:10]}:{path}::{function.qualname}"
        fast = _replaced(old, function, text, _imports(new))
        yield Pair(name, name, old.text(old.span), fast, function.qualname, (), str(home), path)


def _texts(source: SourceFile) -> dict[str, str]:
    return {each.qualname: source.text(each.span) for each in functions(source) if not each.nested}


def _replaced(old: SourceFile, function: FunctionNode, text: str, imports: list[str]) -> str:
    """The old module with the new function, and the imports that it lacks in front of the first statement that can
    have one there.
    """
    known = set(_imports(old))
    lines = "".join(f"{each}\n" for each in imports if each not in known)
    edits = [TextEdit(function.span, text)]
    if lines:
        at = _import_place(old)
        edits.append(TextEdit(Span(at, at), lines))
    return apply_edits(old.content, edits).decode("utf-8", "replace")


def _import_place(source: SourceFile) -> int:
    for statement in source.root.named_children:
        is_text = statement.type == "expression_statement" and statement.named_children[0].type == "string"
        if statement.type not in ("comment", "future_import_statement") and not is_text:
            return statement.start_byte
    return len(source.content)


def _imports(source: SourceFile) -> list[str]:
    try:
        tree = ast.parse(source.content)
    except (SyntaxError, ValueError):
        return []
    found = [each for each in tree.body if isinstance(each, (ast.Import, ast.ImportFrom))]
    return [ast.unparse(each) for each in found if getattr(each, "module", "") != "__future__"]


def _git(repository: Path, *arguments: str) -> bytes:
    try:
        return git(repository, *arguments, own=True)
    except GitError as error:
        raise HistoryError(f"{repository}: its history cannot be read: {error}") from error
