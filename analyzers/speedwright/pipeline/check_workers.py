"""Many files checked by several processes."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pickle
import signal
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from speedwright.languages.registry import language_of
from speedwright.model.work import Cancellation
from speedwright.pipeline.checked import Checked
from speedwright.pipeline.diagnosing import checked_file
from speedwright.pipeline.executors import ExecutorError, executor, may_fork
from speedwright.skills.registry import Library

PAYS_FROM = 2 << 20
"""Bytes of source from which starting processes pays: where they cannot be forked, each needs a quarter of a second
to start, and half of one to compile what patterns the files need, while one process reads two megabytes a second."""
COMPILED_FROM = 256 << 10
"""Bytes of source from which it pays to compile at once what most files need, a tenth of a second: patterns that
are compiled later are a query of their own, which goes through all nodes again, 40 ms for each megabyte."""
_SHARE = 1 << 20
"""Bytes for which one more process is started."""
_BATCH = 128 << 10
"""Bytes that are handed over at once: little enough for the last one to end soon after the others."""


_inherited: list[Library] = []
"""In a process that forks, and in its forks, the library of the last check: what it compiled cannot travel."""


class _Part(NamedTuple):
    """Files, the pickled library (empty for a fork, which has it), and whether quiet findings count."""

    paths: tuple[Path, ...]
    library: bytes
    quiet_too: bool


def workers_for(size: int, jobs: int | None) -> int:
    """How many processes shall read so many bytes of source; 1 means this one."""
    if jobs is not None:
        return jobs
    return 1 if size < PAYS_FROM else max(1, min(_processors(), size // _SHARE))


def compile_for(size: int, paths: Iterable[Path], library: Library) -> None:
    """Compiles at once what one process will need for so many bytes, where they are many."""
    if size >= COMPILED_FROM:
        for name in _languages(paths):
            library.compile(name)


def _languages(paths: Iterable[Path]) -> set[str]:
    return {language.name for path in paths if (language := language_of(path)) is not None}


def checked_by(
    jobs: int, files: Sequence[tuple[Path, int]], library: Library, quiet_too: bool = False
) -> Iterator[tuple[Path, Checked]]:
    """What there is to say about each of the files, given with their sizes, in any order; `quiet_too` as of one.

    Whatever ends this early ends the processes first. Raises ExecutorError.
    """
    forked = may_fork()
    if forked:
        _inherited[:] = [library]
        with _interrupted_later():
            for name in _languages(path for path, _ in files):
                library.prepare(name)
    # What was compiled does not travel, and what was not read yet need not.
    pickled = b"" if forked else pickle.dumps(dataclasses.replace(library))
    parts = [_Part(paths, pickled, quiet_too) for paths in _batches(files)]
    ending = Cancellation()
    with executor(jobs, None, ending, forked) as pool:
        try:
            for part, checked in _results(pool, parts, 2 * jobs):
                yield from zip(part.paths, checked, strict=True)
        except BrokenExecutor as error:
            raise ExecutorError(f"a process that checked files ended: {error}") from error
        except BaseException:
            ending.cancel()
            raise


@contextlib.contextmanager
def _interrupted_later() -> Iterator[None]:
    """An interrupt waits, a second at most: one that meets tree-sitter while it compiles the expressions in a query
    would be told as a fault of the query. For a process with one thread.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _results(pool: Executor, parts: Sequence[_Part], ahead: int) -> Iterator[tuple[_Part, list[Checked]]]:
    """Each part with its results; no more than some are handed over ahead. None is ever taken back: a pool that ends
    meanwhile would complain about it.
    """
    waiting = iter(parts)
    futures: dict[Future[list[Checked]], _Part] = {}
    while True:
        for part in islice(waiting, ahead - len(futures)):
            futures[pool.submit(_check, part)] = part
        if not futures:
            return
        for done in wait(futures, return_when=FIRST_COMPLETED).done:
            yield futures.pop(done), done.result()


def _check(part: _Part) -> list[Checked]:
    library = _unpickled(part.library) if part.library else _inherited[0]
    return [checked_file(path, library, part.quiet_too) for path in part.paths]


@lru_cache(maxsize=1)
def _unpickled(library: bytes) -> Library:
    """One for all parts: it keeps what it compiled."""
    found: Library = pickle.loads(library)
    return found


def _batches(files: Sequence[tuple[Path, int]]) -> Iterator[tuple[Path, ...]]:
    """The largest first: one that comes last is waited for."""
    batch: list[Path] = []
    filled = 0
    for path, size in sorted(files, key=lambda each: -each[1]):
        batch.append(path)
        filled += size
        if filled >= _BATCH:
            yield tuple(batch)
            batch, filled = [], 0
    if batch:
        yield tuple(batch)


def _processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
