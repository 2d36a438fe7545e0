"""`speedwright skills`: the library of known slow patterns."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speedwright_server.cli.command import Command, ExitStatus
from speedwright_server.cli.learning import add_learning_arguments
from speedwright_server.cli.measuring import add_measure_arguments
from speedwright_server.cli.mining_options import add_mining_arguments, mining_request
from speedwright_server.cli.problems import problem_text, tell
from speedwright_server.cli.progress import watched
from speedwright_server.cli.skill_page import show_page
from speedwright_server.cli.terminal import Style, is_coloured, painted
from speedwright_server.cli.workspace import shown_path, workspace_of

if TYPE_CHECKING:
    from speedwright.pipeline.skills import Library, Skill, Standing


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list all skills of this workspace")
    listing.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    listing.set_defaults(act=_list)
    showing = actions.add_parser("show", help="show one page")
    showing.add_argument("name", metavar="NAME")
    showing.set_defaults(act=_show)
    checking = actions.add_parser("check", help="check pages: their form, and the cases that test them")
    checking.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="DIR|NAME",
        help="a folder of pages, or the name of a skill (default: all of this workspace)",
    )
    checking.set_defaults(act=_check)
    mining = actions.add_parser("mine", help="make candidate pages of pairs of slow and fast code")
    add_mining_arguments(mining)
    mining.set_defaults(act=_mine)
    add_learning_arguments(
        actions.add_parser("learn", help="make team pages of the rewrites that were accepted in this workspace")
    )
    add_measure_arguments(
        actions.add_parser("measure", help="measure what rewrites gain on their pages' cases, into evidence.json")
    )


def _run(options: argparse.Namespace) -> ExitStatus:
    status: ExitStatus = options.act(options)
    return status


def _list(options: argparse.Namespace) -> ExitStatus:
    from speedwright.pipeline.skills import library, page_problems

    skills = library(workspace_of([Path()]).root)
    if options.format == "json":
        print(
            json.dumps(
                {"skills": [_as_json(skill, skills.standing(skill.name)) for skill in skills.skills]}, indent=2
            )
        )
    else:
        print("\n".join(_lines(skills, is_coloured(sys.stdout))))
    tell(page_problems(skills))
    return ExitStatus.REPORTED if skills.problems else ExitStatus.CLEAN


def _as_json(skill: Skill, standing: Standing) -> dict[str, Any]:
    return {
        "name": skill.name,
        "language": skill.language,
        "kind": skill.kind,
        "mechanism": skill.mechanism,
        "rewrite": skill.has_rewrite,
        "mined": skill.mined,
        "support": skill.support,
        **_experience(standing),
    }


def _experience(standing: Standing) -> dict[str, Any]:
    """What this workspace's verdicts say, where there are any."""
    if not standing.known:
        return {}
    usefulness = round(standing.usefulness, 3)
    return {"here": {**standing._asdict(), "usefulness": usefulness, "failing": standing.is_failing}}


def _lines(skills: Library, coloured: bool) -> Iterator[str]:
    width = max((len(skill.name) for skill in skills.skills), default=0)
    for skill in skills.skills:
        name = painted(f"{skill.name:<{width}}", Style.BOLD, coloured)
        proposes = painted("rewrite" if skill.has_rewrite else "advice ", Style.DIM, coloured)
        yield f"{name}  {skill.language}  {proposes}  {skill.description}"
        standing = skills.standing(skill.name)
        if standing.known:
            told = f"sinks: {standing.text}" if standing.is_failing else standing.text
            yield painted(f"{'':<{width}}  {told}", Style.DIM, coloured)


def _show(options: argparse.Namespace) -> ExitStatus:
    show_page(options.name)
    return ExitStatus.CLEAN


def _check(options: argparse.Namespace) -> ExitStatus:
    from speedwright.pipeline.pages import check_pages

    report = check_pages(options.folder, workspace_of([Path()]).root)
    for problem in report.problems:
        print(problem_text(problem))
    pages = "1 page" if report.pages == 1 else f"{report.pages} pages"
    wrong = len(report.problems)
    print(f"{pages}: {f'{wrong} wrong' if wrong else 'all cases hold'}")
    return ExitStatus.REPORTED if wrong else ExitStatus.CLEAN


def _mine(options: argparse.Namespace) -> ExitStatus:
    from speedwright.pipeline.mine import mine
    from speedwright_server.cli.mining_text import report_lines

    request = mining_request(options)
    with watched() as (line, cancellation):
        report = mine(request, line, cancellation)
    if options.format == "json":
        print(json.dumps(report.as_json(), indent=2))
    else:
        print("\n".join(report_lines(report, shown_path(request.folder))))
    return ExitStatus.CLEAN


COMMAND = Command(
    name="skills",
    summary="list, show, check, measure, mine and learn the pages of known slow patterns",
    add_arguments=_add_arguments,
    run=_run,
    examples="""\
  speedwright skills list                           # all pages, your team's included
  speedwright skills show list-membership-in-loop   # one page
  speedwright skills check .speedwright/skills      # do your own pages hold?
  speedwright skills mine pairs.jsonl               # slow and fast versions to candidate pages
  speedwright skills mine --git .                   # ... those of this repository's own history
  speedwright skills learn                          # your accepted rewrites to pages of your team
  speedwright skills learn --model                  # ... written by a model, and taken when they hold
  speedwright skills measure --skill sum-by-loop    # what does the rewrite gain, by version of Python?

A team's pages live in .speedwright/skills/<name>/SKILL.md; they are data, and none of them is run. `measure` runs the
code of cases, in the sandbox, and keeps what is current: it goes on where it was interrupted.
exit status of check: 0 all pages hold, 1 one does not, 2 wrong use or internal error""",
)
