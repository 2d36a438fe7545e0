"""`speedwright verify`: can anything tell two versions of a function apart, and is the second one faster?"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from speedwright_server.cli.arguments import add_run_options, existing_file
from speedwright_server.cli.command import Command, ExitStatus
from speedwright_server.cli.progress import watched
from speedwright_server.cli.terminal import console
from speedwright_server.cli.workspace import workspace_of

if TYPE_CHECKING:
    from speedwright.model.verdict import Verdict


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("original", type=existing_file, metavar="ORIGINAL", help="the module before")
    parser.add_argument("candidate", type=existing_file, metavar="CANDIDATE", help="the whole module after")
    parser.add_argument("--function", required=True, metavar="QUALNAME", help="the function or Class.method")
    add_run_options(parser, budget_help="how long it may take (default: the setting `budget`, 15 seconds)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def _run(options: argparse.Namespace) -> ExitStatus:
    from speedwright.pipeline.verify import VerifyRequest, verify

    workspace = workspace_of([options.original])
    request = VerifyRequest(
        original=options.original,
        candidate=options.candidate,
        function=options.function,
        settings=workspace.settings,
        root=workspace.root,
        python=options.python,
        calls=options.calls,
        budget_s=options.budget,
    )
    with watched() as (listener, cancellation):
        verdict = verify(request, listener, cancellation)
    _show(verdict, options.format)
    return ExitStatus.CLEAN if verdict.accepted else ExitStatus.REPORTED


def _show(verdict: Verdict, output_format: str) -> None:
    if output_format == "json":
        from speedwright.pipeline.verdict_json import verdict_to_json

        print(json.dumps(verdict_to_json(verdict), indent=2))
        return
    from speedwright_server.cli.verdict_text import print_verdict

    print_verdict(console(sys.stdout), verdict, verdict.function)


COMMAND = Command(
    name="verify",
    summary="compare two versions of a function: the same, and faster?",
    add_arguments=_add_arguments,
    run=_run,
    examples="""\
  speedwright verify before.py after.py --function totals
  speedwright verify before.py after.py --function Cart.total --calls examples.py --budget 30
  speedwright verify before.py after.py --function totals --format json

Both versions run in a sandbox, in your own interpreter.
exit status: 0 accepted, 1 different, not faster or undecided, 2 wrong use or internal error""",
)
