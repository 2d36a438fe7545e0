"""The command `speedwright`: parses the command line and runs one command of the table."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from speedwright import __version__
from speedwright_server.cli.command import Command, ExitStatus
from speedwright_server.cli.failures import VERBOSE_VARIABLE, guarded, verbose_by_environment
from speedwright_server.cli.table import NAMES, command_named

COLLECTED_AFTER = (50_000, 50, 100)
"""Objects more than went, and collections of each age, after which the next is collected."""

DESCRIPTION = "Finds slow code, and offers a faster version only after running both and seeing that they do the same."


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """As wide as the terminal. One is made for every option, only to look at its name: argparse itself would import
    compression libraries for that (through `shutil`), which takes longer than to check a small file.
    """

    def __init__(self, prog: str, **rest: Any) -> None:
        super().__init__(prog, width=_columns() - 2, **rest)


def _columns() -> int:
    """As `shutil.get_terminal_size` tells it."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80 if sys.__stdout__ is not None else 80
    except (ValueError, OSError):
        return 80


class _Parser(argparse.ArgumentParser):
    """Tells wrong use in one line; argparse itself would print the whole usage before it."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {' '.join(message.split())} ({self.prog} --help shows how)", file=sys.stderr)
        raise SystemExit(ExitStatus.FAILED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line (default: that of this process) and returns the exit status."""
    if arguments is None:
        # Hardly anything refers to itself here, and to look for what does takes a tenth of a long check.
        gc.set_threshold(*COLLECTED_AFTER)
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = _parsed(words)
    except SystemExit as leave:
        return int(leave.code or 0)
    command: Command = options.command
    status = guarded(lambda: command.run(options), options.verbose or verbose_by_environment())
    if arguments is None and command.ends_at_once:
        _leave(status)
    return status


def _leave(status: ExitStatus) -> NoReturn:
    """Ends the process at once: to take down all modules takes as long as a tenth of a check of a small file."""
    # None stands for a stream that was closed before; whoever read another may be gone, which `guarded` has told.
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def _parsed(words: list[str]) -> argparse.Namespace:
    """The options; `rest` has the words after `--` of a command that starts another."""
    own, rest = words, None
    if words[:1] and words[0] in NAMES and command_named(words[0]).starts_another and "--" in words:
        at = words.index("--")
        own, rest = words[:at], words[at + 1 :]
    return _parser(words[:1]).parse_args(own, argparse.Namespace(rest=rest))


def _parser(first: list[str]) -> argparse.ArgumentParser:
    """The parser of all commands; of one alone when the `first` word names it, so that no other is imported."""
    parser = _Parser(
        prog="speedwright",
        description=DESCRIPTION,
        epilog="speedwright COMMAND --help tells more.",
        formatter_class=_Formatter,
    )
    parser.add_argument("--version", action="version", version=f"speedwright {__version__}")
    shared = _Parser(add_help=False, formatter_class=_Formatter)
    shared.add_argument(
        "--verbose",
        action="store_true",
        help=f"show a traceback when something fails (the environment variable {VERBOSE_VARIABLE}=1 does the same)",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in [name for name in NAMES if name in first] or NAMES:
        command = command_named(name)
        each = commands.add_parser(
            name,
            help=command.summary,
            description=_sentence(command.summary),
            epilog=f"examples:\n{command.examples}",
            formatter_class=_Formatter,
            parents=[shared],
        )
        command.add_arguments(each)
        each.set_defaults(command=command)
    return parser


def _sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}{'' if summary.endswith('?') else '.'}"
