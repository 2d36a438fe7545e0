"""Errors become one line on stderr and an exit status: here, and nowhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from speedwright.errors import SpeedwrightError
from speedwright_server.cli.command import ExitStatus, UsageError

VERBOSE_VARIABLE = "SPEEDWRIGHT_VERBOSE"


def guarded(work: Callable[[], ExitStatus], verbose: bool) -> ExitStatus:
    """The status of `work`; whatever it raises is told in one line, after a traceback when `verbose`."""
    try:
        status = work()
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return ExitStatus.INTERRUPTED
    except (SpeedwrightError, UsageError) as error:
        return _failed(str(error), verbose)
    except Exception as error:
        advice = "" if verbose else " (--verbose shows where)"
        return _failed(f"internal error: {type(error).__name__}: {error}{advice}", verbose)


def verbose_by_environment() -> bool:
    """Whether tracebacks are wanted even where `--verbose` cannot be passed, as from a hook."""
    return os.environ.get(VERBOSE_VARIABLE, "") not in ("", "0")


def _failed(message: str, verbose: bool) -> ExitStatus:
    if verbose:
        import traceback

        traceback.print_exc()
    print(f"speedwright: {' '.join(message.split())}", file=sys.stderr)
    return ExitStatus.FAILED


def _discard_output() -> None:
    """Whoever read our output is gone: keep the interpreter's last flush from complaining about it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
