"""Use case: find proven speedups in files, functions or a workspace, and apply them when asked."""

from __future__ import annotations

import difflib
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from speedwright.detection.detector import detect
from speedwright.errors import SpeedwrightError
from speedwright.generation.registry import candidates
from speedwright.model.candidate import Candidate
from speedwright.model.finding import Finding
from speedwright.model.improvement import Improvement
from speedwright.model.work import Cancellation, Listener, Progress, unheard
from speedwright.pipeline.files import source_files
from speedwright.pipeline.judging import judged
from speedwright.pipeline.skills import library
from speedwright.pipeline.verify import Bench
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.functions import functions
from speedwright.syntax.source_file import SourceFile, UnsupportedLanguage

SUFFIXES = (".py",)


@dataclass(frozen=True, slots=True)
class Target:
    """A file or folder, or one function, method or class of a file."""

    path: Path
    qualname: str | None = None


@dataclass(frozen=True, slots=True)
class ImproveRequest:
    """What to improve and how. `overlay` holds the unsaved texts of editors by absolute path."""

    targets: tuple[Target, ...]
    root: Path
    settings: Settings
    apply: bool = False
    calls: Path | None = None
    python: str | None = None
    budget_s: float | None = None
    overlay: Mapping[Path, bytes] = field(default_factory=dict)


def improve(
    request: ImproveRequest, listener: Listener = unheard, cancellation: Cancellation | None = None
) -> Iterator[Improvement]:
    """The verdict on each candidate in turn, as soon as it is there.

    With `apply`, an accepted edit is written at once and the next candidate is verified on top of it, so that
    every edit was verified in the version it was applied to. Ends early when the budget is used up.

    Raises SpeedwrightError for targets that do not exist, and Cancelled.
    """
    skills = library(request.root)
    bench = Bench(request.root, request.settings, request.python, _calls(request))
    budget = Cancellation(request.budget_s)
    if cancellation is not None:
        cancellation.on_cancel(budget.cancel)
    for target in request.targets:
        for path in source_files([target.path], request.root, request.settings, SUFFIXES):
            yield from _improve_file(_File(path, target.qualname, skills), request, bench, listener, budget)


def _calls(request: ImproveRequest) -> str | None:
    if request.calls is None:
        return None
    try:
        return request.calls.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpeedwrightError(f"{request.calls}: cannot be read: {error}") from error


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    qualname: str | None
    skills: Library


def _improve_file(
    file: _File, request: ImproveRequest, bench: Bench, listener: Listener, budget: Cancellation
) -> Iterator[Improvement]:
    content = request.overlay.get(file.path.absolute())
    if content is None:
        content = _read(file.path)
    tried: set[tuple[str, ...]] = set()
    proven: list[Finding] = []
    while budget.remaining_s > 0:
        candidate = _next_candidate(file, content, request.settings, tried, proven)
        if candidate is None:
            return
        listener(Progress(f"{file.path.name}: {candidate.title} in {candidate.entry_points[0]}"))
        seconds = min(request.settings.budget, budget.remaining_s)
        verdict = judged(candidate, bench, seconds, listener, budget)
        applied = verdict.accepted and request.apply and _write(file.path, content, candidate.result)
        yield Improvement(verdict, _diff(candidate, request.root), applied)
        if applied:
            content = candidate.result
        elif verdict.accepted:
            proven.extend(candidate.findings)
    budget.check()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SpeedwrightError(f"{path}: cannot be read: {error.strerror or error}") from error


def _next_candidate(
    file: _File, content: bytes, settings: Settings, tried: set[tuple[str, ...]], proven: list[Finding]
) -> Candidate | None:
    """The first candidate in this version of the file that was not tried before, nor as part of a proven one."""
    try:
        source = SourceFile.parse(content, file.path)
    except UnsupportedLanguage:
        return None
    if file.qualname is not None:
        _require(source, file.qualname)
    found = [
        each for each in detect(source, file.skills) if each.skill not in settings.ignore and _wanted(each, file)
    ]
    for candidate, identity in zip(*_identified(source, found, file), strict=True):
        if identity not in tried and not all(each in proven for each in candidate.findings):
            tried.add(identity)
            return candidate
    return None


def _require(source: SourceFile, qualname: str) -> None:
    known = {each.qualname for each in functions(source)}
    if not any(each == qualname or each.startswith(f"{qualname}.") for each in known):
        raise SpeedwrightError(f"{source.path}: no function or class {qualname}")


def _wanted(finding: Finding, file: _File) -> bool:
    if file.qualname is None or finding.function is None:
        return finding.function is not None
    return finding.function == file.qualname or finding.function.startswith(f"{file.qualname}.")


def _identified(
    source: SourceFile, found: list[Finding], file: _File
) -> tuple[list[Candidate], list[tuple[str, ...]]]:
    """Candidates with what makes each of them itself in later versions of the file: its text, not its place."""
    proposed = list(candidates(source, found, file.skills))
    seen: Counter[tuple[str, ...]] = Counter()
    identities = []
    for candidate in proposed:
        texts = [
            source.content[each.span.start : each.span.end].decode("utf-8", "replace") for each in candidate.findings
        ]
        identity = (*candidate.entry_points, *candidate.skills, *texts)
        identities.append((*identity, str(seen[identity])))
        seen[identity] += 1
    return proposed, identities


def _write(path: Path, expected: bytes, result: bytes) -> bool:
    """Puts the result in the place of the file, unless somebody changed the file meanwhile."""
    if _read(path) != expected:
        return False
    # Links stay links, and a reader never meets half a file.
    target = path.resolve()
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        file.write(result)
    written = Path(file.name)
    written.chmod(target.stat().st_mode & 0o7777)
    written.replace(target)
    return True


def _diff(candidate: Candidate, root: Path) -> str:
    path = candidate.path.absolute()
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
    before, after = (
        text.decode("utf-8", "replace").splitlines(True) for text in (candidate.source, candidate.result)
    )
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
