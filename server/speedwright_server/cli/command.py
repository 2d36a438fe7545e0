"""What a command is, and what its exit status tells."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum


class ExitStatus(IntEnum):
    """The contract with shells, hooks and CI."""

    CLEAN = 0
    REPORTED = 1
    FAILED = 2
    INTERRUPTED = 130


class UsageError(Exception):
    """A command line that makes no sense although each option for itself does; the text says why."""


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `speedwright`. `add_arguments` describes the options, `run` does the work.

    `examples` are command lines with `#` comments, shown at the end of the help.
    """

    name: str
    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], ExitStatus]
    examples: str
