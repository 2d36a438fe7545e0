"""A repository with a history, made for these tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.mining.own_pairs import ROOT_SLOW, SQUARE_SLOW

# Nobody's own settings (signatures, hooks) count here.
NOWHERE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
_ROOT_FAST = ROOT_SLOW.replace("n = 0\n    while n * n <= x:\n        n += 1", "n = math.isqrt(x) + 1")


def made_repository(folder: Path, name: str = "roots", link: str = "") -> Path:
    """A first commit, one that makes a function faster, and one that speaks of speed in a word alone.

    `name` is that of the module; with `link`, a symbolic link in the tree leads there.
    """
    folder.mkdir()
    _git(folder, "init", "-q")
    package = folder / "shapes"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "limits.py").write_text("LEAST = 0\n")
    module = package / f"{name}.py"
    if link:
        (package / "link").symlink_to(link)
    _commit(folder, module, f"from .limits import LEAST\n{ROOT_SLOW}\n{SQUARE_SLOW}", "Roots")
    _commit(folder, module, f"import math\nfrom .limits import LEAST\n{_ROOT_FAST}\n{SQUARE_SLOW}", "Speed up roots")
    _commit(folder, module, f"import math\n{_ROOT_FAST}\n", "Leave out is_square, imperfect as it was")
    return folder


def _commit(folder: Path, file: Path, text: str, message: str) -> None:
    file.write_text(text)
    _git(folder, "add", "-A")
    _git(folder, "-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "-q", "-m", message)


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **NOWHERE}, check=True, capture_output=True)
