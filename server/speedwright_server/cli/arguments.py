"""Types and options that commands share. What is wrong with a value is told as wrong use."""

from __future__ import annotations

import argparse
import dataclasses
import math
from pathlib import Path

from speedwright.settings import Settings


def existing_file(text: str) -> Path:
    """A path of a file that is there."""
    path = Path(text)
    if not path.is_file():
        problem = "is a folder" if path.is_dir() else "no such file"
        raise argparse.ArgumentTypeError(f"{text}: {problem}")
    return path


def positive(text: str) -> int:
    """A whole number above 0. Raises argparse.ArgumentTypeError."""
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number above 0, not {text!r}")
    return number


def seconds(text: str) -> float:
    """A number of seconds above zero."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text}: expected a number of seconds above zero")
    return value


def with_run_options(settings: Settings, options: argparse.Namespace) -> Settings:
    """The workspace's settings as the command line changes them."""
    return dataclasses.replace(
        settings,
        symbolic=settings.symbolic or options.symbolic,
        instructions=settings.instructions or options.instructions,
    )


def add_run_options(parser: argparse.ArgumentParser, budget_help: str) -> None:
    """The options of commands that run the user's code."""
    parser.add_argument(
        "--calls",
        type=existing_file,
        metavar="FILE",
        help="a Python file whose top-level calls of the function are examples of real use",
    )
    parser.add_argument("--budget", type=seconds, metavar="SECONDS", help=budget_help)
    parser.add_argument(
        "--symbolic",
        action="store_true",
        help="where nothing else finds a difference, ask CrossHair, which is to be installed beside your code",
    )
    parser.add_argument(
        "--instructions",
        action="store_true",
        help="count instructions, by valgrind, where timing leaves a small speedup open "
        "(default: the setting `instructions`)",
    )
    parser.add_argument(
        "--python",
        metavar="EXE",
        help="the interpreter that runs your code (default: the setting `python`, else the workspace's .venv)",
    )
