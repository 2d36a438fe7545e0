"""The texts of accepted rewrites, for `skills learn`: a receipt holds the verdict on two texts, and this the texts.

They lie in the user's cache beside the receipts, by workspace, never in a checkout: what is learned from is what was
accepted on this machine.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from speedwright.cache import cache_folder, put
from speedwright.model.verdict import Verdict

logger = logging.getLogger(__name__)

SCHEMA = 1
KEPT = 256
"""Of one workspace, the newest: what was accepted long ago is in the library by now, or not wanted there."""
LONGEST = 512 * 1024
"""Bytes of a module: a longer one is generated code."""


@dataclass(frozen=True, slots=True)
class AcceptedRewrite:
    """Two whole modules of which the second was accepted in the place of the first.

    `path` is relative to the workspace's root, and `calls` the user's examples, empty where there were none. `plan`
    is what whoever wrote it said of it, and `ratio` the lower bound of the speedup, 0 where it is not known.
    """

    path: str
    function: str
    before: str
    after: str
    skills: tuple[str, ...]
    calls: str
    plan: str = ""
    ratio: float = 0.0

    @property
    def change(self) -> tuple[str, str, str, str]:
        """What tells rewrites apart, however often they were accepted."""
        return self.path, self.function, self.before, self.after


class AcceptedRewrites:
    """Those of the workspace at `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        place = hashlib.sha256(str(self._root).encode("utf-8", "surrogateescape")).hexdigest()
        self._folder = cache_folder() / f"accepted-{SCHEMA}" / place

    def add(self, verdict: Verdict, calls: str | None) -> None:
        """Keeps what a verdict accepts, for each of its functions; where nothing can be written, nothing is lost."""
        candidate = verdict.candidate
        path = candidate.path.resolve()
        inside = path.relative_to(self._root) if path.is_relative_to(self._root) else None
        if not verdict.accepted or inside is None or max(len(candidate.source), len(candidate.result)) > LONGEST:
            return
        try:
            before, after = candidate.source.decode("utf-8"), candidate.result.decode("utf-8")
            for function in candidate.entry_points:
                told = candidate.skills, calls or "", candidate.explanation, _ratio(verdict)
                self._put(AcceptedRewrite(inside.as_posix(), function, before, after, *told))
        except UnicodeDecodeError:
            return
        except OSError as error:
            logger.warning("accepted rewrites are not kept: %s: %s", self._folder, error.strerror or error)

    def load(self) -> tuple[AcceptedRewrite, ...]:
        """The newest, oldest first, each once. A damaged one is told and taken away."""
        found = {each.change: each for _, each in self._read()}
        return tuple(found.values())

    def forget(self, verdict: Verdict) -> None:
        """Takes away what turned out to be wrong."""
        after = verdict.candidate.result.decode("utf-8", "replace")
        before = verdict.candidate.source.decode("utf-8", "replace")
        for file, each in self._read():
            if (each.before, each.after) == (before, after):
                file.unlink(missing_ok=True)

    def _read(self) -> Iterator[tuple[Path, AcceptedRewrite]]:
        files = sorted(self._folder.glob("*.json"), key=lambda file: (file.stat().st_mtime_ns, file.name))
        return ((file, each) for file in files[-KEPT:] for each in _read(file))

    def _put(self, rewrite: AcceptedRewrite) -> None:
        body = json.dumps(asdict(rewrite), sort_keys=True)
        digest = hashlib.sha256(body.encode()).hexdigest()
        put(self._folder / f"{digest}.json", body)


def _ratio(verdict: Verdict) -> float:
    return 0.0 if verdict.measurement is None else verdict.measurement.low


def _read(file: Path) -> Iterator[AcceptedRewrite]:
    try:
        body = file.read_bytes()
        if hashlib.sha256(body).hexdigest() != file.stem:
            raise ValueError("not what was written")
        data: dict[str, Any] = json.loads(body)
        yield AcceptedRewrite(**{**data, "skills": tuple(data["skills"])})
    except OSError:
        return
    except (ValueError, TypeError, KeyError):
        logger.warning("an accepted rewrite was damaged (%s): it is left out", file)
        file.unlink(missing_ok=True)
