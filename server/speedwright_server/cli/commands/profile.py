"""`speedwright profile`: where a program spends its time, function by function and line by line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright_server.cli.arguments import existing_file, seconds
from speedwright_server.cli.command import Command, ExitStatus, UsageError
from speedwright_server.cli.progress import watched
from speedwright_server.cli.recorded_calls import told_lines
from speedwright_server.cli.terminal import is_coloured, visible
from speedwright_server.cli.workspace import Workspace, shown_path, workspace_of

if TYPE_CHECKING:
    from speedwright.model.profile import Profile
    from speedwright.model.work import Cancellation
    from speedwright.pipeline.profile import ProfileRequest

FORMATS = ("table", "json", "speedscope", "html")
TOP = 15


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="COMMAND",
        help="what to run, best after `--`: a script, a selection of pytest's, `-m MODULE`, or any command that runs "
        "Python",
    )
    parser.add_argument(
        "--backend",
        choices=("py-spy", "scalene", "sampling"),
        help="py-spy samples from outside (default); scalene, installed beside your code, tells Python from native "
        "code and measures memory; sampling is CPython's own profiler, from 3.15 on",
    )
    parser.add_argument("--pid", type=_positive, metavar="N", help="a Python that runs already, until Ctrl-C")
    parser.add_argument(
        "--dump", action="store_true", help="show where the process of --pid is at this moment, no more"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="keep the profile in a file, as its suffix says")
    parser.add_argument(
        "--diff", nargs=2, type=existing_file, metavar=("OLD", "NEW"), help="compare the profiles in two files"
    )
    parser.add_argument(
        "--import", dest="imported", type=existing_file, metavar="FILE", help="read a profile instead of taking one: "
        "speedscope, pstats, Scalene's JSON or py-spy's raw format",
    )  # fmt: skip
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="html is a flame graph (default: table; of a file, what its suffix says, else json)",
    )
    parser.add_argument("--duration", type=seconds, metavar="SECONDS", help="end after so long")
    parser.add_argument(
        "--rate",
        type=_positive,
        metavar="N",
        help="samples a second (default: 75; of a process that runs already 50)",
    )
    parser.add_argument(
        "--native", action="store_true", help="let py-spy look into native code, too: it disturbs more, and "
        "tells the share of native code",
    )  # fmt: skip
    parser.add_argument(
        "--record",
        action="store_true",
        help="afterwards run the command once more, and keep real calls of the measured functions for verification",
    )
    parser.add_argument("--top", type=_positive, default=TOP, metavar="N", help=f"rows of the table (default: {TOP})")
    parser.add_argument(
        "--python",
        metavar="EXE",
        help="the interpreter for scripts and tests (default: the setting `python`, else the workspace's .venv)",
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0 or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text}: expected a whole number above zero")
    return int(text)


def _run(options: argparse.Namespace) -> ExitStatus:
    words = _words(options)
    workspace = workspace_of([])
    if options.diff is not None:
        return _compared(options, workspace)
    if options.dump:
        from speedwright.pipeline.profile import dump

        sys.stdout.write(_visible_lines(dump(options.pid)))
        return ExitStatus.CLEAN
    if options.imported is not None:
        from speedwright.pipeline.profile import RATE, load_profile

        return _told(load_profile(options.imported, workspace.root, options.rate or RATE), options, workspace)
    from speedwright.pipeline.profile import profile

    with watched() as (line, cancellation):
        found = profile(_request(options, words, workspace), line, cancellation)
        line.clear()
        # What Ctrl-C left is told as well, before it ends the command.
        status = _told(found, options, workspace)
        if options.record:
            _record(found, workspace, cancellation)
        return status


def _record(found: Profile, workspace: Workspace, cancellation: Cancellation) -> None:
    """In a run of its own: watching calls costs time, which would be measured as the program's."""
    from speedwright.pipeline.profile import recorded

    kept = recorded(found, workspace.root, workspace.settings, cancellation)
    for line in told_lines(kept.calls, kept.missed):
        print(line, file=sys.stderr)


def _visible_lines(text: str) -> str:
    """Names in other processes cannot steer the terminal."""
    return "".join(f"{visible(line)}\n" for line in text.splitlines())


