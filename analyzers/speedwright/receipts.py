"""Verdicts that outlive the process, by the hashes of all that they depend on, outside every checkout."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright import __version__
from speedwright.cache import cache_folder
from speedwright.model.candidate import Candidate
from speedwright.model.evidence import Evidence
from speedwright.model.measurement import Measurement
from speedwright.model.verdict import Outcome, Verdict

SCHEMA = 1


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


def receipt_key(candidate: Candidate, interpreter: str, calls: str | None) -> str:
    """The hash of all that a verdict depends on, but for the other modules of the workspace.

    `interpreter` is the identity of the target interpreter. A verdict holds for this machine's class only.
    """
    parts = [
        str(SCHEMA),
        __version__,
        interpreter,
        platform.machine(),
        platform.system(),
        hashlib.sha256(candidate.source).hexdigest(),
        hashlib.sha256(candidate.result).hexdigest(),
        *candidate.entry_points,
        calls or "",
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class ReceiptStore:
    """One file per receipt; a damaged one is as good as none, and is replaced by the next verdict."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = (folder or cache_folder()) / f"receipts-{SCHEMA}"

    def load(self, key: str, candidate: Candidate, root: Path) -> Verdict | None:
        """The stored verdict on this candidate; None without one, or when a module it depended on has changed."""
        receipt = _read(self._path(key))
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
            path.parent.mkdir(parents=True, exist_ok=True)
            # Written aside and moved into place: a reader meets the old receipt or the new one, never half of it.
            with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
                file.write(f"{digest}\n{body}\n")
            Path(file.name).replace(path)
        except OSError:
            return

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def _read(path: Path) -> Receipt | None:
    try:
        digest, _, body = path.read_text(encoding="utf-8").partition("\n")
        body = body.rstrip("\n")
        if hashlib.sha256(body.encode()).hexdigest() != digest:
            return None
        return _structured(json.loads(body))
    except (OSError, ValueError, TypeError, KeyError):
        return None


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
    for name, digest in receipt.dependencies:
        try:
            content = (root / name).read_bytes()
        except OSError:
            return False
        if hashlib.sha256(content).hexdigest() != digest:
            return False
    return True
