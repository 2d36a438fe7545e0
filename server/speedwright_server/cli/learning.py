"""`speedwright skills learn`: its options, and how what was learned is shown."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from speedwright_server.cli.arguments import positive
from speedwright_server.cli.asking_model import require_sense
from speedwright_server.cli.command import ExitStatus, UsageError
from speedwright_server.cli.learning_by_model import add_model_learning_options, learn_with_model
from speedwright_server.cli.progress import watched
from speedwright_server.cli.workspace import shown_path, workspace_of

if TYPE_CHECKING:
    from speedwright.pipeline.learn import Learned


def add_learning_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skills learn`."""
    parser.add_argument(
        "--min-support", type=positive, default=1, metavar="N", help="distinct functions a page needs (default: 1)"
    )
    parser.add_argument("--jobs", type=positive, metavar="N", help="processes (default: one for each processor)")
    parser.add_argument("--python", metavar="EXE", help="the interpreter to run the code in")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_model_learning_options(parser)
    parser.set_defaults(act=_learn)


def _learn(options: argparse.Namespace) -> ExitStatus:
    require_sense(options)
    if options.model:
        return learn_with_model(options)
    if options.functions:
        raise UsageError("functions go with --model; without, all that was accepted is learned from")
    from speedwright.pipeline.learn import LearnRequest, learn

    workspace = workspace_of([])
    request = LearnRequest(workspace.root, workspace.settings, options.jobs, options.min_support, options.python)
    with watched() as (line, cancellation):
        learned = learn(request, line, cancellation)
    if options.format == "json":
        report = None if learned.report is None else learned.report.as_json()
        found = {"schema": 1, "accepted": learned.accepted, "by_skills": learned.by_skills, "report": report}
        print(json.dumps(found, indent=2))
    else:
        _print(learned, shown_path(request.folder))
    return ExitStatus.CLEAN


def _print(learned: Learned, folder: str) -> None:
    from speedwright_server.cli.mining_text import report_lines

    print(f"accepted  {learned.accepted} rewrites in this workspace, {learned.by_skills} by skills of the library")
    if learned.report is None:
        print("There is nothing to learn from: the library knows them all.")
    else:
        print("\n".join(report_lines(learned.report, folder)))
