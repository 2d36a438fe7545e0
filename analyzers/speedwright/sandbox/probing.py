"""Asking an executable which Python it is, and remembering the answer for those who must not run anything."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from speedwright.cache import cache_folder, put
from speedwright.errors import SpeedwrightError
from speedwright.sandbox.isolation import best_isolation, environment

_PROBE = """import json, sys
print(json.dumps([sys.executable, list(sys.version_info[:3]), sys.implementation.name, sys.prefix]))"""
PROBE_S = 20.0


class InterpreterError(SpeedwrightError):
    """No usable interpreter where one was named or looked for."""


class NotRunning(InterpreterError):
    """An executable that does not answer as a Python would."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that was started once and answered. `prefix` tells environments apart."""

    executable: str
    version: tuple[int, int, int]
    implementation: str
    prefix: str

    @property
    def identity(self) -> str:
        """What a receipt says about the interpreter."""
        return f"{self.implementation} {'.'.join(map(str, self.version))} {self.prefix}"

    @property
    def places(self) -> tuple[Path, ...]:
        """The folders that it needs to run: its environment's, and those of the interpreter behind that."""
        return _places(self.executable, self.prefix)


def _places(executable: str, *prefixes: str) -> tuple[Path, ...]:
    behind = Path(os.path.realpath(executable)).parent
    return tuple(map(Path, (executable, *prefixes, str(behind.parent if behind.name == "bin" else behind))))


# By the state of the executable; None for one that did not answer.
_answers: dict[str, Interpreter | None] = {}


def probed(executable: str) -> Interpreter:
    """The interpreter, asked once per process and state of its files. Raises NotRunning."""
    state = _state(executable)
    known = _answers.get(state)
    if known is not None:
        return known
    try:
        interpreter = _asked(executable)
    except NotRunning:
        _answers[state] = None
        raise
    _answers[state] = interpreter
    _store(state, interpreter)
    return interpreter


def recalled(executable: str) -> Interpreter | None:
    """The answer of earlier, of this process or another, without running anything; None when there is none.

    Raises NotRunning for an executable that did not answer in this process.
    """
    state = _state(executable)
    if state not in _answers:
        return _stored(state)
    known = _answers[state]
    if known is None:
        raise NotRunning(f"{executable} does not run as a Python interpreter")
    return known


def _state(executable: str) -> str:
    """A digest that changes when another interpreter, or another environment, takes this one's place."""
    path = Path(executable)
    parts: list[object] = [executable, os.path.realpath(executable)]
    try:
        stat = path.stat()
        parts += [stat.st_mtime_ns, stat.st_size]
    except OSError:
        parts.append("missing")
    for folder in (path.parent, path.parent.parent):
        try:
            parts.append((folder / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace"))
        except OSError:
            parts.append(None)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _asked(executable: str) -> Interpreter:
    """Starts it as any code of the workspace is started: an executable may come with a repository."""
    try:
        with tempfile.TemporaryDirectory(prefix="speedwright-", ignore_cleanup_errors=True) as scratch:
            folder = Path(scratch)
            answer = subprocess.run(
                best_isolation().command(
                    [executable, "-I", "-B", "-c", _PROBE], folder, _places(executable, *_around(executable))
                ),
                capture_output=True,
                text=True,
                timeout=PROBE_S,
                check=True,
                stdin=subprocess.DEVNULL,
                cwd=folder,
                env=dict(bare_environment(folder)),
            )
        path, (major, minor, micro), implementation, prefix = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError, TypeError) as error:
        raise NotRunning(f"{executable} does not run as a Python interpreter") from error
    return Interpreter(str(path), (int(major), int(minor), int(micro)), str(implementation), str(prefix))


def _around(executable: str) -> list[str]:
    """The environment that an executable seems to belong to, before it can be asked."""
    folder = Path(executable).parent
    return [str(folder.parent)] if folder.name == "bin" and folder.parent != folder.parent.parent else [str(folder)]


def bare_environment(scratch: Path) -> Mapping[str, str]:
    """As for user code, but with the real home folder: version managers find their configuration there."""
    home = {"HOME": os.environ["HOME"]} if "HOME" in os.environ else {}
    return {**environment(scratch, 0), **home}


def _file(state: str) -> Path:
    return cache_folder() / "interpreters" / state


def _store(state: str, interpreter: Interpreter) -> None:
    """Where the folder cannot be written, the next process has to ask again."""
    path = _file(state)
    try:
        put(path, json.dumps(asdict(interpreter)))
    except OSError:
        return


def _stored(state: str) -> Interpreter | None:
    try:
        answer = json.loads(_file(state).read_text(encoding="utf-8"))
        major, minor, micro = answer["version"]
        return Interpreter(answer["executable"], (major, minor, micro), answer["implementation"], answer["prefix"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
