"""The guest's files where an interpreter finds them compiled: starting one is most of a short job."""

from __future__ import annotations

import functools
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from speedwright.cache import cache_folder
from speedwright.sandbox.interpreter import Interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.probing import bare_environment

_SHIPPED = Path(__file__).with_name("guest")
# On PYTHONPATH, it starts the recorder in every Python process of the user's.
RECORDER = _SHIPPED / "recorder"
COMPILING_S = 60.0


@functools.lru_cache(maxsize=64)
def guest_program(interpreter: Interpreter) -> Path:
    """The folder to run; the shipped one, uncompiled, where the cache cannot be written."""
    try:
        return _compiled(interpreter)
    except (OSError, subprocess.SubprocessError):
        return _SHIPPED


def _compiled(interpreter: Interpreter) -> Path:
    """A copy of the guest, which two processes may make at the same time.

    Each interpreter has its own: one that comes with a repository could leave anything in what it compiles, and no
    other may meet that.
    """
    sources = sorted(_SHIPPED.glob("*.py"))
    digest = hashlib.sha256(f"{interpreter.executable}\0{interpreter.identity}\0".encode())
    for path in sources:
        digest.update(path.name.encode() + path.read_bytes())
    target = cache_folder() / f"guest-{digest.hexdigest()[:16]}"
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="guest-", ignore_cleanup_errors=True) as aside:
        made = Path(aside) / "guest"
        made.mkdir()
        for path in sources:
            shutil.copy2(path, made)
        _compile(interpreter, made)
        try:
            made.rename(target)
        except OSError:
            # Somebody else was first.
            if not target.is_dir():
                raise
    return target


def _compile(interpreter: Interpreter, folder: Path) -> None:
    """In the sandbox, where only `folder` can be written, and with nothing of the workspace on the module path."""
    command = [interpreter.executable, "-I", "-m", "compileall", "-q", str(folder)]
    with tempfile.TemporaryDirectory(prefix="speedwright-", ignore_cleanup_errors=True) as empty:
        subprocess.run(
            best_isolation().command(command, folder, interpreter.places, kept=True),
            capture_output=True,
            check=True,
            timeout=COMPILING_S,
            stdin=subprocess.DEVNULL,
            cwd=empty,
            env=dict(bare_environment(folder)),
        )
