"""The options of `skills mine`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright_server.cli.arguments import positive
from speedwright_server.cli.command import UsageError
from speedwright_server.cli.workspace import workspace_of

if TYPE_CHECKING:
    from speedwright.pipeline.mine import MineRequest


def add_mining_arguments(parser: argparse.ArgumentParser) -> None:
    """Describes them."""
    parser.add_argument(
        "pairs",
        nargs="*",
        type=Path,
        metavar="PAIRS",
        help="files of JSON lines, each with slow, fast, entry_point, inputs and problem (docs/mining.md)",
    )
    parser.add_argument(
        "--git",
        type=Path,
        metavar="REPO",
        help="also mine the commits of this repository whose message speaks of speed",
    )
    parser.add_argument("--output", type=Path, metavar="DIR", help="where pages go (default: .speedwright/mined)")
    parser.add_argument(
        "--min-support", type=positive, default=2, metavar="N", help="distinct problems a page needs (default: 2)"
    )
    parser.add_argument("--jobs", type=positive, metavar="N", help="processes (default: one for each processor)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="work on the Dask cluster with this scheduler instead")
    parser.add_argument("--python", metavar="EXE", help="the interpreter to run the code in")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def mining_request(options: argparse.Namespace) -> MineRequest:
    """What the options ask for. Raises UsageError."""
    from speedwright.pipeline.mine import MineRequest

    if not options.pairs and options.git is None:
        raise UsageError("nothing to mine: name files of pairs, or a repository by --git")
    if options.jobs and options.scheduler:
        raise UsageError("--jobs is for processes here; a cluster has its own workers")
    workspace = workspace_of([])
    return MineRequest(
        files=tuple(options.pairs),
        root=workspace.root,
        settings=workspace.settings,
        output=options.output,
        jobs=options.jobs,
        scheduler=options.scheduler,
        least_support=options.min_support,
        python=options.python,
        repository=options.git,
    )
