"""Progress of long work on stderr, and its end by a signal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from speedwright.model.work import Cancellation, Progress
from speedwright_server.cli.endings import cancelling
from speedwright_server.cli.terminal import console

if TYPE_CHECKING:
    import rich.progress


class ProgressLine:
    """A listener that keeps one line on stderr up to date; silent where stderr is no terminal."""

    def __init__(self) -> None:
        self._shown: rich.progress.Progress | None = None
        self._task: rich.progress.TaskID | None = None

    def __call__(self, progress: Progress) -> None:
        """Shows this state instead of the one before."""
        if not sys.stderr.isatty():
            return
        if self._shown is None:
            self._shown = _new_line()
            self._task = self._shown.add_task("", total=None)
            self._shown.start()
        assert self._task is not None
        total = None if progress.fraction is None else 1.0
        self._shown.update(self._task, description=progress.text(), completed=progress.fraction or 0.0, total=total)

    def clear(self) -> None:
        """Takes the line away, so that results can be printed; the next progress brings it back."""
        if self._shown is not None:
            self._shown.stop()
            self._shown = None


def _new_line() -> rich.progress.Progress:
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console(sys.stderr), transient=True)


@contextmanager
def watched() -> Iterator[tuple[ProgressLine, Cancellation]]:
    """A listener and a cancellation for long work; signals cancel it, so that no child outlives the command."""
    line, cancellation = ProgressLine(), Cancellation()
    try:
        with cancelling(cancellation):
            yield line, cancellation
    finally:
        line.clear()