def _words(options: argparse.Namespace) -> tuple[str, ...]:
    """The command. Raises UsageError unless there is one thing to do."""
    words = (*options.words, *(options.rest or ()))
    if options.dump and options.pid is None:
        raise UsageError("--dump needs --pid N")
    if options.record and not words:
        raise UsageError("--record needs a command: it is run once more")
    asked = [bool(words), options.pid is not None, options.diff is not None, options.imported is not None]
    if sum(asked) != 1:
        raise UsageError("one of a command after --, --pid, --import and --diff is needed")
    return words


def _request(options: argparse.Namespace, words: tuple[str, ...], workspace: Workspace) -> ProfileRequest:
    from speedwright.pipeline.profile import DEFAULT, ProfileRequest

    return ProfileRequest(
        root=workspace.root,
        settings=workspace.settings,
        folder=Path.cwd(),
        words=words,
        pid=options.pid,
        backend=options.backend or DEFAULT,
        seconds=options.duration,
        rate=options.rate,
        native=options.native,
        python=options.python,
        # What the program prints must not be taken for part of ours by those who read it.
        stdout=2 if options.output is None and options.format not in (None, "table") else 1,
    )


def _told(found: Profile, options: argparse.Namespace, workspace: Workspace) -> ExitStatus:
    from speedwright_server.cli.profile_table import profile_table

    if options.output is not None:
        _write(options.output, _rendered(found, _format_of(options.output, options.format), options, workspace))
        sys.stdout.write(profile_table(found, workspace.root, options.top, is_coloured(sys.stdout)))
        print(f"Written to {shown_path(options.output)}.")
    else:
        sys.stdout.write(_rendered(found, options.format or "table", options, workspace))
    return ExitStatus.REPORTED if found.target.status else ExitStatus.CLEAN


def _format_of(output: Path, asked: str | None) -> str:
    if asked is not None:
        return asked
    if output.name.endswith(".speedscope.json") or output.suffix == ".speedscope":
        return "speedscope"
    return {".txt": "table", ".html": "html", ".htm": "html"}.get(output.suffix, "json")


def _rendered(found: Profile, output_format: str, options: argparse.Namespace, workspace: Workspace) -> str:
    if output_format == "json":
        from speedwright.model.profile_json import profile_text

        return profile_text(found)
    if output_format == "speedscope":
        from speedwright.pipeline.profile import speedscope_text

        return speedscope_text(found)
    if output_format == "html":
        from speedwright.pipeline.profile import flame_graph

        return flame_graph(found)
    from speedwright_server.cli.profile_table import profile_table

    return profile_table(found, workspace.root, options.top, options.output is None and is_coloured(sys.stdout))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error


def _compared(options: argparse.Namespace, workspace: Workspace) -> ExitStatus:
    from speedwright.pipeline.profile import RATE, compared, comparison_json, load_profile
    from speedwright_server.cli.profile_table import comparison_table

    before, after = (load_profile(path, workspace.root, options.rate or RATE) for path in options.diff)
    comparison = compared(before, after)
    if options.format == "json":
        text = json.dumps(comparison_json(comparison), indent=2) + "\n"
    elif options.format in (None, "table"):
        text = comparison_table(comparison, options.top, is_coloured(sys.stdout) and options.output is None)
    else:
        raise UsageError(f"--diff has no format {options.format}: table or json")
    if options.output is None:
        sys.stdout.write(text)
    else:
        _write(options.output, text)
    return ExitStatus.CLEAN


COMMAND = Command(
    name="profile",
    summary="show where a program spends its time, by function and line",
    add_arguments=_add_arguments,
    run=_run,
    examples="""\
  speedwright profile -- shop/run.py 1000               # a script, with its arguments
  speedwright profile -- tests/test_shop.py::test_sum   # tests, by pytest
  speedwright profile --output p.json -- -m shop        # a module; the profile is kept
  speedwright profile --pid 1234 --duration 10          # ten seconds of what runs already
  speedwright profile --import old.prof                 # what cProfile, Scalene, py-spy or speedscope wrote
  speedwright profile --diff before.json after.json

The command runs as you would run it: in your own environment, outside the sandbox. Ctrl-C ends it, and shows what was
sampled until then. A kept profile steers `speedwright check --profile` and `improve --profile`.
exit status: 0 done, 1 the program itself failed, 2 nothing was measured, wrong use or internal error""",
    starts_another=True,
)
