"""Asking a model from the terminal: what is shown before anything is sent, and what is told afterwards."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
from collections.abc import Callable, Iterable, Iterator

from speedwright.errors import SpeedwrightError
from speedwright.model.problem import Problem
from speedwright.pipeline.language_model.preview import body_lines, preview_lines
from speedwright.pipeline.language_model.use import ModelReport, ModelUse, Preview
from speedwright_server.cli.command import UsageError
from speedwright_server.cli.progress import ProgressLine
from speedwright_server.cli.terminal import visible

Tell = Callable[[Problem], None]


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """The options of `improve` about models."""
    parser.add_argument(
        "--model",
        action="store_true",
        help="ask the model that the settings name, too; its versions are verified like any other",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="with --model: print the requests in full, and send and run nothing"
    )
    parser.add_argument(
        "--agree",
        action="store_true",
        help="with --model: agree to what is sent without being asked (the answer is kept, outside of the workspace)",
    )


def require_sense(options: argparse.Namespace) -> None:
    """Raises UsageError for options that mean nothing by themselves."""
    for name in ("dry_run", "agree"):
        if getattr(options, name) and not options.model:
            raise UsageError(f"--{name.replace('_', '-')} goes with --model")


def model_use(options: argparse.Namespace, line: ProgressLine, tell: Tell) -> ModelUse | None:
    """What `improve` is to do with a model; None without `--model`."""
    if not options.model:
        return None

    def agree(preview: Preview) -> bool:
        line.clear()
        return options.agree or _agreed(preview)

    def report(found: ModelReport) -> None:
        line.clear()
        print(f"speedwright: {report_text(found)}", file=sys.stderr)
        if found.problem:
            tell(Problem(None, f"not all of what was asked came to an answer: {found.problem}"))

    return ModelUse(agree=agree, tell=report)


def _agreed(preview: Preview) -> bool:
    """Shows what would be sent and asks. Raises SpeedwrightError where nobody agrees."""
    if not sys.stdin.isatty():
        raise SpeedwrightError(
            f"nothing was sent: nobody agreed yet that code of this workspace goes to {preview.base_url}; "
            "--dry-run shows what would be sent, --agree agrees"
        )
    print("\n".join(map(visible, preview_lines(preview))), file=sys.stderr)
    print(
        "Send this, and the like for other functions of this workspace? [y/N] ", end="", file=sys.stderr, flush=True
    )
    with _interruptible():
        answer = sys.stdin.readline()
    if answer.strip().lower() not in ("y", "yes"):
        raise SpeedwrightError("nothing was sent")
    return True


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C ends a question at once: there is no work under way that would have to be ended first."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def report_text(report: ModelReport) -> str:
    """One line on what was asked and what came of it."""
    about = "about " if report.is_estimate else ""
    price = f", {report.price:.4g} in all" if report.price else ""
    states = ", ".join(f"{count} {state}" for state, count in sorted(report.states.items()))
    requests = f"{report.requests} {'request' if report.requests == 1 else 'requests'}"
    return (
        f"the model: {requests}, {about}{report.sent_tokens:,} tokens sent and {report.received_tokens:,} "
        f"received{price}; {states or 'no answers'}"
    )


def print_requests(previews: Iterable[Preview], as_json: bool) -> None:
    """All requests in full: as JSON, the bodies as they would go out."""
    if as_json:
        requests = [
            {"url": f"{each.base_url}/chat/completions", "function": each.function, "body": body}
            for each in previews
            for body in each.bodies
        ]
        print(json.dumps({"schema": 1, "requests": requests}, indent=2))
        return
    for preview in previews:
        for number, body in enumerate(preview.bodies, 1):
            url = f"{preview.base_url}/chat/completions"
            print(f"{preview.function}, request {number} of {len(preview.bodies)} to {url}")
            print("\n".join(map(visible, body_lines(body))))
            print()
