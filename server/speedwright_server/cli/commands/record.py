"""`speedwright record`: keeps real calls of the workspace's functions, for verification to try."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright_server.cli.command import Command, ExitStatus, UsageError
from speedwright_server.cli.progress import watched
from speedwright_server.cli.recorded_calls import told_lines
from speedwright_server.cli.workspace import workspace_of

if TYPE_CHECKING:
    from speedwright.pipeline.record import Recording


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="files and folders whose functions are recorded (default: the workspace); after `--`, what to run "
        "(default: the workspace's tests, with pytest where it is installed, else unittest)",
    )
    parser.add_argument(
        "--python",
        metavar="EXE",
        help="the interpreter that runs the tests (default: the setting `python`, else the workspace's .venv)",
    )


def _run(options: argparse.Namespace) -> ExitStatus:
    from speedwright.pipeline.record import RecordRequest, record

    paths, command = _checked(options.paths, options.rest)
    workspace = workspace_of(paths)
    request = RecordRequest(
        root=workspace.root,
        settings=workspace.settings,
        paths=paths or (workspace.root,),
        folder=Path.cwd() if command else workspace.root,
        command=command,
        python=options.python,
    )
    with watched() as (_, cancellation):
        recording = record(request, cancellation)
    for line in _summary(recording):
        print(line, file=sys.stderr)
    return ExitStatus.CLEAN if recording.status == 0 and recording.recorded.calls else ExitStatus.REPORTED


def _checked(paths: list[Path], rest: list[str] | None) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The paths and the command. Raises UsageError."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder (a command stands after --)")
    if rest == []:
        raise UsageError("no command after --")
    return tuple(paths), tuple(rest or ())


def _summary(recording: Recording) -> list[str]:
    lines = []
    if recording.status != 0:
        how = f"status {recording.status}" if recording.status > 0 else f"signal {-recording.status}"
        lines.append(f"The command ended with {how}; what it did until then is recorded.")
    return [*lines, *told_lines(recording.recorded.calls, recording.recorded.missed)]


COMMAND = Command(
    name="record",
    summary="run the tests, or any command, and keep real calls for verification to try",
    add_arguments=_add_arguments,
    run=_run,
    examples="""\
  speedwright record                            # the workspace's tests
  speedwright record src/shop                   # calls of this folder's functions alone
  speedwright record -- shop/run.py 1000        # a script: its sizes count as real ones
  speedwright record -- -m shop import          # a module, or any command that runs Python

The command runs as you would run it: in your own environment, outside the sandbox. A few calls of each shape are
kept, arguments and all, in .speedwright/cache/calls, readable by you alone; remove that folder to forget them.
exit status: 0 calls were kept, 1 none were, or the command failed, 2 wrong use or internal error""",
    starts_another=True,
)
