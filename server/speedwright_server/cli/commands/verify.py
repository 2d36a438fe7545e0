"""`speedwright verify`: can anything tell two versions of a function or program apart, and is the second faster?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright.errors import SpeedwrightError
from speedwright_server.cli.arguments import add_run_options, existing_file, with_run_options
from speedwright_server.cli.command import Command, ExitStatus
from speedwright_server.cli.progress import watched
from speedwright_server.cli.terminal import console
from speedwright_server.cli.workspace import workspace_of

if TYPE_CHECKING:
    from speedwright.model.verdict import Verdict
    from speedwright.model.work import Cancellation, Listener


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("original", type=existing_file, metavar="ORIGINAL", help="the module before")
    parser.add_argument("candidate", type=existing_file, metavar="CANDIDATE", help="the whole module after")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--function",
        metavar="QUALNAME",
        help="the function, Class.method or class (default: all functions and methods that the difference touches)",
    )
    what.add_argument(
        "--program", action="store_true", help="the whole program, from standard input to output and exit status"
    )
    parser.add_argument(
        "--stdin", type=Path, metavar="DIR", help="with --program: a folder, each file of which is one input"
    )
    add_run_options(parser, budget_help="how long it may take (default: the setting `budget`, 15 seconds)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def _run(options: argparse.Namespace) -> ExitStatus:
    _check(options)
    with watched() as (listener, cancellation):
        verdict = (_of_program if options.program else _of_function)(options, listener, cancellation)
    _show(verdict, options.format)
    return ExitStatus.CLEAN if verdict.accepted else ExitStatus.REPORTED


def _check(options: argparse.Namespace) -> None:
    """Options that have no meaning together. Raises SpeedwrightError."""
    if options.program and options.calls is not None:
        raise SpeedwrightError("--calls is for functions; the inputs of a program are given with --stdin DIR")
    if options.program and options.symbolic:
        raise SpeedwrightError("--symbolic is for functions: CrossHair does not look at whole programs")
    if options.program and options.instructions:
        raise SpeedwrightError("--instructions is for functions: those of whole programs are not counted")
    if options.stdin is not None and not options.program:
        raise SpeedwrightError("--stdin is for programs: use it with --program")


def _of_function(options: argparse.Namespace, listener: Listener, cancellation: Cancellation) -> Verdict:
    from speedwright.pipeline.verify import VerifyRequest, verify

    workspace = workspace_of([options.original])
    request = VerifyRequest(
        original=options.original,
        candidate=options.candidate,
        function=options.function,
        settings=with_run_options(workspace.settings, options),
        root=workspace.root,
        python=options.python,
        calls=options.calls,
        budget_s=options.budget,
    )
    return verify(request, listener, cancellation)


def _of_program(options: argparse.Namespace, listener: Listener, cancellation: Cancellation) -> Verdict:
    from speedwright.pipeline.verify_program import ProgramRequest, verify_program

    workspace = workspace_of([options.original])
    request = ProgramRequest(
        original=options.original,
        candidate=options.candidate,
        stdin=options.stdin,
        settings=workspace.settings,
        root=workspace.root,
        python=options.python,
        budget_s=options.budget,
    )
    return verify_program(request, listener, cancellation)


def _show(verdict: Verdict, output_format: str) -> None:
    if output_format == "json":
        from speedwright.pipeline.verdict_json import verdict_to_json

        print(json.dumps(verdict_to_json(verdict), indent=2))
        return
    from speedwright_server.cli.verdict_text import print_verdict

    print_verdict(console(sys.stdout), verdict, verdict.function)


COMMAND = Command(
    name="verify",
    summary="compare two versions of a function or program: the same, and faster?",
    add_arguments=_add_arguments,
    run=_run,
    examples="""\
  speedwright verify before.py after.py --function totals
  speedwright verify before.py after.py --function Cart.total --calls examples.py --budget 30
  speedwright verify before.py after.py --function totals --format json
  speedwright verify before.py after.py
  speedwright verify before.py after.py --program --stdin inputs/

Both versions run in a sandbox, in your own interpreter.
exit status: 0 accepted, 1 different, not faster or undecided, 2 wrong use or internal error""",
)
