"""The interpreters on this machine, and environments of them that have Scalene."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import platformdirs

from speedwright.profiling.backends.scalene import REQUIREMENT

VERSIONS = tuple(f"3.{minor}" for minor in range(9, 15))
INSTALLING_S = 600


def interpreter(version: str) -> Path | None:
    """A CPython of that version: on the PATH, or one of pyenv's; None where there is none that runs."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    places = [*sorted(pyenv.glob(f"{version}.*/bin/python{version}"))]
    on_path = shutil.which(f"python{version}")
    for place in (*places, *([Path(on_path)] if on_path else [])):
        done = subprocess.run(
            [place, "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, check=False
        )
        if done.returncode == 0:
            return place
    return None


def with_scalene(version: str) -> Path | str:
    """The Python of an environment that has Scalene, made once and kept in the user's cache; why not, where not."""
    base = interpreter(version)
    if base is None:
        return f"there is no CPython {version}"
    folder = Path(platformdirs.user_cache_dir("speedwright-tests")) / f"scalene-{version}"
    python, done = folder / "bin" / "python", folder / "installed"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        commands = ([base, "-m", "venv", folder], [python, "-m", "pip", "install", "--quiet", REQUIREMENT])
        for command in commands:
            try:
                ran = subprocess.run(command, capture_output=True, text=True, timeout=INSTALLING_S, check=False)
            except subprocess.TimeoutExpired:
                return f"scalene could not be installed for CPython {version} in {INSTALLING_S} s"
            if ran.returncode != 0:
                return f"scalene cannot be installed for CPython {version}: {ran.stderr.strip()[-200:]}"
        done.touch()
    return python
