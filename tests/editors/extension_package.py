"""The extension as users get it: a .vsix, built by the command that the Makefile runs."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from tests.editors.installing import run


def installed_copy(extension: Path, cache: Path) -> Path:
    """The extension with its Node packages, installed once for each lock file. Raises NotInstallable."""
    lock = (extension / "package-lock.json").read_bytes()
    copy = cache / f"vscode-extension-{hashlib.sha256(lock).hexdigest()[:16]}"
    for made in ("src", "test", "images", "bundled"):
        shutil.rmtree(copy / made, ignore_errors=True)
    ignored = shutil.ignore_patterns("node_modules", "out", "*.vsix", "bundled")
    shutil.copytree(extension, copy, ignore=ignored, dirs_exist_ok=True)
    complete = copy / "installed"
    if not complete.exists():
        run(["npm", "ci"], copy)
        complete.touch()
    return copy


def packaged(copy: Path, root: Path) -> Path:
    """The .vsix of such a copy, with the wheel and the changes of the checkout in it. Raises NotInstallable."""
    run([sys.executable, "-m", "build", "--wheel", "--outdir", copy / "bundled", root], copy)
    shutil.copy(root / "CHANGELOG.md", copy)
    run(["npm", "run", "package"], copy)
    return copy / "speedwright.vsix"
