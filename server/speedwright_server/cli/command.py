"""What a command is, and what its exit status tells."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple


class ExitStatus(IntEnum):
    """The contract with shells, hooks and CI."""

    CLEAN = 0
    REPORTED = 1
    FAILED = 2
    INTERRUPTED = 130


class UsageError(Exception):
    """A command line that makes no sense although each option for itself does; the text says why."""


class Command(NamedTuple):
    """One word after `speedwright`. `add_arguments` describes the options, `run` does the work.

    `examples` are command lines with `#` comments, shown at the end of the help. What follows `--` goes unread into
    `rest` of a command that `starts_another`. One that `ends_at_once` has written all it writes when it
    returns, and leaves nothing that the end of a process would have to see to.
    """

    name: str
    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], ExitStatus]
    examples: str
    starts_another: bool = False
    ends_at_once: bool = False
