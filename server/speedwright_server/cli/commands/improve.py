"""`speedwright improve`: rewrites slow code, and keeps what proves to be the same and faster."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright.model.problem import Problem
from speedwright.model.verdict import Outcome
from speedwright_server.cli.arguments import add_run_options, with_run_options
from speedwright_server.cli.command import Command, ExitStatus, UsageError
from speedwright_server.cli.problems import tell
from speedwright_server.cli.progress import ProgressLine, watched
from speedwright_server.cli.terminal import console
from speedwright_server.cli.workspace import shown_path, workspace_of

if TYPE_CHECKING:
    from speedwright.model.improvement import Improvement
    from speedwright.pipeline.improve import ImproveRequest


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "targets",
        nargs="*",
        default=["."],
        metavar="PATH | PATH::QUALNAME",
        help="files, folders, or single functions such as src/report.py::Report.totals (default: the current folder)",
    )
    parser.add_argument("--apply", action="store_true", help="write accepted edits to the files")
    add_run_options(parser, budget_help="how long the whole run may take (default: 15 seconds for each candidate)")
    parser.add_argument(
        "--format", choices=("text", "json", "diff"), default="text", help="diff is a patch of what was accepted"
    )


def _run(options: argparse.Namespace) -> ExitStatus:
    from speedwright.pipeline.improve import improve

    problems: list[Problem] = []
    with watched() as (line, cancellation):

        def told(problem: Problem) -> None:
            line.clear()
            tell([problem])
            problems.append(problem)

        results = _shown(improve(_request(options), line, cancellation, told), line, options, problems)
    clean = not problems and all(result.applied for result in results)
    return ExitStatus.CLEAN if clean else ExitStatus.REPORTED


def _request(options: argparse.Namespace) -> ImproveRequest:
    from speedwright.pipeline.improve import ImproveRequest, Target

    targets = tuple(Target(*_parsed(text)) for text in options.targets)
    workspace = workspace_of([target.path for target in targets])
    return ImproveRequest(
        targets=targets,
        root=workspace.root,
        settings=with_run_options(workspace.settings, options),
        apply=options.apply,
        calls=options.calls,
        python=options.python,
        budget_s=options.budget,
        # The diffs are one patch, and `git apply` takes its paths from the current folder.
        cumulative=True,
        diff_base=Path.cwd(),
    )


def _parsed(text: str) -> tuple[Path, str | None]:
    """`PATH` or `PATH::QUALNAME`. Raises UsageError where there is nothing at the path."""
    name, separator, qualname = text.rpartition("::") if "::" in text else (text, "", "")
    path = Path(name)
    if not path.exists():
        raise UsageError(f"{name}: no such file or folder")
    if separator and (not qualname or path.is_dir()):
        raise UsageError(f"{text}: expected FILE::FUNCTION or FILE::CLASS.METHOD")
    return path, qualname or None


def _shown(
    results: Iterable[Improvement], line: ProgressLine, options: argparse.Namespace, problems: Sequence[Problem]
) -> list[Improvement]:
    """All results; what people read is printed as soon as each arrives."""
    collected = []
    for result in results:
        line.clear()
        collected.append(result)
        if options.format == "text":
            _print_result(result)
        elif options.format == "diff" and result.verdict.accepted:
            sys.stdout.write(result.diff)
            sys.stdout.flush()
    line.clear()
    if options.format == "json":
        from speedwright.pipeline.verdict_json import improvements_to_json

        print(json.dumps(improvements_to_json(collected), indent=2))
    elif options.format == "text" and (collected or not problems):
        print(summary(collected))
    return collected


def _print_result(result: Improvement) -> None:
    from speedwright_server.cli.verdict_text import print_refusal, print_verdict

    verdict = result.verdict
    subject = f"{shown_path(verdict.candidate.path)}::{', '.join(verdict.candidate.entry_points)}"
    if verdict.accepted:
        note = "applied" if result.applied else ""
        print_verdict(console(sys.stdout), verdict, subject, result.diff, note, result.steps)
    else:
        print_refusal(console(sys.stdout), verdict, subject)


def summary(results: list[Improvement]) -> str:
    """One line on the whole run, and what to do next."""
    if not results:
        return "Nothing to improve was found."
    outcomes = Counter(result.verdict.outcome for result in results)
    counts = ", ".join(f"{outcomes[outcome]} {outcome.value}" for outcome in Outcome if outcomes[outcome])
    applied = sum(result.applied for result in results)
    if applied:
        return f"{counts}; {applied} applied."
    advice = "; --apply writes what was accepted" if outcomes[Outcome.ACCEPTED] else ""
    return f"{counts}{advice}."


COMMAND = Command(
    name="improve",
    summary="rewrite slow code, and keep what proves to be the same and faster",
    add_arguments=_add_arguments,
    run=_run,
    examples="""\
  speedwright improve src/report.py                   # every slow spot of a file
  speedwright improve src/report.py::Report.totals    # one method
  speedwright improve --apply src                     # write accepted edits
  speedwright improve --format diff src | git apply   # the same, through git

Your code runs in a sandbox, in your own interpreter.
exit status: 0 nothing left to do, 1 an accepted edit was not applied, a candidate was not accepted,
or something could not be read, tried or written, 2 wrong use or internal error""",
)
