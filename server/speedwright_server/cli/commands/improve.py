"""`speedwright improve`: rewrites slow code, and keeps what proves to be the same and faster."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright.errors import Cancelled, SpeedwrightError
from speedwright.model.problem import Problem
from speedwright.model.verdict import Outcome
from speedwright_server.cli.arguments import add_run_options, existing_file, with_run_options
from speedwright_server.cli.asking_model import add_model_options, model_use, print_requests, require_sense
from speedwright_server.cli.command import Command, ExitStatus, UsageError
from speedwright_server.cli.problems import tell
from speedwright_server.cli.progress import ProgressLine, watched
from speedwright_server.cli.terminal import console
from speedwright_server.cli.workspace import Workspace, shown_path, workspace_of

if TYPE_CHECKING:
    from speedwright.model.improvement import Improvement
    from speedwright.model.profile import Profile
    from speedwright.model.work import Cancellation
    from speedwright.pipeline.improve import ImproveRequest
    from speedwright.pipeline.reprofile import Reprofiled


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "targets",
        nargs="*",
        default=["."],
        metavar="PATH | PATH::QUALNAME",
        help="files, folders, or single functions such as src/report.py::Report.totals (default: the current folder)",
    )
    parser.add_argument("--apply", action="store_true", help="write accepted edits to the files")
    parser.add_argument(
        "--only-accepted",
        action="store_true",
        help="for hooks: tell nothing but accepted edits; the exit status is 1 when there are some, applied or not, "
        "and 0 when there are none",
    )
    parser.add_argument(
        "--profile",
        type=existing_file,
        metavar="FILE",
        help="what `speedwright profile --output` kept, or another profiler's file: the hottest come first, and "
        "each accepted edit says what it is worth to the whole program",
    )
    parser.add_argument(
        "--reprofile",
        action="store_true",
        help="run the command of --profile again, before and after the accepted edits, in copies of the workspace",
    )
    add_model_options(parser)
    add_run_options(parser, budget_help="how long the whole run may take (default: 15 seconds for each candidate)")
    parser.add_argument(
        "--format", choices=("text", "json", "diff"), default="text", help="diff is a patch of what was accepted"
    )


def _run(options: argparse.Namespace) -> ExitStatus:
    from speedwright.pipeline.improve import improve

    require_sense(options)
    if options.reprofile and options.profile is None:
        raise UsageError("--reprofile needs --profile FILE")
    problems: list[Problem] = []
    with watched() as (line, cancellation):

        def told(problem: Problem) -> None:
            line.clear()
            tell([problem])
            problems.append(problem)

        request = replace(_request(options), model=model_use(options, line, told))
        if options.dry_run:
            from speedwright.pipeline.model_requests import model_requests

            print_requests(model_requests(request, told), options.format == "json")
            return ExitStatus.REPORTED if problems else ExitStatus.CLEAN
        results = _shown(improve(request, line, cancellation, told), line, options)
        program = None
        if options.reprofile:
            try:
                program = _reprofiled(request, results, line, cancellation)
            except Cancelled:
                raise
            except SpeedwrightError as error:
                # What was proven is worth telling all the same.
                told(Problem(None, str(error)))
        _sum_up(results, program, options, problems)
    return _status(results, problems, options.only_accepted)


def _status(results: Sequence[Improvement], problems: Sequence[Problem], only_accepted: bool) -> ExitStatus:
    if only_accepted:
        # What cannot be read or decided is no reason to hold up a push; an edit just written is.
        clean = not any(result.verdict.accepted for result in results)
    else:
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
        profile=_profile(options, workspace),
    )


def _profile(options: argparse.Namespace, workspace: Workspace) -> Profile | None:
    if options.profile is None:
        return None
    from speedwright.pipeline.profile import load_profile

    return load_profile(options.profile, workspace.root)


def _parsed(text: str) -> tuple[Path, str | None]:
    """`PATH` or `PATH::QUALNAME`. Raises UsageError where there is nothing at the path."""
    name, separator, qualname = text.rpartition("::") if "::" in text else (text, "", "")
    path = Path(name)
    if not path.exists():
        raise UsageError(f"{name}: no such file or folder")
    if separator and (not qualname or path.is_dir()):
        raise UsageError(f"{text}: expected FILE::FUNCTION or FILE::CLASS.METHOD")
    return path, qualname or None


def _shown(results: Iterable[Improvement], line: ProgressLine, options: argparse.Namespace) -> list[Improvement]:
    """All results; what people read is printed as soon as each arrives."""
    collected = []
    for result in results:
        line.clear()
        if options.only_accepted and not result.verdict.accepted:
            continue
        collected.append(result)
        if options.format == "text":
            _print_result(result)
        elif options.format == "diff" and result.verdict.accepted:
            sys.stdout.write(result.diff)
            sys.stdout.flush()
    line.clear()
    return collected


def _reprofiled(
    request: ImproveRequest, results: Sequence[Improvement], line: ProgressLine, cancellation: Cancellation
) -> Reprofiled | None:
    """The program before and after, where anything was accepted."""
    from speedwright.pipeline.reprofile import reprofiled

    accepted = [result for result in results if result.verdict.accepted]
    if request.profile is None or not accepted:
        return None
    found = reprofiled(request.profile, accepted, request.root, line, cancellation)
    line.clear()
    return found


def _sum_up(
    results: list[Improvement], program: Reprofiled | None, options: argparse.Namespace, problems: Sequence[Problem]
) -> None:
    if options.format == "json":
        from speedwright.pipeline.verdict_json import improvements_to_json

        whole = improvements_to_json(results)
        if program is not None:
            measured = {"before_s": program.before_s, "after_s": program.after_s, "ratio": program.ratio}
            whole["program"] = measured
        print(json.dumps(whole, indent=2))
    elif options.format == "text" and (results or not (problems or options.only_accepted)):
        if program is not None:
            print(
                f"The program took {program.before_s:.3g} s of CPU time before and {program.after_s:.3g} s after: "
                f"{program.ratio:.2f}x as fast, in one run each."
            )
        print(summary(results))


def _print_result(result: Improvement) -> None:
    from speedwright_server.cli.verdict_text import print_refusal, print_verdict

    verdict = result.verdict
    subject = f"{shown_path(verdict.candidate.path)}::{', '.join(verdict.candidate.entry_points)}"
    if verdict.accepted:
        note = "applied" if result.applied else ""
        print_verdict(
            console(sys.stdout), verdict, subject, result.diff, note, result.steps, result.worth, result.price
        )
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
  speedwright improve --profile p.json --budget 60    # the hottest first, for a minute
  speedwright improve --format diff src | git apply   # the same, through git
  speedwright improve --only-accepted --apply src     # in a hook: fails when there was something to apply
  speedwright improve --model --dry-run src           # what a model would be asked; nothing is sent
  speedwright improve --model src/report.py           # ask it, and keep the best that is proven

Your code runs in a sandbox, in your own interpreter.
exit status: 0 nothing left to do, 1 an accepted edit was not applied, a candidate was not accepted,
or something could not be read, tried or written (with --only-accepted: there were accepted edits),
2 wrong use or internal error""",
)
