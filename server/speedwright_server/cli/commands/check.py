"""`speedwright check`: says where code is slow and why, without running it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright_server.cli.arguments import existing_file, positive
from speedwright_server.cli.command import Command, ExitStatus, UsageError
from speedwright_server.cli.problems import tell
from speedwright_server.cli.terminal import is_coloured
from speedwright_server.cli.workspace import Workspace, shown_path, workspace_of

if TYPE_CHECKING:
    from speedwright.model.profile import Profile
    from speedwright.pipeline.check import CheckReport


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        default=[Path()],
        metavar="PATH",
        help="files and folders (default: the current folder, without what git or the setting `exclude` leaves out)",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        help="text for people, json for programs, sarif for code scanning, github for Actions (default: text)",
    )
    parser.add_argument(
        "--diff",
        metavar="REV",
        help="only findings on lines that changed since this revision, in the files as they are: what is staged, "
        "unstaged or new counts; REV... means since the branch of HEAD left REV",
    )
    parser.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="leave out the findings that this file holds, wherever their code has moved to",
    )
    parser.add_argument(
        "--update-baseline",
        action="store_true",
        help="write all present findings to the file of --baseline; the exit status is 0",
    )
    parser.add_argument(
        "--profile",
        type=existing_file,
        metavar="FILE",
        help="what `speedwright profile --output` kept, or another profiler's file: what is hot comes first, what is "
        "cold is quiet, and hot functions without a finding are listed",
    )
    parser.add_argument(
        "--jobs",
        type=positive,
        metavar="N",
        help="processes (default: one for each processor, where there is enough to read)",
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="look at every file anew, also where the same content was looked at before, and keep nothing",
    )


def _run(options: argparse.Namespace) -> ExitStatus:
    from speedwright.pipeline.check import check

    _require_sense(options)
    workspace = workspace_of(options.paths)
    report = check(
        options.paths,
        workspace.root,
        workspace.settings,
        _profile(options, workspace),
        kept=not options.no_cache,
        jobs=options.jobs,
    )
    tell((*report.notes, *report.problems))
    if options.diff is not None:
        from speedwright.pipeline.changed_lines import only_changed

        report = only_changed(report, workspace.root, options.diff)
    if options.update_baseline:
        return _updated(report, workspace, options.baseline)
    if options.baseline is not None:
        from speedwright.pipeline.baseline import without_known

        report = without_known(report, options.baseline)
    sys.stdout.write(_rendered(report, workspace, options.format))
    return ExitStatus.REPORTED if report.findings or report.problems else ExitStatus.CLEAN


def _require_sense(options: argparse.Namespace) -> None:
    """Options that have no meaning together, refused before the work."""
    if options.update_baseline and options.baseline is None:
        raise UsageError("--update-baseline needs --baseline FILE")
    if options.update_baseline and options.diff is not None:
        raise UsageError("--update-baseline writes all findings, --diff leaves most of them out: use one of them")


def _profile(options: argparse.Namespace, workspace: Workspace) -> Profile | None:
    if options.profile is None:
        return None
    from speedwright.pipeline.profile import load_profile

    return load_profile(options.profile, workspace.root)


def _updated(report: CheckReport, workspace: Workspace, baseline: Path) -> ExitStatus:
    from speedwright.pipeline.baseline import write_baseline
    from speedwright_server.cli.findings.plain_text import counted

    write_baseline(report, baseline, workspace.root)
    print(f"{counted(len(report.findings), 'finding')} written to {shown_path(baseline)}.")
    return ExitStatus.REPORTED if report.problems else ExitStatus.CLEAN


def _rendered(report: CheckReport, workspace: Workspace, output_format: str) -> str:
    if output_format == "json":
        from speedwright_server.cli.findings.json_text import findings_as_json

        return findings_as_json(report)
    if output_format == "github":
        from speedwright.pipeline.workspace import find_repository
        from speedwright_server.cli.findings.github import findings_as_github_commands

        return findings_as_github_commands(report, find_repository(workspace.root))
    if output_format == "sarif":
        return _as_sarif(report, workspace)
    from speedwright_server.cli.findings.plain_text import findings_as_text

    return findings_as_text(report, is_coloured(sys.stdout))


def _as_sarif(report: CheckReport, workspace: Workspace) -> str:
    from speedwright.pipeline.proofs import proofs_of
    from speedwright.pipeline.skills import library
    from speedwright.pipeline.workspace import find_repository
    from speedwright_server.cli.findings.sarif import SarifContext, findings_as_sarif

    skills = library(workspace.root, workspace.settings.python)
    proofs = proofs_of(report, workspace.root, workspace.settings)
    return findings_as_sarif(report, SarifContext(find_repository(workspace.root), skills, proofs))


COMMAND = Command(
    name="check",
    summary="say where code is slow and why, without running it",
    add_arguments=_add_arguments,
    run=_run,
    ends_at_once=True,
    examples="""\
  speedwright check                          # the current folder
  speedwright check src/report.py            # one file, even one that git ignores
  speedwright check --format github src      # in a workflow of GitHub Actions
  speedwright check --diff main              # only what differs from main
  speedwright check --diff origin/main...    # only what this branch changed, whatever main did meanwhile
  speedwright check --profile p.json         # what is hot comes first
  speedwright check --baseline known.json --update-baseline    # write down what is found now
  speedwright check --baseline known.json    # only what is new since then

Reads Python, JavaScript, TypeScript, Java, C++, Go and Ruby, and notebooks in Python.
`# speedwright: ignore[NAME] reason`, as a comment of the language, silences a finding on its line, or on the next one
where the comment stands alone.

exit status: 0 nothing found, 1 findings (or files that could not be read), 2 wrong use or internal error
Any finding can be explained: speedwright explain NAME""",
)
