"""Verdicts that outlive the process, by the hashes of all that they depend on, outside every checkout."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import logging
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright.cache import cache_folder, put
from speedwright.judging_code import judging_code_digest
from speedwright.model.candidate import Candidate
from speedwright.model.evidence import Evidence
from speedwright.model.measurement import Measurement
from speedwright.model.verdict import Outcome, Verdict
from speedwright.syntax.python.reachable import reachable
from speedwright.syntax.source_file import SourceFile

logger = logging.getLogger(__name__)

SCHEMA = 2


@dataclass(frozen=True, slots=True)
class Receipt:
    """A verdict without its candidate, which the key stands for."""

    function: str
    outcome: Outcome
    reason: str
    evidence: Evidence
    measurement: Measurement | None
    elapsed_s: float
    dependencies: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that a verdict depends on besides the two texts, but for the other modules of the workspace.

    `interpreter` and `isolation` are the identity and name of these; `path` is that of the file, relative to the
    workspace's root; `search_path` are the folders imports start from, relative to it too. `calls` are the user's,
    `recorded` stands for the recorded ones, `symbolic` says whether CrossHair was asked for, `instructions` whether a
    count of them may decide.
    """

    interpreter: str
    isolation: str
    path: str
    module: str
    search_path: tuple[str, ...]
    memory_mib: int
    calls: str | None = None
    recorded: str = ""
    symbolic: bool = False
    instructions: bool = False


def receipt_key(candidate: Candidate, circumstances: Circumstances) -> str:
    """The hash of what a candidate's entry points reach, before and after, of its circumstances, and of what judges.

    A verdict holds for this machine's class only.
    """
    parts = [
        str(SCHEMA),
        judging_code_digest(),
        platform.machine(),
        platform.system(),
        _digest_of_reachable(candidate, candidate.source),
        _digest_of_reachable(candidate, candidate.result),
        candidate.entry_points,
        dataclasses.astuple(circumstances),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _digest_of_reachable(candidate: Candidate, content: bytes) -> str:
    """Other functions of the module may change without making a verdict void."""
    source = SourceFile.parse(content, candidate.path, "python")
    return hashlib.sha256(reachable(source, candidate.entry_points)).hexdigest()


class ReceiptStore:
    """One file per receipt; a damaged one is as good as none, is told, and is replaced by the next verdict."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = (folder or cache_folder()) / f"receipts-{SCHEMA}"

    @property
    def is_empty(self) -> bool:
        """Whether there never was a receipt."""
        return not self._folder.is_dir()

    def load(self, key: str, candidate: Candidate, root: Path) -> Verdict | None:
        """The stored verdict on this candidate; None without one, or when a module it depended on has changed."""
        receipt = self._read(self._path(key))
        if receipt is None or not _still_holds(receipt, root):
            return None
        fields = {each.name: getattr(receipt, each.name) for each in dataclasses.fields(Receipt)}
        return Verdict(candidate=candidate, **fields)

    def save(self, key: str, verdict: Verdict) -> None:
        """Stores a verdict; where the folder cannot be written, nothing is stored and nothing is lost."""
        fields = {each.name: getattr(verdict, each.name) for each in dataclasses.fields(Receipt)}
        body = json.dumps(_plain(Receipt(**fields)), sort_keys=True)
        digest = hashlib.sha256(body.encode()).hexdigest()
        path = self._path(key)
        try:
            put(path, f"{digest}\n{body}\n")
        except OSError as error:
            logger.warning("verdicts are not kept: %s cannot be written: %s", path.parent, error.strerror or error)

    def _read(self, path: Path) -> Receipt | None:
        """The receipt in a file; a damaged one is told and taken away, so that the next verdict is stored anew."""
        try:
            content = path.read_bytes()
        except OSError:
            return None
        try:
            return _undamaged(content)
        except (ValueError, TypeError, KeyError):
            logger.warning("a stored verdict was damaged (%s): it is made anew", path)
            with contextlib.suppress(OSError):
                path.unlink()
            return None

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def _undamaged(content: bytes) -> Receipt:
    """The receipt that was stored. Raises ValueError and its relatives for anything else."""
    digest, _, body = content.decode("utf-8").rstrip("\n").partition("\n")
    if hashlib.sha256(body.encode()).hexdigest() != digest:
        raise ValueError("not what was written")
    return _structured(json.loads(body))


def _plain(receipt: Receipt) -> Any:
    import cattrs

    return cattrs.Converter().unstructure(receipt)


def _structured(data: Any) -> Receipt:
    # Imported late: the static half of the product never needs it.
    import cattrs

    try:
        return cattrs.Converter().structure(data, Receipt)
    except cattrs.BaseValidationError as error:
        raise ValueError("not a receipt") from error


def _still_holds(receipt: Receipt, root: Path) -> bool:
    return all(_digest(root / name) == digest for name, digest in receipt.dependencies)


def unchanged_since(dependencies: Iterable[tuple[str, str]], root: Path, start_ns: int) -> bool:
    """Whether all files that a run read were the same from its start (by the system's clock) until now.

    The system keeps the time of the last change itself, so that a file with its old content and date put back counts
    as changed.
    """
    return all(
        _digest(root / name) == digest and _changed_ns(root / name) < start_ns for name, digest in dependencies
    )


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _changed_ns(path: Path) -> int:
    stat = path.stat()
    return max(stat.st_mtime_ns, stat.st_ctime_ns)
