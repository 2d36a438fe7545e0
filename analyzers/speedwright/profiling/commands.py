"""From the words of a user to a command: a script, a pytest selection, or a command as it stands."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from speedwright.profiling.base import ProfilingError

_OWN = frozenset({"-m", "-c"})
# Of the interpreter's own options, those that a value follows.
_WITH_VALUE = frozenset({"-W", "-X", "--check-hash-based-pycs"})


def full_command(words: Sequence[str], folder: Path, python: str) -> tuple[str, ...]:
    """What to start in `folder` for `words`; scripts and tests are run by the interpreter `python`.

    `shop/run.py 10` is a script, `tests/`, `tests/test_a.py` and `tests/test_a.py::test_b -q` are a selection of
    pytest's, `-m shop` a module. Raises ProfilingError for a command that is not there.
    """
    if not words:
        raise ProfilingError("no command to profile")
    first = words[0]
    place = folder / first.partition("::")[0]
    if first in _OWN:
        return (python, *words)
    if _is_folder_of_tests(place, first) or (place.suffix == ".py" and place.is_file() and _is_test(first)):
        return (python, "-m", "pytest", *words)
    if place.suffix in (".py", ".pyw") and place.is_file():
        return (python, *words)
    if place.suffix == ".py":
        raise ProfilingError(f"{first}: no such file")
    if place.suffix == ".ipynb" and place.is_file():
        raise ProfilingError(f"{first}: a notebook runs in its kernel: profile that process by its number")
    found = shutil.which(first) if "/" not in first else (str(place) if place.is_file() else None)
    if found is None:
        raise ProfilingError(f"{first}: no such command, script or test")
    return (first, *words[1:])


def _is_folder_of_tests(place: Path, word: str) -> bool:
    """A command may have a folder of its name in its own checkout, in which no tests are."""
    return place.is_dir() and (shutil.which(word) is None or next(place.rglob("test*.py"), None) is not None)


def interpreter_of(command: Sequence[str], folder: Path) -> str | None:
    """The Python that a command starts: itself, or that of a script's first line; None for another program."""
    found = shutil.which(command[0]) if "/" not in command[0] else str(folder / command[0])
    if found is None:
        return None
    if is_python(found):
        return found
    try:
        with Path(found).open("rb") as file:
            first = file.readline(512)
    except OSError:
        return None
    words = first[2:].decode("utf-8", "replace").split() if first.startswith(b"#!") else []
    words = words[1:] if words[:1] and words[0].endswith("/env") else words
    named = shutil.which(words[0]) if words else None
    return named if named is not None and is_python(named) else None


def program_of(command: Sequence[str], folder: Path, tool: str) -> tuple[str, list[str]]:
    """The interpreter that a command starts, and its program: a script, or `-m` and a module, with the arguments.

    For tools that run a program inside an interpreter. Raises ProfilingError for what they cannot run.
    """
    python = interpreter_of(command, folder)
    if python is None:
        raise ProfilingError(f"{tool} runs inside Python, and `{command[0]}` is none: give a script, or `-m MODULE`")
    found = shutil.which(command[0])
    if not is_python(found or command[0]):
        return python, [found or str(folder / command[0]), *command[1:]]
    words = list(command[1:])
    while words and words[0].startswith("-") and words[0] not in ("-m", "-c", "-"):
        words = words[2:] if words[0] in _WITH_VALUE else words[1:]
    if not words or words[0] in ("-c", "-"):
        raise ProfilingError(f"{tool} runs scripts and modules alone: put the code into a file")
    return python, words


def is_python(path: str) -> bool:
    """Whether an executable is called like a Python."""
    return Path(path).name.lower().startswith(("python", "pypy"))


def _is_test(first: str) -> bool:
    name = Path(first.partition("::")[0]).name
    return "::" in first or name.startswith("test_") or name.endswith("_test.py")
