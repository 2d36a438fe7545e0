"""The guest's files where every interpreter finds them compiled: starting one is most of a short job."""

from __future__ import annotations

import functools
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from speedwright.cache import cache_folder
from speedwright.sandbox.interpreter import Interpreter

_SHIPPED = Path(__file__).with_name("guest")


@functools.lru_cache(maxsize=64)
def guest_program(interpreter: Interpreter) -> Path:
    """The folder to run; the shipped one, uncompiled, where the cache cannot be written."""
    try:
        folder = _copied()
        _compile(interpreter, folder)
    except (OSError, subprocess.SubprocessError):
        return _SHIPPED
    return folder


def _copied() -> Path:
    """A copy of the guest under its own digest, which two processes may make at the same time."""
    sources = sorted(_SHIPPED.glob("*.py"))
    digest = hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in sources)).hexdigest()
    target = cache_folder() / f"guest-{digest[:16]}"
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="guest-") as aside:
        made = Path(aside) / "guest"
        made.mkdir()
        for path in sources:
            shutil.copy(path, made)
        try:
            made.rename(target)
        except OSError:
            # Somebody else was first.
            if not target.is_dir():
                raise
    return target


def _compile(interpreter: Interpreter, folder: Path) -> None:
    major, minor, _ = interpreter.version
    if any(folder.glob(f"__pycache__/serving.*-{major}{minor}.pyc")):
        return
    command = [interpreter.executable, "-s", "-m", "compileall", "-q", str(folder)]
    subprocess.run(command, capture_output=True, check=True, timeout=60, stdin=subprocess.DEVNULL)
