"""What git knows of a checkout, asked so that nothing that the checkout names is run for it."""

from __future__ import annotations

from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.processes import CommandError, output_of

# What a checkout's own settings could make git run, and what would make its output another.
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=true")
# A partial clone fetches nothing for the sake of a question.
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
# These convert files between the checkout and the repository, by programs that the settings name.
_NAMING = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE",
)  # fmt: skip
_CONVERTING = ("diff", "archive")


class GitError(SpeedwrightError):
    """Git is not there, or had no answer; the text says why."""


def git(folder: Path, *arguments: str, own: bool = False) -> bytes:
    """What a command prints in a folder. Raises GitError.

    With `own` it is about the repository that the folder is in, whatever repository the environment names, as it does
    where a hook runs.
    """
    without = _NAMING if own else ()
    environment = dict(_ENVIRONMENT)
    if arguments[0] in _CONVERTING:
        environment |= _without_filters(folder, without)
    status, printed, said = _run(folder, arguments, environment, without)
    if status != 0:
        words = said.decode("utf-8", "replace").strip().splitlines()
        raise GitError(words[0] if words else f"git ended with {status}")
    return printed


def _without_filters(folder: Path, without: tuple[str, ...]) -> dict[str, str]:
    """Settings by the environment that put nothing in the place of every filter program."""
    command = ("config", "--name-only", "-z", "--get-regexp", r"^filter\..*\.(clean|smudge|process|required)$")
    _, printed, _ = _run(folder, command, _ENVIRONMENT, without)
    names = [each for each in printed.decode("utf-8", "surrogateescape").split("\0") if each]
    settings = {"GIT_CONFIG_COUNT": str(len(names))}
    for number, name in enumerate(names):
        settings[f"GIT_CONFIG_KEY_{number}"] = name
        settings[f"GIT_CONFIG_VALUE_{number}"] = "false" if name.endswith(".required") else ""
    return settings


def _run(
    folder: Path, arguments: tuple[str, ...], environment: dict[str, str], without: tuple[str, ...]
) -> tuple[int, bytes, bytes]:
    try:
        return output_of((*_GIT, *arguments), folder, environment, without)
    except CommandError as error:
        raise GitError(f"git is needed: {error}") from error
