"""`speedwright explain`: why a kind of code is slow, and what to write instead."""

from __future__ import annotations

import argparse

from speedwright_server.cli.command import Command, ExitStatus
from speedwright_server.cli.skill_page import show_page


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the name that `check` prints in brackets")


def _run(options: argparse.Namespace) -> ExitStatus:
    show_page(options.name)
    return ExitStatus.CLEAN


COMMAND = Command(
    name="explain",
    summary="explain a finding: why it is slow, and what to write instead",
    add_arguments=_add_arguments,
    run=_run,
    examples="""\
  speedwright explain list-membership-in-loop           # the same as: speedwright skills show NAME
  speedwright explain list-membership-in-loop > page.md # Markdown""",
)
