"""`speedwright skills learn --model`: its options, and how what a model's pages came to is shown."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from speedwright.model.problem import Problem
from speedwright_server.cli.asking_model import model_use, print_requests
from speedwright_server.cli.command import ExitStatus
from speedwright_server.cli.problems import tell
from speedwright_server.cli.progress import watched
from speedwright_server.cli.terminal import visible
from speedwright_server.cli.workspace import shown_path, workspace_of

if TYPE_CHECKING:
    from speedwright.pipeline.language_model.learning import LearnedPage


def add_model_learning_options(parser: argparse.ArgumentParser) -> None:
    """The options of `skills learn` about models."""
    parser.add_argument(
        "functions",
        nargs="*",
        metavar="PATH::QUALNAME",
        help="with --model: only from what was accepted for these (default: for all)",
    )
    parser.add_argument(
        "--model",
        action="store_true",
        help="have the model that the settings name write the pages; what they claim is tried before they are taken",
    )
    parser.add_argument("--dry-run", action="store_true", help="with --model: print the requests, and send nothing")
    parser.add_argument(
        "--agree", action="store_true", help="with --model: agree to what is sent without being asked"
    )


def learn_with_model(options: argparse.Namespace) -> ExitStatus:
    """Asks, shows what came of it, and tells what went wrong with the endpoint."""
    from speedwright.pipeline.language_model.learning import ModelLearnRequest, learn_by_model, previews_of_learning
    from speedwright.pipeline.skills import TEAM_PAGES

    workspace = workspace_of([])
    problems: list[Problem] = []

    def told(problem: Problem) -> None:
        tell([problem])
        problems.append(problem)

    with watched() as (line, cancellation):
        use = model_use(options, line, told)
        assert use is not None
        request = ModelLearnRequest(workspace.root, workspace.settings, use, tuple(options.functions), options.python)
        if options.dry_run:
            print_requests(previews_of_learning(request), options.format == "json")
            return ExitStatus.CLEAN
        pages = []
        for page in learn_by_model(request, line, cancellation):
            line.clear()
            pages.append(page)
            if options.format == "text":
                print(page_line(page), flush=True)
        line.clear()
    if options.format == "json":
        print(json.dumps({"schema": 1, "pages": [asdict(each) for each in pages]}, indent=2))
    else:
        print(summary(pages, shown_path(workspace.root / TEAM_PAGES)))
    return ExitStatus.REPORTED if problems else ExitStatus.CLEAN


def page_line(page: LearnedPage) -> str:
    """One rewrite, and what came of it."""
    ratio = "" if page.ratio is None else f", which makes it {page.ratio:.3g}x faster again"
    what = f"{page.name}{ratio}" if page.fate == "written" else page.reason
    first, *rest = (visible(each) for each in what.split("\n"))
    return "\n".join([f"{page.function}  {page.fate}: {first}", *(f"    {each}" for each in rest)])


def summary(pages: Iterable[LearnedPage], folder: str) -> str:
    """One line on the whole run."""
    fates = Counter(each.fate for each in pages)
    if not fates:
        return "There is nothing to learn from: the library knows them all."
    counts = ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))
    return f"{counts}; pages stand in {folder}." if fates["written"] else f"{counts}."
